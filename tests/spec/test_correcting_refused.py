"""What a correction may not say: a row for each refusal that is asked anew."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.own_limits import house
from tests.recommended import recommended, told_of
from tests.refused_accounts import an_asked_unit
from tests.story import UNITS, Story, a_complaint, a_report, item, outside
from tests.turned import appealable, extended, external, referred, turned
from triage.cases.appeals import AppealResult, DecidingBody
from triage.cases.decisions.appeals import AppealDecided
from triage.cases.decisions.clocks import ClockResumed, ClockSuspended, DeadlineExtended
from triage.cases.decisions.complaints import ThemesRecorded
from triage.cases.decisions.consent import ConsentWay
from triage.cases.decisions.correcting import OF_ITSELF, OF_WHAT_WAS_TYPED, EventCorrected
from triage.cases.decisions.criticism import CriticismRecorded, HearingSent
from triage.cases.decisions.dispositions import DispositionRecorded
from triage.cases.decisions.external_events import ExternalEventRecorded
from triage.cases.decisions.hand_over import HandOverAsked, HandOverConsented
from triage.cases.decisions.messages import LetterRecorded
from triage.cases.decisions.missed import BreachExplained
from triage.cases.decisions.recommendation_follow_up import RecommendationAnswered, RecommendationDecided
from triage.cases.decisions.recordings import RecordingAgreed, RecordingMade
from triage.cases.decisions.referral import ReferralSent, ReplyDelayed, ReplyReceived
from triage.cases.decisions.registering import CaseRegistered
from triage.cases.decisions.year_accounts import CommentAsked
from triage.cases.events import CaseEvent
from triage.cases.recommendations import PoliticalAnswer, RecommendationAnswer, ToldOnwardTo
from triage.cases.vocabulary import ReplyQuality, Responsible
from triage.rules.codes import Scheme

MON, TUE, WED, FRI = "Mon 2027-02-01", "Tue 2027-02-02", "Wed 2027-02-03", "Fri 2027-02-05"
LATER = "Mon 2027-03-08"
BEFORE = "Fri 2027-01-29"


def refused(story: Story, kind: type[CaseEvent], field: str, right: str) -> str:
    """Correct the last event of a kind, much later, and give the refusal."""
    number = max(place for place, each in enumerate(story.events, start=1) if isinstance(each, kind))
    value = {"right_on": right} if " " in right else {"right_code": right}
    return story.refused(EventCorrected, on=LATER, number=number, field=field, **value).code


def _forwarded() -> Story:
    story = outside(a_report(MON, acknowledged_on=MON, opened_on=MON), MON)
    code = "forwarded_with_agreement"
    agreed = {"agreed_on": TUE, "agreement_item": item(2), "recipient_item": item(3)}
    return story.then(DispositionRecorded, on=WED, code=code, **agreed)


def _told_manager() -> Story:
    story = outside(a_report(MON, acknowledged_on=MON, opened_on=MON), MON)
    ground: dict[str, Any] = {"can_be_deduced": True, "ground": "to_authority", "ground_item": item(2)}
    texts = {"summary_item": item(3), "recipient_item": item(4)}
    return story.then(DispositionRecorded, on=WED, code="manager_informed", notice_on=TUE, **ground, **texts)


def _registered() -> Story:
    return Story(units=UNITS).then(
        CaseRegistered,
        on=FRI,
        scheme=Scheme.WHISTLEBLOWING,
        channel="letter",
        organisation_on=MON,
        office_on=WED,
        clock_start=WED,
        clock_start_reason_item=item(2),
        lay_with="schools",
    )


def _explained() -> Story:
    late = {"rule": "WB-ACK", "due_on": "Mon 2027-02-08", "days_late": 4}
    story = a_report(MON, opened_on=MON)
    return story.then(BreachExplained, on="Fri 2027-02-12", **late, responsible=Responsible.OFFICE)


def _asked() -> Story:
    return a_complaint(MON, opened_on=MON).then(ReferralSent, on=WED, unit="schools")


def _replied() -> Story:
    return _asked().then(ReplyReceived, on=FRI, unit="schools", quality=ReplyQuality.FULL)


def _agreed() -> Story:
    story = outside(a_report(MON, acknowledged_on=MON, opened_on=MON), MON)
    return story.then(HandOverAsked, on=WED).then(HandOverConsented, on=FRI)


def _criticised() -> Story:
    story = a_complaint(MON, opened_on=MON).then(HearingSent, on=MON, unit="schools", answer_by_on=TUE)
    return story.then(CriticismRecorded, on=WED, unit="schools", kind="criticism")


def _stopped() -> Story:
    return turned(appealable(), ClockSuspended, WED, "RSL-67", reason="reasons_missing")


def _stopped_late() -> Story:
    """Typed in after the four weeks, of a day within them."""
    return turned(
        appealable(),
        ClockSuspended,
        "Fri 2027-03-05",
        "RSL-67",
        reason="reasons_missing",
        happened_on=FRI,
    )


def _stopped_twice() -> Story:
    story = turned(_stopped(), ClockResumed, FRI, "RSL-67")
    return turned(story, ClockSuspended, "Mon 2027-02-08", "RSL-67", reason="reasons_missing")


def _delayed() -> Story:
    return _asked().then(ReplyDelayed, on=FRI, unit="schools", promised_on="Mon 2027-03-01")


def _longer() -> Story:
    return extended(referred(), FRI, "BR-FIRST", "Fri 2027-03-12")


def _longest() -> Story:
    return extended(external(), FRI, "WB-EXT-FB3", "Thu 2027-07-01")


def _letter() -> Story:
    return a_complaint(MON, opened_on=MON).then(LetterRecorded, on=WED, until_on=FRI, given_on=WED)


def _own_limit(folder: Path) -> Story:
    story = Story(a_complaint(MON, opened_on=MON).events, house(folder))
    return story.then(
        ExternalEventRecorded, on=MON, event="application:received", subject="home_help", happened_on=MON
    )


def _recorded() -> Story:
    story = a_complaint(MON, opened_on=MON)
    story.then(RecordingAgreed, on=WED, talk_on=WED, how=ConsentWay.PHONE)
    return story.then(RecordingMade, on=WED, number=1)


def _decided() -> Story:
    told = {"decided_by": ToldOnwardTo.COUNCIL, "decided": PoliticalAnswer.NOTED}
    return recommended().then(RecommendationDecided, on=TUE, **told)


def _accepted() -> Story:
    answer = RecommendationAnswer.ACCEPTED
    return told_of("schools").then(RecommendationAnswered, on=TUE, unit="schools", answer=answer)


def _remarked() -> Story:
    told = {"decided_by": DecidingBody.APPEALS_BOARD, "result": AppealResult.CHANGED}
    return Story().then(AppealDecided, on=MON, remarked=True, **told)


ROWS: dict[str, Callable[[Path], str]] = {
    "agreement_missing": lambda _: refused(_forwarded(), DispositionRecorded, "agreed_on", FRI),
    "clock_start_reason_missing": lambda _: refused(_registered(), CaseRegistered, "clock_start", FRI),
    "date_before_asked": lambda _: refused(_replied(), ReplyReceived, "happened_on", TUE),
    "date_before_received": lambda _: refused(_replied(), ReferralSent, "happened_on", BEFORE),
    "date_in_future": lambda _: refused(_replied(), ReplyReceived, "happened_on", "Sat 2027-02-06"),
    "dates_reversed": lambda _: refused(_registered(), CaseRegistered, "office_on", BEFORE),
    "hand_over_not_asked": lambda _: refused(_agreed(), HandOverConsented, "happened_on", TUE),
    "hearing_open": lambda _: refused(_criticised(), HearingSent, "answer_by_on", FRI),
    "lay_with_unknown": lambda _: refused(_explained(), BreachExplained, "responsible", "lay_with"),
    "recording_agreed_after": lambda _: refused(_recorded(), RecordingAgreed, "talk_on", TUE),
    "recording_not_agreed": lambda _: refused(_recorded(), RecordingMade, "happened_on", TUE),
    "unit_not_there": lambda _: refused(_registered(), CaseRegistered, "lay_with", "roads"),
    "notice_must_come_first": lambda _: refused(_told_manager(), DispositionRecorded, "notice_on", FRI),
    "unknown_code": lambda _: refused(
        _asked().then(ThemesRecorded, on=FRI, main="processing_time"), ThemesRecorded, "main", "weather"
    ),
    "answer_by_past": lambda _: refused(an_asked_unit(), CommentAsked, "answer_by_on", "Mon 2027-01-04"),
    "not_political": lambda _: refused(_decided(), RecommendationDecided, "decided_by", "direction"),
    "reason_missing": lambda _: refused(_accepted(), RecommendationAnswered, "answer", "rejected"),
    "remarks_need_decision": lambda _: refused(_remarked(), AppealDecided, "result", "rejected"),
    "clock_expired": lambda _: refused(_stopped_late(), ClockSuspended, "happened_on", "Tue 2027-03-02"),
    "clock_not_begun": lambda _: refused(_stopped(), ClockSuspended, "happened_on", BEFORE),
    "clock_turned_since": lambda _: refused(_stopped_twice(), ClockSuspended, "happened_on", TUE),
    "delay_before_due": lambda _: refused(_delayed(), ReplyDelayed, "promised_on", "Mon 2027-02-15"),
    "delay_not_later": lambda _: refused(_delayed(), ReplyDelayed, "promised_on", WED),
    "extension_not_later": lambda _: refused(_longer(), DeadlineExtended, "until_on", "Mon 2027-02-15"),
    "extension_too_long": lambda _: refused(_longest(), DeadlineExtended, "until_on", "Mon 2027-08-02"),
    "hearing_date_past": lambda _: refused(_criticised(), HearingSent, "answer_by_on", BEFORE),
    "letter_date_past": lambda _: refused(_letter(), LetterRecorded, "until_on", TUE),
    "own_limit_none_then": lambda folder: refused(
        _own_limit(folder), ExternalEventRecorded, "happened_on", "Tue 2024-12-31"
    ),
}


def test_every_refusal_that_is_asked_anew_has_a_row() -> None:
    """And no row is left of one that is asked no more."""
    assert set(ROWS) == OF_WHAT_WAS_TYPED | OF_ITSELF


@pytest.mark.parametrize("code", sorted(OF_WHAT_WAS_TYPED | OF_ITSELF))
def test_a_correction_that_cannot_be_is_refused_as_the_event_would_have_been(
    code: str, tmp_path: Path
) -> None:
    """In the words of what it does not fit, measured by the case and the clocks of its own day."""
    assert ROWS[code](tmp_path) == code
