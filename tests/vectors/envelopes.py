"""
Envelopes as no honest sealer makes them, for the generator of the envelope vectors.

`Making` follows SPEC 4 step by step and lets each step be done wrongly.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from crypto.encoding import number
from crypto.envelope import Context, Direction, Kind, Stanza
from crypto.hazmat import kem, recipe
from crypto.hazmat.stream import StreamSealer
from crypto.identities import Identity
from crypto.keys import Signer
from crypto.mailbox import Mailbox
from crypto.padding import padded_size
from crypto.receipt import code_of
from tests.vectors.form import secret
from tests.vectors.two_keys import sealed_under_both

READER_SEED = secret("reader")
READER = Identity.from_seed(READER_SEED)
SECOND = Identity.from_seed(secret("second reader"))
STRANGER_SEED = secret("stranger")
STRANGER = Identity.from_seed(STRANGER_SEED)
CODE = code_of(secret("code", 15))
REPORTER = Mailbox.from_code(CODE)

ORGANISATION = secret("organisation", 16)
PLACE = Context(Kind.REPORT, secret("reference", 16), secret("item", 16), Direction.IN, ORGANISATION)
OTHER_PLACE = replace(PLACE, kind=Kind.MESSAGE, item_id=secret("other item", 16))
TEXT = b"Fakturaerne for marts er betalt to gange."


@dataclass
class Making:
    """
    An envelope in the making; every attribute may be set wrongly before `envelope` and `stanza` are asked
    for.
    """

    plaintext: bytes = TEXT
    context: Context = PLACE
    counter: int = 1
    signer: Signer = REPORTER
    body_key: bytes = field(default_factory=lambda: secret("body key"))
    readers: Sequence[Identity | Mailbox] = (READER,)
    decoys: Sequence[Identity] = ()

    def __post_init__(self) -> None:
        self.encoded = self.context.encode()
        self.committed = recipe.commitment(self.body_key, self.encoded)
        self.holders = recipe.holder_list(each.key_id for each in (*self.readers, *self.decoys))
        self.signature = self.signer.sign(
            recipe.signed_message(self.encoded, self.committed, self.holders, self.plaintext, self.counter)
        )
        self.sender = self.signer.verify_key
        self.size = len(self.plaintext)

    def inner(self) -> bytes:
        header = self.sender + number(self.counter, 8) + self.signature + self.holders + number(self.size, 8)
        content = header + self.plaintext
        return content.ljust(padded_size(len(content)), b"\0")

    def chunks(self, inner: bytes | None = None) -> bytes:
        sealer = StreamSealer(recipe.chunk_key(self.body_key, self.encoded, self.committed))
        return sealer.update(self.inner() if inner is None else inner) + sealer.finish()

    def two_keyed(self, other: bytes) -> bytes:
        """Give a chunk that holds under this body key and under *other*."""
        keys = [recipe.chunk_key(key, self.encoded, self.committed) for key in (self.body_key, other)]
        return sealed_under_both(*keys)

    def envelope(self, chunks: bytes | None = None) -> bytes:
        return recipe.join(self.encoded, self.committed, self.chunks() if chunks is None else chunks)

    def stanza(self, reader: Identity | Mailbox = READER, body_key: bytes | None = None) -> Stanza:
        info = recipe.stanza_info(self.encoded, self.committed, reader.key_id)
        return Stanza(reader.key_id, kem.wrap(body_key or self.body_key, reader.kem_public, info))

    def decoy(self, reader: Identity) -> Stanza:
        """Give a decoy under a reader's key id."""
        return Stanza(
            reader.key_id, kem.decoy(recipe.stanza_info(self.encoded, self.committed, reader.key_id))
        )


@dataclass(frozen=True)
class Scenario:
    """What is found, by whom, where; and what must come of it."""

    name: str
    expect: str
    clause: str
    comment: str
    envelope: bytes
    stanzas: Sequence[Stanza]
    context: Context = PLACE
    opener: str = f"identity {READER_SEED.hex()}"
    sender: bytes | None = None
    counter: int | None = None
    plaintext: bytes | None = None
    holders: bytes = b""
    pieces: Sequence[str] = ()
