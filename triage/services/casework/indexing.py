"""
Writing what lists and the search know of a case (SPEC 15): whenever its line is set, when somebody is named,
and when what was sent is opened.

It is sealed to those to whom an inner text of the case is sealed, and whoever opens the case makes it anew
(SPEC 15.4).
"""

import secrets
from collections.abc import Iterable
from datetime import date
from textwrap import shorten

from sqlalchemy import Connection

from crypto.directory import Directory
from crypto.envelope import Direction, Kind, new_id
from crypto.errors import DirectoryError
from crypto.index_row import KEY_BYTES, seal_row
from crypto.seal import seal
from intake.contents.forms import encode
from intake.contents.index import FIRST_WORDS, IndexContent, IndexKey
from intake.contents.mailbox import ComplaintContent, FirstContent
from intake.contents.office import InquirerContent, SummaryContent
from intake.contents.versioned import Versioned
from triage.cases.civil_numbers import without_numbers
from triage.services.history.case_file import CaseFile
from triage.services.organisation import Organisation
from triage.services.people.first_item import HoldersUnknownError
from triage.services.people.holders import directory, known_members
from triage.services.people.holding import SealedTo, recipients
from triage.services.people.sign_in import SignedIn
from triage.services.reading.index import IndexEntry, entries, form_of
from triage.services.reading.inner_texts import newest_summary
from triage.services.reading.inquirer import inquirer
from triage.services.reading.mailbox import correspondence
from triage.services.reading.row_keys import open_key
from triage.store import index
from triage.store.cases import CaseRow

GREETING = 3
"""So many words at most has a line that only greets."""


def restate(
    connection: Connection, organisation: Organisation, who: SignedIn, row: CaseRow, today: date, **said: str
) -> None:
    """
    Seal the row of a case anew, in the caller's transaction.

    Args:
        said: what is known from now on: line, first_words, name, phone; the rest stays as it was. Of a report
            there is no name and no phone.

    Raises:
        TypeError: something that the row of such a case has no place for.
        DirectoryError: the directory has a gap.
        HoldersUnknownError: it cannot be told who holds the case, or this person does not.
        RuntimeError: no advisor with a verified statement holds the case.
    """
    members, form = directory(organisation, today), form_of(row.scheme)
    before = _known(connection, organisation, who, row, members)
    kept = {name: getattr(before, name) for name in form.__struct_fields__}
    content = form(**{**kept, **{name: _one_line(text) for name, text in said.items()}})
    to = recipients(connection, organisation, who, row, today)
    key, shared = shared_key(connection, organisation, who, to, members, today)
    row_id = new_id()
    context = organisation.context(Kind.INDEX, row.handle, row_id, Direction.INTERNAL)
    sealed = seal_row(shared, encode(content), context=context)
    index.put_row(connection, row.handle, key=key, row_id=row_id, row=sealed)


def index_written(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    row: CaseRow,
    today: date,
    contents: Iterable[Versioned],
) -> None:
    """Write into the row of a case what contents of it that are being sealed say: the line, and who asks."""
    said: dict[str, str] = {}
    for content in contents:
        if isinstance(content, SummaryContent):
            said["line"] = content.text
        elif isinstance(content, InquirerContent) and form_of(row.scheme) is IndexContent:
            said |= {"name": content.name, "phone": content.phone}
    if said:
        restate(connection, organisation, who, row, today, **said)


def index_opened(connection: Connection, organisation: Organisation, who: SignedIn, file: CaseFile) -> None:
    """
    Write what an opened case shows and its row does not say yet, the line, the first words, and of a
    citizen's complaint who wrote it; and seal it anew where others hold the case by now.
    """
    row, today, members = file.row, file.today, known_members(organisation, file.today)
    if members is None:
        return  # Nobody is kept from opening a case where the directory is broken.
    try:
        to = recipients(connection, organisation, who, row, today)
    except (HoldersUnknownError, DirectoryError):
        return  # Nor where it cannot be told who holds it.
    known = _known(connection, organisation, who, row, members)
    said = {"line": known.line or newest_summary(connection, organisation, who, row, members) or ""}
    if not known.first_words and not known.name:
        first = correspondence(organisation, who, file, today=today).first
        said |= {} if first is None else _told_by(first)
        asks = inquirer(organisation, who, file) if file.case.is_complaint else None
        known_by = {} if asks is None else {"name": asks.name, "phone": asks.phone}
        said |= {name: text for name, text in known_by.items() if text}
    is_new = any(getattr(known, name) != _one_line(text) for name, text in said.items())
    if is_new or not _is_sealed_to(connection, who, row, to):
        restate(connection, organisation, who, row, today, **said)


def _is_sealed_to(connection: Connection, who: SignedIn, row: CaseRow, to: SealedTo) -> bool:
    """Say whether the row of a case stands under a key that exactly those share who hold the case."""
    key = index.key_of(connection, row.handle)
    has_others = key is None or who.row_key_holders.get(key) != to.persons
    return not has_others and index.holders(connection, row.handle) == to.key_ids


def _told_by(first: FirstContent) -> dict[str, str]:
    said = {"first_words": beginning(first.what)}
    if isinstance(first, ComplaintContent) and first.contact is not None:
        said |= {"name": first.contact.name, "phone": first.contact.phone}
    return {name: without_numbers(text) for name, text in said.items()}


def beginning(text: str) -> str:
    """
    Give the first words of what somebody wrote, whole and so many as the form holds, without the greeting:
    a short first line under which there is more.
    """
    first, _break, more = text.strip().partition("\n")
    is_greeting = len(first.split()) <= GREETING and len(more.split()) > GREETING
    words = _one_line(more if is_greeting else text)
    found = shorten(words, FIRST_WORDS, placeholder=" …")
    return words[:FIRST_WORDS] if found == "…" else found


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _known(
    connection: Connection, organisation: Organisation, who: SignedIn, row: CaseRow, members: Directory
) -> IndexEntry:
    return entries(connection, organisation, who, [row.handle], members).get(row.handle, IndexEntry())


def shared_key(
    connection: Connection,
    organisation: Organisation,
    who: SignedIn,
    to: SealedTo,
    members: Directory,
    today: date,
) -> tuple[bytes, bytes]:
    """Give the id and the key that exactly those who hold the case share; a new one where there is none."""
    for each in index.keys(connection, who.identity.key_id):
        if each.holders == to.key_ids:
            shared = who.row_keys.get(each.id) or open_key(organisation, who, each, members)
            if shared is not None and who.row_key_holders[each.id] == to.persons:
                return each.id, shared
    key, shared = new_id(), secrets.token_bytes(KEY_BYTES)
    sealed = seal(
        encode(IndexKey(shared, tuple(sorted(to.persons)))),
        context=organisation.context(Kind.INDEX, key, key, Direction.INTERNAL),
        counter=1,
        signer=who.identity,
        recipients=to.recipients,
        decoys=to.decoys,
    )
    index.add_key(connection, key, who.handle, today, sealed)
    return key, shared
