"""
Very many cases, quickly: a few are lived through by the real services, and their rows are copied under new
handles, so that each of the many folds as a real one does.
"""

import itertools
import secrets
import sqlite3
from collections.abc import Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from intake.clock import local_date
from tests.clockwork import Clockwork
from triage.cases.decisions.assessment import InvestigationDecided, ScopeAssessed
from triage.cases.typed import typed
from triage.cases.vocabulary import Investigation, Scope
from triage.services.casework.open_case import open_report

TABLES = ("case", "event", "deadline", "letter", "owed_by_unit", "grant", "alert")
WITH_TEXTS = (*TABLES, "item", "stanza", "journal")
FROM: Mapping[str, str] = {
    "case": 'copy CROSS JOIN "case" lived WHERE lived.handle = :lived',
    "item": "text CROSS JOIN item lived WHERE lived.id = text.lived",
    "stanza": "text CROSS JOIN stanza lived WHERE lived.item = text.lived",
    "journal": "journal lived CROSS JOIN copy WHERE lived.subject = :lived",
}
"""Where the rows of a table are found, but for those that name their case."""
NEW: Mapping[str, Mapping[str, str]] = {
    "case": {
        "handle": "copy.handle",
        "case_reference": "printf('%08d', copy.number)",
        "intake_reference": "CASE WHEN lived.intake_reference IS NOT NULL THEN randomblob(16) END",
    },
    "item": {"id": "text.id", "case": "text.handle", "envelope": "substr(lived.envelope, 1, 64)"},
    "stanza": {"item": "text.id", "wrapped": "substr(lived.wrapped, 1, 64)"},
    "journal": {
        "seq": "(SELECT max(seq) FROM journal) + row_number() OVER ()",
        "subject": "copy.handle",
        "hash": "CAST(printf('%032d', (SELECT max(seq) FROM journal) + row_number() OVER ()) AS BLOB)",
    },
}
"""What is not as it was lived."""
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


def copies(file: Path, handle: bytes, count: int, *, beginning: int, tables: Sequence[str] = TABLES) -> None:
    """
    Copy what stands of a case, so many times.

    Args:
        beginning: the number of the first copy, of which its reference is made.
        tables: those that are copied. Texts and lines of the journal are there for their number: a text has
            an id of its own and is cut short, and a line follows from none.
    """
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA synchronous=OFF")
        connection.execute("CREATE TEMP TABLE copy (handle BLOB PRIMARY KEY, number INTEGER) WITHOUT ROWID")
        connection.execute(
            "CREATE TEMP TABLE text (id BLOB PRIMARY KEY, lived BLOB, handle BLOB) WITHOUT ROWID"
        )
        # In the order of the handles, so that each table grows at its end.
        handles = sorted(secrets.token_bytes(16) for _ in range(count))
        connection.executemany(
            "INSERT INTO copy VALUES (?, ?)", zip(handles, itertools.count(beginning), strict=False)
        )
        connection.execute(
            "INSERT INTO text SELECT randomblob(16), item.id, copy.handle "
            'FROM copy, item WHERE item."case" = ?',
            (handle,),
        )
        for table in tables:
            _copy(connection, table, handle)
        connection.commit()


def _copy(connection: sqlite3.Connection, table: str, handle: bytes) -> None:
    names = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
    new = {"case": "copy.handle", **NEW.get(table, {})}
    values = ", ".join(new.get(each, f'lived."{each}"') for each in names)
    columns = ", ".join(f'"{each}"' for each in names)
    which = FROM.get(table, f'copy CROSS JOIN "{table}" lived WHERE lived."case" = :lived')
    connection.execute(f'INSERT INTO "{table}" ({columns}) SELECT {values} FROM {which}', {"lived": handle})


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
