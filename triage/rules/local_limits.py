"""
What an organisation has set for itself: published limits, earlier targets, and the clocks of its bylaw.

Values only; `local_rows` reads them.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from intake.domain.languages import Text, words_in
from triage.rules.bitemporal import known_on
from triage.rules.codes import COUNTED_BY_CALENDAR, Confidence, Kind, Roll, Scheme, TimeUnit
from triage.rules.model import Calendar, Period, Rule

LATEST = "statutory"
"""The calendar of the latest date, whichever the house counts by: no date is arguable beyond it."""
Calendars = Mapping[str, Calendar]


class NoSuchLimitError(LookupError):
    """No limit holds for that rule, area and day. The sentence says which there are."""


@dataclass(frozen=True, slots=True)
class LocalLimit:
    """One limit of one area, one target or one clock of the bylaw, as *kind* says; only a limit has an area.

    Both ends of its validity are included. What was recorded before `known_from` keeps what was known then.
    """

    kind: str
    rule: str
    area: str
    period: Period
    source: str
    valid_from: date
    valid_to: date | None
    known_from: date

    def holds(self, on: date) -> bool:
        """Whether it is the limit for what begins on that day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    @property
    def key(self) -> tuple[str, str]:
        """What it is the limit of."""
        return self.rule, self.area


@dataclass(frozen=True, slots=True)
class LocalLimits:
    """All of them, and the names of the areas by code."""

    limits: tuple[LocalLimit, ...] = ()
    targets: tuple[LocalLimit, ...] = ()
    clocks: tuple[LocalLimit, ...] = ()
    names: Mapping[str, Text] = field(default_factory=dict)
    written: tuple[LocalLimit, ...] = ()
    """All there ever was of them, corrected or not."""
    # A rule is compared by identity, so the same rule with the same length must be one object: in all books
    # of one organisation, and in none of another's.
    made: dict[tuple[Any, ...], Rule] = field(default_factory=dict, repr=False, compare=False)

    @property
    def rules(self) -> frozenset[str]:
        """The rules for which there is a limit."""
        return frozenset(each.rule for each in self.limits)

    def areas(self, rule: str) -> tuple[str, ...]:
        """The areas for which a limit is published under a rule, in the order of the alphabet."""
        return tuple(sorted({each.area for each in self.limits if each.rule == rule}))

    def area_name(self, area: str, language: str) -> str:
        """The name of an area; where none is written, its code."""
        return words_in(self.names[area], language) if area in self.names else area.replace("_", " ")

    def find(self, rule: str, area: str, on: date) -> LocalLimit:
        """The limit of an area for what begins on a day. Raises NoSuchLimitError."""
        of_area = [each for each in self.limits if each.key == (rule, area)]
        for each in of_area:
            if each.holds(on):
                return each
        if of_area:
            raise NoSuchLimitError(f"no limit of {rule} for {area} is in force on {on.isoformat()}")
        known = ", ".join(self.areas(rule)) or "none"
        raise NoSuchLimitError(f"no limit of {rule} is published for {area!r}; known areas: {known}")

    def clock(self, rule: str, on: date) -> LocalLimit | None:
        """The clock that the bylaw has adopted for what begins on a day, if it has."""
        return next((each for each in self.clocks if each.rule == rule and each.holds(on)), None)

    def aimed(self, rule: Rule, on: date) -> Rule:
        """The rule as the bylaw has it, with the organisation's own target for what begins on a day."""
        if (clock := self.clock(rule.id, on)) is not None:
            rule = self._once(_as_bylaw, rule, clock.period, clock.source)
        targets = (each.period for each in self.targets if each.rule == rule.id and each.holds(on))
        target = next(targets, None)
        return rule if target is None else self._once(_with_target, rule, target)

    def limited(self, rule: Rule, area: str, on: date) -> Rule:
        """The rule with the limit that is published for an area. Raises NoSuchLimitError."""
        limit = self.find(rule.id, area, on)
        return self._once(with_period, rule, limit.period, limit.source)

    def _once(self, make: Callable[..., Rule], *of: Any) -> Rule:
        if (make, *of) not in self.made:
            self.made[make, *of] = make(*of)
        return self.made[make, *of]

    def known(self, on: date) -> "LocalLimits":
        """What was known of it on a day."""
        return replace(
            self,
            limits=tuple(_known(self.limits, on)),
            targets=tuple(_known(self.targets, on)),
            clocks=tuple(_known(self.clocks, on)),
        )


def takes_local_limit(rule: Rule) -> bool:
    """Whether the organisation may set the length: the law leaves it open, or no case arms its own rule."""
    return rule.own_length or (rule.kind is Kind.HOUSE and rule.schemes == {Scheme.CALCULATOR})


def takes_bylaw(rule: Rule) -> bool:
    """Whether a bylaw may set the length: it is the office's own clock of a case of the citizens' adviser."""
    in_days = rule.period.unit is not TimeUnit.HOUR
    return rule.kind is Kind.HOUSE and Scheme.COMPLAINTS in rule.schemes and in_days


def with_period(rule: Rule, period: Period, source: str | None = None) -> Rule:
    """The rule with the organisation's own length, and with where that is published.

    A law that leaves the length open stays named as the source beside it.
    """
    sources = [rule.source] if source is None or rule.own_length else []
    sources += [source] if source is not None else []
    return replace(rule, period=period, own_length=False, source="; ".join(sources))


def local_period(calendars: Calendars, length: int, unit: TimeUnit, calendar: str | None = None) -> Period:
    """A length as a period; what is counted by a calendar is counted by `statutory` for the latest date."""
    if unit not in COUNTED_BY_CALENDAR:
        return Period(length, unit, None, None)
    return Period(length, unit, calendars[calendar or "strict"], calendars[LATEST])


def _as_bylaw(rule: Rule, period: Period, source: str) -> Rule:
    """The rule as the council has adopted it: it binds, so the office's own closing days do not move it."""
    by_calendar = period.unit in COUNTED_BY_CALENDAR
    return replace(
        with_period(rule, period),
        kind=Kind.BYLAW,
        confidence=Confidence.V,
        source=source,
        own_closing=False,
        roll=Roll.NONE if by_calendar else rule.roll,
        roll_calendar=None if by_calendar else rule.roll_calendar,
    )


def _with_target(rule: Rule, target: Period) -> Rule:
    return replace(rule, target=target)


def _known(rows: Iterable[LocalLimit], on: date) -> list[LocalLimit]:
    by_key: dict[tuple[str, str], list[LocalLimit]] = {}
    for each in rows:
        by_key.setdefault(each.key, []).append(each)
    return [row for of_key in by_key.values() for row in known_on(of_key, on, puts_right)]


def puts_right(one: LocalLimit, other: LocalLimit) -> bool:
    """Whether a row, once it is known, stands in the place of another."""
    return one.valid_from == other.valid_from and one.known_from > other.known_from
