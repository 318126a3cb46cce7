"""
Reading and writing cases and their grants.

A case is found with an `Access`, and the handle in its row opens the rest of it.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, func, insert, select, tuple_, update

from intake.store.tables import columns_of
from triage.cases.vocabulary import State
from triage.store.tables import case, grant
from triage.store.visibility import CaseHandle, Level, SystemAccess, Visible

PAGE = 50


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


@dataclass(frozen=True, slots=True)
class Filters:
    """
    Which cases a list shows; None leaves a question open. *unanswered*: those alone in which something of the
    other side's is neither answered nor marked.
    """

    scheme: str | None = None
    is_open: bool | None = True
    state: str | None = None
    waits: bool | None = None
    unanswered: bool = False


OPEN = Filters()
_COLUMNS = columns_of(CaseRow, case)


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


def case_by_intake(connection: Connection, access: SystemAccess, intake_reference: bytes) -> CaseRow | None:
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


def case_page(
    connection: Connection,
    visible: Visible,
    filters: Filters = OPEN,
    *,
    after: tuple[date | None, str] | None = None,
    limit: int = PAGE,
) -> Sequence[CaseRow]:
    """
    Give one page of visible cases in the order (next_due_strict, reference), the cases without a date last.

    *after* is the key of the last row of the page before.
    """
    query = select(*_COLUMNS).where(visible.covers(case.c.handle), *_wanted(filters))
    rows: list[CaseRow] = []
    # Two questions, each in the order of an index; one that puts an empty date last would sort every case.
    if after is None or after[0] is not None:
        dated = query.where(case.c.next_due_strict.is_not(None) if after is None else _behind(*after))
        dated = dated.order_by(case.c.next_due_strict, case.c.case_reference).limit(limit)
        rows += [CaseRow(*each) for each in connection.execute(dated)]
    if len(rows) < limit:
        rest = query.where(case.c.next_due_strict.is_(None))
        if after is not None and after[0] is None:
            rest = rest.where(case.c.case_reference > after[1])
        rest = rest.order_by(case.c.case_reference).limit(limit - len(rows))
        rows += [CaseRow(*each) for each in connection.execute(rest)]
    return rows


def _wanted(filters: Filters) -> list[ColumnElement[bool]]:
    asked = asdict(filters)
    only = [case.c.unanswered_since.is_not(None)] if asked.pop("unanswered") else []
    return only + [case.c[name] == wanted for name, wanted in asked.items() if wanted is not None]


def _behind(due: date | None, reference: str) -> ColumnElement[bool]:
    return tuple_(case.c.next_due_strict, case.c.case_reference) > (due, reference)


COUNTED = 1000
"""So far the lists count; beyond it they say that there are more."""


def bounded(connection: Connection, query: Select[Any]) -> int:
    """Count the rows of a *query* that has asked for its proof, up to one more than `COUNTED`."""
    some = query.limit(COUNTED + 1).subquery()
    return int(connection.execute(select(func.count()).select_from(some)).scalar_one())


def count_by_state(connection: Connection, visible: Visible) -> dict[tuple[str, str], int]:
    """Count visible open cases by (scheme, state), each so far as lists count."""
    pairs = select(case.c.scheme, case.c.state).where(case.c.state != State.CLOSED).distinct().subquery()
    stand = (case.c.scheme == pairs.c.scheme, case.c.state == pairs.c.state)
    # Each pair is a question of its own to the index, so that the many of one state are not walked through.
    some = select(case.c.handle).where(*stand, visible.covers(case.c.handle)).limit(COUNTED + 1)
    number = select(func.count()).select_from(some.correlate(pairs).subquery()).scalar_subquery()
    found = connection.execute(select(pairs.c.scheme, pairs.c.state, number))
    return {(scheme, state): many for scheme, state, many in found if many}


def count_waiting(connection: Connection, visible: Visible) -> int:
    """Count visible cases that wait for somebody, so far as lists count."""
    return bounded(connection, select(case.c.handle).where(case.c.waits, visible.covers(case.c.handle)))


def count_unanswered(connection: Connection, visible: Visible) -> int:
    """Count visible cases in which something of the other side's is unanswered, so far as lists count."""
    unanswered = select(case.c.handle).where(case.c.unanswered_since.is_not(None))
    return bounded(connection, unanswered.where(visible.covers(case.c.handle)))


def reference_is_taken(connection: Connection, case_reference: str) -> bool:
    """Say whether a case has this reference, whoever may see it."""
    query = select(case.c.handle).where(case.c.case_reference == case_reference)
    return connection.execute(query).first() is not None


def unacknowledged(
    connection: Connection, access: SystemAccess, *, received_until: date
) -> Sequence[CaseRow]:
    """
    Give the cases that came through the portal by a day and whose acknowledgement nobody has given.

    Whoever wrote a letter or called may never look into a mailbox, so a registered report is acknowledged
    by hand.
    """
    query = (
        select(*_COLUMNS)
        .where(
            case.c.acknowledge_from <= received_until,
            case.c.intake_reference.is_not(None),
            access.covers(case.c.handle),
        )
        .order_by(case.c.acknowledge_from, case.c.handle)
    )
    return [CaseRow(*row) for row in connection.execute(query)]


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
