"""
The room for attachments that are not sent yet, which no flood may take from the others.

1. What lies unsent and what is just coming in share one limit, and the disk keeps some room for the texts.
2. The last quarter is for those who come back with a code that opens a mailbox.
3. When it is full, drafts of before today go, and then those that were left for a quarter of an hour, the
   earliest first. Whoever comes back to one is told which files to attach again.
"""

import threading
import time
from collections import deque
from datetime import date

from intake.services.attach import drop_drafts, unclaimed
from intake.services.reception import Reception
from intake.store.disk import is_nearly_full

NEWCOMERS = 0.75
"""The share of the room that is for everybody."""
COUNT_SECONDS = 10.0
LEFT_SECONDS = 15 * 60.0
MOST_DRAFTS = 10_000


class Room:
    """How much lies unsent or is under way."""

    def __init__(self, reception: Reception, limit: int) -> None:
        self._reception = reception
        self._limit = limit
        self._lock = threading.Lock()
        self._drafts: deque[tuple[float, bytes]] = deque(maxlen=MOST_DRAFTS)
        self._lying = 0
        self._counted: float | None = None
        self._cleared = -COUNT_SECONDS
        self.under_way = 0

    def come(self, octets: int) -> None:
        """Count bytes that come in; a negative number where they are no longer on their way."""
        with self._lock:
            self.under_way += octets

    def attached(self, blob: bytes) -> None:
        """Note that a draft has one more file."""
        with self._lock:
            self._drafts.append((time.monotonic(), blob))
            self._counted = None

    def is_full(self, *, today: date, share: float = 1.0) -> bool:
        """Say whether a *share* of the room is taken, when all has gone that may go."""
        if not self._is_taken(share):
            return False
        if time.monotonic() - self._cleared > COUNT_SECONDS:
            self._cleared = time.monotonic()
            # Of those of before today some may be another process's.
            drop_drafts(self._reception, self._left(), before=today)
            self._counted = None
        return self._is_taken(share)

    def _is_taken(self, share: float) -> bool:
        if is_nearly_full(self._reception.blob_folder):
            return True
        now = time.monotonic()
        if self._counted is None or now - self._counted > COUNT_SECONDS:
            self._lying, self._counted = unclaimed(self._reception), now
        return self._lying + self.under_way > self._limit * share

    def _left(self) -> list[bytes]:
        """Take the earlier half of the drafts that were left lying out of the list."""
        before = time.monotonic() - LEFT_SECONDS
        with self._lock:
            left = sum(finished < before for finished, _ in self._drafts)
            return [self._drafts.popleft()[1] for _ in range((left + 1) // 2)]
