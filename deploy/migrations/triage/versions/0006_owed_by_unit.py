"""
What units were asked for and promised, for the page of each unit.

The cases that there are get theirs from their histories and from the deadlines that stand, in the same
transaction, as 0002 gave them their marks.
"""

from collections.abc import Iterator
from contextlib import suppress
from datetime import date
from itertools import groupby
from operator import itemgetter

from alembic import op
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    String,
    column,
    insert,
    select,
    table,
)

from intake.contents.versioned import FormError
from triage.cases.days import REPLY_RULES
from triage.cases.fold import fold
from triage.cases.history import read
from triage.cases.owed_by_units import owed_with

revision = "0006"
down_revision = "0005"

COLUMNS = (
    ("case", LargeBinary(16), False),
    ("kind", String(16), False),
    ("number", Integer(), False),
    ("unit", String(64), False),
    ("asked_on", Date(), False),
    ("is_open", Boolean(), False),
    ("due_on", Date(), False),
    ("later_on", Date(), True),
    ("chased", Integer(), False),
    ("chased_on", Date(), True),
    ("chase_from", Date(), True),
    ("answered_on", Date(), True),
    ("took", Integer(), True),
    ("quality", String(16), True),
)
KEY = ("case", "kind", "number", "unit")
owed = table("owed_by_unit", *(column(name, kind) for name, kind, _may_lack in COLUMNS))
case = table("case", column("handle"), column("scheme"))
event = table("event", column("case"), column("seq"), column("payload"))
deadline = table(
    "deadline",
    *(column("case"), column("rule"), column("subject"), column("due_strict", Date())),
    *(column("settled_on"), column("stands_since")),
)


def upgrade() -> None:
    """Make the table and fill it."""
    op.create_table(
        "owed_by_unit",
        *(
            Column(name, kind, primary_key=name in KEY, nullable=may_lack, autoincrement=False)
            for name, kind, may_lack in COLUMNS
        ),
        ForeignKeyConstraint(["case"], ["case.handle"]),
        Index("owed_of_unit", "unit", "is_open", "due_on", "case", "kind", "number"),
        Index("owed_answered", "unit", "kind", "answered_on", "case"),
        sqlite_with_rowid=False,
    )
    fill(op.get_bind())


def fill(connection: Connection) -> None:
    """Write what the history of each complaint tells; one that cannot be read is left to the doctor."""
    runs: dict[bytes, dict[str, date]] = {}
    running = select(deadline.c.case, deadline.c.subject, deadline.c.due_strict).where(
        deadline.c.rule.startswith(REPLY_RULES),
        deadline.c.settled_on.is_(None),
        deadline.c.stands_since.is_(None),
    )
    for handle, unit, due in connection.execute(running):
        runs.setdefault(handle, {})[unit] = due
    told = []
    for handle, payloads in histories(connection):
        with suppress(FormError, ValueError):
            found = owed_with(fold(map(read, payloads)), runs.get(handle, {}))
            told += [{"case": handle, **each._asdict()} for each in found]
    if told:
        connection.execute(insert(owed), told)


def histories(connection: Connection) -> Iterator[tuple[bytes, Iterator[str]]]:
    """Give the events of each complaint as they are stored, the oldest first."""
    query = (
        select(event.c.case, event.c.payload)
        .join_from(event, case, event.c.case == case.c.handle)
        .where(case.c.scheme == "complaints")
        .order_by(event.c.case, event.c.seq)
    )
    for handle, rows in groupby(connection.execute(query).all(), key=itemgetter(0)):
        yield handle, (payload for _handle, payload in rows)
