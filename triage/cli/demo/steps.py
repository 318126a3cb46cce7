"""The steps of the demo's cases, each through the decision that the office's pages use."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from triage.cases.decisions.acknowledgement import AcknowledgementDecided
from triage.cases.decisions.assessment import InvestigationDecided, OutcomeRecorded, ScopeAssessed
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.complaints import AnswerDecided
from triage.cases.decisions.dispositions import DispositionRecorded
from triage.cases.decisions.external_events import ExternalEventRecorded
from triage.cases.decisions.feedback import FeedbackDecided
from triage.cases.decisions.hand_over import HandOverAsked, answer_by
from triage.cases.decisions.messages import MessageDecided
from triage.cases.decisions.receiving import NoteAdded, SummarySet
from triage.cases.decisions.referral import ReferralSent, ReplyDelayed, ReplyReceived
from triage.cases.events import CaseEvent
from triage.cases.typed import Typed, typed
from triage.cli.demo.town import Town
from triage.services.casework.execute import execute
from triage.services.people.sign_in import SignedIn

DAYS = "_days_after_received"


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

    def told(self, key: str, now: datetime) -> Any:
        """Give what the step says under a key: a text trimmed, a number of days as a day, or None."""
        name = key.removesuffix(DAYS)
        said = self.step.get(key) if name == key else self.day(name, now)
        return said.strip() if isinstance(said, str) else said

    def day(self, name: str, now: datetime) -> date | None:
        """Give a day of the step that is told in days after receipt."""
        days = self.step.get(f"{name}{DAYS}")
        if days is None:
            return None
        return now.date() + timedelta(days=days - self.step["days_after_received"])


Play = Callable[[Playing, datetime], None]


def _decides(decision: Callable[[Playing, datetime], Typed]) -> Play:
    def play(each: Playing, now: datetime) -> None:
        execute(each.town.organisation, each.who, each.reference, decision(each, now), now=now)

    return play


def _told(decision: type[CaseEvent], **fields: str) -> Play:
    """Make a decision whose fields are those of the step, each by its name in the demo's texts."""
    return _decides(
        lambda each, now: typed(decision, **{name: each.told(key, now) for name, key in fields.items()})
    )


def _feedback(each: Playing, now: datetime) -> Typed:
    given_on = now.date() if each.step.get("by_hand") else None
    return typed(FeedbackDecided, kind=each.step["kind"], item=each.text, given_on=given_on)


def _answer(each: Playing, now: datetime) -> Typed:
    given_on = None if each.data["channel"] == "portal" else now.date()
    return typed(AnswerDecided, item=each.text, given_on=given_on)


def _hand_over(each: Playing, now: datetime) -> Typed:
    answer_by_on = answer_by(each.town.organisation.rulebook, now.date())
    return typed(HandOverAsked, item=each.text, answer_by_on=answer_by_on)


STEPS: dict[str, Play] = {
    "acknowledged_by_hand": _decides(
        lambda each, now: typed(AcknowledgementDecided, given_on=now.date(), item=each.text)
    ),
    "answer": _decides(_answer),
    "application": _decides(
        lambda each, now: typed(
            ExternalEventRecorded,
            event="application:received",
            subject=each.step["area"],
            happened_on=each.day("begun", now),
        )
    ),
    "close": _told(CaseClosed),
    "delay_announced": _told(
        ReplyDelayed, unit="unit", promised_on="promised_days_after_received", reason_item="text"
    ),
    "disposition": _told(
        DispositionRecorded,
        code="code",
        reason_item="text",
        summary_item="summary",
        recipient_item="recipient",
        can_be_deduced="can_be_deduced",
        agreement_item="agreement",
        agreed_on="agreed_days_after_received",
    ),
    "feedback": _decides(_feedback),
    "hand_over_asked": _decides(_hand_over),
    "investigation": _told(InvestigationDecided, investigation="decision", reason_item="reason"),
    "message_to_reporter": _told(MessageDecided, item="text", asks="asks"),
    "note": _told(NoteAdded, item="text"),
    "outcome": _told(
        OutcomeRecorded,
        finding="finding",
        reason_item="text",
        measures="measures",
        police_report="police_report",
        police_reported_on="police_report_days_after_received",
    ),
    "referred": _told(ReferralSent, unit="unit", item="text", answers_citizen="answers_citizen"),
    "reply": _told(
        ReplyReceived,
        unit="unit",
        item="text",
        quality="quality",
        citizen_contacted="citizen_contacted",
    ),
    "scope": _told(
        ScopeAssessed, scope="decision", reason_item="reason", reason="reason_code", guidance_item="guidance"
    ),
    "summary": _told(SummarySet, item="text"),
}
