"""The steps of the demo's cases, each through the decision that the office's pages use."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from msgspec import convert

from intake.domain.schemes import PORTAL
from triage.cases.decisions.acknowledgement import AcknowledgementDecided
from triage.cases.decisions.activities import ActivityCalledOff, ActivityHeld
from triage.cases.decisions.appeals import AppealRemade
from triage.cases.decisions.assessment import (
    InvestigationDecided,
    OutcomeRecorded,
    ReportThemesRecorded,
    ScopeAssessed,
)
from triage.cases.decisions.chases import ChaseSent
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.complaints import AnswerDecided
from triage.cases.decisions.consent import (
    ConsentGiven,
    ConsentWay,
    ConsentWithdrawn,
    LetsOut,
    is_agreed,
    next_consent,
)
from triage.cases.decisions.dispositions import DispositionRecorded
from triage.cases.decisions.external_events import ExternalEventRecorded
from triage.cases.decisions.external_figures import FigureRecorded
from triage.cases.decisions.feedback import FeedbackDecided
from triage.cases.decisions.focus_points import FocusPointDone, FocusPointMoved
from triage.cases.decisions.follow_up import FollowUpSent
from triage.cases.decisions.hand_over import HandOverAsked
from triage.cases.decisions.inquiries import TypeRecorded
from triage.cases.decisions.mandate import MandateRecorded
from triage.cases.decisions.meetings import MeetingRecorded
from triage.cases.decisions.messages import AnswerNotNeeded, MessageDecided
from triage.cases.decisions.minutes import MinutesDrafted, MinutesOf, MinutesSentToCheck, next_minutes
from triage.cases.decisions.ordered_counts import CountEnded, CountsTicked
from triage.cases.decisions.own_initiative import Published
from triage.cases.decisions.planned import MeetingPlanned
from triage.cases.decisions.points import Point, PointsRecorded
from triage.cases.decisions.promises import PromiseKept, PromiseMade, next_number
from triage.cases.decisions.receiving import ContactRegistered, NoteAdded, SummarySet
from triage.cases.decisions.recommendation_follow_up import (
    RecommendationAnswered,
    RecommendationAssessed,
    RecommendationDecided,
    RecommendationEscalated,
    RecommendationReported,
    RecommendationTold,
)
from triage.cases.decisions.referral import ReferralSent, ReplyDelayed, ReplyReceived
from triage.cases.decisions.registers import EntryClosed, EntryWithdrawn
from triage.cases.decisions.results import Learning, ResultRecorded
from triage.cases.events import CaseEvent
from triage.cases.hand_over import answer_by
from triage.cases.typed import Typed, typed
from triage.cli.demo.town import Town
from triage.services.casework.execute import execute
from triage.services.people.sign_in import SignedIn
from triage.services.reading.visible_case import case_file

DAY = "days_after_received"


def in_mailbox(data: Mapping[str, Any]) -> bool:
    """Say whether one is written to in a mailbox: of what came in the portal, or was handed over there."""
    return data["channel"] == PORTAL or bool(data.get("in_mailbox"))


@dataclass(frozen=True, slots=True)
class Playing:
    """One step of one case."""

    town: Town
    data: Mapping[str, Any] = field(repr=False)
    who: SignedIn
    reference: str
    step: Mapping[str, Any] = field(repr=False)

    @property
    def text(self) -> str:
        """The step's own text."""
        return str(self.step["text"]).strip()

    def told(self, decision: type[CaseEvent], now: datetime) -> dict[str, Any]:
        """
        Give what the step says, by the names of the decision's fields.

        A text may stand without its `_item`, and the one that every decision has is `text`; a day is told in
        days after receipt.
        """
        known, day = decision.__struct_fields__, self.step[DAY]
        told: dict[str, Any] = {}
        for key, said in self.step.items():
            if key.endswith(f"_{DAY}"):
                told[f"{key.removesuffix(f'_{DAY}')}_on"] = now.date() + timedelta(days=said - day)
            elif key == "text":
                told["item" if "item" in known else "reason_item"] = self.text
            elif key not in ("action", DAY):
                told[key if key in known else f"{key}_item"] = said
        return told


Play = Callable[[Playing, datetime], None]


def decides(decision: type[CaseEvent], **besides: Callable[[Playing, date], object]) -> Play:
    """Make a decision of what the step tells, and of what follows from the case and the day."""

    def play(each: Playing, now: datetime) -> None:
        more = {name: of(each, now.date()) for name, of in besides.items()}
        decided = typed(decision, **each.told(decision, now), **more)
        _decided(each, now, decided)

    return play


def _points(each: Playing, now: datetime) -> None:
    points = tuple(convert(point, Point) for point in each.step["points"])
    _decided(each, now, typed(PointsRecorded, points=points))


def _result(each: Playing, now: datetime) -> None:
    learning = tuple(convert(unit, Learning) for unit in each.step.get("learning", ()))
    position = each.step["legal_position"]
    _decided(each, now, typed(ResultRecorded, legal_position=position, learning=learning))


def _promised(each: Playing, now: datetime) -> None:
    case = case_file(each.town.organisation, each.who, each.reference, today=now.date()).case
    _decided(each, now, typed(PromiseMade, number=next_number(case), **each.told(PromiseMade, now)))


def _minutes(each: Playing, now: datetime) -> None:
    """Write minutes of a conversation of that day, and give them to check."""
    case = case_file(each.town.organisation, each.who, each.reference, today=now.date()).case
    minutes = {"number": next_minutes(case)}
    said = {"of": MinutesOf.TALK, "spoken_on": now.date(), "item": each.text}
    _decided(each, now, typed(MinutesDrafted, **minutes, **said))
    given = {"way": each.step["way"], "given_on": now.date()}
    _decided(each, now, typed(MinutesSentToCheck, **minutes, **given))


def _decided(each: Playing, now: datetime, decided: Typed) -> None:
    agreed = _agreed(each, now, decided) if issubclass(decided.event, LetsOut) else ()
    execute(each.town.organisation, each.who, each.reference, *agreed, decided, now=now)


def _agreed(each: Playing, now: datetime, decided: Typed) -> tuple[Typed, ...]:
    """Let the citizen agree to what goes to a unit, in the way they came, where they have not before."""
    case = case_file(each.town.organisation, each.who, each.reference, today=now.date()).case
    meant = decided.made({}, on=now.date(), actor=None)
    assert isinstance(meant, LetsOut)
    units = meant.reached
    if all(is_agreed(case, meant.scopes, unit, now.date()) for unit in units):
        return ()
    how = WAYS.get(each.data["channel"], ConsentWay.IN_PERSON)
    return (typed(ConsentGiven, number=next_consent(case), scope=meant.scopes, units=units, how=how),)


WAYS = {
    PORTAL: ConsentWay.MAILBOX,
    "phone": ConsentWay.PHONE,
    "letter": ConsentWay.LETTER,
    "digital_post": ConsentWay.LETTER,
    "mail": ConsentWay.MAIL,
}
"""How somebody who came by a channel agrees."""


STEPS: dict[str, Play] = {
    "activity_called_off": decides(ActivityCalledOff),
    "activity_held": decides(ActivityHeld),
    "appeal_remade": decides(AppealRemade),
    "acknowledged_by_hand": decides(AcknowledgementDecided, given_on=lambda _each, today: today),
    "answer": decides(AnswerDecided, given_on=lambda each, today: None if in_mailbox(each.data) else today),
    "application": decides(ExternalEventRecorded, event=lambda *_: "application:received"),
    "chase": decides(ChaseSent),
    "close": decides(CaseClosed),
    "consent": decides(ConsentGiven),
    "count_ended": decides(CountEnded),
    "counts_ticked": decides(CountsTicked),
    "consent_withdrawn": decides(ConsentWithdrawn),
    "contact": decides(ContactRegistered),
    "delay_announced": decides(ReplyDelayed),
    "disposition": decides(DispositionRecorded),
    "feedback": decides(FeedbackDecided),
    "entry_closed": decides(EntryClosed),
    "entry_withdrawn": decides(EntryWithdrawn),
    "figure_of_year": decides(FigureRecorded, year=lambda _each, today: today.year),
    "focus_done": decides(FocusPointDone),
    "focus_moved": decides(FocusPointMoved, year=lambda _each, today: today.year + 1),
    "follow_up": decides(FollowUpSent),
    "hand_over_asked": decides(
        HandOverAsked, answer_by_on=lambda each, today: answer_by(each.town.organisation.rulebook, today)
    ),
    "investigation": decides(InvestigationDecided),
    "mandate": decides(MandateRecorded),
    "meeting": decides(MeetingRecorded),
    "meeting_planned": decides(MeetingPlanned),
    "message_to_reporter": decides(MessageDecided),
    "minutes": _minutes,
    "no_answer_needed": decides(AnswerNotNeeded),
    "note": decides(NoteAdded),
    "outcome": decides(OutcomeRecorded),
    "points": _points,
    "promise_kept": decides(PromiseKept),
    "promised": _promised,
    "published": decides(Published),
    "recommendation_answered": decides(RecommendationAnswered),
    "recommendation_assessed": decides(RecommendationAssessed),
    "recommendation_decided": decides(RecommendationDecided),
    "recommendation_reported": decides(RecommendationReported),
    "recommendation_told": decides(RecommendationTold),
    "recommendation_told_onward": decides(RecommendationEscalated),
    "referred": decides(ReferralSent),
    "reply": decides(ReplyReceived),
    "report_themes": decides(ReportThemesRecorded),
    "result": _result,
    "scope": decides(ScopeAssessed),
    "summary": decides(SummarySet),
    "type": decides(TypeRecorded),
}
