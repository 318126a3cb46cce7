"""What a decision is measured by besides the case: the lists, the rules, and the case's clocks that day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property

from triage.cases.case import Case
from triage.engine.case_deadlines import deadlines, longest
from triage.engine.deadline import Deadline, Facts
from triage.rules.model import Rule
from triage.rules.rulebook import Rulebook
from triage.rules.taxonomy import Taxonomy
from triage.rules.units import Units


@dataclass(frozen=True, slots=True)
class RunningDeadline:
    """
    One clock as the engine has it: its deadline, the version of its rule, the last date to which the rule
    lets it be extended (None where the rule names none), and the day on which it was changed last, if it was.
    """

    rule: Rule
    deadline: Deadline
    limit: date | None = None
    changed_on: date | None = None


@dataclass(frozen=True)
class CheckContext:
    """
    What a decision is measured by.

    Args:
        facts: what the engine knows of the case before the decision; None where the case is yet to begin.
        today: the day of the decision.
        facts_of: what the engine knows of a case; whoever corrects a history asks what it was measured by.
        units: the units of the organisation, those of now and those of then.
    """

    taxonomy: Taxonomy
    rulebook: Rulebook
    today: date
    facts: Facts | None = None
    facts_of: Callable[[Case], Facts] | None = None
    units: Units = field(default_factory=Units)

    def of(self, case: Case | None, on: date) -> CheckContext:
        """Give what a decision of a day was measured by, in the case as it was by then."""
        assert self.facts_of is not None  # whoever decides on a case that is there says it
        return replace(self, today=on, facts=None if case is None else self.facts_of(case))

    @cached_property
    def deadlines(self) -> tuple[Deadline, ...]:
        """The deadlines of the case before the decision."""
        return () if self.facts is None else deadlines(self.facts, self.rulebook, self.today)

    def clock(self, rule: str, subject: str | None) -> RunningDeadline | None:
        """Give the clock of a rule, of several the one that is still open; None where the case has none."""
        wanted = (rule, subject or "")
        clocks = [each for each in self.deadlines if (each.rule, each.subject) == wanted]
        if not clocks:
            return None
        return self.running(next((each for each in clocks if each.is_open), clocks[0]))

    def settled_by(self, event: str) -> RunningDeadline | None:
        """Give the first clock that such an event settles."""
        found = (each for each in self.deadlines if event in each.counted_by.satisfied_by)
        return next(map(self.running, found), None)

    def running(self, deadline: Deadline) -> RunningDeadline:
        """Give a deadline with its rule and how far it may be extended."""
        assert self.facts is not None  # there is no deadline without facts
        changes = self.facts.changes.get((deadline.rule, deadline.subject), ())
        changed_on = max((change.on for change in changes), default=None)
        limit = longest(self.facts, self.rulebook, self.today, deadline)
        return RunningDeadline(deadline.counted_by, deadline, limit, changed_on)


def is_same_to_rules(one: Facts, other: Facts, rulebook: Rulebook) -> bool:
    """Say whether two facts differ at most in what no rule speaks of."""

    def told(known: Facts) -> Facts:
        spoken_of = {tag: on for tag, on in known.occurred.items() if tag in rulebook.events}
        return replace(known, occurred=spoken_of, recorded={})

    return told(one) == told(other)
