"""
The steps that a fictive year has besides the demo's: those that look first, those that turn a clock by hand,
and those that are refused.
"""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from triage.cases.case import Case
from triage.cases.decisions.acknowledgement import AcknowledgementDecided
from triage.cases.decisions.clocks import ClockResumed, ClockSuspended, DeadlineExtended, ReplyExtended
from triage.cases.decisions.closing import CaseClosed, CaseReopened, owed_by_law
from triage.cases.decisions.complaints import InquiryRejected
from triage.cases.decisions.missed import Breach, BreachExplained, breaches
from triage.cases.decisions.receiving import CaseAssigned
from triage.cases.decisions.referral import ReferralRecalled, ReplyDelayed
from triage.cases.events import CaseEvent
from triage.cases.refusals import Refusal
from triage.cases.typed import typed
from triage.cases.vocabulary import Responsible
from triage.cli.demo.player import EVERY_STEP
from triage.cli.demo.steps import Play, Playing
from triage.engine.deadline import Deadline
from triage.rules.codes import ClockReason
from triage.services.casework.execute import execute
from triage.services.history.case_file import CaseFile
from triage.services.reading.visible_case import case_file

HOUSE_RULES_OF_UNITS = frozenset({"BR-REPLY"})
LONGER = 14
OWED = "Det sidste svar følger, når det er klar."


class NotRefusedError(Exception):
    """Something went through that the domain ought to have refused."""


def file_of(each: Playing, now: datetime) -> CaseFile:
    """Give the case as it stands."""
    return case_file(each.town.organisation, each.who, each.reference, today=now.date())


def clock_of(each: Playing, now: datetime) -> Deadline:
    """Give the open clock of the rule that the step names."""
    deadlines = file_of(each, now).deadlines
    return next(one for one in deadlines if one.rule == each.step["rule"] and one.is_open)


def decide(each: Playing, now: datetime, decides: type[CaseEvent], **given: Any) -> None:
    """Take a decision."""
    execute(each.town.organisation, each.who, each.reference, typed(decides, **given), now=now)


def must_refuse(code: str, tried: Callable[[], None]) -> None:
    """Try what the domain refuses, and insist that it does so for this reason."""
    try:
        tried()
    except Refusal as refusal:
        if refusal.code == code:
            return
        raise
    raise NotRefusedError(code)


def _suspended(each: Playing, now: datetime) -> None:
    clock = clock_of(each, now)
    _turned(each, now, clock, ClockSuspended, reason=ClockReason.AWAITING_CITIZEN, reason_item=each.text)


def _resumed(each: Playing, now: datetime) -> None:
    clock = clock_of(each, now)
    if clock.is_paused:
        decide(each, now, ClockResumed, rule=clock.rule, subject=clock.subject)


def _extended(each: Playing, now: datetime) -> None:
    clock = clock_of(each, now)
    _turned(
        each,
        now,
        clock,
        DeadlineExtended,
        until_on=clock.due_strict + timedelta(days=each.step.get("by", LONGER)),
        reason=ClockReason.ABSENCE,
        reason_item=each.text,
        letter_item=each.text,
        given_on=now.date(),
    )


def _given_longer(each: Playing, now: datetime) -> None:
    """A unit is given longer for its reply."""
    clock = clock_of(each, now)
    promised_on = clock.due_strict + timedelta(days=LONGER)
    _turned(each, now, clock, ReplyExtended, promised_on=promised_on, reason_item=each.text)


def _turned(each: Playing, now: datetime, clock: Deadline, decides: type[CaseEvent], **given: Any) -> None:
    """Stop a clock or give it longer; when it has run out, that is too late."""

    def turn() -> None:
        decide(each, now, decides, rule=clock.rule, subject=clock.subject, **given)

    if clock.due_strict < now.date():
        must_refuse("clock_expired", turn)
    else:
        turn()


def _put_off(each: Playing, now: datetime) -> None:
    """A unit announces a day after the one that it owes its reply on."""
    promised_on = max(clock_of(each, now).due_strict, now.date()) + timedelta(days=each.step["later"])
    decide(each, now, ReplyDelayed, unit=each.step["unit"], promised_on=promised_on, reason_item=each.text)


def _closed(each: Playing, now: datetime) -> None:
    """Close, with a reason where something is owed by law all the same; without one that is refused."""
    owed = owed_by_law(file_of(each, now).deadlines)
    if owed:
        must_refuse("close_owes", lambda: decide(each, now, CaseClosed))
    decide(each, now, CaseClosed, reason_item=OWED if owed else None)


def _tried_to_pause(each: Playing, now: datetime) -> None:
    """Try to stop the clock of the feedback, which no law allows."""
    about = {"rule": each.step["rule"], "reason": ClockReason.AWAITING_CITIZEN}
    must_refuse(
        "clock_not_pausable", lambda: decide(each, now, ClockSuspended, **about, reason_item=each.text)
    )


def _reopened(each: Playing, now: datetime) -> None:
    decide(each, now, CaseReopened, reason_item=each.text)


def _recalled(each: Playing, now: datetime) -> None:
    decide(each, now, ReferralRecalled, unit=each.step["unit"], reason_item=each.text)


def _rejected(each: Playing, now: datetime) -> None:
    decide(each, now, InquiryRejected, reason=each.step["reason"], reason_item=each.text)


def _assigned(each: Playing, now: datetime) -> None:
    """Give the case to the one who sees to it, or to a colleague."""
    handler = each.town.people[each.step["to"]] if "to" in each.step else each.who
    decide(each, now, CaseAssigned, handler=handler.handle.hex())


def _acknowledged_in_words(each: Playing, now: datetime) -> None:
    """Acknowledge in the mailbox, unless the clock was quicker."""
    case = file_of(each, now).case
    if case.acknowledgement.decided_on is None and case.acknowledged_on is None:
        decide(each, now, AcknowledgementDecided, item=each.text)


def _tried_to_close(each: Playing, now: datetime) -> None:
    """Try to close before the reporter has been told, which is refused."""
    case = file_of(each, now).case
    if case.told_on is not None:
        return
    try:
        decide(each, now, CaseClosed)
    except Refusal:
        return
    raise NotRefusedError("a report was closed before the reporter was told")


def _owned_up(each: Playing, now: datetime) -> None:
    """Say of every missed deadline that is not explained yet why it was missed, and who answers for it."""
    found = file_of(each, now)
    for missed in breaches(found.case, found.deadlines, now.date()):
        if missed.explained_on is None and not missed.mistaken:
            decide(
                each,
                now,
                BreachExplained,
                rule=missed.rule,
                subject=missed.subject,
                due_on=missed.due_on,
                days_late=missed.days_late,
                responsible=_answers_for(missed, found.case),
                reason_item=each.text,
            )


def _answers_for(missed: Breach, case: Case) -> Responsible:
    """A unit for its reply, and whoever had the report for what was missed before the office had it."""
    if missed.rule in HOUSE_RULES_OF_UNITS:
        return Responsible.UNIT
    office_on = case.received_by_office_on
    is_theirs = case.unit_before and missed.due_on and office_on and missed.due_on < office_on
    return Responsible.LAY_WITH if is_theirs else Responsible.OFFICE


MORE_STEPS: dict[str, Play] = {
    **EVERY_STEP,
    "close": _closed,
    "put_off": _put_off,
    "assigned": _assigned,
    "acknowledged_in_words": _acknowledged_in_words,
    "extended": _extended,
    "given_longer": _given_longer,
    "owned_up": _owned_up,
    "recalled": _recalled,
    "rejected": _rejected,
    "reopened": _reopened,
    "resumed": _resumed,
    "suspended": _suspended,
    "tried_to_close": _tried_to_close,
    "tried_to_pause": _tried_to_pause,
}
