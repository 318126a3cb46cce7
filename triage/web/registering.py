"""
Registering a report that came another way, and a call while it is taken.

The form for a call is meant for a minute and a keyboard: nothing but what it was about is required, the first
field comes first, and Enter in a line of text saves.
"""

import secrets

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from crypto.errors import DirectoryError
from intake.page import language
from intake.services.submit import ReportDraft
from triage.domain.refusals import Refusal
from triage.domain.words import CallKind
from triage.services.desk import NoSuchCaseError
from triage.services.overview import department_names
from triage.services.register import Call, Origin, register, take_call, take_contact
from triage.web import labels
from triage.web.edge import now, session, today, unit, who
from triage.web.forms import OfficeForm, choice, day, line, listed, prose, yes
from triage.web.refusing import refusal_sentence

CONTACT = "contact"
PORTAL = "portal"


class ReportForm(OfficeForm):
    """
    A report that came by phone, at a meeting, by letter, by mail or through a manager.
    """

    internal = ("clock_start_reason",)
    channel = listed(
        _("How did it come?"),
        _("Choose how it came."),
        lambda: [pair for pair in labels.terms_of(lambda t: t.channels)() if pair[0] != PORTAL],
    )
    organisation_on = day(
        _("Received by the organisation"),
        _("Write the date."),
        hint=_("The first day anybody in the organisation had it. The time limits count from here."),
    )
    unit_on = day(_("Received by the unit"), _("Write the date."))
    relation = listed(_("The reporter's relation to the workplace"), None, labels.options(labels.RELATIONS))
    what = prose(
        _("What was reported"),
        _("Write what was reported."),
        hint=_("In the reporter's own words, as far as you can."),
    )
    when = line(_("When did it happen?"))
    where = line(_("Where did it happen?"))
    name = line(
        _("The reporter's name"), hint=_("Only if the reporter wishes to give it. It is sealed by itself.")
    )
    contact = line(_("How to reach the reporter"))
    clock_start = day(
        _("Count the time limits from another day"), hint=_("Leave it empty unless there is a reason.")
    )
    clock_start_reason = prose(_("Why they count from another day"))
    earlier = line(
        _("The contact it began with"), hint=_("The case reference, if a contact was registered first.")
    )


class CallForm(OfficeForm):
    """
    A call, as it is taken.
    """

    internal = ("summary",)
    summary = line(_("What is it about?"), _("Write what it is about."), hint=_("One line, without names."))
    kind = choice(
        _("What was it?"),
        _("Choose what it was."),
        lambda: [
            *labels.options(labels.CALLS)(),
            (CONTACT, gettext("A contact with the whistleblower unit, for example about a meeting")),
        ],
    )
    department = listed(_("Department"), None, list)
    theme = listed(_("Main theme"), None, labels.terms_of(lambda t: t.themes))
    handling = listed(_("What did you do?"), None, labels.terms_of(lambda t: t.handlings))
    closed = yes(
        _("Closed in the conversation"), hint=_("The citizen has been answered, and nothing is left to do.")
    )
    taken_on = day(_("The call was taken on"), hint=_("Leave it empty if it was today."))


def ask_report() -> ResponseReturnValue:
    """
    Show the empty form for a report.
    """
    return _show_report(
        ReportForm(formdata=None, data={"unit_on": today(), "earlier": request.args.get("earlier", "")})
    )


def report() -> ResponseReturnValue:
    """
    Register the report and show the receipt code, once.
    """
    form = ReportForm()
    if not form.validate():
        return _show_report(form), 422
    once = request.form.get("once", "")
    if not session().spend(once):
        return redirect(url_for("cases"), 303)
    try:
        registered = register(
            unit(),
            who(),
            _draft(form),
            _origin(form),
            taxonomy=labels.taxonomy(),
            now=now(),
            contact=(form.earlier.data or "").strip().upper() or None,
        )
    except Refusal as refusal:
        session().unspend(once)
        return _show_report(form, refusal_sentence(refusal)), 422
    except NoSuchCaseError:
        session().unspend(once)
        form.earlier.errors = [gettext("There is no such contact.")]
        return _show_report(form), 422
    except DirectoryError:
        session().unspend(once)
        sentence = gettext(
            "There are fewer than two advisers to seal the report to. Tell those who run Betro."
        )
        return _show_report(form, (sentence, "")), 422
    session().opened.add(registered.handle)
    return render_template("office/receipt.html", registered=registered)


def _draft(form: ReportForm) -> ReportDraft:
    return ReportDraft(
        relation=form.relation.data or "",
        what=form.what.data,
        when=form.when.data or "",
        where=form.where.data or "",
        name=form.name.data or "",
        contact=form.contact.data or "",
    )


def _origin(form: ReportForm) -> Origin:
    return Origin(
        channel=form.channel.data,
        organisation_on=form.organisation_on.data,
        unit_on=form.unit_on.data,
        clock_start=form.clock_start.data,
        clock_start_reason=form.clock_start_reason.data or "",
    )


def _show_report(form: ReportForm, refusal: tuple[str, str] | None = None) -> str:
    return render_template(
        "office/register_report.html", form=form, refusal=refusal, once=secrets.token_hex(16)
    )


def ask_call() -> ResponseReturnValue:
    """
    Show the empty form for a call.
    """
    return _show_call(_prepared(CallForm(formdata=None, data={"kind": str(CallKind.INQUIRY)})))


def call() -> ResponseReturnValue:
    """
    Register the call and go to its case, or begin the next one.
    """
    form = _prepared(CallForm())
    if not form.validate():
        return _show_call(form), 422
    once = request.form.get("once", "")
    if not session().spend(once):
        return redirect(url_for("cases"), 303)
    take = take_contact if form.kind.data == CONTACT else take_call
    try:
        reference = take(unit(), who(), _call(form), taxonomy=labels.taxonomy(), now=now())
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
        department=form.department.data or None,
        handlings=[form.handling.data] if form.handling.data else [],
        main_theme=form.theme.data or None,
        closed_in_conversation=form.closed.data,
        taken_on=form.taken_on.data,
    )


def _prepared(form: CallForm) -> CallForm:
    form.department.choices = [("", gettext("Choose")), *department_names(unit(), language.current()).items()]
    return form


def _show_call(form: CallForm, refusal: tuple[str, str] | None = None) -> str:
    return render_template(
        "office/register_call.html", form=form, refusal=refusal, once=secrets.token_hex(16)
    )
