"""Registering a report that came another way, and handing over its receipt code."""

import secrets
from contextlib import suppress
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from crypto.errors import DirectoryError
from intake.page.language import current
from intake.services.attach import AttachmentGoneError
from intake.services.receiving import TooFewHoldersError, kept_out_of
from intake.services.submit import ReportDraft
from triage.cases.decisions.registering import CaseRegistered
from triage.cases.refusals import Refusal
from triage.cases.typed import typed
from triage.office.decisions.aloud_fields import AloudFields
from triage.office.forms import WHERE_NEEDED, DatedForm, day, line, listed, offer, prose, several
from triage.office.presentation import drafts, labels
from triage.office.presentation.colleagues import colleagues
from triage.office.presentation.odd_days import is_unsure
from triage.office.presentation.refusal_text import CANNOT, cannot, refusal_sentence
from triage.office.presentation.timeline import timeline
from triage.office.request_context import as_of, now, organisation, session, today, who
from triage.office.uploads import FormWithFiles
from triage.services.casework.as_seen import MovedOnError
from triage.services.casework.register_report import register
from triage.services.people.names import subject_names
from triage.services.reading.visible_case import NoSuchCaseError
from triage.services.views.case_view import case_view

PAGE = "register_report"
WRITTEN = frozenset(ReportDraft.__struct_fields__) - {"kept_out"}
"""The fields that are typed of what is sealed; the others say how it came."""


class ReportForm(FormWithFiles, AloudFields, DatedForm):
    """A report that came by phone, at a meeting, by letter, by mail or through a manager."""

    title = _("Register a report")
    internal = ("clock_start_reason_item", "present")
    channel = listed(
        _("How did it come?"),
        _("Choose how it came."),
        labels.channels,
    )
    organisation_on = day(
        _("Received by the organisation"),
        _("Write the date."),
        hint=_("The first day anybody in the organisation had it. The time limits count from here."),
    )
    office_on = day(_("Received by {whistleblower_unit}"), _("Write the date."))
    lay_with = listed(
        _("Where did it lie before {whistleblower_unit} had it?"),
        WHERE_NEEDED,
        list,
        hint=_("Only if {whistleblower_unit} received it on a later day than the organisation."),
    )
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
    contact = line(_("Contact outside the mailbox"))
    clock_start = day(
        _("Count the time limits from another day"), hint=_("Leave it empty unless there is a reason.")
    )
    clock_start_reason_item = prose(_("Why they count from another day"))
    kept_out = several(
        _("Colleagues who shall not receive it"),
        list,
        hint=_("They cannot open it and find no trace of it. The others see that they are kept out."),
    )
    earlier = line(
        _("The contact it began with"), hint=_("The case reference, if a contact was registered first.")
    )

    def validate(self, extra_validators: Any = None) -> bool:
        """Refuse to keep somebody out of what they have seen the beginning of."""
        is_valid = bool(super().validate(extra_validators))
        if self.kept_out.data and self.earlier.data:
            sentence = gettext(
                "They have seen the contact. Register the report without it, and close the contact."
            )
            self.kept_out.errors = [sentence]
            return False
        return is_valid


def ask() -> ResponseReturnValue:
    """Show the empty form for a report, or what somebody goes on with."""
    kept = drafts.resumed(PAGE)
    if kept is not None:
        return _show_report(_form(formdata=drafts.refilled(kept)))
    return _show_report(
        _form(formdata=None, data={"office_on": today(), "earlier": request.args.get("earlier", "")})
    )


def registered() -> ResponseReturnValue:
    """Register the report and show the receipt code; keep as a draft what was not registered."""
    return drafts.kept_unless_done(PAGE, _registered)


def _registered() -> ResponseReturnValue:
    form = _form()
    is_valid, asks_back = form.validate(), is_unsure(form)
    if form.is_only_shown:
        return _show_report(form)
    if asks_back or not is_valid:
        return _show_report(form), 422
    origin = typed(CaseRegistered, scheme=ReportDraft.scheme, **form.filled(CaseRegistered.__struct_fields__))
    written: dict[str, Any] = {name: text or "" for name, text in form.filled(WRITTEN).items()}
    once = request.form.get("once")
    try:
        with session().spending(once) as is_first:
            if not is_first:
                return _again(once)
            contact, seen = _contact(form), as_of() or None
            draft = ReportDraft(**written, kept_out=kept_out_of(" ".join(form.kept_out.data)))
            registered = register(
                organisation(),
                who(),
                draft,
                origin,
                now=now(),
                files=form.taken,
                contact=contact,
                seen=seen,
                form=drafts.sent(PAGE),
                aloud=form.aloud,
            )
            session().opened.add(registered.handle)
            session().receipt = (once, registered)
    except AttachmentGoneError as error:
        form.without(error)
        return _show_report(form), 422
    except MovedOnError:
        return _show_report(form), 409
    except Refusal as refusal:
        return _refused(form, refusal), 422
    except NoSuchCaseError:
        form.earlier.errors = [gettext("There is no such contact.")]
        return _show_report(form), 422
    except DirectoryError as error:
        return _nobody_to_seal_to(form, error), 422
    except tuple(CANNOT) as error:
        status, sentence = cannot(error)
        return _show_report(form, sentence), status
    return render_template("office/receipt.html", registered=registered)


def _form(**given: Any) -> ReportForm:
    """Give the form; where there is no unit nobody is asked which."""
    form, on = ReportForm(**given), today()
    if request.method == "POST":
        form.take_files()
    form.kept_out.choices = colleagues(today())
    places = labels.places(min(form.organisation_on.data or on, on), on)
    if places:
        offer(form.lay_with, places)
    else:
        del form.lay_with
    return form


def _refused(form: ReportForm, refusal: Refusal) -> str:
    if form.is_about_recording(refusal):
        return _show_report(form)
    if refusal.code != "lay_with_missing":
        return _show_report(form, refusal_sentence(refusal))
    form.lay_with.errors = [refusal_sentence(refusal)[0]]
    return _show_report(form)


def _nobody_to_seal_to(form: ReportForm, error: DirectoryError) -> str:
    if isinstance(error, TooFewHoldersError) and form.kept_out.data:
        sentence = gettext("Then fewer than two people could open it, and there is no other route.")
        form.kept_out.errors = [sentence]
        return _show_report(form)
    sentence = gettext("There are fewer than two advisers to seal the report to. Tell those who run Betro.")
    return _show_report(form, (sentence, ""))


def _again(once: str | None) -> ResponseReturnValue:
    """Show the same code where the form of the last registration came once more: nobody has it otherwise."""
    known, registered = session().receipt
    if known != once:
        return redirect(url_for("cases"), 303)
    return render_template("office/receipt.html", registered=registered)


def _contact(form: ReportForm) -> str | None:
    return (form.earlier.data or "").strip().upper() or None


def _show_report(form: ReportForm, refusal: tuple[str, str] | None = None) -> str:
    drafts.offer_to_keep(form, PAGE)
    contact, view, seen = _contact(form), None, as_of()
    with suppress(NoSuchCaseError):
        if contact is not None:
            view = case_view(organisation(), who(), contact, opened=session().opened, today=today())
    known = 0 if view is None else len(view.case_file.history)
    # Who typed the reference by hand was shown nothing of the contact here.
    news = None
    if view is not None and seen not in {0, known}:
        news = timeline(view, subject_names(organisation(), current()), after=seen)
    return render_template(
        "office/register_report.html",
        form=form,
        refusal=refusal,
        once=secrets.token_hex(16),
        contact=contact,
        known=known,
        news=news,
    )
