"""How often a fire is lit: so often in the suite, and oftener in `make soak`, which has the time."""

import os

LONG = os.environ.get("BETRO_LONG_FIRE") == "1"


def rounds(short: int, long: int) -> int:
    """Give the number of rounds: *short* in the suite, *long* where BETRO_LONG_FIRE is 1."""
    return long if LONG else short
