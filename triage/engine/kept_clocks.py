"""
Whether a case can have lost a clock by what happened, told by what begins clocks and without counting one.

A clock is lost when no other of its rule and subject stands there that counts from as early a day. What
begins it, or caps it, or lets it stand at all, is then another day or gone; or a longer one no longer stands
in the place of the one that it extends; or it was the clock of an idle case, which ends with the first step.
Where nothing of this is so, every clock is still told, and nobody needs to ask the engine twice to know it.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from intake.clock import local_date
from triage.engine.changes import ChangeKind
from triage.engine.deadline import Facts, Happened
from triage.rules.codes import TimeUnit
from triage.rules.model import Rule
from triage.rules.rulebook import Rulebook, remembered

_TOUCHED = "case:touched"


def keeps_clocks(before: Facts, after: Facts, rulebook: Rulebook, today: date) -> bool:
    """
    Say whether every clock that a case had missed by today is told after what happened in it too. False says
    only that one may be lost.
    """
    return (
        not after.applied  # Which version counts is then a matter of what was met when.
        and not _may_be_idle_too_long(before, rulebook, today)
        and _is_extended_alike(before, after, rulebook)
        and all(_begin_alike(before, after, subject, rulebook) for subject in ("", *before.instances))
    )


def _begin_alike(before: Facts, after: Facts, subject: str, rulebook: Rulebook) -> bool:
    """
    Say whether what begins the clocks of a subject happened on the same days, and was known alike. What was
    waited for may have come since: a clock that began by its cap begins no later by it.
    """
    tables = _tables(rulebook)
    tags = {each for tag in _own(before, subject) if tag != _TOUCHED for each in tables.tied.get(tag, ())}
    new = {each for each in tags - tables.caps if not any(_days(before, subject, each))}
    return all(_told(before, subject, tag) == _told(after, subject, tag) for tag in tags - new)


def _own(facts: Facts, subject: str) -> Happened:
    return facts.instances.get(subject, {}) if subject else facts.occurred


def _days(facts: Facts, subject: str, tag: str) -> tuple[object, ...]:
    return facts.occurred.get(tag), _own(facts, subject).get(tag)


def _told(facts: Facts, subject: str, tag: str) -> tuple[object, ...]:
    return *_days(facts, subject, tag), facts.recorded.get((tag, subject))


def _is_extended_alike(before: Facts, after: Facts, rulebook: Rulebook) -> bool:
    """Say whether what was extended, if anything was, is so in the same way."""
    asking, looked_at = _tables(rulebook).extending, _tables(rulebook).extended
    subjects = ("", *before.instances)
    is_told = any(each.kind is ChangeKind.EXTENDED for changes in before.changes.values() for each in changes)
    if not is_told and not any(asking & _own(before, subject).keys() for subject in subjects):
        return True
    return (before.changes, before.named) == (after.changes, after.named) and all(
        _told(before, subject, tag) == _told(after, subject, tag) for subject in subjects for tag in looked_at
    )


def _may_be_idle_too_long(facts: Facts, rulebook: Rulebook, today: date) -> bool:
    """Say whether the clock of an idle case, which begins with the last step or later, may be missed."""
    touched, least = facts.occurred.get(_TOUCHED), _tables(rulebook).idle
    return touched is not None and (local_date(today) - local_date(touched)).days > least


@dataclass(frozen=True, slots=True)
class _Tables:
    """
    Of each event that begins clocks, all that such a clock begins by, in any version; those that cap one; the
    events that let an extension stand, and all that the extended looks at; the least days after which an idle
    case is late.
    """

    tied: Mapping[str, frozenset[str]]
    caps: frozenset[str]
    extending: frozenset[str]
    extended: frozenset[str]
    idle: int


@remembered
def _tables(rulebook: Rulebook) -> _Tables:
    every = list(rulebook.versions.values())
    tied: dict[str, frozenset[str]] = {}
    for versions in every:
        tags = frozenset(_begins_by(versions))
        for tag in {each for rule in versions for each in (rule.starts, rule.cap and rule.cap.event) if each}:
            tied[tag] = tied.get(tag, frozenset()) | tags
    bases = [rule for versions in every for rule in versions if rule.may_extend is not None]
    longer = [rule for base in bases for rule in rulebook.versions[base.may_extend or ""]]
    looked_at = {tag for rule in (*bases, *longer) for tag in (*rule.satisfied_by, rule.waived_by) if tag}
    return _Tables(
        tied,
        frozenset(rule.cap.event for versions in every for rule in versions if rule.cap is not None),
        # What waits for no event may stand unasked, by itself.
        frozenset(rule.only_after or rule.starts for rule in longer),
        frozenset(looked_at | {tag for rule in (*bases, *longer) for tag in _begins_by((rule,))}),
        min(
            (
                0 if rule.period.unit is TimeUnit.HOUR else rule.period.length
                for versions in every
                for rule in versions
                if rule.starts == _TOUCHED
            ),
            default=0,
        ),
    )


def _begins_by(versions: tuple[Rule, ...]) -> Iterator[str]:
    for rule in versions:
        yield from (tag for tag in (rule.starts, rule.cap and rule.cap.event, rule.only_after) if tag)
