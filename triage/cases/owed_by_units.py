"""
What units were asked for and promised in a case, and how far that has come: what the page of a unit shows
without reading any history. A pure function of the case and its deadlines.
"""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import NamedTuple

from intake.domain.translatable import N_, Worded
from triage.cases.case import Case
from triage.cases.decisions.chases import ready_from
from triage.cases.decisions.referral import ReplyReceived
from triage.cases.requests import Referral
from triage.engine.deadline import Deadline


class OwedKind(Worded):
    """What a unit owes, or is to come to."""

    REQUEST = "request", N_("Request")
    HEARING = "hearing", N_("Hearing")
    FOLLOW_UP = "follow_up", N_("Follow-up")
    PROMISE = "promise", N_("Promise")
    MEETING = "meeting", N_("Meeting")


class OwedByUnit(NamedTuple):
    """
    One thing that a unit was asked for or promised.

    Attributes:
        number: which of its kind in the case.
        asked_on: the day on which it was asked or promised.
        due_on: while it is open, the day by which it is owed: that of the bylaw's clock or a longer one that
            the adviser set. What the unit announced itself moves nothing. `date.max` while the clock stands
            still, and where it is not open.
        later_on: the later day that the unit announced.
        chased: how many reminders were sent; *chased_on*: the day of the last one.
        chase_from: since when, or from when, a next one is ready; None where none is to come.
        took: how many days a request was answered in.
    """

    kind: OwedKind
    number: int
    unit: str
    asked_on: date
    is_open: bool
    due_on: date = date.max
    later_on: date | None = None
    chased: int = 0
    chased_on: date | None = None
    chase_from: date | None = None
    answered_on: date | None = None
    took: int | None = None
    quality: str | None = None


def owed_by_units(case: Case, deadlines: Iterable[Deadline]) -> tuple[OwedByUnit, ...]:
    """Give what units were asked for and promised; *deadlines* are those of the case."""
    runs = {
        each.subject: each.due_strict
        for each in deadlines
        if each.is_open and not each.is_paused and ReplyReceived.tag in each.counted_by.satisfied_by
    }
    return owed_with(case, runs)


def owed_with(case: Case, runs: Mapping[str, date]) -> tuple[OwedByUnit, ...]:
    """Give the same; *runs* has the day of each running clock of a reply, by the unit that owes it."""
    return tuple(_owed(case, runs))


def _owed(case: Case, runs: Mapping[str, date]) -> Iterator[OwedByUnit]:
    side = case.complaint
    for number, referral in enumerate(side.referrals, start=1):
        yield _request(number, referral, runs.get(referral.unit))
    for number, hearing in enumerate(side.hearings, start=1):
        is_open = hearing.is_open and case.is_open
        due = hearing.answer_by if is_open else date.max
        yield OwedByUnit(
            OwedKind.HEARING,
            number,
            hearing.unit,
            hearing.sent_on,
            is_open,
            due,
            answered_on=hearing.answered_on,
        )
    for number, asked in enumerate(side.follow_ups, start=1):
        yield OwedByUnit(
            OwedKind.FOLLOW_UP,
            number,
            asked.unit,
            asked.sent_on,
            asked.is_open,
            asked.answer_by if asked.is_open else date.max,
            answered_on=asked.answered_on,
            quality=asked.quality,
        )
    for made in side.promises:
        if made.unit is not None:
            is_open = made.kept_on is None
            due = made.due_on if is_open else date.max
            yield OwedByUnit(
                OwedKind.PROMISE,
                made.number,
                made.unit,
                made.made_on,
                is_open,
                due,
                answered_on=made.kept_on,
            )

    for planned in side.planned:
        is_open = planned.is_open and case.is_open
        due = planned.meets_on if is_open else date.max
        for unit in dict.fromkeys(planned.units):
            yield OwedByUnit(OwedKind.MEETING, planned.number, unit, planned.made_on, is_open, due)


def _request(number: int, referral: Referral, due: date | None) -> OwedByUnit:
    replied = referral.replied_on
    runs = due if referral.is_open else None
    return OwedByUnit(
        OwedKind.REQUEST,
        number,
        referral.unit,
        referral.sent_on,
        referral.is_open,
        runs or date.max,
        later_on=referral.promised_on,
        chased=len(referral.chased),
        chased_on=max((each.on for each in referral.chased), default=None),
        chase_from=None if runs is None else ready_from(referral, runs),
        answered_on=replied,
        took=None if replied is None else (replied - referral.sent_on).days,
        quality=referral.quality,
    )
