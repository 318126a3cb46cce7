"""
A decision is written once: whoever forgets a part of one is told which.

`faults_of` looks at an event, and at the page that leads to it; the planted ones each lack one part.
"""

import inspect
import re
from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, ClassVar

import msgspec
import pytest
from wtforms import TextAreaField

from intake.contents.item_ref import ItemRef
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.acknowledgement import AcknowledgementDecided
from triage.cases.decisions.clocks import RulesApplied
from triage.cases.decisions.complaints import AnswerDecided, CallRegistered
from triage.cases.decisions.correcting import EventCorrected
from triage.cases.decisions.feedback import FeedbackDecided
from triage.cases.decisions.hand_over import HandOverExpired
from triage.cases.decisions.holders import HoldersChanged
from triage.cases.decisions.importing import InquiryImported
from triage.cases.decisions.inquiries import InquiryRegistered
from triage.cases.decisions.meetings import MeetingRecorded
from triage.cases.decisions.messages import CodeReplaced, MessageReceived
from triage.cases.decisions.missed import BreachNoted
from triage.cases.decisions.own_initiative import OwnInitiativeBegun
from triage.cases.decisions.packaging import CasePackaged
from triage.cases.decisions.receiving import CaseReceived, IdentityOpened, NoteAdded, ReportOpened
from triage.cases.decisions.registering import CaseRegistered
from triage.cases.decisions.registers import EntryBegun
from triage.cases.decisions.true_days import ArrivalCorrected
from triage.cases.decisions.year_accounts import AccountMadePublic
from triage.cases.events import Beginning, CaseEvent, Code, Decided, Placed, stored_kinds
from triage.cases.guards import require_item
from triage.cases.history import EVENTS
from triage.cases.refusal_texts import REFUSALS
from triage.cases.refusals import Refusal
from triage.cases.typed import item_fields
from triage.office.decisions.correcting_forms import FIELDS
from triage.office.decisions.decision_form import DecisionForm
from triage.office.decisions.registry import FORMS
from triage.office.forms import DayField
from triage.office.presentation.audit_words import ACTIONS
from triage.office.presentation.timeline import TEXTS

TESTS = Path(__file__).resolve().parents[1]
WITHOUT_A_PAGE = {
    ArrivalCorrected: "Betro itself, when somebody confirms the time",
    BreachNoted: "the one writer of history notes it",
    CallRegistered: "nothing any more; it stands in old histories",
    CasePackaged: "has a page of its own",
    CaseReceived: "the clock",
    CodeReplaced: "the reporter",
    CaseRegistered: "has a page outside a case",
    HandOverExpired: "the clock",
    HoldersChanged: "has a page of its own",
    IdentityOpened: "has a page of its own",
    InquiryRegistered: "has a page outside a case",
    MessageReceived: "the reporter",
    InquiryImported: "has a page outside a case",
    OwnInitiativeBegun: "has a page outside a case",
    ReportOpened: "a button of the case page",
    RulesApplied: "the operator",
    **{each: "has a page of its register" for each in EVENTS.values() if issubclass(each, EntryBegun)},
}
PLACED = "where the words were placed by hand, in what says that they were"
CORRECTED_OTHERWISE: Mapping[tuple[type[CaseEvent], str], str] = {
    (AcknowledgementDecided, "given_on"): PLACED,
    (AnswerDecided, "given_on"): PLACED,
    (FeedbackDecided, "given_on"): PLACED,
    (MeetingRecorded, "promised_on"): "in the promise that came of it",
    (EventCorrected, "right_on"): "by another correction",
    (AccountMadePublic, "publish_on"): "by publishing it anew",
}
FILLED_BY_THE_FORM = {"given_on", "sent_by", "template", "language"}


def faults_of_event(event: type[CaseEvent]) -> Iterator[str]:
    """Say which part of an event is missing."""
    name = event.__name__
    if not event.__doc__ or event.__doc__ == CaseEvent.__doc__:
        yield f"{name} has no docstring that says what it is"
    if not event.sentence:
        yield f"{name} has no sentence for the history"
    else:
        unknown = set(_placeholders(event.sentence)) - set(dir(event))
        if unknown:
            yield f"{name} says {unknown} in its sentence and holds no such thing"
        if "%(" in (event.logged or event.sentence).partition(": %(")[0]:
            yield f"{name} needs a word for the audit log, `logged`: its sentence holds more than a last word"
    if event.side not in {"in", "out", "note", "event"}:
        yield f"{name} is shown as {event.side}, which the history does not know"
    yield from _faults_of_texts(event)
    if issubclass(event, Beginning) and event.begin is Beginning.begin:
        yield f"{name} does not say how the case begins"
    is_decided = event not in WITHOUT_A_PAGE and not issubclass(event, Placed)
    if is_decided and event.check is CaseEvent.check and event.tag != "case:assigned":
        yield f"{name} does not say when it may happen"
    if is_decided and all(event not in (form.decides, *form.also) for form in FORMS.values()):
        yield f"{name} has no page that leads to it"


def _faults_of_texts(event: type[CaseEvent]) -> Iterator[str]:
    name = event.__name__
    if issubclass(event, Decided) and event.words_in not in event.__struct_fields__:
        yield f"{name} has no field {event.words_in} for its words"
    rule = inspect.getsource(event.check)
    empty = [f"{each}_missing" for each in re.findall(r'require_item\(self\.\w+, "(\w+)"\)', rule)]
    for each in (*empty, *re.findall(r'Refusal\(\s*"(\w+)"', rule)):
        if each not in REFUSALS:
            yield f"{name} refuses with {each}, which has no sentence"


def faults_of_tests(event: type[CaseEvent], told: str) -> Iterator[str]:
    """Say that no test tells of an event."""
    if not re.search(rf"\b{event.__name__}\b", told):
        yield f"{event.__name__} is told of in no test: what it refuses and does belongs into tests/spec"


def days_of(form: Any) -> set[str]:
    """Give the days that a page asks for and its event holds."""
    fields = {
        each: getattr(getattr(form, each, None), "field_class", None)
        for each in form.decides.__struct_fields__
    }
    return {each for each, kind in fields.items() if kind is DayField}


def faults_of_page(form: Any) -> Iterator[str]:
    """Say which part of a page is missing."""
    name = form.__name__
    if not form.title or not form.intro:
        yield f"{name} has no title or no sentence below it"
    names = set(form.decides.__struct_fields__)
    fields = {each for each in dir(form) if each in names and hasattr(getattr(form, each), "field_class")}
    given = fields | set(form.fixed) | FILLED_BY_THE_FORM
    if form.given is DecisionForm.given:
        required = {each.name for each in msgspec.structs.fields(form.decides) if each.required} - {"on"}
        if required - given:
            yield f"{name} has no field for {required - given} of {form.decides.__name__}"
    fixed = {
        each
        for each in days_of(form) - set(form.decides.typed)
        if (form.decides, each) not in CORRECTED_OTHERWISE
    }
    if fixed:
        yield f"{name} asks for {fixed}, which nobody can correct: see `typed`"
    texts = {each for each in item_fields(form.decides) if each in fields}
    if texts - {*form.reporter_reads, *form.internal, *form.in_letter}:
        yield f"{name} does not say whether the reporter reads {texts}"
    if texts - set(TEXTS):
        yield f"{name} asks for the texts {texts - set(TEXTS)}, which the history does not name"


def _placeholders(sentence: str) -> list[str]:
    return [part.partition(")")[0] for part in sentence.split("%(")[1:]]


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event.__name__)
def test_an_event_has_all_its_parts(event: type[CaseEvent]) -> None:
    """Words, a rule, a page: or a reason why nobody decides it."""
    assert not list(faults_of_event(event))


def test_every_event_is_told_of_in_a_test() -> None:
    """Whoever adds a decision says in a test what it does."""
    folders = (TESTS / name for name in ("spec", "unit", "integration", "functional"))
    told = "\n".join(path.read_text(encoding="utf-8") for each in folders for path in each.rglob("*.py"))
    assert [
        fault
        for event in EVENTS.values()
        if event not in WITHOUT_A_PAGE
        for fault in faults_of_tests(event, told)
    ] == []
    assert list(faults_of_tests(Silent, told))


@pytest.mark.parametrize("form", FORMS.values(), ids=FORMS.keys())
def test_a_page_has_all_its_parts(form: type[DecisionForm]) -> None:
    """A form whose fields bear the names of what its event needs."""
    assert not list(faults_of_page(form))


def test_every_form_has_a_page_of_its_own() -> None:
    """A form that says nothing of its page can be reached by nobody; two with one address hide each other."""
    forms = [each for each in _forms(DecisionForm) if "decides" in vars(each)]
    assert {each.__name__ for each in forms if each.__module__.startswith("triage.")} == {
        each.__name__ for each in FORMS.values()
    }


def _forms(kind: type[DecisionForm]) -> Iterator[type[DecisionForm]]:
    for each in kind.__subclasses__():
        yield each
        yield from _forms(each)


class Silent(CaseEvent, frozen=True, kw_only=True, tag="silent:planted/1"):
    """An event that was planted here."""

    code: Code


class Wrong(CaseEvent, frozen=True, kw_only=True, tag="wrong:planted/1"):
    """An event that was planted here."""

    sentence: ClassVar[str] = "It is %(colour)s"
    side: ClassVar[str] = "sideways"


class Logless(CaseEvent, frozen=True, kw_only=True, tag="logless:planted/1"):
    """An event that was planted here."""

    code: Code
    sentence: ClassVar[str] = "Mediation with %(code)s was offered"


class Untold(CaseEvent, frozen=True, kw_only=True, tag="untold:planted/1"):
    """An event that was planted here."""

    secret_item: ItemRef
    sentence: ClassVar[str] = "Told"

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse without its text."""
        del case, context
        require_item(self.secret_item, "secret")
        raise Refusal("too_secret", on=self.on)


class Wordless(Decided, frozen=True, kw_only=True, tag="wordless:planted/1"):
    """An event that was planted here."""

    sentence: ClassVar[str] = "Said"


class Unbegun(Beginning, frozen=True, kw_only=True, tag="unbegun:planted/1"):
    """An event that was planted here."""

    sentence: ClassVar[str] = "Begun"


@pytest.mark.parametrize(
    ("event", "fault"),
    [
        (Silent, "no sentence for the history"),
        (Silent, "does not say when it may happen"),
        (Silent, "no page that leads to it"),
        (Wrong, "holds no such thing"),
        (Wrong, "which the history does not know"),
        (Logless, "needs a word for the audit log"),
        (Untold, "secret_missing, which has no sentence"),
        (Untold, "too_secret, which has no sentence"),
        (Wordless, "no field item for its words"),
        (Unbegun, "does not say how the case begins"),
    ],
)
def test_a_forgotten_part_of_an_event_is_named(event: type[CaseEvent], fault: str) -> None:
    """Each planted omission is found, and said in words."""
    assert any(fault in each for each in faults_of_event(event))


class UntoldForm(DecisionForm):
    """A form that was planted here."""

    decides = Untold
    title = "Tell"
    intro = "Tell"
    internal = ("secret_item",)
    secret_item = TextAreaField("Secret")


class Fixed(CaseEvent, frozen=True, kw_only=True, tag="fixed:planted/1"):
    """An event that was planted here."""

    until_on: date | None = None
    sentence: ClassVar[str] = "Fixed"


class FixedForm(DecisionForm):
    """A form that was planted here."""

    decides = Fixed
    title = "Fix"
    intro = "Fix"
    happened_on = DayField("Day")
    until_on = DayField("Day of another event's exception")


class EmptyForm(DecisionForm):
    """A form that was planted here."""

    decides = NoteAdded
    title = ""


def test_a_forgotten_part_of_a_page_is_named() -> None:
    """A title, and the field that its event needs."""
    found = list(faults_of_page(EmptyForm))
    assert any("no title" in each for each in found)
    assert any("the history does not name" in each for each in faults_of_page(UntoldForm))
    assert any("no field for {'item'} of NoteAdded" in each for each in found)
    fixed = " ".join(each for each in faults_of_page(FixedForm) if "which nobody can correct" in each)
    assert "happened_on" in fixed
    assert "until_on" in fixed


def test_a_day_that_is_corrected_otherwise_is_one_that_a_page_asks_for_and_nobody_corrects() -> None:
    """A reason is given for one event's day, and only as long as it is needed; another's is asked for."""
    asked = {(form.decides, each) for form in FORMS.values() for each in days_of(form)}
    assert {(event, each) for event, each in asked if each not in event.typed} == set(CORRECTED_OTHERWISE)


def test_what_can_be_corrected_has_its_words() -> None:
    """The page of corrections says of each day and code what it is, and offers none that an event lacks."""
    typed = {name for event in EVENTS.values() for name in event.typed}
    assert typed == set(FIELDS)
    assert all(set(event.typed) <= set(event.__struct_fields__) for event in EVENTS.values())


def test_what_is_planted_is_no_event_of_betro() -> None:
    """Only what stands in a module of decisions is stored and read."""
    planted = {each.tag for each in stored_kinds(CaseEvent)} - set(EVENTS)
    assert all(tag.endswith(":planted") for tag in planted)


def test_every_action_of_the_audit_log_has_words() -> None:
    """What is written into the log besides events is read by a person in sentences, never as a code."""
    texts = {path: path.read_text(encoding="utf-8") for path in (TESTS.parent / "triage").rglob("*.py")}
    writing = [text for text in texts.values() if "journal.append(" in text]
    said = {code for text in writing for code in re.findall(r'"([a-z]+:[a-z_]+)"', text)}
    assert len(writing) > 8
    leases = {"time:shown", "time:steady"}  # Kept by the clock for itself.
    assert said - leases == ACTIONS.keys()
