"""
What lies still in the cases of somebody: to be done before the year's account is made, or it will be missing.

Told by what an account counts of a case, so it needs no history and opens nothing.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from types import MappingProxyType
from typing import NamedTuple

from intake.domain.translatable import N_, Worded
from triage.cases.countable import CountableCase, CountableInquiry, CountableRecord, CountableReport
from triage.cases.countable_deadlines import CountableDeadline
from triage.cases.recommendations import CountableRecommendation
from triage.cases.vocabulary import Scope

SETTLING = timedelta(days=30)
"""So long an open case may wait for its type and its theme."""


ANSWERING = timedelta(days=90)
"""So long a recommendation may wait for an answer."""


class StaleKind(Worded):
    """What lies still."""

    IDLE = "idle", N_("Nothing has happened in the case for a long time")
    NOT_ANSWERED = "not_answered", N_("A request that {unit} has not answered")
    PROMISE = "promise", N_("A promise whose day has passed")
    FOLLOW_UP = "follow_up", N_("{Unit} has not told what became of it")
    HEARING = "hearing", N_("A hearing that {unit} has not answered")
    RECOMMENDATION = "recommendation", N_("A recommendation of which nobody has told what became of it")
    NO_TYPE = "no_type", N_("No type: it will be counted as a complaint")
    NO_THEME = "no_theme", N_("No theme: it will be missing in the tables of themes")
    NO_SCOPE = "no_scope", N_("Not assessed: it will be counted as open")


class Stale(NamedTuple):
    """One thing that lies still in a case, since when, and which unit it waits for."""

    kind: StaleKind
    case: str
    since: date
    unit: str = ""


_LATE: Mapping[str, StaleKind] = MappingProxyType(
    {
        "BR-DORMANT": StaleKind.IDLE,
        "BR-REPLY": StaleKind.NOT_ANSWERED,
        "BR-PROMISE": StaleKind.PROMISE,
        "BR-FOLLOW-UP": StaleKind.FOLLOW_UP,
        "BR-HEARING": StaleKind.HEARING,
    }
)
"""The clocks that say it when they are late."""
_OF_UNITS = frozenset({StaleKind.NOT_ANSWERED, StaleKind.FOLLOW_UP, StaleKind.HEARING})


def stale(record: CountableRecord, today: date) -> Iterator[Stale]:
    """Give what lies still in one case, or of one recommendation."""
    if isinstance(record, CountableRecommendation):
        yield from _of_recommendation(record, today)
    if not isinstance(record, CountableCase):
        return
    for each in record.deadlines:
        kind = _LATE.get(each.rule)
        if kind is not None and _is_late(each, today):
            yield Stale(kind, record.case, each.starts_on, each.subject if kind in _OF_UNITS else "")
    if isinstance(record.of, CountableInquiry):
        yield from _never_answered(record, record.of)
        yield from _missing_of_inquiry(record, record.of, today)
    else:
        yield from _missing_of_report(record, record.of, today)


def _of_recommendation(each: CountableRecommendation, today: date) -> Iterator[Stale]:
    """What no unit was told of, or one has not answered; that there is no answer is one, once it is said."""
    if each.closed_on is not None:
        return
    if not each.told and each.on + ANSWERING < today:
        yield Stale(StaleKind.RECOMMENDATION, each.case, each.on, next(iter(each.units), ""))
    for one in each.told:
        if one.answer is None and one.told_on + ANSWERING < today:
            yield Stale(StaleKind.RECOMMENDATION, each.case, one.told_on, one.unit)


def _is_late(each: CountableDeadline, today: date) -> bool:
    settled = each.settled_on or each.waived_on or each.extended_on
    return settled is None and not each.paused_now and each.due_on < today


def _never_answered(case: CountableCase, side: CountableInquiry) -> Iterator[Stale]:
    """What was still unanswered when the case was closed: its clock ended with the case."""
    if case.closed_on is not None:
        for each in side.requests:
            if each.replied_on is None:
                yield Stale(StaleKind.NOT_ANSWERED, case.case, each.sent_on, each.unit)


def _missing_of_inquiry(case: CountableCase, side: CountableInquiry, today: date) -> Iterator[Stale]:
    if side.not_counted is not None or not _is_settled(case, today):
        return
    if not side.types and side.own_initiative is None:
        yield Stale(StaleKind.NO_TYPE, case.case, case.began_on)
    if not side.themes and side.rejection is None:
        yield Stale(StaleKind.NO_THEME, case.case, case.began_on)


def _missing_of_report(case: CountableCase, side: CountableReport, today: date) -> Iterator[Stale]:
    if not _is_settled(case, today):
        return
    if side.scope is None:
        yield Stale(StaleKind.NO_SCOPE, case.case, case.began_on)
    elif side.scope in (Scope.WITHIN, Scope.PARTLY) and not side.themes:
        yield Stale(StaleKind.NO_THEME, case.case, case.began_on)


def _is_settled(case: CountableCase, today: date) -> bool:
    """Whether it has been there long enough, or is closed."""
    return case.closed_on is not None or case.began_on + SETTLING < today
