"""Closing ends what the office follows for itself; what is owed by law goes on, and that is explained."""

from tests.story import RULEBOOK, TAXONOMY, Story, a_report, day, outside, told
from tests.turned import appealable, extended, happened, turned
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.acknowledgement import AcknowledgementDecided
from triage.cases.decisions.clocks import ClockSuspended, DeadlineExtended
from triage.cases.decisions.closing import CaseClosed, CaseReopened
from triage.cases.decisions.closing_when_told import ClosingDecided, closing_of
from triage.cases.decisions.complaints import AnswerDecided, AnswerGiven
from triage.cases.decisions.criticism import HearingAnswered, HearingSent
from triage.cases.decisions.external_events import ExternalEventRecorded
from triage.cases.facts import facts
from triage.cases.vocabulary import FeedbackKind

CLOSED = "Mon 2027-02-15"
LATER = "Mon 2027-03-08"


def answered(story: Story, on: str = CLOSED) -> Story:
    """Answer the citizen."""
    return story.then(AnswerDecided, on=on, given_on=day(on))


def closed(story: Story, on: str = CLOSED, **given: object) -> Story:
    """Answer the citizen and close."""
    return answered(story, on).then(CaseClosed, on=on, **given)


def asked_for_access() -> Story:
    """A complaint whose citizen has asked for the documents on Monday 8 February; due on the 17th."""
    return happened(appealable(), "Mon 2027-02-08", "document_access:requested")


def test_the_citizens_own_time_is_not_followed_longer_than_the_case() -> None:
    """The citizen's four weeks run on for the citizen, but nobody in the office is reminded of them."""
    found = closed(appealable()).deadline("RSL-67", LATER)

    assert (found.is_open, found.satisfied_on) == (False, day(CLOSED))
    assert (found.due_strict, found.was_late) == (day("Mon 2027-03-01"), False)


def test_closing_over_what_is_owed_by_law_needs_a_reason() -> None:
    """It is refused with the date, and possible with a reason."""
    story = answered(asked_for_access())
    due = story.deadline("OFL-36", CLOSED).due_strict

    refusal = story.refused(CaseClosed, on=CLOSED)
    assert (refusal.code, refusal.params) == ("close_owes", {"due": due})
    story.then(CaseClosed, on=CLOSED, reason_item=True)


def test_what_is_owed_by_law_goes_on_in_a_closed_case() -> None:
    """It becomes overdue, is settled there by what a person records, and its lateness is kept."""
    story = closed(asked_for_access(), reason_item=True)
    found = story.deadline("OFL-36", LATER)
    assert (found.is_open, found.is_overdue(day(LATER))) == (True, True)

    happened(story, LATER, "document_access:decided")
    found = story.deadline("OFL-36", LATER)
    assert (found.satisfied_on, found.was_late) == (day(LATER), True)
    assert story.breaches(LATER, "OFL-36") == [("OFL-36", found.original_strict, found.days_late)]


def test_what_is_owed_in_a_closed_case_may_be_promised_for_later() -> None:
    """It warns there, so it can be given longer there, by a letter; what ended is not taken up."""
    story = extended(closed(asked_for_access(), reason_item=True), CLOSED, "OFL-36", "Mon 2027-02-22")
    assert story.deadline("OFL-36-14", CLOSED).due_target == day("Mon 2027-02-22")
    clock = {"rule": "RSL-67", "until_on": "Mon 2027-03-15", "reason": "complexity"}
    assert story.refused(DeadlineExtended, on=CLOSED, **clock).code == "clock_settled"


def test_nothing_new_begins_in_a_closed_case() -> None:
    """A request that comes after the closing reopens it first."""
    story = closed(appealable())

    refusal = story.refused(ExternalEventRecorded, on=LATER, event="document_access:requested")
    assert refusal.code == "case_closed"


def test_a_clock_that_stands_still_ends_with_its_case_too() -> None:
    """Nobody has to reopen a case to take up a clock of which nobody waits for the end."""
    story = appealable()
    turned(story, ClockSuspended, "Mon 2027-02-08", "RSL-67", reason="guidance_missing")
    found = closed(story).deadline("RSL-67", LATER)

    assert (found.is_open, found.is_paused, found.was_late) == (False, False, False)


def test_reopening_takes_it_up_where_it_was() -> None:
    """The date is the same; it was the citizen's all the time."""
    story = closed(appealable()).then(CaseReopened, on="Mon 2027-02-22")
    found = story.deadline("RSL-67", LATER)

    assert found.is_open
    assert found.is_overdue(day(LATER))
    assert found.due_strict == day("Mon 2027-03-01")


def test_a_hearing_is_waited_for_and_not_for_ever() -> None:
    """While the department may comment, closing is refused; once it has or its day is over, it is not."""
    heard = answered(appealable()).then(HearingSent, on=CLOSED, unit="schools", answer_by_on="Mon 2027-03-01")
    refusal = heard.refused(CaseClosed, on="Mon 2027-03-01")
    assert (refusal.code, refusal.params["unit"]) == ("close_hearing_open", "schools")
    assert not Story(heard.events).then(CaseClosed, on="Tue 2027-03-02").case.is_open
    heard.then(HearingAnswered, on=CLOSED, unit="schools")
    assert not heard.then(CaseClosed, on=CLOSED).case.is_open


def test_an_acknowledgement_that_is_on_its_way_is_waited_for() -> None:
    """Decided and not yet in the mailbox; one that a rejection has given already holds nothing up."""
    story = outside(a_report(CLOSED, opened_on=CLOSED), CLOSED).then(AcknowledgementDecided, on=CLOSED)
    assert story.refused(CaseClosed, on=CLOSED).code == "acknowledgement_pending"
    assert not told(story, CLOSED, FeedbackKind.REJECTION).then(CaseClosed, on=CLOSED).case.is_open


def test_closing_waits_for_the_words_it_was_decided_with() -> None:
    """
    It is decided while the answer is on its way and asked again when that lies there; what the citizen adds
    in between calls it off, and what forbids closing does so both times.
    """
    story = appealable()
    assert story.refused(ClosingDecided, on=CLOSED).code == "not_decided"
    owing = asked_for_access().then(AnswerDecided, on=CLOSED)
    assert owing.refused(ClosingDecided, on=CLOSED).code == "close_owes"
    waiting = story.then(AnswerDecided, on=CLOSED).then(ClosingDecided, on=CLOSED).case
    assert _closing(waiting) == CaseClosed(on=day(CLOSED))
    assert _closing(waiting.heard(day(CLOSED), is_read=False)) is None


def test_closing_that_could_not_be_done_is_not_done_by_a_later_letter() -> None:
    """
    Access to documents was asked for while the answer was on its way, and was decided since: what is told
    afterwards closes nothing, neither another letter nor another answer that nobody wanted to close with.
    """
    story = appealable().then(AnswerDecided, on=CLOSED).then(ClosingDecided, on=CLOSED)
    asked = happened(story, CLOSED, "document_access:requested")
    assert _closing(asked.case) is None
    told = asked.then(AnswerGiven, on=CLOSED, item=asked.case.complaint.answers_pending[0])
    settled = happened(told, CLOSED, "document_access:decided").case
    assert closing_of(settled, settled, _context(settled)) is None
    assert _closing(story.then(AnswerDecided, on=CLOSED).case) is None


def _placed(case: Case) -> AnswerGiven:
    return AnswerGiven(on=day(CLOSED), item=case.complaint.answers_pending[0])


def _context(case: Case) -> CheckContext:
    return CheckContext(TAXONOMY, RULEBOOK, day(CLOSED), facts(case), facts)


def _closing(waiting: Case) -> CaseClosed | None:
    told = _placed(waiting).apply(waiting)
    return closing_of(waiting, told, _context(told))
