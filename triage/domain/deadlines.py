"""The deadlines of a case: a pure function of the dates on which things happened, the rulebook and today."""

from dataclasses import replace
from datetime import date

from triage.domain.computing import compute
from triage.domain.counting import local_date
from triage.domain.deadline import Deadline, DeadlineError, Facts, Happened
from triage.domain.trace import step
from triage.rules.model import Rule
from triage.rules.rulebook import NotInForceError, Rulebook

__all__ = ["Deadline", "DeadlineError", "Facts", "Happened", "compute", "deadlines"]


def deadlines(facts: Facts, rulebook: Rulebook, today: date) -> tuple[Deadline, ...]:
    """Every deadline that the case has armed up to today, in the order of the strict date, then of the rule.

    Events after today do not count yet. A deadline replaced by an extension in time is still there, marked
    with `extended_on`, because the original date must stay visible. Raises ValueError for an unknown scheme.
    """
    happened = {tag: when for tag, when in facts.occurred.items() if local_date(when) <= local_date(today)}
    found: dict[str, Deadline] = {}
    for id_ in rulebook.of_scheme(facts.scheme, facts.country):
        deadline = _armed(id_, rulebook, happened, facts.own_closing)
        if deadline is not None:
            found[id_] = deadline
    settled = _with_extensions(found, rulebook, happened)
    return tuple(sorted(settled.values(), key=lambda d: (d.due_strict, d.rule)))


def _armed(id_: str, rulebook: Rulebook, happened: Happened, own_closing: frozenset[date]) -> Deadline | None:
    newest = rulebook.versions[id_][-1]
    first = newest.cap.event if newest.cap and newest.cap.event in happened else newest.starts
    if first not in happened or (newest.only_after and newest.only_after not in happened):
        return None
    try:
        # A case keeps the version of the day on which its clock began, whatever changed since.
        rule = rulebook.rule(id_, local_date(happened[first]))
    except NotInForceError:
        return None
    if rule.own_length:
        return None
    return compute(rule, happened.get(rule.starts), happened, own_closing=own_closing)


def _with_extensions(
    found: dict[str, Deadline], rulebook: Rulebook, happened: Happened
) -> dict[str, Deadline]:
    settled = dict(found)
    for id_, deadline in found.items():
        longer = _version(rulebook, deadline).may_extend
        if longer is None or longer not in found:
            continue
        asked = _version(rulebook, found[longer]).only_after
        extended_on = local_date(happened[asked]) if asked else None
        if extended_on is not None and extended_on <= deadline.due_strict:
            reason = step("extended", on=extended_on, rule=longer)
            settled[id_] = replace(deadline, extended_on=extended_on, trace=(*deadline.trace, reason))
        else:
            # An extension after the date has passed mends nothing.
            settled.pop(longer, None)
    return settled


def _version(rulebook: Rulebook, deadline: Deadline) -> Rule:
    return next(r for r in rulebook.versions[deadline.rule] if r.version == deadline.rule_version)
