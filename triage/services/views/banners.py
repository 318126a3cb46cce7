"""What every page of the office says of the installation, also when its databases cannot answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from crypto.errors import DirectoryError
from intake.clock import local_date
from intake.store.engine import UNAVAILABLE
from triage.cases.roles import rights_of
from triage.services.clock.heartbeat import clock_is_silent
from triage.services.clock.steadiness import off_from, shown_by
from triage.services.organisation import Organisation
from triage.services.people.holders import directory
from triage.services.people.sign_in import SignedIn
from triage.services.views.doubts import doubted_cases
from triage.services.views.lists import unanswered_count


@dataclass(frozen=True, slots=True)
class Banners:
    """
    What the banners and the menu need: whether the clock is silent, whether the time is not to be believed,
    whether the directory holds an entry that nobody signed or lacks one, and in how many cases somebody waits
    for an answer (None for who holds none).
    """

    clock_stopped: bool
    time_is_off: bool
    unsigned: bool
    waits: int | None
    doubted: Sequence[str] = ()
    """The cases that this person holds and that somebody must look at, for who holds them is in doubt."""


def banners_of(organisation: Organisation, who: SignedIn, now: datetime) -> Banners:
    """Look at it; where a database cannot answer, the clock counts as silent, and the page is shown."""
    try:
        holds = rights_of(who.role).holds_cases
        off = off_from(organisation, now)
        today = local_date(shown_by(off, now))
        waits = unanswered_count(organisation, who, today=today) if holds else None
        silent, unsigned = clock_is_silent(organisation, now), _unsigned(organisation, today)
        doubted = doubted_cases(organisation, who, today=today) if holds else ()
        return Banners(silent, off is not None, unsigned, waits, doubted)
    except UNAVAILABLE:
        return Banners(clock_stopped=True, time_is_off=False, unsigned=False, waits=None)


def _unsigned(organisation: Organisation, today: date) -> bool:
    try:
        return bool(directory(organisation, today).unsigned)
    except DirectoryError:
        return True
