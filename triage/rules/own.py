"""What a house has set for itself: its published limits by area, and its own earlier aims. Values only."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache

from triage.rules.model import Kind, Period, Rule, Scheme


class NoSuchLimitError(LookupError):
    """No limit holds for that rule, area and day. The sentence says which there are."""


@dataclass(frozen=True, slots=True)
class OwnLimit:
    """One limit of one area, or one aim (then without area and source).

    Both ends of its validity are included. What was recorded before `known_from` keeps what was known then.
    """

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


@dataclass(frozen=True, slots=True)
class OwnLimits:
    """Every limit that the house has published, its aims, and the names of its areas by code and language."""

    limits: tuple[OwnLimit, ...] = ()
    aims: tuple[OwnLimit, ...] = ()
    names: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def rules(self) -> frozenset[str]:
        """The rules for which there is a limit."""
        return frozenset(each.rule for each in self.limits)

    def areas(self, rule: str) -> tuple[str, ...]:
        """The areas for which the house has published a limit under a rule, in the order of the alphabet."""
        return tuple(sorted({each.area for each in self.limits if each.rule == rule}))

    def find(self, rule: str, area: str, on: date) -> OwnLimit:
        """The limit of an area for what begins on a day. Raises NoSuchLimitError."""
        of_area = [each for each in self.limits if (each.rule, each.area) == (rule, area)]
        for each in of_area:
            if each.holds(on):
                return each
        if of_area:
            raise NoSuchLimitError(f"no limit of {rule} for {area} is in force on {on.isoformat()}")
        known = ", ".join(self.areas(rule)) or "none"
        raise NoSuchLimitError(f"no limit of {rule} is published for {area!r}; known areas: {known}")

    def aimed(self, rule: Rule, on: date) -> Rule:
        """The rule with the house's own aim for what begins on a day, if it has one."""
        aims = (each.period for each in self.aims if each.rule == rule.id and each.holds(on))
        aim = next(aims, None)
        return rule if aim is None else _with_aim(rule, aim)


def takes_own_limit(rule: Rule) -> bool:
    """Whether the house may set the length: the law leaves it open, or no case arms its own rule."""
    return rule.own_length or (rule.kind is Kind.HOUSE and rule.schemes == {Scheme.CALCULATOR})


# A rule is compared by identity, so the same rule with the same length must be one object.
@cache
def with_period(rule: Rule, period: Period, source: str | None = None) -> Rule:
    """The rule with the house's own length, and with where that is published.

    A law that leaves the length open stays named as the source beside it.
    """
    sources = [rule.source] if source is None or rule.own_length else []
    sources += [source] if source is not None else []
    return replace(rule, period=period, own_length=False, source="; ".join(sources))


@cache
def _with_aim(rule: Rule, aim: Period) -> Rule:
    return replace(rule, target=aim)
