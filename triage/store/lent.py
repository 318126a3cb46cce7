"""
The dates of cases that are lent to whoever stands in for somebody: grants at `Level.CLOCKS` with an end.
"""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, and_, delete, exists, insert, select

from intake.store.tables import columns_of
from triage.store.absences import Absence
from triage.store.cases import CaseRow
from triage.store.tables import absence, case, grant
from triage.store.visibility import CaseHandle, Level, SystemAccess, Visible

_COLUMNS = columns_of(CaseRow, case)


def not_lent(connection: Connection, visible: Visible, each: Absence, today: date) -> Sequence[CaseRow]:
    """Give the visible open cases that an absent person holds, and of which the stand-in sees nothing yet."""
    theirs, other = grant.alias(), grant.alias()
    held = exists().where(
        theirs.c.case == case.c.handle,
        theirs.c.person == each.person,
        theirs.c.level == Level.CONTENT,
        theirs.c.until_on.is_(None),
    )
    sees = exists().where(
        other.c.case == case.c.handle,
        other.c.person == each.stand_in,
        (other.c.until_on.is_(None)) | (other.c.until_on >= max(each.until_on, today)),
    )
    query = select(*_COLUMNS).where(case.c.is_open, visible.covers(case.c.handle), held, ~sees)
    return [CaseRow(*row) for row in connection.execute(query)]


def lend(connection: Connection, handle: CaseHandle, each: Absence) -> bool:
    """Let the stand-in see the dates of a case during an absence, unless they see it anyway."""
    mine = and_(grant.c.case == handle, grant.c.person == each.stand_in)
    known = connection.execute(select(grant.c.level, grant.c.from_on, grant.c.until_on).where(mine)).all()
    if any(row.level == Level.CONTENT and row.until_on is None for row in known):
        return False
    before = [row for row in known if row.level == Level.CLOCKS]
    if any(row.until_on is None for row in before):
        return False
    from_on = min([each.from_on, *(row.from_on for row in before)])
    until_on = max([each.until_on, *(row.until_on for row in before)])
    connection.execute(delete(grant).where(mine, grant.c.level == Level.CLOCKS))
    lent = {"case": handle, "person": each.stand_in, "level": Level.CLOCKS}
    connection.execute(insert(grant).values(**lent, from_on=from_on, until_on=until_on))
    return True


def take_back(connection: Connection, _access: SystemAccess, today: date) -> None:
    """
    Take back the dates for which no absence stands any more: changed, ended, or over. What an end was set for
    is lent, and nothing else.
    """
    theirs = grant.alias()
    stands = exists().where(
        absence.c.stand_in == grant.c.person,
        absence.c.until_on >= today,
        absence.c.from_on <= grant.c.from_on,
        absence.c.until_on >= grant.c.until_on,
        exists().where(
            theirs.c.case == grant.c.case,
            theirs.c.person == absence.c.person,
            theirs.c.level == Level.CONTENT,
            theirs.c.until_on.is_(None),
        ),
    )
    over = delete(grant).where(grant.c.level == Level.CLOCKS, grant.c.until_on.is_not(None), ~stands)
    connection.execute(over)
