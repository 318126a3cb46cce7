"""What is sent through a mailbox: the first item, what follows it, and who wrote it (SPEC 13)."""

from datetime import date
from typing import Annotated

import msgspec

from intake.contents.choices import HasMandate, MaySendOn, Need, WritesAs
from intake.contents.versioned import Part, Versioned, added_in, titled
from intake.domain.translatable import N_

Kem = Annotated[bytes, msgspec.Meta(min_length=1216, max_length=1216)]
Key = Annotated[bytes, msgspec.Meta(min_length=32, max_length=32)]
Id = Annotated[bytes, msgspec.Meta(min_length=16, max_length=16)]
LARGEST_FILE = 1 << 50
"""No file is larger, in bytes; a number that a page could not even show is not a size."""
Size = Annotated[int, msgspec.Meta(ge=0, le=LARGEST_FILE)]
Number = Annotated[int, msgspec.Meta(ge=0, le=(1 << 63) - 1)]


class Origin(Part, frozen=True):
    """
    What was handed over, as the case on the other side names it: the *reference* of that submission, which is
    shown to nobody, and the day on which it was received.
    """

    reference: Id
    received_on: date


class ReportTold(Versioned, frozen=True):
    """What a reporter writes to the whistleblower scheme."""

    relation: Annotated[str, titled(N_("Connection to the workplace"))]
    what: Annotated[str, titled(N_("What happened"))]
    when: Annotated[str, titled(N_("When"))] = ""
    where: Annotated[str, titled(N_("Where"))] = ""
    stay_in_mailbox: bool = False


class ReportContent(ReportTold, frozen=True, kw_only=True, tag="report/3"):
    """
    A report to the whistleblower scheme, as it is sealed.

    *reply_to* is the mailbox's KEM key, *reporter_key* the key that the reporter's later items must verify
    under; both are thereby signed. *came_from* says of one that was handed over from where, *kept_out* which
    persons it is not for: a decoy stands under their keys.
    """

    reply_to: Kem
    reporter_key: Key
    came_from: Annotated[Origin | None, added_in(2)] = None
    kept_out: Annotated[tuple[Id, ...], added_in(3)] = ()


class Contact(Part, frozen=True):
    """How a citizen can be reached; every field may be empty."""

    name: Annotated[str, titled(N_("Name"))] = ""
    address: Annotated[str, titled(N_("Address"))] = ""
    phone: Annotated[str, titled(N_("Telephone number"))] = ""
    email: Annotated[str, titled(N_("E-mail address"))] = ""


class ComplaintTold(Versioned, frozen=True):
    """
    What a citizen complains of. *contact* is None for one who stays anonymous.

    *consent* says whether what is written may go to the unit, None where nothing is said; *writes_for* names
    whom somebody else writes for.
    """

    unit: Annotated[str, titled(N_("Which part of the municipality it is about"))]
    what: Annotated[str, titled(N_("What happened"))]
    wish: Annotated[str, titled(N_("What is wished for"))]
    contact: Contact | None = None
    consent: Annotated[MaySendOn | None, added_in(3), titled(N_("May it be sent on?"))] = None
    needs: Annotated[tuple[Need, ...], added_in(3), titled(N_("What is needed"))] = ()
    language: Annotated[str, added_in(3), titled(N_("Language"))] = ""
    writes_for: Annotated[str, added_in(3), titled(N_("Written for"))] = ""
    writes_as: Annotated[WritesAs | None, added_in(3), titled(N_("Written as"))] = None
    mandate: Annotated[HasMandate | None, added_in(3), titled(N_("Power of attorney"))] = None


class ComplaintContent(ComplaintTold, frozen=True, kw_only=True, tag="complaint/4"):
    """A citizen's complaint, as it is sealed: with what a report has besides what is told."""

    reply_to: Kem
    reporter_key: Key
    came_from: Annotated[Origin | None, added_in(2)] = None
    kept_out: Annotated[tuple[Id, ...], added_in(4)] = ()


FirstContent = ReportContent | ComplaintContent


class FirstBinding(msgspec.Struct, frozen=True):
    """
    What every form of a first item says, however new: no field is ever renamed or used again. *reply_to* and
    *reporter_key* are the keys that the mailbox began with, *kept_out* which persons the item is not for.
    """

    reply_to: Kem
    reporter_key: Key
    kept_out: tuple[Id, ...] = ()


def first_binding(written: bytes) -> FirstBinding | None:
    """
    Read it, also where a newer Betro wrote the item: so what is written to its mailbox keeps the same persons
    out. None for what cannot be read so.
    """
    try:
        return msgspec.json.decode(written, type=FirstBinding)
    except msgspec.MsgspecError:
        return None


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

    name: Annotated[str, titled(N_("Name"))]
    contact: Annotated[str, titled(N_("Contact outside the mailbox"))]


class Answer(Part, frozen=True):
    """
    A yes or a no to a question, which is named by the id of its message. *begun* is the reference of the
    submission that began with a yes.
    """

    question: Id
    agrees: bool
    begun: Annotated[Id | None, added_in(3)] = None


class MessageContent(Versioned, frozen=True, tag="message/3"):
    """
    One message, either way.

    *after* is the last number of the other direction that stood in the mailbox when it was written, so that
    an answer stands behind its question without a time of day. *answer_by* is the last day for a yes or a no
    to what the office asks, None where it asks for neither; *answer* is the reporter's yes or no. *crossing*
    is what a yes passes on to the other side, word for word; empty where the portal passes nothing on.
    """

    text: str
    after: Number = 0
    answer_by: Annotated[date | None, added_in(2)] = None
    answer: Annotated[Answer | None, added_in(2)] = None
    crossing: Annotated[str, added_in(3)] = ""


class SuccessionContent(Versioned, frozen=True, tag="succession/1"):
    """
    The reporter has taken a new code (SPEC 3.9): these two keys follow those of the code that ends, whose key
    signs this. *left_behind* is the last number of the office's messages of which some were, as the reporter
    wished, not given to the new one; 0 where all were.
    """

    reply_to: Kem
    reporter_key: Key
    left_behind: Number = 0


class HoldersContent(Versioned, frozen=True, tag="holders/1"):
    """Who holds the case from now on: a signed statement, as `crypto.holders` writes it."""

    statement: bytes
