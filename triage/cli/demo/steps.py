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
from triage.cases.typed import Typed, typed
from triage.cli.demo.town import Town
from triage.services.casework.execute import execute
from triage.services.people.sign_in import SignedIn


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

    def day(self, name: str, now: datetime) -> date | None:
        """Give a day of the step that is told in days after receipt."""
        days = self.step.get(f"{name}_days_after_received")
        if days is None:
            return None
        return now.date() + timedelta(days=days - self.step["days_after_received"])


Play = Callable[[Playing, datetime], None]


def _decides(decision: Callable[[Playing, datetime], Typed]) -> Play:
    def play(each: Playing, now: datetime) -> None:
        execute(each.town.organisation, each.who, each.reference, decision(each, now), now=now)

    return play


def _scope(each: Playing, _now: datetime) -> Typed:
    step = each.step
    return typed(
        ScopeAssessed,
        scope=step["decision"],
        reason_item=step["reason"].strip(),
        reason=step.get("reason_code"),
        guidance_item=step.get("guidance"),
    )


def _disposition(each: Playing, now: datetime) -> Typed:
    step = each.step
    return typed(
        DispositionRecorded,
        code=step["code"],
        reason_item=each.text,
        summary_item=step.get("summary"),
        recipient_item=step.get("recipient"),
        can_be_deduced=step.get("can_be_deduced"),
        agreement_item=step.get("agreement"),
        agreed_on=each.day("agreed", now),
    )


def _outcome(each: Playing, now: datetime) -> Typed:
    return typed(
        OutcomeRecorded,
        finding=each.step["finding"],
        reason_item=each.text,
        measures=each.step["measures"],
        police_report=each.step["police_report"],
        police_reported_on=each.day("police_report", now),
    )


def _feedback(each: Playing, now: datetime) -> Typed:
    given_on = now.date() if each.step.get("by_hand") else None
    return typed(FeedbackDecided, kind=each.step["kind"], item=each.text, given_on=given_on)


def _answer(each: Playing, now: datetime) -> Typed:
    given_on = None if each.data["channel"] == "portal" else now.date()
    return typed(AnswerDecided, item=each.text, given_on=given_on)


def _referred(each: Playing, _now: datetime) -> Typed:
    step = each.step
    return typed(
        ReferralSent,
        department=step["department"],
        item=each.text,
        answers_citizen=step["answers_citizen"],
    )


def _delay(each: Playing, now: datetime) -> Typed:
    promised_on = each.day("promised", now)
    return typed(
        ReplyDelayed, department=each.step["department"], promised_on=promised_on, reason_item=each.text
    )


def _reply(each: Playing, _now: datetime) -> Typed:
    step = each.step
    return typed(
        ReplyReceived,
        department=step["department"],
        item=each.text,
        quality=step["quality"],
        citizen_contacted=step["citizen_contacted"],
    )


def _application(each: Playing, now: datetime) -> Typed:
    return typed(
        ExternalEventRecorded,
        event="application:received",
        subject=each.step["area"],
        happened_on=each.day("begun", now),
    )


def _hand_over(each: Playing, now: datetime) -> Typed:
    answer_by_on = answer_by(each.town.organisation.rulebook, now.date())
    return typed(HandOverAsked, item=each.text, answer_by_on=answer_by_on)


STEPS: dict[str, Play] = {
    "acknowledged_by_hand": _decides(
        lambda each, now: typed(AcknowledgementDecided, given_on=now.date(), item=each.text)
    ),
    "answer": _decides(_answer),
    "application": _decides(_application),
    "close": _decides(lambda _each, _now: typed(CaseClosed)),
    "delay_announced": _decides(_delay),
    "disposition": _decides(_disposition),
    "feedback": _decides(_feedback),
    "hand_over_asked": _decides(_hand_over),
    "investigation": _decides(
        lambda each, _now: typed(
            InvestigationDecided,
            investigation=each.step["decision"],
            reason_item=each.step["reason"].strip(),
        )
    ),
    "message_to_reporter": _decides(
        lambda each, _now: typed(MessageDecided, item=each.text, asks=each.step["asks"])
    ),
    "note": _decides(lambda each, _now: typed(NoteAdded, item=each.text)),
    "outcome": _decides(_outcome),
    "referred": _decides(_referred),
    "reply": _decides(_reply),
    "scope": _decides(_scope),
    "summary": _decides(lambda each, _now: typed(SummarySet, item=each.text)),
}
