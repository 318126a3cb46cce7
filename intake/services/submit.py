"""
Submitting: a report or a complaint becomes sealed items, whole or not at all.

1. One submission per receipt code. The same words under the same code again give the same receipt; other
   words under it are refused as `changed`, and nothing is lost: the caller offers to send the change as a
   message.
2. The directory is verified before every seal; with fewer than two valid advisors nothing is taken.
3. Text is sealed to the advisors less those who are kept out, the recovery key and the mailbox; files and the
   name are not sealed to the mailbox. Who is kept out has a stanza that opens nothing, in each item alike.
4. Where fewer than two advisors are left, the alternates of a route receive it too; where that cannot be,
   nothing is taken.
"""

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import Connection

from crypto.envelope import Context, Direction, Kind, digest, new_id
from crypto.keys import Signer
from crypto.mailbox import FIRST_THREAD, Mailbox, resend_tag
from crypto.receipt import ReceiptCode
from crypto.seal import seal
from intake.clock import local_date
from intake.contents.forms import encode, kind_of
from intake.contents.mailbox import (
    ComplaintContent,
    ComplaintTold,
    FileEntry,
    FilesContent,
    FirstContent,
    IdentityContent,
    ReportContent,
    ReportTold,
)
from intake.contents.versioned import Versioned
from intake.domain.schemes import PORTAL
from intake.services.attach import Attached, claim_files, file_entries
from intake.services.promised import promised, promised_to
from intake.services.receiving import Audience, audience_of_new, receiving
from intake.services.reception import Reception
from intake.store.engine import read, write
from intake.store.handlers import add_arrival_holders
from intake.store.mailboxes import (
    NewItem,
    SubmissionRow,
    add_items,
    add_submission,
    find_mailbox,
    find_submission,
)


class Fate(StrEnum):
    """What became of a sending."""

    RECEIVED = "received"
    AGAIN = "again"
    CHANGED = "changed"


class ReportDraft(ReportTold, frozen=True):
    """What a reporter wrote. *name* empty means anonymous; it is sealed by itself."""

    name: str = ""
    contact: str = ""
    kept_out: tuple[bytes, ...] = ()

    kind: ClassVar[str] = "report"
    scheme: ClassVar[str] = "whistleblowing"


class ComplaintDraft(ComplaintTold, frozen=True):
    """What a citizen wrote."""

    kept_out: tuple[bytes, ...] = ()

    kind: ClassVar[str] = "complaint"
    scheme: ClassVar[str] = "complaints"


Draft = ReportDraft | ComplaintDraft


@dataclass(frozen=True, slots=True)
class Sent:
    """
    The receipt: what became of it, when it was received, and the dates promised for that day, if published.
    """

    what: Fate
    reference: bytes
    received_on: date
    acknowledge_by: date | None = None
    feedback_by: date | None = None


def submit(
    reception: Reception,
    draft: Draft,
    code: ReceiptCode,
    *,
    now: datetime,
    files: Sequence[Attached] = (),
    channel: str = PORTAL,
    signer: Signer | None = None,
) -> Sent:
    """
    Seal and store a draft under its receipt code, once.

    Args:
        reception: where it arrives.
        draft: what was written.
        code: the receipt code, made before sending.
        now: the moment; only its date is kept.
        files: the attachments, already sealed.
        channel: how it came.
        signer: the handler who registers a report that came another way; None for the reporter.

    Raises:
        TooFewHoldersError: fewer than two people are left to open it.
        DirectoryError: there is nobody to seal to.
        AttachmentGoneError: an attachment is not there any more.
    """
    mailbox = Mailbox.from_code(code)
    today = local_date(now)
    first = _first(draft, mailbox)
    identity = IdentityContent(draft.name, draft.contact) if isinstance(draft, ReportDraft) else None
    tag = tag_of(first, identity, code, files)
    reference = new_id()
    while True:
        # Sealed before the one writer's turn comes, so that nobody waits for it.
        with read(reception.engine) as connection:
            earlier = find_mailbox(connection, mailbox.locator)
            if earlier is not None:
                return _again(connection, earlier.reference, tag)
            published = receiving(reception, connection, today, draft.kept_out)
            entries = file_entries(connection, reference, files)
            dates = promised(connection, draft.scheme, today)
        contents = _contents(draft, first, entries)
        audience = audience_of_new(published, draft.kind, draft.kept_out)
        items = seal_items(reception, audience, reference, contents, 1, signer or mailbox, mailbox.kem_public)
        with write(reception.engine) as connection:
            earlier = find_mailbox(connection, mailbox.locator)
            if earlier is not None:
                return _again(connection, earlier.reference, tag)
            if receiving(reception, connection, today, draft.kept_out) != published:
                continue  # Somebody came or went in between: sealed anew, to those who stand there now.
            claim_files(connection, reference, files)
            row = SubmissionRow(
                reference,
                draft.kind,
                draft.scheme,
                channel,
                today,
                mailbox.kem_public,
                tag,
                digest(items[0].sealed.envelope),
            )
            add_submission(connection, row, mailbox.locator)
            add_items(connection, reference, items, placed_on=today)
            add_arrival_holders(connection, reference, audience.persons)
            return Sent(Fate.RECEIVED, reference, today, *dates)


def seal_items(
    reception: Reception,
    audience: Audience,
    reference: bytes,
    contents: Sequence[Versioned],
    first_counter: int,
    signer: Signer,
    mailbox_kem: bytes,
    *,
    first_id: bytes | None = None,
) -> list[NewItem]:
    """
    Seal contents that come in, numbered from *first_counter*; the first gets *first_id*, the others random
    ids. All of them are sealed to the same *audience*.
    """
    items = []
    for counter, content in enumerate(contents, start=first_counter):
        kind = kind_of(content)
        item_id = first_id if first_id is not None and counter == first_counter else new_id()
        readable = kind in {Kind.REPORT, Kind.MESSAGE, Kind.SUCCESSION}
        sealed = seal(
            encode(content),
            context=Context(kind, reference, item_id, Direction.IN, reception.sealing_context),
            counter=counter,
            signer=signer,
            recipients=[*audience.keys, mailbox_kem] if readable else audience.keys,
            decoys=audience.decoy_ids,
        )
        items.append(NewItem(item_id, Direction.IN, kind, counter, sealed))
    return items


def _first(draft: Draft, mailbox: Mailbox) -> FirstContent:
    told: type[Versioned] = ReportTold if isinstance(draft, ReportDraft) else ComplaintTold
    form = ReportContent if isinstance(draft, ReportDraft) else ComplaintContent
    written: dict[str, Any] = {name: getattr(draft, name) for name in told.__struct_fields__}
    written["kept_out"] = draft.kept_out
    return form(**written, reply_to=mailbox.kem_public, reporter_key=mailbox.verify_key)


def _contents(draft: Draft, first: FirstContent, files: Sequence[FileEntry]) -> list[Versioned]:
    contents: list[Versioned] = [first]
    if files:
        contents.append(FilesContent(tuple(files)))
    if isinstance(draft, ReportDraft) and (draft.name or draft.contact):
        contents.append(IdentityContent(draft.name, draft.contact))
    return contents


def tag_of(
    first: FirstContent,
    identity: IdentityContent | None,
    code: ReceiptCode,
    files: Sequence[Attached] = (),
    *,
    thread: int = FIRST_THREAD,
) -> bytes:
    """Give the tag by which the same submission, sent again, is known (SPEC 3.5)."""
    parts = [encode(first), b"" if identity is None else encode(identity)]
    parts += [each.blob for each in files]
    written = b"".join(len(part).to_bytes(8, "big") + part for part in parts)
    return resend_tag(code, hashlib.sha256(written).digest(), thread)


def _again(connection: Connection, reference: bytes, tag: bytes) -> Sent:
    row = find_submission(connection, reference)
    what = Fate.AGAIN if hmac.compare_digest(row.resend_tag, tag) else Fate.CHANGED
    return Sent(what, row.reference, row.received_on, *promised_to(connection, row))
