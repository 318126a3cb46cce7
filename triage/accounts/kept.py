"""
Which deadlines of a case fell due in a period, and how each was kept.

A deadline belongs to the period in which the day lies that held in the end, after every lawful pause and
longer time: so it is counted once, however long its case goes on. A breach that no clock tells any more
belongs to the day that was missed. Late is what the engine calls late: by the date that held; how late is
counted from the first date of all.

What stands still has not fallen due. What a longer rule has taken the place of is counted under that one.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from intake.domain.translatable import N_, Worded
from triage.accounts.results import AccountPeriod
from triage.cases.countable import CountableCase
from triage.cases.countable_deadlines import CountableBreach, CountableDeadline
from triage.rules.codes import RuleKind
from triage.rules.local_limits import area_of
from triage.rules.rulebook import Rulebook

THEIRS = frozenset(
    {"BR-QUESTION", "BR-CONSENT", "BR-MINUTES", "BR-RENEW", "BR-MEETING", "BR-DORMANT", "RSL-67", "OFL-39-1"}
)
"""Clocks of what somebody else may do, and of what is only to be looked at: nobody is late by them."""
FOR_EVERYBODY = frozenset({"case:received", "office:received", "acknowledgement:given"})
"""What begins the clocks that every report or inquiry has: they tell no more than how many there were."""


class DeadlineKept(Worded):
    """How a deadline that fell due was kept, as of the last day of the period."""

    IN_TIME = "in_time", N_("In time")
    LATE = "late", N_("Late")
    OPEN_LATE = "open_late", N_("Open and late on the last day")
    FELL_AWAY = "fell_away", N_("Fell away")
    NOT_OVER = "not_over", N_("Not over on the last day")


class ClockRow(NamedTuple):
    """One clock of the account: whose limit it is, its rule, and the area where the rule has several."""

    kind: RuleKind
    rule: str
    area: str = ""

    @property
    def key(self) -> str:
        """By which a row is known, in every language."""
        return ":".join(filter(None, self))


class FallenDue(NamedTuple):
    """
    One deadline that fell due.

    Attributes:
        took: the days from its beginning to the day it was met; None where it was not, or nobody kept it.
        days_late: from the first date of all; None where it was not missed.
    """

    row: ClockRow
    subject: str
    kept: DeadlineKept
    took: int | None = None
    days_late: int | None = None
    stood: tuple[str, ...] = ()
    longer: tuple[str, ...] = ()
    responsible: str | None = None


class CountedClocks:
    """The clocks of an organisation's rulebook as the account knows them."""

    def __init__(self, rulebook: Rulebook) -> None:
        """Note which rule is only a longer one of another."""
        self._rulebook = rulebook
        newest = {id_: versions[-1] for id_, versions in rulebook.versions.items()}
        self._of_longer = {each.may_extend: id_ for id_, each in newest.items() if each.may_extend}
        self._starts = {id_: each.starts for id_, each in newest.items()}
        self._known: dict[tuple[str, date], tuple[str, RuleKind]] = {}
        self._rows: dict[ClockRow, ClockRow] = {}

    def fallen_due(self, case: CountableCase, period: AccountPeriod) -> Iterator[FallenDue]:
        """Give the deadlines of a case that fell due in a period, with the breaches kept beside them."""
        for each in case.deadlines:
            is_counted = each.extended_on is None and not each.paused_now and each.rule not in THEIRS
            if is_counted and period.holds(each.due_on):
                yield self._of_clock(each, period.last)
        for kept in case.breaches:
            missed_on = _missed_on(kept)
            if missed_on is not None and kept.rule not in THEIRS and period.holds(missed_on):
                yield self._of_breach(kept, missed_on, period.last)

    def stands(self, each: CountableDeadline, last: date) -> bool:
        """Whether a clock stands still that began by a day."""
        return each.paused_now and each.starts_on <= last and each.rule not in THEIRS

    def first_of(self, rule: str) -> str:
        """Give the rule that another is only a longer time of, or that rule itself."""
        while rule in self._of_longer:
            rule = self._of_longer[rule]
        return rule

    def is_for_everybody(self, rule: str) -> bool:
        """Whether every report or inquiry has the clock of a rule."""
        return self._starts.get(rule) in FOR_EVERYBODY

    def in_order(self, rows: Mapping[str, ClockRow]) -> list[str]:
        """Give the keys of rows: by whose limit they are, and then as the rules stand in their file."""
        kinds, ids = list(RuleKind), {id_: place for place, id_ in enumerate(self._rulebook.ids)}
        return sorted(
            rows,
            key=lambda key: (kinds.index(rows[key].kind), ids.get(rows[key].rule, len(ids)), rows[key].area),
        )

    def _of_clock(self, each: CountableDeadline, last: date) -> FallenDue:
        kept, took, days_late = DeadlineKept.NOT_OVER, None, None
        settled = each.settled_on or each.waived_on
        if settled is None or settled > last:
            if each.due_on < last:
                kept, days_late = DeadlineKept.OPEN_LATE, _days(each.original_on, last)
        elif each.was_late:
            kept, days_late = DeadlineKept.LATE, _days(each.original_on, settled)
        else:
            kept = DeadlineKept.FELL_AWAY if each.settled_on is None else DeadlineKept.IN_TIME
        if each.settled_on is not None and each.settled_on <= last:
            took = _days(each.starts_on, each.settled_on)
        is_longer = each.rule in self._of_longer or each.due_on > each.original_on
        return FallenDue(
            self._row(each.rule, each.subject, each.starts_on),
            each.subject,
            kept,
            took,
            days_late,
            each.paused,
            each.reasons or (("",) if is_longer else ()),
            each.responsible,
        )

    def _of_breach(self, kept: CountableBreach, missed_on: date, last: date) -> FallenDue:
        row = self._row(kept.rule, kept.subject, missed_on)
        if kept.settled_on is None or kept.settled_on <= last:
            late, days = DeadlineKept.LATE, kept.days_late
        else:
            late, days = DeadlineKept.OPEN_LATE, _days(missed_on, last)
        return FallenDue(row, kept.subject, late, days_late=days, responsible=kept.responsible)

    def _row(self, rule: str, subject: str, on: date) -> ClockRow:
        known = self._known.get((rule, on))
        if known is None:
            base = self.first_of(rule)
            known = self._known[rule, on] = base, self._rulebook.kind(base, on) or RuleKind.HOUSE
        base, kind = known
        row = ClockRow(kind, base, area_of(subject) if kind is RuleKind.PUBLISHED else "")
        return self._rows.setdefault(row, row)


def _missed_on(kept: CountableBreach) -> date | None:
    """The day that was missed; the oldest records tell only when it was over and how late."""
    if kept.due_on is None and kept.settled_on is not None:
        return kept.settled_on - timedelta(days=kept.days_late)
    return kept.due_on


def _days(first: date, last: date) -> int:
    return max(0, (last - first).days)
