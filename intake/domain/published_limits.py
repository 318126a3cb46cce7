"""
How long a municipality says that its decisions may take, area by area (retssikkerhedsloven § 3, stk. 2): what
counts on a day, what changed it for a time, and what held before. The portal and the office show the same.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Self

from intake.domain.languages import DEFAULT, Text, words_in
from intake.domain.offered import dated
from intake.domain.translatable import N_

ABOUT: Mapping[str, str] = {
    "RSL-3-2": N_("From application to decision"),
    "RSL-REMAND": N_("A new decision, when an appeal body has sent a case back"),
    "LOCAL-RESP": N_("Answer to a letter or an e-mail"),
}
"""What the citizen waits for, by the rule; the others are no citizen's affair and are not shown."""
PERIODS: Mapping[str, tuple[str, str]] = {
    "day": (N_("1 day"), N_("%(length)s days")),
    "working_day": (N_("1 working day"), N_("%(length)s working days")),
    "weekday": (N_("1 weekday"), N_("%(length)s weekdays")),
    "week": (N_("1 week"), N_("%(length)s weeks")),
    "month": (N_("1 month"), N_("%(length)s months")),
    "year": (N_("1 year"), N_("%(length)s years")),
    "hour": (N_("1 hour"), N_("%(length)s hours")),
}
"""The words for a length of time, for one and for many, by its unit."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PublishedLimit:
    """
    One limit of one area, or what takes its place for a time: then with its *reason*.

    Attributes:
        source: where it is published; *url* the address, where it has one.
        announced_on: the day on which it was published, where that is known to be another than its first.
    """

    rule: str
    area: str
    names: Text
    length: int
    unit: str
    source: str
    valid_from: date
    valid_to: date | None = None
    url: str | None = None
    announced_on: date | None = None
    reason: Text | None = None

    @classmethod
    def read(cls, row: Mapping[str, Any]) -> Self:
        """Give it back from `row`."""
        days = {name: row[name] and date.fromisoformat(row[name]) for name in _DAYS}
        return cls(**{**row, **days})

    @property
    def row(self) -> dict[str, Any]:
        """It as it is kept, with days as text."""
        announced = None if self.announced_on is None else self.announced_on.isoformat()
        kept = {each.name: getattr(self, each.name) for each in fields(self) if each.name not in _DAYS}
        return {**kept, **dated(self.valid_from, self.valid_to), "announced_on": announced}

    @property
    def slip(self) -> int:
        """How many days late it was announced."""
        return max(0, ((self.announced_on or self.valid_from) - self.valid_from).days)

    def counts(self, on: date) -> bool:
        """Whether it holds on a day, and had been announced by then."""
        return self.holds(on) and self.is_announced(on)

    def holds(self, on: date) -> bool:
        """Whether it is the one of a day, announced by then or not."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    def is_announced(self, on: date) -> bool:
        """Whether it had begun and been announced by a day."""
        return max(self.valid_from, self.announced_on or self.valid_from) <= on


_DAYS = ("valid_from", "valid_to", "announced_on")


@dataclass(frozen=True, slots=True, eq=False)
class AreaLimits:
    """
    What is published for one area: *now* what counts, *usual* what does but for a change for a time; None
    where nothing does. *others* are all the rest, the newest first.
    """

    rule: str
    names: Text
    now: PublishedLimit | None
    usual: PublishedLimit | None
    others: tuple[PublishedLimit, ...]

    @property
    def about(self) -> str:
        """What the citizen waits for, an English msgid."""
        return ABOUT[self.rule]

    @property
    def slips(self) -> int:
        """How many of its limits were announced late."""
        return sum(each.slip > 0 for each in (self.now, *self.others) if each is not None)


@dataclass(frozen=True, slots=True, eq=False)
class PublishedTable:
    """What a portal shows of it on a day; nothing where the organisation does not let it."""

    areas: tuple[AreaLimits, ...] = ()


def by_area(published: Iterable[PublishedLimit], on: date) -> tuple[AreaLimits, ...]:
    """Give what a day has of what was published, in the order of the Danish names of the areas."""
    found: dict[tuple[str, str], list[PublishedLimit]] = {}
    for each in sorted(published, key=lambda each: each.valid_from, reverse=True):
        if each.rule in ABOUT:
            found.setdefault((each.rule, each.area), []).append(each)
    areas = (_area(rule, rows, on) for (rule, _area_code), rows in found.items())
    order = tuple(ABOUT)
    return tuple(sorted(areas, key=lambda each: (order.index(each.rule), words_in(each.names, DEFAULT))))


def _area(rule: str, rows: list[PublishedLimit], on: date) -> AreaLimits:
    held = any(each.reason is None and each.holds(on) for each in rows)
    # Until the limit of a day is announced, the one before it counts.
    usual = next((each for each in rows if held and each.reason is None and each.is_announced(on)), None)
    changed = next((each for each in rows if each.reason is not None and each.counts(on)), None)
    now = changed or usual
    return AreaLimits(rule, rows[0].names, now, usual, tuple(each for each in rows if each is not now))
