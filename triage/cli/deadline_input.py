"""EVENT=DATE words of the command line, read strictly: what cannot be understood is said, never guessed."""

from dataclasses import dataclass
from datetime import date, datetime

import click

from intake.clock import COPENHAGEN, local_date
from triage.engine.deadline import Happened
from triage.rules.codes import TimeUnit
from triage.rules.local_limits import takes_local_limit
from triage.rules.model import Rule
from triage.rules.rulebook import Rulebook

START = "start"
OWN = ("area", "length", "unit")
"""Words that say the limit itself, for rules where each municipality sets its own."""
_UNITS = tuple(unit.value for unit in TimeUnit if unit is not TimeUnit.HOUR)
_LONGEST = 9999
_DATE_LENGTH = len("2026-12-31")
_FIRST_YEAR, _LAST_YEAR = 1900, 2200


def happened_from(book: Rulebook, rule: Rule, words: tuple[str, ...]) -> Happened:
    """What happened when, by event tag, from words like start=2026-01-31. Raises click.UsageError."""
    typed: dict[str, date | datetime] = {}
    names = _names(book, rule)
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            raise click.UsageError(f"{word!r} is not EVENT=DATE.")
        if name not in names:
            raise click.UsageError(f"{rule.id} does not look at {name!r}; it knows {', '.join(names)}.")
        tag = names[name]
        value = _day_or_time(name, text, needs_time=rule.period.unit is TimeUnit.HOUR and tag == rule.starts)
        if typed.setdefault(tag, value) != value:
            raise click.UsageError(f"{name!r} is given twice with different dates.")
    _check_order(book, rule, typed)
    return typed


@dataclass(frozen=True, slots=True)
class TypedLimit:
    """The limit as it was typed: the area it is published for, or its length and unit."""

    area: str | None
    length: int | None
    unit: TimeUnit | None


def typed_limit(rule: Rule, words: tuple[str, ...]) -> tuple[TypedLimit, tuple[str, ...]]:
    """What the words say of the limit itself, and the other words. Raises click.UsageError."""
    said = {name: text for name, equals, text in (word.partition("=") for word in words) if equals}
    typed = {name: said[name] for name in OWN if name in said}
    rest = tuple(word for word in words if word.partition("=")[0] not in OWN)
    if typed and not takes_local_limit(rule):
        raise click.UsageError(f"{rule.id} has its own length; it takes no {next(iter(typed))}=.")
    if "area" in typed and len(typed) > 1:
        raise click.UsageError("Say either area= or length= and unit=, not both.")
    if "unit" in typed and "length" not in typed:
        raise click.UsageError("unit= needs length=.")
    return TypedLimit(typed.get("area"), _length(typed.get("length")), _unit(typed.get("unit"))), rest


def _length(text: str | None) -> int | None:
    if text is None:
        return None
    if not text.isascii() or not text.isdecimal() or not 1 <= int(text) <= _LONGEST:
        raise click.UsageError(f"length={text} is not a whole number from 1 to {_LONGEST}.")
    return int(text)


def _unit(text: str | None) -> TimeUnit | None:
    if text is not None and text not in _UNITS:
        raise click.UsageError(f"unit={text} is not one of {', '.join(_UNITS)}.")
    return None if text is None else TimeUnit(text)


def _names(book: Rulebook, rule: Rule) -> dict[str, str]:
    tags = [rule.starts, *([rule.cap.event] if rule.cap else []), *rule.satisfied_by]
    tags += [tag for tag in (rule.only_after, rule.waived_by) if tag]
    return {START: rule.starts, **{book.events[tag].name: tag for tag in tags}, **{tag: tag for tag in tags}}


def _check_order(book: Rulebook, rule: Rule, happened: Happened) -> None:
    if rule.cap is None or rule.cap.event not in happened or rule.starts not in happened:
        return
    if local_date(happened[rule.starts]) < local_date(happened[rule.cap.event]):
        first, then = book.events[rule.cap.event].name, book.events[rule.starts].name
        raise click.UsageError(f"The dates contradict each other: {then} is before {first}.")


def _day_or_time(name: str, text: str, *, needs_time: bool) -> date | datetime:
    try:
        value = date.fromisoformat(text) if len(text) == _DATE_LENGTH else datetime.fromisoformat(text)
    except ValueError:
        example = "2026-12-31 or 2026-12-31T14:30+01:00"
        raise click.UsageError(f"{name}={text} is not a date; write {example}.") from None
    if not _FIRST_YEAR <= value.year <= _LAST_YEAR:
        raise click.UsageError(f"{name}={text} is too far away; dates go from {_FIRST_YEAR} to {_LAST_YEAR}.")
    if isinstance(value, datetime):
        return value if value.utcoffset() is not None else _copenhagen(name, value)
    if needs_time:
        raise click.UsageError(f"{name}={text} needs a time: the limit is in hours. Write {text}T14:30.")
    return value


def _copenhagen(name: str, at: datetime) -> datetime:
    # A local time that the change of the clock makes double or impossible needs its offset.
    first, second = (at.replace(tzinfo=COPENHAGEN, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        offsets = " or ".join(sorted(moment.isoformat()[-len("+01:00") :] for moment in (first, second)))
        raise click.UsageError(
            f"{name}={at.isoformat()} falls in a change of the clock; add an offset, {offsets}."
        )
    return first
