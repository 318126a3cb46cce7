"""Argon2id (RFC 9106): making a guess at a passphrase expensive (SPEC 7.3)."""

import threading
from dataclasses import dataclass
from typing import Final

from cryptography.hazmat.primitives.kdf.argon2 import Argon2id

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


def stretch(passphrase: bytes, salt: bytes, cost: Cost) -> bytes:
    """Give Argon2id(passphrase, salt), 32 bytes; at most two runs at once, the others wait."""
    run = Argon2id(
        salt=salt, length=KEY_BYTES, iterations=cost.passes, lanes=cost.lanes, memory_cost=cost.memory
    )
    with _turns:
        return run.derive(passphrase)
