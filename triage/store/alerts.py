"""Alerts raised, the lease of the clock and its heartbeat."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, bindparam, delete, func, or_, select, tuple_, update

from intake.store.engine import insert_new
from intake.store.tables import columns_of
from triage.cases.receivers import Receivers
from triage.store import case_lists
from triage.store.case_lists import MADE, counting
from triage.store.cases import place_among
from triage.store.tables import alert, case, heartbeat, lease
from triage.store.visibility import CaseHandle, SystemAccess, Visible

_HOUR = re.compile(r"(?<=:)[0-9]{4}[+-][0-9]{4}\Z")
# Made once: every page asks for several, and every tick notes them.
_BEAT = select(heartbeat.c.at).where(heartbeat.c.process == bindparam("process"))
_AGAIN = update(heartbeat).where(heartbeat.c.process == bindparam("of")).values(at=bindparam("moment"))
_FREE = or_(
    lease.c.owner == bindparam("by"), lease.c.until <= bindparam("now"), lease.c.until > bindparam("end")
)
_TAKEN = (
    update(lease)
    .where(lease.c.name == bindparam("of"), _FREE)
    .values(owner=bindparam("by"), until=bindparam("end"), fence=lease.c.fence + 1)
)


class AlertPlace(NamedTuple):
    """
    Where an alert stands among those that `alerts` gives; addresses name it, so no hour of its step.

    Of two of one step that differ in the hour alone the page that ends between them leaves out the other.
    """

    on: date
    case_reference: str
    rule: str
    subject: str
    step: str


@dataclass(frozen=True, slots=True)
class AlertRow:
    """One step of the ladder that was reached: how far it went, and where it first found nobody."""

    case_reference: str
    rule: str
    subject: str
    step: str
    on: date
    told: str | None
    missed: str | None
    unanswered_since: date | None
    has_unread: bool

    @property
    def place(self) -> AlertPlace:
        """Where it stands."""
        return AlertPlace(self.on, self.case_reference, self.rule, self.subject, _HOUR.sub("", self.step))


def raise_alert(
    connection: Connection, handle: CaseHandle, rule: str, subject: str, step: str, on: date, told: Receivers
) -> bool:
    """Store an alert, once per (case, rule, about, step); False when it was raised before."""
    key = {"case": handle, "rule": rule, "subject": subject, "step": step}
    return insert_new(connection, alert, {**key, "on": on, "told": told.reached, "missed": told.missed})


def missed(connection: Connection, access: SystemAccess, *, since: date) -> int:
    """Count the alerts since a day that found nobody where the ladder wanted somebody."""
    query = select(func.count()).where(
        alert.c.on >= since, alert.c.missed.is_not(None), access.covers(alert.c.case)
    )
    return int(connection.execute(query).scalar_one())


def raised(connection: Connection, handle: CaseHandle) -> set[tuple[str, str, str]]:
    """
    Give what was raised in a case, each as its rule, what it is about, and its step.

    To ask once is cheaper than to store in vain, once more, every day of a long overdue deadline.
    """
    query = select(alert.c.rule, alert.c.subject, alert.c.step).where(alert.c.case == handle)
    return {(row.rule, row.subject, row.step) for row in connection.execute(query)}


def count_alerts(connection: Connection, visible: Visible, *, since: date) -> int:
    """Count the alerts of visible cases raised since a day, so far as lists count."""
    return case_lists.number(connection, _since(visible, since, case_lists.COUNTED))


@lru_cache(maxsize=MADE)
def _since(visible: Visible, since: date, most: int) -> Select[Any]:
    return counting(select(alert.c.case).where(alert.c.on >= since, visible.covers(alert.c.case)), most)


def somebody_was_missed(connection: Connection, visible: Visible, *, since: date) -> bool:
    """Say whether one of those alerts found nobody where the ladder wanted somebody."""
    return connection.execute(_missed(visible, since)).first() is not None


@lru_cache(maxsize=MADE)
def _missed(visible: Visible, since: date) -> Select[Any]:
    found_nobody = (alert.c.on >= since, alert.c.missed.is_not(None))
    return select(alert.c.case).where(*found_nobody, visible.covers(alert.c.case)).limit(1)


def alerts(
    connection: Connection,
    visible: Visible,
    *,
    since: date,
    after: AlertPlace | None = None,
    limit: int | None = None,
) -> Sequence[AlertRow]:
    """
    Give the alerts of visible cases raised since a day, the newest first; from the beginning or *after* a
    place.
    """
    query = _newest(visible, since, limit)
    if after is not None:
        query = query.where(tuple_(*_ORDER) < place_among(_ORDER, after, visible))
    return [AlertRow(*row) for row in connection.execute(query)]


_ORDER = (alert.c.on, alert.c.case, alert.c.rule, alert.c.subject, alert.c.step)


@lru_cache(maxsize=MADE)
def _newest(visible: Visible, since: date, limit: int | None) -> Select[Any]:
    return (
        select(*columns_of(AlertRow, alert, case))
        .join_from(alert, case, alert.c.case == case.c.handle)
        .where(visible.covers(alert.c.case), alert.c.on >= since)
        .order_by(*(each.desc() for each in _ORDER))
        .limit(limit)
    )


def take_lease(connection: Connection, name: str, owner: bytes, *, now: datetime, until: datetime) -> bool:
    """
    Take or renew the lease *name*; False while another owner's has not run out.

    A lease that runs beyond *until* was taken under a clock that went wrong since, and counts as run out.
    """
    given = {"of": name, "by": owner, "now": now, "end": until}
    if connection.execute(_TAKEN, given).rowcount == 1:
        return True
    return insert_new(connection, lease, {"name": name, "owner": owner, "until": until, "fence": 1})


def holds_lease(connection: Connection, name: str, owner: bytes) -> bool:
    """Say whether a lease was last this owner's."""
    query = select(lease.c.name).where(lease.c.name == name, lease.c.owner == owner)
    return connection.execute(query).first() is not None


def drop_leases(connection: Connection) -> None:
    """Forget who held what, where those processes are no more."""
    connection.execute(delete(lease))


def beat(connection: Connection, process: str, at: datetime) -> None:
    """Note that *process* was alive."""
    # It is there but for the first time, and a clock notes three or four with every tick.
    if connection.execute(_AGAIN, {"of": process, "moment": at}).rowcount == 0:
        insert_new(connection, heartbeat, {"process": process, "at": at})


def last_beat(connection: Connection, process: str) -> datetime | None:
    """Give the last sign of life of *process*."""
    return connection.execute(_BEAT, {"process": process}).scalar()
