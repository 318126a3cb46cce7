"""
Giving one more key what is sealed, without opening it, and taking it from one without leaving a gap (SPEC
4.11 and 4.13).

Neither changes the envelope or its digest, and neither needs its chunks. Whoever gives must hold it: a
person, or a mailbox whose code is changed.
"""

from crypto.envelope import ID_BYTES, Context, Stanza, key_id
from crypto.errors import FormatError
from crypto.hazmat import kem, recipe
from crypto.hazmat.opening import body_key_of
from crypto.keys import Holder

HEAD_BYTES = 192
"""No head is longer: so much of the beginning of a stored envelope is enough for `head_of`."""


def head_of(envelope: bytes) -> bytes:
    """
    Give what stands before the chunks, from an envelope or from its first `HEAD_BYTES`.

    Raises:
        FormatError: another version or suite.
        TruncatedError: not even that is there.
    """
    return recipe.split_head(envelope)[0]


def rewrap(head: bytes, stanza: Stanza, *, context: Context, holder: Holder, to: bytes) -> Stanza:
    """
    Give the stanza of one more key.

    Args:
        head: of the envelope, as `head_of` gives it.
        stanza: of *holder*.
        context: where the caller found the envelope.
        holder: whose stanza it is: a person who is signed in, or a mailbox.
        to: the KEM public key that it is given to, 1,216 bytes.

    Raises:
        WrongKeyError: the stanza is another's.
        TamperedError: it is not what was sealed for this context: a decoy among others.
        TruncatedError: the end of the head is missing.
        FormatError: another version or suite, or *to* is no key.
    """
    _, encoded, committed = recipe.split_head(head)
    body_key = body_key_of(encoded, committed, [stanza], context=context, secret=holder.kem_secret)
    name = key_id(to)
    return Stanza(name, kem.wrap(body_key, to, recipe.stanza_info(encoded, committed, name)))


def decoy(head: bytes, name: bytes) -> Stanza:
    """
    Give a stanza under the key id *name*, 16 bytes, that opens for nobody: it goes into the place of the one
    that stood there.

    Raises:
        TruncatedError: the end of the head is missing.
        FormatError: another version or suite, or no key id.
    """
    if len(name) != ID_BYTES:
        raise FormatError("a key id is 16 bytes")
    _, encoded, committed = recipe.split_head(head)
    return Stanza(name, kem.decoy(recipe.stanza_info(encoded, committed, name)))
