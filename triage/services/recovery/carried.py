"""
The files that are carried between the server and the offline machine (SPEC 17.1).

Nothing in them is secret to who has no key: heads, stanzas, statements and random handles. But who has the
recovery seed beside a request can open what stands in it; so it goes the way the shares go, and no other.
"""

import hashlib
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Literal

import msgspec

from crypto.recovery import SIGNATURE_BYTES

MAGIC = b"betro/recovery/1\n"
UNSIGNED = bytes(SIGNATURE_BYTES)
MOST_BYTES = 1 << 31


class RecoveryError(Exception):
    """A recovery cannot go on; the sentence says why, and what to do."""


Place = Literal["mailbox", "case", "index"]
"""Where a sealed item stands: in `intake.item`, in `triage.item`, or in `triage.index_key`."""


class AskedItem(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """
    A sealed item that is asked for: enough of its envelope to bind a stanza to it, and the recovery key's.

    *head* is what stands before the chunks; the whole envelope where it must be opened to know who holds it.
    *reference* is what it is bound to: that of its case, or the handle, for what was written of a contact
    before a report came to it; of a key of the index its id.
    """

    place: Place
    reference: bytes
    kind: str
    direction: str
    id: bytes
    counter: int
    head: bytes
    key_id: bytes
    wrapped: bytes


class AskedCase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """
    A case that is asked for: its *reference* in all contexts, the statements of its holders, and its *items*,
    the first signed one whole and first.
    """

    handle: bytes
    reference: bytes
    statements: tuple[bytes, ...]
    items: tuple[AskedItem, ...]


class RecoveryAsked(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What every file of a recovery says of the installation it is for."""

    organisation: bytes
    root_verify_key: bytes
    directory: tuple[bytes, ...]
    on: date


class RecoveryRequest(RecoveryAsked, frozen=True, kw_only=True, tag="request/1"):
    """
    What the server asks for.

    *person* is whom it is for, *name* what they sign in with; *makes_holder* says that they are to hold cases
    which they did not hold.
    """

    person: bytes
    name: str
    makes_holder: bool
    cases: tuple[AskedCase, ...]
    index: tuple[AskedItem, ...]


class RecoveryTrial(RecoveryAsked, frozen=True, kw_only=True, tag="trial/1"):
    """What the server asks for once a year to see that recovery works: some items, for nobody."""

    nonce: bytes
    items: tuple[AskedItem, ...]


class GivenItem(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """A stanza under the new key of the person, for an item."""

    place: Place
    id: bytes
    wrapped: bytes


class GivenCase(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What is given of a case; *statement* says who holds it from now on, and is empty where that stays."""

    handle: bytes
    statement: bytes
    items: tuple[GivenItem, ...]


class RecoveryGrants(RecoveryAsked, frozen=True, kw_only=True, tag="grants/1"):
    """What a recovery gives a *person* under the key *key_id*; it counts once the root has signed it."""

    person: bytes
    name: str
    key_id: bytes
    cases: tuple[GivenCase, ...]
    index: tuple[GivenItem, ...]
    left_out: int

    @property
    def items(self) -> int:
        """How many items there are in all cases."""
        return sum(len(each.items) for each in self.cases)

    @property
    def new_cases(self) -> int:
        """In how many cases the person becomes a holder."""
        return sum(bool(each.statement) for each in self.cases)


class RecoveryTried(msgspec.Struct, frozen=True, kw_only=True, tag="tried/1", forbid_unknown_fields=True):
    """What came of a trial; the recovery key signs it."""

    organisation: bytes
    nonce: bytes
    asked: int
    opened: int
    on: date


Content = RecoveryRequest | RecoveryTrial | RecoveryGrants | RecoveryTried

_decoder = msgspec.msgpack.Decoder(Content)


@dataclass(frozen=True, slots=True)
class RecoveryFile:
    """A file that was read; *signature* is over *body*, and 64 zeroes where nobody has signed yet."""

    content: Content
    body: bytes = field(repr=False)
    signature: bytes = field(repr=False)

    @property
    def digest(self) -> bytes:
        """The SHA-256 of what it says."""
        return hashlib.sha256(self.body).digest()


def body_of(content: Content) -> bytes:
    """Give the bytes of a content, in the one form in which they are signed."""
    return msgspec.msgpack.encode(content)


def is_carried(file: Path) -> bool:
    """Say whether a file is one of a recovery's, by how it begins."""
    with file.open("rb") as opened:
        return opened.read(len(MAGIC)) == MAGIC


def write_carried(file: Path, content: Content, signature: bytes = UNSIGNED) -> None:
    """
    Write a file that is not there yet, readable to its owner alone.

    Raises:
        FileExistsError: it is there.
    """
    file.touch(0o600, exist_ok=False)
    with file.open("wb") as opened:
        opened.write(MAGIC + signature + body_of(content))


def read_carried(file: Path) -> RecoveryFile:
    """
    Read a file.

    Raises:
        RecoveryError: it is none of a recovery's, is damaged, or a newer Betro wrote it.
    """
    if file.stat().st_size > MOST_BYTES:
        raise RecoveryError("the file is too large to be one of a recovery's")
    whole = file.read_bytes()
    body = whole[len(MAGIC) + SIGNATURE_BYTES :]
    if not whole.startswith(MAGIC):
        raise RecoveryError("this is no file of a recovery that this version knows")
    try:
        content = _decoder.decode(body)
    except msgspec.MsgspecError:
        raise RecoveryError("the file is damaged, or a newer Betro wrote it") from None
    if body_of(content) != body:
        raise RecoveryError("the file is damaged: it is not written as Betro writes it")
    return RecoveryFile(content, body, whole[len(MAGIC) : len(MAGIC) + SIGNATURE_BYTES])
