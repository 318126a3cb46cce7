"""
What an administrator, an auditor and the health page see: people, the journal by random handles, and what is
running.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from crypto.errors import DirectoryError
from intake.store.engine import read
from triage.cases.roles import rights_of
from triage.services.clock.heartbeat import clock_is_silent, last_beat
from triage.services.organisation import Organisation
from triage.services.people.holders import can_hold, directory
from triage.store import feeds, journal, people
from triage.store.journal import SYSTEM, JournalEntry
from triage.store.people import Person

JOURNAL_PAGE = 100

__all__ = ["SYSTEM", "colleagues", "health", "journal_page"]


@dataclass(frozen=True, slots=True)
class JournalPage:
    """The newest entries of the journal at or below a number, and where the older ones go on."""

    entries: Sequence[JournalEntry]
    older: int | None
    first_fault: int | None


@dataclass(frozen=True, slots=True)
class Colleague:
    """
    A person as colleagues see them: *key_since* since when the signed directory seals to their present keys,
    None where it does not; *calendar_since* when they made the calendar address that they have.
    """

    person: Person
    key_since: date | None
    calendar_since: date | None

    @property
    def holds_cases(self) -> bool:
        """Whether they are of a role that holds cases."""
        return rights_of(self.person.role).holds_cases


@dataclass(frozen=True, slots=True)
class Health:
    """What is running and what is not."""

    last_beat: datetime | None
    clock_is_silent: bool
    advisors: int
    unsigned: int
    directory_has_gap: bool


def journal_page(organisation: Organisation, *, upto: int | None) -> JournalPage:
    """
    Give one page of the journal, the newest first, and the first entry that breaks the chain, if any does.
    """
    with read(organisation.triage) as connection:
        last, _head = journal.head(connection)
        top = last if upto is None else min(upto, last)
        after = max(0, top - JOURNAL_PAGE)
        found = list(journal.entries(connection, after=after, limit=top - after))
        fault = journal.first_fault(connection)
    return JournalPage(found[::-1], after or None, fault)


def colleagues(organisation: Organisation, *, today: date) -> Sequence[Colleague]:
    """Give everybody who can sign in or once could."""
    try:
        keys = {each.person: each.valid_from for each in can_hold(directory(organisation, today)).values()}
    except DirectoryError:
        keys = {}
    with read(organisation.triage) as connection:
        followed = feeds.alive_feeds(connection)
        return [
            Colleague(each, keys.get(each.handle), followed.get(each.handle))
            for each in people.people(connection)
        ]


def health(organisation: Organisation, *, now: datetime, today: date) -> Health:
    """Look at what is running *now*, and who stands in the directory on a day."""
    last = last_beat(organisation)
    try:
        members = directory(organisation, today)
    except DirectoryError:
        return Health(last, clock_is_silent(organisation, now), 0, 0, directory_has_gap=True)
    return Health(
        last_beat=last,
        clock_is_silent=clock_is_silent(organisation, now),
        advisors=len(members.advisors),
        unsigned=len(members.unsigned),
        directory_has_gap=False,
    )
