"""
Days that can hardly be meant: they are asked back, and believed once they are confirmed.

What no day can be, the event itself refuses. This is for what may be true, and more often is a slip of the
pen.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date, timedelta

from msgspec import Struct

from intake.clock import local_date
from intake.domain.translatable import N_, Worded
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.events import TO_COME

AGO, AHEAD = timedelta(days=182), timedelta(days=350)
"""Less than a year, so that the day of today or of next week is seen that was typed with another year."""
MAY_LIE_AHEAD = TO_COME | {"right_on"}
"""Of what is put right the event itself refuses any other."""
MAY_LIE_BACK = frozenset({"matter_on", "first_on", "last_on", "consented_on"})
"""What somebody turns to us about may be of any day that has been, and so may what an account is of."""


class Oddity(Worded):
    """Why a day is asked back; `%(day)s` is the day and `%(than)s` what it is measured by, in words."""

    LONG_AGO = "long_ago", N_("%(day)s is right, though it is more than half a year ago")
    FAR_AHEAD = "far_ahead", N_("%(day)s is right, though it is about a year ahead or more")
    NOT_YET = "not_yet", N_("%(day)s is right, though it has not come yet")
    BEFORE_CASE = "before_case", N_("%(day)s is right, though the case began on %(than)s")
    BEFORE_CAUSE = "before_cause", N_("%(day)s is right, though what it follows happened on %(than)s")


class Odd(Struct, frozen=True):
    """One day that is asked back: the field it was typed into, and why."""

    field: str
    day: date
    why: Oddity
    than: date


def odd_days(
    days: Mapping[str, date],
    case: Case | None,
    context: CheckContext,
    *,
    external_event: tuple[str, str] | None = None,
) -> Iterator[Odd]:
    """
    Give the days that can hardly be meant.

    Args:
        days: what was typed, by the names of the fields.
        case: the case that it is about; None where it is yet to begin.
        external_event: the event that a person records by name, and what it is about.
    """
    for name, day in days.items():
        found = _why(name, day, case, context, external_event)
        if found is not None:
            why, than = found
            yield Odd(name, day, why, than)


def _why(
    name: str, day: date, case: Case | None, context: CheckContext, external_event: tuple[str, str] | None
) -> tuple[Oddity, date] | None:
    today = context.today
    if name in MAY_LIE_BACK:
        return None
    if day < today - AGO:
        return Oddity.LONG_AGO, today
    if case is None:
        # What has not come yet is refused where a case begins.
        return None
    if day > today and name not in MAY_LIE_AHEAD:
        return Oddity.NOT_YET, today
    if day > today + AHEAD:
        return Oddity.FAR_AHEAD, today
    cause = _cause(*external_event, context) if external_event else None
    if cause is not None and day < cause:
        return Oddity.BEFORE_CAUSE, cause
    return (Oddity.BEFORE_CASE, case.received_on) if day < case.received_on else None


def _cause(tag: str, subject: str, context: CheckContext) -> date | None:
    """Give the last day of what such an event follows, as far as the case knows."""
    facts, rulebook = context.facts, context.rulebook
    assert facts is not None  # a case that is there has facts
    happened = {**facts.occurred, **facts.instances.get(subject, {})}
    newest = rulebook.newest(facts.scheme, facts.country)
    causes = {rule.starts for rule in newest if tag in rule.satisfied_by}
    return max((local_date(happened[each]) for each in causes & happened.keys()), default=None)
