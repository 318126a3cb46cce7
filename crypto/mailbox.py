"""
The reporter's side: everything that a receipt code gives, inside the one request that carries the code (SPEC
3.4).
"""

import hmac
from collections.abc import Iterable
from typing import Self

from crypto import labels
from crypto.envelope import Context, Opened, Stanza
from crypto.hazmat import kdf, signing
from crypto.hazmat.kem import KemSecret
from crypto.hazmat.opening import open_envelope
from crypto.keys import Holder
from crypto.receipt import ReceiptCode


class Mailbox(Holder):
    """A mailbox, held open by its receipt code."""

    __slots__ = ("locator",)

    def __init__(self, locator: bytes, secret: KemSecret, signing_secret: signing.SigningSecret) -> None:
        super().__init__(secret, signing_secret)
        self.locator = locator
        """Where the mailbox is found, 32 bytes. It opens nothing, and is never accepted as input."""

    @classmethod
    def from_code(cls, code: ReceiptCode) -> Self:
        """Derive the mailbox of a receipt code."""
        return cls(
            kdf.derive(code.secret, labels.RECEIPT_LOCATOR),
            KemSecret(kdf.derive(code.secret, labels.RECEIPT_KEM)),
            signing.SigningSecret(kdf.derive(code.secret, labels.RECEIPT_SIGN)),
        )

    def open(
        self,
        envelope: bytes,
        stanzas: Iterable[Stanza],
        context: Context,
        *,
        expect_sender: bytes | None = None,
    ) -> Opened:
        """
        Open an envelope that was sealed to this mailbox; as `crypto.unseal.unseal` does, with the same
        errors.

        Args:
            envelope: the immutable part.
            stanzas: the envelope's stanzas, or only this mailbox's.
            context: where the caller found it.
            expect_sender: the 32-byte Ed25519 key that must have signed. Without it the caller compares
                `sender`.

        Raises:
            WrongKeyError: it was not sealed to this mailbox.
            TruncatedError: the end is missing.
            TamperedError: it is not what was sealed for this context, or not by whom was expected.
            FormatError: an unknown version or suite, or a form that no sealer writes.
        """
        return open_envelope(
            envelope, stanzas, context=context, secret=self.kem_secret, expect_sender=expect_sender
        )


def resend_tag(code: ReceiptCode, plaintext_digest: bytes) -> bytes:
    """
    Give the 32-byte tag by which the same submission, sent again, is known (SPEC 3.5).

    Args:
        code: the submission's receipt code.
        plaintext_digest: a hash of all that the reporter sends.
    """
    return hmac.digest(kdf.derive(code.secret, labels.RECEIPT_RESEND), plaintext_digest, "sha256")
