"""Words that change a clock: suspended=DATE resumed=DATE interrupted=DATE restarted=DATE extended=DATE."""

from collections.abc import Sequence
from datetime import date

import click

from triage.cases.decisions.clocks import provision
from triage.cases.refusals import Refusal
from triage.engine.changes import ChangeKind, ClockChange
from triage.engine.compute import compute
from triage.engine.deadline import Happened
from triage.rules.codes import Interrupted
from triage.rules.model import Rule
from triage.rules.rulebook import Rulebook

Word = tuple[ChangeKind, date]
_ENDS = {ChangeKind.RESUMED: ChangeKind.SUSPENDED, ChangeKind.RESTARTED: ChangeKind.INTERRUPTED}


def change_words(book: Rulebook, rule: Rule, words: Sequence[str]) -> tuple[list[Word], tuple[str, ...]]:
    """What the words say of changes, and the other words. Raises click.UsageError.

    A word that the rule knows as the name of an event is that event.
    """
    tags = {rule.starts, rule.only_after, rule.waived_by, *rule.satisfied_by} - {None}
    events = {book.events[tag].name for tag in tags if tag}
    changes: list[Word] = []
    rest = []
    for word in words:
        name, _, text = word.partition("=")
        if name in set(ChangeKind) and name not in events:
            changes.append((ChangeKind(name), _day(name, text)))
        else:
            rest.append(word)
    return changes, tuple(rest)


def changes_from(rule: Rule, happened: Happened, said: Sequence[Word]) -> tuple[ClockChange, ...]:
    """The changes by their days, the extension last. Raises click.UsageError where one cannot be."""
    moves = sorted((word for word in said if word[0] is not ChangeKind.EXTENDED), key=lambda word: word[1])
    changes: tuple[ClockChange, ...] = ()
    for kind, on in moves:
        _require_allowed(rule, kind)
        changes = (*changes, ClockChange(kind, _fitting(rule, happened, changes, kind, on)))
    for _, until in (word for word in said if word[0] is ChangeKind.EXTENDED):
        _require_extendable(rule)
        changes = (*changes, _extension(rule, happened, changes, until))
    return changes


def _fitting(
    rule: Rule, happened: Happened, changes: tuple[ClockChange, ...], kind: ChangeKind, on: date
) -> date:
    now = compute(rule, None, happened, changes=changes)
    if on < now.starts_on:
        raise click.UsageError(f"{kind}={on} is before the day from which it counts, {now.starts_on}.")
    stopped = now.stopped.kind if now.stopped else None
    if stopped is not None:
        if _ENDS.get(kind) is not stopped:
            raise click.UsageError(f"{kind}={on}: the clock is {stopped}; no time runs.")
    elif kind is ChangeKind.RESUMED or (kind is ChangeKind.RESTARTED and not _counts_anew(rule)):
        raise click.UsageError(f"{kind}={on}: the time is running; there is nothing to take up again.")
    elif on > now.due_strict:
        raise click.UsageError(f"{kind}={on}: the time limit ran out on {now.due_strict}.")
    return on


def _extension(rule: Rule, happened: Happened, changes: tuple[ClockChange, ...], until: date) -> ClockChange:
    now = compute(rule, None, happened, changes=changes)
    if now.stopped is not None:
        raise click.UsageError(f"extended={until}: the clock is {now.stopped.kind}; no time runs.")
    if until <= now.due_strict:
        raise click.UsageError(f"extended={until} must lie after the present date, {now.due_strict}.")
    return ClockChange(ChangeKind.EXTENDED, max([now.starts_on, *(change.on for change in changes)]), until)


def _require_allowed(rule: Rule, kind: ChangeKind) -> None:
    if kind in (ChangeKind.SUSPENDED, ChangeKind.RESUMED):
        allowed = rule.may_pause
    else:
        allowed = rule.interruption is not None
    if not allowed:
        raise _refused(rule, "clock_not_pausable")


def _require_extendable(rule: Rule) -> None:
    if rule.may_extend is not None:
        raise click.UsageError(
            f"{rule.id} is extended by another rule; ask for {rule.may_extend} and say when that was told."
        )
    if not rule.by_notice:
        raise _refused(rule, "clock_not_extendable")


def _refused(rule: Rule, code: str) -> click.UsageError:
    refusal = Refusal(code, source=provision(rule))
    return click.UsageError(f"{rule.id}: {refusal} ({refusal.source})")


def _counts_anew(rule: Rule) -> bool:
    return rule.interruption is not None and rule.interruption.then is Interrupted.COUNTS_ANEW


def _day(name: str, text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise click.UsageError(f"{name}={text} is not a date; write 2026-12-31.") from None
