"""
Reading and writing cases and their grants.

A case is found with an `Access`, and the handle in its row opens the rest of it.
"""

from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import Column, Connection, Select, Tuple, bindparam, delete, insert, select, tuple_, update

from intake.store.tables import columns_of
from triage.store.tables import case, grant
from triage.store.visibility import Access, CaseHandle, Level, SystemAccess, Visible


@dataclass(frozen=True, slots=True)
class CaseRow:
    """The plain facts of one case."""

    handle: CaseHandle
    case_reference: str
    intake_reference: bytes | None
    scheme: str
    channel: str
    received_on: date
    state: str
    is_open: bool
    next_due_strict: date | None
    unanswered_since: date | None = None
    has_unread: bool = False
    next_due_at: datetime | None = None
    closed_on: date | None = None
    unit: str | None = None
    theme: str | None = None
    type: str | None = None
    handler: bytes | None = None


AT_ONCE = 500
"""So many cases are asked for in one query: databases take only so many variables."""
_COLUMNS = columns_of(CaseRow, case)
_OTHER = case.alias("other")


def _row(query: Select[Any], connection: Connection) -> CaseRow | None:
    row: Any = connection.execute(query).first()
    return None if row is None else CaseRow(*row)


def insert_case(connection: Connection, row: CaseRow) -> None:
    """Store a new case."""
    connection.execute(insert(case).values(**asdict(row), waits=False))


def add_grant(
    connection: Connection,
    handle: CaseHandle,
    person: bytes,
    level: Level,
    *,
    from_on: date,
    until_on: date | None = None,
) -> None:
    """Let *person* see the case from one date to another, or without end."""
    connection.execute(
        insert(grant).values(case=handle, person=person, level=level, from_on=from_on, until_on=until_on)
    )


def drop_grants(connection: Connection, handle: CaseHandle, person: bytes) -> None:
    """Let *person* see the case no more; no row tells that they ever did."""
    connection.execute(delete(grant).where(grant.c.case == handle, grant.c.person == person))


def case_by_intake(connection: Connection, access: Access, intake_reference: bytes) -> CaseRow | None:
    """Find the case that a submission became."""
    query = select(*_COLUMNS).where(case.c.intake_reference == intake_reference, access.covers(case.c.handle))
    return _row(query, connection)


def intake_references(connection: Connection, access: SystemAccess) -> set[bytes]:
    """Give the submissions that became cases."""
    query = select(case.c.intake_reference).where(
        case.c.intake_reference.is_not(None), access.covers(case.c.handle)
    )
    return set(connection.execute(query).scalars())


def case_by_handle(connection: Connection, handle: CaseHandle) -> CaseRow:
    """Give the case with this handle; it must exist."""
    row = _row(select(*_COLUMNS).where(case.c.handle == handle), connection)
    if row is None:
        raise RuntimeError("no such case")
    return row


def case_by_reference(connection: Connection, case_reference: str, visible: Visible) -> CaseRow | None:
    """Find a case by what the office calls it, if it is *visible*."""
    query = select(*_COLUMNS).where(case.c.case_reference == case_reference, visible.covers(case.c.handle))
    return _row(query, connection)


def some_of(
    connection: Connection, visible: Visible, handles: Sequence[bytes], references: Sequence[str] = ()
) -> Sequence[CaseRow]:
    """Give the cases of these handles and references that are *visible*, in no order."""
    chosen = case.c.handle.in_(handles) | case.c.case_reference.in_(references)
    query = select(*_COLUMNS).where(chosen, visible.covers(case.c.handle))
    return [CaseRow(*row) for row in connection.execute(query)]


def place_among(order: Sequence[Column[Any]], place: Sequence[object], access: Access) -> Tuple:
    """
    Give the place of a line in a list to compare others with. It names the case by its reference, as its
    second value; where that may not be seen, it is as if there were no such case.
    """
    first, case_reference, *rest = place
    named = select(_OTHER.c.handle).where(_OTHER.c.case_reference == case_reference)
    handle = named.where(access.covers(_OTHER.c.handle)).scalar_subquery()
    return tuple_(first, handle, *rest, types=[each.type for each in order])


def adopt_submission(connection: Connection, handle: CaseHandle, intake_reference: bytes) -> None:
    """
    Make a submission that of a case that began without one, before the clock makes a case of it.

    It does nothing where the clock was faster: the submission then has a case of its own already.
    """
    taken = select(case.c.handle).where(case.c.intake_reference == intake_reference)
    if connection.execute(taken).first() is None:
        connection.execute(
            update(case)
            .where(case.c.handle == handle, case.c.intake_reference.is_(None))
            .values(intake_reference=intake_reference)
        )


def restate(connection: Connection, handle: CaseHandle, *, received_on: date, channel: str) -> None:
    """Rewrite what a registration knows better than the submission: the day that counts, and how it came."""
    query = update(case).where(case.c.handle == handle)
    connection.execute(query.values(received_on=received_on, channel=channel))


def reference_is_taken(connection: Connection, case_reference: str) -> bool:
    """Say whether a case has this reference, whoever may see it."""
    query = select(case.c.handle).where(case.c.case_reference == case_reference)
    return connection.execute(query).first() is not None


def taken(connection: Connection, handles: Collection[bytes]) -> set[bytes]:
    """Say which of these handles, however many, are those of cases, whoever may see them."""
    asked, found = list(handles), set[bytes]()
    for first in range(0, len(asked), AT_ONCE):
        query = select(case.c.handle).where(case.c.handle.in_(asked[first : first + AT_ONCE]))
        found.update(connection.execute(query).scalars())
    return found


def unacknowledged(
    connection: Connection, access: SystemAccess, *, received_until: date
) -> Sequence[CaseRow]:
    """
    Give the cases that came through the portal by a day and whose acknowledgement nobody has given.

    Whoever wrote a letter or called may never look into a mailbox, so a registered report is acknowledged
    by hand.
    """
    found = connection.execute(_unacknowledged(access), {"received_until": received_until})
    return [CaseRow(*row) for row in found]


@cache
def _unacknowledged(access: SystemAccess) -> Select[Any]:
    return (
        select(*_COLUMNS)
        .where(
            case.c.acknowledge_from <= bindparam("received_until"),
            case.c.intake_reference.is_not(None),
            access.covers(case.c.handle),
        )
        .order_by(case.c.acknowledge_from, case.c.handle)
    )


def questions_over(connection: Connection, access: SystemAccess, today: date) -> Sequence[CaseHandle]:
    """Give the cases with a question about a hand-over that nobody answered in time."""
    query = select(case.c.handle).where(case.c.question_until < today, access.covers(case.c.handle))
    return [CaseHandle(handle) for handle in connection.execute(query).scalars()]


def all_cases(connection: Connection, access: SystemAccess) -> Sequence[CaseRow]:
    """Give every case."""
    query = select(*_COLUMNS).where(access.covers(case.c.handle))
    return [CaseRow(*row) for row in connection.execute(query)]


def card_of(connection: Connection, handle: CaseHandle) -> tuple[bytes | None, bytes | None]:
    """Give the submission whose mailbox has the status card, and what the newest card says; None for none."""
    query = select(case.c.intake_reference, case.c.card_digest).where(case.c.handle == handle)
    reference, digest = connection.execute(query).one()
    return reference, digest


def note_card(connection: Connection, handle: CaseHandle, digest: bytes) -> None:
    """Remember what the newest status card says, so that the same is not placed twice."""
    connection.execute(update(case).where(case.c.handle == handle).values(card_digest=digest))
