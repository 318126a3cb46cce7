"""What the first signed item of a case says of who holds it; a session opens it once (SPEC 16.4)."""

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class FirstSigned:
    """
    What was signed when a case began.

    Attributes:
        listed: the ids of the keys that its sender sealed to, decoys among them.
        kept_out: the persons whom its sender kept out.
        mailbox: the mailbox's KEM key, as it stands inside; None where nothing was sent in.
        on: the day on which it was placed or written.
    """

    listed: frozenset[bytes]
    kept_out: frozenset[bytes] = frozenset()
    mailbox: bytes | None = field(default=None, repr=False)
    on: date | None = None
