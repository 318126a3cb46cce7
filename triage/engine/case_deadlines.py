"""The deadlines of a case: a pure function of the dates on which things happened, the rulebook and today."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, lru_cache

from intake.clock import local_date
from triage.engine.calendar import NO_DAYS
from triage.engine.clock_change import CORRECTION, Applied, ChangeKind, ClockChange
from triage.engine.compute import compute
from triage.engine.deadline import Deadline, DeadlineError, Facts, Happened
from triage.engine.trace import LET_GO, step
from triage.rules.model import Rule, Unit
from triage.rules.rulebook import Rulebook

__all__ = ["Deadline", "DeadlineError", "Facts", "Happened", "compute", "deadlines", "longest"]

Key = tuple[str, str]
"""A rule's id and what the clock is about."""
_WHOLE_CASE = "case:"
_CLOSED = "case:closed"


def deadlines(facts: Facts, rulebook: Rulebook, today: date) -> tuple[Deadline, ...]:
    """Every deadline that the case has armed up to today, in the order of the strict date, then of the rule.

    Events after today do not count yet. A deadline replaced by an extension in time is still there, marked
    with `extended_on`, because the original date must stay visible. A closed case waits for nothing: what is
    still open in it, which a person has recorded by name, ends with it.

    Raises:
        ValueError: an unknown scheme.
    """
    day = local_date(today)
    begun_by = _begun_by(rulebook, facts.scheme, facts.country)
    found: dict[Key, Deadline] = {}
    for subject, happened, own in _runs(facts, day):
        run = _Run(facts, rulebook, happened, subject, day)
        for id_ in sorted({id_ for tag in own for id_ in begun_by.get(tag, ())}):
            deadline = _armed(id_[1], run)
            if deadline is not None:
                found[id_[1], subject] = deadline
    settled = list(_with_extensions(found, facts, rulebook, day).values())
    closed = facts.occurred.get(_CLOSED)
    if closed is not None and local_date(closed) <= day:
        settled = [_let_go(each, local_date(closed), rulebook) for each in settled]
    return tuple(sorted(settled, key=lambda each: (each.due_strict, each.rule, each.subject)))


def longest(facts: Facts, rulebook: Rulebook, today: date, deadline: Deadline) -> date | None:
    """The last date to which an extension of this deadline may be told; None where the rule names none."""
    longer = _version(rulebook, deadline).may_extend
    if longer is None:
        return None
    key = (deadline.rule, deadline.subject)
    asked = ClockChange(ChangeKind.EXTENDED, local_date(today))
    changes = {**facts.changes, key: (*facts.changes.get(key, ()), asked)}
    supposed = deadlines(replace(facts, changes=changes), rulebook, today)
    return next((d.due_strict for d in supposed if (d.rule, d.subject) == (longer, deadline.subject)), None)


@dataclass(frozen=True, slots=True)
class _Run:
    facts: Facts
    rulebook: Rulebook
    happened: Happened
    subject: str
    today: date


def _runs(facts: Facts, today: date) -> Iterator[tuple[str, Happened, Happened]]:
    """Each set of events that runs clocks, and those that begin them: the case's, then of each instance."""
    whole = _until(facts.occurred, today)
    yield "", whole, whole
    for subject, happened in facts.instances.items():
        own = _until(happened, today)
        yield subject, {**{t: w for t, w in whole.items() if t.startswith(_WHOLE_CASE)}, **own}, own


def _until(happened: Happened, today: date) -> Happened:
    return {tag: when for tag, when in happened.items() if local_date(when) <= today}


def _armed(id_: str, run: _Run) -> Deadline | None:
    newest = run.rulebook.versions[id_][-1]
    first = newest.cap.event if newest.cap and newest.cap.event in run.happened else newest.starts
    if first not in run.happened or not _is_asked(newest, run):
        return None
    began = local_date(run.happened[first])
    known = run.facts.recorded.get((first, run.subject))
    rule = _known_then(id_, run, began, known)
    deadline = None if rule is None else _counted(rule, run)
    if known is None:
        return deadline
    for applied in run.facts.applied:
        settled_on = None if deadline is None else deadline.satisfied_on or deadline.waived_on
        if applied.on > run.today or (settled_on is not None and settled_on <= applied.on):
            # What was met stays as it was computed.
            break
        known = max(known, applied.as_of_on)
        newer = _known_then(id_, run, began, known)
        if newer is not None and newer is not rule:
            rule, deadline = newer, _superseded(deadline, _counted(newer, run), applied)
    return deadline


def _is_asked(rule: Rule, run: _Run) -> bool:
    """Whether a rule that waits for an extension has it: as an event of its own, or told as a turn."""
    if rule.only_after is None or rule.only_after in run.happened:
        return True
    return any(_asked_on(base, run.subject, run.facts, run.today) for base in _bases(run.rulebook, rule.id))


def _known_then(id_: str, run: _Run, began: date, known: date | None) -> Rule | None:
    """The version of the day on which the clock began, as it was known on another."""
    try:
        return run.rulebook.known(known).in_case(id_, began, run.subject)
    except LookupError:
        return None


def _counted(rule: Rule, run: _Run) -> Deadline:
    changes = run.facts.changes.get((rule.id, run.subject), ())
    return _computed(
        rule,
        tuple((tag, run.happened[tag]) for tag in _looks_at(rule) if tag in run.happened),
        run.facts.own_closing if rule.own_closing else NO_DAYS,
        tuple(change for change in changes if change.on <= run.today),
        run.subject,
    )


@lru_cache(maxsize=8192)
def _computed(
    rule: Rule,
    seen: tuple[tuple[str, date], ...],
    closing: frozenset[date],
    changes: tuple[ClockChange, ...],
    subject: str,
) -> Deadline:
    # Many cases begin on one day; after a changed rule all of them are counted at once.
    return compute(rule, None, dict(seen), own_closing=closing, changes=changes, subject=subject)


@cache
def _looks_at(rule: Rule) -> tuple[str, ...]:
    """Every event that the rule looks at, each once."""
    tags = (rule.starts, rule.cap and rule.cap.event, *rule.satisfied_by, rule.waived_by)
    return tuple(dict.fromkeys(tag for tag in tags if tag))


@cache
def _begun_by(book: Rulebook, scheme: str, country: str) -> Mapping[str, tuple[tuple[int, str], ...]]:
    """The rules of a scheme by the events that can begin them, each with its place in the file."""
    found: dict[str, tuple[tuple[int, str], ...]] = {}
    for place, id_ in enumerate(book.of_scheme(scheme, country)):
        rule = book.versions[id_][-1]
        for tag in {rule.starts, rule.cap.event if rule.cap else rule.starts}:
            found[tag] = (*found.get(tag, ()), (place, id_))
    return found


def _superseded(old: Deadline | None, new: Deadline, applied: Applied) -> Deadline:
    if old is None or old.due_strict == new.due_strict:
        return new
    if old.is_overdue(applied.on) and applied.reason != CORRECTION:
        # Only a mistake of ours is put right backwards: what the law said then was breached and stays so.
        said = step("superseded_late", on=applied.on, because=applied.reason)
        return replace(old, trace=(*old.trace, said))
    said = step("superseded", on=applied.on, old=old.due_strict, because=applied.reason)
    kept = tuple(each for each in old.trace if each.code == "superseded")
    first = new.original_strict if applied.reason == CORRECTION else old.original_strict
    return replace(new, original_strict=first, trace=(*new.trace, *kept, said))


def _with_extensions(
    found: dict[Key, Deadline], facts: Facts, rulebook: Rulebook, today: date
) -> dict[Key, Deadline]:
    settled = dict(found)
    # A rule stands in the file before the one that extends it, so a second extension sees the first.
    for key in found:
        deadline = settled.get(key)
        longer = None if deadline is None else _version(rulebook, deadline).may_extend
        if deadline is None or longer is None or (longer, key[1]) not in found:
            continue
        longer_key = (longer, key[1])
        asked = _asked_on(key[0], key[1], facts, today) or _asked_by_event(found[longer_key], facts, rulebook)
        if asked is not None and asked.on <= deadline.due_strict:
            settled[key] = _replaced(deadline, asked.on, longer)
            settled[longer_key] = _extending(deadline, found[longer_key], asked)
        else:
            # An extension after the date has passed mends nothing.
            settled.pop(longer_key, None)
    return settled


def _replaced(base: Deadline, on: date, longer: str) -> Deadline:
    """The deadline in whose place another stands: it stays to be seen, and can no more be met or missed."""
    trace = [each for each in base.trace if each.code not in ("satisfied", "satisfied_late", "late_original")]
    said = step("extended", on=on, rule=longer)
    return replace(base, extended_on=on, satisfied_on=None, was_late=False, trace=(*trace, said))


def _extending(base: Deadline, longer: Deadline, asked: ClockChange) -> Deadline:
    """The longer deadline, counted late from the first date of all; the date that was told is its aim."""
    until = asked.until_on
    steps = [*longer.trace]
    if until is not None and until <= longer.due_strict:
        steps += [step("promised", until=until), step("told", on=asked.on)]
        steps += [step("because", because=asked.reason)] if asked.reason else []
    steps.append(step("original", on=base.original_strict))
    done = longer.satisfied_on or longer.waived_on
    if done is not None and longer.was_late:
        days = f"{(done - base.original_strict).days} {Unit.DAY}"
        steps.append(step("late_original", on=base.original_strict, period=days))
    return replace(
        longer,
        original_strict=base.original_strict,
        due_target=until if until is not None and until <= longer.due_strict else longer.due_target,
        trace=tuple(steps),
    )


def _let_go(deadline: Deadline, closed_on: date, rulebook: Rulebook) -> Deadline:
    """A deadline of a closed case: no longer followed, and a breach if its date had passed by then."""
    if not deadline.is_open or _version(rulebook, deadline).starts == _CLOSED:
        return deadline
    return replace(
        deadline,
        waived_on=closed_on,
        was_late=deadline.is_overdue(closed_on),
        trace=(*deadline.trace, step(LET_GO, on=closed_on)),
    )


def _asked_on(base: str, subject: str, facts: Facts, today: date) -> ClockChange | None:
    """The first extension told of a rule that a longer one may replace."""
    changes = facts.changes.get((base, subject), ())
    return next(
        (change for change in changes if change.kind is ChangeKind.EXTENDED and change.on <= today), None
    )


def _asked_by_event(longer: Deadline, facts: Facts, rulebook: Rulebook) -> ClockChange | None:
    tag = _version(rulebook, longer).only_after
    happened = facts.instances.get(longer.subject, {}) if longer.subject else facts.occurred
    when = happened.get(tag) if tag else None
    return None if when is None else ClockChange(ChangeKind.EXTENDED, local_date(when))


@cache
def _bases(rulebook: Rulebook, longer: str) -> tuple[str, ...]:
    return tuple(id_ for id_, versions in rulebook.versions.items() if versions[-1].may_extend == longer)


def _version(rulebook: Rulebook, deadline: Deadline) -> Rule:
    return rulebook.version(deadline.rule, deadline.rule_version)
