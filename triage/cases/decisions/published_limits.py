"""Recording what starts or ends a limit that the municipality has set itself, for the area it is about."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from triage.cases.case import Case
from triage.cases.decisions.external_events import record_external_event
from triage.cases.derived_dates import DERIVED
from triage.cases.events import Event, Tag
from triage.cases.refusals import Refusal
from triage.engine.deadline import Facts
from triage.rules.local_limits import takes_local_limit
from triage.rules.model import Rule
from triage.rules.rulebook import Rulebook


def own_rules(rulebook: Rulebook, scheme: str, country: str) -> tuple[Rule, ...]:
    """The rules of a kind of case of which the house sets the length, where a person says when they begin."""
    newest = (rulebook.versions[id_][-1] for id_ in rulebook.of_scheme(scheme, country))
    return tuple(rule for rule in newest if takes_local_limit(rule) and _recordable((rule.starts,)))


def own_events(rulebook: Rulebook, scheme: str, country: str) -> tuple[str, ...]:
    """What a person may record of an area: what begins or ends a limit that the house has published."""
    published = [rule for rule in own_rules(rulebook, scheme, country) if rulebook.local.areas(rule.id)]
    return _recordable(tag for rule in published for tag in (rule.starts, *rule.satisfied_by))


def record_own(
    case: Case,
    *,
    on: date,
    actor: str,
    rulebook: Rulebook,
    so_far: Facts,
    event: str,
    area: str,
    happened_on: date | None = None,
) -> tuple[Event, ...]:
    """
    Record something that starts or ends a limit of the house's own.

    Args:
        rulebook: with what the house has set for itself.
        so_far: what has happened already.
        area: the area for which the limit is published.

    Raises:
        Refusal: no limit is published for that area or holds on that day, nothing of the area has begun that
            could end, or it is recorded already.
    """
    rules = [
        rule
        for rule in own_rules(rulebook, case.scheme, so_far.country)
        if event in (rule.starts, *rule.satisfied_by) and area in rulebook.local.areas(rule.id)
    ]
    if not rules:
        raise Refusal("own_limit_none")
    day = happened_on or on
    begun = so_far.instances.get(area, {})
    for rule in rules:
        if event == rule.starts:
            _require_limit(rulebook, rule, day, area)
        elif rule.starts not in begun:
            raise Refusal("own_limit_not_begun")
        elif day < begun[rule.starts]:
            raise Refusal("clock_not_begun", happened_on=day, begun_on=begun[rule.starts])
    return record_external_event(
        case,
        on=on,
        actor=actor,
        known=(event,),
        so_far=so_far,
        event=event,
        subject=area,
        happened_on=happened_on,
    )


def _require_limit(rulebook: Rulebook, rule: Rule, day: date, area: str) -> None:
    try:
        rulebook.in_case(rule.id, day, area)
    except LookupError:
        raise Refusal("own_limit_none_then", happened_on=day) from None


def _recordable(tags: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tag for tag in tags if tag not in set(Tag) | DERIVED))
