"""How often a fire is lit, or how large a file is: in the suite, and in `make soak`, which has the time."""

import os

VARIABLE = "LONG_FIRE"
"""Not one that begins as Betro's settings do: each process that a fire starts would refuse it."""
LONG = os.environ.get(VARIABLE) == "1"


def rounds(short: int, long: int) -> int:
    """Give the number of rounds: *short* in the suite, *long* where the variable is 1."""
    return long if LONG else short
