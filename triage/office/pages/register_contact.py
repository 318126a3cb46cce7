"""Registering a mere contact with the whistleblower unit, such as a call that asks for a meeting."""

import secrets

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _

from triage.cases.refusals import Refusal
from triage.office.forms import DatedForm, day, line
from triage.office.presentation.odd_days import is_unsure
from triage.office.presentation.refusal_text import refusal_sentence
from triage.office.request_context import now, organisation, session, who
from triage.services.casework.register_contact import register_contact


class FirstContactForm(DatedForm):
    """A contact that is no report yet."""

    internal = ("summary",)
    summary = line(_("What is it about?"), _("Write what it is about."), hint=_("One line, without names."))
    taken_on = day(_("On which day"), hint=_("Leave it empty if it was today."))


def ask() -> ResponseReturnValue:
    """Show the empty form."""
    return _show(FirstContactForm(formdata=None))


def registered() -> ResponseReturnValue:
    """Register the contact and go to its case."""
    form = FirstContactForm()
    is_valid, asks_back = form.validate(), is_unsure(form)
    if form.is_only_shown:
        return _show(form)
    if asks_back or not is_valid:
        return _show(form), 422
    try:
        with session().spending(request.form.get("once")) as is_first:
            if not is_first:
                return redirect(url_for("cases"), 303)
            about, on = form.summary.data, form.taken_on.data
            row = register_contact(organisation(), who(), about, now=now(), taken_on=on)
    except Refusal as refusal:
        return _show(form, refusal_sentence(refusal)), 422
    session().visits.did(row.case_reference)
    return redirect(url_for("case", reference=row.case_reference), 303)


def _show(form: FirstContactForm, refusal: tuple[str, str] | None = None) -> str:
    once = secrets.token_hex(16)
    return render_template("office/register_contact.html", form=form, refusal=refusal, once=once)
