"""Registering a call while it is taken: a minute, a keyboard, and nothing required but what it was about."""

import secrets
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from intake.page import language
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import CallKind
from triage.office.forms import DatedForm, choice, day, line, listed, offer, worded, yes
from triage.office.presentation import labels
from triage.office.presentation.odd_days import is_unsure
from triage.office.presentation.refusal_text import refusal_sentence
from triage.office.request_context import now, organisation, session, today, who
from triage.services.casework.register_contact import register_contact
from triage.services.casework.register_inquiry import Told, inquiry, register_inquiry

CONTACT = "contact"


class ContactForm(DatedForm):
    """A mere contact, which is all that a call can be where there are no complaints."""

    internal = ("summary",)
    summary = line(_("What is it about?"), _("Write what it is about."), hint=_("One line, without names."))
    taken_on = day(_("The call was taken on"), hint=_("Leave it empty if it was today."))


class CallForm(ContactForm):
    """A call, as it is taken."""

    kind = choice(
        _("What was it?"),
        _("Choose what it was."),
        lambda: [*worded(CallKind)(), *_contact()],
    )
    unit = listed(_("{Unit}"), None, list)
    theme = listed(_("Main theme"), None, labels.themes)
    handling = listed(_("What did you do?"), None, labels.terms_of(lambda t: t.handlings))
    closed = yes(
        _("Closed in the conversation"),
        hint=_(
            "The citizen has been answered, and nothing is left to do. Then fill in the next two as well."
        ),
    )


def ask() -> ResponseReturnValue:
    """Show the empty form for a call."""
    return _show_call(_form(formdata=None, data={"kind": str(CallKind.INQUIRY)}))


def taken() -> ResponseReturnValue:
    """Register the call and go to its case, or begin the next one."""
    form = _form()
    is_valid, asks_back = form.validate(), is_unsure(form)
    if form.is_only_shown:
        return _show_call(form)
    if asks_back or not is_valid:
        return _show_call(form), 422
    try:
        with session().spending(request.form.get("once")) as is_first:
            if not is_first:
                return redirect(url_for("cases"), 303)
            reference = _registered(form)
    except Refusal as refusal:
        return _show_call(form, refusal_sentence(refusal)), 422
    session().setdefault("notices", []).append("done")
    if request.form.get("step") == "next":
        return redirect(url_for("register_call"), 303)
    return redirect(url_for("case", reference=reference), 303)


def _form(**given: Any) -> ContactForm:
    if not organisation().settings.schemes.complaints:
        return ContactForm(**given)
    form = CallForm(**given)
    offer(form.unit, organisation().units.choices(language.current(), today()).items())
    return form


def _registered(form: ContactForm) -> str:
    if not isinstance(form, CallForm) or form.kind.data == CONTACT:
        about, on = form.summary.data, form.taken_on.data
        return register_contact(organisation(), who(), about, now=now(), taken_on=on)
    told = Told(
        unit=form.unit.data or None,
        main_theme=form.theme.data or None,
        handlings=[form.handling.data] if form.handling.data else [],
        closed=form.closed.data,
    )
    reasons = {str(CallKind.MISDIRECTED), str(CallKind.STAFF_CONSULTATION)}
    came = inquiry(
        channel="phone",
        type="guidance",
        summary_item=form.summary.data,
        happened_on=form.taken_on.data,
        not_counted=form.kind.data if form.kind.data in reasons else None,
    )
    return register_inquiry(organisation(), who(), came, told, now=now()).case_reference


def _contact() -> list[tuple[str, str]]:
    if not organisation().settings.schemes.reports:
        return []
    return [(CONTACT, gettext("A contact with {whistleblower_unit}, for example about a meeting"))]


def _show_call(form: ContactForm, refusal: tuple[str, str] | None = None) -> str:
    return render_template(
        "office/register_call.html", form=form, refusal=refusal, once=secrets.token_hex(16)
    )
