"""
Slowing down after mistakes at the door, for names that exist and for names that do not.
"""

import hashlib
from collections import OrderedDict
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock

PAUSES = (0, 0, 2, 5, 10, 30)
"""Seconds to wait after the first, second, ... mistake in a row; the last goes for all that follow."""
UNKNOWN_NAMES = 4096


@dataclass(slots=True)
class UnknownNames:
    """
    Mistakes under names that nobody has, so that they slow down like any other. Kept in memory, bounded.
    """

    _known: OrderedDict[bytes, tuple[int, datetime]] = field(default_factory=OrderedDict, repr=False)
    _lock: Lock = field(default_factory=Lock, repr=False)

    def slow_until(self, name: str) -> datetime | None:
        """
        Say until when an attempt under *name* is refused unheard.
        """
        with self._lock:
            found = self._known.get(_hashed(name))
        return None if found is None else found[1]

    def failed(self, name: str, now: datetime) -> None:
        """
        Count one more mistake under *name*.
        """
        with self._lock:
            failures = self._known.pop(_hashed(name), (0, now))[0] + 1
            self._known[_hashed(name)] = (failures, now + pause_after(failures))
            if len(self._known) > UNKNOWN_NAMES:
                self._known.popitem(last=False)


def pause_after(failures: int) -> timedelta:
    """
    Give the pause after so many mistakes in a row (one or more).
    """
    return timedelta(seconds=PAUSES[min(failures, len(PAUSES)) - 1])


def _hashed(name: str) -> bytes:
    return hashlib.sha256(name.encode()).digest()
