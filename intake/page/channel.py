"""
The way of a long body from the event loop to the thread that reads it: bounded, and only in memory.

However many long bodies are there, few threads work on them at once: the others wait for their turn with the
next piece, so that a flood of uploads takes no more of the machine from everybody else than these few.
"""

import asyncio
import threading
from collections import deque

from werkzeug.exceptions import RequestTimeout

from intake.page.incoming import PIECE, BrokenOffError, IncomingBody, SentAwayError

AHEAD = 4 * PIECE
"""How much may lie between the two."""


class Turns:
    """So many threads at work at once, the others in the order in which they came."""

    def __init__(self, most: int) -> None:
        self._free = most
        self._line: deque[threading.Event] = deque()
        self._lock = threading.Lock()

    def take(self) -> None:
        """Wait for a turn."""
        with self._lock:
            if self._free:
                self._free -= 1
                return
            mine = threading.Event()
            self._line.append(mine)
        mine.wait()

    def give(self) -> None:
        """Give a turn back: to who has waited longest, if somebody has."""
        with self._lock:
            if self._line:
                self._line.popleft().set()
            else:
                self._free += 1


class Channel:
    """A long body between the loop, which puts pieces in, and the thread that reads them in its turns."""

    def __init__(self, first: bytes, loop: asyncio.AbstractEventLoop, turns: Turns) -> None:
        self._turns = turns
        self._is_at_work = False
        self._loop = loop
        self._pieces = deque([first])
        self._held = len(first)
        self._ended = False
        self._lock = threading.Condition()
        self._has_room = asyncio.Event()
        self._has_room.set()
        self.sent_away = False

    async def fill(self, arrival: IncomingBody) -> None:
        """Put in what comes, no more than the reader is behind."""
        try:
            while arrival.arrived < arrival.length:
                self._put(await arrival.more())
                await self._has_room.wait()
        except SentAwayError:
            self.sent_away = True
        except BrokenOffError:
            pass  # The form ends before its last boundary: the app says so.
        finally:
            with self._lock:
                self._ended = True
                self._lock.notify()

    def _put(self, piece: bytes) -> None:
        with self._lock:
            self._pieces.append(piece)
            self._held += len(piece)
            if self._held >= AHEAD:
                self._has_room.clear()
            self._lock.notify()

    def read(self, size: int = -1) -> bytes:
        """
        Give the next bytes, at most *size*; all that is left where that is negative.

        Raises:
            RequestTimeout: the rest is not awaited.
        """
        if size < 0:
            return b"".join(iter(lambda: self.read(PIECE), b""))
        self.rest()
        try:
            return self._next(size)
        finally:
            self._turns.take()
            self._is_at_work = True

    def rest(self) -> None:
        """Let another thread work: this one waits, or is done."""
        if self._is_at_work:
            self._is_at_work = False
            self._turns.give()

    def _next(self, size: int) -> bytes:
        with self._lock:
            while not self._pieces and not self._ended:
                self._lock.wait()
            if self.sent_away:
                raise RequestTimeout
            if not self._pieces:
                return b""
            piece = self._pieces.popleft()
            if len(piece) > size:
                self._pieces.appendleft(piece[size:])
                piece = piece[:size]
            was_full = self._held >= AHEAD
            self._held -= len(piece)
            if was_full and self._held < AHEAD:
                self._loop.call_soon_threadsafe(self._has_room.set)
        return piece
