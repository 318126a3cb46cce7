"""
Who holds a case, for its page: by name and title, since when, and who held it once. Only a session that can
open the case can tell, and only to whoever holds it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crypto.errors import DirectoryError
from crypto.holders import Holding
from intake.store.engine import read
from triage.services.history.case_file import CaseFile
from triage.services.organisation import Organisation
from triage.services.people.first_item import HoldersUnknownError
from triage.services.people.holders import can_hold, directory
from triage.services.people.holding import holding_of
from triage.services.people.sign_in import SignedIn
from triage.services.reading.visible_case import case_file
from triage.store import absences, holdings, people
from triage.store.people import Person


@dataclass(frozen=True, slots=True)
class HolderLine:
    """
    One person and a case.

    Attributes:
        since: the first day on which they held it without a break; None where that is not known.
        is_sealed_to: whether they have keys today; without them nobody else is missed by it.
        is_alternate: whether they are from outside.
        away_until: the last day of their absence today, and *stand_in* who stands in.
        waits: whether parts of the case are still being made readable for them.
    """

    person: Person
    since: date | None
    is_sealed_to: bool
    is_alternate: bool
    away_until: date | None
    stand_in: str | None
    waits: bool


@dataclass(frozen=True, slots=True)
class CaseHolders:
    """Who holds a case; who held it or was kept out and does not now; and who could be given it."""

    file: CaseFile
    holders: Sequence[HolderLine]
    no_more: Sequence[HolderLine]
    others: Sequence[HolderLine]

    @property
    def is_enough(self) -> bool:
        """Whether two at least can read it today."""
        return sum(each.is_sealed_to for each in self.holders) >= 2


def case_holders(organisation: Organisation, who: SignedIn, reference: str, *, today: date) -> CaseHolders:
    """
    Give who holds a case.

    Raises:
        NoSuchCaseError: it is not there for this person.
        HoldersUnknownError: it cannot be told.
        DirectoryError: the directory is broken.
    """
    return holders_of(organisation, who, case_file(organisation, who, reference, today=today), today=today)


def known_holders(
    organisation: Organisation, who: SignedIn, file: CaseFile, *, today: date
) -> CaseHolders | None:
    """Do what `holders_of` does; None where it cannot be told, of which the page warns by itself."""
    try:
        return holders_of(organisation, who, file, today=today)
    except (HoldersUnknownError, DirectoryError):
        return None


def holders_of(organisation: Organisation, who: SignedIn, file: CaseFile, *, today: date) -> CaseHolders:
    """Do what `case_holders` does for a case that was found."""
    members = directory(organisation, today)
    able = can_hold(members)
    outside = {each.person for each in members.alternates}
    with read(organisation.triage) as connection:
        held = holding_of(connection, organisation, who, file.row, members)
        everybody = {each.handle: each for each in people.people(connection)}
        away = absences.away(connection, on=today)
        waiting = holdings.waiting(connection, file.row.handle)

    def line(person: bytes) -> HolderLine:
        absence = away.get(person)
        stand_in = None if absence is None or absence.stand_in is None else everybody.get(absence.stand_in)
        return HolderLine(
            everybody[person],
            since_when(held, person) or file.row.received_on,
            person in able,
            person in outside,
            None if absence is None else absence.until_on,
            None if stand_in is None else stand_in.display_name,
            person in waiting,
        )

    def lines(persons: frozenset[bytes]) -> Sequence[HolderLine]:
        known = (line(each) for each in persons if each in everybody)
        return sorted(known, key=lambda each: each.person.display_name)

    return CaseHolders(
        file,
        lines(held.holders),
        lines(held.audience - held.holders),
        lines(frozenset(able) - held.audience),
    )


def since_when(held: Holding, person: bytes) -> date | None:
    """Give the day from which on a person has held a case without a break; None where from the beginning."""
    since = None
    for day, holders in reversed(held.turns):
        if person not in holders:
            break
        since = day
    return since
