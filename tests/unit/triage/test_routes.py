"""The routes to which a case goes whose handlers are kept out: read with file and line, never taken out."""

import pytest

from tests.weekdays import on
from triage.rules.organisation_data import check, compare, read_organisation_data, ready_files
from triage.rules.routes import Receives, RouteKind

ROUTE = """\
[[route]]
code = "neighbour"
names = { da = "Nabo Kommune", en = "Nabo Municipality" }
kind = "municipality"
receives = ["reports"]
valid_from = 2026-12-01
"""
FILE = "routes.toml"


def test_a_route_is_read_with_its_names_and_what_it_receives() -> None:
    """It holds from its first day on."""
    routes = read_organisation_data({FILE: ROUTE}).routes
    assert routes.on(on("Mon 2026-11-30")) == {}
    (route,) = routes.on(on("Tue 2026-12-01")).values()
    assert (route.kind, route.receives) == (RouteKind.MUNICIPALITY, {Receives.REPORTS})
    assert (route.name("da"), route.name("pl")) == ("Nabo Kommune", "Nabo Municipality")


def test_the_example_says_none() -> None:
    """Whoever begins a folder begins without."""
    assert FILE in ready_files()
    assert read_organisation_data(ready_files()).routes.by_code == {}


@pytest.mark.parametrize(
    ("was", "becomes", "line"),
    [
        ('kind = "municipality"', 'kind = "friends"', 4),
        ('receives = ["reports"]', "receives = []", 5),
        ('receives = ["reports"]', 'receives = ["letters"]', 5),
        ('code = "neighbour"', f'code = "{"n" * 33}"', 2),
        ('da = "Nabo Kommune"', f'da = "{"n" * 121}"', 3),
        ("valid_from = 2026-12-01", "valid_from = 2026-12-01\nvalid_to = 2026-11-30", 7),
        ('kind = "municipality"', 'kind = "municipality"\nmail = "x@example.dk"', 5),
    ],
)
def test_a_fault_is_told_with_its_line(was: str, becomes: str, line: int) -> None:
    """As of every other file of the folder."""
    (fault,) = check({FILE: ROUTE.replace(was, becomes)})
    assert fault.startswith(f"{FILE}:{line}: ")


def test_a_route_is_ended_and_never_taken_out() -> None:
    """Nor does its code become somebody else's."""
    today = on("Wed 2027-06-02")
    gone = list(compare({FILE: ROUTE}, {}, today=today))
    other = list(compare({FILE: ROUTE}, {FILE: ROUTE.replace("municipality", "law_firm")}, today=today))
    assert [len(gone), len(other)] == [1, 1]
    ended = ROUTE + "valid_to = 2027-06-30\n"
    assert list(compare({FILE: ROUTE}, {FILE: ended}, today=today)) == []
