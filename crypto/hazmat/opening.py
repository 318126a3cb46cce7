"""
The one way an envelope is opened, for a handler and for a mailbox alike (SPEC 4.8).

1. The form is read; what is not known is refused.
2. The context inside must be the caller's, byte for byte.
3. Exactly one stanza names our key; it must open under this context and this commitment.
4. The body key must be the one committed to, before any chunk is tried.
5. Every chunk must hold, the last one marked.
6. The length inside must be true, and what follows it zero.
7. The sender's signature must hold; and be of whom the caller expects, if it says so.

Nothing is given back before all seven hold (SPEC 1.8).
"""

import hmac
from collections.abc import Iterable

from crypto import encoding
from crypto.envelope import ID_BYTES, Context, Opened, Stanza
from crypto.errors import FormatError, TamperedError, TruncatedError, WrongKeyError
from crypto.hazmat import recipe, signing, stream
from crypto.hazmat.kem import WRAPPED_OVERHEAD, KemSecret
from crypto.padding import padded_size


def open_envelope(
    envelope: bytes,
    stanzas: Iterable[Stanza],
    *,
    context: Context,
    secret: KemSecret,
    expect_sender: bytes | None,
) -> Opened:
    """
    Open an envelope with the private key *secret*; the module says in which order what is checked.

    Raises:
        WrongKeyError: no stanza is for this key.
        TruncatedError: the end is missing.
        TamperedError: it is not what was sealed for this context, or not by whom was expected.
        FormatError: an unknown version or suite, or a form that no sealer writes.
    """
    encoded, committed, chunks = recipe.split(envelope)
    body_key = body_key_of(encoded, committed, stanzas, context=context, secret=secret)
    inner = _open_chunks(recipe.chunk_key(body_key, encoded, committed), chunks)
    sender, counter, signature, holders, plaintext = _split_inner(inner)
    message = recipe.signed_message(encoded, committed, recipe.holder_list(holders), plaintext, counter)
    signing.verify(sender, message, signature)
    if expect_sender is not None and not hmac.compare_digest(sender, expect_sender):
        raise TamperedError("signed by somebody else")
    return Opened(plaintext, counter, sender, frozenset(holders))


def body_key_of(
    encoded: bytes, committed: bytes, stanzas: Iterable[Stanza], *, context: Context, secret: KemSecret
) -> bytes:
    """
    Give the body key of an envelope whose encoded context and commitment these are (SPEC 4.8.2 - 4.8.4).

    Raises:
        WrongKeyError: no stanza is for this key.
        TamperedError: it is not what was sealed for this context.
        FormatError: two stanzas for this key, or one of another length.
    """
    if not hmac.compare_digest(encoded, context.encode()):
        raise TamperedError("sealed for another place")
    wrapped = _stanza_of(secret.key_id, stanzas)
    body_key = secret.unwrap(wrapped, recipe.stanza_info(encoded, committed, secret.key_id))
    if not hmac.compare_digest(recipe.commitment(body_key, encoded), committed):
        raise TamperedError("another key than the one committed to")
    return body_key


def _stanza_of(key_id: bytes, stanzas: Iterable[Stanza]) -> bytes:
    ours = [stanza.wrapped for stanza in stanzas if stanza.key_id == key_id]
    if not ours:
        raise WrongKeyError("not sealed to this key")
    if len(ours) > 1:
        raise FormatError("two stanzas for one key")
    if len(ours[0]) != WRAPPED_OVERHEAD + recipe.BODY_KEY_BYTES:
        raise FormatError("a body key is 32 bytes")
    return ours[0]


def _open_chunks(key: bytes, chunks: bytes) -> bytes:
    # SPEC 4.8.5.
    count = -(-len(chunks) // stream.SEALED_CHUNK_BYTES)
    size = len(chunks) - count * stream.TAG_BYTES
    # A last chunk with nothing in it is a form that no sealer writes; it is refused before it is tried.
    if size <= (count - 1) * stream.CHUNK_BYTES:
        raise TruncatedError("the last chunk is cut")
    return b"".join(stream.open_stream(key, [chunks], size))


def _split_inner(inner: bytes) -> tuple[bytes, int, bytes, list[bytes], bytes]:
    reader = encoding.Reader(inner)
    sender = reader.take(signing.VERIFY_KEY_BYTES)
    counter = reader.number(recipe.COUNTER_BYTES)
    signature = reader.take(signing.SIGNATURE_BYTES)
    holders = [reader.take(ID_BYTES) for _ in range(reader.number(recipe.HOLDERS_BYTES))]
    if not holders or holders != sorted(set(holders)):
        raise FormatError("the holders are not a list in order")
    size = reader.number(recipe.LENGTH_BYTES)
    if padded_size(recipe.header_bytes(len(holders)) + size) != len(inner):
        raise FormatError("the length inside does not fit the body")
    plaintext = reader.take(size)
    if any(reader.rest()):
        raise FormatError("the padding is not zero")
    return sender, counter, signature, holders, plaintext
