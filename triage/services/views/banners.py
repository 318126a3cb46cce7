"""What every page of the office says of the installation, also when its databases cannot answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from crypto.directory import Directory
from intake.clock import local_date
from intake.store.engine import UNAVAILABLE, read
from triage.cases.roles import rights_of
from triage.services.clock.heartbeat import clock_is_silent
from triage.services.clock.steadiness import off_from, shown_by
from triage.services.organisation import Organisation
from triage.services.people.confirmations import seen_by
from triage.services.people.holders import known_members
from triage.services.people.sign_in import SignedIn
from triage.services.views.doubts import doubted_cases
from triage.services.views.lists import unanswered_count


@dataclass(frozen=True, slots=True)
class DirectoryBanners:
    """
    What is to be said of the directory of keys: it is broken; it ends before what this person has confirmed
    (`is_shorter`); so many of its statements they have not said to have seen (`unseen`), who is an advisor.
    """

    is_broken: bool = False
    is_shorter: bool = False
    unseen: int = 0


@dataclass(frozen=True, slots=True)
class Banners:
    """
    What the banners and the menu need: whether the clock is silent, whether the time is not to be believed,
    whether the directory holds an entry that nobody signed, in how many cases somebody waits for an answer
    (None for who holds none), and what else is to be said of the directory.
    """

    clock_stopped: bool
    time_is_off: bool
    unsigned: bool
    waits: int | None
    doubted: Sequence[str] = ()
    """The cases that this person holds and that somebody must look at, for who holds them is in doubt."""
    directory: DirectoryBanners = DirectoryBanners()


def banners_of(organisation: Organisation, who: SignedIn, now: datetime) -> Banners:
    """Look at it; where a database cannot answer, the clock counts as silent, and the page is shown."""
    try:
        holds = rights_of(who.role).holds_cases
        off = off_from(organisation, now)
        today = local_date(shown_by(off, now))
        waits = unanswered_count(organisation, who, today=today) if holds else None
        silent, members = clock_is_silent(organisation, now), known_members(organisation, today)
        unsigned = members is not None and bool(members.unsigned)
        doubted = doubted_cases(organisation, who, today=today) if holds else ()
        said = _of_directory(organisation, who, members)
        return Banners(silent, off is not None, unsigned, waits, doubted, said)
    except UNAVAILABLE:
        return Banners(clock_stopped=True, time_is_off=False, unsigned=False, waits=None)


def _of_directory(organisation: Organisation, who: SignedIn, members: Directory | None) -> DirectoryBanners:
    if members is None:
        return DirectoryBanners(is_broken=True)
    if not rights_of(who.role).confirms_keys:
        return DirectoryBanners()
    with read(organisation.triage) as connection:
        seen = seen_by(connection, organisation, who.handle, members)
    return DirectoryBanners(is_shorter=seen.is_shorter, unseen=len(seen.unseen))
