"""
Who can be told: the people who may see a case, the administrators, and the colleagues of somebody who cannot
be reached.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, and_, or_, select

from triage.cases.receivers import AlertRecipient
from triage.cases.roles import Role
from triage.store.absences import away
from triage.store.tables import case, grant, person
from triage.store.visibility import CaseHandle, Level, SystemAccess, holds_on


def holders(connection: Connection, handle: CaseHandle, today: date) -> Sequence[AlertRecipient]:
    """Give those who hold a grant to a case on *today*, each once, in the order of their handles."""
    query = (
        select(person.c.handle, person.c.mail, person.c.ended_on, grant.c.level)
        .join_from(grant, person, person.c.handle == grant.c.person)
        .where(grant.c.case == handle, holds_on(today))
        .order_by(person.c.handle)
    )
    found: dict[bytes, AlertRecipient] = {}
    absent = away(connection, on=today)
    for row in connection.execute(query):
        known = found.get(row.handle)
        sees_content = row.level == Level.CONTENT or (known is not None and known.sees_content)
        found[row.handle] = AlertRecipient(
            row.handle,
            sees_content,
            _has_left(row.ended_on, today),
            _is_reachable(row.mail, row.ended_on, today),
            row.handle in absent,
            absent[row.handle].stand_in if row.handle in absent else None,
        )
    return list(found.values())


def content_holders(connection: Connection, handle: CaseHandle, today: date) -> Sequence[bytes]:
    """Give those who hold a grant to the content of a case on *today*."""
    query = select(grant.c.person).where(
        grant.c.case == handle, grant.c.level == Level.CONTENT, holds_on(today)
    )
    return connection.execute(query).scalars().all()


def administrators(connection: Connection, today: date) -> Sequence[bytes]:
    """Give the administrators who can be reached on *today*."""
    query = select(person.c.handle, person.c.mail, person.c.ended_on).where(
        person.c.role == Role.ADMINISTRATOR
    )
    return [row.handle for row in connection.execute(query) if _is_reachable(row.mail, row.ended_on, today)]


def colleagues(connection: Connection, access: SystemAccess, one: bytes, today: date) -> Sequence[bytes]:
    """
    Give the others who can be reached and may see, on *today*, a case whose content *one* was given and which
    is open, or closed and still owes something.
    """
    rings = or_(case.c.is_open, case.c.next_due_strict.is_not(None))
    shared = (
        select(grant.c.case)
        .join(case, and_(case.c.handle == grant.c.case, rings))
        .where(grant.c.person == one, grant.c.level == Level.CONTENT)
    )
    query = (
        select(person.c.handle, person.c.mail, person.c.ended_on)
        .join_from(grant, person, person.c.handle == grant.c.person)
        .where(grant.c.case.in_(shared), grant.c.person != one, access.covers(grant.c.case), holds_on(today))
        .distinct()
    )
    return sorted(
        row.handle for row in connection.execute(query) if _is_reachable(row.mail, row.ended_on, today)
    )


def _has_left(ended_on: date | None, today: date) -> bool:
    return ended_on is not None and ended_on < today


def _is_reachable(mail: str | None, ended_on: date | None, today: date) -> bool:
    return bool(mail) and not _has_left(ended_on, today)
