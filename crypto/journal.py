"""The chain of the journal, and the signed mark that an outside copy of its head proves it by (SPEC 9)."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from typing import Literal, Self

from crypto import encoding, labels
from crypto.errors import FormatError
from crypto.keys import Signer, verify

HASH_BYTES = 32


def entry_hash(
    previous: bytes, seq: int, on: date, actor: bytes, action: str, subject: bytes, digest: bytes
) -> bytes:
    """
    Give the hash of a journal entry, which binds all entries before it (SPEC 9.1).

    Args:
        previous: the hash of the entry before, 32 bytes; zeroes before the first.
        seq: the entry's number, from 1.
        on: the date in Copenhagen.
        actor: the random handle of who did it.
        action: what was done, such as "case:closed".
        subject: the id of what it was done to.
        digest: the hash of the content, which the journal never holds; 32 bytes.

    Raises:
        FormatError: a value has another form.
    """
    if len(previous) != HASH_BYTES or len(digest) != HASH_BYTES:
        raise FormatError("a hash is 32 bytes")
    return hashlib.sha256(
        encoding.field(labels.JOURNAL_ENTRY)
        + previous
        + encoding.number(seq, 8)
        + encoding.fields(encoding.day(on), actor, action.encode(), subject)
        + digest
    ).digest()


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """
    A signed statement of where the journal stood.

    Attributes:
        seq: the number of the newest entry; 0 before the first.
        head: its hash, 32 bytes.
        on: the date in Copenhagen.
        signature: by the clock's checkpoint key.
    """

    seq: int
    head: bytes
    on: date
    signature: bytes

    @classmethod
    def sign(cls, signer: Signer, *, seq: int, head: bytes, on: date) -> Self:
        """
        Make a checkpoint.

        Raises:
            FormatError: *head* is not 32 bytes, or *seq* no whole number of 64 bits.
        """
        return cls(seq, head, on, signer.sign(_message(seq, head, on)))

    def verify(self, verify_key: bytes) -> Literal[True]:
        """
        Insist that the checkpoint was signed with the private half of *verify_key*.

        Raises:
            TamperedError: it was not.
            FormatError: a value has another form.
        """
        return verify(verify_key, _message(self.seq, self.head, self.on), self.signature)

    def to_json(self) -> str:
        """Write the checkpoint as one line that a person can keep and a program can read."""
        return json.dumps(
            {
                "seq": self.seq,
                "head": self.head.hex(),
                "on": self.on.isoformat(),
                "signature": self.signature.hex(),
            }
        )

    @classmethod
    def from_json(cls, text: str) -> Self:
        """
        Read what `to_json` wrote. The signature is not looked at: call `verify`.

        Raises:
            FormatError: it is something else.
        """
        try:
            raw = json.loads(text)
            seq, head, on, signature = (raw[name] for name in ("seq", "head", "on", "signature"))
            if type(seq) is not int:
                raise FormatError("not a checkpoint")
            return cls(seq, bytes.fromhex(head), date.fromisoformat(on), bytes.fromhex(signature))
        except (ValueError, KeyError, TypeError):
            raise FormatError("not a checkpoint") from None


def _message(seq: int, head: bytes, on: date) -> bytes:
    if len(head) != HASH_BYTES:
        raise FormatError("a hash is 32 bytes")
    return (
        encoding.field(labels.JOURNAL_CHECKPOINT)
        + encoding.number(seq, 8)
        + head
        + encoding.field(encoding.day(on))
    )
