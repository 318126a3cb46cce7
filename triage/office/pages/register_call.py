"""Registering a call while it is taken: a minute, a keyboard, and nothing required but what it was about."""

import secrets

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from intake.page import language
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import CallKind
from triage.office.forms import OfficeForm, choice, day, line, listed, yes
from triage.office.presentation import labels
from triage.office.presentation.refusal_text import refusal_sentence
from triage.office.request_context import now, organisation, session, today, who
from triage.services.casework.register_call import Call, take_call, take_contact

CONTACT = "contact"


class CallForm(OfficeForm):
    """A call, as it is taken."""

    internal = ("summary",)
    summary = line(_("What is it about?"), _("Write what it is about."), hint=_("One line, without names."))
    kind = choice(
        _("What was it?"),
        _("Choose what it was."),
        lambda: [*labels.options(labels.CALLS)(), *_contact()],
    )
    unit = listed(_("Department"), None, list)
    theme = listed(_("Main theme"), None, labels.themes)
    handling = listed(_("What did you do?"), None, labels.terms_of(lambda t: t.handlings))
    closed = yes(
        _("Closed in the conversation"),
        hint=_(
            "The citizen has been answered, and nothing is left to do. Then fill in the next two as well."
        ),
    )
    taken_on = day(_("The call was taken on"), hint=_("Leave it empty if it was today."))


def ask() -> ResponseReturnValue:
    """Show the empty form for a call."""
    return _show_call(_prepared(CallForm(formdata=None, data={"kind": str(CallKind.INQUIRY)})))


def taken() -> ResponseReturnValue:
    """Register the call and go to its case, or begin the next one."""
    form = _prepared(CallForm())
    if not form.validate():
        return _show_call(form), 422
    once = request.form.get("once", "")
    if not session().spend(once):
        return redirect(url_for("cases"), 303)
    take = take_contact if form.kind.data == CONTACT else take_call
    try:
        reference = take(organisation(), who(), _call(form), taxonomy=labels.taxonomy(), now=now())
    except Refusal as refusal:
        session().unspend(once)
        return _show_call(form, refusal_sentence(refusal)), 422
    session().setdefault("notices", []).append("done")
    if request.form.get("step") == "next":
        return redirect(url_for("register_call"), 303)
    return redirect(url_for("case", reference=reference), 303)


def _call(form: CallForm) -> Call:
    kind = form.kind.data
    return Call(
        summary=form.summary.data,
        kind=CallKind.INQUIRY if kind == CONTACT else CallKind(kind),
        unit=form.unit.data or None,
        handlings=[form.handling.data] if form.handling.data else [],
        main_theme=form.theme.data or None,
        closed_in_conversation=form.closed.data,
        taken_on=form.taken_on.data,
    )


def _contact() -> list[tuple[str, str]]:
    if not organisation().settings.schemes.reports:
        return []
    return [(CONTACT, gettext("A contact with the whistleblower unit, for example about a meeting"))]


def _prepared(form: CallForm) -> CallForm:
    form.unit.choices = [
        ("", gettext("Choose")),
        *organisation().units.names(language.current(), on=today()).items(),
    ]
    return form


def _show_call(form: CallForm, refusal: tuple[str, str] | None = None) -> str:
    return render_template(
        "office/register_call.html", form=form, refusal=refusal, once=secrets.token_hex(16)
    )
