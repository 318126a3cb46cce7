"""
Clocks of a case in a form. One rule may run several times in a case, so a choice names whom it is about too.
"""

from collections.abc import Iterable, Mapping

from flask import request
from flask_babel import gettext as _

from intake.page.formats import plaindate
from triage.cases.days import is_followed
from triage.cases.decisions.meetings import OF_MEETING
from triage.cases.decisions.minutes import OF_MINUTES
from triage.cases.decisions.promises import OF_PROMISE
from triage.cases.letters import DueLetter
from triage.engine.deadline import Deadline
from triage.rules.codes import RuleKind
from triage.rules.local_limits import area_of


def key_of(deadline: Deadline) -> str:
    """Give the value of a choice."""
    return f"{deadline.rule}:{deadline.subject}" if deadline.subject else deadline.rule


def clock_of(deadlines: Iterable[Deadline], key: str | None) -> Deadline | None:
    """Give the clock that was chosen; of several the one that is still open."""
    chosen = [each for each in deadlines if key_of(each) == key]
    return next((each for each in chosen if each.is_open), chosen[0] if chosen else None)


def name_of(deadline: Deadline, subjects: Mapping[str, str]) -> str:
    """Give the words for a clock: its title, and whom it is about where that tells it from another."""
    return titled(deadline.counted_by.title, deadline.subject, subjects)


def titled(title: str, subject: str, names: Mapping[str, str]) -> str:
    """Give the title of a rule, and whom it is about, if that tells it from another."""
    said = str(_(title))
    return f"{said} ({about(subject, names)})" if subject else said


def about(subject: str, names: Mapping[str, str]) -> str:
    """Give the words for what a clock is about: a unit, an area, or the number of one of several."""
    if is_followed(subject):
        return names.get(area_of(subject), area_of(subject))
    known = subject
    for prefix in (OF_PROMISE, OF_MEETING, OF_MINUTES):
        known = known.removeprefix(prefix)
    return names.get(subject, known)


def running(deadlines: Iterable[Deadline]) -> list[Deadline]:
    """
    Give the clocks that somebody still waits for, the most pressing first: what stands still comes last, and
    law before bylaw and bylaw before the office's own limit where both are due on one day.
    """
    return sorted(
        (each for each in deadlines if each.is_open),
        key=lambda each: (each.is_paused, each.due_strict, _ORDER.index(each.counted_by.kind)),
    )


def clock_choices(deadlines: Iterable[Deadline], subjects: Mapping[str, str]) -> list[tuple[str, str]]:
    """Give the choices of a field, each with its date."""
    return [(key_of(each), f"{name_of(each, subjects)}, {plaindate(each.due_strict)}") for each in deadlines]


_ORDER = tuple(RuleKind)


def letter_name(letter: DueLetter) -> str:
    """Give the words for a letter."""
    return str(_(letter.kind.words))


def wanted_clock(deadlines: Iterable[Deadline]) -> str | None:
    """Give the clock that the address names, if the case has it."""
    key = request.args.get("clock")
    return key if clock_of(deadlines, key) is not None else None
