"""The deadlines of a case: a pure function of the dates on which things happened, the rulebook and today."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import NamedTuple

from intake.clock import local_date
from triage.engine.begun import Begun, begun_by, looks_at
from triage.engine.calendar import NO_DAYS
from triage.engine.changes import ChangeKind, ClockChange, RuleUpdate, because
from triage.engine.compute import compute
from triage.engine.deadline import Deadline, Facts, Happened
from triage.engine.trace import step
from triage.rules.codes import ApplyReason, TimeUnit
from triage.rules.model import Rule
from triage.rules.rulebook import Rulebook, remembered

Key = tuple[str, str]
"""A rule's id and what the clock is about."""
_WHOLE_CASE = "case:"
_CLOSED = "case:closed"
_TOUCHED = "case:touched"
"""What begins a clock only while no other runs."""


def deadlines(
    facts: Facts, rulebook: Rulebook, today: date, *, following: RuleUpdate | None = None
) -> tuple[Deadline, ...]:
    """Every deadline that the case has armed up to today, in the order of the strict date, then of the rule.

    Events after today do not count yet. A deadline replaced by an extension in time is still there, marked
    with `extended_on`, because the original date must stay visible. An open case always has a clock that
    runs: where no other does, the one for a case in which nothing happens. Closing a case ends what its rules
    say that it ends, and nothing that is owed by law.

    Args:
        following: if given, what they would be, did the case follow that too.

    Raises:
        ValueError: an unknown scheme.
    """
    day = local_date(today)
    applied = facts.applied if following is None else (*facts.applied, following)
    counted = _all_counted(facts, rulebook, day, applied)
    if not _any_runs(counted):
        counted += _dormant(facts, rulebook, day, applied, counted)
    return tuple(sorted(counted, key=_by_date))


def open_deadlines(
    facts: Facts, rulebook: Rulebook, today: date, *, following: RuleUpdate | None = None
) -> tuple[Deadline, ...]:
    """Those of `deadlines` that are open, without counting what was met and moves no more."""
    day = local_date(today)
    applied = facts.applied if following is None else (*facts.applied, following)
    counted = _all_counted(facts, rulebook, day, applied, but_met=True)
    if not _any_runs(counted):
        # What was met says since when nothing runs.
        counted = [*deadlines(facts, rulebook, today, following=following)]
    return tuple(sorted([each for each in counted if each.is_open], key=_by_date))


def _all_counted(
    facts: Facts, rulebook: Rulebook, day: date, applied: tuple[RuleUpdate, ...], *, but_met: bool = False
) -> list[Deadline]:
    armed: dict[Key, Deadline] = {}
    for instance in _instances(facts, rulebook, day, applied):
        for begun in instance.begun():
            if but_met and begun.is_met(instance.happened):
                continue
            deadline = _armed(begun, instance)
            if deadline is not None:
                armed[begun.rule, instance.subject] = deadline
    return [*_with_extensions(armed, facts, day).values()]


def _any_runs(counted: Iterable[Deadline]) -> bool:
    return any(each.is_open and not each.is_paused for each in counted)


def _by_date(each: Deadline) -> tuple[date, str, str]:
    return each.due_strict, each.rule, each.subject


def longest(facts: Facts, rulebook: Rulebook, today: date, deadline: Deadline) -> date | None:
    """The last date to which an extension of this deadline may be told; None where the rule names none."""
    longer = deadline.counted_by.may_extend
    if longer is None:
        return None
    key = (deadline.rule, deadline.subject)
    asked = ClockChange(ChangeKind.EXTENDED, local_date(today))
    changes = {**facts.changes, key: (*facts.changes.get(key, ()), asked)}
    supposed = deadlines(replace(facts, changes=changes), rulebook, today)
    return next((d.due_strict for d in supposed if (d.rule, d.subject) == (longer, deadline.subject)), None)


class _Instance(NamedTuple):
    """What runs clocks of its own: the case itself, whose subject is empty, or one of several in it.

    `own` are the events that begin clocks here; `happened` are all that count here, those of the whole case
    among them.
    """

    facts: Facts
    rulebook: Rulebook
    today: date
    subject: str
    happened: Happened
    own: Happened
    applied: tuple[RuleUpdate, ...]

    def begun(self) -> tuple[Begun, ...]:
        """The rules that its own events can begin, in the order of the file."""
        return begun_by(self.rulebook, self.facts.scheme, self.facts.country, frozenset(self.own))

    def version(self, rule: str, began: date, known: date | None) -> Rule | None:
        """The version of the day on which a clock began, as it was known on another."""
        try:
            return self.rulebook.known(known).in_case(rule, began, self.subject)
        except LookupError:
            return None


def _instances(
    facts: Facts, rulebook: Rulebook, today: date, applied: tuple[RuleUpdate, ...]
) -> Iterator[_Instance]:
    def until(happened: Happened) -> Happened:
        return {
            tag: when
            for tag, when in happened.items()
            if (local_date(when) if isinstance(when, datetime) else when) <= today
        }

    case = until({tag: when for tag, when in facts.occurred.items() if tag != _TOUCHED})
    yield _Instance(facts, rulebook, today, "", case, case, applied)
    whole = {tag: when for tag, when in case.items() if tag.startswith(_WHOLE_CASE)}
    for subject, happened in facts.instances.items():
        own = until(happened)
        yield _Instance(facts, rulebook, today, subject, {**whole, **own}, own, applied)


def _armed(begun: Begun, instance: _Instance) -> Deadline | None:
    """The deadline of a rule whose event has happened, by the version that was known when it was recorded."""
    id_, facts = begun.rule, instance.facts
    capped = begun.cap is not None and begun.cap in instance.happened
    first = begun.cap if capped and begun.cap else begun.starts
    when = instance.happened.get(first)
    if when is None or not _is_asked(begun, instance):
        return None
    began = local_date(when)
    known = facts.recorded.get((first, instance.subject))
    rule = instance.version(id_, began, known)
    deadline = None if rule is None else _counted(rule, instance)
    if known is None:
        return deadline
    for applied in instance.applied:
        met_on = None if deadline is None else deadline.settled_on
        if applied.on > instance.today or (met_on is not None and met_on <= applied.on):
            # What was met stays as it was computed.
            break
        known = max(known, applied.as_of_on)
        newer = instance.version(id_, began, known)
        if newer is not None and newer is not rule:
            rule, deadline = newer, _superseded(deadline, _counted(newer, instance), applied)
    return deadline


def _is_asked(begun: Begun, instance: _Instance) -> bool:
    """Whether a rule that waits for an extension has it: as an event of its own, or told as a change."""
    if begun.only_after is None or begun.only_after in instance.happened:
        return True
    told = (_asked_on(base, instance.subject, instance.facts, instance.today) for base in begun.bases)
    return any(told)


def _counted(rule: Rule, instance: _Instance) -> Deadline:
    facts, happened, subject = instance.facts, instance.happened, instance.subject
    changes = facts.changes.get((rule.id, subject), ())
    return _computed(
        instance.rulebook,
        rule,
        tuple([(tag, happened[tag]) for tag in looks_at(rule) if tag in happened]),
        facts.own_closing if rule.own_closing else NO_DAYS,
        tuple([change for change in changes if change.on <= instance.today]) if changes else (),
        subject,
        facts.named.get((rule.starts, subject)),
    )


@remembered
def _computed(
    _book: Rulebook,
    rule: Rule,
    seen: tuple[tuple[str, date], ...],
    closing: frozenset[date],
    changes: tuple[ClockChange, ...],
    subject: str,
    named: date | None,
) -> Deadline:
    # Many cases begin on one day; after a changed rule all of them are counted at once.
    happened = dict(seen)
    return compute(rule, None, happened, own_closing=closing, changes=changes, subject=subject, named=named)


def _superseded(old: Deadline | None, new: Deadline, applied: RuleUpdate) -> Deadline:
    if old is None or old.due_strict == new.due_strict:
        return new
    if old.is_overdue(applied.on) and applied.reason != ApplyReason.CORRECTION:
        # Only a mistake of ours is put right backwards: what the law said then was breached and stays so.
        said = step("superseded_late", on=applied.on, because=applied.reason)
        return replace(old, trace=(*old.trace, said))
    said = step("superseded", on=applied.on, old=old.due_strict, because=applied.reason)
    kept = tuple(each for each in old.trace if each.code == "superseded")
    first = new.original_strict if applied.reason == ApplyReason.CORRECTION else old.original_strict
    return replace(new, original_strict=first, trace=(*new.trace, *kept, said))


def _with_extensions(armed: Mapping[Key, Deadline], facts: Facts, today: date) -> dict[Key, Deadline]:
    """Each longer deadline in the place of the one that it extends, if it was asked for in time."""
    extended = dict(armed)
    # A rule stands in the file before the one that extends it, so a second extension sees the first.
    for base_key in armed:
        base = extended.get(base_key)
        longer_key = ((base and base.counted_by.may_extend) or "", base_key[1])
        longer = armed.get(longer_key)
        if base is None or longer is None:
            continue
        asked = _asked_on(*base_key, facts, today) or _asked_by_event(longer, facts)
        if asked is not None and asked.on <= base.due_strict:
            extended[base_key] = _replaced(base, asked.on, longer.rule)
            extended[longer_key] = _extending(base, longer, asked)
        else:
            # An extension after the date has passed mends nothing.
            extended.pop(longer_key, None)
    return extended


def _replaced(base: Deadline, on: date, longer: str) -> Deadline:
    """The deadline in whose place another stands: it stays to be seen, and can no more be met or missed."""
    trace = [each for each in base.trace if each.code not in ("satisfied", "satisfied_late", "late_original")]
    said = step("extended", on=on, rule=longer)
    return replace(base, extended_on=on, satisfied_on=None, was_late=False, trace=(*trace, said))


def _extending(base: Deadline, longer: Deadline, asked: ClockChange) -> Deadline:
    """The longer deadline, counted late from the first date of all; the date that was told is its aim."""
    until = asked.until_on
    is_within = until is not None and until <= longer.due_strict
    steps = [*longer.trace]
    if until is not None and is_within:
        steps += [step("promised", until=until), step("told", on=asked.on)]
        steps += because(asked.reason)
    steps.append(step("original", on=base.original_strict))
    if longer.settled_on is not None and longer.was_late:
        days = f"{(longer.settled_on - base.original_strict).days} {TimeUnit.DAY}"
        steps.append(step("late_original", on=base.original_strict, period=days))
    return replace(
        longer,
        original_strict=base.original_strict,
        due_target=until if is_within else longer.due_target,
        trace=tuple(steps),
    )


def _dormant(
    facts: Facts,
    rulebook: Rulebook,
    today: date,
    applied: tuple[RuleUpdate, ...],
    others: Iterable[Deadline],
) -> Iterator[Deadline]:
    """What runs in an open case while nothing else does, since the last step or the end of the last clock."""
    closed = facts.occurred.get(_CLOSED)
    if _TOUCHED not in facts.occurred or (closed is not None and local_date(closed) <= today):
        return
    ended = (each.suspended_since or each.settled_on or each.extended_on for each in others)
    since = max(local_date(facts.occurred[_TOUCHED]), *(on for on in ended if on is not None), date.min)
    known = replace(facts, recorded={**facts.recorded, (_TOUCHED, ""): since})
    happened = {**facts.occurred, _TOUCHED: since}
    case = _Instance(known, rulebook, today, "", happened, {_TOUCHED: since}, applied)
    for begun in case.begun() if since <= today else ():
        deadline = _armed(begun, case)
        if deadline is not None:
            yield deadline


def _asked_on(base: str, subject: str, facts: Facts, today: date) -> ClockChange | None:
    """The first extension told of a rule that a longer one may replace."""
    changes = facts.changes.get((base, subject), ())
    return next(
        (change for change in changes if change.kind is ChangeKind.EXTENDED and change.on <= today), None
    )


def _asked_by_event(longer: Deadline, facts: Facts) -> ClockChange | None:
    tag = longer.counted_by.only_after
    happened = facts.instances.get(longer.subject, {}) if longer.subject else facts.occurred
    when = happened.get(tag) if tag else None
    return None if when is None else ClockChange(ChangeKind.EXTENDED, local_date(when))
