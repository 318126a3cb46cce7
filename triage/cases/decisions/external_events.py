"""
Recording what starts or ends a clock without being a step of the case: a request for access to documents, a
decision that the citizen received, a data breach; or what runs a limit that the municipality has published,
for the area that it is about.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import ClassVar

from intake.clock import at, local_date
from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.days import DERIVED
from triage.cases.events import CaseEvent, Code, TimeOfDay, name_of, stored_kinds
from triage.cases.guards import require_case, require_open, require_past
from triage.cases.refusals import Refusal
from triage.engine.deadline import Facts
from triage.rules.codes import TimeUnit
from triage.rules.local_limits import takes_local_limit
from triage.rules.model import Rule
from triage.rules.rulebook import Rulebook


class ExternalEventRecorded(CaseEvent, frozen=True, kw_only=True, tag="external_event:recorded/1"):
    """
    Something that starts or ends a clock and is no step of the case.

    Attributes:
        event: its name in the rules.
        subject: which of several, for what happens more than once in a case: `2` for the second; or the area
            of a published limit.
        at_time: the time of day, for what is counted in hours; only a person who types it knows it.
        item: the document, if it is kept here.
    """

    event: Code
    subject: Code | None = None
    item: ItemRef | None = None
    at_time: TimeOfDay | None = None

    # What it was decides which clocks it runs, so another event is recorded as another.
    typed: ClassVar[tuple[str, ...]] = ("happened_on", "at_time")
    sentence: ClassVar[str] = N_("Recorded for a time limit: %(event)s")

    def check(self, case: Case, context: CheckContext) -> None:
        """
        Refuse what the rules do not know, what the case records by itself, and what is recorded already; and
        for a published limit an area that has none, or where nothing has begun that could end.
        """
        facts = context.facts
        assert facts is not None  # a case that is there has facts
        rules = [each for each in own_rules(context.rulebook, facts) if self.event in _spoken_of(each)]
        if rules:
            self._check_own(rules, context.rulebook, facts)
        require_case(case)
        if case.closed_on is not None and context.settled_by(self.event) is None:
            # What is owed goes on in a closed case, and can be given there; nothing new begins.
            require_open(case)
        if self.event not in recordable(context.rulebook.events):
            raise Refusal("external_event_unknown", code=self.event)
        require_past(self.day, on=self.on)
        if self.event in (facts.instances.get(self.subject, {}) if self.subject else facts.occurred):
            raise Refusal("external_event_known")
        if self.subject and self.subject.isdigit() and self.subject not in _numbers(self.event, context):
            raise Refusal("external_event_not_begun")

    def _check_own(self, rules: list[Rule], rulebook: Rulebook, facts: Facts) -> None:
        area = self.subject or ""
        published = [rule for rule in rules if area in rulebook.local.areas(rule.id)]
        if not published:
            raise Refusal("own_limit_none")
        begun = facts.instances.get(area, {})
        for rule in published:
            if self.event == rule.starts:
                require_limit(rulebook, rule.id, self.day, area)
            elif rule.starts not in begun:
                raise Refusal("own_limit_not_begun")
            elif self.day < local_date(begun[rule.starts]):
                raise Refusal("clock_not_begun", happened_on=self.day, begun_on=begun[rule.starts])

    def apply(self, case: Case) -> Case:
        """Keep it for the engine."""
        when = self.day if self.at_time is None else at(self.day, self.at_time)
        days = case.days.recorded_by_name(self.event, self.subject or "", when, self.on)
        return case.with_(days=days)


def which_of_several(event: str, context: CheckContext) -> tuple[str, ...]:
    """
    Give which of several such an event can be about: what has begun and has not ended; or the next one, where
    it begins. The first has no number, the second is `2`.
    """
    return _numbers(event, context) or ("",)


def _numbers(event: str, context: CheckContext) -> tuple[str, ...]:
    facts, rulebook = context.facts, context.rulebook
    assert facts is not None  # a case that is there has facts
    begun = ("", *sorted((each for each in facts.instances if each.isdigit()), key=int))
    happened = {each: facts.instances[each] if each else facts.occurred for each in begun}
    newest = rulebook.newest(facts.scheme, facts.country)
    causes = {tag for rule in newest if event in rule.satisfied_by for tag in recordable((rule.starts,))}
    if causes:
        return tuple(each for each in begun if causes & happened[each].keys() and event not in happened[each])
    free = (each for each in begun if event not in happened[each])
    return (next(free, str(len(begun) + 1)),)


def counts_hours(event: str, context: CheckContext) -> bool:
    """Say whether a limit in hours counts from such an event, so that the time of day matters."""
    facts, rulebook = context.facts, context.rulebook
    assert facts is not None  # a case that is there has facts
    newest = rulebook.newest(facts.scheme, facts.country)
    return any(event in _spoken_of(rule) and rule.period.unit is TimeUnit.HOUR for rule in newest)


def own_rules(rulebook: Rulebook, facts: Facts) -> tuple[Rule, ...]:
    """The rules of a kind of case of which the house sets the length, where a person says when they begin."""
    newest = rulebook.newest(facts.scheme, facts.country)
    return tuple(rule for rule in newest if takes_local_limit(rule) and recordable((rule.starts,)))


def own_events(rulebook: Rulebook, facts: Facts) -> tuple[str, ...]:
    """What a person may record of an area: what begins or ends a limit that the house has published."""
    published = [rule for rule in own_rules(rulebook, facts) if rulebook.local.areas(rule.id)]
    return recordable(tag for rule in published for tag in _spoken_of(rule))


def external_events(rulebook: Rulebook, facts: Facts) -> tuple[str, ...]:
    """
    What a person may record in a kind of case, in the order of the rules; what runs a limit that the house
    has set itself is recorded for its area, and is not among it.
    """
    versions = (
        rule for id_ in rulebook.of_scheme(facts.scheme, facts.country) for rule in rulebook.versions[id_]
    )
    return recordable(tag for rule in versions if not takes_local_limit(rule) for tag in _spoken_of(rule))


def recordable(tags: Iterable[str]) -> tuple[str, ...]:
    """Give those of some events that the case does not record by itself."""
    own = {name_of(each) for each in stored_kinds(CaseEvent)} | DERIVED
    return tuple(dict.fromkeys(tag for tag in tags if tag not in own))


def _spoken_of(rule: Rule) -> tuple[str, ...]:
    return rule.starts, *rule.satisfied_by


def require_limit(rulebook: Rulebook, rule: str, day: date, area: str) -> None:
    """Refuse an area for which no limit of a rule held on a day, or none ever."""
    lends = rulebook.versions[rule][-1].length_of
    if not any(area in rulebook.local.areas(each) for each in (rule, lends) if each is not None):
        raise Refusal("own_limit_none")
    try:
        rulebook.in_case(rule, day, area)
    except LookupError:
        raise Refusal("own_limit_none_then", happened_on=day) from None
