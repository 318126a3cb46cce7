"""The reporter's name: opened by itself, with a reason, and shown once in the answer to that act."""

from flask import render_template
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from triage.domain.refusals import Refusal
from triage.services.desk import standing
from triage.services.open_case import open_identity
from triage.web.edge import now, today, unit, who
from triage.web.forms import OfficeForm, prose
from triage.web.refusing import refusal_sentence


class IdentityForm(OfficeForm):
    """Why the name is needed."""

    internal = ("why",)
    why = prose(_("Why do you need the name?"), _("Write why you need the name."))


def ask(reference: str) -> ResponseReturnValue:
    """Ask for the reason."""
    row = standing(unit(), who(), reference, today=today()).row
    return render_template(
        "office/identity.html", row=row, form=IdentityForm(formdata=None), names=None, refusal=None
    )


def opened(reference: str) -> ResponseReturnValue:
    """Put the opening into the journal and show the name in this answer only."""
    row = standing(unit(), who(), reference, today=today()).row
    form = IdentityForm()
    if not form.validate():
        return render_template("office/identity.html", row=row, form=form, names=None, refusal=None), 422
    try:
        names = open_identity(unit(), who(), reference, why=form.why.data, now=now())
    except Refusal as refusal:
        sentence = refusal_sentence(refusal)
        return render_template("office/identity.html", row=row, form=form, names=None, refusal=sentence), 422
    return render_template("office/identity.html", row=row, form=form, names=names, refusal=None)
