"""
The reporter's side: everything that a receipt code gives, inside the one request that carries the code (SPEC
3.4), in each of its threads (SPEC 3.8).
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

FIRST_THREAD, LAST_THREAD = 1, 255


class Mailbox(Holder):
    """A mailbox, held open by its receipt code."""

    __slots__ = ("locator",)

    def __init__(self, locator: bytes, secret: KemSecret, signing_secret: signing.SigningSecret) -> None:
        super().__init__(secret, signing_secret)
        self.locator = locator
        """Where the mailbox is found, 32 bytes. It opens nothing, and is never accepted as input."""

    @classmethod
    def from_code(cls, code: ReceiptCode, thread: int = FIRST_THREAD) -> Self:
        """Derive the mailbox of a receipt code, or that of one of its later threads."""
        return cls(
            locator_of(code, thread),
            KemSecret(_derived(code, labels.RECEIPT_KEM, thread)),
            signing.SigningSecret(_derived(code, labels.RECEIPT_SIGN, thread)),
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


def locator_of(code: ReceiptCode, thread: int = FIRST_THREAD) -> bytes:
    """
    Give where a thread of a code is found, without deriving its keys.

    Raises:
        ValueError: no code has such a thread.
    """
    return _derived(code, labels.RECEIPT_LOCATOR, thread)


def resend_tag(code: ReceiptCode, plaintext_digest: bytes, thread: int = FIRST_THREAD) -> bytes:
    """
    Give the 32-byte tag by which the same submission, sent again, is known (SPEC 3.5).

    Args:
        code: the submission's receipt code.
        plaintext_digest: a hash of all that the reporter sends.
        thread: the thread that it is sent in.
    """
    return hmac.digest(_derived(code, labels.RECEIPT_RESEND, thread), plaintext_digest, "sha256")


def _derived(code: ReceiptCode, label: bytes, thread: int) -> bytes:
    """Derive 32 bytes of a thread: the first has the empty context, each later one its number (SPEC 3.8)."""
    if not FIRST_THREAD <= thread <= LAST_THREAD:
        raise ValueError("no such thread")
    return kdf.derive(code.secret, label, b"" if thread == FIRST_THREAD else thread.to_bytes(1))
