"""
A new inquiry, however it came: one page, a keyboard, and nothing required but what it is about.

The first button closes what is complete, the second goes on working; what is missing for closing is said in
one sentence, and everything typed stays. What has just been saved stands above the next empty form, to be put
right or to get one more case.
"""

import secrets
from collections.abc import Mapping
from datetime import date
from typing import Any

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from crypto.errors import DirectoryError
from intake.page import language
from intake.services.attach import AttachmentGoneError
from intake.services.receiving import TooFewHoldersError, kept_out_of
from triage.cases.case import Case
from triage.cases.decisions.complaints import REJECTED
from triage.cases.decisions.inquiries import InquiryRegistered
from triage.cases.decisions.receiving import PHONE
from triage.cases.refusals import Refusal
from triage.office.pages.inquiry_form import InquiryForm
from triage.office.presentation import drafts
from triage.office.presentation.odd_days import is_unsure
from triage.office.presentation.refusal_text import CANNOT, OPEN_FIRST, cannot, refusal_sentence
from triage.office.request_context import now, organisation, session, today, who
from triage.services.casework.register_inquiry import InquiryOutcome, another_of, inquiry, register_inquiry
from triage.services.history.case_file import CaseFile
from triage.services.reading.visible_case import NoSuchCaseError, case_file

PAGE, CLOSE = "new_inquiry", "close"
OF_FIELDS: Mapping[str, str] = {
    "conversation_needs_handling": "handling",
    "rejection_needs_reason": "reason",
    "matter_date_missing": "matter_on",
    "matter_not_old": "matter_on",
    "type_not_rejected": "type",
}
"""The field at which a refusal is shown, where it is about one."""

NOT_SEALED: tuple[type[Exception], ...] = (DirectoryError, *CANNOT)
"""That nobody, or too few, could hold the case."""


def ask() -> ResponseReturnValue:
    """Show the empty form, and above it what has just been saved; or what somebody goes on with."""
    kept = drafts.resumed(PAGE)
    if kept is not None:
        return _show(_form(formdata=drafts.refilled(kept)), more=dict(kept.fields or ()).get("more", ""))
    saved, more = session().pop("saved", None), request.args.get("more", "")
    came: dict[str, object] = {"channel": session().get("channel", PHONE)}
    if more:
        first = _first(more)
        if first.row.handle not in session().opened:
            session().setdefault("notices", []).append("open_first")
            return redirect(url_for("case", reference=more), 303)
        came = _as_it_came(first.case)
    return _show(_form(formdata=None, data={**came, "type": "guidance"}), more=more, saved=saved)


def registered() -> ResponseReturnValue:
    """Register the inquiry; then close it and show the next form, or go to its case. Keep what was not."""
    return drafts.kept_unless_done(PAGE, _registered)


def _registered() -> ResponseReturnValue:
    form, more = _form(), request.form.get("more", "")
    is_valid, asks_back = form.validate(), is_unsure(form)
    is_found = form.find_unit()
    if form.is_only_shown:
        return _show(form, more=more)
    if asks_back or not is_valid or not is_found:
        return _show(form, more=more), 422
    if more and _first(more).row.handle not in session().opened:
        return _show(form, more=more, refusal=(gettext(OPEN_FIRST), "")), 422
    closes, once = request.form.get("step", CLOSE) == CLOSE, request.form.get("once")
    try:
        with session().spending(once) as is_first:
            if not is_first:
                return _onward(None if session().receipt[0] != once else session().receipt[1], closes=closes)
            came = inquiry(**form.filled(InquiryRegistered.__struct_fields__) | _given(form, more))
            told = _told(form, closes=closes)
            row = register_inquiry(
                organisation(),
                who(),
                came,
                told,
                now=now(),
                files=form.taken,
                form=drafts.sent(PAGE),
                more_of=more or None,
                aloud=form.aloud,
                # Of one more case of an inquiry those are kept out who are kept out of the first.
                kept_out=() if more else kept_out_of(" ".join(form.kept_out.data)),
            )
            session().opened.add(row.handle)
            session().receipt = (once, row.case_reference)
    except Refusal as refusal:
        return _refused(form, refusal, more), 422
    except AttachmentGoneError as error:
        form.without(error)
        return _show(form, more=more), 422
    except NOT_SEALED as error:
        return _not_sealed(form, error, more)
    session()["channel"] = form.channel.data
    if closes:
        on = form.happened_on.data if form.happened_on.data != today() else None
        session()["saved"] = (row.case_reference, form.summary_item.data, on, form.is_rejection)
    else:
        session().visits.did(row.case_reference)
    return _onward(row.case_reference, closes=closes)


def _not_sealed(form: InquiryForm, error: Exception, more: str) -> ResponseReturnValue:
    """Say why nobody, or too few, could hold the case."""
    if type(error) in CANNOT:
        status, refusal = cannot(error)
        return _show(form, more=more, refusal=refusal), status
    if not isinstance(error, TooFewHoldersError):
        sentence = gettext("There are fewer than two advisers to seal it to. Tell those who run Betro.")
        return _show(form, more=more, refusal=(sentence, "")), 422
    sentence = gettext("Then fewer than two people could open it, and there is no other route.")
    if more:
        return _show(form, more=more, refusal=(sentence, "")), 422
    form.kept_out.errors = [sentence]
    return _show(form, more=more), 422


def _onward(reference: str | None, *, closes: bool) -> ResponseReturnValue:
    """Go on to the next inquiry, or to the case; a second press of the button goes where the first did."""
    if closes or reference is None:
        return redirect(url_for("new_inquiry"), 303)
    return redirect(url_for("case", reference=reference), 303)


def _given(form: InquiryForm, more: str) -> dict[str, object]:
    """Give what follows from the form; another case of an inquiry has its id and who it is from."""
    known: dict[str, object] = {
        "type": REJECTED if form.is_rejection else form.type.data,
        "inquirer_item": form.inquirer,
    }
    return known | (another_of(organisation(), who(), _first(more)) if more else {})


def _first(reference: str) -> CaseFile:
    """Give the case of which this is one more: one of an inquiry, that is there for this person."""
    try:
        file = case_file(organisation(), who(), reference, today=today())
    except NoSuchCaseError:
        abort(404)
    if not file.case.is_complaint or file.case.is_own_initiative:
        abort(404)
    return file


def _as_it_came(case: Case) -> dict[str, object]:
    """
    Give how an inquiry came, for one more case of it. By the portal nothing is registered by hand: then it is
    asked how the rest of it came.
    """
    begun = case.newest(InquiryRegistered)
    if begun is None:
        return {}
    on = begun.day if begun.day != today() else None
    return {"channel": begun.channel, "place": begun.place, "happened_on": on}


def _told(form: InquiryForm, *, closes: bool) -> InquiryOutcome:
    return InquiryOutcome(
        unit=form.unit_code.data or None,
        main_theme=form.theme.code,
        handlings=[form.handling.code] if form.handling.code else [],
        rejection=form.rejection,
        marks=form.marks.data or () if "marks" in form else (),
        closed=closes,
    )


def _form(**given: Any) -> InquiryForm:
    form = InquiryForm(**given)
    form.prepare()
    if request.method == "POST":
        form.take_files()
    return form


def _refused(form: InquiryForm, refusal: Refusal, more: str) -> str:
    field = OF_FIELDS.get(refusal.code)
    if form.is_about_recording(refusal):
        return _show(form, more=more)
    if field is None:
        return _show(form, more=more, refusal=refusal_sentence(refusal))
    form[field].errors = [refusal_sentence(refusal)[0]]
    return _show(form, more=more)


def _show(
    form: InquiryForm,
    *,
    more: str = "",
    saved: tuple[str, str, date | None, bool] | None = None,
    refusal: tuple[str, str] | None = None,
) -> str:
    drafts.offer_to_keep(form, PAGE)
    current = language.current()
    units = organisation().units.on(today())
    return render_template(
        "office/new_inquiry.html",
        form=form,
        more=more,
        saved=saved,
        refusal=refusal,
        once=secrets.token_hex(16),
        units=[each.name(current) for each in units],
        aliases=[(name, each.name(current)) for each in units for name in each.aliases],
    )
