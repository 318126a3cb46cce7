"""
Slowing down after mistakes at the door, in the same way for names that exist and for names that do not.

Only attempts under a name decide, never what is known of it: a sign-in that succeeds forgets nothing, and
nothing is written to the database, so that neither words nor time tell whether somebody has that name.
"""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

PAUSES = (0, 0, 2, 5, 10, 30)
"""Seconds to wait after the first, second, ... mistake in a row; the last goes for all that follow."""
MOST_NAMES = 4096
FORGET = timedelta(minutes=10)
"""So long after the last pause under a name its mistakes are forgotten."""


@dataclass(slots=True)
class Mistakes:
    """The mistakes of late under each name, real or not. Kept in memory as hashes, bounded."""

    _late: OrderedDict[bytes, tuple[int, datetime]] = field(default_factory=OrderedDict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def slow_until(self, name: str) -> datetime | None:
        """Say until when an attempt under *name* is refused unheard."""
        with self._lock:
            found = self._late.get(_hashed(name))
        return None if found is None else found[1]

    def failed(self, name: str, now: datetime) -> None:
        """Count one more mistake under *name*."""
        with self._lock:
            before, until = self._late.pop(_hashed(name), (0, now))
            failures = 1 if now - until > FORGET else before + 1
            self._late[_hashed(name)] = (failures, now + pause_after(failures))
            if len(self._late) > MOST_NAMES:
                self._late.popitem(last=False)


def pause_after(failures: int) -> timedelta:
    """Give the pause after so many mistakes in a row (one or more)."""
    return timedelta(seconds=PAUSES[min(failures, len(PAUSES)) - 1])


def _hashed(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()
