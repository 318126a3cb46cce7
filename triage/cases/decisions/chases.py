"""
Reminders to a unit that owes a reply: which is ready on a day, and that one was sent.

They follow the clock of the reply as it stands: three days before its date, one and seven days after it, then
to the leader, and fourteen days after it to the director. A unit that announced a later day is left in peace
until that day has passed. One letter is ready at a time: what came before the newest step is not made up for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import ClassVar

from msgspec.structs import replace

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.consent import LetsOut
from triage.cases.decisions.referral import ReplyReceived, open_referral, require_after_sent
from triage.cases.events import Code
from triage.cases.guards import require_item
from triage.cases.requests import Chased, Referral, UnitPost
from triage.cases.vocabulary import ChaseLevel
from triage.engine.deadline import Deadline

LADDER: tuple[tuple[int, ChaseLevel], ...] = (
    (-3, ChaseLevel.UNIT),
    (1, ChaseLevel.UNIT),
    (7, ChaseLevel.UNIT),
    (10, ChaseLevel.LEADER),
    (14, ChaseLevel.DIRECTOR),
)
"""How many days after the date a reminder is ready, and whom it goes to."""


@dataclass(frozen=True, slots=True)
class DueChase:
    """A reminder that is ready since *on*: to whom, about which unit, and the clock that it is about."""

    unit: str
    to: ChaseLevel
    on: date
    deadline: Deadline


class ChaseSent(LetsOut, frozen=True, kw_only=True, tag="chase:sent/1"):
    """
    A unit, or somebody above it, was reminded of the reply that it owes.

    Attributes:
        ground_item: on which ground it goes without the citizen's consent, if it does.
        letter_item: the letter as it was made, in *language* from *template*; and *sent_by*: how it went.
    """

    unit: Code
    to: ChaseLevel
    letter_item: ItemRef
    ground_item: ItemRef | None = None
    language: Code | None = None
    template: Code | None = None
    sent_by: UnitPost | None = None

    typed: ClassVar[tuple[str, ...]] = ("happened_on", "sent_by")
    sentence: ClassVar[str] = N_("A reminder to %(unit)s: %(to)s")
    logged: ClassVar[str] = N_("A reminder to {a_unit}")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it where the unit owes no reply, on a day that cannot be, without letter or consent."""
        require_after_sent(open_referral(case, self.unit), self)
        require_item(self.letter_item, "letter")
        self.require_consent(case)

    def apply(self, case: Case) -> Case:
        """Count it."""
        referrals = tuple(
            replace(one, chased=(*one.chased, Chased(self.day, self.to)))
            if one.is_open and one.unit == self.unit
            else one
            for one in case.complaint.referrals
        )
        return case.with_side(referrals=referrals)


def due_chases(case: Case, deadlines: Iterable[Deadline], today: date) -> tuple[DueChase, ...]:
    """
    Give the reminders that are ready on a day, the longest overdue first.

    Args:
        deadlines: those of the case, as the engine has them that day.
    """
    owed = {
        each.subject: each
        for each in deadlines
        if each.is_open and not each.is_paused and ReplyReceived.tag in each.counted_by.satisfied_by
    }
    found = (
        _due(referral, owed[referral.unit], today)
        for referral in case.complaint.open_referrals
        if referral.unit in owed
    )
    return tuple(sorted((each for each in found if each is not None), key=lambda each: (each.on, each.unit)))


def ready_from(referral: Referral, due: date) -> date | None:
    """
    Give the day from which the next reminder is ready, that day and all after it, until one is sent or the
    unit announces a later day.

    Args:
        due: the date of the clock of the reply.

    Returns:
        None where the last one has been sent.
    """
    last = max((each.on for each in referral.chased), default=referral.sent_on)
    left = [step for step, _to in _steps(due) if step > last]
    if not left:
        return None
    if referral.promised_on is None:
        return left[0]
    return max(left[0], referral.promised_on + timedelta(days=1))


def level_on(due: date, today: date) -> ChaseLevel:
    """Give whom a reminder goes to on a day: the unit, or who by then stands above it."""
    return next((to for step, to in reversed(_steps(due)) if step <= today), ChaseLevel.UNIT)


def _due(referral: Referral, deadline: Deadline, today: date) -> DueChase | None:
    first = ready_from(referral, deadline.due_strict)
    if first is None or today < first:
        return None
    on = max(step for step, _to in _steps(deadline.due_strict) if step <= today)
    return DueChase(referral.unit, level_on(deadline.due_strict, today), on, deadline)


def _steps(due: date) -> tuple[tuple[date, ChaseLevel], ...]:
    return tuple((due + timedelta(days=days), to) for days, to in LADDER)
