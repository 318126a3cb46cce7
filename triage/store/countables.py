"""
What an account counts of cases and of the files of registers, kept beside each: written in the event's own
transaction, compared by the doctor, and read in the order of the days, a piece at a time.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Connection, Select, delete, exists, func, insert, not_, or_, select

from triage.cases.countable import CountableCase, CountableRecord, read, written
from triage.store.cases import AT_ONCE
from triage.store.tables import case, countable
from triage.store.visibility import Access, CaseHandle, SystemAccess

PIECE = 1000
"""So many rows are in memory at once."""


def keep(connection: Connection, handle: CaseHandle, record: CountableRecord | None) -> None:
    """Rewrite what is counted of a case; None takes it away."""
    connection.execute(delete(countable).where(countable.c.case == handle))
    if record is not None:
        connection.execute(insert(countable).values(_values(handle, record)))


def is_kept(connection: Connection, handle: CaseHandle, record: CountableRecord | None) -> bool:
    """Say whether what stands is what `keep` would write now."""
    kept = connection.execute(select(countable).where(countable.c.case == handle)).mappings().first()
    return (None if kept is None else dict(kept)) == (None if record is None else _values(handle, record))


def _values(handle: CaseHandle, record: CountableRecord) -> dict[str, object]:
    return {
        "case": handle,
        "kind": record.kind,
        "began_on": record.first_on,
        "ended_on": record.last_on,
        "record": written(record),
    }


def without(connection: Connection, access: SystemAccess) -> Sequence[CaseHandle]:
    """Give the cases beside which nothing is kept: those from before anything was, and mere contacts."""
    kept = exists().where(countable.c.case == case.c.handle)
    query = select(case.c.handle).where(~kept, access.covers(case.c.handle)).order_by(case.c.handle)
    return [CaseHandle(handle) for handle in connection.execute(query).scalars()]


def records(connection: Connection, access: Access, first: date, last: date) -> Iterator[CountableRecord]:
    """
    Give what an account of a period counts: everything of any of its days and everything still open, in the
    order of days; and then all that they hang together with, over however many links.

    Only a piece is in memory at once, and besides it the references of what is linked.
    """
    ended = or_(countable.c.ended_on.is_(None), countable.c.ended_on >= first)
    of_period = (countable.c.began_on <= last) & ended
    query = select(countable.c.record).where(of_period, access.covers(countable.c.case))
    links = _Links()
    yield from links.noted(_read(connection, query))
    others = (
        select(countable.c.record)
        .join_from(countable, case, countable.c.case == case.c.handle)
        .where(not_(of_period), access.covers(countable.c.case))
    )
    while some := links.to_follow():
        yield from links.noted(_read(connection, others.where(case.c.case_reference.in_(some))))


def first_day(connection: Connection, access: SystemAccess, kind: str) -> date | None:
    """Give the first day of anything of a kind; None where there is nothing."""
    of_kind = countable.c.kind == kind
    query = select(func.min(countable.c.began_on)).where(of_kind, access.covers(countable.c.case))
    return connection.execute(query).scalar()


def of_kind(
    connection: Connection, access: Access, kinds: Collection[str]
) -> Iterator[tuple[CaseHandle, CountableRecord]]:
    """Give everything of some kinds, each with the handle of its case, in the order of days."""
    query = (
        select(countable.c.record, countable.c.case)
        .where(countable.c.kind.in_(kinds), access.covers(countable.c.case))
        .order_by(countable.c.began_on, countable.c.case)
    )
    for row in connection.execution_options(yield_per=PIECE).execute(query):
        yield CaseHandle(row.case), read(row.record)


def _read(connection: Connection, query: Select[Any]) -> Iterator[CountableRecord]:
    ordered = query.order_by(countable.c.began_on, countable.c.case)
    found = connection.execution_options(yield_per=PIECE).execute(ordered)
    return map(read, found.scalars())


class _Links:
    """What was seen to be linked to, and what of it was asked for."""

    def __init__(self) -> None:
        self._linked, self._asked = set[str](), set[str]()

    def noted(self, records: Iterable[CountableRecord]) -> Iterator[CountableRecord]:
        """Give the same, and note their links."""
        for record in records:
            if isinstance(record, CountableCase) and record.links:
                self._asked.add(record.case)
                self._linked.update(other for _why, other in record.links)
            yield record

    def to_follow(self) -> list[str]:
        """Give the next references that nobody has asked for; none where all have been followed."""
        some = sorted(self._linked - self._asked)[:AT_ONCE]
        self._asked.update(some)
        return some
