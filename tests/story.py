"""
Telling a case in a test: commands with their days, and everything the test does not care about filled in.

`Story` calls the real commands on the real fold; it only supplies an advisor, the taxonomy and a fresh item
id for each text that the test does not name.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Self

import pytest

from triage.cases.breaches import breaches, noted
from triage.cases.case import Case
from triage.cases.decisions import commands
from triage.cases.decisions.clocks import RunningDeadline, clock
from triage.cases.events import Event
from triage.cases.facts import facts
from triage.cases.fold import fold
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import FeedbackKind, Investigation, Scheme, Scope
from triage.engine.case_deadlines import Deadline, compute, deadlines
from triage.rules.rulebook import load_rulebook
from triage.rules.taxonomy import load_taxonomy

ADVISOR = "a1" * 16
TAXONOMY = load_taxonomy()
RULEBOOK = load_rulebook()
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

Command = Callable[..., tuple[Event, ...]]


def day(text: str) -> date:
    """Read `Wed 2026-12-16`, and refuse it if that is no Wednesday."""
    weekday, iso = text.split()
    value = date.fromisoformat(iso)
    assert WEEKDAYS[value.weekday()] == weekday, f"{iso} is a {WEEKDAYS[value.weekday()]}"
    return value


def item(number: int) -> str:
    """The hex id of a sealed item."""
    return f"{number:032x}"


class Story:
    """One case in the telling."""

    def __init__(self, events: Iterable[Event] = ()) -> None:
        self.events: tuple[Event, ...] = tuple(events)
        self._items = 0x1000

    @property
    def case(self) -> Case:
        """The case as told so far."""
        return fold(self.events)

    def then(self, command: Command, /, on: str | date, **given: Any) -> Self:
        """Let the command happen on a day with its weekday, or a date; breaches are kept as by Betro."""
        new = self._call(command, on, given)
        self.events += (*new, *noted(self.events, new, rulebook=RULEBOOK, facts_of=facts))
        return self

    def refused(self, command: Command, /, on: str | date, **given: Any) -> Refusal:
        """Expect the command to be refused, and return the refusal. The story is unchanged."""
        with pytest.raises(Refusal) as caught:
            self._call(command, on, given)
        return caught.value

    def deadline(self, rule: str, today: str, subject: str | None = None) -> Deadline:
        """The deadline of a rule as the engine computes it on a day: the only one, or the one about that."""
        found = deadlines(facts(self.events), RULEBOOK, day(today))
        (one,) = [one for one in found if one.rule == rule and subject in (None, one.subject)]
        return one

    def breaches(self, today: str, rule: str | None = None) -> list[tuple[str, date | None, int]]:
        """What was missed up to a day, perhaps of one rule: the rule, its original date and the days late."""
        found = breaches(self.case, deadlines(facts(self.events), RULEBOOK, day(today)), day(today))
        return [(one.rule, one.due_on, one.days_late) for one in found if rule in (None, one.rule)]

    def clock(self, rule: str, on: str, subject: str | None = None) -> RunningDeadline:
        """The clock of a rule as the commands want it on a day."""
        return clock(facts(self.events), RULEBOOK, day(on), self.deadline(rule, on, subject))

    def open_rules(self, today: str) -> list[str]:
        """The rules that something is still owed under on a day."""
        return [one.rule for one in deadlines(facts(self.events), RULEBOOK, day(today)) if one.is_open]

    def _call(self, command: Command, on: str | date, given: dict[str, Any]) -> tuple[Event, ...]:
        parameters = inspect.signature(command).parameters
        arguments = {name: day(value) if _is_day(value) else value for name, value in given.items()}
        arguments["on"] = day(on) if isinstance(on, str) else on
        for name, parameter in parameters.items():
            if (
                name not in arguments
                and parameter.default is parameter.empty
                and name not in ("case", "_case")
            ):
                arguments[name] = self._fill(name, arguments["on"])
        if next(iter(parameters)) not in ("case", "_case"):
            return command(**arguments)
        return command(self.case if self.events else None, **arguments)

    def _fill(self, name: str, on: date) -> Any:
        if name == "actor":
            return ADVISOR
        if name == "taxonomy":
            return TAXONOMY
        if name == "rule":
            acknowledged = {"whistleblowing": "WB-ACK", "whistleblowing_external": "WB-EXT-ACK"}
            return RULEBOOK.rule(acknowledged.get(self.case.scheme, "BR-ACK"), on)
        if name == "answer_by":
            return compute(RULEBOOK.rule("BR-CONSENT", on), on).due_strict
        if name.endswith("item"):
            self._items += 1
            return item(self._items)
        raise TypeError(f"the test must say {name}")


def _is_day(value: object) -> bool:
    return isinstance(value, str) and value[:3] in WEEKDAYS and len(value) == 14


def a_report(received_on: str, *, acknowledged_on: str | None = None, opened_on: str | None = None) -> Story:
    """A report that came by the portal, perhaps acknowledged by the clock and opened."""
    story = Story().then(
        commands.receive,
        on=received_on,
        scheme=Scheme.WHISTLEBLOWING,
        channel="portal",
        received_on=received_on,
    )
    if acknowledged_on:
        story.then(commands.decide_acknowledgement, on=acknowledged_on, actor=None)
        story.then(commands.acknowledgement_given, on=acknowledged_on, placed_on=acknowledged_on)
    if opened_on:
        story.then(commands.open_report, on=opened_on)
    return story


def a_complaint(received_on: str, *, opened_on: str | None = None) -> Story:
    """A complaint that came by the portal, perhaps opened."""
    story = Story().then(
        commands.receive, on=received_on, scheme=Scheme.COMPLAINTS, channel="portal", received_on=received_on
    )
    return story.then(commands.open_report, on=opened_on) if opened_on else story


def outside(story: Story, on: str, reason: str = "own_employment") -> Story:
    """Decide that the report is outside the scheme."""
    guidance = item(0x900)
    return story.then(
        commands.assess_scope, on=on, scope=Scope.OUTSIDE, reason=reason, guidance_item=guidance
    )


def within(story: Story, on: str, investigation: Investigation | None = None) -> Story:
    """Decide that the report is within the scheme, and perhaps whether it is investigated."""
    story.then(commands.assess_scope, on=on, scope=Scope.WITHIN)
    if investigation is not None:
        authority = item(0x901) if investigation is Investigation.FORWARDED else None
        story.then(
            commands.decide_investigation, on=on, investigation=investigation, authority_item=authority
        )
    return story


def told(story: Story, on: str, kind: FeedbackKind, number: int = 0x800) -> Story:
    """Give a feedback in the mailbox the same day."""
    story.then(commands.decide_feedback, on=on, kind=kind, item=item(number))
    return story.then(commands.feedback_given, on=on, placed_on=on, item=item(number))
