"""
`betro doctor`: what is wrong with a real installation.
"""

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta

import click

from crypto.directory import Directory
from crypto.errors import CryptoError
from crypto.selftest import self_test
from intake.store.engine import read
from triage.cli.installation import installation
from triage.services.record import differs
from triage.services.unit import Unit
from triage.store import alerts, cases, journal, postbox
from triage.store.migrate import is_newest

SILENCE = timedelta(minutes=10)


@click.command()
def doctor() -> None:
    """
    Check the installation; exit code 1 when something is wrong.
    """
    unit, clock = installation()
    now = clock.now()
    wrong = False
    for name, check in CHECKS.items():
        for fault in check(unit, now):
            wrong = True
            click.echo(f"wrong  {name}: {fault}")
    if wrong:
        raise SystemExit(1)
    click.echo(f"nothing wrong found by {len(CHECKS)} checks")


def _vectors(_unit: Unit, _now: datetime) -> Iterator[str]:
    try:
        self_test()
    except CryptoError:
        yield "the built-in vectors do not come out right; seal nothing with this installation"


def _databases(unit: Unit, _now: datetime) -> Iterator[str]:
    for engine, line in ((unit.intake, "intake"), (unit.triage, "triage")):
        if not is_newest(engine, line):
            yield f"the {line} database is not of the newest form; run betro migrate"


def _people(unit: Unit, now: datetime) -> Iterator[str]:
    with read(unit.intake) as connection:
        statements = postbox.statements(connection)
    try:
        directory = Directory.verified(statements, root=unit.settings.root_verify_key, today=unit.today(now))
        directory.require_intake_ready()
    except CryptoError as error:
        yield f"{error}; the portal takes nothing"
        return
    if directory.unsigned:
        yield f"{len(directory.unsigned)} statements in the directory are not signed by anybody who may"


def _clock(unit: Unit, now: datetime) -> Iterator[str]:
    with read(unit.triage) as connection:
        beat = alerts.last_beat(connection, "clock")
    if beat is None or now - beat > SILENCE:
        yield "the clock has not finished a tick for ten minutes"


def _journal(unit: Unit, _now: datetime) -> Iterator[str]:
    with read(unit.triage) as connection:
        fault = journal.first_fault(connection)
    if fault is not None:
        yield f"entry {fault} does not follow from the one before it"


def _projections(unit: Unit, _now: datetime) -> Iterator[str]:
    with read(unit.triage) as connection:
        stale = [
            row.case_reference for row in cases.all_cases(connection) if differs(connection, unit, row.handle)
        ]
    if stale:
        yield f"{len(stale)} cases show other deadlines than their history gives"


CHECKS: dict[str, Callable[[Unit, datetime], Iterator[str]]] = {
    "cryptography": _vectors,
    "databases": _databases,
    "people": _people,
    "clock": _clock,
    "journal": _journal,
    "projections": _projections,
}
