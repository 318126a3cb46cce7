"""
One signed line of the directory: this person holds these keys in this role, from this day (SPEC 8.1 - 8.3).
"""

import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, Self

from crypto import encoding, labels
from crypto.envelope import ID_BYTES, KEM_PUBLIC_BYTES
from crypto.errors import FormatError
from crypto.hazmat.kem import load_public
from crypto.hazmat.signing import SIGNATURE_BYTES, VERIFY_KEY_BYTES
from crypto.keys import Signer, verify

VERSION = 1
LINK_BYTES = 32
ADVISOR = "advisor"
"""The one role whose holders are sealed to. The other roles only sign."""

_ROLE = re.compile(r"[a-z][a-z_]{0,31}")


@dataclass(frozen=True, slots=True)
class Statement:
    """
    A numbered statement about one person's keys.

    Attributes:
        number: its place in the directory, from 1.
        previous: the hash of the statement before, as `link` gives it; 32 bytes.
        person: the person's random handle, 16 bytes.
        role: "advisor", or another role, which is never sealed to.
        kem_public: 1,216 bytes.
        verify_key: Ed25519, 32 bytes.
        valid_from: the first day of the keys.
        valid_until: the day on which they are no longer sealed to; None as long as no end is known.
        signed_by: the verify key of the advisor, or of the ceremony root, who signed; zeroes, which are no
            key, until `signed` names one.
        signature: over all of the above, 64 bytes.
    """

    number: int
    previous: bytes
    person: bytes
    role: str
    kem_public: bytes = field(repr=False)
    verify_key: bytes
    valid_from: date
    valid_until: date | None = None
    signed_by: bytes = bytes(VERIFY_KEY_BYTES)
    signature: bytes = field(default=bytes(SIGNATURE_BYTES), repr=False)

    def __post_init__(self) -> None:
        if (len(self.previous), len(self.person)) != (LINK_BYTES, ID_BYTES):
            raise FormatError("a link is 32 bytes and a handle 16")
        if (len(self.verify_key), len(self.signed_by)) != (VERIFY_KEY_BYTES, VERIFY_KEY_BYTES):
            raise FormatError("a verify key is 32 bytes")
        if self.number < 1 or not _ROLE.fullmatch(self.role):
            raise FormatError("a statement has a number from 1 and a role in small letters")
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise FormatError("a statement ends before it begins")
        load_public(self.kem_public)

    def encode(self) -> bytes:
        """Write the statement in its one form."""
        return self._body() + self.signature

    @classmethod
    def decode(cls, raw: bytes) -> "Statement":
        """
        Read a statement. Its signature is not looked at: `Directory.verified` does that.

        Raises:
            FormatError: an unknown version, or a form that `encode` does not write.
            TruncatedError: the end is missing.
        """
        reader = encoding.Reader(raw)
        if reader.number(1) != VERSION:
            raise FormatError("a statement of an unknown version")
        number, previous = reader.number(4), reader.take(LINK_BYTES)
        person, role = reader.take(ID_BYTES), reader.field()
        kem_public, verify_key = reader.take(KEM_PUBLIC_BYTES), reader.take(VERIFY_KEY_BYTES)
        valid_from, valid_until = reader.day(), reader.day()
        signed_by, signature = reader.take(VERIFY_KEY_BYTES), reader.take(SIGNATURE_BYTES)
        reader.end()
        if valid_from is None or not role.isascii():
            raise FormatError("a statement has a first day and a role in small letters")
        who = (number, previous, person, role.decode())
        return cls(*who, kem_public, verify_key, valid_from, valid_until, signed_by, signature)

    def signed(self, signer: Signer) -> Self:
        """Give the statement as a current advisor or the ceremony root signs it."""
        named = replace(self, signed_by=signer.verify_key)
        return replace(named, signature=signer.sign(named.signed_message()))

    def verify(self) -> Literal[True]:
        """
        Insist that `signed_by` signed this statement. Whether they may is for `Directory.verified` to say.

        Raises:
            TamperedError: they did not.
        """
        return verify(self.signed_by, self.signed_message(), self.signature)

    def signed_message(self) -> bytes:
        """Give what `signed_by` signs (SPEC 8.3)."""
        return encoding.field(labels.DIRECTORY_STATEMENT) + self._body()

    def _body(self) -> bytes:
        return (
            encoding.number(VERSION, 1)
            + encoding.number(self.number, 4)
            + self.previous
            + self.person
            + encoding.field(self.role.encode())
            + self.kem_public
            + self.verify_key
            + encoding.fields(encoding.day(self.valid_from), encoding.day(self.valid_until))
            + self.signed_by
        )


def link(before: bytes | None) -> bytes:
    """
    Give what a statement says about the encoded statement before it (SPEC 8.2); None stands before the first.
    """
    return bytes(LINK_BYTES) if before is None else hashlib.sha256(before).digest()
