"""What is sent through a mailbox: the first item, what follows it, and who wrote it (SPEC 13)."""

from typing import Annotated

import msgspec

from intake.contents.versioned import Part, Versioned

Kem = Annotated[bytes, msgspec.Meta(min_length=1216, max_length=1216)]
Key = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
Id = Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]
LARGEST_FILE = 1 << 50
"""No file is larger, in bytes; a number that a page could not even show is not a size."""
Size = Annotated[int, msgspec.Meta(ge=0, le=LARGEST_FILE)]
Number = Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)]


class ReportContent(Versioned, frozen=True, tag="report/1"):
    """
    A report to the whistleblower scheme.

    *reply_to* is the mailbox's KEM key, *reporter_key* the key that the reporter's later items must verify
    under; both are thereby signed.
    """

    relation: str
    what: str
    when: str
    where: str
    reply_to: Kem
    reporter_key: Key
    stay_in_mailbox: bool = False


class Contact(Part, frozen=True):
    """How a citizen can be reached; every field may be empty."""

    name: str = ""
    address: str = ""
    phone: str = ""
    email: str = ""


class ComplaintContent(Versioned, frozen=True, tag="complaint/1"):
    """A citizen's complaint, with the same two keys. *contact* is None for one who stays anonymous."""

    unit: str
    what: str
    wish: str
    contact: Contact | None
    reply_to: Kem
    reporter_key: Key


FirstContent = ReportContent | ComplaintContent


class FileEntry(Part, frozen=True):
    """
    One attachment: which blob, under which key, and what it was called.

    *size* is its true length in bytes. *hashes* are the server's own, of each mebibyte of the blob, taken
    while it came in; nothing of the blob is given out that is not what they say.
    """

    blob: Id
    key: Key
    name: str
    type: str
    size: Size
    hashes: bytes


class FilesContent(Versioned, frozen=True, tag="files/1"):
    """The attachments of one sending."""

    files: tuple[FileEntry, ...]


class IdentityContent(Versioned, frozen=True, tag="identity/1"):
    """Who the reporter is, where they wished to say so."""

    name: str
    contact: str


class MessageContent(Versioned, frozen=True, tag="message/1"):
    """
    One message, either way.

    *after* is the last number of the other direction that stood in the mailbox when it was written, so that
    an answer stands behind its question without a time of day.
    """

    text: str
    after: Number = 0
