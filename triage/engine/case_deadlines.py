"""The deadlines of a case: a pure function of the dates on which things happened, the rulebook and today."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from intake.clock import local_date
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


def deadlines(facts: Facts, rulebook: Rulebook, today: date) -> tuple[Deadline, ...]:
    """Every deadline that the case has armed up to today, in the order of the strict date, then of the rule.

    Events after today do not count yet. A deadline replaced by an extension in time is still there, marked
    with `extended_on`, because the original date must stay visible. An open case always has a clock that
    runs: where no other does, the one for a case in which nothing happens. Closing a case ends what its rules
    say that it ends, and nothing that is owed by law.

    Raises:
        ValueError: an unknown scheme.
    """
    day = local_date(today)
    armed: dict[Key, Deadline] = {}
    for instance in _instances(facts, rulebook, day):
        for rule in instance.begun():
            deadline = _armed(rule, instance)
            if deadline is not None:
                armed[rule, instance.subject] = deadline
    counted = [*_with_extensions(armed, facts, day).values()]
    if not any(each.is_open and not each.is_paused for each in counted):
        counted += _dormant(facts, rulebook, day, counted)
    return tuple(sorted(counted, key=lambda each: (each.due_strict, each.rule, each.subject)))


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


@dataclass(frozen=True, slots=True)
class _Instance:
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

    def begun(self) -> list[str]:
        """The rules that its own events can begin, in the order of the file."""
        begun_by = _begun_by(self.rulebook, self.facts.scheme, self.facts.country)
        return [rule for _place, rule in sorted({each for tag in self.own for each in begun_by.get(tag, ())})]

    def version(self, rule: str, began: date, known: date | None) -> Rule | None:
        """The version of the day on which a clock began, as it was known on another."""
        try:
            return self.rulebook.known(known).in_case(rule, began, self.subject)
        except LookupError:
            return None


def _instances(facts: Facts, rulebook: Rulebook, today: date) -> Iterator[_Instance]:
    def until(happened: Happened) -> Happened:
        return {tag: when for tag, when in happened.items() if local_date(when) <= today}

    case = until({tag: when for tag, when in facts.occurred.items() if tag != _TOUCHED})
    yield _Instance(facts, rulebook, today, "", case, case)
    whole = {tag: when for tag, when in case.items() if tag.startswith(_WHOLE_CASE)}
    for subject, happened in facts.instances.items():
        own = until(happened)
        yield _Instance(facts, rulebook, today, subject, {**whole, **own}, own)


def _armed(id_: str, instance: _Instance) -> Deadline | None:
    """The deadline of a rule whose event has happened, by the version that was known when it was recorded."""
    newest = instance.rulebook.versions[id_][-1]
    capped = newest.cap is not None and newest.cap.event in instance.happened
    first = newest.cap.event if newest.cap and capped else newest.starts
    if first not in instance.happened or not _is_asked(newest, instance):
        return None
    began = local_date(instance.happened[first])
    known = instance.facts.recorded.get((first, instance.subject))
    rule = instance.version(id_, began, known)
    deadline = None if rule is None else _counted(rule, instance)
    if known is None:
        return deadline
    for applied in instance.facts.applied:
        met_on = None if deadline is None else deadline.settled_on
        if applied.on > instance.today or (met_on is not None and met_on <= applied.on):
            # What was met stays as it was computed.
            break
        known = max(known, applied.as_of_on)
        newer = instance.version(id_, began, known)
        if newer is not None and newer is not rule:
            rule, deadline = newer, _superseded(deadline, _counted(newer, instance), applied)
    return deadline


def _is_asked(rule: Rule, instance: _Instance) -> bool:
    """Whether a rule that waits for an extension has it: as an event of its own, or told as a change."""
    if rule.only_after is None or rule.only_after in instance.happened:
        return True
    told = (
        _asked_on(base, instance.subject, instance.facts, instance.today)
        for base in _bases(instance.rulebook, rule.id)
    )
    return any(told)


def _counted(rule: Rule, instance: _Instance) -> Deadline:
    changes = instance.facts.changes.get((rule.id, instance.subject), ())
    looks_at = _looks_at(instance.rulebook, rule)
    named = instance.facts.named.get((rule.starts, instance.subject))
    return _computed(
        instance.rulebook,
        rule,
        tuple((tag, instance.happened[tag]) for tag in looks_at if tag in instance.happened),
        instance.facts.own_closing if rule.own_closing else NO_DAYS,
        tuple(change for change in changes if change.on <= instance.today),
        instance.subject,
        named,
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


@remembered
def _looks_at(_book: Rulebook, rule: Rule) -> tuple[str, ...]:
    """Every event that the rule looks at, each once."""
    tags = (rule.starts, rule.cap and rule.cap.event, *rule.satisfied_by, rule.waived_by)
    return tuple(dict.fromkeys(tag for tag in tags if tag))


@remembered
def _begun_by(book: Rulebook, scheme: str, country: str) -> Mapping[str, tuple[tuple[int, str], ...]]:
    """The rules of a scheme by the events that can begin them, each with its place in the file."""
    begun: dict[str, tuple[tuple[int, str], ...]] = {}
    for place, id_ in enumerate(book.of_scheme(scheme, country)):
        rule = book.versions[id_][-1]
        for tag in {rule.starts, rule.cap.event if rule.cap else rule.starts}:
            begun[tag] = (*begun.get(tag, ()), (place, id_))
    return begun


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


def _dormant(facts: Facts, rulebook: Rulebook, today: date, others: Iterable[Deadline]) -> Iterator[Deadline]:
    """What runs in an open case while nothing else does, since the last step or the end of the last clock."""
    closed = facts.occurred.get(_CLOSED)
    if _TOUCHED not in facts.occurred or (closed is not None and local_date(closed) <= today):
        return
    ended = (each.suspended_since or each.settled_on or each.extended_on for each in others)
    since = max(local_date(facts.occurred[_TOUCHED]), *(on for on in ended if on is not None), date.min)
    known = replace(facts, recorded={**facts.recorded, (_TOUCHED, ""): since})
    happened = {**facts.occurred, _TOUCHED: since}
    case = _Instance(known, rulebook, today, "", happened, {_TOUCHED: since})
    for rule in case.begun() if since <= today else ():
        deadline = _armed(rule, case)
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


@remembered
def _bases(rulebook: Rulebook, longer: str) -> tuple[str, ...]:
    return tuple(id_ for id_, versions in rulebook.versions.items() if versions[-1].may_extend == longer)
