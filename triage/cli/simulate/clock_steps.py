"""The steps of a fictive year that turn a clock by hand, and the one that the law refuses."""

from datetime import datetime, timedelta

from triage.cases.decisions.clocks import RunningDeadline
from triage.cases.refusals import Refusal
from triage.cli.demo.steps import Play, Playing
from triage.rules.model import ClockReason
from triage.services.casework import clocks
from triage.services.casework.execute import case_file, execute
from triage.services.views.case_view import deadlines_of

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


CLOCK_STEPS: dict[str, Play] = {
    "extended": _extended,
    "resumed": _resumed,
    "suspended": _suspended,
    "tried_to_pause": _tried_to_pause,
}
