"""
The steps that a fictive year has besides the demo's: those that look first, those that turn a clock by hand,
and those that are refused.
"""

from datetime import datetime, timedelta
from typing import Any

from triage.cases.breaches import breaches
from triage.cases.decisions.acknowledgement import AcknowledgementDecided
from triage.cases.decisions.clocks import ClockResumed, ClockSuspended, DeadlineExtended
from triage.cases.decisions.closing import BreachExplained, CaseClosed, CaseReopened
from triage.cases.decisions.complaints import InquiryRejected
from triage.cases.decisions.receiving import CaseAssigned
from triage.cases.decisions.referral import ReferralRecalled
from triage.cases.events import CaseEvent
from triage.cases.refusals import Refusal
from triage.cases.typed import typed
from triage.cases.vocabulary import Responsible
from triage.cli.demo.steps import STEPS, Play, Playing
from triage.engine.deadline import Deadline
from triage.rules.codes import ClockReason
from triage.services.casework.execute import execute
from triage.services.history.case_file import CaseFile
from triage.services.reading.visible_case import case_file

HOUSE_RULES_OF_UNITS = frozenset({"BR-REPLY"})
LONGER = timedelta(days=14)


class NotRefusedError(Exception):
    """Something went through that the domain ought to have refused."""


def _file(each: Playing, now: datetime) -> CaseFile:
    return case_file(each.town.organisation, each.who, each.reference, today=now.date())


def _clock(each: Playing, now: datetime) -> Deadline:
    deadlines = _file(each, now).deadlines
    return next(one for one in deadlines if one.rule == each.step["rule"] and one.is_open)


def _decide(each: Playing, now: datetime, decides: type[CaseEvent], **given: Any) -> None:
    execute(each.town.organisation, each.who, each.reference, typed(decides, **given), now=now)


def _suspended(each: Playing, now: datetime) -> None:
    clock, reason = _clock(each, now), ClockReason.AWAITING_CITIZEN
    about = {"rule": clock.rule, "subject": clock.subject}
    _decide(each, now, ClockSuspended, **about, reason=reason, reason_item=each.text)


def _resumed(each: Playing, now: datetime) -> None:
    clock = _clock(each, now)
    _decide(each, now, ClockResumed, rule=clock.rule, subject=clock.subject)


def _extended(each: Playing, now: datetime) -> None:
    clock = _clock(each, now)
    _decide(
        each,
        now,
        DeadlineExtended,
        rule=clock.rule,
        subject=clock.subject,
        until_on=clock.due_strict + LONGER,
        reason=ClockReason.ABSENCE,
        reason_item=each.text,
        letter_item=each.text,
        given_on=now.date(),
    )


def _tried_to_pause(each: Playing, now: datetime) -> None:
    """Try to stop the clock of the feedback, which no law allows."""
    try:
        _suspended(each, now)
    except Refusal:
        return
    raise NotRefusedError("a clock of the law was stopped")


def _reopened(each: Playing, now: datetime) -> None:
    _decide(each, now, CaseReopened, reason_item=each.text)


def _recalled(each: Playing, now: datetime) -> None:
    _decide(each, now, ReferralRecalled, unit=each.step["unit"], reason_item=each.text)


def _rejected(each: Playing, now: datetime) -> None:
    _decide(each, now, InquiryRejected, reason=each.step["reason"], reason_item=each.text)


def _assigned(each: Playing, now: datetime) -> None:
    """Give the case to the one who sees to it."""
    _decide(each, now, CaseAssigned, handler=each.who.handle.hex())


def _acknowledged_in_words(each: Playing, now: datetime) -> None:
    """Acknowledge in the mailbox, unless the clock was quicker."""
    case = _file(each, now).case
    if case.acknowledgement.decided_on is None and case.acknowledged_on is None:
        _decide(each, now, AcknowledgementDecided, item=each.text)


def _tried_to_close(each: Playing, now: datetime) -> None:
    """Try to close before the reporter has been told, which is refused."""
    case = _file(each, now).case
    if case.told_on is not None:
        return
    try:
        _decide(each, now, CaseClosed)
    except Refusal:
        return
    raise NotRefusedError("a report was closed before the reporter was told")


def _owned_up(each: Playing, now: datetime) -> None:
    """Say of every missed deadline that is not explained yet why it was missed, and who answers for it."""
    found = _file(each, now)
    for missed in breaches(found.case, found.deadlines, now.date()):
        if missed.explained_on is None:
            theirs = missed.rule in HOUSE_RULES_OF_UNITS
            _decide(
                each,
                now,
                BreachExplained,
                rule=missed.rule,
                subject=missed.subject,
                due_on=missed.due_on,
                days_late=missed.days_late,
                responsible=Responsible.UNIT if theirs else Responsible.OFFICE,
                reason_item=each.text,
            )


MORE_STEPS: dict[str, Play] = {
    **STEPS,
    "assigned": _assigned,
    "acknowledged_in_words": _acknowledged_in_words,
    "extended": _extended,
    "owned_up": _owned_up,
    "recalled": _recalled,
    "rejected": _rejected,
    "reopened": _reopened,
    "resumed": _resumed,
    "suspended": _suspended,
    "tried_to_close": _tried_to_close,
    "tried_to_pause": _tried_to_pause,
}
