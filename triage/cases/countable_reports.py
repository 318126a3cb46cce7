"""
How a report stood in the account, from which day on; so that an account of a year tells what stood on its
last day, in whichever year it is made.

A report is open until it is decided: rejected where it is outside the scheme, handled on the merits where an
investigation has its outcome or there is to be none. Reopened it is open until it is decided or told anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from enum import StrEnum

from msgspec import Struct
from msgspec.structs import replace

from triage.cases.case import Case
from triage.cases.decisions.assessment import InvestigationDecided, OutcomeRecorded, ScopeAssessed
from triage.cases.decisions.closing import CaseReopened
from triage.cases.decisions.correcting import EventCorrected, EventWithdrawn
from triage.cases.decisions.external_events import ExternalEventRecorded
from triage.cases.decisions.receiving import ContactRegistered, NoteAdded
from triage.cases.decisions.report_account import AftermathRecorded
from triage.cases.events import CaseEvent
from triage.cases.fold import Life, life_of, live
from triage.cases.vocabulary import Investigation, Scope


class Standing(StrEnum):
    """What a report is in the account on a day."""

    OPEN = "open"
    MERITS = "merits"
    REJECTED = "rejected"


class ReportStep(Struct, frozen=True, omit_defaults=True):
    """
    How a report stood from a day on.

    Attributes:
        reason: why it was rejected, a code.
        finding: what the investigation found, a code.
        police_on: the day on which the police were told.
    """

    on: date
    standing: Standing
    reason: str | None = None
    finding: str | None = None
    police_on: date | None = None


Course = tuple[ReportStep, ...]


class CourseUntil(Struct, frozen=True, omit_defaults=True):
    """The course as it was told until it was corrected, or a part of it withdrawn, on a day."""

    corrected_on: date
    course: Course


class Aftermath(Struct, frozen=True, omit_defaults=True):
    """What came of a report in money and proceedings, as far as anybody recorded it."""

    estimated_damage: int | None = None
    recovered_amount: int | None = None
    proceedings_on: date | None = None
    outcome: str | None = None


def course_of(case: Case) -> Course:
    """Give how a report stood, from the day it was received on, as its history is told now."""
    return _course(life_of(case), case.received_on)


def courses_before(case: Case) -> tuple[CourseUntil, ...]:
    """Give the courses that were told before a correction changed them, the oldest first."""
    history = life_of(case).history
    if not any(each.rewrites for each in history):
        return ()
    return tuple(_corrected(history))


def aftermath_of(case: Case) -> Aftermath | None:
    """Give what came of a report; None where nothing was recorded."""
    told = case.newest(AftermathRecorded)
    if told is None:
        return None
    return Aftermath(told.estimated_damage, told.recovered_amount, told.proceedings_on, told.outcome)


def standing_on(course: Course, day: date) -> ReportStep | None:
    """Give how a report stood at the end of a day; None before it was received."""
    return next((each for each in reversed(course) if each.on <= day), None)


def _corrected(history: tuple[CaseEvent, ...]) -> Iterator[CourseUntil]:
    for place, event in enumerate(history):
        if event.rewrites and not isinstance(_wrong(event, history), _BESIDE):
            before, after = live(history[:place]), live(history[: place + 1])
            told = _course(before, before.case.received_on)
            if told != _course(after, after.case.received_on):
                yield CourseUntil(event.on, told)


def _wrong(event: CaseEvent, history: tuple[CaseEvent, ...]) -> CaseEvent | None:
    """Give what a correction puts right, or takes back; None where it says not what."""
    return history[event.number - 1] if isinstance(event, EventCorrected | EventWithdrawn) else None


_BESIDE = (ContactRegistered, ExternalEventRecorded, NoteAdded)
"""What no course depends on, so that putting it right tells none anew: living it again costs two folds."""


def _course(life: Life, received_on: date) -> Course:
    course, is_again = [ReportStep(received_on, Standing.OPEN)], False
    for event, case in zip(life.events, life.cases, strict=True):
        is_again = isinstance(event, CaseReopened) or (is_again and not _settles(event, case))
        last = course[-1]
        step = _step(case, max(last.on, event.day), is_again=is_again)
        if replace(step, on=last.on) != last:
            course.append(step)
    return tuple(course)


def _step(case: Case, on: date, *, is_again: bool) -> ReportStep:
    report = case.report
    outcome = report.outcome
    return ReportStep(
        on,
        Standing.OPEN if is_again else _standing(case),
        reason=report.scope_reason if report.scope is Scope.OUTSIDE else None,
        finding=None if outcome is None else outcome.finding,
        police_on=None if outcome is None else outcome.police_reported_on,
    )


def _standing(case: Case) -> Standing:
    report = case.report
    if report.scope is Scope.OUTSIDE:
        return Standing.REJECTED
    if report.investigation is None:
        return Standing.OPEN
    is_decided = report.outcome is not None or report.investigation is not Investigation.INVESTIGATE
    return Standing.MERITS if is_decided else Standing.OPEN


def _settles(event: CaseEvent, case: Case) -> bool:
    """Whether what was opened again has been decided anew, or told anew as it stands."""
    match event:
        case OutcomeRecorded() | ScopeAssessed(scope=Scope.OUTSIDE):
            return True
        case InvestigationDecided(investigation=investigation):
            return investigation is not Investigation.INVESTIGATE
    return case.told_on is not None or case.closed_on is not None
