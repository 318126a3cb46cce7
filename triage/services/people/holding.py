"""
Who holds a case: the persons whom its sender sealed it to, and what holders signed since (SPEC 16).

1. Nothing else decides who is sealed to. A row of grants says what somebody finds in lists; whoever wrote one
   without a signature has opened nothing by it.
2. A session reads the list of the first signed item once and remembers it: it never changes. The statements
   are read anew each time.
3. Whoever holds a case, or ever did, and has keys today has a stanza in all that is sealed in it; of those
   who hold it no more it is a decoy. So the number tells nothing.
"""

from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from crypto.directory import Directory
from crypto.envelope import key_id
from crypto.errors import CryptoError
from crypto.holders import Holding, holding, persons_of
from intake.services.stanza_owners import StanzaOwners
from triage.services.organisation import Organisation
from triage.services.people.first_item import HoldersUnknownError, first_signed
from triage.services.people.holders import can_hold, directory, has_newer_keys
from triage.services.people.sign_in import SignedIn
from triage.services.people.stated import inner_reference, statements_of
from triage.store import holdings
from triage.store.cases import CaseRow


class NotHeldError(HoldersUnknownError):
    """This person does not hold the case."""


@dataclass(frozen=True, slots=True)
class SealedTo:
    """
    Whom something is sealed to today.

    Attributes:
        persons: those who can open it.
        recipients: their KEM keys, 1,216 bytes each, and the recovery key.
        decoys: the ids of the keys under which a stanza stands that opens for nobody.
    """

    persons: frozenset[bytes]
    recipients: tuple[bytes, ...] = field(repr=False)
    decoys: tuple[bytes, ...]

    @property
    def key_ids(self) -> frozenset[bytes]:
        """The ids of all the keys that get a stanza."""
        return frozenset((*map(key_id, self.recipients), *self.decoys))


def recipients(
    connection: Connection, organisation: Organisation, who: SignedIn, row: CaseRow, today: date
) -> SealedTo:
    """
    Give whom a text of a case is sealed to, by its holders and the audience rule; for a caller who has
    checked that the person may see it.

    Raises:
        NotHeldError: the person does not hold the case, whatever stands in the grants.
        HoldersUnknownError: it cannot be told who does.
        DirectoryError: the directory is broken, or has no recovery key.
        RuntimeError: nobody who holds the case has keys today.
    """
    members = directory(organisation, today)
    held = holding_of(connection, organisation, who, row, members)
    if who.handle not in held.holders:
        raise NotHeldError
    return sealed_to(held, members)


def require_holder(
    connection: Connection, organisation: Organisation, who: SignedIn, row: CaseRow, today: date
) -> None:
    """
    Insist that a person holds a case by what was signed: a grant that somebody wrote decides nothing.

    Raises:
        NotHeldError: they do not.
        HoldersUnknownError: it cannot be told.
        DirectoryError: the directory is broken.
    """
    held = holding_of(connection, organisation, who, row, directory(organisation, today))
    if who.handle not in held.holders:
        raise NotHeldError


def sealed_to(held: Holding, members: Directory) -> SealedTo:
    """
    Do what `recipients` does where the holding is known.

    Raises:
        DirectoryError: there is no recovery key.
        RuntimeError: nobody who holds the case has keys today.
    """
    valid = can_hold(members)
    holders = [each for each in valid.values() if each.person in held.holders]
    if not holders:
        raise RuntimeError("no advisor in the directory holds this case")
    others = (each for each in valid.values() if each.person in held.audience - held.holders)
    return SealedTo(
        frozenset(each.person for each in holders),
        tuple(each.kem_public for each in (*holders, members.require_recovery())),
        tuple(each.key_id for each in others),
    )


def of_new(members: Directory) -> SealedTo:
    """
    Give whom a case is sealed to that begins today: all advisors.

    Raises:
        DirectoryError: there are fewer than two, or there is no recovery key.
    """
    members.require_intake_ready()
    persons = frozenset(each.person for each in members.advisors)
    keys = (each.kem_public for each in (*members.advisors, members.require_recovery()))
    return SealedTo(persons, tuple(keys), ())


def holding_of(
    connection: Connection, organisation: Organisation, who: SignedIn, row: CaseRow, members: Directory
) -> Holding:
    """
    Give who holds a case, after all that was signed. A case in which nothing was sealed yet begins with all
    advisors of the day.

    Args:
        connection: to the triage database.
        members: the verified directory.

    Raises:
        HoldersUnknownError: it cannot be told, or not by this person.
    """
    first = first_signed(connection, organisation, who, row, members)
    reference, settings = inner_reference(row), organisation.settings
    if first is None:
        began, kept_out = frozenset(each.person for each in members.advisors), frozenset[bytes]()
    else:
        began, kept_out = persons_of(first.listed, members), first.kept_out
    try:
        return holding(
            began,
            statements_of(connection, row),
            members=members,
            root=settings.root_verify_key,
            organisation=settings.sealing_context,
            reference=reference,
            kept_out=kept_out,
        )
    except CryptoError:
        raise HoldersUnknownError from None


def known_holding(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    row: CaseRow,
    members: Directory | None,
) -> Holding | None:
    """Do what `holding_of` does; None where it cannot be told, so that nobody is believed."""
    try:
        return None if members is None else holding_of(connection, organisation, who, row, members)
    except HoldersUnknownError:
        return None


def owners_of(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    row: CaseRow,
    members: Directory | None,
    outer: bytes | None = None,
) -> StanzaOwners | None:
    """
    Give whose the stanzas of a case are; None where that cannot be told.

    Args:
        outer: the mailbox's KEM key as it stands in plain, which may have followed the one inside.
    """
    held = known_holding(connection, organisation, who, row, members)
    if held is None or members is None:
        return None
    first = who.firsts.get(inner_reference(row))
    keys = (outer, None if first is None else first.mailbox)
    mailboxes = frozenset(key_id(each) for each in keys if each is not None)
    waiting = holdings.waiting(connection, row.handle)
    return StanzaOwners(members, held, mailboxes, _owed(waiting, held, members))


def _owed(waiting: frozenset[bytes], held: Holding, members: Directory) -> frozenset[bytes]:
    """
    Give those of whom it was signed that stanzas are to be made anew: they came or went, or have other keys
    than before. A row that somebody wrote explains nothing.
    """
    always = frozenset[bytes].intersection(*(persons for _on, persons in held.turns))
    return frozenset(
        each for each in waiting if each in held.audience - always or has_newer_keys(members, each)
    )
