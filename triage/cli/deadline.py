"""`betro deadline`: any rule computed in a shell, with the reasons."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import click

from triage.cli.deadline_input import START, happened_from
from triage.domain.counting import local_date
from triage.domain.deadlines import Deadline, Happened, compute
from triage.domain.trace import Wording, holiday_titles, sentence, show_iso
from triage.rules.model import COUNTED_BY_CALENDAR, Confidence, Period, Rule, Unit
from triage.rules.rulebook import NotInForceError, Rulebook, load_rulebook

_UNITS = [Unit.DAY.value, Unit.WORKING_DAY.value, Unit.WEEK.value, Unit.MONTH.value]


@click.command("deadline")
@click.argument("rule")
@click.argument("events", nargs=-1, metavar="start=DATE [EVENT=DATE ...]")
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
@click.option(
    "--length", type=click.IntRange(min=1), help="The limit itself, for rules where each body sets its own."
)
@click.option("--unit", type=click.Choice(_UNITS), help="Unit of --length.")
def deadline(rule: str, events: tuple[str, ...], as_json: bool, length: int | None, unit: str | None) -> None:
    """Compute one deadline and say why.

    RULE is a rule's id, for example WB-FB. `start` is the event that the rule counts from; other events have
    short names, for example received= and acknowledged=. Limits in hours need a time: 2026-03-28T12:00+01:00.
    """
    book = load_rulebook()
    newest = _newest(book, rule)
    happened = happened_from(book, newest, events)
    answer = compute(_in_force(book, newest, happened, length, unit), None, happened)
    click.echo(
        json.dumps(as_data(book, answer), indent=2, ensure_ascii=False) if as_json else as_text(book, answer)
    )


def _newest(book: Rulebook, id_: str) -> Rule:
    if duty := book.duties.get(id_):
        raise click.UsageError(f"{id_} has no fixed limit: {duty.title} ({duty.source}).")
    if id_ not in book.versions:
        raise click.UsageError(f"There is no rule {id_!r}. Known are: {', '.join(book.ids)}.")
    return book.versions[id_][-1]


def _in_force(book: Rulebook, newest: Rule, happened: Happened, length: int | None, unit: str | None) -> Rule:
    first = newest.cap.event if newest.cap and newest.cap.event in happened else newest.starts
    if first not in happened:
        needed = " or ".join([START, *([book.events[newest.cap.event].name] if newest.cap else [])])
        raise click.UsageError(f"{newest.id} needs {needed}=DATE ({book.events[newest.starts].title}).")
    try:
        rule = book.rule(newest.id, local_date(happened[first]))
    except NotInForceError as error:
        raise click.UsageError(f"{error}.") from error
    return _with_length(book, rule, length, unit)


def _with_length(book: Rulebook, rule: Rule, length: int | None, unit: str | None) -> Rule:
    if not rule.own_length:
        if length is not None or unit is not None:
            raise click.UsageError(
                f"{rule.id} has its own length; --length and --unit are for rules without one."
            )
        return rule
    if length is None or unit is None:
        raise click.UsageError(f"{rule.id} has no length of its own: say --length and --unit.")
    chosen = Unit(unit)
    pair = (
        (book.calendars["strict"], book.calendars["statutory"])
        if chosen in COUNTED_BY_CALENDAR
        else (None, None)
    )
    return replace(rule, period=Period(length, chosen, *pair), own_length=False)


def as_data(book: Rulebook, answer: Deadline) -> dict[str, Any]:
    """The answer as JSON values: ISO dates, or times with offset for limits in hours."""
    wording = english(book)
    due = answer.due_at.isoformat() if answer.due_at else None
    return {
        "rule": answer.rule,
        "rule_version": answer.rule_version,
        "title": answer.title,
        "kind": answer.kind.value,
        "source": answer.source,
        "confidence": answer.confidence.value,
        "starts_on": answer.starts_on.isoformat(),
        "due_strict": due or answer.due_strict.isoformat(),
        "due_latest": due or answer.due_latest.isoformat(),
        "satisfied_on": answer.satisfied_on.isoformat() if answer.satisfied_on else None,
        "days_late": answer.days_late,
        "trace": [
            {"code": s.code, "text": sentence(s, wording), "params": {n: _plain(v) for n, v in s.params}}
            for s in answer.trace
        ],
    }


def _plain(value: str | int | date) -> str | int:
    return value.isoformat() if isinstance(value, date) else value


def as_text(book: Rulebook, answer: Deadline) -> str:
    """The answer for people: the dates, the source, and the reasons one on a line."""
    wording = english(book)
    latest = answer.due_at or answer.due_latest
    lines = [
        f"{answer.rule} (version {answer.rule_version}): {answer.title}",
        f"due_strict  {show_iso(answer.due_at or answer.due_strict)}",
        f"due_latest  {show_iso(latest)}",
        f"source      {answer.source}",
        f"confidence  {_CONFIDENCE[answer.confidence]}",
        "",
        "Why this date?",
        *(f"  {number}. {sentence(s, wording)}" for number, s in enumerate(answer.trace, start=1)),
    ]
    return "\n".join(lines)


_CONFIDENCE = {
    Confidence.V: "the text of the rule was read",
    Confidence.V2: "a secondary source was read, not the text of the rule itself",
    Confidence.UNVERIFIED: "NOT CONFIRMED by any source: do not treat this as law",
    Confidence.HOUSE: "the office's own rule, not law",
}


def english(book: Rulebook) -> Wording:
    """The wording of the command line: English, ISO dates with weekdays."""
    return Wording(str, show_iso, book.events, holiday_titles(book.calendars))
