"""The front page and the lists cost as many questions however many cases there are, and no fold."""

from pathlib import Path

import pytest

from tests.bench.office import PAGES
from tests.bench.offices import asked, knows_copies, office_with
from tests.office import BASE
from triage.services.views import lists
from triage.services.views.day_groups import DayGroup
from triage.store import alerts, case_lists, letters

OF_UNITS = {"units": "/units", "unit": "/units/job"}
ALL_PAGES = {**PAGES, **OF_UNITS, **{f"group_{each}": f"/today/{each}" for each in DayGroup}}


@pytest.fixture(scope="module")
def costs(tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[str, list[str]]]:
    """What both databases are asked for each page, with ten cases and with three hundred."""
    found: dict[int, dict[str, list[str]]] = {}
    for size in (10, 300):
        world = office_with(tmp_path_factory.mktemp("office") / str(size), size)
        anna = world.signed_in("anna")
        found[size] = {}
        for name, path in ALL_PAGES.items():
            with asked(world) as said:
                assert anna.client.get(path, base_url=BASE).status_code == 200
            found[size][name] = list(said)
    return found


@pytest.mark.parametrize("page", ALL_PAGES)
def test_thirty_times_the_cases_ask_no_more(costs: dict[int, dict[str, list[str]]], page: str) -> None:
    """The number of statements does not grow with the cases, but for the next lines where a page was full."""
    few, many = (costs[size][page] for size in (10, 300))
    assert len(many) <= len(few)


@pytest.mark.parametrize("page", ALL_PAGES)
def test_no_list_reads_a_history(costs: dict[int, dict[str, list[str]]], page: str) -> None:
    """What a list shows is projected: without a history there is nothing to fold."""
    assert [each for each in costs[300][page] if "FROM event" in each] == []


def test_the_day_is_told_in_a_few_questions(costs: dict[int, dict[str, list[str]]]) -> None:
    """However much stands on it, with one for what is due in the registers and one for who holds it."""
    assert len(costs[300]["today"]) <= 37


def test_a_question_is_made_once_for_a_person_and_a_day(tmp_path: Path) -> None:
    """To make one anew takes longer than to have it answered."""
    made = [case_lists._question, case_lists._by_state, case_lists._each, case_lists._unanswered]
    made += [alerts._since, alerts._missed, alerts._newest, letters._ready, letters._most_pressing]
    anna = office_with(tmp_path / "office", 10).signed_in("anna")
    anna.get("/")
    before = [each.cache_info() for each in made]
    anna.get("/")
    after = [each.cache_info() for each in made]
    assert [each.misses for each in after] == [each.misses for each in before]
    assert sum(each.hits for each in after) > sum(each.hits for each in before)


def test_the_day_counts_all_and_shows_some(tmp_path: Path) -> None:
    """What waits stands on the day's page with its number, and twenty-five of it; a list pages on."""
    world = office_with(tmp_path / "office", 200)
    anna = world.signed_in("anna")
    anna.get("/")
    assert anna.words("#waiting").count("25 af 60 er vist") == 1
    seen: list[str] = []
    path = "/cases?show=waiting"
    while path:
        anna.get(path)
        seen += [link.attrs["href"] for link in anna.page.query('td a[href^="/cases/"]')]
        onward = [link.attrs["href"] for link in anna.page.query('a[href*="after="]')]
        path = onward[0] if onward else ""
    assert len(seen) == len(set(seen)) == 60


def test_each_line_says_what_its_own_case_is_about(tmp_path: Path) -> None:
    """Every line of the page is opened, and stands beside the case that it was written of."""
    world = office_with(tmp_path / "office", 10)
    anna = world.signed_in("anna")
    knows_copies(world)
    references = [str(each.to_text()) for each in anna.get("/cases").query("td .betro-reference")]
    for reference in references:
        anna.save(reference, "summary", item=f"Sagen {reference} handler om et udbud")
    lines = [row.to_text() for row in anna.get("/cases").query("tbody tr")]
    assert len(lines) == len(references) == 8
    assert all(f"Sagen {line.split()[-1]} handler" in line for line in lines)


def test_what_is_not_counted_to_the_end_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each state counts so far as lists count, and the sum of them says no more than they do."""
    monkeypatch.setattr(case_lists, "COUNTED", 3)
    monkeypatch.setattr(lists, "COUNTED", 3)
    anna = office_with(tmp_path / "office", 100).signed_in("anna")
    anna.get("/")
    assert anna.words("#counts tbody tr td:last-child") == " ".join(["over 3"] * 5)
