"""An installation that follows the whistleblower law of another country."""

from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import select

from intake.settings import key_table
from intake.store.engine import read
from tests.clockwork import Clockwork, a_clockwork, at
from tests.weekdays import on
from triage.rules.codes import Confidence
from triage.rules.rulebook import load_rulebook
from triage.services.clock.promise import promise
from triage.services.history.record import differs
from triage.store import tables
from triage.store.postbox import promises

BOOK = load_rulebook()
WEDNESDAY = "Wed 2026-12-16"


def a_town_in(country: str, folder: Path) -> Clockwork:
    """An installation whose settings name a country."""
    town = a_clockwork(folder / "town", at(WEDNESDAY))
    town.organisation = replace(
        town.organisation, settings=replace(town.organisation.settings, country=country)
    )
    return town


def test_denmark_is_the_default(tmp_path: Path) -> None:
    """An installation that says nothing follows Danish law."""
    assert a_clockwork(tmp_path / "town", at(WEDNESDAY)).organisation.settings.country == "DK"


def test_only_a_confirmed_country_can_be_chosen() -> None:
    """Nobody's clocks may follow a text that nobody has read: the settings refuse such a country."""
    sure = {Confidence.V, Confidence.V2}
    countries = {versions[-1].country for versions in BOOK.versions.values()} - {"EU"}
    names = {c: ("WB-ACK", "WB-FB") if c == "DK" else (f"WB-ACK-{c}", f"WB-FB-{c}") for c in countries}
    confirmed = {
        c for c, ids in names.items() if all(BOOK.versions[id_][-1].confidence in sure for id_ in ids)
    }
    assert set(key_table()["country"]["choices"]) == confirmed == {"DK", "DE", "FR", "SE"}


@pytest.mark.parametrize(
    ("country", "acknowledge_by", "feedback_by"),
    [
        ("DK", "Wed 2026-12-23", "Tue 2027-03-23"),
        ("DE", "Wed 2026-12-23", "Tue 2027-03-23"),
        ("FR", "Mon 2026-12-28", "Sun 2027-03-28"),
    ],
)
def test_the_portal_promises_by_the_law_of_the_country(
    country: str, acknowledge_by: str, feedback_by: str, tmp_path: Path
) -> None:
    """In France seven working days, Christmas not among them, and three months from there."""
    town = a_town_in(country, tmp_path)
    promise(town.organisation, today=on(WEDNESDAY))
    with read(town.organisation.intake) as connection:
        assert promises(connection)[0] == (on(WEDNESDAY), on(acknowledge_by), on(feedback_by))


def test_a_case_runs_the_clocks_of_the_country(tmp_path: Path) -> None:
    """The country's two, acknowledged automatically as anywhere, and the house's own."""
    town = a_town_in("FR", tmp_path)
    town.send()
    town.tick()
    columns = tables.deadline.c
    with read(town.organisation.triage) as connection:
        found = connection.execute(select(columns.case, columns.rule, columns.settled_on)).all()
        assert {row.rule for row in found} == {"WB-ACK-FR", "WB-FB-FR", "BR-READ", "BR-SCOPE"}
        assert [row.rule for row in found if row.settled_on] == ["WB-ACK-FR"]
        assert not differs(connection, town.organisation, found[0].case)
