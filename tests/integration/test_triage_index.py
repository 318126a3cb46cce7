"""What a tick costs follows what is due, not what is open."""

import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import date
from itertools import product

import pytest
from sqlalchemy import create_engine, event

from intake.store.engine import read
from tests.bench.many import fill
from tests.clockwork import Clockwork, a_clockwork, at
from triage.cases.decisions.assessment import ScopeAssessed
from triage.cases.decisions.hand_over import HandOverAsked
from triage.cases.hand_over import answer_by
from triage.cases.typed import typed
from triage.cases.vocabulary import Scope, State
from triage.services.clock.alerting import raise_due_alerts
from triage.services.views.day_groups import COUNTED_APART
from triage.store import case_lists, letters, list_filters
from triage.store.list_filters import Filters, Place, Sort
from triage.store.tables import metadata
from triage.store.visibility import Level, system_access, visible_to

MON = "Mon 2026-11-23"
SMALL = ("person", "proposal", "absence", "CONSTANT ROW", "lease", "heartbeat")
"""What is as large as the unit is, not as its work."""


@contextmanager
def asked(town: Clockwork) -> Iterator[list[str]]:
    """Write down every statement that the triage database is asked."""
    said: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        said.append(statement)

    event.listen(town.organisation.triage, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(town.organisation.triage, "before_cursor_execute", note)


def looks(town: Clockwork, rule: str) -> set[date | None]:
    """The days on which the clocks of a rule are looked at next."""
    return {row.next_step_on for row in town.rows("triage", "deadline", rule=rule)}


def test_open_deadlines_that_ring_on_another_day_are_not_looked_at(tmp_path):
    """Twelve open cases of which none rings: one question, and no case's history is read."""
    town = a_clockwork(tmp_path / "town", at(MON), automatic_acknowledgement=False)
    for _ in range(12):
        town.send()
    town.tick()
    with asked(town) as said:
        assert raise_due_alerts(town.organisation, system_access(), now=at(MON, 11)) == 0
    assert len([each for each in said if "FROM" in each]) == 1


def test_a_deadline_is_looked_at_on_the_day_of_its_next_step(tmp_path):
    """From the first step to the next, also once it is overdue, and never once it is settled."""
    town = a_clockwork(tmp_path / "town", at(MON), automatic_acknowledgement=False)
    town.send()
    town.tick()
    assert looks(town, "WB-ACK") == {date(2026, 11, 26)}
    town.tick(at("Thu 2026-11-26"))
    assert looks(town, "WB-ACK") == {date(2026, 11, 28)}
    town.tick(at("Tue 2026-12-01"))
    assert looks(town, "WB-ACK") == {date(2026, 12, 3)}


def test_an_event_lets_the_clock_look_once_more(tmp_path):
    """Whatever it moved: from the day of the first step that has come, and then the right day again."""
    town = a_clockwork(tmp_path / "town", at(MON), automatic_acknowledgement=False)
    town.send()
    town.tick()
    town.tick(at("Sun 2026-11-29"))
    town.decide_opened()
    assert looks(town, "WB-ACK") == {date(2026, 11, 26)}
    before = town.rows("triage", "alert", rule="WB-ACK")
    town.tick()
    assert town.rows("triage", "alert", rule="WB-ACK") == before
    assert looks(town, "WB-ACK") == {date(2026, 11, 30)}


def test_a_settled_deadline_is_never_looked_at_again(tmp_path):
    """The acknowledgement that was given leaves the day of its clock empty."""
    town = a_clockwork(tmp_path / "town", at(MON))
    town.send()
    town.tick()
    assert looks(town, "WB-ACK") == {None}
    assert looks(town, "WB-FB") == {date(2027, 1, 24)}


def asks_to_hand_over(town: Clockwork) -> None:
    """Put the only case outside the scheme, and ask the reporter whether it may move to the other side."""
    town.decide_opened()
    town.decide(
        typed(
            ScopeAssessed,
            scope=Scope.OUTSIDE,
            reason_item="Egne forhold.",
            reason="own_employment",
            guidance_item="Gå.",
        )
    )
    until = answer_by(town.organisation.rulebook, town.now.date())
    town.decide(typed(HandOverAsked, item="Må vi give sagen videre?", answer_by_on=until))


def test_only_what_the_clock_may_acknowledge_is_asked_for(tmp_path):
    """A report of the portal until somebody has decided, and no other case."""
    town = a_clockwork(tmp_path / "town", at(MON), automatic_acknowledgement=False)
    town.send()
    town.tick()
    (row,) = town.rows("triage", "case")
    assert row.acknowledge_from == date(2026, 11, 23)
    other = a_clockwork(tmp_path / "other", at(MON))
    other.send()
    other.tick()
    (row,) = other.rows("triage", "case")
    assert row.acknowledge_from is None


def test_a_question_about_a_hand_over_ends_after_thirty_days(tmp_path):
    """The clock looks at it on the day after the last one, once; what was settled is not looked at."""
    town = a_clockwork(tmp_path / "town", at(MON))
    town.send()
    town.tick()
    asks_to_hand_over(town)
    (row,) = town.rows("triage", "case")
    assert row.question_until == date(2026, 12, 23)
    town.tick(at("Wed 2026-12-23"))
    assert "hand_over:expired" not in town.told()
    town.tick(at("Thu 2026-12-24"))
    town.tick(at("Fri 2026-12-25"))
    assert town.told().count("hand_over:expired") == 1
    (row,) = town.rows("triage", "case")
    assert row.question_until is None


def test_what_the_clock_asks_is_answered_by_an_index(tmp_path):
    """With twenty thousand open deadlines nothing that a tick asks reads a whole table."""
    town = a_clockwork(tmp_path / "town", at(MON))
    stands = fill(town, at(MON, 8), open_deadlines=20_000, due=3)
    assert stands["open_deadlines"] > 19_900
    town.send()
    with asked(town) as said:
        assert town.tick(at(MON, 8)) == ()
    plans = {each: plan(town, each) for each in said if each.lstrip().startswith(("SELECT", "UPDATE"))}
    assert len(plans) > 10
    scans = [f"{step}: {each}" for each, steps in plans.items() for step in steps if is_a_scan(each, step)]
    assert "\n".join(scans) == ""


@pytest.mark.parametrize(
    ("filters", "index"),
    [
        (Filters(is_open=False), "case_by_close"),
        (Filters(), "case_by_due"),
        (Filters(state=State.NEW), "case_by_state"),
        (Filters(waits=True), "case_that_waits"),
        (Filters(is_open=None, unanswered=True), "case_unanswered"),
    ],
    ids=["closed", "open", "of a state", "waiting", "unanswered"],
)
def test_a_list_is_read_in_the_order_of_its_own_index(tmp_path, filters, index):
    """The first page and the next one: no case of another list is looked at, and nothing is sorted."""
    town = a_clockwork(tmp_path / "town", at(MON))
    day, is_closed = date(2026, 11, 20), filters.is_open is False
    after = Place("closed" if is_closed else "due", day, "ABCDEFGH")
    with asked(town) as said, read(town.organisation.triage) as connection:
        for place in (None, after):
            case_lists.case_page(
                connection, visible_to(town.who().handle, date(2026, 11, 23)), filters, after=place
            )
    by = "closed_on DESC" if is_closed else 'ORDER BY "case".next_due_strict'
    found = [plan(town, each) for each in said if by in " ".join(each.split())]
    assert len(found) == 2
    for steps in found:
        assert any(index in step for step in steps)
        assert not any("B-TREE" in step for step in steps)


@pytest.mark.parametrize(
    ("sort", "index"),
    [
        (Sort.STATE, "case_by_progress"),
        (Sort.UNIT, "case_by_unit"),
        (Sort.THEME, "case_by_theme"),
        (Sort.TYPE, "case_by_type"),
        (Sort.HANDLER, "case_by_handler"),
    ],
)
def test_a_column_is_sorted_by_its_own_index(sort, index):
    """Either way round, of open cases and of all, the first page and the next one: nothing is sorted."""
    visible = visible_to(b"a" * 16, date(2026, 11, 23))
    with closing(sqlite3.connect(":memory:")) as connection:
        empty = create_engine("sqlite://", creator=lambda: connection)
        metadata.create_all(empty)
        for reverse, is_open in product((False, True), (None, True)):
            filters = Filters(sort=sort, reverse=reverse, is_open=is_open)
            for part in list_filters.parts(filters, (State.NEW, State.CLOSED)):
                for after in (None, Place(part.name, date(2026, 11, 20), "ABCDEFGH")):
                    asks = case_lists._question(visible, filters, part, after, 50)
                    statement = str(asks.compile(empty))
                    (walked,) = (step for step in steps_of(connection, statement) if " case USING" in step)
                    is_without = part.name.startswith(":") and after is not None
                    assert index in walked or (is_without and "received_on,case_reference)" in walked)
                    assert not any("B-TREE" in step for step in steps_of(connection, statement))


def test_what_is_counted_on_a_day_is_read_from_an_index(tmp_path):
    """Each number has a range of its own there; also that of the unanswered in the menu of every page."""
    town = a_clockwork(tmp_path / "town", at(MON))
    visible = visible_to(town.who().handle, date(2026, 11, 23))
    with asked(town) as said, read(town.organisation.triage) as connection:
        for each in COUNTED_APART.values():
            case_lists.count_each(connection, visible, (each,), now=at(MON))
        case_lists.count_unanswered(connection, visible)
    plans = [plan(town, each) for each in said if "FROM" in each]
    walked = [step for steps in plans for step in steps if " case USING" in step]
    assert len(walked) == 16
    assert [each for each in walked[:-1] if not re.search(r"next_due_strict[=><]", each)] == []
    assert re.search(r"COVERING INDEX case_(closed_)?unanswered", walked[-1])
    assert sum("COVERING" in each for each in walked) >= 6


def test_letters_that_are_not_ready_yet_are_not_counted_through(tmp_path):
    """The number of those that are comes from an index alone, and the most pressing in their own order."""
    town = a_clockwork(tmp_path / "town", at(MON))
    day = date(2026, 11, 23)
    visible = visible_to(town.who().handle, day, Level.CONTENT)
    with asked(town) as said, read(town.organisation.triage) as connection:
        letters.count_ready(connection, visible, day)
        letters.ready_letters(connection, visible, day, limit=50)
    counted, listed = (plan(town, each) for each in said if "letter" in each)
    assert any("COVERING INDEX letter_that_is_ready (from_on<?)" in step for step in counted)
    assert any("letter_by_day" in step for step in listed)
    assert not any("FOR ORDER BY" in step and "LAST" not in step for step in listed)


def plan(town: Clockwork, statement: str) -> list[str]:
    """What SQLite says it would do."""
    with sqlite3.connect(town.file("triage")) as connection:
        return steps_of(connection, statement)


def steps_of(connection: sqlite3.Connection, statement: str) -> list[str]:
    """What a database would do to answer."""
    asks = statement.count("?")
    return [row[3] for row in connection.execute(f"EXPLAIN QUERY PLAN {statement}", [None] * asks)]


def is_a_scan(statement: str, step: str) -> bool:
    """Whether a step reads a table from its beginning to its end; the journal's newest line is one line."""
    newest = step == "SCAN journal" and "ORDER BY journal.seq DESC\n LIMIT" in statement
    return step.startswith("SCAN") and not newest and not any(small in step for small in SMALL)
