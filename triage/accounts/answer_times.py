"""
How long units took to answer what they were sent in a period, how often they were reminded, and what they
never answered: what no table of a counting profile can say.

A request belongs to the period in which it was sent. What had not been answered by the last day counts as not
answered, whatever came later; what was taken back counts nowhere.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from intake.domain.translatable import N_, Worded
from triage.accounts.made_tables import MadeTable
from triage.accounts.results import AccountPeriod, CountedTable, ThingKey
from triage.cases.countable import CountableCase, CountableInquiry, CountableRecord, CountableRequest
from triage.rules.counted import NO, YES

ANSWERS, REMINDED = "answers_by_unit", "reminded_by_unit"
"""The tables: how long each unit took, and whether it was reminded."""


class Took(Worded):
    """How long an answer took, from the day the request was sent."""

    WEEK = "week", N_("At most 7 days")
    FORTNIGHT = "fortnight", N_("8 to 14 days")
    THREE_WEEKS = "three_weeks", N_("15 to 21 days")
    FOUR_WEEKS = "four_weeks", N_("22 to 28 days")
    LONGER = "longer", N_("More than 28 days")
    NOT_ANSWERED = "not_answered", N_("Not answered")


_UP_TO = ((7, Took.WEEK), (14, Took.FORTNIGHT), (21, Took.THREE_WEEKS), (28, Took.FOUR_WEEKS))


@dataclass(slots=True)
class UnitAnswers:
    """What is told of a unit besides: the days that its answers took, and how many reminders it was sent."""

    days: Counter[int] = field(default_factory=Counter)
    reminders: int = 0


@dataclass(frozen=True, slots=True)
class AnswerTimes:
    """What units answered of what they were sent in a period: its tables by code, and more by unit."""

    period: AccountPeriod
    tables: Mapping[str, CountedTable]
    by_unit: Mapping[str, UnitAnswers]


class AnswerCount:
    """Counts how units answered what they were sent in a period, one record after the other."""

    def __init__(self, period: AccountPeriod, *, trace: bool = True) -> None:
        """Begin with nothing; with a *trace* each number keeps the cases behind it."""
        self._period = period
        self._answers, self._reminded = MadeTable(ANSWERS, trace=trace), MadeTable(REMINDED, trace=trace)
        self._by_unit: dict[str, UnitAnswers] = {}

    def add(self, record: CountableRecord) -> None:
        """Count what one case tells, each once and in any order."""
        if not isinstance(record, CountableCase) or not isinstance(record.of, CountableInquiry):
            return
        for number, request in enumerate(record.of.requests):
            if self._period.holds(request.sent_on):
                self._add(request, ("request", record.case, number))

    def _add(self, request: CountableRequest, thing: ThingKey) -> None:
        took = _took(request, self._period.last)
        of_unit = self._by_unit.setdefault(request.unit, UnitAnswers())
        of_unit.reminders += request.chases
        if took is not None:
            of_unit.days[took] += 1
        self._answers.add(request.unit, _band(took), thing)
        self._reminded.add(request.unit, YES if request.chases else NO, thing)

    def result(self) -> AnswerTimes:
        """Give what was counted."""
        tables = {
            ANSWERS: self._answers.table(self._answers.rows, tuple(Took)),
            REMINDED: self._reminded.table(self._reminded.rows, (YES, NO)),
        }
        return AnswerTimes(self._period, tables, self._by_unit)


def _took(request: CountableRequest, last: date) -> int | None:
    """The days until the answer; None where there was none by a day."""
    replied = request.replied_on
    return None if replied is None or replied > last else max(0, (replied - request.sent_on).days)


def _band(took: int | None) -> Took:
    if took is None:
        return Took.NOT_ANSWERED
    return next((band for most, band in _UP_TO if took <= most), Took.LONGER)
