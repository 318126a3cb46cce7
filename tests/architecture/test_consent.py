"""
Nothing lets a unit know of a case but an event that asks for the citizen's consent, whatever page or service
it comes from. What is planted here goes round it, each in a way of its own, and is found.
"""

import ast
import inspect
import textwrap
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, get_args, get_type_hints

import msgspec
import pytest

from intake.contents.item_ref import ItemRef
from tests.architecture.parsed import calls_in, forgotten_behind, parsed
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.activities import ActivityRegistered
from triage.cases.decisions.appeals import AppealDecided
from triage.cases.decisions.complaints import UnitRecorded
from triage.cases.decisions.consent import ConsentGiven, LetsOut
from triage.cases.decisions.criticism import HearingAnswered, HearingWithdrawn
from triage.cases.decisions.follow_up import FollowUpAnswered, FollowUpWithdrawn
from triage.cases.decisions.following import FollowingBegun
from triage.cases.decisions.inquiry_hand_over import InquiryHandedOver
from triage.cases.decisions.own_initiative import OwnInitiativeBegun
from triage.cases.decisions.points import PointsRecorded
from triage.cases.decisions.promises import PromiseMade
from triage.cases.decisions.recommendation_follow_up import (
    RecommendationAnswered,
    RecommendationAssessed,
    RecommendationReported,
    RecommendationTold,
)
from triage.cases.decisions.recommendations import RecommendationBegun
from triage.cases.decisions.referral import ReferralRecalled, ReferralSent, ReplyDelayed, ReplyReceived
from triage.cases.decisions.results import ResultRecorded
from triage.cases.decisions.year_accounts import CommentAsked, CommentReceived
from triage.cases.events import CaseEvent, Code, Decided
from triage.cases.history import EVENTS
from triage.office.decisions.registry import FORMS
from triage.office.decisions.unit_letter_form import UnitLetterForm

TRIAGE = Path(__file__).resolve().parents[2] / "triage"
UNIT_FIELDS = frozenset({"unit", "units", "convener"})
NOTHING_GOES: Mapping[type[CaseEvent], str] = {
    CommentAsked: "it is about an account and no case",
    CommentReceived: "the unit did it",
    ConsentGiven: "it is what allows it",
    FollowUpAnswered: "the unit did it",
    FollowUpWithdrawn: "it ends what was sent, and sends nothing",
    FollowingBegun: "it watches a limit; the unit is told nothing",
    HearingAnswered: "the unit did it",
    HearingWithdrawn: "it ends what was sent, and sends nothing",
    OwnInitiativeBegun: "nobody came with it, so nobody is asked",
    PointsRecorded: "it sorts the case",
    PromiseMade: "somebody promised it to us",
    ReferralRecalled: "it ends what was sent, and sends nothing",
    ReplyDelayed: "the unit did it",
    ReplyReceived: "the unit did it",
    ResultRecorded: "it says how the case came out, for the office alone",
    RecommendationAnswered: "the unit did it",
    RecommendationAssessed: "it says what the office sees",
    RecommendationBegun: "it is about no case: its words are the office's own",
    RecommendationReported: "the unit did it",
    RecommendationTold: "it says that the office told its own words, which are about no case",
    UnitRecorded: "it sorts the case",
    ActivityRegistered: "it is about no case",
    AppealDecided: "the body has told the unit",
}
"""What names a unit and lets nothing out to it, and why. Another event that names one says which it is."""
REFERRED = {"office/decisions/request_form.py"}
"""Where such an event is made besides, to be asked for its clock and never to be recorded."""

pytestmark = pytest.mark.usefixtures("_nothing_kept")
_nothing_kept = pytest.fixture(scope="module", autouse=True, name="_nothing_kept")(forgotten_behind)


def faults_of(event: type[CaseEvent]) -> Iterator[str]:
    """Say by which way an event goes round consent."""
    name, is_outgoing = event.__name__, issubclass(event, LetsOut)
    if "letter_item" in event.__struct_fields__ and not (is_outgoing or issubclass(event, Decided)):
        yield f"{name} keeps a letter that goes to nobody who came, and is no LetsOut"
    if _names_unit(event) and not is_outgoing and event not in NOTHING_GOES:
        yield f"{name} names a unit: it is a LetsOut, or NOTHING_GOES says why nothing goes"
    if is_outgoing and not _always_asks(event.check):
        yield f"{name} does not ask for consent on every way through its check"
    if is_outgoing and "require_consent" not in calls_in(_source(event.require_consent)):
        yield f"{name} asks for consent by a rule of its own"


def _names_unit(kind: Any) -> bool:
    hints = get_type_hints(kind)
    return any(name in UNIT_FIELDS or _holds_unit(hint) for name, hint in hints.items())


def _holds_unit(hint: Any) -> bool:
    parts = [each for each in get_args(hint) if isinstance(each, type) and issubclass(each, msgspec.Struct)]
    return any(_names_unit(each) for each in parts if each is not ItemRef)


def _always_asks(check: Any) -> bool:
    """Whether a statement of its own, before which nothing returns, asks for it."""
    (function,) = _source(check).body
    assert isinstance(function, ast.FunctionDef)
    for each in function.body:
        if isinstance(each, ast.Expr) and ast.unparse(each) == "self.require_consent(case)":
            return True
        if any(isinstance(part, ast.Return) for part in ast.walk(each)):
            return False
    return False


def _source(function: Any) -> ast.Module:
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


@pytest.mark.parametrize("event", EVENTS.values(), ids=lambda event: event.__name__)
def test_what_lets_a_unit_know_of_a_case_asks_for_consent(event: type[CaseEvent]) -> None:
    """Each event that names a unit or keeps a letter to one asks, or stands here with a reason."""
    assert not list(faults_of(event))


def test_every_reason_is_needed() -> None:
    """What names no unit needs none."""
    assert [each.__name__ for each in NOTHING_GOES if not _names_unit(each)] == []


def test_a_letter_to_a_unit_is_written_on_a_page_whose_decision_asks() -> None:
    """And no other part of Betro makes such a letter."""
    pages = [form for form in FORMS.values() if issubclass(form, UnitLetterForm)]
    assert pages
    assert [form.__name__ for form in pages if not issubclass(form.decides, LetsOut)] == []
    assert _calling("unit_letter") == {"office/decisions/unit_letter_form.py"}


def test_what_lets_something_out_is_made_from_a_form_and_asked_before_it_is_recorded() -> None:
    """No service, clock, command or other event makes one; what was typed is made where it is decided."""
    outgoing = {each.__name__ for each in EVENTS.values() if issubclass(each, LetsOut)}
    assert {path for name in outgoing for path in _calling(name)} <= REFERRED
    assert "decide" in calls_in(parsed(TRIAGE / "services/casework/execute.py"))
    made = {path for path in _calling("made") if path.startswith(("services", "clock"))}
    registering = {
        "services/casework/begin_entry.py",
        "services/casework/register_inquiry.py",
        "services/casework/register_report.py",
        "services/casework/register_row.py",
    }
    assert made - registering == {"services/casework/execute.py"}


def _calling(name: str) -> set[str]:
    return {
        path.relative_to(TRIAGE).as_posix() for path in TRIAGE.rglob("*.py") if name in calls_in(parsed(path))
    }


class Written(CaseEvent, frozen=True, kw_only=True, tag="written:planted/1"):
    """A letter to a unit that is none of what asks."""

    letter_item: ItemRef


class Told(CaseEvent, frozen=True, kw_only=True, tag="told:planted/1"):
    """Something that a unit is told by."""

    unit: Code


class Unasked(LetsOut, frozen=True, kw_only=True, tag="unasked:planted/1"):
    """What goes without being asked for."""

    unit: Code
    ground_item: ItemRef | None = None

    def check(self, case: Case, context: CheckContext) -> None:
        """Ask nothing."""


class AtTimes(Unasked, frozen=True, kw_only=True, tag="at_times:planted/1"):
    """What is asked for at times."""

    def check(self, case: Case, context: CheckContext) -> None:
        """Ask only in the first days."""
        if case.closed_on is None:
            self.require_consent(case)


class Hurried(Unasked, frozen=True, kw_only=True, tag="hurried:planted/1"):
    """What is asked for unless something else comes first."""

    def check(self, case: Case, context: CheckContext) -> None:
        """Leave before it."""
        if case.opened_on is not None:
            return
        self.require_consent(case)


class OwnRule(Unasked, frozen=True, kw_only=True, tag="own_rule:planted/1"):
    """What asks by a rule of its own."""

    def check(self, case: Case, context: CheckContext) -> None:
        """Ask oneself."""
        self.require_consent(case)

    def require_consent(self, case: Case) -> None:
        """Be content with anything."""


@pytest.mark.parametrize(
    ("event", "fault"),
    [
        (Written, "keeps a letter"),
        (Told, "names a unit"),
        (Unasked, "does not ask"),
        (AtTimes, "does not ask"),
        (Hurried, "does not ask"),
        (OwnRule, "a rule of its own"),
    ],
)
def test_whoever_goes_round_it_is_named(event: type[CaseEvent], fault: str) -> None:
    """Each planted way is found."""
    assert any(fault in each for each in faults_of(event))
    assert not list(faults_of(ReferralSent))
    assert not list(faults_of(InquiryHandedOver))
