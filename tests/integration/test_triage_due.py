"""The calendar's questions to the database, on each engine: what is due when, and whose an address is."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from intake.store.engine import read, write
from tests.clockwork import Clockwork, a_clockwork, at
from tests.weekdays import on
from triage.services.views.feed import address_made_on, end_address, followed, make_address
from triage.services.views.month import day_page_of, month_view
from triage.store import case_lists, cases
from triage.store import due as due_store
from triage.store.list_filters import Filters, When
from triage.store.tables import case
from triage.store.visibility import system_access, visible_to

pytestmark = pytest.mark.both_engines
MONDAY = on("Mon 2026-11-23")


@pytest.fixture
def town(tmp_path: Path) -> Clockwork:
    """An installation on Monday 23 November 2026 with calendar addresses and eight reports."""
    town = a_clockwork(tmp_path / "town", at("Mon 2026-11-23"))
    town.organisation = replace(
        town.organisation, settings=replace(town.organisation.settings, calendar_feed=True)
    )
    for _number in range(8):
        town.send()
    town.tick()
    return town


def test_month_day_and_file_tell_of_the_same_deadlines(town: Clockwork) -> None:
    """What the lists call open stands in its month, on its day, and as a day in the file."""
    anna = town.who("anna")
    with read(town.organisation.triage) as connection:
        listed = due_store.open_deadlines(connection, visible_to(anna.handle, MONDAY))
    days = sorted({each.due_strict for each in listed})
    found = followed(town.organisation, make_address(town.organisation, anna, today=MONDAY), today=MONDAY)
    assert found is not None
    assert list(found.days) == days
    for day in days:
        month = month_view(town.organisation, anna, day.replace(day=1), settled=False, today=MONDAY)
        of_day = [each for each in listed if each.due_strict == day]
        assert month.due[day].total == len(of_day)
        assert len(month.due[day].lines) == min(5, len(of_day))
        shown = day_page_of(town.organisation, anna, day, page=1, settled=False, today=MONDAY)
        assert sorted(each.case_reference for each in shown.lines) == sorted(
            each.case_reference for each in of_day
        )


def test_a_limit_in_hours_is_overdue_from_its_very_moment(town: Clockwork) -> None:
    """Until then it is still to come, on the same day; the others of the day stay so until it ends."""
    visible, due_at = visible_to(town.who("anna").handle, MONDAY), at("Mon 2026-11-23", 15)
    asked = tuple(Filters(is_open=None, when=each) for each in (When.OVERDUE, When.SOON))
    with write(town.organisation.triage) as connection:
        rows = cases.all_cases(connection, system_access())
        assert len(rows) > 1
        connection.execute(update(case).values(next_due_strict=MONDAY))
        connection.execute(update(case).where(case.c.handle == rows[0].handle).values(next_due_at=due_at))
    for now, over in (
        (due_at, 0),
        (due_at + timedelta(minutes=1), 1),
        (due_at + timedelta(days=1), len(rows)),
    ):
        with read(town.organisation.triage) as connection:
            found = case_lists.count_each(connection, visible, asked, now=now)
        assert tuple(found) == (over, len(rows) - over)


def test_an_address_lives_until_it_is_ended_or_replaced(town: Clockwork) -> None:
    """One at a time for each person, and the day it was made stays known."""
    anna, later = town.who("anna"), MONDAY + timedelta(days=1)
    first, second = (make_address(town.organisation, anna, today=day) for day in (MONDAY, later))
    assert followed(town.organisation, first, today=later) is None
    assert followed(town.organisation, second, today=later) is not None
    assert address_made_on(town.organisation, anna) == later
    assert end_address(town.organisation, anna.handle, by=anna, today=later)
    assert not end_address(town.organisation, anna.handle, by=anna, today=later)
    assert followed(town.organisation, second, today=later) is None
    assert address_made_on(town.organisation, anna) is None
