"""Argon2id (RFC 9106): making a guess at a passphrase expensive (SPEC 7.3)."""

import threading
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

from crypto.errors import FormatError

SALT_BYTES = 16
KEY_BYTES = 32

# Two runs hold 128 MiB. A crowd of sign-ins waits in line here, instead of taking the machine's memory.
_turns = threading.BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Cost:
    """
    What one guess costs.

    Attributes:
        memory: KiB.
        passes: how often the memory is gone through.
        lanes: how many processors may share the work.
    """

    memory: int
    passes: int
    lanes: int


RFC_9106_LOW_MEMORY_ONE_LANE: Final = Cost(memory=64 * 1024, passes=3, lanes=1)
"""64 MiB and 3 passes as RFC 9106 recommends second, with one lane in place of four."""

DEAREST: Final = Cost(memory=128 * 1024, passes=8, lanes=4)
"""The most that a stored blob may ask for: the reader, not the writer, decides what work it does."""


def stretch(passphrase: bytes, salt: bytes, cost: Cost) -> bytes:
    """
    Give Argon2id(passphrase, salt), 32 bytes; at most two runs at once, the others wait.

    Raises:
        FormatError: *cost* is more than a reader does, or nothing that Argon2 can do.
    """
    if cost.memory > DEAREST.memory or cost.passes > DEAREST.passes or cost.lanes > DEAREST.lanes:
        raise FormatError("asks for more work than a passphrase is worth")
    try:
        run = Argon2id(
            salt=salt, length=KEY_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory
        )
    except ValueError:
        raise FormatError("not a cost that Argon2 knows") from None
    with _turns:
        return run.derive(passphrase)
