"""The reporter's name: opened by itself, with a reason, and shown once in the answer to that act."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from triage.cases.refusals import Refusal
from triage.office.forms import OfficeForm, prose
from triage.office.presentation.refusal_text import refusal_sentence
from triage.office.request_context import now, organisation, today, who
from triage.services.casework.open_case import open_identity
from triage.services.clock.steadiness import moment_of_reading
from triage.services.reading.visible_case import case_file


class IdentityForm(OfficeForm):
    """Why the name is needed."""

    internal = ("why",)
    why = prose(_("Why do you need the name?"), _("Write why you need the name."))


def ask(reference: str) -> ResponseReturnValue:
    """Ask for the reason."""
    row = case_file(organisation(), who(), reference, today=today()).row
    return render_template(
        "office/identity.html", row=row, form=IdentityForm(formdata=None), names=None, refusal=None
    )


def opened(reference: str) -> ResponseReturnValue:
    """Put the opening into the journal and show the name in this answer only."""
    row = case_file(organisation(), who(), reference, today=today()).row
    form = IdentityForm()
    if form.is_only_shown:
        return render_template("office/identity.html", row=row, form=form, names=None, refusal=None)
    if not form.validate():
        return render_template("office/identity.html", row=row, form=form, names=None, refusal=None), 422
    try:
        moment = moment_of_reading(organisation(), now())
        names = open_identity(organisation(), who(), reference, why=form.why.data, now=moment)
    except Refusal as refusal:
        sentence = refusal_sentence(refusal)
        return render_template("office/identity.html", row=row, form=form, names=None, refusal=sentence), 422
    return render_template("office/identity.html", row=row, form=form, names=names, refusal=None)
