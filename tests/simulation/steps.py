"""
The steps that a fictive year has besides the demo's: those that look first, those that turn a clock by hand,
and those that are refused.
"""

from datetime import datetime, timedelta

from triage.cases.breaches import breaches
from triage.cases.decisions.clocks import RunningDeadline
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import Responsible
from triage.cli.demo.steps import STEPS, Play, Playing
from triage.rules.model import ClockReason
from triage.services.casework import clocks, close, correspond, hand_over, refer
from triage.services.casework.execute import case_file, execute
from triage.services.views.case_view import deadlines_of

HOUSE_RULES_OF_DEPARTMENTS = frozenset({"BR-REPLY"})
LONGER = timedelta(days=14)


class NotRefusedError(Exception):
    """Something went through that the domain ought to have refused."""


def _clock(each: Playing, rule: str, now: datetime) -> RunningDeadline:
    organisation, today = each.town.organisation, now.date()
    found = case_file(organisation, each.who, each.reference, today=today)
    deadline = next(
        one for one in deadlines_of(organisation, found, today) if one.rule == rule and one.is_open
    )
    return clocks.clock_of(organisation, found, deadline, today=today)


def _suspended(each: Playing, now: datetime) -> None:
    clock = _clock(each, each.step["rule"], now)
    stopped = clocks.suspended(clock=clock, reason=ClockReason.AWAITING_CITIZEN, why=each.text)
    execute(each.town.organisation, each.who, each.reference, stopped, now=now)


def _resumed(each: Playing, now: datetime) -> None:
    resumed = clocks.resumed(clock=_clock(each, each.step["rule"], now))
    execute(each.town.organisation, each.who, each.reference, resumed, now=now)


def _extended(each: Playing, now: datetime) -> None:
    clock = _clock(each, each.step["rule"], now)
    longer = clocks.extended(
        clock=clock,
        until_on=clock.deadline.due_strict + LONGER,
        reason=ClockReason.ABSENCE,
        why=each.text,
        letter=each.text,
        told_on=now.date(),
    )
    execute(each.town.organisation, each.who, each.reference, longer, now=now)


def _tried_to_pause(each: Playing, now: datetime) -> None:
    """Try to stop the clock of the feedback, which no law allows."""
    try:
        _suspended(each, now)
    except Refusal:
        return
    raise NotRefusedError("a clock of the law was stopped")


def _reopened(each: Playing, now: datetime) -> None:
    execute(each.town.organisation, each.who, each.reference, close.reopened(why=each.text), now=now)


def _recalled(each: Playing, now: datetime) -> None:
    recalled = refer.referral_recalled(department=each.step["department"], why=each.text)
    execute(each.town.organisation, each.who, each.reference, recalled, now=now)


def _rejected(each: Playing, now: datetime) -> None:
    rejected = refer.rejected(each.town.taxonomy, reason=each.step["reason"], why=each.text)
    execute(each.town.organisation, each.who, each.reference, rejected, now=now)


def _declined(each: Playing, now: datetime) -> None:
    execute(
        each.town.organisation, each.who, each.reference, hand_over.declined(declined_on=now.date()), now=now
    )


def _assigned(each: Playing, now: datetime) -> None:
    """Give the case to the one who sees to it."""
    given = correspond.assigned(handler=each.who.handle)
    execute(each.town.organisation, each.who, each.reference, given, now=now)


def _acknowledged_in_words(each: Playing, now: datetime) -> None:
    """Acknowledge in the mailbox, unless the clock was quicker."""
    case = case_file(each.town.organisation, each.who, each.reference, today=now.date()).case
    if case.acknowledgement.decided_on is None and case.acknowledged_on is None:
        written = correspond.acknowledgement(text=each.text)
        execute(each.town.organisation, each.who, each.reference, written, now=now)


def _tried_to_close(each: Playing, now: datetime) -> None:
    """Try to close before the reporter has been told, which is refused."""
    case = case_file(each.town.organisation, each.who, each.reference, today=now.date()).case
    if case.told_on is not None:
        return
    try:
        execute(each.town.organisation, each.who, each.reference, close.closed(), now=now)
    except Refusal:
        return
    raise NotRefusedError("a report was closed before the reporter was told")


def _owned_up(each: Playing, now: datetime) -> None:
    """Say of every missed deadline that is not explained yet why it was missed, and who answers for it."""
    found = case_file(each.town.organisation, each.who, each.reference, today=now.date())
    due = deadlines_of(each.town.organisation, found, now.date())
    for missed in breaches(found.case, due, now.date()):
        if missed.explained_on is None:
            theirs = missed.rule in HOUSE_RULES_OF_DEPARTMENTS
            said = close.breach_explained(
                missed=missed,
                responsible=Responsible.DEPARTMENT if theirs else Responsible.UNIT,
                why=each.text,
            )
            execute(each.town.organisation, each.who, each.reference, said, now=now)


MORE_STEPS: dict[str, Play] = {
    **STEPS,
    "assigned": _assigned,
    "acknowledged_in_words": _acknowledged_in_words,
    "extended": _extended,
    "hand_over_declined": _declined,
    "owned_up": _owned_up,
    "recalled": _recalled,
    "rejected": _rejected,
    "reopened": _reopened,
    "resumed": _resumed,
    "suspended": _suspended,
    "tried_to_close": _tried_to_close,
    "tried_to_pause": _tried_to_pause,
}
