"""The municipality's own file in an installation: what runs, what is stored, and what a change moves."""

from dataclasses import replace
from pathlib import Path

import pytest

from intake.store.engine import read
from tests.clockwork import COMPLAINT, Clockwork, a_clockwork, at
from tests.own_folder import with_book
from tests.own_limits import AIM, EVERYTHING, LIMITS, house
from tests.weekdays import on
from triage.cases.decisions.complaints import AnswerDecided
from triage.cases.decisions.external_events import ExternalEventRecorded, own_events
from triage.cases.refusals import Refusal
from triage.cases.typed import Typed, typed
from triage.office.decisions.registry import ways
from triage.rules.codes import ApplyReason
from triage.services.clock import apply_rules
from triage.services.history.record import differs
from triage.store.visibility import system_access

CORRECTION = ApplyReason.CORRECTION

TODAY = on("Tue 2026-12-01")
CORRECTED = LIMITS.replace("length = 4\n", "length = 5\n", 1)


@pytest.fixture
def town(tmp_path: Path) -> Clockwork:
    """A complaint of Monday 23 November in a house with limits and an aim of its own."""
    town = a_clockwork(tmp_path / "town", at("Mon 2026-11-23"))
    says(town, tmp_path, EVERYTHING)
    town.send(COMPLAINT)
    assert town.tick() == ()
    town.decide_opened()
    return town


def says(town: Clockwork, folder: Path, text: str) -> None:
    """Let the house's file say something else from now on."""
    town.organisation = with_book(town.organisation, house(folder, text))


def record(town: Clockwork, event: str, area: str = "home_help", day: str = "Mon 2026-11-23") -> None:
    """Record something of an area."""
    found = {"event": event, "subject": area, "happened_on": on(day)}
    town.decide(Typed(ExternalEventRecorded, found, {}))


def refused(town: Clockwork, event: str, area: str = "home_help", day: str = "Mon 2026-11-23") -> str:
    """Give the code with which that is refused."""
    with pytest.raises(Refusal) as caught:
        record(town, event, area, day)
    return caught.value.code


def test_the_limit_of_an_area_runs_and_ends(town):
    """Recorded by name and area, stored as one clock, ended by the decision; every projection is right."""
    record(town, "application:received")
    (row,) = town.rows("triage", "deadline", rule="RSL-3-2")
    assert (row.subject, row.due_strict, row.settled_on) == ("home_help", on("Mon 2026-12-21"), None)
    town.now = at("Fri 2026-11-27")
    record(town, "application:decided", day="Fri 2026-11-27")
    (row,) = town.rows("triage", "deadline", rule="RSL-3-2")
    assert row.settled_on == on("Fri 2026-11-27")
    assert town.tick() == ()
    town.is_sound()


def test_what_cannot_be_counted_is_refused(town):
    """An area or a day without a limit, an end without a beginning, an end before it, and the same twice."""
    assert refused(town, "application:received", "parks") == "own_limit_none"
    assert refused(town, "enquiry:received", "home_help") == "own_limit_none"
    assert refused(town, "application:received", day="Tue 2024-12-31") == "own_limit_none_then"
    assert refused(town, "application:decided") == "own_limit_not_begun"
    record(town, "application:received")
    assert refused(town, "application:received") == "external_event_known"
    assert refused(town, "application:decided", day="Fri 2026-11-20") == "clock_not_begun"


def test_without_limits_nothing_is_offered(town, tmp_path):
    """Neither the way nor an event, also where the file holds aims only; a report has none at all."""
    facts, book = town.case_file.facts, town.organisation.rulebook
    assert "application:received" in own_events(book, facts)
    assert own_events(book, replace(facts, scheme="whistleblowing")) == ()
    assert "own-limit" in ways(town.case_file).clocks
    says(town, tmp_path, AIM)
    assert own_events(town.organisation.rulebook, facts) == ()
    assert "own-limit" not in ways(town.case_file).clocks


def test_the_aim_is_stored_beside_the_dates_until_it_is_met(town):
    """Five working days as the aim, ten as the date; the case's next date is never the aim."""
    (row,) = town.rows("triage", "deadline", rule="BR-FIRST")
    assert (row.due_target, row.due_strict) == (on("Mon 2026-11-30"), on("Mon 2026-12-07"))
    assert town.case.next_due_strict != row.due_target
    town.now = at("Tue 2026-12-01")
    town.tick()
    assert {each.step for each in town.rows("triage", "alert", rule="BR-FIRST")} <= {"2026-12-07:p50"}
    town.is_sound()
    town.decide(typed(AnswerDecided, item="Her er svaret."))
    town.tick()
    (row,) = town.rows("triage", "deadline", rule="BR-FIRST")
    assert (row.settled_on, row.due_target) == (on("Tue 2026-12-01"), None)
    town.is_sound()


def test_a_row_that_was_added_moves_nothing_until_the_cases_are_told(town, tmp_path):
    """A correction with its day: every date stands, the preview lists it, and applying it moves it once."""
    record(town, "application:received")
    row = CORRECTED[CORRECTED.index("[[limit]]") : CORRECTED.index("[[limit]]", CORRECTED.index("length"))]
    says(town, tmp_path, f"{EVERYTHING}\n{row}known_from = 2026-12-01\n")
    town.now = at("Tue 2026-12-01")
    assert town.tick() == ()
    town.is_sound()
    (move,) = apply_rules.preview(town.organisation, system_access(), today=TODAY, reason=CORRECTION)
    assert (move.rule, move.subject, move.old.strict, move.new.strict) == (
        "RSL-3-2",
        "home_help",
        on("Mon 2026-12-21"),
        on("Mon 2026-12-28"),
    )
    assert apply_rules.apply(town.organisation, system_access(), today=TODAY, reason=CORRECTION) == 1
    assert apply_rules.preview(town.organisation, system_access(), today=TODAY, reason=CORRECTION) == ()
    (stored,) = town.rows("triage", "deadline", rule="RSL-3-2")
    assert stored.due_strict == on("Mon 2026-12-28")
    town.is_sound()


@pytest.mark.parametrize(
    ("text", "rule", "new"),
    [
        (CORRECTED + AIM, "RSL-3-2", on("Mon 2026-12-28")),
        (AIM, "RSL-3-2", None),
        (LIMITS, "BR-FIRST", on("Mon 2026-12-07")),
    ],
)
def test_a_row_that_was_written_over_is_seen(town, tmp_path, text, rule, new):
    """Changed, taken out, an aim gone: what was stored is listed, and follows when told to."""
    record(town, "application:received")
    says(town, tmp_path, text)
    with read(town.organisation.triage) as connection:
        assert differs(connection, town.organisation, town.case.handle)
    moves = {
        move.rule: move.new
        for move in apply_rules.preview(town.organisation, system_access(), today=TODAY, reason=CORRECTION)
    }
    assert set(moves) == {rule}
    assert (moves[rule] and moves[rule].strict) == new
    assert apply_rules.apply(town.organisation, system_access(), today=TODAY, reason=CORRECTION) == 1
    town.tick()
    town.is_sound()


def test_an_aim_that_is_set_today_begins_today(town, tmp_path):
    """With its day it moves nothing that began before, met or not."""
    aim = AIM.replace("BR-FIRST", "BR-ACK").replace("2026-01-01", "2026-12-01")
    town.tick()
    says(town, tmp_path, EVERYTHING + aim.replace("length = 5", "length = 1"))
    town.is_sound()
    assert apply_rules.preview(town.organisation, system_access(), today=TODAY) == ()
