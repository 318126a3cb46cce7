"""From the tables of deadlines.toml to rules with every reference resolved."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from triage.rules.clock_data import extendable, interruption, own_closing, pausable
from triage.rules.model import (
    ALWAYS,
    COUNTED_BY_CALENDAR,
    COUNTED_BY_MONTH,
    Anchor,
    Calendar,
    Cap,
    Confidence,
    Duty,
    EventName,
    Kind,
    Ladder,
    MonthEnd,
    Period,
    Roll,
    Rule,
    Scheme,
    Unit,
)
from triage.rules.tables import File, Table

_ID = re.compile(r"[A-Z][A-Z0-9]*(-[A-Z0-9]+)+")
_TAG = re.compile(r"[a-z_]+:[a-z_]+")
_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True, slots=True)
class Known:
    """What a rule may refer to."""

    events: Mapping[str, EventName]
    calendars: Mapping[str, Calendar]
    ladders: tuple[Ladder, ...]


def read_events(file: File) -> dict[str, EventName]:
    """The vocabulary of events by tag; short names are unique too. Raises RulebookError."""
    events: dict[str, EventName] = {}
    for table in file.tables("event"):
        event = EventName(table.text("tag"), table.text("name"), table.text("title"))
        if not _TAG.fullmatch(event.tag):
            raise table.refuse("an event's tag is written subject:happening in small letters", "tag")
        if event.name == "start" or event.tag in events or event.name in {e.name for e in events.values()}:
            raise table.refuse(f"the event '{event.tag}' or its name '{event.name}' is taken", "tag")
        table.done()
        events[event.tag] = event
    return events


def read_rules(file: File, known: Known) -> list[tuple[Rule, Table]]:
    """Every version of every rule with the table it came from. Raises RulebookError."""
    return [(_rule(table, known), table) for table in file.tables("rule")]


def read_duties(file: File, known: Known) -> tuple[Duty, ...]:
    """The duties without a length. Raises RulebookError."""
    duties = []
    for table in file.tables("duty"):
        duty = Duty(
            id=_id(table),
            title=table.text("title"),
            starts=table.one_of("starts", known.events),
            source=table.text("source"),
            confidence=table.choice("confidence", Confidence),
        )
        table.done()
        duties.append(duty)
    return tuple(duties)


def _id(table: Table) -> str:
    text = table.text("id")
    if not _ID.fullmatch(text):
        raise table.refuse(f"'id' is {text!r}; ids are capitals and digits joined by hyphens", "id")
    return text


def _rule(table: Table, known: Known) -> Rule:
    kind = table.choice("kind", Kind)
    unit = table.choice("unit", Unit)
    roll = table.choice("roll", Roll)
    schemes = _schemes(table)
    law = schemes if kind is Kind.STATUTE else frozenset()
    reasons = pausable(table, unit, law)
    longer, by_notice = extendable(table, unit)
    rule = Rule(
        id=_id(table),
        version=table.whole("version", 1),
        title=table.text("title"),
        country=_country(table),
        schemes=schemes,
        kind=kind,
        starts=table.one_of("starts", known.events),
        only_after=table.one_of("only_after", known.events) if table.has("only_after") else None,
        cap=_cap(table, known),
        lead=_period(table.inner("lead"), known, done=True) if table.has("lead") else None,
        anchor=table.choice("anchor", Anchor) if table.has("anchor") else Anchor.EVENT,
        satisfied_by=_satisfied_by(table, known),
        period=_period(table, known, own=_own_length(table)),
        own_length=_own_length(table),
        month_end=_month_end(table, unit),
        roll=roll,
        roll_calendar=_roll_calendar(table, known, unit, roll),
        own_closing=own_closing(table, kind),
        may_extend=longer,
        may_pause=bool(reasons),
        pause_reasons=reasons,
        interruption=interruption(table, law),
        by_notice=by_notice,
        target=_target(table, known),
        waivers=table.texts("waivers"),
        waived_by=_waived_by(table, known),
        source=table.text("source"),
        confidence=_confidence(table, kind),
        valid_from=table.day("valid_from"),
        valid_to=table.day("valid_to") if table.has("valid_to") else None,
        known_from=table.day("known_from") if table.has("known_from") else ALWAYS,
        corrects=table.whole("corrects", 1) if table.has("corrects") else None,
        ladders=known.ladders,
    )
    table.done()
    if rule.valid_to is not None and rule.valid_to < rule.valid_from:
        raise table.refuse("'valid_to' is before 'valid_from'", "valid_to")
    return rule


def _country(table: Table) -> str:
    text = table.text("country")
    if not _COUNTRY.fullmatch(text):
        raise table.refuse(f"'country' is {text!r}; it is two capital letters", "country")
    return text


def _schemes(table: Table) -> frozenset[Scheme]:
    words = table.texts("schemes")
    known = {scheme.value for scheme in Scheme}
    for word in words:
        if word not in known:
            raise table.refuse(f"'schemes' has {word!r}; known are {', '.join(sorted(known))}", "schemes")
    if not words:
        raise table.refuse("'schemes' is empty: a rule that nothing arms must say 'calculator'", "schemes")
    if Scheme.CALCULATOR.value in words and len(words) > 1:
        raise table.refuse("'calculator' stands alone: it means that no case arms the rule", "schemes")
    return frozenset(Scheme(word) for word in words)


def _satisfied_by(table: Table, known: Known) -> tuple[str, ...]:
    tags = table.texts("satisfied_by")
    for tag in tags:
        if tag not in known.events:
            raise table.refuse(f"'satisfied_by' names {tag!r}, which no [[event]] declares", "satisfied_by")
    if not tags:
        raise table.refuse("'satisfied_by' is empty: such a clock could never stop", "satisfied_by")
    return tags


def _own_length(table: Table) -> bool:
    # Some limits are published by each municipality for itself; the law only says that there must be one.
    return table.has("own_length") and table.flag("own_length")


def _period(table: Table, known: Known, *, own: bool = False, done: bool = False) -> Period:
    unit = table.choice("unit", Unit)
    by_calendar = unit in COUNTED_BY_CALENDAR
    if own and table.has("length"):
        raise table.refuse("a rule has either 'length' or 'own_length'", "length")
    if by_calendar != table.has("calendar"):
        verb = "needs" if by_calendar else "has no use for"
        raise table.refuse(f"the unit '{unit}' {verb} a 'calendar'", "calendar")
    period = Period(
        length=0 if own else table.whole("length", 0),
        unit=unit,
        calendar=known.calendars[table.one_of("calendar", known.calendars)] if by_calendar else None,
        calendar_latest=(
            known.calendars[table.one_of("calendar_latest", known.calendars)] if by_calendar else None
        ),
    )
    if done:
        table.done()
    return period


def _cap(table: Table, known: Known) -> Cap | None:
    if not table.has("cap"):
        return None
    inner = table.inner("cap")
    event = inner.one_of("event", known.events)
    return Cap(event=event, period=_period(inner, known, done=True))


def _month_end(table: Table, unit: Unit) -> MonthEnd:
    if (unit in COUNTED_BY_MONTH) != table.has("month_end"):
        raise table.refuse("'month_end' belongs to months and years, and to them only", "month_end")
    return table.choice("month_end", MonthEnd) if unit in COUNTED_BY_MONTH else MonthEnd.CLAMP


def _roll_calendar(table: Table, known: Known, unit: Unit, roll: Roll) -> Calendar | None:
    if unit in COUNTED_BY_CALENDAR or unit is Unit.HOUR:
        if roll is not Roll.NONE:
            raise table.refuse(f"a period in '{unit}' cannot roll; 'roll' must be 'none'", "roll")
        return None
    if (roll is Roll.NONE) == table.has("calendar_latest"):
        raise table.refuse(
            "'calendar_latest' says on which days the latest date cannot fall: needed when it rolls"
        )
    return None if roll is Roll.NONE else known.calendars[table.one_of("calendar_latest", known.calendars)]


def _target(table: Table, known: Known) -> Period | None:
    if not table.has("target"):
        return None
    inner = table.inner("target")
    if inner.choice("unit", Unit) is Unit.HOUR:
        raise table.refuse("a target is a day: its unit cannot be 'hour'", "target")
    return _period(inner, known, done=True)


def _waived_by(table: Table, known: Known) -> str | None:
    if bool(table.texts("waivers")) != table.has("waived_by"):
        raise table.refuse(
            "'waivers' and 'waived_by' belong together: reasons, and the event that says one", "waivers"
        )
    return table.one_of("waived_by", known.events) if table.has("waived_by") else None


def _confidence(table: Table, kind: Kind) -> Confidence:
    confidence = table.choice("confidence", Confidence)
    if (confidence is Confidence.HOUSE) != (kind is Kind.HOUSE):
        raise table.refuse("'confidence' is 'house' for house rules and only for them", "confidence")
    return confidence
