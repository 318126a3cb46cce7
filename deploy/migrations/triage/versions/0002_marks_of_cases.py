"""
By what a case is recognised in a list: its unit, its main theme, its type and whose it is; and the lists that
a person keeps.

The cases that there are get theirs from their histories, which every version reads, in the same transaction:
an installation that was brought up, or restored from an older backup, shows what one that was founded today
would show.
"""

from collections.abc import Iterator
from contextlib import suppress
from itertools import groupby
from operator import itemgetter

from alembic import op
from sqlalchemy import (
    Column,
    Connection,
    ForeignKeyConstraint,
    LargeBinary,
    String,
    bindparam,
    column,
    select,
    table,
    update,
)

from intake.contents.versioned import FormError
from triage.cases.fold import fold
from triage.cases.history import read
from triage.cases.marks import marks_of

revision = "0002"
down_revision = "0001"

CODE = String(64)
MARKS = {"unit": CODE, "theme": CODE, "type": CODE, "handler": LargeBinary(16)}
INDEXES = {
    "case_by_day": ("received_on", "case_reference"),
    "case_by_arrival": ("is_open", "received_on", "case_reference"),
    "case_by_progress": ("state", "is_open", "received_on", "case_reference"),
    "case_by_unit": ("unit", "is_open", "received_on", "case_reference"),
    "case_by_theme": ("theme", "is_open", "received_on", "case_reference"),
    "case_by_type": ("type", "is_open", "received_on", "case_reference"),
    "case_of_handler": ("handler", "is_open", "next_due_strict", "case_reference"),
}
case = table("case", column("handle"), *(column(name, kind) for name, kind in MARKS.items()))
event = table("event", column("case"), column("seq"), column("payload"))


def upgrade() -> None:
    """Add the columns, fill them, and let each list be read in its order."""
    for name, kind in MARKS.items():
        op.add_column("case", Column(name, kind))
    fill(op.get_bind())
    for name, columns in INDEXES.items():
        op.create_index(name, "case", list(columns))
    op.create_table(
        "list_view",
        Column("person", LargeBinary(16), primary_key=True),
        Column("filters", String(400), primary_key=True),
        ForeignKeyConstraint(["person"], ["person.handle"]),
        sqlite_with_rowid=False,
    )


def fill(connection: Connection) -> None:
    """Write into each case what its history tells; one that cannot be read stays as it is, for the doctor."""
    told = []
    for handle, payloads in histories(connection):
        with suppress(FormError, ValueError):
            marks = marks_of(fold(map(read, payloads)))._asdict()
            told.append({"of_case": handle, **{name: marks[name] for name in MARKS}})
    if told:
        connection.execute(
            update(case)
            .where(case.c.handle == bindparam("of_case"))
            .values({name: bindparam(name) for name in MARKS}),
            told,
        )


def histories(connection: Connection) -> Iterator[tuple[bytes, Iterator[str]]]:
    """Give the events of each case as they are stored, the oldest first."""
    query = select(event.c.case, event.c.payload).order_by(event.c.case, event.c.seq)
    for handle, rows in groupby(connection.execute(query).all(), key=itemgetter(0)):
        yield handle, (payload for _handle, payload in rows)
