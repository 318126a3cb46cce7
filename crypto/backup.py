"""
Backups: parts sealed to a key whose seed is kept offline, and what the two sides sign (SPEC 14).

The machine that makes a backup can seal a part and cannot open it again; the seed is needed on the day of a
restore or a drill only.
"""

import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, Self

from crypto import encoding, labels
from crypto.envelope import ID_BYTES, KEM_PUBLIC_BYTES, key_id
from crypto.errors import FormatError, TruncatedError, WrongKeyError
from crypto.hazmat import kdf, kem, signing, stream
from crypto.keys import Holder, Signer, verify

VERSION = 1
KEY_BYTES = 32
PUBLIC_BYTES = KEM_PUBLIC_BYTES + signing.VERIFY_KEY_BYTES
_WRAPPED_BYTES = kem.WRAPPED_OVERHEAD + KEY_BYTES
HEAD_BYTES = 1 + ID_BYTES + _WRAPPED_BYTES
"""So many bytes stand before the chunks of a part."""


@dataclass(frozen=True, slots=True)
class BackupKey:
    """The public half of a backup key: what is sealed to, and what the result of a drill is checked with."""

    kem_public: bytes
    verify_key: bytes

    @classmethod
    def of(cls, holder: Holder) -> Self:
        """Give the public half of a key."""
        return cls(holder.kem_public, holder.verify_key)

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """
        Read what `to_bytes` wrote.

        Raises:
            FormatError: it is something else.
        """
        if len(data) != PUBLIC_BYTES:
            raise FormatError("a backup key is 1,248 bytes")
        kem.load_public(data[:KEM_PUBLIC_BYTES])
        return cls(data[:KEM_PUBLIC_BYTES], data[KEM_PUBLIC_BYTES:])

    def to_bytes(self) -> bytes:
        """Write it as it is pinned in the settings (SPEC 14.1)."""
        return self.kem_public + self.verify_key

    @property
    def key_id(self) -> bytes:
        """The 16-byte name of the key."""
        return key_id(self.kem_public)


def part_context(organisation: bytes, cut: bytes, name: str) -> bytes:
    """Give what a part is bound to: whose it is, of which cut, and its name there (SPEC 14.2)."""
    return encoding.fields(organisation, cut, name.encode())


class PartSealer:
    """Seals one part of a backup, piece by piece, in flat memory (SPEC 14.3). Its key is drawn here."""

    __slots__ = ("_sealer", "head")

    def __init__(self, to: BackupKey, context: bytes) -> None:
        secret = secrets.token_bytes(KEY_BYTES)
        wrapped = kem.wrap(secret, to.kem_public, _info(context, to.key_id))
        self.head = encoding.number(VERSION, 1) + to.key_id + wrapped
        self._sealer = stream.StreamSealer(kdf.derive(secret, labels.BACKUP_CHUNKS, context))

    def update(self, data: bytes) -> bytes:
        """Take more of the part; give the chunks that are ready, perhaps none."""
        return self._sealer.update(data)

    def finish(self) -> bytes:
        """Give the last chunk; nothing may follow."""
        return self._sealer.finish()


def open_part(holder: Holder, context: bytes, pieces: Iterable[bytes], size: int) -> Iterator[bytes]:
    """
    Open a part, giving its content piece by piece, each only after it was authenticated.

    Args:
        holder: the backup key.
        context: as `part_context` gives it.
        pieces: the sealed part, cut anyhow.
        size: its size in bytes, sealed.

    Raises:
        WrongKeyError: it was sealed to another key.
        TruncatedError: the end is missing.
        TamperedError: anything else was changed, or it is another part.
        FormatError: a version that is not known.
    """
    source = stream.Source(pieces)
    head = encoding.Reader(source.take(HEAD_BYTES))
    if head.number(1) != VERSION:
        raise FormatError("a part of an unknown version")
    if head.take(ID_BYTES) != holder.key_id:
        raise WrongKeyError("sealed to another backup key")
    secret = holder.kem_secret.unwrap(head.rest(), _info(context, holder.key_id))
    chunks = size - HEAD_BYTES
    content = chunks - stream.TAG_BYTES * -(-chunks // stream.SEALED_CHUNK_BYTES)
    if content < 1 or stream.sealed_size(content) != chunks:
        raise TruncatedError("the last chunk is cut")
    key = kdf.derive(secret, labels.BACKUP_CHUNKS, context)
    yield from stream.open_stream(key, _rest(source, chunks), content)


def _rest(source: stream.Source, size: int) -> Iterator[bytes]:
    for at in range(0, size, stream.SEALED_CHUNK_BYTES):
        yield source.take(min(stream.SEALED_CHUNK_BYTES, size - at))


def _info(context: bytes, of_key: bytes) -> bytes:
    return encoding.fields(labels.BACKUP_PART, context) + of_key


def sign_manifest(signer: Signer, body: bytes) -> bytes:
    """Sign what a cut consists of, with the clock's key (SPEC 14.4)."""
    return signer.sign(encoding.field(labels.BACKUP_MANIFEST) + body)


def verify_manifest(verify_key: bytes, body: bytes, signature: bytes) -> Literal[True]:
    """Insist that the clock with this key signed the manifest. Raises TamperedError: it did not."""
    return verify(verify_key, encoding.field(labels.BACKUP_MANIFEST) + body, signature)


def sign_drill(holder: Holder, body: bytes) -> bytes:
    """Sign the result of a drill, with the backup key that opened the cut (SPEC 14.5)."""
    return holder.sign(encoding.field(labels.BACKUP_DRILL) + body)


def verify_drill(key: BackupKey, body: bytes, signature: bytes) -> Literal[True]:
    """Insist that whoever has the backup key's seed signed the result. Raises TamperedError: nobody did."""
    return verify(key.verify_key, encoding.field(labels.BACKUP_DRILL) + body, signature)
