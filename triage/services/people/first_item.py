"""
Reading the first signed item of a case, whose list says whom its sender sealed it to (SPEC 16.4): that of its
mailbox, or where nothing was sent in the first of the office's own.
"""

from sqlalchemy import Connection

from crypto.directory import Directory
from crypto.envelope import Direction, Kind, Opened, digest
from crypto.errors import CryptoError
from crypto.unseal import unseal
from intake.contents.forms import decode
from intake.contents.mailbox import ComplaintContent, ReportContent
from intake.contents.versioned import FormError
from intake.services.stanza_owners import SEALED_ROLES
from intake.store.engine import read
from intake.store.mailboxes import MailboxItemRow
from triage.services.organisation import Organisation
from triage.services.people.first_signed import FirstSigned
from triage.services.people.sign_in import SignedIn
from triage.services.people.stated import inner_reference
from triage.store import events, items, stanzas
from triage.store.cases import CaseRow
from triage.store.items import CaseItemRow

NAMES_A_REPORT = '"report_item"'
"""What stands in an event that names the first item of a mailbox."""
NAMES_AN_ITEM = '"id":"'
"""What stands in an event that names any sealed item."""


class HoldersUnknownError(Exception):
    """
    It cannot be told who holds a case: what was signed first is gone, was exchanged, does not open for this
    person, or a statement is missing. So nothing can be sealed in it.
    """


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
    found: FirstSigned | None
    if row.intake_reference is not None:
        # None of the office's own stands in for it: that has decoys too, and does not say whose.
        found = _of_mailbox(connection, organisation, who, row, row.intake_reference)
    else:
        found = _of_case(connection, organisation, who, row, members)
    if found is not None:
        who.firsts[inner_reference(row)] = found
    return found


def _of_mailbox(
    connection: Connection, organisation: Organisation, who: SignedIn, row: CaseRow, reference: bytes
) -> FirstSigned:
    with read(organisation.intake) as mailboxes:
        each = stanzas.first_of_mailbox(mailboxes, row, who.identity.key_id)
    if each is None:
        raise HoldersUnknownError
    opened = _opened(organisation, who, reference, each)
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
        if events.names(connection, row.handle, NAMES_AN_ITEM):
            raise HoldersUnknownError
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
