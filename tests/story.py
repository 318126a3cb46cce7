"""
Telling a case in a test: events with their days, and everything the test does not care about filled in.

`Story` asks the real events of the real fold; it only supplies an advisor, the taxonomy and a fresh item for
each text that the test does not name.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any, Self

import msgspec
import pytest

from intake.contents.item_ref import ItemRef
from intake.domain.own_words import OURS
from triage.cases.breaches import Clocks, noted, noted_anew
from triage.cases.case import Case
from triage.cases.context import CheckContext, RunningDeadline
from triage.cases.decisions.acknowledgement import AcknowledgementDecided, AcknowledgementGiven
from triage.cases.decisions.assessment import InvestigationDecided, ScopeAssessed
from triage.cases.decisions.clocks import DeadlineExtended
from triage.cases.decisions.complaints import InquiryRejected
from triage.cases.decisions.consent import LetsOut
from triage.cases.decisions.feedback import FeedbackDecided, FeedbackGiven
from triage.cases.decisions.hand_over import HandOverAsked, HandOverConsented, HandOverExpired
from triage.cases.decisions.inquiries import InquiryRegistered, inquiry_registered
from triage.cases.decisions.messages import CodeReplaced, MessageReceived
from triage.cases.decisions.missed import breaches
from triage.cases.decisions.receiving import CaseReceived, ReportOpened
from triage.cases.events import CaseEvent, Placed
from triage.cases.facts import facts
from triage.cases.fold import fold, live
from triage.cases.hand_over import answer_by, begin_handed_over
from triage.cases.history import decide
from triage.cases.refusals import Refusal
from triage.cases.typed import item_fields, typed
from triage.cases.vocabulary import FeedbackKind, Investigation, Scope
from triage.engine.case_deadlines import deadlines
from triage.engine.deadline import Deadline
from triage.rules.codes import Scheme
from triage.rules.rulebook import Rulebook, load_rulebook
from triage.rules.taxonomy_data import organisation_taxonomy
from triage.rules.units import Unit, Units

ADVISOR = "a1" * 16
TAXONOMY = organisation_taxonomy((), OURS)
RULEBOOK = load_rulebook()
NO_UNITS = Units()
SCHOOLS = Unit(code="schools", names={"da": "Skoler", "en": "Schools"}, valid_from=date(2020, 1, 1))
ROADS = Unit(
    code="roads",
    names={"da": "Veje", "en": "Roads"},
    valid_from=date(2020, 1, 1),
    valid_to=date(2027, 1, 11),
    successors=("schools",),
)
UNITS = Units({each.code: each for each in (SCHOOLS, ROADS)})
"""Two units; that of the roads is no more since Tuesday 12 January 2027."""
WEEKDAYS = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")

Command = type[CaseEvent] | Callable[..., object]
BY_NOBODY = (Placed, CaseReceived, MessageReceived, CodeReplaced, HandOverExpired)
"""What no person does."""


def day(text: str) -> date:
    """Read `Wed 2026-12-16`, and refuse it if that is no Wednesday."""
    weekday, iso = text.split()
    value = date.fromisoformat(iso)
    assert WEEKDAYS[value.weekday()] == weekday, f"{iso} is a {WEEKDAYS[value.weekday()]}"
    return value


def item(number: int) -> ItemRef:
    """A sealed item."""
    return ItemRef(f"{number:032x}", "0" * 64)


class Story:
    """One case in the telling, under the rules as shipped or a house's own, with the units that it has."""

    def __init__(
        self, events: Iterable[CaseEvent] = (), rulebook: Rulebook = RULEBOOK, units: Units = NO_UNITS
    ) -> None:
        self.events: tuple[CaseEvent, ...] = tuple(events)
        self.rulebook, self.units = rulebook, units
        self._items = 0x1000

    @property
    def case(self) -> Case:
        """The case as told so far."""
        return fold(self.events)

    def then(self, command: Command, /, on: str | date, **given: Any) -> Self:
        """Let it happen on a day with its weekday, or a date; breaches are kept as by Betro."""
        new = self._call(command, on, given)
        self.events = kept(self.events, new, self.rulebook)
        return self

    def refused(self, command: Command, /, on: str | date, **given: Any) -> Refusal:
        """Expect it to be refused, and return the refusal. The story is unchanged."""
        with pytest.raises(Refusal) as caught:
            self._call(command, on, given)
        return caught.value

    def deadline(self, rule: str, today: str, subject: str | None = None) -> Deadline:
        """The deadline of a rule as the engine computes it on a day: the only one, or the one about that."""
        found = self._deadlines(day(today))
        (one,) = [one for one in found if one.rule == rule and subject in (None, one.subject)]
        return one

    def breaches(self, today: str, rule: str | None = None) -> list[tuple[str, date | None, int]]:
        """What was missed up to a day, perhaps of one rule: the rule, its original date and the days late."""
        found = breaches(self.case, self._deadlines(day(today)), day(today))
        return [(one.rule, one.due_on, one.days_late) for one in found if rule in (None, one.rule)]

    def clock(self, rule: str, on: str, subject: str | None = None) -> RunningDeadline:
        """The clock of a rule as the decisions see it on a day."""
        return self._context(day(on)).running(self.deadline(rule, on, subject))

    def open_rules(self, today: str) -> list[str]:
        """The rules that something is still owed under on a day."""
        return [one.rule for one in self._deadlines(day(today)) if one.is_open]

    def _deadlines(self, today: date) -> tuple[Deadline, ...]:
        return deadlines(facts(self.case), self.rulebook, today)

    def _context(self, on: date) -> CheckContext:
        known = facts(self.case) if self.events else None
        return CheckContext(TAXONOMY, self.rulebook, on, known, facts, self.units)

    def _call(self, command: Command, on: str | date, given: dict[str, Any]) -> tuple[CaseEvent, ...]:
        arguments = {name: day(value) if _is_day(value) else value for name, value in given.items()}
        today = day(on) if isinstance(on, str) else on
        if command is inquiry_registered:
            names = InquiryRegistered.__struct_fields__
            came = {name: arguments.pop(name) for name in names if name in arguments}
            came = {"channel": "phone", "inquiry": "1f" * 16, "type": "guidance", **came}
            begun = self._event(InquiryRegistered, today, came)
            if rejected := arguments.pop("rejected", None):
                arguments["rejection"] = self._event(InquiryRejected, today, rejected)
            return inquiry_registered(begun, self._context(today), **arguments)
        if command is begin_handed_over:
            return (begin_handed_over(self.case, on=today, actor=None),)
        if clock := arguments.pop("clock", None):
            arguments |= {"rule": clock.rule.id, "subject": clock.deadline.subject}
        event = self._event(command, today, arguments)
        return decide(self.case if self.events else None, event, self._context(today))

    def _event(self, kind: type[CaseEvent], on: date, given: dict[str, Any]) -> Any:
        texts = item_fields(kind)
        required = {each.name for each in msgspec.structs.fields(kind) if each.required}
        items = {name: given.get(name) or None for name in texts}
        for name in (required & set(texts) - given.keys()) | {
            name for name in texts if given.get(name) is True
        }:
            self._items += 1
            items[name] = item(self._items)
        if issubclass(kind, LetsOut) and "ground_item" not in given:
            # Whether it may go without consent is asked in one place; elsewhere it has its ground.
            items["ground_item"] = item(0x902)
        if kind is HandOverConsented and not items["message"] and given.get("item") != "":
            items["item"] = items["item"] or item(self._items + 1)
        if kind is DeadlineExtended:
            given.setdefault("given_on", on)
        if kind is HandOverExpired:
            given.setdefault("happened_on", getattr(self.case.hand_over, "answer_by", on))
        if kind is HandOverAsked:
            given.setdefault("answer_by_on", answer_by(self.rulebook, on))
        if kind is FeedbackGiven and "kind" not in given:
            pending = self.case.report.pending_feedback
            given["kind"] = FeedbackKind.FINAL if pending is None else pending.kind
        plain = typed(kind, **{name: value for name, value in given.items() if name not in (*texts, "actor")})
        nobody = None if issubclass(kind, BY_NOBODY) else ADVISOR
        return plain.made(items, on=on, actor=given.get("actor", nobody))


def kept(
    events: tuple[CaseEvent, ...], new: tuple[CaseEvent, ...], rulebook: Rulebook = RULEBOOK
) -> tuple[CaseEvent, ...]:
    """Everything that stands in the history with *new* events: them, and the breaches noted over them."""
    if not events:
        return new
    case, on = fold(events), max(each.on for each in new)
    if any(each.rewrites for each in new):
        was, right = live(events), live((*events, *new))
        anew = noted_anew(was, right, Clocks(facts, rulebook))
        return (*events, *new, *anew)
    before = deadlines(facts(case), rulebook, on)
    after = deadlines(facts(fold((*events, *new))), rulebook, on)
    return (*events, *new, *noted(case, new, before=before, after=after))


def _is_day(value: object) -> bool:
    return isinstance(value, str) and value[:3] in WEEKDAYS and len(value) == 14


def a_report(received_on: str, *, acknowledged_on: str | None = None, opened_on: str | None = None) -> Story:
    """A report that came by the portal, perhaps acknowledged by the clock and opened."""
    story = Story().then(
        CaseReceived,
        on=received_on,
        scheme=Scheme.WHISTLEBLOWING,
        channel="portal",
        received_on=received_on,
    )
    if acknowledged_on:
        story.then(AcknowledgementDecided, on=acknowledged_on, actor=None)
        story.then(AcknowledgementGiven, on=acknowledged_on, happened_on=acknowledged_on)
    if opened_on:
        story.then(ReportOpened, on=opened_on)
    return story


def a_complaint(received_on: str, *, opened_on: str | None = None) -> Story:
    """A complaint that came by the portal, perhaps opened."""
    story = Story().then(
        CaseReceived, on=received_on, scheme=Scheme.COMPLAINTS, channel="portal", received_on=received_on
    )
    return story.then(ReportOpened, on=opened_on) if opened_on else story


def outside(story: Story, on: str, reason: str = "own_employment") -> Story:
    """Decide that the report is outside the scheme."""
    guidance = item(0x900)
    return story.then(ScopeAssessed, on=on, scope=Scope.OUTSIDE, reason=reason, guidance_item=guidance)


def within(story: Story, on: str, investigation: Investigation | None = None) -> Story:
    """Decide that the report is within the scheme, and perhaps whether it is investigated."""
    story.then(ScopeAssessed, on=on, scope=Scope.WITHIN)
    if investigation is not None:
        authority = item(0x901) if investigation is Investigation.FORWARDED else None
        story.then(InvestigationDecided, on=on, investigation=investigation, authority_item=authority)
    return story


def told(story: Story, on: str, kind: FeedbackKind, number: int = 0x800) -> Story:
    """Give a feedback in the mailbox the same day."""
    story.then(FeedbackDecided, on=on, kind=kind, item=item(number))
    return story.then(FeedbackGiven, on=on, happened_on=on, item=item(number))
