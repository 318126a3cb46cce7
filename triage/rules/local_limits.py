"""
What an organisation has set for itself: published limits and what changes them for a time, earlier targets,
and the clocks of its bylaw.

The law says that there must be a limit for each area (retssikkerhedsloven § 3, stk. 2), not how long it is.
The council's bylaw gives the citizens' adviser's clocks their length. They stand in limits.toml and
bylaw.toml of the organisation's folder, and `local_rows` reads them as strictly as Betro's own rules:

    [[limit]]
    rule = "RSL-3-2"
    area = "home_help"
    length = 4
    unit = "week"
    valid_from = 2026-01-01
    source = "Sagsbehandlingsfrister, vedtaget af byrådet 2025-11-27"
    url = "https://www.example.dk/frister"

    [[temporary]]
    rule = "RSL-3-2"
    area = "home_help"
    length = 6
    unit = "week"
    valid_from = 2026-07-01
    valid_to = 2026-08-31
    announced_on = 2026-07-06
    source = "Nyhed på hjemmesiden"
    reason = { da = "Ferie og mange ansøgninger", en = "Holidays and many applications" }

    [[target]]
    rule = "WB-ACK"
    length = 3
    unit = "day"
    valid_from = 2026-01-01

    [[clock]]
    rule = "BR-REPLY"
    length = 3
    unit = "week"
    adopted_by = { da = "byrådet", en = "the city council" }
    adopted_on = 2025-11-27
    clause = { da = "Borgerrådgiverens vedtægt § 17, stk. 1", en = "Bylaw of the citizens' adviser § 17(1)" }
    valid_from = 2026-01-01
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any

from intake.domain.days import written
from intake.domain.languages import Text, words_in
from triage.rules.bitemporal import ALWAYS, Known, by, known_on
from triage.rules.codes import COUNTED_BY_CALENDAR, Confidence, RuleKind, Scheme, TimeUnit
from triage.rules.constraints import Code, Like, Misfit, One
from triage.rules.model import Calendar, Period, Positive, Rule, check_calendar

LIMIT, TEMPORARY, TARGET, CLOCK = "limit", "temporary", "target", "clock"
LATEST = "statutory"
"""The calendar of the latest date, whichever the house counts by: no date is arguable beyond it."""
Calendars = Mapping[str, Calendar]
_HAS = {
    LIMIT: ("area", "source"),
    TEMPORARY: ("area", "source", "reason"),
    TARGET: (),
    CLOCK: ("adopted_by", "adopted_on", "clause"),
}
"""The keys of each kind besides those of all."""
_PUBLISHED = ("url", "announced_on")
"""Those that a published one may have."""
_ADDRESS = Like(r"https://[^\s\"'<>]+", "an address that begins with https://")
_OF = "."
"""What stands before the area where a clock has a name of its own besides."""


class NoSuchLimitError(LookupError):
    """No limit holds for that rule, area and day. The sentence says which there are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LocalLimit(Known):
    """One limit of one area or what takes its place for a time, one target or one clock of the bylaw, as
    *kind* says; only what is published has an area.

    It counts for what begins from the day on which it was announced (`announced_on`), where that was late.

    What was recorded before `known_from` keeps what was known then. Who writes it before it holds need not
    say when it was known.
    """

    kind: str
    rule: Annotated[str, One("rule")]
    area: Code = ""
    length: Positive
    unit: TimeUnit
    calendar: Annotated[str, One("calendar")] | None = None
    source: str = ""
    url: Annotated[str, _ADDRESS] | None = None
    announced_on: date | None = None
    reason: Text | None = None
    adopted_by: Text | None = None
    adopted_on: date | None = None
    clause: Text | None = None

    def __post_init__(self) -> None:
        """Let it be known from when it holds, where nothing else is said."""
        if self.known_from == ALWAYS:
            object.__setattr__(self, "known_from", self.valid_from)

    def check(self) -> None:
        """Refuse what does not go together."""
        Known.check(self)
        for key in dict.fromkeys(key for keys in _HAS.values() for key in keys):
            if bool(getattr(self, key)) != (key in _HAS[self.kind]):
                raise Misfit(f"unknown key '{key}'" if getattr(self, key) else f"'{key}' is missing", key)
        for key in _PUBLISHED:
            if getattr(self, key) and self.kind not in (LIMIT, TEMPORARY):
                raise Misfit(f"unknown key '{key}'", key)
        if self.kind == TEMPORARY and self.valid_to is None:
            raise Misfit("'valid_to' is missing: what changes a limit for a time has an end")
        if self.unit is TimeUnit.HOUR:
            raise Misfit("what an organisation sets for itself is never in hours", "unit")
        check_calendar(self.unit, "calendar", self.calendar)

    def period(self, calendars: Calendars) -> Period:
        """Its length."""
        return local_period(calendars, self.length, self.unit, self.calendar)

    @property
    def slip(self) -> int:
        """How many days late it was announced."""
        return max(0, ((self.announced_on or self.valid_from) - self.valid_from).days)

    def is_announced(self, on: date) -> bool:
        """Whether it had been announced by a day."""
        return self.announced_on is None or self.announced_on <= on

    @property
    def adopted(self) -> Text:
        """The clause of the bylaw, with who adopted it and when, in each language of the clause."""
        said = (self.clause or {}).items()
        return {language: f"{words} ({self._adopted(language)})" for language, words in said}

    def _adopted(self, language: str) -> str:
        day = "" if self.adopted_on is None else written(self.adopted_on, "plain", language)
        return ", ".join(filter(None, (words_in(self.adopted_by or {}, language), day)))

    @property
    def key(self) -> tuple[str, str, str]:
        """What it is the limit of."""
        return self.kind, self.rule, self.area


@dataclass(frozen=True, slots=True)
class LocalLimits:
    """All of them, the names of the areas by code, and the calendars that count; *publish*: whether the
    organisation lets its portal show what it has published."""

    rows: tuple[LocalLimit, ...] = ()
    names: Mapping[str, Text] = field(default_factory=dict)
    calendars: Calendars = field(default_factory=dict)
    publish: bool = False
    # A rule is compared by identity, so the same rule with the same length must be one object: in all books
    # of one organisation, and in none of another's.
    made: dict[tuple[Any, ...], Rule] = field(default_factory=dict, repr=False, compare=False)
    # The rules that any row is about: of the others nothing is asked of the rows.
    ruled: frozenset[str] = field(default=frozenset(), init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Note which rules they are about."""
        object.__setattr__(self, "ruled", frozenset(row.rule for row in self.rows))

    def of(self, kind: str) -> tuple[LocalLimit, ...]:
        """Those of a kind."""
        return tuple(each for each in self.rows if each.kind == kind)

    def areas(self, rule: str | None = None) -> tuple[str, ...]:
        """The areas for which a limit is published, under a rule or any, in the order of the alphabet."""
        return tuple(sorted({each.area for each in self.of(LIMIT) if rule in (None, each.rule)}))

    def area_name(self, area: str, language: str) -> str:
        """The name of an area; where none is written, its code."""
        return words_in(self.names[area], language) if area in self.names else area.replace("_", " ")

    def clock(self, rule: str, on: date) -> LocalLimit | None:
        """The clock that the bylaw has adopted for what begins on a day, if it has."""
        return self._holding((CLOCK, rule, ""), on)

    def aimed(self, rule: Rule, on: date) -> Rule:
        """The rule as the bylaw has it, with the organisation's own target for what begins on a day."""
        if (clock := self.clock(rule.id, on)) is not None:
            rule = self._once(_as_bylaw, rule, clock.period(self.calendars), tuple(clock.adopted.items()))
        target = self._holding((TARGET, rule.id, ""), on)
        return rule if target is None else self._once(_with_target, rule, target.period(self.calendars))

    def limited(self, rule: Rule, area: str, on: date) -> Rule:
        """The rule with the limit that is published for an area. Raises NoSuchLimitError."""
        for id_ in filter(None, (rule.id, rule.length_of)):
            if limit := self._published(id_, area, on):
                return self._once(_as_published, rule, limit.period(self.calendars), limit.source)
        areas = self.areas(rule.id)
        if area in areas:
            raise NoSuchLimitError(f"no limit of {rule.id} for {area} is in force on {on.isoformat()}")
        known = ", ".join(areas) or "none"
        raise NoSuchLimitError(f"no limit of {rule.id} is published for {area!r}; known areas: {known}")

    def known(self, on: date, calendars: Calendars) -> "LocalLimits":
        """What was known of it on a day, counted by the calendars of that day."""
        groups = by(lambda each: each.key, self.rows).values()
        rows = tuple(row for group in groups for row in known_on(group, on, puts_right))
        return replace(self, rows=rows, calendars=calendars)

    def _published(self, rule: str, area: str, on: date) -> LocalLimit | None:
        """What was announced for a day: what changes it for a time, else the limit, else the one before."""
        changed = self._holding((TEMPORARY, rule, area), on)
        if changed is not None and changed.is_announced(on):
            return changed
        held = self._holding((LIMIT, rule, area), on)
        if held is None:
            return None
        begun = (each for each in self.rows if each.key == held.key and each.valid_from <= on)
        announced = (each for each in begun if each.is_announced(on))
        return max(announced, key=lambda each: each.valid_from, default=None)

    def _holding(self, key: tuple[str, str, str], on: date) -> LocalLimit | None:
        return next((each for each in self.rows if each.key == key and each.holds(on)), None)

    def _once(self, make: Callable[..., Rule], *of: Any) -> Rule:
        if (make, *of) not in self.made:
            self.made[make, *of] = make(*of)
        return self.made[make, *of]


def takes_local_limit(rule: Rule) -> bool:
    """Whether the organisation may set the length: the law leaves it open, or no case arms its own rule."""
    return rule.own_length or (rule.kind is RuleKind.HOUSE and rule.calculator)


def takes_bylaw(rule: Rule) -> bool:
    """Whether a bylaw may set the length: it is the office's own clock of a case of the citizens' adviser."""
    in_days = rule.period.unit is not TimeUnit.HOUR
    return rule.kind is RuleKind.HOUSE and Scheme.COMPLAINTS in rule.schemes and in_days


def with_period(rule: Rule, period: Period, source: str | None = None) -> Rule:
    """The rule with the organisation's own length, and with where that is published.

    A law that leaves the length open stays named as the source beside it.
    """
    sources = [rule.source] if source is None or rule.own_length else []
    sources += [source] if source is not None else []
    return replace(rule, period=period, own_length=False, source="; ".join(sources))


def _as_published(rule: Rule, period: Period, source: str) -> Rule:
    """The rule as it is published: it binds the municipality, and its length is no law's."""
    confidence = rule.confidence if rule.own_length else Confidence.V
    return replace(with_period(rule, period, source), kind=RuleKind.PUBLISHED, confidence=confidence)


def area_of(subject: str) -> str:
    """The area in what a clock is about, which may have a name of its own before it."""
    return subject.rpartition(_OF)[2]


def local_period(calendars: Calendars, length: int, unit: TimeUnit, calendar: str | None = None) -> Period:
    """A length as a period; what is counted by a calendar is counted by `statutory` for the latest date."""
    if unit not in COUNTED_BY_CALENDAR:
        return Period(length, unit, None, None)
    return Period(length, unit, calendars[calendar or "strict"], calendars[LATEST])


def _as_bylaw(rule: Rule, period: Period, clause: Sequence[tuple[str, str]]) -> Rule:
    """The rule as the council has adopted it: it binds, so the office's own closing days do not move it."""
    return replace(
        with_period(rule, period),
        kind=RuleKind.BYLAW,
        confidence=Confidence.V,
        clause=MappingProxyType(dict(clause)),
        own_closing=False,
        roll=None if period.unit in COUNTED_BY_CALENDAR else rule.roll,
    )


def _with_target(rule: Rule, target: Period) -> Rule:
    return replace(rule, target=target)


def puts_right(one: LocalLimit, other: LocalLimit) -> bool:
    """Whether a row, once it is known, stands in the place of another."""
    return one.valid_from == other.valid_from and one.known_from > other.known_from
