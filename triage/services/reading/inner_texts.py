"""
Opening what is sealed in triage: summaries, notes, the reasons behind decisions, who an inquiry is from.

A text counts only if the person it is said to be from signed it, as the signed directory knows them (SPEC
4.9): everybody who can write to the database has all that is needed to seal a text of their own.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy import Connection

from crypto.directory import Directory
from crypto.envelope import Direction, Kind, Opened
from crypto.errors import CryptoError
from crypto.members import Member
from crypto.unseal import unseal
from intake.contents.forms import decode
from intake.contents.office import OfficeContent
from intake.contents.versioned import FormError, NewerFormError, Versioned
from intake.services.opened_items import IntegrityWarning
from intake.services.stanza_owners import SEALED_ROLES, StanzaFault, StanzaOwners
from triage.cases.events import CaseEvent
from triage.services.organisation import Organisation
from triage.services.people.holding import owners_of
from triage.services.people.sign_in import SignedIn
from triage.store.cases import CaseRow
from triage.store.items import CaseItemRow, items_of, items_of_each
from triage.store.visibility import CaseHandle


@dataclass(frozen=True, slots=True)
class InnerText:
    """
    One item of the office's own, mostly a text. *content* is None when it cannot be opened with this person's
    key or cannot be trusted; *integrity_warning* says what is wrong with it.
    """

    kind: str
    author: bytes
    on: date
    content: Versioned | None = field(repr=False)
    integrity_warning: IntegrityWarning | None = None
    faults: frozenset[StanzaFault] = frozenset()

    @property
    def text(self) -> str | None:
        """The text, where it is one and can be read."""
        return self.content.text if isinstance(self.content, OfficeContent) else None


def inner_texts(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    row: CaseRow,
    members: Directory | None,
    *,
    kind: str | None = None,
    history: Iterable[CaseEvent] = (),
) -> dict[str, InnerText]:
    """
    Open the texts of a case, by the hex id of each, in their order; for a caller who has checked.

    Args:
        members: the verified directory; without one (it is broken) no text counts.
        history: what names them; a text that is another than its event says does not count.
    """
    named = {ref.id: ref for each in history for ref in each.inner}
    owners = owners_of(connection, organisation, who, row, members)
    texts = {}
    for each in items_of(connection, row.handle, who.identity.key_id, kind):
        told, ref = _told(organisation, who, row, each, members, owners), named.get(each.id.hex())
        if told.integrity_warning is None and ref is not None and not ref.names(each.id, each.envelope):
            told = replace(told, content=None, integrity_warning=IntegrityWarning.OTHER_ITEM)
        texts[each.id.hex()] = told
    return texts


def newest_summary(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    row: CaseRow,
    members: Directory | None,
) -> str | None:
    """Open the line by which the lists show a case; None when there is none, or none for this person."""
    return newest_summaries(connection, organisation, who, [row], members).get(row.handle)


def newest_summaries(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    rows: Sequence[CaseRow],
    members: Directory | None,
) -> dict[CaseHandle, str]:
    """Open what `newest_summary` opens, for the lines of a list; a case without one is left out."""
    handles = [row.handle for row in rows]
    of_case = items_of_each(connection, handles, who.identity.key_id, Kind.SUMMARY)

    def newest(row: CaseRow) -> str | None:
        told = (_told(organisation, who, row, each, members).text for each in reversed(of_case[row.handle]))
        return next(filter(None, told), None)

    found = {row.handle: newest(row) for row in rows}
    return {handle: text for handle, text in found.items() if text is not None}


def _told(
    organisation: Organisation,
    who: SignedIn,
    row: CaseRow,
    each: CaseItemRow,
    members: Directory | None,
    owners: StanzaOwners | None = None,
) -> InnerText:
    content, warning, faults = None, None, frozenset[StanzaFault]()
    opened = _opened(organisation, who, row, each)
    sender = None if opened is None or members is None else members.sender(opened.sender, on=each.on)
    if opened is None:
        warning = IntegrityWarning.UNREADABLE if each.stanzas else None
    elif sender is None or sender.person != each.author or not _may_write(sender, each.on, owners):
        warning = IntegrityWarning.WRONG_SENDER
    else:
        faults = frozenset(() if owners is None else owners.faults(opened.holders, each.holders))
        warning = IntegrityWarning.OTHER_HOLDERS if faults else None
        try:
            content = decode(Kind(each.kind), opened.plaintext)
        except NewerFormError:
            warning = IntegrityWarning.NEWER
        except FormError:
            warning = IntegrityWarning.UNREADABLE
    return InnerText(each.kind, each.author, each.on, content, warning, faults)


def _may_write(sender: Member, on: date, owners: StanzaOwners | None) -> bool:
    return sender.role in SEALED_ROLES and (owners is None or owners.holding.held_on(sender.person, on))


def _opened(organisation: Organisation, who: SignedIn, row: CaseRow, each: CaseItemRow) -> Opened | None:
    for reference in _references(row):
        try:
            context = organisation.context(Kind(each.kind), reference, each.id, Direction.INTERNAL)
            opened = unseal(each.envelope, each.stanzas, context=context, identity=who.identity)
        except (CryptoError, ValueError):
            continue
        if opened.counter == each.counter:
            return opened
    return None


def _references(row: CaseRow) -> Iterable[bytes]:
    """
    Give what the texts may be bound to: the submission, and the handle for those written before there was
    one.
    """
    return (row.handle,) if row.intake_reference is None else (row.intake_reference, row.handle)
