"""The steps of the demo's cases, each through the decision that the office's pages use."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from triage.cases.vocabulary import AnswersCitizen, FeedbackKind, Investigation, ReplyQuality, Scope
from triage.cli.demo.town import Town
from triage.services.casework import assess, close, correspond, give_feedback, hand_over, own_limits, refer
from triage.services.casework.execute import Decision, case_file, execute
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


def _decides(decision: Callable[[Playing, datetime], Decision]) -> Play:
    def play(each: Playing, now: datetime) -> None:
        execute(each.town.organisation, each.who, each.reference, decision(each, now), now=now)

    return play


def _scope(each: Playing, _now: datetime) -> Decision:
    return assess.scope(
        each.town.taxonomy,
        answer=Scope(each.step["decision"]),
        why=each.step["reason"].strip(),
        reason=each.step.get("reason_code"),
        guidance=each.step.get("guidance"),
    )


def _investigation(each: Playing, _now: datetime) -> Decision:
    return assess.investigation(answer=Investigation(each.step["decision"]), why=each.step["reason"].strip())


def _disposition(each: Playing, now: datetime) -> Decision:
    step, taxonomy = each.step, each.town.taxonomy
    if step["code"] == "manager_informed":
        return assess.manager_informed(
            taxonomy,
            why=each.text,
            summary=step["summary"],
            recipient=step["recipient"],
            can_be_deduced=step["can_be_deduced"],
        )
    if step["code"] == "forwarded_with_agreement":
        return assess.forwarded_with_agreement(
            taxonomy,
            why=each.text,
            recipient=step["recipient"],
            agreement=step["agreement"],
            agreed_on=each.day("agreed", now),
        )
    return assess.disposition(taxonomy, code=step["code"], why=each.text)


def _outcome(each: Playing, now: datetime) -> Decision:
    return assess.outcome(
        each.town.taxonomy,
        finding=each.step["finding"],
        why=each.text,
        measures=each.step["measures"],
        police_report=each.step["police_report"],
        police_reported_on=each.day("police_report", now),
    )


def _feedback(each: Playing, now: datetime) -> Decision:
    kind = FeedbackKind(each.step["kind"])
    if each.step.get("by_hand"):
        return give_feedback.feedback_handed(kind=kind, text=each.text, given_on=now.date())
    return give_feedback.feedback(kind=kind, text=each.text)


def _answer(each: Playing, now: datetime) -> Decision:
    if each.data["channel"] == "portal":
        return refer.answer(text=each.text)
    return refer.answer_handed(text=each.text, given_on=now.date())


def _referred(each: Playing, _now: datetime) -> Decision:
    return refer.referred(
        department=each.step["department"],
        questions=each.text,
        answers_citizen=AnswersCitizen(each.step["answers_citizen"]),
    )


def _delay(each: Playing, now: datetime) -> Decision:
    promised = each.day("promised", now)
    assert promised is not None
    return refer.delay_announced(department=each.step["department"], promised_on=promised, why=each.text)


def _reply(each: Playing, _now: datetime) -> Decision:
    return refer.reply_registered(
        department=each.step["department"],
        reply=each.text,
        quality=ReplyQuality(each.step["quality"]),
        citizen_contacted=each.step["citizen_contacted"],
    )


def _application(each: Playing, now: datetime) -> Decision:
    organisation = each.town.organisation
    found = case_file(organisation, each.who, each.reference, today=now.date())
    begun = each.day("begun", now)
    area = each.step["area"]
    return own_limits.happened(
        organisation, found, event="application:received", area=area, happened_on=begun
    )


STEPS: dict[str, Play] = {
    "acknowledged_by_hand": _decides(
        lambda each, now: correspond.acknowledgement_handed(given_on=now.date(), text=each.text)
    ),
    "answer": _decides(_answer),
    "application": _decides(_application),
    "close": _decides(lambda _each, _now: close.closed()),
    "delay_announced": _decides(_delay),
    "disposition": _decides(_disposition),
    "feedback": _decides(_feedback),
    "hand_over_asked": _decides(lambda each, _now: hand_over.asked(each.town.organisation, text=each.text)),
    "investigation": _decides(_investigation),
    "message_to_reporter": _decides(
        lambda each, _now: correspond.message(text=each.text, asks=each.step["asks"])
    ),
    "note": _decides(lambda each, _now: correspond.note(text=each.text)),
    "outcome": _decides(_outcome),
    "referred": _decides(_referred),
    "reply": _decides(_reply),
    "scope": _decides(_scope),
    "summary": _decides(lambda each, _now: correspond.summary(text=each.text)),
}
