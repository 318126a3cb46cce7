"""The calendar of the office: a month of deadlines on one page."""

import secrets
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from justhtml import JustHTML
from sqlalchemy import event, insert, text, update

from intake.clock import COPENHAGEN
from intake.store.engine import write
from tests.office import OfficeWorld, found_office
from tests.own_folder import has_units
from tests.weekdays import on
from triage.store.tables import case, deadline, grant

TUESDAY = datetime(2026, 12, 15, 9, tzinfo=COPENHAGEN)


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """An office on Tuesday 15 December 2026, without any case; its people read English."""
    world = found_office(tmp_path / "office", TUESDAY, closing_days=frozenset({on("Wed 2026-12-30")}))
    with write(world.organisation.triage) as connection:
        connection.execute(text("update person set language = 'en'"))
    return world


def plant(
    world: OfficeWorld, days: list[date], holders: tuple[str, ...] = ("anna",), **other: Any
) -> list[str]:
    """Write a case with a deadline for each day, as the projections would be; give the references."""
    made = [(secrets.token_bytes(16), f"{number:08d}", day) for number, day in enumerate(days, start=1)]
    on_it = {
        "scheme": "whistleblowing",
        "channel": "portal",
        "received_on": date(2026, 11, 1),
        "state": "new",
        "waits": False,
        "has_unread": False,
    }
    clock = {"rule": "WB-FB", "subject": "", "rule_version": 1, "starts_on": date(2026, 11, 1)}
    with write(world.organisation.triage) as connection:
        connection.execute(
            insert(case),
            [
                {"handle": h, "case_reference": r, "is_open": True, "next_due_strict": d, **on_it}
                for h, r, d in made
            ],
        )
        connection.execute(
            insert(deadline),
            [{"case": h, **clock, "due_strict": d, "due_latest": d, **other} for h, _r, d in made],
        )
        connection.execute(
            insert(grant),
            [
                {
                    "case": handle,
                    "person": world.enrolled[name].handle,
                    "level": "content",
                    "from_on": date(2026, 1, 1),
                }
                for handle, _reference, _day in made
                for name in holders
            ],
        )
    return [reference for _handle, reference, _day in made]


def cell(page: JustHTML, day: date) -> str:
    """Give the words of one day on the wall."""
    (found,) = [
        each
        for each in page.query("td")
        if (it := each.query("time")) and it[0].attrs["datetime"] == day.isoformat()
    ]
    return " ".join(found.to_text().split())


def test_the_month_is_a_table_that_names_its_rows_and_columns(world: OfficeWorld) -> None:
    """A caption, weekdays with Monday first, ISO week numbers, and whole dates for who cannot see."""
    page = world.signed_in().get("/calendar")
    assert page.query_one("caption").to_text() == "Deadlines in December 2026"
    assert [each.to_text() for each in page.query('th[scope="col"]')] == [
        "Week", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday",
    ]  # fmt: skip
    weeks = ["".join(each.to_text().split()) for each in page.query('th[scope="row"]')]
    assert weeks == ["Week49", "Week50", "Week51", "Week52", "Week53"]
    assert page.query("time")[0].to_text() == "Tuesday 1 December 2026"
    assert len(page.query("time")) == 31


def test_it_speaks_danish(world: OfficeWorld) -> None:
    """Month, weekdays and holidays."""
    with write(world.organisation.triage) as connection:
        connection.execute(text("update person set language = 'da'"))
    page = world.signed_in().get("/calendar")
    assert page.query_one("caption").to_text() == "Frister i december 2026"
    assert page.query('th[scope="col"]')[1].to_text() == "mandag"
    assert "juleaften" in cell(page, on("Thu 2026-12-24")).lower()


def test_free_days_are_named(world: OfficeWorld) -> None:
    """Public holidays, the days that the law counts as free, and the house's own closing days."""
    page = world.signed_in().get("/calendar")
    assert "Christmas Eve" in cell(page, on("Thu 2026-12-24"))
    assert "Christmas Day" in cell(page, on("Fri 2026-12-25"))
    assert "the office's own closing day" in cell(page, on("Wed 2026-12-30"))
    assert cell(page, on("Wed 2026-12-09")) == "9 Wednesday 9 December 2026"


def test_today_is_marked_in_words_and_for_a_screen_reader(world: OfficeWorld) -> None:
    """And no other day is."""
    page = world.signed_in().get("/calendar")
    (marked,) = page.query('td[aria-current="date"]')
    assert "Tuesday 15 December 2026 Today" in " ".join(marked.to_text().split())


def test_a_deadline_leads_to_its_case_and_to_why(world: OfficeWorld) -> None:
    """On the day of the strict date, with the latest date where it is another."""
    (reference,) = plant(world, [on("Sun 2026-12-20")], due_latest=on("Mon 2026-12-21"))
    page = world.signed_in().get("/calendar")
    told = cell(page, on("Sun 2026-12-20"))
    assert reference in told
    assert "Feedback to the reporter" in told
    assert "latest date 21 Dec 2026" in told
    assert "Overdue" not in told
    links = [each.attrs["href"] for each in page.query("td a")]
    assert links == [f"/cases/{reference}", f"/cases/{reference}/deadlines/WB-FB/why"]
    assert reference not in cell(page, on("Mon 2026-12-21"))


def test_a_deadline_about_a_unit_says_which(world: OfficeWorld) -> None:
    """Two clocks of one rule in one case are told apart, and each leads to its own reasons."""
    world.organisation = has_units(world.organisation, ("job", "Jobcentret", "Job centre"))
    plant(world, [on("Mon 2026-12-21")], subject="job")
    page = world.signed_in().get("/calendar")
    assert "Feedback to the reporter (Job centre)" in cell(page, on("Mon 2026-12-21"))
    assert page.query("td a")[1].attrs["href"].endswith("/deadlines/WB-FB/why?subject=job")


def test_overdue_is_what_has_passed(world: OfficeWorld) -> None:
    """Yesterday is overdue, in words; today is not."""
    plant(world, [on("Mon 2026-12-14"), on("Tue 2026-12-15")])
    page = world.signed_in().get("/calendar")
    assert "Overdue" in cell(page, on("Mon 2026-12-14"))
    assert "Overdue" not in cell(page, on("Tue 2026-12-15"))


def test_settled_deadlines_are_shown_when_asked_for(world: OfficeWorld) -> None:
    """They are hidden at first, and shown with the day on which they were settled, never as overdue."""
    plant(world, [on("Mon 2026-12-07")], settled_on=on("Fri 2026-12-04"))
    browser = world.signed_in()
    assert "Feedback" not in cell(browser.get("/calendar"), on("Mon 2026-12-07"))
    page = browser.get("/calendar?show=all")
    assert "Settled 4 Dec 2026" in cell(page, on("Mon 2026-12-07"))
    assert "Overdue" not in cell(page, on("Mon 2026-12-07"))
    ways = [each.attrs["href"] for each in page.query(".betro-months a")]
    assert ways[0] == "/calendar?month=2026-11&show=all"


def test_a_clock_that_stands_still_is_due_on_no_day(world: OfficeWorld) -> None:
    """Neither among the open deadlines nor among all of them, until it goes on or is settled."""
    plant(world, [on("Mon 2026-12-07")], stands_since=on("Tue 2026-12-01"))
    browser = world.signed_in()
    for path in ("/calendar", "/calendar?show=all"):
        assert "Feedback" not in cell(browser.get(path), on("Mon 2026-12-07"))
    browser.get("/calendar/day/2026-12-07?show=all")
    assert "Nothing is due on this day." in browser.words()


def test_only_cases_that_one_may_see_are_there(world: OfficeWorld) -> None:
    """Neither line nor count nor day page tells of another's case; a grant to the dates is enough."""
    plant(world, [on("Mon 2026-12-21")] * 9, holders=("bo",))
    anna = world.signed_in("anna")
    assert cell(anna.get("/calendar"), on("Mon 2026-12-21")) == "21 Monday 21 December 2026"
    assert "Nothing is due this month." in anna.words()
    anna.get("/calendar/day/2026-12-21")
    assert "Nothing is due on this day." in anna.words()
    with write(world.organisation.triage) as connection:
        connection.execute(update(grant).values(level="clocks"))
    assert "and 4 more" in cell(world.signed_in("bo").get("/calendar"), on("Mon 2026-12-21"))


def test_a_full_day_shows_five_and_counts_the_rest(world: OfficeWorld) -> None:
    """The count leads to the day's own page, which shows all, fifty at a time, each once."""
    planted = plant(world, [on("Mon 2026-12-21")] * 120)
    browser = world.signed_in()
    page = browser.get("/calendar")
    assert "and 115 more" in cell(page, on("Mon 2026-12-21"))
    path, seen = "/calendar/day/2026-12-21", []
    for _page in range(3):
        page = browser.get(path)
        seen += [each.to_text() for each in page.query("td .betro-reference")]
        onward = page.query(".betro-onward a")
        path = str(onward[0].attrs["href"]) if onward else ""
    assert path == ""
    assert seen == sorted(planted)


def test_months_lead_on_and_back(world: OfficeWorld) -> None:
    """Over the new year and home again; the links have the names of the months."""
    browser = world.signed_in()
    page = browser.get("/calendar")
    links = {" ".join(each.to_text().split()): each.attrs["href"] for each in page.query(".betro-months a")}
    assert links["November 2026"] == "/calendar?month=2026-11"
    assert links["January 2027"] == "/calendar?month=2027-01"
    page = browser.get("/calendar?month=2027-01")
    assert not page.query('td[aria-current="date"]')
    links = {" ".join(each.to_text().split()): each.attrs["href"] for each in page.query(".betro-months a")}
    assert links["This month, December 2026"] == "/calendar?month=2026-12"


def test_holidays_that_nobody_has_confirmed_are_said_to_be_computed(world: OfficeWorld) -> None:
    """Beyond the calendar's best-before date, and not before it."""
    browser = world.signed_in()
    browser.get("/calendar?month=2099-12")
    assert "nobody has confirmed" in browser.words()
    browser.get("/calendar")
    assert "nobody has confirmed" not in browser.words()


@pytest.mark.parametrize(
    "path",
    [
        "/calendar?month=2026-13",
        "/calendar?month=",
        "/calendar?month=1989-12",
        "/calendar?month=9999-12",
        "/calendar/day/2026-12-32",
        "/calendar/day/1889-12-01",
        "/calendar/day/2026-12-21?page=0",
        "/calendar/day/2026-12-21?page=x",
        "/calendar/day/2026-12-21?page=99999999999",
    ],
)
def test_what_is_no_day_is_not_there(world: OfficeWorld, path: str) -> None:
    """A misspelt address is a page that does not exist, not an accident."""
    world.signed_in().get(path, 404)


@pytest.mark.parametrize("month", ["1990-01", "2199-12"])
def test_the_first_and_the_last_month_lead_only_inwards(world: OfficeWorld, month: str) -> None:
    """No link leads to a month that is not there."""
    browser = world.signed_in()
    for each in browser.get(f"/calendar?month={month}").query(".betro-months a"):
        browser.get(str(each.attrs["href"]))


def test_ten_thousand_deadlines_in_a_month_are_one_page(world: OfficeWorld) -> None:
    """The page stays short, and asks the database no more often than that of an empty month."""
    first = on("Tue 2026-12-01")
    browser = world.signed_in()
    asked: list[str] = []
    event.listen(world.organisation.triage, "before_cursor_execute", lambda *about: asked.append(about[2]))
    browser.client.get("/calendar?month=2027-12", base_url="https://office.test")
    of_an_empty_month = len(asked)
    plant(world, [first + timedelta(days=number % 31) for number in range(10_000)])
    asked.clear()
    page = browser.client.get("/calendar", base_url="https://office.test")
    assert page.text.count('class="betro-calendar__line"') == 31 * 5
    assert len(page.data) < 200_000
    assert len(asked) == of_an_empty_month
