"""
What a tick costs follows what is due, not what is open.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from sqlalchemy import event

from tests.clockwork import Clockwork, a_clockwork, at
from triage.services.remind import remind

MON = "Mon 2026-11-23"


@contextmanager
def asked(town: Clockwork) -> Iterator[list[str]]:
    """Write down every statement that the triage database is asked."""
    said: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        said.append(statement)

    event.listen(town.unit.triage, "before_cursor_execute", note)
    try:
        yield said
    finally:
        event.remove(town.unit.triage, "before_cursor_execute", note)


def looks(town: Clockwork, rule: str) -> set[date | None]:
    """The days on which the clocks of a rule are looked at next."""
    return {row.next_rung_on for row in town.rows("triage", "deadline", rule=rule)}


def test_open_deadlines_that_ring_on_another_day_are_not_looked_at(tmp_path):
    """Twelve open cases of which none rings: one question, and no case's history is read."""
    town = a_clockwork(tmp_path / "town", at(MON), automatic_acknowledgement=False)
    for _ in range(12):
        town.send()
    town.tick()
    with asked(town) as said:
        assert remind(town.unit, now=at(MON, 11)) == 0
    assert len([each for each in said if "FROM" in each]) == 1


def test_a_deadline_is_looked_at_on_the_day_of_its_next_rung(tmp_path):
    """From the first rung to the next, day by day once it is overdue, and never once it is settled."""
    town = a_clockwork(tmp_path / "town", at(MON), automatic_acknowledgement=False)
    town.send()
    town.tick()
    assert looks(town, "WB-ACK") == {date(2026, 11, 26)}
    town.tick(at("Thu 2026-11-26"))
    assert looks(town, "WB-ACK") == {date(2026, 11, 28)}
    town.tick(at("Tue 2026-12-01"))
    assert looks(town, "WB-ACK") == {date(2026, 12, 2)}


def test_an_event_lets_the_clock_look_once_more(tmp_path):
    """Whatever it moved: from the day of the first rung that has come, and then the right day again."""
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
