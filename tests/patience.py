"""How long a test waits, in seconds, for what must happen: a busy machine makes it slow and never wrong."""

import time
from collections.abc import Callable

PATIENCE = 900.0


def wait_for(fact: Callable[[], object]) -> bool:
    """Wait until something is so; False where it never is."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        if fact():
            return True
        time.sleep(0.02)
    return bool(fact())
