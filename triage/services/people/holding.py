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
from crypto.envelope import Direction, Kind, Opened, digest, key_id
from crypto.errors import CryptoError
from crypto.holders import HolderStatement, Holding, holding, persons_of
from crypto.unseal import unseal
from intake.contents.forms import decode
from intake.contents.mailbox import ComplaintContent, ReportContent
from intake.contents.versioned import FormError
from intake.services.stanza_owners import SEALED_ROLES, StanzaOwners
from intake.store.engine import read
from intake.store.mailboxes import MailboxItemRow
from triage.services.organisation import Organisation
from triage.services.people.first_signed import FirstSigned
from triage.services.people.holders import can_hold, directory
from triage.services.people.sign_in import SignedIn
from triage.store import events, holdings, items, stanzas
from triage.store.cases import CaseRow
from triage.store.items import CaseItemRow

NAMES_A_REPORT = '"report_item"'
"""What stands in an event that names the first item of a mailbox."""


class HoldersUnknownError(Exception):
    """
    It cannot be told who holds a case: what was signed first is gone, was exchanged, does not open for this
    person, or a statement is missing. So nothing can be sealed in it.
    """


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


def inner_reference(row: CaseRow) -> bytes:
    """
    Give the reference that the texts of a case and the statements of its holders are bound to: that of the
    submission, or the handle where none came.
    """
    return row.intake_reference or row.handle


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
            _bound_to(reference, row, holdings.statements(connection, row.handle)),
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
    return StanzaOwners(members, held, mailboxes, holdings.waiting(connection, row.handle))


def _bound_to(reference: bytes, row: CaseRow, statements: list[bytes]) -> list[bytes]:
    """
    Leave out what was said of a contact before a report came to it, which then says itself who holds it.
    """
    return [each for each in statements if reference == row.handle or _place_of(each) != row.handle]


def _place_of(statement: bytes) -> bytes | None:
    try:
        return HolderStatement.decode(statement).reference
    except CryptoError:
        return None


def first_signed(
    connection: Connection, organisation: Organisation, who: SignedIn, row: CaseRow, members: Directory
) -> FirstSigned | None:
    """
    Give what the first signed item of a case says; None where nothing was sealed in it yet.

    Raises:
        HoldersUnknownError: it is gone, is another than its history names, or does not open for this person.
    """
    known = who.firsts.get(inner_reference(row))
    if known is not None:
        return known
    found = _of_mailbox(connection, organisation, who, row)
    if found is None:
        found = _of_case(connection, organisation, who, row, members)
    if found is not None:
        who.firsts[inner_reference(row)] = found
    elif row.intake_reference is not None:
        raise HoldersUnknownError
    return found


def _of_mailbox(
    connection: Connection, organisation: Organisation, who: SignedIn, row: CaseRow
) -> FirstSigned | None:
    if row.intake_reference is None:
        return None
    with read(organisation.intake) as mailboxes:
        each = stanzas.first_of_mailbox(mailboxes, row, who.identity.key_id)
    if each is None:
        return None
    opened = _opened(organisation, who, row.intake_reference, each)
    content = _content(Kind.REPORT, opened)
    if not isinstance(content, ReportContent | ComplaintContent):
        raise HoldersUnknownError
    _require_named(connection, who, row, each.envelope, opened, NAMES_A_REPORT)
    return FirstSigned(opened.holders, frozenset(content.kept_out), content.reply_to, each.placed_on)


def _of_case(
    connection: Connection, organisation: Organisation, who: SignedIn, row: CaseRow, members: Directory
) -> FirstSigned | None:
    each = items.first_of(connection, row.handle, who.identity.key_id)
    if each is None:
        return None
    opened = _opened(organisation, who, inner_reference(row), each)
    sender = members.sender(opened.sender, on=each.on)
    if each.counter != 1 or sender is None or sender.person != each.author:
        raise HoldersUnknownError
    if sender.role not in SEALED_ROLES:
        raise HoldersUnknownError
    _require_named(connection, who, row, each.envelope, opened, "")
    return FirstSigned(opened.holders, on=each.on)


def _opened(
    organisation: Organisation, who: SignedIn, reference: bytes, each: MailboxItemRow | CaseItemRow
) -> Opened:
    direction = Direction.IN if isinstance(each, MailboxItemRow) else Direction.INTERNAL
    try:
        context = organisation.context(Kind(each.kind), reference, each.id, direction)
        opened = unseal(each.envelope, each.stanzas, context=context, identity=who.identity)
    except (CryptoError, ValueError):  # ValueError: a kind that there is not.
        raise HoldersUnknownError from None
    if opened.counter != each.counter:
        raise HoldersUnknownError
    return opened


def _content(kind: Kind, opened: Opened) -> object:
    try:
        return decode(kind, opened.plaintext)
    except FormError:
        raise HoldersUnknownError from None


def _require_named(
    connection: Connection, who: SignedIn, row: CaseRow, envelope: bytes, opened: Opened, anything: str
) -> None:
    """
    Insist that the history names it, or that it names none yet and this person writes it in this moment.
    """
    if events.names(connection, row.handle, digest(envelope).hex()):
        return
    names_none = not events.names(connection, row.handle, anything)
    if not names_none or opened.sender != who.identity.verify_key:
        raise HoldersUnknownError
