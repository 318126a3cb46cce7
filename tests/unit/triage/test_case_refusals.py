"""
Every refusal of the domain: one way to provoke each, and its sentence. A code without a line here fails.
"""

import re
from collections.abc import Callable
from datetime import date
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.own_limits import LIMITS, house
from tests.provoked import RECORDED
from tests.refused_accounts import ACCOUNTS
from tests.refused_following import FOLLOWING
from tests.refused_inquiries import INQUIRIES
from tests.refused_registers import REGISTERS
from tests.spoken import SPOKEN
from tests.story import NO_UNITS, UNITS, Story, a_complaint, a_report, item, outside, told, within
from triage.cases.decisions.acknowledgement import (
    AcknowledgementDecided,
    AcknowledgementGiven,
    AcknowledgementWaived,
)
from triage.cases.decisions.assessment import InvestigationDecided, OutcomeRecorded, ScopeAssessed
from triage.cases.decisions.clocks import ClockRestarted, ClockResumed, ClockSuspended, DeadlineExtended
from triage.cases.decisions.closing import CaseClosed, CaseReopened
from triage.cases.decisions.complaints import AnswerDecided
from triage.cases.decisions.correcting import EventCorrected, EventWithdrawn
from triage.cases.decisions.criticism import CriticismRecorded, HearingAnswered, HearingSent
from triage.cases.decisions.dispositions import DispositionRecorded
from triage.cases.decisions.external_events import ExternalEventRecorded
from triage.cases.decisions.feedback import FeedbackDecided
from triage.cases.decisions.hand_over import HandOverAsked, HandOverConsented, HandOverExpired
from triage.cases.decisions.inquiry_hand_over import InquiryHandedOver
from triage.cases.decisions.messages import (
    AnswerNotNeeded,
    LetterRecorded,
    MessageDecided,
)
from triage.cases.decisions.missed import BreachExplained
from triage.cases.decisions.receiving import (
    CaseReceived,
    ContactRegistered,
    NoteAdded,
    ReportOpened,
    SummarySet,
)
from triage.cases.decisions.referral import ReferralRecalled, ReferralSent, ReplyDelayed, ReplyReceived
from triage.cases.decisions.registering import CaseRegistered
from triage.cases.events import CaseEvent
from triage.cases.hand_over import begin_handed_over
from triage.cases.refusal_texts import REFUSALS
from triage.cases.refusals import DomainError, Refusal
from triage.cases.vocabulary import CriticismKind, FeedbackKind, Investigation, ReplyQuality, Scope
from triage.engine.deadline import Facts
from triage.rules.codes import Scheme
from triage.rules.units import Units

ON = "Mon 2027-01-11"
NEXT = "Tue 2027-01-12"
CRITICISM = {"kind": CriticismKind.CRITICISM, "unit": "schools"}
LATER = "Mon 2027-02-01"
LATE = {"rule": "BR-SCOPE", "due_on": "Mon 2027-01-25", "days_late": 7}
INTERIM, FINAL, REJECTION = FeedbackKind.INTERIM, FeedbackKind.FINAL, FeedbackKind.REJECTION
INVESTIGATE = Investigation.INVESTIGATE
NOTHING = Facts("complaints", {})


def _read() -> Story:
    return a_report(ON, acknowledged_on=ON, opened_on=ON)


def _outside() -> Story:
    return outside(_read(), ON)


def _investigated() -> Story:
    return within(_read(), ON, INVESTIGATE)


def _complaint() -> Story:
    return a_complaint(ON, opened_on=ON)


def _referred() -> Story:
    return _complaint().then(ReferralSent, on=ON, unit="schools")


def _corrected(number: int) -> Refusal:
    return _referred().refused(EventCorrected, on=ON, number=number, field="happened_on", right_on=ON)


def _withdrawn(story: Story, number: int) -> Refusal:
    return story.refused(EventWithdrawn, on=ON, number=number)


def _in_hearing() -> Story:
    return _complaint().then(HearingSent, on=ON, unit="schools", answer_by_on=LATER)


def _heard_before(day: str) -> Refusal:
    return _in_hearing().refused(HearingAnswered, on=ON, unit="schools", happened_on=day)


def _external() -> Story:
    return Story().then(
        CaseReceived, on=ON, scheme=Scheme.WHISTLEBLOWING_EXTERNAL, channel="portal", received_on=ON
    )


def _decided() -> Story:
    return _complaint().then(ExternalEventRecorded, on=ON, event="decision:received")


def _suspended() -> Story:
    story = _decided()
    return story.then(ClockSuspended, on=ON, clock=story.clock("RSL-67", ON), reason="guidance_missing")


def _taken_up() -> Story:
    story = _suspended()
    return story.then(ClockResumed, on=NEXT, clock=story.clock("RSL-67", NEXT))


def _turned(story: Story, command: type[CaseEvent], rule: str, *, on: str = NEXT, **given: str) -> Refusal:
    return story.refused(command, on=on, clock=story.clock(rule, on), **given)


def _extended(story: Story, rule: str, until_on: str) -> Refusal:
    return _turned(story, DeadlineExtended, rule, until_on=until_on, reason="complexity")


def _external_event(event: str, **given: str) -> Refusal:
    return _decided().refused(ExternalEventRecorded, on=NEXT, event=event, **given)


def _own(event: str, area: str = "home_help", **given: object) -> Refusal:
    with TemporaryDirectory() as folder:
        story = Story(_complaint().events, house(Path(folder), LIMITS))
    return story.refused(ExternalEventRecorded, on=NEXT, event=event, subject=area, **given)


def _registration(units: Units = UNITS, **given: object) -> Refusal:
    letter = {"scheme": Scheme.WHISTLEBLOWING, "channel": "letter", "organisation_on": ON, "office_on": NEXT}
    return Story(units=units).refused(CaseRegistered, on=NEXT, **{**letter, **given})


def _closed_complaint() -> Story:
    return _complaint().then(AnswerDecided, on=ON, given_on=ON).then(CaseClosed, on=ON)


def _asked() -> Story:
    return _outside().then(HandOverAsked, on=ON)


def _consented() -> Story:
    return _asked().then(HandOverConsented, on=ON, happened_on=ON)


def _manager(story: Story, **given: object) -> Refusal:
    return story.refused(
        DispositionRecorded,
        code="manager_informed",
        on=ON,
        **{"can_be_deduced": True, "summary_item": item(7), "recipient_item": item(8), **given},
    )


ANYWHERE: dict[str, Callable[[], Refusal]] = {
    "wrong_scheme": lambda: _complaint().refused(ScopeAssessed, on=ON, scope=Scope.WITHIN),
    "contact_only": lambda: (
        Story().then(ContactRegistered, on=ON, channel="phone").refused(ReportOpened, on=ON)
    ),
    "case_closed": lambda: _closed_complaint().refused(MessageDecided, on=ON, asks=True),
    "nothing_unanswered": lambda: _read().refused(AnswerNotNeeded, on=ON),
    "lay_with_missing": _registration,
    "unit_not_there": lambda: _registration(lay_with="parks"),
    "lay_with_unknown": lambda: _read().refused(
        BreachExplained,
        on=LATER,
        rule="BR-SCOPE",
        due_on="Mon 2027-01-25",
        days_late=7,
        responsible="lay_with",
    ),
    "already_registered": lambda: _read().refused(
        CaseRegistered,
        on=ON,
        scheme=Scheme.WHISTLEBLOWING,
        channel="letter",
        organisation_on=ON,
        office_on=ON,
    ),
    "not_opened": lambda: a_report(ON).refused(ScopeAssessed, on=ON, scope=Scope.WITHIN),
    "date_in_future": lambda: a_report(ON).refused(AcknowledgementDecided, on=ON, given_on=NEXT),
    "date_before_received": lambda: a_report(NEXT).refused(AcknowledgementDecided, on=NEXT, given_on=ON),
    "not_decided": lambda: a_report(ON).refused(AcknowledgementGiven, on=ON, happened_on=ON),
    "not_closed": lambda: _read().refused(CaseReopened, on=ON),
    "nothing_breached": lambda: _read().refused(
        BreachExplained, on=ON, rule="WB-ACK", due_on=ON, days_late=0, responsible="office"
    ),
}

TEXTS: dict[str, Callable[[], Refusal]] = {
    "reason_missing": lambda: _read().refused(ScopeAssessed, on=ON, scope=Scope.WITHIN, reason_item=""),
    "note_missing": lambda: _read().refused(NoteAdded, on=ON, item=""),
    "message_missing": lambda: _read().refused(MessageDecided, on=ON, item=""),
    "feedback_missing": lambda: _outside().refused(FeedbackDecided, on=ON, kind=REJECTION, item=""),
    "summary_missing": lambda: _read().refused(SummarySet, on=ON, item=""),
    "recipient_missing": lambda: _manager(_outside(), can_be_deduced=False, recipient_item=""),
    "authority_missing": lambda: within(_read(), ON).refused(
        InvestigationDecided, on=ON, investigation=Investigation.FORWARDED, authority_item=None
    ),
    "question_missing": lambda: _outside().refused(HandOverAsked, on=ON, item=""),
    "consent_missing": lambda: _asked().refused(HandOverConsented, on=ON, happened_on=ON, item=""),
    "answer_missing": lambda: _complaint().refused(AnswerDecided, on=ON, item=""),
    "questions_missing": lambda: _complaint().refused(ReferralSent, on=ON, unit="schools", item=""),
    "reply_missing": lambda: _referred().refused(
        ReplyReceived, on=ON, unit="schools", quality=ReplyQuality.FULL, item=""
    ),
    "draft_missing": lambda: _complaint().refused(
        HearingSent, on=ON, unit="schools", answer_by_on=LATER, item=""
    ),
    "comments_missing": lambda: _in_hearing().refused(HearingAnswered, on=ON, unit="schools", item=""),
    "criticism_missing": lambda: (
        _in_hearing()
        .then(HearingAnswered, on=ON, unit="schools")
        .refused(CriticismRecorded, on=ON, kind=CriticismKind.CRITICISM, unit="schools", item="")
    ),
}

REPORTS: dict[str, Callable[[], Refusal]] = {
    "dates_reversed": lambda: _registration(organisation_on=NEXT, office_on=ON),
    "clock_start_reason_missing": lambda: _registration(NO_UNITS, clock_start=NEXT),
    "acknowledgement_already_decided": lambda: (
        a_report(ON).then(AcknowledgementDecided, on=ON).refused(AcknowledgementDecided, on=ON)
    ),
    "acknowledgement_already_given": lambda: _read().refused(AcknowledgementDecided, on=ON),
    "acknowledgement_waived": lambda: (
        _external()
        .then(AcknowledgementWaived, on=ON, reason="endangers_identity")
        .refused(AcknowledgementDecided, on=ON)
    ),
    "acknowledgement_not_waivable": lambda: a_report(ON).refused(
        AcknowledgementWaived, on=ON, reason="expressly_asked"
    ),
    "waiver_reason_unknown": lambda: _external().refused(AcknowledgementWaived, on=ON, reason="busy"),
    "outside_needs_reason": lambda: _read().refused(
        ScopeAssessed, on=ON, scope=Scope.OUTSIDE, guidance_item=item(1)
    ),
    "outside_needs_guidance": lambda: _read().refused(
        ScopeAssessed, on=ON, scope=Scope.OUTSIDE, reason="trivial"
    ),
    "feedback_pending": lambda: (
        _outside().then(FeedbackDecided, on=ON, kind=REJECTION).refused(CaseClosed, on=ON)
    ),
    "scope_not_decided": lambda: _read().refused(FeedbackDecided, on=ON, kind=INTERIM),
    "not_within_scope": lambda: _outside().refused(InvestigationDecided, on=ON, investigation=INVESTIGATE),
    "not_investigated": lambda: within(_read(), ON).refused(OutcomeRecorded, on=ON, finding="breach_found"),
    "disposition_by_hand_over": lambda: _outside().refused(DispositionRecorded, on=ON, code="handed_over"),
    "deduced_needs_ground": lambda: _manager(_outside()),
    "notice_must_come_first": lambda: _manager(_outside(), ground="to_authority", ground_item=item(1)),
    "agreement_missing": lambda: _outside().refused(
        DispositionRecorded, code="forwarded_with_agreement", on=ON, recipient_item=item(7)
    ),
    "police_date_missing": lambda: _investigated().refused(
        OutcomeRecorded, on=ON, finding="breach_found", police_report=True
    ),
    "police_date_without_report": lambda: _investigated().refused(
        OutcomeRecorded, on=ON, finding="breach_found", police_reported_on=ON
    ),
    "acknowledge_first": lambda: within(a_report(ON, opened_on=ON), ON).refused(
        FeedbackDecided, on=ON, kind=INTERIM
    ),
    "feedback_not_extendable": lambda: _extended(_read(), "WB-FB", "Fri 2027-07-02"),
    "rejection_needs_outside": lambda: within(_read(), ON).refused(FeedbackDecided, on=ON, kind=REJECTION),
    "feedback_needs_within": lambda: _outside().refused(FeedbackDecided, on=ON, kind=FINAL),
    "final_before_decision": lambda: within(_read(), ON).refused(FeedbackDecided, on=ON, kind=FINAL),
    "final_before_outcome": lambda: _investigated().refused(FeedbackDecided, on=ON, kind=FINAL),
    "close_before_feedback": lambda: _outside().refused(CaseClosed, on=ON),
    "close_needs_final": lambda: told(_investigated(), ON, INTERIM).refused(CaseClosed, on=ON),
    "close_decision_not_told": lambda: within(
        told(_outside(), ON, REJECTION), ON, Investigation.NO_INVESTIGATION
    ).refused(CaseClosed, on=ON),
    "close_hand_over_pending": lambda: told(_asked(), ON, REJECTION).refused(CaseClosed, on=ON),
    "hand_over_needs_outside": lambda: within(_read(), ON).refused(HandOverAsked, on=ON),
    "hand_over_not_asked": lambda: _outside().refused(HandOverConsented, on=ON, happened_on=ON),
    "hand_over_already_asked": lambda: _asked().refused(HandOverAsked, on=ON),
    "hand_over_not_expired": lambda: _asked().refused(HandOverExpired, on=ON),
    "hand_over_no_consent": lambda: _asked().refused(begin_handed_over, on=ON),
    "hand_over_needs_agreement": lambda: a_complaint(ON, opened_on=ON).refused(InquiryHandedOver, on=ON),
    "hand_over_done": lambda: _consented().refused(HandOverAsked, on=ON),
}

COMPLAINTS: dict[str, Callable[[], Refusal]] = {
    "answer_pending": lambda: _complaint().then(AnswerDecided, on=ON).refused(CaseClosed, on=ON),
    "close_owes": lambda: (
        _complaint()
        .then(AnswerDecided, on=ON, given_on=ON)
        .then(ExternalEventRecorded, on=ON, event="document_access:requested")
        .refused(CaseClosed, on=ON)
    ),
    "close_before_answer": lambda: _complaint().refused(CaseClosed, on=ON),
    "close_hearing_open": lambda: _in_hearing().refused(CaseClosed, on=ON),
    "acknowledgement_pending": lambda: (
        a_report(ON, opened_on=ON).then(AcknowledgementDecided, on=ON).refused(CaseClosed, on=ON)
    ),
    "close_referral_open": lambda: _referred().refused(CaseClosed, on=ON),
    "referral_open": lambda: _referred().refused(ReferralSent, on=ON, unit="schools"),
    "no_open_referral": lambda: _complaint().refused(ReferralRecalled, on=ON, unit="schools"),
    "correction_of_nothing": lambda: _corrected(99),
    "correction_not_ours": lambda: _corrected(1),
    "correction_changes_nothing": lambda: _corrected(3),
    "withdrawal_not_ours": lambda: _withdrawn(_referred(), 1),
    "withdrawal_later": lambda: _withdrawn(_referred().then(ReferralRecalled, on=ON, unit="schools"), 3),
    "withdrawal_too_late": lambda: _withdrawn(outside(_read(), ON).then(HandOverAsked, on=ON), 5),
    "delay_before_due": lambda: _referred().refused(ReplyDelayed, on=ON, unit="schools", promised_on=NEXT),
    "date_before_asked": lambda: _heard_before("Sun 2027-01-10"),
    "delay_not_later": lambda: _referred().refused(ReplyDelayed, on=ON, unit="schools", promised_on=ON),
    "hearing_missing": lambda: _complaint().refused(CriticismRecorded, on=ON, **CRITICISM),
    "hearing_open": lambda: _in_hearing().refused(CriticismRecorded, on=ON, **CRITICISM),
    "hearing_date_past": lambda: _complaint().refused(HearingSent, on=ON, unit="schools", answer_by_on=ON),
    "no_open_hearing": lambda: _complaint().refused(HearingAnswered, on=ON, unit="schools"),
}

CLOCKS: dict[str, Callable[[], Refusal]] = {
    "clock_not_pausable": lambda: _turned(_read(), ClockSuspended, "WB-FB", reason="awaiting_citizen"),
    "clock_not_restartable": lambda: _turned(_decided(), ClockRestarted, "RSL-67", reason="access_requested"),
    "clock_not_extendable": lambda: _extended(_decided(), "RSL-67", "Fri 2027-07-02"),
    "clock_reason_unknown": lambda: _turned(_decided(), ClockSuspended, "RSL-67", reason="absence"),
    "clock_settled": lambda: _turned(_read(), ClockSuspended, "WB-ACK", reason="absence"),
    "clock_stands": lambda: _turned(_suspended(), ClockSuspended, "RSL-67", reason="reasons_missing"),
    "clock_runs": lambda: _turned(_decided(), ClockResumed, "RSL-67"),
    "clock_not_begun": lambda: _turned(
        _decided(), ClockSuspended, "RSL-67", reason="reasons_missing", happened_on="Fri 2027-01-08"
    ),
    "clock_turned_since": lambda: _turned(
        _taken_up(), ClockSuspended, "RSL-67", reason="reasons_missing", happened_on=ON
    ),
    "clock_expired": lambda: _turned(
        _referred(), ClockSuspended, "BR-REPLY", on="Mon 2027-03-01", reason="awaiting_others"
    ),
    "extension_of_reply": lambda: _extended(_referred(), "BR-REPLY", "Mon 2027-03-01"),
    "extension_not_later": lambda: _extended(_referred(), "BR-FIRST", "Mon 2027-01-25"),
    "extension_too_long": lambda: _extended(_external(), "WB-EXT-FB3", "Mon 2027-08-02"),
    "letter_missing": lambda: _turned(
        _referred(),
        DeadlineExtended,
        "BR-FIRST",
        until_on="Fri 2027-07-02",
        reason="complexity",
        letter_item="",
    ),
    "letter_date_past": lambda: _read().refused(LetterRecorded, on=ON, item=item(1), until_on=ON),
    "external_event_unknown": lambda: _external_event("case:received"),
    "external_event_not_begun": lambda: _external_event("document_access:decided", subject="2"),
    "external_event_known": lambda: _external_event("decision:received"),
    "own_limit_none": lambda: _own("application:received", "parks"),
    "own_limit_none_then": lambda: _own("application:received", happened_on="Tue 2024-12-31"),
    "own_limit_not_begun": lambda: _own("application:decided"),
}

PROVOKED = {
    **ANYWHERE, **TEXTS, **REPORTS, **COMPLAINTS, **INQUIRIES, **FOLLOWING, **CLOCKS, **RECORDED,
    **REGISTERS, **SPOKEN, **ACCOUNTS,
}  # fmt: skip


def test_every_refusal_is_provoked_here() -> None:
    """A refusal that no test can reach is either dead or untested."""
    assert set(PROVOKED) == set(REFUSALS)


@pytest.mark.parametrize("code", sorted(PROVOKED))
def test_each_refusal_says_why(code: str) -> None:
    """The refusal has its code, a whole sentence with every placeholder filled, and a source."""
    refusal = PROVOKED[code]()

    assert refusal.code == code
    assert set(re.findall(r"%\((\w+)\)s", refusal.msgid)) == set(refusal.params)
    assert str(refusal).endswith(".")
    assert "%(" not in str(refusal)
    assert refusal.source
    assert isinstance(refusal, DomainError)


def test_a_refusal_repeats_dates_and_codes_only() -> None:
    """What a refusal says can be logged: no parameter can be free text, for none is typed by a reporter."""
    refusal = _asked().refused(HandOverAsked, on=ON)

    assert refusal.params == {"answer_by": date(2027, 2, 10)}
