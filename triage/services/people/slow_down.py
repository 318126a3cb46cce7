"""
Slowing down after mistakes at the door, in the same way for names that exist and for names that do not.

1. Only attempts decide, never what is known of a name: a sign-in that succeeds forgets nothing, and nothing
   is written to the database, so that neither words nor time tell whether somebody has that name.
2. Attempts are heard one after another, and few may wait: many at once are no way around the pauses, and keep
   no thread.
3. A browser that has signed in before has mistakes of its own, and a room of its own to wait in: whoever
   knocks under an adviser's name, or under a thousand names, does not keep the adviser out.
"""

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

PAUSES = (0, 0, 2, 5, 10, 30)
"""Seconds to wait after the first, second, ... mistake in a row; the last goes for all that follow."""
MOST_NAMES = 4096
LONGEST = timedelta(seconds=max(PAUSES))
FORGET = timedelta(minutes=10)
"""So long after the last pause under a name its mistakes are forgotten."""
SEATS = 8
"""So many wait to be heard, each in a thread; who comes when all seats are taken is asked to come back."""
FULL_SECONDS = 5


class SignInTooSoonError(Exception):
    """The attempt was not heard: too soon after a mistake, or too many at once."""

    def __init__(self, seconds: int) -> None:
        super().__init__("too soon after a mistake, or too many at once")
        self.seconds = seconds


@dataclass(slots=True)
class Attempt:
    """One attempt to sign in, while it is heard."""

    right: bool = False


class WaitingRoom:
    """Where attempts wait to be heard."""

    def __init__(self) -> None:
        self._seats = threading.BoundedSemaphore(SEATS)
        self._turn = threading.Lock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """Wait for one's turn. Raises SignInTooSoonError: there is no seat."""
        if not self._seats.acquire(blocking=False):
            raise SignInTooSoonError(FULL_SECONDS)
        try:
            with self._turn:
                yield
        finally:
            self._seats.release()


@dataclass(slots=True)
class Mistakes:
    """The mistakes of late under each name, real or not. Kept in memory as hashes, bounded."""

    _late: OrderedDict[bytes, tuple[int, datetime]] = field(default_factory=OrderedDict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _strangers: WaitingRoom = field(default_factory=WaitingRoom, repr=False)
    _known: WaitingRoom = field(default_factory=WaitingRoom, repr=False)

    @contextmanager
    def attempt(self, name: str, now: datetime, *, browser: str | None) -> Iterator[Attempt]:
        """
        Hear an attempt under *name*; unless it is then said to be right, it was a mistake.

        Args:
            name: what was typed.
            now: the moment.
            browser: the sign of a browser that has signed in under this name before, or None.

        Raises:
            SignInTooSoonError: it is not heard, and lengthens nothing.
        """
        key = hashlib.sha256((name if browser is None else f"{browser} {name}").encode()).digest()
        with (self._strangers if browser is None else self._known).turn():
            with self._lock:
                _, until = self._late.get(key, (0, now))
            # One that is longer was made under a time that was set back since.
            if now < until <= now + LONGEST:
                raise SignInTooSoonError(int((until - now).total_seconds()) + 1)
            attempt = Attempt()
            yield attempt
            if not attempt.right:
                self._failed(key, now)

    def _failed(self, key: bytes, now: datetime) -> None:
        with self._lock:
            before, until = self._late.pop(key, (0, now))
            failures = 1 if abs(now - until) > FORGET else before + 1
            self._late[key] = (failures, now + pause_after(failures))
            if len(self._late) > MOST_NAMES:
                self._late.popitem(last=False)


def pause_after(failures: int) -> timedelta:
    """Give the pause after so many mistakes in a row (one or more)."""
    return timedelta(seconds=PAUSES[min(failures, len(PAUSES)) - 1])
