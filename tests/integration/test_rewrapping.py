"""Giving a joiner what one holds: case by case, broken off anywhere, and nothing unreadable at any point."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from intake.clock import COPENHAGEN
from intake.store.engine import read
from tests.colleagues import KilledError, join, killed_before_commit, opens, rows_of, who_is
from tests.office import OfficeWorld, found_office
from triage.cases.roles import Role
from triage.services.casework import rewrapping
from triage.services.casework.change_holders import change_holders
from triage.services.casework.open_case import open_report
from triage.services.casework.rewrapping import Batches, BatchTally, Task, finish, give_all, share
from triage.services.people.new_person import NewPerson
from triage.store import rewraps
from triage.store.visibility import Level, visible_to

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
EVA = NewPerson("eva", "Eva Advisor", Role.ADVISOR)
CASES = 3


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """Anna and Bo hold three cases with a message and notes; Eva joins on Monday 23 November 2026."""
    world = found_office(tmp_path / "office", MONDAY)
    codes = [world.send() for _ in range(CASES)]
    for code in codes:
        world.write(code)
    anna = world.signed_in("anna")
    for row in rows_of(world, "anna"):
        open_report(world.organisation, who_is(world, "anna"), row.case_reference, now=world.clock.now())
        anna.save(row.case_reference, "note", item="Set og læst.")
    join(world, EVA)
    return world


def _give(world: OfficeWorld, name: str = "anna") -> BatchTally:
    tally = BatchTally()
    for _ in give_all(world.organisation, who_is(world, name), world.clock, _task(world), tally):
        pass
    return tally


def _task(world: OfficeWorld) -> Task:
    return Task(world.enrolled["eva"].handle)


def _waits(world: OfficeWorld) -> int:
    visible = visible_to(world.enrolled["bo"].handle, MONDAY.date(), Level.CONTENT)
    with read(world.organisation.triage) as connection:
        return rewraps.count_waiting(connection, visible)


def test_a_joiner_opens_everything_that_was_given(world: OfficeWorld) -> None:
    """Everything in both databases, the lists included; what the others hold stays as it was."""
    assert not any(opens(world, "eva").values())

    assert _give(world).given == CASES

    assert all(opens(world, "eva").values())
    assert all(opens(world, "anna").values())
    assert all(opens(world, "bo").values())
    assert _waits(world) == 0
    eva = share(world.organisation, who_is(world, "anna"), world.enrolled["eva"].handle, today=MONDAY.date())
    assert (eva.done, eva.total, eva.waits) == (CASES, CASES, 0)
    page = world.signed_in("eva").get("/cases?show=all")
    assert len(page.query('a[href^="/cases/"][href$="' + rows_of(world, "eva")[0].case_reference + '"]')) > 0
    assert _give(world).given == 0


def test_a_batch_never_gives_back_what_somebody_was_kept_out_of(world: OfficeWorld) -> None:
    """Eva was kept out of one of the three: the batch leaves it as it is, and tells so to whoever gives."""
    first = rows_of(world, "anna")[0]
    eva, anna = {world.enrolled["eva"].handle}, who_is(world, "anna")
    change_holders(world.organisation, anna, first.case_reference, add=eva, now=world.clock.now())
    change_holders(world.organisation, anna, first.case_reference, remove=eva, now=world.clock.now())

    tally = _give(world)

    assert (tally.given, tally.left_alone, tally.failed) == (CASES - 1, 1, 0)
    assert first.handle not in {row.handle for row in rows_of(world, "eva")}


def test_a_batch_gives_the_cases_of_one_scheme_alone(world: OfficeWorld) -> None:
    """Of complaints there are none, so nothing of the reports is given."""
    task = Task(world.enrolled["eva"].handle, frozenset({"complaints"}))
    tally = BatchTally()
    assert list(give_all(world.organisation, who_is(world, "anna"), world.clock, task, tally)) == []
    assert rows_of(world, "eva") == []


def test_a_batch_killed_before_any_of_its_writes_leaves_everything_readable(world: OfficeWorld) -> None:
    """
    Killed before its first commit, its second, and so on, until one run comes to its end: after each, the two
    who held everything open everything, whatever Eva does not open yet is still owed to her, and Bo goes on.
    """
    number, whole = 1, False
    while not whole:
        try:
            with killed_before_commit(world, number):
                for _ in _uncounted(world, "anna" if number % 2 else "bo"):
                    pass
                whole = True
        except KilledError:
            number += 1
        assert all(opens(world, "anna").values())
        assert all(opens(world, "bo").values())
        # Each case of hers opens whole, or something is owed.
        assert all(opens(world, "eva").values()) or _waits(world) or len(rows_of(world, "eva")) < CASES
        number = number if number < 60 else 1000
    assert all(opens(world, "eva").values())
    assert _waits(world) == 0
    assert number > CASES


def _uncounted(world: OfficeWorld, name: str) -> Iterator[None]:
    """Give what is left, letting what ends the process pass."""
    tally = BatchTally()
    yield from give_all(world.organisation, who_is(world, name), world.clock, _task(world), tally)
    if tally.failed:
        raise KilledError


def test_what_one_session_began_another_ends(world: OfficeWorld) -> None:
    """Anna's session ends after one case; Bo, who holds the same, gives the rest and makes what was left."""
    steps = give_all(world.organisation, who_is(world, "anna"), world.clock, _task(world), BatchTally())
    next(steps)
    steps.close()
    assert len(rows_of(world, "eva")) == 1
    assert _give(world, "bo").given == CASES - 1
    assert all(opens(world, "eva").values())


def test_a_batch_ends_with_its_session(world: OfficeWorld) -> None:
    """Who has signed out gives nothing any more; the thread ends after the case at hand, and none begins."""
    browser = world.signed_in("anna")
    *_, session = world.app.extensions["betro_office"].sessions._sessions.values()
    batches = session.batches
    browser.get("/cases")
    assert browser.post("/sign-out").status_code == 303
    assert session.batches is None
    assert batches is not None
    assert batches.start(world.organisation, world.clock, _task(world)) is False
    assert rows_of(world, "eva") == []


def test_only_one_batch_is_at_work_in_a_session(world: OfficeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """A second press of the button begins nothing while the first is at work; once it is over, one does."""
    batches, goes_on = Batches(who_is(world, "anna")), Event()
    real = rewrapping.give_all

    def held_up(*given: Any) -> Iterator[None]:
        assert goes_on.wait(30)
        yield from real(*given)

    monkeypatch.setattr(rewrapping, "give_all", held_up)
    assert batches.start(world.organisation, world.clock, _task(world))
    first = batches.thread
    assert first is not None
    assert not batches.start(world.organisation, world.clock, _task(world))
    assert not batches.catch_up(world.organisation, world.clock)
    assert batches.thread is first
    goes_on.set()
    first.join()
    assert batches.tally.given == CASES
    assert len(rows_of(world, "eva")) == CASES
    assert batches.start(world.organisation, world.clock, _task(world))
    batches.thread.join()
    assert batches.tally.given == 0


def test_what_is_stopped_while_it_waits_for_the_catching_up_never_begins(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped before what was begun at sign-in has made room: no case is given."""
    batches, goes_on = Batches(who_is(world, "anna")), Event()
    real = rewrapping.finish

    def held_up(*given: Any, **named: Any) -> Iterator[None]:
        assert goes_on.wait(30)
        yield from real(*given, **named)

    monkeypatch.setattr(rewrapping, "finish", held_up)
    assert batches.catch_up(world.organisation, world.clock)
    assert batches.start(world.organisation, world.clock, _task(world))
    batches.stop()
    goes_on.set()
    assert batches.thread is not None
    batches.thread.join()
    assert rows_of(world, "eva") == []


def test_what_is_owed_is_made_when_a_holder_signs_in(world: OfficeWorld) -> None:
    """A statement that was signed just before the process was killed is carried out at the next sign-in."""
    row = rows_of(world, "anna")[0]
    with pytest.raises(KilledError), killed_before_commit(world, 2):
        change_holders(
            world.organisation,
            who_is(world, "anna"),
            row.case_reference,
            add={world.enrolled["eva"].handle},
            now=world.clock.now(),
        )
    assert _waits(world) == 1
    for _ in finish(world.organisation, who_is(world, "bo"), world.clock, BatchTally()):
        pass
    assert _waits(world) == 0
    here = {each.handle for each in rows_of(world, "eva")}
    assert here == {row.handle}
