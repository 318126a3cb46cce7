"""The numbers of Today agree with each other and with the lists they lead to, however the cases stand."""

import random
from collections import Counter
from datetime import datetime, timedelta
from itertools import chain

import pytest
from sqlalchemy import insert, select, update

from intake.store.engine import read, write
from tests.clockwork import Clockwork, a_clockwork, at
from triage.cases.vocabulary import State
from triage.services.views.day_groups import OF_CASES, DayGroup, group_page, today_view
from triage.services.views.lists import Filters, When, case_list
from triage.store.tables import case, grant

NOW = at("Mon 2026-11-23", 12)
CASES = 60


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory) -> Clockwork:
    """Sixty cases that anna may see, of which one was lived through."""
    town = a_clockwork(tmp_path_factory.mktemp("day") / "town", NOW)
    town.send()
    town.tick()
    with write(town.organisation.triage) as connection:
        (row,) = connection.execute(select(case)).mappings().all()
        for number in range(1, CASES):
            handle, reference = number.to_bytes(16), f"{number:08}"
            values = {**row, "handle": handle, "case_reference": reference, "intake_reference": None}
            connection.execute(insert(case).values(values))
            connection.execute(
                insert(grant).values(
                    case=handle, person=town.who().handle, level="content", from_on=NOW.date()
                )
            )
    return town


def stand_anew(town: Clockwork, chance: random.Random) -> None:
    """Let each case stand anywhere: open or closed, due long ago, within hours, soon, late or never."""
    with write(town.organisation.triage) as connection:
        for handle in connection.execute(select(case.c.handle)).scalars().all():
            state = chance.choice([each for each in State if each is not State.CONTACT])
            days = chance.choice((None, -30, -1, 0, 0, 1, 7, 8, 90))
            due = None if days is None else NOW.date() + timedelta(days=days)
            hour = None if due is None else datetime.combine(due, NOW.timetz())
            is_open = state is not State.CLOSED
            values = {
                "state": state,
                "is_open": is_open,
                "scheme": chance.choice(("whistleblowing", "complaints")),
                "next_due_strict": due,
                "next_due_at": hour
                and chance.choice((None, hour - timedelta(hours=2), hour + timedelta(hours=2))),
                "closed_on": None if is_open else NOW.date(),
                # Nobody waits for anybody in a case that is closed, or that nobody has opened.
                "waits": is_open and state is not State.NEW and chance.random() < 0.3,
                "unanswered_since": NOW.date() if chance.random() < 0.3 else None,
            }
            connection.execute(update(case).where(case.c.handle == handle).values(values))


def of_group(town: Clockwork, group: DayGroup) -> list[str]:
    """The references of a group, page by page."""
    found: list[str] = []
    after: tuple[str, ...] | None = ()
    while after is not None:
        page = group_page(town.organisation, town.who(), group, after, now=NOW)
        found += [line.row.case_reference for line in page.group.lines]
        after = page.onward
    return found


def of_list(town: Clockwork, filters: Filters) -> list[str]:
    """The references of a list, page by page."""
    found: list[str] = []
    page = case_list(town.organisation, town.who(), filters, after=None, now=NOW)
    found += [line.row.case_reference for line in page.lines]
    while page.onward is not None:
        page = case_list(town.organisation, town.who(), filters, after=page.onward, now=NOW)
        found += [line.row.case_reference for line in page.lines]
    return found


@pytest.mark.parametrize("seed", range(6))
def test_every_number_of_the_day_agrees(town: Clockwork, seed: int) -> None:
    """By group and by state it is one sum, that of the distinct cases: each stands in one group and once."""
    stand_anew(town, random.Random(seed))
    view = today_view(town.organisation, town.who(), now=NOW)
    with read(town.organisation.triage) as connection:
        counted = connection.execute(
            select(case.c.handle).where(
                case.c.is_open | case.c.next_due_strict.is_not(None) | case.c.unanswered_since.is_not(None)
            )
        )
        assert view.total == len(counted.all()) == sum(view.counts.values()) + view.owed
    groups = {each: of_group(town, each) for each in OF_CASES}
    assert {each: len(found) for each, found in groups.items()} == {
        each: view.groups[each].total for each in OF_CASES
    }
    distinct = Counter(chain(*groups.values()))
    assert set(distinct.values()) == {1}
    assert len(distinct) == view.total
    # Where the nearest date of a case is decides; what is beyond seven days stands by what it waits for.
    for group, when in ((DayGroup.OVERDUE, When.OVERDUE), (DayGroup.SOON, When.SOON)):
        assert groups[group] == of_list(town, Filters(is_open=None, when=when))
    beyond = set(distinct) - {*groups[DayGroup.OVERDUE], *groups[DayGroup.SOON]}
    unanswered = {*of_list(town, Filters(is_open=None, unanswered=True))} & beyond
    assert set(groups[DayGroup.UNANSWERED]) == unanswered
    assert {*groups[DayGroup.NEW]} == {*of_list(town, Filters(state=State.NEW))} & beyond - unanswered
    by_state = {
        (scheme, state): len(of_list(town, Filters(scheme=scheme, state=state)))
        for scheme, state in view.counts
    }
    assert by_state == view.counts
