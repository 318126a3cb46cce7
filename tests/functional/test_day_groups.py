"""Every line of Today can be reached: each group has pages of its own, in the order in which Today has it."""

import re
from collections.abc import Iterator
from typing import Any

import pytest

from tests.full_day import MANY, MONDAY, a_full_day
from tests.office import BASE, Browser, OfficeWorld
from triage.services.views import lists
from triage.services.views.day_groups import DayGroup
from triage.services.views.lists import MOST
from triage.store import case_lists, letters
from triage.store.visibility import Level, visible_to


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> OfficeWorld:
    """Monday 23 November 2026, with thirty-six cases of each story."""
    return a_full_day(tmp_path_factory.mktemp("day-groups") / "office")


def pages(anna: Browser, group: str) -> Iterator[tuple[str, list[str]]]:
    """Give the heading of each page of a group, and the words of its lines."""
    onward: str | None = f"/today/{group}"
    while onward:
        page = anna.get(onward)
        yield anna.words("h1"), [" ".join(each.to_text().split()) for each in page.query("tbody tr")]
        links: list[Any] = page.query('a[href*="after="]')
        onward = links[0].attrs["href"] if links else None


@pytest.mark.parametrize("group", [each for each in DayGroup if each is not DayGroup.LATER])
def test_every_line_of_a_group_is_reached(world: OfficeWorld, group: DayGroup) -> None:
    """Twenty-five to a page, first those of Today, where none stands twice; as many as the heading says."""
    anna = world.signed_in()
    page = anna.get("/")
    first = [" ".join(each.to_text().split()) for each in page.query(f"#{group} tbody tr")]
    assert page.query(f'#{group} a[href="/today/{group}"]')
    found = list(pages(anna, group))
    assert first
    assert first == found[0][1][: len(first)]
    of_cases = [each.to_text() for each in page.query(".betro-lines__table tbody a.betro-reference")]
    assert len(of_cases) == len(set(of_cases)) > MOST
    assert {len(lines) for _heading, lines in found[:-1]} == {MOST}
    every = [each for _heading, lines in found for each in lines]
    assert len(set(every)) == len(every) > MANY
    told = f"({len(every)})" if len(every) <= case_lists.COUNTED else f"(over {case_lists.COUNTED})"
    assert {heading[-len(told) :] for heading, _lines in found} == {told}


def test_the_day_is_no_larger_with_every_group_full(world: OfficeWorld) -> None:
    """Each thing is said once on a line: a hundred thousand bytes hold them all."""
    assert len(world.signed_in().client.get("/", base_url=BASE).data) <= 100_000


def test_what_a_closed_case_still_owes_is_among_what_is_overdue(world: OfficeWorld) -> None:
    """The list of open cases never had it."""
    anna = world.signed_in()
    shut = {each.to_text() for each in anna.get("/cases?show=closed").query("td a.betro-reference")}
    overdue = " ".join(line for _heading, lines in pages(anna, "overdue") for line in lines)
    assert len(shut) > MOST
    assert [each for each in shut if each not in overdue] == []


def test_deadlines_stand_by_their_day_over_all_pages(world: OfficeWorld) -> None:
    """The longest overdue comes first, and what is due soonest."""
    anna = world.signed_in()
    late = [
        int(re.search(r"(\d+) dage? for sent", line)[1])
        for _heading, lines in pages(anna, "overdue")
        for line in lines
    ]
    assert late == sorted(late, reverse=True)
    assert len(set(late)) > 1


@pytest.mark.parametrize("after", ["x", "2026-11-23", "x&after=A&after=B&after=", "&after=&after=&after="])
def test_a_place_that_is_none_is_no_page(world: OfficeWorld, after: str) -> None:
    """Nothing is guessed of an address that was changed."""
    world.signed_in().get(f"/today/overdue?after={after}", 404)


def test_a_group_that_there_is_not_is_no_page(world: OfficeWorld) -> None:
    """Only the groups of Today have one."""
    world.signed_in().get("/today/everything", 404)


def test_a_place_tells_nothing_of_a_case_that_is_not_ones_own(world: OfficeWorld) -> None:
    """Named in an address, a case that one may not see is as one that there is not; before, it was."""
    anna = world.signed_in()
    with world.organisation.triage.connect() as connection:
        day = MONDAY.date()
        ready = letters.ready_letters(
            connection, visible_to(world.enrolled["anna"].handle, day, Level.CONTENT), day, limit=60
        )
    others = ready[len(ready) // 2]

    def after(reference: str) -> list[str]:
        place = "&after=".join(("", *map(str, others.place._replace(case_reference=reference))))
        return [each.to_text() for each in anna.get(f"/today/drafts?{place}").query("tbody tr")]

    assert after(others.case_reference) != after("ZZZZZZZZ")
    with world.organisation.triage.begin() as connection:
        connection.exec_driver_sql(
            'DELETE FROM "grant" WHERE "case" = (SELECT handle FROM "case" WHERE case_reference = ?)',
            (others.case_reference,),
        )
    assert after(others.case_reference) == after("ZZZZZZZZ")


def test_an_address_leaves_out_the_hour_of_a_limit_in_hours_and_no_line(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody typed the time that it follows from."""
    for each in (case_lists, lists):
        monkeypatch.setattr(each, "COUNTED", 1000)
    anna = world.signed_in()
    with world.organisation.triage.begin() as connection:
        for name in ("p50", "late1", "late14"):
            connection.exec_driver_sql(
                'INSERT INTO alert SELECT "case", \'BL-24H\', subject, ?, "on", told, missed FROM alert '
                "WHERE step = 'new'",
                (f"2026-11-20:{name}:1631+0100",),
            )
    onward, found, named = "/today/alerts", 0, set()
    while onward:
        page = anna.get(onward)
        found += len(page.query("tbody tr"))
        links = page.query('a[href*="after="]')
        onward = links[0].attrs["href"] if links else ""
        named.add(onward.rpartition("after=")[2])
        assert "1631" not in onward
    assert any(each.startswith("2026-11-20") for each in named)
    assert anna.words("h1").endswith(f"({found})")


def test_alerts_are_marked_where_something_is_unread(world: OfficeWorld) -> None:
    """Like every other list."""
    anna = world.signed_in()
    marked = [each for _heading, some in pages(anna, "alerts") for each in some]
    unread = [line for line in marked if "Ulæst" in line]
    assert unread
    assert unread != marked


def test_letters_stand_in_the_group_of_whoever_may_read_the_case(world: OfficeWorld) -> None:
    """Who sees a case's dates alone finds what is overdue, and no letter."""
    anna = world.signed_in()
    assert sum(len(lines) for _heading, lines in pages(anna, DayGroup.DRAFTS))
    with world.organisation.triage.begin() as connection:
        connection.exec_driver_sql("UPDATE OR REPLACE \"grant\" SET level = 'clocks'")
    assert sum(len(lines) for _heading, lines in pages(anna, DayGroup.DRAFTS)) == 0
    assert sum(len(lines) for _heading, lines in pages(anna, DayGroup.OVERDUE))
