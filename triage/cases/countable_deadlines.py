"""
What an account counts of the deadlines of a case: codes and days, and nothing that depends on today.

Whether one that is open is late by the last day of an account is told when it is counted: by `due_on`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import pairwise

from msgspec import Struct

from triage.cases.case import Case
from triage.cases.decisions.missed import Breach
from triage.cases.decisions.referral import ReplyReceived
from triage.cases.requests import Referral
from triage.engine.deadline import Deadline
from triage.engine.trace import TraceStep

_BECAUSE = "because"
_STOOD = frozenset({"suspended", "suspended_since", "interrupted", "interrupted_anew", "interrupted_since"})
_LONGER = frozenset({"told", "restarted"})
"""After what steps of a deadline its reason stands."""


class CountableDeadline(Struct, frozen=True, omit_defaults=True, gc=False):
    """
    One clock of a case, as it stood after the last event.

    Attributes:
        original_on: the first strict date of all, before any pause, extension or changed rule.
        due_on: the date that holds, whatever lawfully moved it.
        settled_on: the day on which it was met, and *waived_on* that on which the duty fell away.
        extended_on: the day on which a longer rule took its place: that one is then counted, and this is not.
        was_late: that it was met or waived after the date that held; in hours, where the limit is in hours.
        paused: the reason of each pause or interruption that counted, empty where none is asked for.
        reasons: why it was given longer, or counted anew.
        paused_now: that it stands still; it is then not late, whatever the day.
        responsible: who answers for its lateness, once somebody has said so.
    """

    rule: str
    subject: str
    starts_on: date
    original_on: date
    due_on: date
    settled_on: date | None = None
    waived_on: date | None = None
    extended_on: date | None = None
    was_late: bool = False
    paused: tuple[str, ...] = ()
    reasons: tuple[str, ...] = ()
    paused_now: bool = False
    responsible: str | None = None


class CountableBreach(Struct, frozen=True, omit_defaults=True, gc=False):
    """A missed deadline that none of the clocks tells any more: its clock began anew, or fell away."""

    rule: str
    subject: str
    due_on: date | None
    settled_on: date | None
    days_late: int
    responsible: str | None = None


def countable_deadlines(case: Case, deadlines: Iterable[Deadline]) -> tuple[CountableDeadline, ...]:
    """Give what is counted of the deadlines of a case, in their order."""
    return tuple(_counted(case, each) for each in deadlines)


def countable_breaches(case: Case, deadlines: Iterable[Deadline]) -> tuple[CountableBreach, ...]:
    """Give the breaches that are kept and that no clock tells; what was a mistake is none."""
    told = tuple(deadlines)
    kept = (one for one in case.breaches if not one.mistaken and not any(map(one.is_of, told)))
    return tuple(
        CountableBreach(
            each.rule, each.subject, each.due_on, each.settled_on, each.days_late, each.responsible
        )
        for each in kept
    )


def clock_of(
    referral: Referral, case: Case, deadlines: Iterable[Deadline]
) -> CountableDeadline | CountableBreach | None:
    """
    Give the clock by which a unit owed its reply; where the unit was asked again since, what was kept of it.

    Returns:
        None where there was none, or where it was asked again and had not been late.
    """
    others = [each for each in case.complaint.referrals if each.unit == referral.unit]
    if others[-1] is referral:
        of_reply = (
            each
            for each in deadlines
            if each.subject == referral.unit
            and each.extended_on is None
            and ReplyReceived.tag in each.counted_by.satisfied_by
        )
        found = next(of_reply, None)
        return None if found is None else _counted(case, found)
    kept = (
        each
        for each in countable_breaches(case, ())
        if (each.subject, each.settled_on) == (referral.unit, referral.replied_on)
    )
    return next(kept, None)


def _counted(case: Case, each: Deadline) -> CountableDeadline:
    breach: Breach | None = next((one for one in case.breaches if one.is_of(each)), None)
    return CountableDeadline(
        rule=each.rule,
        subject=each.subject,
        starts_on=each.starts_on,
        original_on=each.original_strict,
        due_on=each.due_strict,
        settled_on=each.satisfied_on,
        waived_on=each.waived_on,
        extended_on=each.extended_on,
        was_late=each.was_late,
        paused=tuple(_reasons(each.trace, _STOOD, else_=("",))),
        reasons=tuple(_reasons(each.trace, _LONGER)),
        paused_now=each.is_paused,
        responsible=None if breach is None else breach.responsible,
    )


def _reasons(
    trace: tuple[TraceStep, ...], after: frozenset[str], else_: tuple[str, ...] = ()
) -> Iterator[str]:
    """Give the reason that stands after each of some steps, or what stands for none."""
    for said, following in pairwise((*trace, None)):
        if said is not None and said.code in after:
            has = following is not None and following.code == _BECAUSE
            yield from (str(following[_BECAUSE]),) if following is not None and has else else_
