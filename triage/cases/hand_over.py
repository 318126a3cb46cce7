"""
What a question about a hand-over makes of a case, besides the events that tell of it: until when it can be
answered, whether it is still open, and the case that begins on the other side where an adviser carries it
over.
"""

from __future__ import annotations

from datetime import date

from intake.domain.schemes import FROM_COMPLAINTS, FROM_REPORTS
from triage.cases.case import Case
from triage.cases.decisions.receiving import CaseReceived
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import HandOverState, Scope
from triage.engine.compute import compute
from triage.rules.codes import Scheme
from triage.rules.rulebook import Rulebook

ANSWER_RULE = "BR-CONSENT"


def answer_by(rulebook: Rulebook, asked_on: date) -> date:
    """Give the last day for the answer to a question asked on a day."""
    return compute(rulebook.rule(ANSWER_RULE, asked_on), asked_on).due_strict


def question_until(case: Case) -> date | None:
    """Give the last day for the answer; None where no question is open, or the answer may lie there."""
    question = case.hand_over
    runs = case.hand_over_pending and case.is_open and not case.unanswered
    return question.answer_by if question and runs else None


def question_is_open(case: Case) -> bool:
    """Say whether a yes in the mailbox would still be acted on: so the status card tells the portal."""
    is_inside = case.is_report and case.report.scope not in {Scope.OUTSIDE, Scope.PARTLY}
    return case.is_open and case.hand_over_pending and not is_inside


def begin_handed_over(case: Case, *, on: date, actor: str | None) -> CaseReceived:
    """
    Begin the case that another becomes on the other side. The event belongs to the new case.

    Raises:
        Refusal: the reporter has not consented, the inquiry was not handed over, or a yes in the mailbox
            began that case already.
    """
    if case.hand_over is not None and case.hand_over.has_crossed:
        raise Refusal("hand_over_done")
    if case.is_report:
        scheme, channel, asked = Scheme.COMPLAINTS, FROM_REPORTS, case.hand_over
        received_on = asked.answered_on if asked and asked.state is HandOverState.CONSENTED else None
    else:
        scheme, channel, received_on = Scheme.WHISTLEBLOWING, FROM_COMPLAINTS, case.handed_over_on
    if received_on is None:
        raise Refusal("hand_over_no_consent")
    return CaseReceived(
        on=on,
        actor=actor,
        scheme=scheme,
        channel=channel,
        received_on=received_on,
        original_received_on=case.received_on,
    )
