"""EVENT=DATE words of the command line, read strictly: what cannot be understood is said, never guessed."""

from datetime import date, datetime, timedelta

import click

from triage.domain.counting import COPENHAGEN, local_date
from triage.domain.deadline import Happened
from triage.rules.model import Rule, Unit
from triage.rules.rulebook import Rulebook

START = "start"
_DATE_LENGTH = len("2026-12-31")
_LAST_YEAR = 2200


def happened_from(book: Rulebook, rule: Rule, words: tuple[str, ...]) -> Happened:
    """What happened when, by event tag, from words like start=2026-01-31. Raises click.UsageError."""
    found: dict[str, date | datetime] = {}
    names = _names(book, rule)
    for word in words:
        name, equals, text = word.partition("=")
        if not equals:
            raise click.UsageError(f"{word!r} is not EVENT=DATE.")
        if name not in names:
            raise click.UsageError(f"{rule.id} does not look at {name!r}; it knows {', '.join(names)}.")
        tag = names[name]
        value = _day_or_time(name, text, needs_time=rule.period.unit is Unit.HOUR and tag == rule.starts)
        if found.setdefault(tag, value) != value:
            raise click.UsageError(f"{name!r} is given twice with different dates.")
    _check_order(book, rule, found)
    return found


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
    if value.year > _LAST_YEAR:
        raise click.UsageError(f"{name}={text} is too far away; dates go to {_LAST_YEAR}.")
    if isinstance(value, datetime):
        return value if value.utcoffset() is not None else _copenhagen(name, value)
    if needs_time:
        raise click.UsageError(f"{name}={text} needs a time: the limit is in hours. Write {text}T14:30.")
    return value


def _copenhagen(name: str, at: datetime) -> datetime:
    # A local time that the change of the clock makes double or impossible needs its offset.
    first, second = (at.replace(tzinfo=COPENHAGEN, fold=fold) for fold in (0, 1))
    if first.utcoffset() != second.utcoffset():
        offsets = " or ".join(sorted(_offset(moment) for moment in (first, second)))
        raise click.UsageError(
            f"{name}={at.isoformat()} falls in a change of the clock; add an offset, {offsets}."
        )
    return first


def _offset(at: datetime) -> str:
    offset = at.utcoffset() or timedelta()
    return f"+{offset.seconds // 3600:02d}:00"
