"""
One signed line of the directory: this person holds these keys in this role, from this day (SPEC 8.1 - 8.3).
"""

import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Literal, NamedTuple, Self

from crypto import encoding, labels
from crypto.envelope import ID_BYTES, KEM_PUBLIC_BYTES
from crypto.errors import FormatError
from crypto.hazmat.kem import load_public
from crypto.hazmat.signing import SIGNATURE_BYTES, VERIFY_KEY_BYTES
from crypto.keys import Signer, verify
from crypto.words import WORD_BYTES, WORDS, words_of

OLD_VERSION = 1
"""
Its seed was born under another's eyes: the statement is read for ever, never sealed to, and its keys sign no
other (SPEC 8.12).
"""
VERSION = 2
LINK_BYTES = 32
MOST_SIGNATURES = 2
ADVISOR = "advisor"
"""The one role whose holders everything is sealed to."""
ALTERNATE = "alternate"
"""Sealed to only where somebody was kept out and fewer than two advisors remain."""
RECOVERY = "recovery"
"""The recovery key, which everything is sealed to. It is nobody's, and signs nothing."""

_ROLE = re.compile(r"[a-z][a-z_]{0,31}")


class Signature(NamedTuple):
    """A signature over a statement, and the key that it holds under: 64 and 32 bytes."""

    verify_key: bytes
    signature: bytes

    def encode(self) -> bytes:
        """Write it as it stands in a statement, 96 bytes: it can wait alone for the second."""
        return self.verify_key + self.signature

    @classmethod
    def decode(cls, raw: bytes) -> Self:
        """
        Read what `encode` wrote.

        Raises:
            FormatError, TruncatedError: it is not 96 bytes.
        """
        reader = encoding.Reader(raw)
        read = cls(reader.take(VERIFY_KEY_BYTES), reader.take(SIGNATURE_BYTES))
        reader.end()
        return read


@dataclass(frozen=True, slots=True)
class Statement:
    """
    A numbered statement about one person's keys.

    Attributes:
        number: its place in the directory, from 1.
        previous: the hash of the statement before, as `link` gives it; 32 bytes.
        person: the person's random handle, 16 bytes.
        role: one of the three above, or another role, which is never sealed to.
        kem_public: 1,216 bytes.
        verify_key: Ed25519, 32 bytes.
        valid_from: the first day of the keys.
        valid_until: the day on which they are no longer sealed to; None as long as no end is known.
        signatures: of the ceremony root, or of one or two others, in the order of their keys; none as long as
            nobody has signed. Exactly one in version 1.
        version: of the statement; the old one is written by nothing but tests.
    """

    number: int
    previous: bytes
    person: bytes
    role: str
    kem_public: bytes = field(repr=False)
    verify_key: bytes
    valid_from: date
    valid_until: date | None = None
    signatures: tuple[Signature, ...] = field(default=(), repr=False)
    version: int = VERSION

    def __post_init__(self) -> None:
        if (len(self.previous), len(self.person)) != (LINK_BYTES, ID_BYTES):
            raise FormatError("a link is 32 bytes and a handle 16")
        if len(self.verify_key) != VERIFY_KEY_BYTES:
            raise FormatError("a verify key is 32 bytes")
        if self.version not in {OLD_VERSION, VERSION}:
            raise FormatError("a statement of an unknown version")
        if self.number < 1 or not _ROLE.fullmatch(self.role):
            raise FormatError("a statement has a number from 1 and a role in small letters")
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise FormatError("a statement ends before it begins")
        if len(self.signatures) > (MOST_SIGNATURES if self.version == VERSION else 1):
            raise FormatError("a statement has one or two signatures")
        if list(self.signers) != sorted(set(self.signers)):
            raise FormatError("the signatures are not in the order of their keys, each once")
        load_public(self.kem_public)

    @property
    def signers(self) -> tuple[bytes, ...]:
        """The verify keys of those who signed, in order."""
        return tuple(each.verify_key for each in self.signatures)

    def encode(self) -> bytes:
        """
        Write the statement in its one form.

        Raises:
            FormatError: nobody has signed it.
        """
        if not self.signatures:
            raise FormatError("nobody has signed the statement")
        if self.version == OLD_VERSION:
            (only,) = self.signatures
            return self.body() + only.encode()
        signatures = b"".join(each.encode() for each in self.signatures)
        return self.body() + encoding.number(len(self.signatures), 1) + signatures

    @classmethod
    def decode(cls, raw: bytes) -> "Statement":
        """
        Read a statement. Its signatures are not looked at: `Directory.verified` does that.

        Raises:
            FormatError: an unknown version, or a form that `encode` does not write.
            TruncatedError: the end is missing.
        """
        reader = encoding.Reader(raw)
        said = cls._said(reader)
        number = 1 if said.version == OLD_VERSION else reader.number(1)
        if not 1 <= number <= MOST_SIGNATURES:
            raise FormatError("a statement has one or two signatures")
        taken = [
            Signature(reader.take(VERIFY_KEY_BYTES), reader.take(SIGNATURE_BYTES)) for _ in range(number)
        ]
        reader.end()
        return replace(said, signatures=tuple(taken))

    @classmethod
    def of_body(cls, body: bytes) -> "Statement":
        """
        Read what somebody proposes, which nobody has signed yet: what `body` wrote, of the newest version.

        Raises:
            FormatError: another version, or a form that `body` does not write.
            TruncatedError: the end is missing.
        """
        reader = encoding.Reader(body)
        said = cls._said(reader)
        reader.end()
        if said.version != VERSION:
            raise FormatError("only the newest version is proposed")
        return said

    def signed(self, signer: Signer) -> Self:
        """Give the statement with the signature of *signer* too, who does not depend on any other's."""
        key = signer.verify_key
        return self.with_signature(Signature(key, signer.sign(self._message(key))))

    def with_signature(self, signature: Signature) -> Self:
        """
        Give the statement with a signature that was kept apart; version 1 has no other then.

        Raises:
            FormatError: it has two already, or one by the same key.
        """
        others = () if self.version == OLD_VERSION else self.signatures
        return replace(self, signatures=tuple(sorted((*others, signature))))

    def verify(self) -> Literal[True]:
        """
        Insist that all signatures hold. Whether the signers may is for `Directory.verified` to say.

        Raises:
            TamperedError: one does not, or there is none.
        """
        for each in self.signatures or (Signature(b"", b""),):
            verify(each.verify_key, self._message(each.verify_key), each.signature)
        return True

    def body(self) -> bytes:
        """Give what every signature of version 2 is over, without its label (SPEC 8.1)."""
        return (
            encoding.number(self.version, 1)
            + encoding.number(self.number, 4)
            + self.previous
            + self.person
            + encoding.field(self.role.encode())
            + self.kem_public
            + self.verify_key
            + encoding.fields(encoding.day(self.valid_from), encoding.day(self.valid_until))
        )

    def six_words(self) -> str:
        """Give the six words of the person and the keys that it is about."""
        return six_words(self.person, self.role, self.kem_public, self.verify_key)

    def _message(self, signer: bytes) -> bytes:
        """Give what *signer* signs (SPEC 8.3): in version 1 the signer's key is a part of it."""
        if self.version == OLD_VERSION:
            return encoding.field(labels.DIRECTORY_STATEMENT) + self.body() + signer
        return encoding.field(labels.DIRECTORY_STATEMENT_2) + self.body()

    @classmethod
    def _said(cls, reader: encoding.Reader) -> "Statement":
        version = reader.number(1)
        number, previous = reader.number(4), reader.take(LINK_BYTES)
        person, role = reader.take(ID_BYTES), reader.field()
        kem_public, verify_key = reader.take(KEM_PUBLIC_BYTES), reader.take(VERIFY_KEY_BYTES)
        valid_from, valid_until = reader.day(), reader.day()
        if valid_from is None or not role.isascii():
            raise FormatError("a statement has a first day and a role in small letters")
        who = (number, previous, person, role.decode())
        return cls(*who, kem_public, verify_key, valid_from, valid_until, version=version)


def link(before: bytes | None) -> bytes:
    """
    Give what a statement says about the encoded statement before it (SPEC 8.2); None stands before the first.
    """
    return bytes(LINK_BYTES) if before is None else hashlib.sha256(before).digest()


def six_words(person: bytes, role: str, kem_public: bytes, verify_key: bytes) -> str:
    """
    Give the six words by which two people on the telephone know that they see the same keys (SPEC 8.10).

    Args:
        person: the random handle, 16 bytes.
        role: in which the person is to stand.
        kem_public: 1,216 bytes.
        verify_key: 32 bytes.

    Raises:
        FormatError: one of them has another length.
    """
    if (len(person), len(kem_public), len(verify_key)) != (ID_BYTES, KEM_PUBLIC_BYTES, VERIFY_KEY_BYTES):
        raise FormatError("a handle is 16 bytes, a KEM key 1,216 and a verify key 32")
    named = encoding.field(labels.DIRECTORY_WORDS) + person + encoding.field(role.encode())
    return words_of(hashlib.sha256(named + kem_public + verify_key).digest()[: WORDS * WORD_BYTES])
