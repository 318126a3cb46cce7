"""
Sealing: from here on only the holders can read (SPEC 4). It needs no secret but the sender's signature.

To whom something is sealed is for the caller to know (SPEC 4.14).
"""

import secrets
from collections.abc import Sequence

from crypto import encoding
from crypto.envelope import ID_BYTES, Context, Sealed, Stanza, key_id
from crypto.errors import FormatError
from crypto.hazmat import kem, recipe, stream
from crypto.keys import Signer
from crypto.padding import padded_size


def seal(
    plaintext: bytes,
    *,
    context: Context,
    counter: int,
    signer: Signer,
    recipients: Sequence[bytes],
    decoys: Sequence[bytes] = (),
) -> Sealed:
    """
    Seal *plaintext* to every recipient, signed and padded. The stanzas come in the order of their key ids, so
    that their order tells nothing.

    Args:
        plaintext: the content; empty is allowed.
        context: the one place where it belongs. `context.item_id` is fresh for every sealing.
        counter: the sender's number for it in this reference and direction, 0 or more, used once.
        signer: who says it.
        recipients: KEM public keys of 1,216 bytes, at least one, each once.
        decoys: ids, 16 bytes each, of the keys under which a stanza stands that opens for nobody (SPEC 4.13);
            each once, and none of a recipient.

    Raises:
        FormatError: no recipient, one twice, or one that is no key; a counter that does not fit 64 bits.
    """
    body_key = secrets.token_bytes(recipe.BODY_KEY_BYTES)
    return seal_with(body_key, plaintext, context, counter, signer, recipients, decoys)


def seal_with(
    body_key: bytes,
    plaintext: bytes,
    context: Context,
    counter: int,
    signer: Signer,
    recipients: Sequence[bytes],
    decoys: Sequence[bytes] = (),
) -> Sealed:
    """
    Seal under a body key that was given.

    .. danger::
       For the makers of test vectors. A body key used twice gives both contents away: call `seal`.
    """
    ids = [key_id(recipient) for recipient in recipients]
    if not ids:
        raise FormatError("sealed to nobody")
    names = [*ids, *decoys]
    if len(set(names)) != len(names):
        raise FormatError("one recipient twice")
    if any(len(each) != ID_BYTES for each in decoys):
        raise FormatError("a key id is 16 bytes")
    encoded = context.encode()
    committed = recipe.commitment(body_key, encoded)
    holders = recipe.holder_list(names)
    signature = signer.sign(recipe.signed_message(encoded, committed, holders, plaintext, counter))
    inner = (
        signer.verify_key
        + encoding.number(counter, recipe.COUNTER_BYTES)
        + signature
        + holders
        + encoding.number(len(plaintext), recipe.LENGTH_BYTES)
        + plaintext
    )
    sealer = stream.StreamSealer(recipe.chunk_key(body_key, encoded, committed))
    chunks = sealer.update(inner.ljust(padded_size(len(inner)), b"\0")) + sealer.finish()
    stanzas = [
        Stanza(name, kem.wrap(body_key, recipient, recipe.stanza_info(encoded, committed, name)))
        for name, recipient in zip(ids, recipients, strict=True)
    ]
    stanzas += [Stanza(name, kem.decoy(recipe.stanza_info(encoded, committed, name))) for name in decoys]
    stanzas.sort(key=lambda each: each.key_id)
    return Sealed(recipe.join(encoded, committed, chunks), tuple(stanzas))
