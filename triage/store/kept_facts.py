"""
What the deadline engine needs of whatever a changed rule may move, kept beside it: written in the event's own
transaction, compared by the doctor, and read in one go after a changed rule.
"""

from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from sqlalchemy import Connection, delete, insert, not_, or_, select

from triage.cases.kept_facts import FORM, written
from triage.engine.deadline import Facts
from triage.rules.codes import Scheme
from triage.store.projections import DATES, Dates
from triage.store.tables import case, case_facts, deadline
from triage.store.visibility import CaseHandle, SystemAccess

PIECE = 1000
_MAY_MOVE = (case.c.is_open, (case.c.scheme == Scheme.REGISTER) & not_(case.c.is_open))
"""What a changed rule may move, each by itself: an index knows the open cases in the order of their days."""


class OpenCase(NamedTuple):
    """
    An open case, what the engine needs of it as it is kept, None where nothing is, and the dates of what is
    not settled in it, by rule and what it is about.
    """

    handle: CaseHandle
    case_reference: str
    facts: str | None
    dates: Mapping[tuple[str, str], Dates]


def keep(connection: Connection, handle: CaseHandle, facts: Facts | None) -> None:
    """Rewrite what the engine needs of a case; None, where it is closed, takes it away."""
    connection.execute(delete(case_facts).where(case_facts.c.case == handle))
    if facts is not None:
        connection.execute(insert(case_facts).values(case=handle, facts=written(facts)))


def is_kept(connection: Connection, handle: CaseHandle, facts: Facts | None) -> bool:
    """Say whether what stands is what `keep` would write now."""
    kept = connection.execute(select(case_facts.c.facts).where(case_facts.c.case == handle)).scalar()
    return kept == (None if facts is None else written(facts))


def without(connection: Connection, access: SystemAccess) -> Sequence[CaseHandle]:
    """Give those beside which nothing is kept, or what was derived in another way than now."""
    of_now = case_facts.c.facts.contains(f'"form":"{FORM}"', autoescape=True)
    query = (
        select(case.c.handle)
        .outerjoin_from(case, case_facts, (case_facts.c.case == case.c.handle) & of_now)
        .where(or_(*_MAY_MOVE), case_facts.c.case.is_(None), access.covers(case.c.handle))
    )
    return [CaseHandle(handle) for handle in connection.execute(query).scalars()]


def open_cases(connection: Connection, access: SystemAccess) -> Iterator[OpenCase]:
    """
    Give every open case, and every entry in a register, with what is kept of it, a piece at a time: in the
    order in which they came, because much of what began on one day is counted alike.
    """
    for some in _MAY_MOVE:
        query = (
            select(case.c.handle, case.c.case_reference, case_facts.c.facts, *DATES)
            .outerjoin_from(case, case_facts, case_facts.c.case == case.c.handle)
            .outerjoin(deadline, (deadline.c.case == case.c.handle) & deadline.c.settled_on.is_(None))
            .where(some, access.covers(case.c.handle))
            .order_by(case.c.received_on, case.c.case_reference)
        )
        found = connection.execution_options(yield_per=PIECE).execute(query)
        for (handle, reference, facts), rows in groupby(found, key=itemgetter(0, 1, 2)):
            dates = {
                (rule, subject): Dates(*due) for _, _, _, rule, subject, *due in rows if rule is not None
            }
            yield OpenCase(CaseHandle(handle), reference, facts, dates)
