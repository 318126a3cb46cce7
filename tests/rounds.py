"""How often a fire is lit, or how large a file is: in the suite, and in `make soak`, which has the time."""

import os
from typing import TypeVar

VARIABLE = "LONG_FIRE"
"""Not one that begins as Betro's settings do: each process that a fire starts would refuse it."""
LONG = os.environ.get(VARIABLE) == "1"


T = TypeVar("T")


def rounds(short: T, long: T) -> T:
    """Give the number of rounds, or each of them: *short* in the suite, *long* where the variable is 1."""
    return long if LONG else short
