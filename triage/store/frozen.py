"""
What accounts were frozen with.

It is read like the cases themselves: of what is kept, everybody sees what is of the cases that they may see.
What is kept of a case that was erased since says nothing by which anybody could be told apart that the
account itself does not say, and counts for everybody, or its figures would not stay.
"""

from collections.abc import Iterable, Iterator, Mapping

from sqlalchemy import Connection, func, insert, or_, select

from triage.cases.countable import CountableRecord, read, written
from triage.store.tables import case, frozen_record, frozen_result
from triage.store.visibility import Access, CaseHandle

AT_ONCE = 1000
"""So many rows are written or read at once."""


def keep_records(
    connection: Connection, account: CaseHandle, number: int, records: Iterable[CountableRecord]
) -> None:
    """Keep what an account is counted from, under the number of its freeze."""
    rows = [
        {"account": account, "number": number, "reference": each.case, "record": written(each)}
        for each in records
    ]
    for first in range(0, len(rows), AT_ONCE):
        connection.execute(insert(frozen_record), rows[first : first + AT_ONCE])


def keep_results(
    connection: Connection, account: CaseHandle, number: int, documents: Mapping[str, str]
) -> None:
    """Keep the results of a freeze, in each language."""
    for language, document in documents.items():
        values = {"account": account, "number": number, "language": language, "document": document}
        connection.execute(insert(frozen_result).values(values))


def records(
    connection: Connection, account: CaseHandle, number: int, access: Access
) -> Iterator[CountableRecord]:
    """Give what was kept of the cases that may be seen, in the order of their references."""
    query = (
        select(frozen_record.c.record)
        .join_from(frozen_record, case, case.c.case_reference == frozen_record.c.reference, isouter=True)
        .where(
            frozen_record.c.account == account,
            frozen_record.c.number == number,
            or_(case.c.handle.is_(None), access.covers(case.c.handle)),
        )
        .order_by(frozen_record.c.reference)
    )
    found = connection.execution_options(yield_per=AT_ONCE).execute(query)
    return map(read, found.scalars())


def is_whole(connection: Connection, account: CaseHandle, number: int, seen: int) -> bool:
    """Say whether so many are all that was kept."""
    query = select(func.count()).where(frozen_record.c.account == account, frozen_record.c.number == number)
    return connection.execute(query).scalar_one() == seen


def result(connection: Connection, account: CaseHandle, number: int, language: str) -> str | None:
    """Give the results of a freeze as they were kept in a language, or in another where there is none."""
    query = (
        select(frozen_result.c.document)
        .where(frozen_result.c.account == account, frozen_result.c.number == number)
        .order_by((frozen_result.c.language == language).desc())
    )
    found: str | None = connection.execute(query).scalars().first()
    return found
