"""Stopping a clock and beginning it anew: where a rule lets it, and what refuses it and by which law."""

from dataclasses import replace
from datetime import date

from tests.story import RULEBOOK, a_complaint, a_report, day, outside, told
from tests.turned import (
    RECEIVED,
    REPORTS,
    SENT,
    appealable,
    codes,
    extended,
    given_longer,
    happened,
    referred,
    turned,
)
from triage.cases.decisions.clocks import (
    ClockInterrupted,
    ClockRestarted,
    ClockResumed,
    ClockSuspended,
    DeadlineExtended,
    ReplyExtended,
    provision,
)
from triage.cases.decisions.closing import CaseClosed, CaseReopened
from triage.cases.decisions.missed import BreachExplained
from triage.cases.decisions.referral import ReferralSent, ReplyReceived
from triage.cases.vocabulary import FeedbackKind, ReplyQuality, Responsible
from triage.engine.changes import ChangeKind, ClockChange
from triage.engine.compute import compute
from triage.rules.codes import Confidence, RuleKind


def test_a_suspended_clock_keeps_the_rest_of_its_time() -> None:
    """Nine days without guidance are nine days later, and the reasons say so to the citizen."""
    story = appealable()
    turned(story, ClockSuspended, "Mon 2027-02-08", "RSL-67", reason="guidance_missing")
    turned(story, ClockResumed, "Wed 2027-02-17", "RSL-67")
    found = story.deadline("RSL-67", "Wed 2027-02-17")

    assert (found.original_strict, found.due_strict) == (day("Mon 2027-03-01"), day("Wed 2027-03-10"))
    (suspended,) = [step for step in found.trace if step.code == "suspended"]
    assert (suspended["on"], suspended["until"], suspended["period"]) == (
        day("Mon 2027-02-08"),
        day("Wed 2027-02-17"),
        "9 day",
    )
    assert "because" in codes(found)


def test_a_clock_that_stands_is_not_overdue() -> None:
    """However long it stands; taken up again it has the time that was left, and then it can be."""
    story = appealable()
    turned(story, ClockSuspended, "Mon 2027-02-08", "RSL-67", reason="reasons_missing")
    standing = story.deadline("RSL-67", "Mon 2028-01-03")

    assert standing.is_paused
    assert not standing.is_overdue(day("Mon 2028-01-03"))
    assert standing.suspended_since == day("Mon 2027-02-08")
    turned(story, ClockResumed, "Mon 2028-01-03", "RSL-67")
    assert story.deadline("RSL-67", "Mon 2028-01-03").due_strict == day("Mon 2028-01-24")


def test_stopped_and_taken_up_on_one_day_changes_nothing() -> None:
    """No day passed."""
    story = appealable()
    before = story.deadline("RSL-67", "Mon 2027-02-08")
    turned(story, ClockSuspended, "Mon 2027-02-08", "RSL-67", reason="reasons_missing")
    turned(story, ClockResumed, "Mon 2027-02-08", "RSL-67")

    assert story.deadline("RSL-67", "Mon 2027-02-08") == before


def test_a_clock_can_stand_several_times() -> None:
    """The days add up: two and five."""
    story = referred()
    for first, last in (("Mon 2027-02-08", "Wed 2027-02-10"), ("Mon 2027-02-15", "Sat 2027-02-20")):
        turned(story, ClockSuspended, first, "BR-REPLY", "schools", reason="awaiting_others")
        turned(story, ClockResumed, last, "BR-REPLY", "schools")

    assert story.deadline("BR-REPLY", "Mon 2027-02-22").due_strict == day("Wed 2027-03-03")


def test_working_days_on_which_the_clock_stood_are_not_counted() -> None:
    """And the weekend among them is not given twice."""
    story = a_complaint(RECEIVED, opened_on=RECEIVED)
    plain = story.deadline("BR-FIRST", RECEIVED).due_strict
    turned(story, ClockSuspended, "Thu 2027-02-04", "BR-FIRST", reason="awaiting_citizen")
    turned(story, ClockResumed, "Mon 2027-02-08", "BR-FIRST")

    assert (plain, story.deadline("BR-FIRST", "Mon 2027-02-08").due_strict) == (
        day("Mon 2027-02-15"),
        day("Wed 2027-02-17"),
    )


def test_an_access_request_interrupts_the_citizens_four_weeks() -> None:
    """FVL § 17: the rest runs on, and it is longer than what is left at least: nothing is added."""
    story = appealable()
    turned(story, ClockInterrupted, "Mon 2027-02-08", "RSL-67", reason="access_requested")
    turned(story, ClockRestarted, "Mon 2027-02-15", "RSL-67")
    found = story.deadline("RSL-67", "Mon 2027-02-15")

    assert (found.due_strict, found.due_latest) == (day("Mon 2027-03-08"), day("Mon 2027-03-08"))
    assert "interrupted" in codes(found)
    assert "at_least" not in codes(found)


def test_little_time_is_left_after_an_access_request_and_the_latest_date_leaves_fourteen_days() -> None:
    """FVL § 17, number not confirmed: two days' rest is the date to keep, the other is marked as arguable."""
    story = appealable()
    turned(story, ClockInterrupted, "Sat 2027-02-27", "RSL-67", reason="access_requested")
    turned(story, ClockRestarted, "Thu 2027-03-04", "RSL-67")
    found = story.deadline("RSL-67", "Thu 2027-03-04")

    assert (found.due_strict, found.due_latest) == (day("Sat 2027-03-06"), day("Thu 2027-03-18"))
    assert "at_least" in codes(found)


def test_changed_questions_count_the_units_time_anew() -> None:
    """Three weeks from the restart, and the first date beside it."""
    story = referred()
    turned(story, ClockRestarted, "Mon 2027-02-15", "BR-REPLY", "schools", reason="questions_changed")
    found = story.deadline("BR-REPLY", "Mon 2027-02-15")

    assert (found.original_strict, found.due_strict) == (day("Wed 2027-02-24"), day("Mon 2027-03-08"))


def test_what_was_interrupted_counts_anew_from_the_restart() -> None:
    """Where the rule says so."""
    story = referred()
    turned(story, ClockInterrupted, "Mon 2027-02-08", "BR-REPLY", "schools", reason="questions_changed")
    turned(story, ClockRestarted, "Wed 2027-02-10", "BR-REPLY", "schools")
    found = story.deadline("BR-REPLY", "Wed 2027-02-10")

    assert found.due_strict == day("Wed 2027-03-03")
    assert "interrupted_anew" in codes(found)


def test_an_extension_after_the_date_is_refused_and_would_change_nothing() -> None:
    """The breach stands: on the day after, nothing gives the unit longer."""
    story = referred()
    refusal = story.refused(
        ReplyExtended,
        on="Thu 2027-02-25",
        clock=story.clock("BR-REPLY", "Thu 2027-02-25"),
        promised_on="Fri 2027-03-12",
    )
    late = ClockChange(ChangeKind.EXTENDED, day("Thu 2027-02-25"), day("Fri 2027-03-12"))
    found = compute(RULEBOOK.rule("BR-REPLY", day(SENT)), day(SENT), changes=[late])

    assert refusal.code == "clock_expired"
    assert found.is_overdue(day("Thu 2027-02-25"))


def test_a_second_request_has_a_clock_of_its_own() -> None:
    """What is about something else does not wait for the first, nor is it settled with it."""
    story = happened(a_complaint(RECEIVED, opened_on=RECEIVED), RECEIVED, "document_access:requested")
    happened(story, "Mon 2027-02-08", "document_access:requested", "second")
    happened(story, "Tue 2027-02-09", "document_access:decided")

    first = story.deadline("OFL-36", "Tue 2027-02-09", "")
    second = story.deadline("OFL-36", "Tue 2027-02-09", "second")
    assert (first.is_open, second.is_open) == (False, True)
    assert second.due_strict == day("Wed 2027-02-17")


def test_no_clock_of_a_report_can_be_stopped() -> None:
    """Directive art. 9(1)(b) and (f), § 12 and § 20: every one refuses, and names its own provision."""
    for versions in RULEBOOK.versions.values():
        for rule in versions:
            if rule.kind is RuleKind.STATUTE and rule.schemes and rule.schemes <= set(REPORTS):
                assert (rule.may_pause, rule.interruption, rule.by_notice) == (False, None, False), rule.id
    story = a_report(RECEIVED, opened_on=RECEIVED)
    for rule_id, article in (("WB-ACK", "litra b"), ("WB-FB", "litra f")):
        for command in (ClockSuspended, ClockInterrupted):
            refusal = story.refused(
                command, on=RECEIVED, clock=story.clock(rule_id, RECEIVED), reason="absence"
            )
            assert refusal.code == "clock_not_pausable"
            assert article in refusal.source


def test_a_turn_that_the_rule_does_not_allow_moves_nothing() -> None:
    """Even if an event of it stood in the history."""
    changes = [
        ClockChange(ChangeKind.SUSPENDED, date(2027, 2, 2)),
        ClockChange(ChangeKind.INTERRUPTED, date(2027, 2, 3)),
        ClockChange(ChangeKind.EXTENDED, date(2027, 2, 4), date(2028, 1, 1)),
    ]
    for id_ in ("WB-ACK", "WB-FB", "WB-EXT-ACK", "WB-EXT-FB3"):
        rule = RULEBOOK.rule(id_, day(RECEIVED))
        assert compute(rule, day(RECEIVED), changes=changes) == compute(rule, day(RECEIVED))


def test_an_unconfirmed_source_is_not_named_as_law() -> None:
    """A rule that nobody has confirmed refuses as well, and cites the house instead of a law."""
    rule = RULEBOOK.rule("WB-FB", day(RECEIVED))
    assert provision(rule) == rule.source
    assert provision(replace(rule, confidence=Confidence.UNVERIFIED)) == "House rule"


def test_the_house_cannot_stop_what_it_has_missed() -> None:
    """Typed in after the date, a pause of a house clock is refused even for an earlier day."""
    story = referred()
    refusal = story.refused(
        ClockSuspended,
        on="Mon 2027-03-01",
        clock=story.clock("BR-REPLY", "Mon 2027-03-01"),
        reason="awaiting_others",
        happened_on="Mon 2027-02-15",
    )
    assert refusal.code == "clock_expired"


def test_what_the_law_stopped_is_stopped_though_we_learn_it_late() -> None:
    """The guidance was missing from the first day: the citizen's time ran no more, whoever noticed when."""
    story = appealable()
    turned(
        story,
        ClockSuspended,
        "Mon 2027-03-08",
        "RSL-67",
        reason="guidance_missing",
        happened_on="Tue 2027-02-02",
    )
    assert story.deadline("RSL-67", "Mon 2027-03-08").is_paused


def test_a_breach_is_explained_for_one_unit_at_a_time() -> None:
    """With the days from the original date; another unit's stays unexplained."""
    story = referred("schools").then(ReferralSent, on=SENT, unit="roads")
    for unit, on, days in (("schools", "Mon 2027-03-01", 5), ("roads", "Wed 2027-03-03", 7)):
        story.then(
            BreachExplained,
            on=on,
            rule="BR-REPLY",
            subject=unit,
            due_on="Wed 2027-02-24",
            days_late=days,
            responsible=Responsible.UNIT,
        )

    assert [(each.subject, each.days_late) for each in story.case.breaches] == [("schools", 5), ("roads", 7)]


def test_a_breach_stays_after_closing_and_reopening() -> None:
    """Acknowledged three days late, the report is late for ever."""
    story = a_report(RECEIVED, acknowledged_on="Thu 2027-02-11", opened_on="Thu 2027-02-11")
    story.then(
        BreachExplained,
        on="Thu 2027-02-11",
        rule="WB-ACK",
        due_on=story.deadline("WB-ACK", "Thu 2027-02-11").original_strict,
        days_late=story.deadline("WB-ACK", "Thu 2027-02-11").days_breached(day("Thu 2027-02-11")),
        responsible=Responsible.OFFICE,
    )
    told(outside(story, "Thu 2027-02-11"), "Fri 2027-02-12", FeedbackKind.REJECTION)
    story.then(CaseClosed, on="Fri 2027-02-12")
    assert story.deadline("WB-ACK", "Fri 2027-02-12").days_late == 3
    story.then(CaseReopened, on="Mon 2027-02-15")
    found = story.deadline("WB-ACK", "Mon 2027-02-15")

    assert (found.was_late, found.days_late) == (True, 3)
    assert [(each.rule, each.days_late) for each in story.case.breaches] == [("WB-ACK", 3)]


def test_a_unit_asked_again_begins_with_a_clean_clock() -> None:
    """Even on the same day: the first question keeps its turns, and stays to be read with its days."""
    story = given_longer(referred(), "Mon 2027-02-15", "Fri 2027-03-12")
    story.then(ReplyReceived, on="Mon 2027-02-15", unit="schools", quality=ReplyQuality.PARTIAL)
    story.then(ReferralSent, on="Mon 2027-02-15", unit="schools")
    found = story.deadline("BR-REPLY", "Mon 2027-02-15")

    assert (found.is_open, found.due_strict) == (True, day("Mon 2027-03-08"))
    assert [(each.sent_on, each.replied_on) for each in story.case.complaint.referrals] == [
        (day(SENT), day("Mon 2027-02-15")),
        (day("Mon 2027-02-15"), None),
    ]


def test_no_turn_is_recorded_behind_another_that_would_swallow_it() -> None:
    """A pause or a longer time that lies in an earlier pause would move nothing, and nobody would be told."""
    story = referred()
    for rule, unit in (("BR-REPLY", "schools"), ("BR-FIRST", "")):
        turned(story, ClockSuspended, "Fri 2027-02-05", rule, unit, reason="awaiting_citizen")
        turned(story, ClockResumed, "Wed 2027-02-10", rule, unit)
    for before in ("Thu 2027-02-04", "Sun 2027-02-07"):
        for command, rule, given in (
            (ClockSuspended, "BR-REPLY", {"reason": "awaiting_citizen", "happened_on": before}),
            (ClockInterrupted, "BR-REPLY", {"reason": "questions_changed", "happened_on": before}),
            (ClockRestarted, "BR-REPLY", {"reason": "questions_changed", "happened_on": before}),
            (
                DeadlineExtended,
                "BR-FIRST",
                {"until_on": "Mon 2027-04-05", "reason": "complexity", "given_on": before},
            ),
        ):
            clock = story.clock(rule, "Fri 2027-02-12")
            refused = story.refused(command, on="Fri 2027-02-12", clock=clock, **given)
            assert refused.code == "clock_turned_since"


def test_no_pause_is_recorded_behind_an_extension_that_it_would_take_back() -> None:
    """The citizen was told of 5 April; a pause that began before the letter would take it back."""
    story = extended(referred(), "Fri 2027-02-12", "BR-FIRST", "Mon 2027-04-05")
    clock = story.clock("BR-FIRST", "Mon 2027-02-15")
    given = {"clock": clock, "reason": "awaiting_citizen"}
    refused = story.refused(ClockSuspended, on="Mon 2027-02-15", happened_on="Wed 2027-02-10", **given)
    assert refused.code == "clock_turned_since"
    story.then(ClockSuspended, on="Mon 2027-02-15", happened_on="Fri 2027-02-12", **given)
    assert story.deadline("BR-FIRST", "Mon 2027-02-15").due_strict == day("Mon 2027-04-05")
