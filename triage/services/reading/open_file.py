"""
Bringing an attachment down, decrypted piece by piece as it goes; nothing of it is ever written in plain.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain

from crypto.blob import open_blob
from crypto.errors import CryptoError
from intake.clock import local_date
from intake.contents.mailbox import FileEntry
from intake.services.attach import blob_pieces, path_of
from intake.store.engine import write
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.services.reading.inner_files import inner_files
from triage.services.reading.mailbox import correspondence
from triage.services.reading.visible_case import NoSuchCaseError, case_file
from triage.store import journal


class FileGoneError(Exception):
    """The case tells of the file, but its bytes are not on the disk, or are not those that were sent."""


@dataclass(frozen=True, slots=True)
class OpenFile:
    """A file on its way down: what it is called, its length in bytes, and its pieces."""

    entry: FileEntry = field(repr=False)
    pieces: Iterator[bytes] = field(repr=False)


def find_file(
    organisation: Organisation, who: SignedIn, reference: str, blob: bytes, *, today: date
) -> FileEntry:
    """
    Find what a case tells of one of its files.

    Raises:
        NoSuchCaseError: there is no such case, or no such file in it, for this person.
    """
    file = case_file(organisation, who, reference, today=today)
    own = inner_files(organisation, who, file, today=today)
    turn, turns = 0, 1
    while turn < turns:
        sent = correspondence(organisation, who, file, today=today, turn=turn)
        for each in (*sent.files, *own):
            if each.entry.blob == blob:
                return each.entry
        turn, turns = turn + 1, sent.turns
    raise NoSuchCaseError


def open_file(
    organisation: Organisation, who: SignedIn, reference: str, blob: bytes, *, now: datetime
) -> OpenFile:
    """
    Put the opening into the journal and give the file's pieces. Each mebibyte is compared with what
    was sent in before anything of it is given.

    Raises:
        NoSuchCaseError: there is no such case, or no such file in it, for this person.
        FileGoneError: its bytes are not there, or already the first piece is not what was sent. A fault
            further on ends the transfer where it is found.
    """
    today = local_date(now)
    entry = find_file(organisation, who, reference, blob, today=today)
    if not path_of(organisation.settings.blob_folder, blob).is_file():
        raise FileGoneError
    handle = case_file(organisation, who, reference, today=today).row.handle
    with write(organisation.triage) as connection:
        journal.append(
            connection,
            on=today,
            actor=who.handle,
            action="file:opened",
            subject=handle,
            digest=hashlib.sha256(blob).digest(),
        )
    pieces = open_blob(
        entry.key, blob_pieces(organisation.settings.blob_folder, blob), entry.size, entry.hashes
    )
    try:
        first = next(pieces, b"")
    except CryptoError:
        raise FileGoneError from None
    return OpenFile(entry, chain((first,), pieces))
