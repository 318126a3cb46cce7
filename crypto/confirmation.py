"""
That somebody has seen a statement of the directory, said by their own signature (SPEC 8.11).

A statement names the one before it, so whoever confirms one has confirmed the whole chain up to it. It is
kept elsewhere than the directory: what was cut from the end of that shows against it.
"""

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from crypto import encoding, labels
from crypto.keys import Signer, verify


@dataclass(frozen=True, slots=True)
class Confirmation:
    """
    What a person signs of the newest statement that they were shown.

    Attributes:
        organisation: the sealing context of the installation, 16 bytes.
        person: who confirms, 16 bytes.
        number: of the statement.
        digest: its hash as the next statement names it, 32 bytes.
        on: the day on which it was seen.
        signature: 64 bytes; empty until `signed`.
    """

    organisation: bytes
    person: bytes
    number: int
    digest: bytes
    on: date
    signature: bytes = field(default=b"", repr=False)

    def signed_by(self, signer: Signer) -> bytes:
        """Give the signature of *signer* over it."""
        return signer.sign(self._message())

    def verify(self, verify_key: bytes) -> Literal[True]:
        """
        Insist that its signature is by this key.

        Raises:
            TamperedError: it is not.
        """
        return verify(verify_key, self._message(), self.signature)

    def _message(self) -> bytes:
        return (
            encoding.field(labels.DIRECTORY_SEEN)
            + self.organisation
            + self.person
            + encoding.number(self.number, 4)
            + self.digest
            + encoding.field(encoding.day(self.on))
        )
