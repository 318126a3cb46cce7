"""Registering a report that came another way, and handing over its receipt code."""

import secrets

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from crypto.errors import DirectoryError
from intake.services.submit import ReportDraft
from triage.cases.refusals import Refusal
from triage.office.forms import OfficeForm, day, line, listed, prose
from triage.office.presentation import labels
from triage.office.presentation.refusal_text import refusal_sentence
from triage.office.request_context import now, organisation, session, today, who
from triage.services.casework.register_report import Origin, register
from triage.services.reading.visible_case import NoSuchCaseError

PORTAL = "portal"


class ReportForm(OfficeForm):
    """A report that came by phone, at a meeting, by letter, by mail or through a manager."""

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
    office_on = day(_("Received by the unit"), _("Write the date."))
    relation = listed(_("The reporter's relation to the workplace"), None, labels.relations)
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


def ask() -> ResponseReturnValue:
    """Show the empty form for a report."""
    return _show_report(
        ReportForm(formdata=None, data={"office_on": today(), "earlier": request.args.get("earlier", "")})
    )


def registered() -> ResponseReturnValue:
    """Register the report and show the receipt code, once."""
    form = ReportForm()
    if not form.validate():
        return _show_report(form), 422
    once = request.form.get("once", "")
    if not session().spend(once):
        return redirect(url_for("cases"), 303)
    try:
        registered = register(
            organisation(),
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
        office_on=form.office_on.data,
        clock_start=form.clock_start.data,
        clock_start_reason=form.clock_start_reason.data or "",
    )


def _show_report(form: ReportForm, refusal: tuple[str, str] | None = None) -> str:
    return render_template(
        "office/register_report.html", form=form, refusal=refusal, once=secrets.token_hex(16)
    )
