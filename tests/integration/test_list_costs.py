"""The front page and the lists cost as many questions however many cases there are, and no fold."""

from pathlib import Path

import pytest

from tests.bench.office import PAGES, asked, office_with
from tests.office import BASE


@pytest.fixture(scope="module")
def costs(tmp_path_factory: pytest.TempPathFactory) -> dict[int, dict[str, list[str]]]:
    """What both databases are asked for each page, with ten cases and with three hundred."""
    found: dict[int, dict[str, list[str]]] = {}
    for size in (10, 300):
        world = office_with(tmp_path_factory.mktemp("office") / str(size), size)
        anna = world.signed_in("anna")
        found[size] = {}
        for name, path in PAGES.items():
            with asked(world) as said:
                assert anna.client.get(path, base_url=BASE).status_code == 200
            found[size][name] = list(said)
    return found


@pytest.mark.parametrize("page", PAGES)
def test_thirty_times_the_cases_ask_no_more(costs: dict[int, dict[str, list[str]]], page: str) -> None:
    """The number of statements does not grow with the cases, but for the next lines where a page was full."""
    few, many = (costs[size][page] for size in (10, 300))
    assert len(many) <= len(few)


@pytest.mark.parametrize("page", PAGES)
def test_no_list_reads_a_history(costs: dict[int, dict[str, list[str]]], page: str) -> None:
    """What a list shows is projected: without a history there is nothing to fold."""
    assert [each for each in costs[300][page] if "FROM event" in each] == []


def test_the_day_counts_all_and_shows_some(tmp_path: Path) -> None:
    """Sixty cases wait: the page of the day says so, shows twenty-five, and the list pages through all."""
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
