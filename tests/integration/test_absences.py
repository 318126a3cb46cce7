"""An absence from one day to another: who stands in is told at once, and sees dates and no content."""

from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace

from intake.clock import COPENHAGEN
from intake.store.engine import read
from tests.colleagues import finish_batches, join, opens, rows_of, who_is
from tests.office import A_REPORT, OfficeWorld, found_office
from triage.cases.roles import Role
from triage.services.casework.change_holders import change_holders
from triage.services.casework.rewrapping import lend
from triage.services.people.absences import (
    AbsenceRefusedError,
    end_absence,
    named_absences,
    note_absence,
)
from triage.services.people.new_person import NewPerson
from triage.store import rewraps
from triage.store.receivers import holders
from triage.store.visibility import Level, visible_to

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
TODAY = MONDAY.date()
FRIDAY = date(2026, 11, 27)
EVA = NewPerson("eva", "Eva Advisor", Role.ADVISOR, "eva@example.test")


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """Anna and Bo hold one case; Eva came after it, on Monday 23 November 2026."""
    world = found_office(tmp_path / "office", MONDAY)
    world.send()
    join(world, EVA)
    return world


def _away(
    world: OfficeWorld, *, stand_in: str | None = "eva", by: str = "anna", until: date = FRIDAY
) -> None:
    handle = None if stand_in is None else world.enrolled[stand_in].handle
    note_absence(
        world.organisation,
        who_is(world, by),
        world.enrolled["anna"].handle,
        MONDAY.date(),
        until,
        stand_in=handle,
        today=MONDAY.date(),
    )


def _seen(world: OfficeWorld, name: str, level: Level = Level.CLOCKS, on: date = TODAY) -> int:
    visible = visible_to(world.enrolled[name].handle, on, level)
    with read(world.organisation.triage) as connection:
        return len(rewraps.cases_of(connection, visible))


def test_a_stand_in_sees_dates_until_the_last_day_and_no_content(world: OfficeWorld) -> None:
    """Lent by the absent person's own session; on Saturday nothing is left of it without anybody's doing."""
    _away(world)
    assert lend(world.organisation, who_is(world, "anna"), world.clock) == 1

    assert _seen(world, "eva") == 1
    assert _seen(world, "eva", Level.CONTENT) == 0
    assert _seen(world, "eva", on=FRIDAY) == 1
    assert _seen(world, "eva", on=FRIDAY + timedelta(days=1)) == 0
    assert lend(world.organisation, who_is(world, "anna"), world.clock) == 0


def test_an_absence_that_an_administrator_notes_lends_dates_when_a_holder_signs_in(
    world: OfficeWorld,
) -> None:
    """
    Who has no keys cannot tell whether somebody was kept out; the next holder's session can, at sign-in.
    """
    _away(world, by="carla")
    assert _seen(world, "eva") == 0
    world.signed_in("bo")
    finish_batches(world)
    assert _seen(world, "eva") == 1


def test_nobody_is_lent_the_dates_of_a_case_they_were_kept_out_of(world: OfficeWorld) -> None:
    """Eva was given the case and kept out of it again: not even its dates are lent to her."""
    [row] = rows_of(world, "bo")
    eva = {world.enrolled["eva"].handle}
    bo = who_is(world, "bo")
    change_holders(world.organisation, bo, row.case_reference, add=eva, now=world.clock.now())
    change_holders(world.organisation, bo, row.case_reference, remove=eva, now=world.clock.now())

    _away(world)
    assert lend(world.organisation, who_is(world, "anna"), world.clock) == 0
    assert _seen(world, "eva") == 0


def test_nobody_is_lent_the_dates_of_a_report_that_its_reporter_kept_them_out_of(world: OfficeWorld) -> None:
    """Eva stands in for Anna in what came before, and sees not even a date of the report that names her."""
    [before] = rows_of(world, "anna")
    world.send(replace(A_REPORT, kept_out=(world.enrolled["eva"].handle,)))
    assert len(rows_of(world, "anna")) == 2
    for stand_in in ("anna", "bo"):
        _away(world)
        lend(world.organisation, who_is(world, stand_in), world.clock)
        assert [row.handle for row in rows_of(world, "eva", Level.CLOCKS)] == [before.handle]


def test_what_was_lent_and_then_given_stays_given(world: OfficeWorld) -> None:
    """Eva is given the case while she stands in: when Anna is back she still reads it."""
    _away(world)
    lend(world.organisation, who_is(world, "anna"), world.clock)
    [row] = rows_of(world, "bo")
    eva, anna = {world.enrolled["eva"].handle}, world.enrolled["anna"].handle
    change_holders(
        world.organisation, who_is(world, "bo"), row.case_reference, add=eva, now=world.clock.now()
    )
    lend(world.organisation, who_is(world, "anna"), world.clock)
    assert end_absence(world.organisation, who_is(world, "bo"), anna, today=TODAY)
    for day in (TODAY, FRIDAY + timedelta(days=1)):
        assert _seen(world, "eva", Level.CONTENT, on=day) == 1
    assert all(opens(world, "eva").values())


def test_who_comes_back_early_takes_the_dates_back(world: OfficeWorld) -> None:
    """An end of the absence ends what was lent for it, and nothing else."""
    _away(world)
    lend(world.organisation, who_is(world, "anna"), world.clock)
    anna = world.enrolled["anna"].handle
    assert end_absence(world.organisation, who_is(world, "bo"), anna, today=MONDAY.date())
    assert _seen(world, "eva") == 0
    assert _seen(world, "bo", Level.CONTENT) == 1
    assert not end_absence(world.organisation, who_is(world, "bo"), anna, today=MONDAY.date())
    assert named_absences(world.organisation, today=MONDAY.date()) == []


def test_ladders_know_who_is_away_and_who_stands_in(world: OfficeWorld) -> None:
    """The circle of a case says that Anna is away and that Eva hears of it in her place."""
    _away(world)
    lend(world.organisation, who_is(world, "anna"), world.clock)
    [row] = rows_of(world, "bo")
    with read(world.organisation.triage) as connection:
        circle = {each.handle: each for each in holders(connection, row.handle, MONDAY.date())}
        later = holders(connection, row.handle, FRIDAY + timedelta(days=1))
    anna, eva = (world.enrolled[name].handle for name in ("anna", "eva"))
    assert circle[anna].is_absent
    assert circle[anna].stand_in == eva
    assert not circle[eva].sees_content
    assert not any(each.is_absent for each in later)


@pytest.mark.parametrize(
    ("stand_in", "until", "why"),
    [("anna", FRIDAY, "stand_in"), ("carla", FRIDAY, "stand_in"), ("bo", date(2026, 11, 20), "days")],
)
def test_an_absence_that_cannot_be_is_refused(
    world: OfficeWorld, stand_in: str, until: date, why: str
) -> None:
    """Nobody stands in for themselves or without keys, and no absence ends before it begins."""
    with pytest.raises(AbsenceRefusedError) as refused:
        _away(world, stand_in=stand_in, until=until)
    assert refused.value.why == why
