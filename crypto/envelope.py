"""
What a sealed thing consists of (SPEC 4): an immutable envelope and, apart from it, one stanza for each key.

Nothing here needs a key. The stanzas stand outside the envelope, so that giving or taking a holder neither
changes the envelope nor its digest.
"""

import hashlib
import secrets
from dataclasses import dataclass, field
from enum import StrEnum

from crypto import encoding, labels
from crypto.errors import FormatError

VERSION = 1
SUITE = 1
"""HPKE base mode with MLKEM768-X25519, HKDF-SHA256 and ChaCha20-Poly1305; Ed25519 (SPEC 1.6)."""

ID_BYTES = 16
KEM_PUBLIC_BYTES = 1216


class Kind(StrEnum):
    """What the sealed thing is."""

    REPORT = "report"
    FILES = "files"
    IDENTITY = "identity"
    MESSAGE = "message"
    CARD = "card"
    SUMMARY = "summary"
    NOTE = "note"
    DECISION = "decision"
    DRAFT = "draft"
    INDEX = "index"
    INQUIRER = "inquirer"
    HOLDERS = "holders"
    SUCCESSION = "succession"


class Direction(StrEnum):
    """From whom to whom: each direction of a reference counts its items by itself."""

    IN = "in"
    """From the reporter to the office."""
    OUT = "out"
    """From the office to the reporter."""
    CARD = "card"
    """The status card, from the clock to the mailbox."""
    INTERNAL = "internal"
    """Within the office."""
    HOLDERS = "holders"
    """From the office to the mailbox: who holds the case from now on (SPEC 16). It is no letter."""


@dataclass(frozen=True, slots=True)
class Context:
    """
    The one place where a sealed thing belongs. It is fixed at sealing, and whoever opens must name the same
    one.

    Attributes:
        kind: what it is.
        reference: the intake reference, 16 random bytes; the case's random handle where nothing was sent in.
        item_id: the item's own id, 16 random bytes.
        direction: from whom to whom.
        organisation: the sealing context of the organisation, 16 random bytes made at its founding, so that
            nothing sealed for one opens for another.
    """

    kind: Kind
    reference: bytes
    item_id: bytes
    direction: Direction
    organisation: bytes

    def __post_init__(self) -> None:
        if {len(self.reference), len(self.item_id), len(self.organisation)} != {ID_BYTES}:
            raise FormatError("a reference, an item id and an organisation are 16 bytes")

    def encode(self) -> bytes:
        """Write the context in its one form (SPEC 4.2)."""
        return encoding.fields(
            encoding.number(SUITE, 2),
            self.organisation,
            self.kind.value.encode(),
            self.reference,
            self.item_id,
            self.direction.value.encode(),
        )


@dataclass(frozen=True, slots=True)
class Stanza:
    """
    The body key, wrapped to one holder.

    Attributes:
        key_id: whose, as `key_id` gives it; 16 bytes.
        wrapped: the HPKE ciphertext.
    """

    key_id: bytes
    wrapped: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed thing, as it is stored."""

    envelope: bytes = field(repr=False)
    stanzas: tuple[Stanza, ...]


@dataclass(frozen=True, slots=True)
class Opened:
    """
    What was in an envelope, after everything about it was verified.

    Attributes:
        plaintext: what the sender wrote.
        counter: the sender's number for it in this reference and direction. A caller refuses one that it has
            seen.
        sender: the Ed25519 public key that signed it. Unless it was given as `expect_sender`, the caller must
            compare it.
        holders: the ids of the keys that the sender sealed it to. The caller compares them with the stanzas
            that stand there.
    """

    plaintext: bytes = field(repr=False)
    counter: int
    sender: bytes
    holders: frozenset[bytes]


def digest(envelope: bytes) -> bytes:
    """Give the SHA-256 of the immutable part; it survives every re-wrap."""
    return hashlib.sha256(envelope).digest()


def key_id(kem_public: bytes) -> bytes:
    """
    Give the 16-byte name of a KEM public key (SPEC 2.4).

    Raises:
        FormatError: it is not 1,216 bytes.
    """
    if len(kem_public) != KEM_PUBLIC_BYTES:
        raise FormatError("a KEM public key is 1,216 bytes")
    return hashlib.sha256(encoding.field(labels.KEY_ID) + kem_public).digest()[:ID_BYTES]


def new_id() -> bytes:
    """Make a random 16-byte id; it tells neither order nor time."""
    return secrets.token_bytes(ID_BYTES)


def acknowledgement_id(reference: bytes) -> bytes:
    """
    Give the id of the card that acknowledges a submission (SPEC 4.2): the same however often it is asked for,
    so that a mailbox has one, whatever became of the other database.
    """
    return hashlib.sha256(encoding.field(labels.ACKNOWLEDGEMENT_ID) + reference).digest()[:ID_BYTES]
