"""Turning a clock at the desk: what is written, what the lists show, and that one at rest rings nothing."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from intake.store.engine import read
from tests.clockwork import COMPLAINT, Clockwork, a_clockwork, at
from triage.cases.decisions.acknowledgement import AcknowledgementWaived
from triage.cases.decisions.clocks import (
    ClockResumed,
    ClockSuspended,
    DeadlineExtended,
    ReplyExtended,
)
from triage.cases.decisions.external_events import ExternalEventRecorded, external_events
from triage.cases.decisions.missed import BreachExplained, breaches
from triage.cases.decisions.referral import ReferralRecalled, ReferralSent
from triage.cases.refusals import Refusal
from triage.cases.typed import typed
from triage.cases.vocabulary import AnswersCitizen
from triage.engine.deadline import Deadline
from triage.store import due as due_store
from triage.store.visibility import visible_to


@pytest.fixture
def town(tmp_path) -> Clockwork:
    """A complaint of Monday 23 November 2026, about which two units were asked on the Tuesday."""
    town = a_clockwork(tmp_path / "town", at("Mon 2026-11-23"))
    town.send(COMPLAINT)
    assert town.tick() == ()
    town.decide_opened()
    town.now = at("Tue 2026-11-24")
    for unit in ("schools", "roads"):
        question = typed(
            ReferralSent,
            unit=unit,
            item="Hvad skete der?",
            answers_citizen=AnswersCitizen.ADVISOR,
            ground_item="Borgeren kan ikke træffes.",
        )
        town.decide(question)
    return town


def clock(town: Clockwork, rule: str, subject: str = "") -> Deadline:
    """Give a clock of the only case."""
    (deadline,) = [each for each in town.case_file.deadlines if (each.rule, each.subject) == (rule, subject)]
    return deadline


def overdue(town: Clockwork) -> set[tuple[str, str]]:
    """Give what the office's list shows as due before today."""
    today = town.now.date()
    with read(town.organisation.triage) as connection:
        found = due_store.open_deadlines(connection, visible_to(town.who().handle, today))
    return {(each.rule, each.subject) for each in found if each.due_strict < today}


def projected(town: Clockwork) -> dict[tuple[str, str], tuple[date, date | None]]:
    """Give the strict date and the day since which it stands of each stored deadline."""
    rows = town.rows("triage", "deadline")
    return {(row.rule, row.subject): (row.due_strict, row.stands_since) for row in rows}


def test_two_units_have_two_rows(town):
    """Each with its own date and its own settling."""
    assert {subject for rule, subject in projected(town) if rule == "BR-REPLY"} == {"schools", "roads"}
    assert town.tick() == ()
    town.is_sound()


def test_a_clock_that_stands_is_neither_overdue_nor_ringing(town):
    """Weeks after its date it is in no list of what is late and nobody is alerted; the other one rings."""
    stop = typed(
        ClockSuspended, rule="BR-REPLY", subject="schools", reason="awaiting_others", reason_item="Vi venter."
    )
    town.decide(stop)
    for day in ("Tue 2026-12-15", "Wed 2026-12-16", "Thu 2026-12-17", "Fri 2026-12-18"):
        assert town.tick(at(day)) == ()
    assert overdue(town) & {("BR-REPLY", "schools"), ("BR-REPLY", "roads")} == {("BR-REPLY", "roads")}
    step = {row.subject for row in town.rows("triage", "alert", rule="BR-REPLY")}
    assert step == {"roads"}
    assert town.tick() == ()
    town.is_sound()


def test_taken_up_again_it_rings_by_its_new_date(town):
    """The rest of its time, and alerts from then on."""
    why = "Vi venter på et bilag."
    town.decide(
        typed(ClockSuspended, rule="BR-REPLY", subject="schools", reason="awaiting_others", reason_item=why)
    )
    assert projected(town)["BR-REPLY", "schools"][1] == date(2026, 11, 24)
    town.now = at("Thu 2026-12-24")
    town.decide(typed(ClockResumed, rule="BR-REPLY", subject="schools"))
    assert projected(town)["BR-REPLY", "schools"] == (date(2027, 1, 14), None)
    assert town.tick(at("Fri 2027-01-15")) == ()
    assert ("BR-REPLY", "schools") in overdue(town)
    assert {row.subject for row in town.rows("triage", "alert", rule="BR-REPLY")} == {"schools", "roads"}
    assert town.tick() == ()
    town.is_sound()


def test_an_extension_keeps_its_letter(town):
    """Reason and letter are sealed items that the event names; nothing of them stands in the plain."""
    more = typed(
        DeadlineExtended,
        rule="BR-FIRST",
        until_on=date(2026, 12, 18),
        reason="complexity",
        reason_item="Sagen er stor.",
        letter_item="Du får svar senest fredag 18. december.",
        given_on=town.now.date(),
    )
    items = len(town.rows("triage", "item"))
    town.decide(more)
    assert projected(town)["BR-FIRST", ""][0] == date(2026, 12, 18)
    assert len(town.rows("triage", "item")) == items + 2
    (event,) = (row for row in town.rows("triage", "event") if "deadline:extended/" in row.payload)
    assert "Sagen" not in event.payload
    assert "letter_item" in event.payload
    assert town.tick() == ()
    town.is_sound()


def test_an_extension_told_through_the_mailbox_lies_there(town):
    """One decision: the letter is placed and the date moves."""
    told = "Du får svar senest fredag 18. december."
    town.decide(
        typed(
            DeadlineExtended,
            rule="BR-FIRST",
            until_on=date(2026, 12, 18),
            reason="complexity",
            reason_item="Sagen er stor.",
            letter_item=told,
        )
    )
    assert town.told()[-3:] == ["message:decided", "deadline:extended", "message:given"]
    assert town.tick() == ()
    town.is_sound()


def test_the_acts_clocks_refuse_at_the_desk_too(tmp_path):
    """The refusal names the provision, and nothing is written."""
    town = a_clockwork(tmp_path / "town", at("Mon 2026-11-23"))
    town.send()
    assert town.tick() == ()
    before = town.dump("triage")
    for rule, article in (("WB-ACK", "litra b"), ("WB-FB", "litra f")):
        stop = typed(ClockSuspended, rule=rule, reason="absence", reason_item="Ferie.")
        with pytest.raises(Refusal) as refused:
            town.decide(stop)
        assert article in refused.value.source or refused.value.code == "clock_settled"
    waive = typed(AcknowledgementWaived, reason="expressly_asked", reason_item="Ønsket.")
    with pytest.raises(Refusal):
        town.decide(waive)
    assert town.dump("triage") == before


def test_a_breach_is_counted_from_the_first_date(town):
    """Extended by a week and answered late: the days of the account begin with the date of the first day."""
    longer = typed(
        ReplyExtended,
        rule="BR-REPLY",
        subject="roads",
        promised_on=date(2026, 12, 22),
        reason_item="Sygdom.",
    )
    town.decide(longer)
    town.now = at("Mon 2027-01-04")
    missed = clock(town, "BR-REPLY", "roads")
    before = town.case_file
    (late,) = [one for one in breaches(before.case, [missed], town.now.date()) if one.subject == "roads"]
    town.decide(
        typed(
            BreachExplained,
            rule=late.rule,
            subject=late.subject,
            due_on=late.due_on,
            days_late=late.days_late,
            responsible="unit",
            reason_item="Sygdom.",
        )
    )
    found = town.case_file
    (breach,) = found.case.breaches
    assert (missed.original_strict, missed.due_strict) == (date(2026, 12, 15), date(2026, 12, 22))
    assert (breach.subject, breach.days_late) == ("roads", 20)


def test_a_breach_is_kept_in_the_transaction_that_would_lose_it(town):
    """Late, recalled and asked again: the note stands with the new question, or neither does."""
    town.now = at("Mon 2027-01-04")
    town.decide(typed(ReferralRecalled, unit="roads", reason_item="Forkert afdeling."))
    again = typed(ReferralSent, unit="roads", item="Hvornår?", ground_item="Ja.")
    before = town.dump("triage")
    with town.broken("triage", "deadline", "INSERT"), pytest.raises(IntegrityError):
        town.decide(again)
    assert town.dump("triage") == before
    town.decide(again)
    found = town.case_file
    (kept,) = found.case.breaches
    assert (kept.rule, kept.subject, kept.due_on) == ("BR-REPLY", "roads", date(2026, 12, 15))
    assert (kept.settled_on, kept.days_late) == (town.now.date(), 20)
    assert [each.tag for each in found.history[-2:]] == ["referral:sent", "breach:noted"]
    assert town.tick() == ()
    town.is_sound()


def test_what_may_be_recorded_by_name(town):
    """The events of this scheme's rules, less those that are steps of a case; one of them begins a clock."""
    known = external_events(town.organisation.rulebook, town.case_file.facts)
    assert {"decision:received", "document_access:requested"} <= set(known)
    assert not {"case:received", "referral:sent", "question:asked"} & set(known)
    town.decide(typed(ExternalEventRecorded, event="decision:received"))
    assert projected(town)["RSL-67", ""][0] == date(2026, 12, 22)
    assert town.tick() == ()
    town.is_sound()
