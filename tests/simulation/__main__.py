"""
`make simulate`: a fictive year of an invented municipality, run through the real services in a moment.

Nothing of it is kept: the installation is founded in a folder that is thrown away. What is printed, as one
JSON document, is read from its databases and its mail when the year is over, and checked against what ought
to have happened.
"""

import json
import logging
import random
import tempfile
from datetime import date
from pathlib import Path

import click

from crypto import passphrase
from tests.disk import leave_to_the_system
from tests.simulation import checks
from tests.simulation.plot import stories
from tests.simulation.result import Result, read_result
from tests.simulation.season import Season, season_of
from tests.simulation.summary import as_data
from tests.simulation.upheavals import upheavals
from tests.simulation.year import found_year, live
from tests.world import CHEAP
from triage.engine.calendar import is_working_day
from triage.rules.rulebook import NotInForceError, Rulebook, load_rulebook

FIRST_RULES = ("WB-ACK", "WB-FB")
HOUSE = "statutory"


@click.command()
@click.option("--year", type=int, required=True, help="The year to live through.")
@click.option(
    "--cases", type=click.IntRange(1, 5000), default=400, show_default=True, help="How many turn up."
)
@click.option("--seed", type=int, default=1, show_default=True, help="The same seed gives the same year.")
def simulate(*, year: int, cases: int, seed: int) -> None:
    """
    Run a fictive year through the real services, and print all that happened as one JSON document.

    Exit code 0 only if what happened is what ought to have happened.
    """
    book = load_rulebook()
    _require_known(book, year)
    drawn = random.Random(f"{year} {cases} {seed}")
    season = season_of(year, drawn, lambda day: not is_working_day(book.calendars[HOUSE], day))
    with tempfile.TemporaryDirectory(prefix="betro-year-") as folder:
        result = _lived(season, cases, drawn, Path(folder) / "town")
        expected = checks.expected_alerts(result)
        faults = checks.faults(result, expected)
        click.echo(json.dumps(as_data(result, expected, seed, faults), indent=1, ensure_ascii=False))
    if faults:
        raise SystemExit(1)


def _lived(season: Season, cases: int, drawn: random.Random, folder: Path) -> Result:
    told = stories(season, cases, drawn)
    year = found_year(folder, season)
    log = logging.getLogger("betro.clock")
    said = log.level
    # A mail server that refuses is part of the year; what became of it is printed.
    log.setLevel(logging.CRITICAL)
    try:
        live(year, told, upheavals(year))
    finally:
        log.setLevel(said)
    return read_result(year, told)


def _require_known(book: Rulebook, year: int) -> None:
    """Refuse a year of which somebody would have to guess the law or the holidays."""
    checked = min(calendar.best_before for calendar in book.calendars.values())
    if year > checked.year:
        raise click.UsageError(
            f"the calendars have been checked until {checked}; there is no data for {year}"
        )
    for rule in FIRST_RULES:
        try:
            book.rule(rule, date(year, 1, 1))
        except NotInForceError as error:
            raise click.UsageError(f"{error}; there is no data for {year}") from None


if __name__ == "__main__":
    leave_to_the_system()
    passphrase.COST = CHEAP
    simulate()
