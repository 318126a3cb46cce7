"""
Very many cases, quickly: a few are lived through by the real services, and their rows are copied under new
handles, so that each of the many folds as a real one does.
"""

import secrets
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from intake.clock import local_date
from tests.clockwork import Clockwork
from triage.cases.decisions.assessment import InvestigationDecided, ScopeAssessed
from triage.cases.typed import typed
from triage.cases.vocabulary import Investigation, Scope
from triage.services.casework.open_case import open_report

TABLES = ("case", "event", "deadline", "letter", "grant", "alert")
BATCH = 20_000
AGES = (45, 38, 31, 24)
"""How many days ago the older quiet cases came: past their first steps, long before feedback is due."""
OLDER = 0.2
"""The part of the open deadlines that older cases have; the rest came this very day."""
IN_DRAWER = timedelta(days=11)
"""So long ago the cases came that nobody has opened: each of them is overdue for a week on a Monday."""


@dataclass(frozen=True, slots=True)
class Lived:
    """The cases that were lived through: what they have open, and how much of it rings today."""

    fresh: bytes
    older: Sequence[bytes]
    forgotten: bytes


def live_through(town: Clockwork, now: datetime) -> Lived:
    """
    Let a few reports come and be handled in the weeks before *now*, one come that nobody opens, and one come
    now.
    """
    older = []
    for age in AGES:
        handle, reference = _received(town, now - timedelta(days=age))
        open_report(town.organisation, town.who(), reference, now=town.now)
        within = typed(ScopeAssessed, scope=Scope.WITHIN, reason_item="Det er inden for ordningen.")
        town.decide(within, reference)
        town.decide(
            typed(
                InvestigationDecided,
                investigation=Investigation.INVESTIGATE,
                reason_item="Det skal undersøges.",
            ),
            reference,
        )
        older.append(handle)
    forgotten, _reference = _received(town, now - IN_DRAWER)
    for day in range(1, IN_DRAWER.days):
        town.tick(now - IN_DRAWER + timedelta(days=day))
    fresh, _reference = _received(town, now)
    ring_again(town, now)
    return Lived(fresh, older, forgotten)


def _received(town: Clockwork, at: datetime) -> tuple[bytes, str]:
    known = {row.handle for row in town.cases}
    town.send(now=at)
    town.tick(at)
    (new,) = (row for row in town.cases if row.handle not in known)
    return new.handle, new.case_reference


def ring_again(town: Clockwork, now: datetime) -> None:
    """Take back what rang today, so that the same tick can be measured once more."""
    today = local_date(now)
    with closing(sqlite3.connect(town.file("triage"))) as connection:
        rang = f"FROM alert WHERE \"on\" = '{today}' AND rule <> 'new'"
        connection.execute(
            f"UPDATE deadline SET next_step_on = '{today}' WHERE (\"case\", rule, subject) IN "
            f'(SELECT "case", rule, subject {rang})'
        )
        connection.execute(f"DELETE {rang}")
        connection.execute("DELETE FROM outbox WHERE kind = 'mail'")
        connection.commit()


def copies(file: Path, handle: bytes, count: int, *, beginning: int) -> None:
    """
    Copy everything that stands of a case, so many times.

    Args:
        beginning: the number of the first copy, of which its reference is made.
    """
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        for start in range(0, count, BATCH):
            handles = sorted(secrets.token_bytes(16) for _ in range(min(BATCH, count - start)))
            for table in TABLES:
                names, rows = _rows(connection, table, handle)
                marks = ", ".join("?" * len(names))
                connection.executemany(
                    f'INSERT INTO "{table}" ({", ".join(names)}) VALUES ({marks})',
                    _copied(names, rows, handles, beginning + start),
                )
            connection.commit()


def _rows(
    connection: sqlite3.Connection, table: str, handle: bytes
) -> tuple[list[str], list[tuple[Any, ...]]]:
    key = "handle" if table == "case" else '"case"'
    found = connection.execute(f'SELECT * FROM "{table}" WHERE {key} = ?', (handle,))
    return [f'"{each[0]}"' for each in found.description], found.fetchall()


def _copied(
    names: list[str], rows: list[tuple[Any, ...]], handles: list[bytes], first: int
) -> Iterator[tuple[Any, ...]]:
    own = {'"case"', '"handle"'}
    for number, handle in enumerate(handles, start=first):
        new = dict.fromkeys(own, handle) | {
            '"case_reference"': f"{number:08d}",
            '"intake_reference"': secrets.token_bytes(16),
        }
        for row in rows:
            yield tuple(new.get(name, value) for name, value in zip(names, row, strict=True))


def fill(town: Clockwork, now: datetime, *, open_deadlines: int, due: int) -> dict[str, int]:
    """Fill the unit's database with so many open deadlines, of which so many ring today; give what stands."""
    lived = live_through(town, now)
    today = local_date(now)
    stands = {each: _open(town, each) for each in (lived.fresh, lived.forgotten, *lived.older)}
    quiet = [(each, OLDER / len(lived.older)) for each in lived.older] + [(lived.fresh, 1 - OLDER)]
    if any(look <= today for each, _ in quiet for look in stands[each]):
        raise RuntimeError("a case that was to be quiet rings today")
    rings = sum(look <= today for look in stands[lived.forgotten])
    loud = round(due / rings) - 1
    copies(town.file("triage"), lived.forgotten, loud, beginning=0)
    left = open_deadlines - sum(map(len, stands.values())) - loud * len(stands[lived.forgotten])
    beginning = loud
    for each, share in quiet:
        count = max(0, round(left * share / len(stands[each])))
        copies(town.file("triage"), each, count, beginning=beginning)
        beginning += count
    with closing(sqlite3.connect(town.file("triage"))) as connection:
        return {
            "open_deadlines": _count(connection, "deadline WHERE settled_on IS NULL"),
            "due_today": _count(connection, f"deadline WHERE next_step_on <= '{today}'"),
            "cases": _count(connection, '"case"'),
            "events": _count(connection, "event"),
        }


def _open(town: Clockwork, handle: bytes) -> list[date]:
    rows = town.rows("triage", "deadline", case=handle)
    return [row.next_step_on for row in rows if row.settled_on is None]


def _count(connection: sqlite3.Connection, what: str) -> int:
    return int(connection.execute(f"SELECT COUNT(*) FROM {what}").fetchone()[0])
