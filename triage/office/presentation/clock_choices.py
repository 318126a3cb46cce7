"""
Clocks of a case in a form. One rule may run several times in a case, so a choice names whom it is about too.
"""

from collections.abc import Iterable, Mapping

from flask import request, url_for
from flask_babel import gettext as _

from intake.page.formats import plaindate
from triage.cases.letter_text import LetterKind
from triage.cases.letters import DueLetter
from triage.engine.deadline import Deadline
from triage.rules.codes import Kind


def key_of(deadline: Deadline) -> str:
    """Give the value of a choice."""
    return f"{deadline.rule}:{deadline.subject}" if deadline.subject else deadline.rule


def clock_of(deadlines: Iterable[Deadline], key: str | None) -> Deadline | None:
    """Give the clock that was chosen; of several the one that is still open."""
    found = [each for each in deadlines if key_of(each) == key]
    return next((each for each in found if each.is_open), found[0] if found else None)


def name_of(deadline: Deadline, departments: Mapping[str, str]) -> str:
    """Give the words for a clock: its title, and whom it is about where that tells it from another."""
    return titled(deadline.title, deadline.subject, departments)


def titled(title: str, subject: str, names: Mapping[str, str]) -> str:
    """Give the title of a rule, and whom it is about, if that tells it from another."""
    said = str(_(title))
    return f"{said} ({names.get(subject, subject)})" if subject else said


def running(deadlines: Iterable[Deadline]) -> list[Deadline]:
    """
    Give the clocks that somebody still waits for, the most pressing first: what stands still comes last, and
    law before bylaw and bylaw before the office's own limit where both are due on one day.
    """
    return sorted(
        (each for each in deadlines if each.is_open),
        key=lambda each: (each.is_paused, each.due_strict, _ORDER.index(each.kind)),
    )


def clock_choices(deadlines: Iterable[Deadline], departments: Mapping[str, str]) -> list[tuple[str, str]]:
    """Give the choices of a field, each with its date."""
    return [
        (key_of(each), f"{name_of(each, departments)}, {plaindate(each.due_strict)}") for each in deadlines
    ]


_ORDER = tuple(Kind)
LETTER_PAGES: Mapping[str, str] = {
    LetterKind.ACKNOWLEDGEMENT: "acknowledge",
    LetterKind.ACKNOWLEDGEMENT_COMPLAINT: "acknowledge",
    LetterKind.DELAY: "delay-notice",
    LetterKind.DELAY_REPORT: "delay-notice",
    LetterKind.FEEDBACK_INTERIM: "feedback",
    LetterKind.FEEDBACK_FINAL: "feedback",
    LetterKind.OUTSIDE: "feedback",
    LetterKind.APPEAL: "appeal",
}
"""The page on which each letter is written that falls due and extends no clock."""


def letter_url(reference: str, letter: DueLetter) -> str:
    """Give the address of a letter's draft, with its clock chosen."""
    page = "extend" if letter.moves else LETTER_PAGES[letter.kind]
    with_clock = page in ("delay-notice", "extend") and letter.rule is not None
    clock = f"{letter.rule}:{letter.subject}" if letter.subject else letter.rule
    return url_for("decide", reference=reference, what=page, clock=clock if with_clock else None)


def letter_name(letter: DueLetter) -> str:
    """Give the words for a letter."""
    return str(_(letter.kind.words))


def wanted_clock(deadlines: Iterable[Deadline]) -> str | None:
    """Give the clock that the address names, if the case has it."""
    key = request.args.get("clock")
    return key if clock_of(deadlines, key) is not None else None
