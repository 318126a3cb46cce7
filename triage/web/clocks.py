"""
Clocks of a case in a form. One rule may run several times in a case, so a choice names whom it is about too.
"""

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _

from intake.page.formats import plaindate
from triage.domain.deadlines import Deadline


def key_of(deadline: Deadline) -> str:
    """
    Give the value of a choice.
    """
    return f"{deadline.rule}:{deadline.about}" if deadline.about else deadline.rule


def clock_of(deadlines: Iterable[Deadline], key: str | None) -> Deadline | None:
    """
    Give the clock that was chosen; of several the one that is still open.
    """
    found = [each for each in deadlines if key_of(each) == key]
    return next((each for each in found if each.is_open), found[0] if found else None)


def name_of(deadline: Deadline, departments: Mapping[str, str]) -> str:
    """
    Give the words for a clock: its title, and whom it is about where that tells it from another.
    """
    title = str(_(deadline.title))
    about = deadline.about
    return f"{title} ({departments.get(about, about)})" if about else title


def clock_choices(deadlines: Iterable[Deadline], departments: Mapping[str, str]) -> list[tuple[str, str]]:
    """
    Give the choices of a field, each with its date.
    """
    return [
        (key_of(each), f"{name_of(each, departments)}, {plaindate(each.due_strict)}") for each in deadlines
    ]
