"""The reporter's name: opened by itself, with a reason, and shown once in the answer to that act."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from triage.cases.refusals import Refusal
from triage.office.forms import OfficeForm, prose
from triage.office.presentation import labels
from triage.office.presentation.refusal_text import refusal_sentence
from triage.office.request_context import now, organisation, today, who
from triage.services.casework.open_case import open_identity
from triage.services.clock.steadiness import moment_of_reading
from triage.services.reading.mailbox import OpenedNames
from triage.services.reading.visible_case import case_file


class IdentityForm(OfficeForm):
    """Why the name is needed."""

    internal = ("why",)
    why = prose(_("Why do you need the name?"), _("Write why you need the name."))


def ask(reference: str) -> ResponseReturnValue:
    """Ask for the reason."""
    return _page(reference, IdentityForm(formdata=None))


def opened(reference: str) -> ResponseReturnValue:
    """Put the opening into the journal and show the name in this answer only."""
    form = IdentityForm()
    if form.is_only_shown:
        return _page(reference, form)
    if not form.validate():
        return _page(reference, form), 422
    try:
        moment = moment_of_reading(organisation(), now())
        found = open_identity(organisation(), who(), reference, why=form.why.data, now=moment)
    except Refusal as refusal:
        return _page(reference, form, refusal=refusal_sentence(refusal)), 422
    return _page(reference, form, found)


def _page(
    reference: str,
    form: IdentityForm,
    found: OpenedNames | None = None,
    refusal: tuple[str, str] | None = None,
) -> str:
    row = case_file(organisation(), who(), reference, today=today()).row
    shown = {"row": row, "form": form, "found": found, "refusal": refusal, "labels": labels}
    return render_template("office/identity.html", **shown)
