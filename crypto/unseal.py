"""Opening with a handler's identity. The portal never imports this module."""

from collections.abc import Iterable

from crypto.envelope import Context, Opened, Stanza
from crypto.hazmat.opening import open_envelope
from crypto.identities import Identity


def unseal(
    envelope: bytes,
    stanzas: Iterable[Stanza],
    *,
    context: Context,
    identity: Identity,
    expect_sender: bytes | None = None,
) -> Opened:
    """
    Open an envelope, and give what was in it after everything about it was verified.

    Args:
        envelope: the immutable part.
        stanzas: all of the envelope's stanzas, or only this identity's.
        context: where the caller found it; it must be what the sender sealed it for.
        identity: who opens.
        expect_sender: the 32-byte Ed25519 key that must have signed. Without it the caller compares
            `Opened.sender`.

    Raises:
        WrongKeyError: it was not sealed to this identity.
        TruncatedError: the end is missing.
        TamperedError: it is not what was sealed for this context, or not by whom was expected.
        FormatError: an unknown version or suite, or a form that no sealer writes.
    """
    return open_envelope(
        envelope, stanzas, context=context, secret=identity.kem_secret, expect_sender=expect_sender
    )
