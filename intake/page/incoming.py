"""
Bodies on their way in, awaited in the event loop: a slow sender costs memory that is counted, and no thread.

1. A sender has thirty seconds for free and one more for each KiB; who is slower is sent away.
2. All that is awaited shares one budget, counted by what was announced. Where it is spent, whoever holds most
   is sent away for the next one, and of these the slowest. A quarter is for small forms alone.
3. Only so many long bodies are read by threads at once. While others wait, the slowest is sent away.
"""

import asyncio
from collections.abc import AsyncIterator, Awaitable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol

KIB = 1024
PIECE = 64 * KIB
"""What is awaited of a long body before a thread takes it; a shorter one is awaited whole."""
BUDGET = 64 * 1024 * KIB
FREE_SECONDS = 30.0
SLOWEST = KIB
"""Bytes a second, counted over the time that we waited for them."""
CROWDED_SECONDS = 20.0
CROWDED_SLOWEST = 16 * KIB
"""The same while others wait for a place."""
WAIT_SECONDS = 60.0
"""How long somebody waits for a place."""
LOOK_SECONDS = 1.0


class SentAwayError(Exception):
    """
    The rest of a body is not awaited; *status* says why: 408 too slow, 429 too many at once. *came* is what
    came of one that was too slow; of others it would lie there after its place in the budget is another's.
    """

    def __init__(self, status: HTTPStatus) -> None:
        super().__init__(status)
        self.status = status
        self.came = b""


class BrokenOffError(Exception):
    """Whoever was sending is gone."""


@dataclass(eq=False)
class IncomingBody:
    """One body on its way, and what was waited for it."""

    proto: "HTTPProtocol"
    length: int
    holds: int
    """What it takes of the budget."""
    is_large: bool
    reader: "asyncio.Task[None] | None" = None
    arrived: int = 0
    waited: float = 0.0
    waiting_since: float | None = None
    has_place: bool = False
    sent_away: HTTPStatus | None = None
    _pieces: AsyncIterator[bytes] | None = field(default=None, repr=False)

    async def whole(self) -> bytes:
        """
        Wait for all of it.

        Raises:
            SentAwayError: it came too slowly, or too much was on its way.
            BrokenOffError: the sender is gone.
        """
        return await self.first(self.length)

    async def first(self, size: int) -> bytes:
        """Wait for the first bytes, *size* or somewhat more. Raises as `whole` does."""
        pieces: list[bytes] = []
        try:
            while self.arrived < size:
                pieces.append(await self.more())
        except SentAwayError as error:
            if error.status == HTTPStatus.REQUEST_TIMEOUT:
                error.came = b"".join(pieces)
            raise
        return b"".join(pieces)

    async def more(self) -> bytes:
        """Wait for the next bytes. Raises as `whole` does."""
        if self._pieces is None:
            self._pieces = self.proto.__aiter__()
        piece = await self._awaited(self._pieces.__anext__())
        self.arrived += len(piece)
        return piece

    async def _awaited(self, coming: Awaitable[bytes]) -> bytes:
        loop = asyncio.get_running_loop()
        self.reader = asyncio.current_task()
        self.waiting_since = loop.time()
        try:
            piece = await coming
        except asyncio.CancelledError:
            if self.sent_away is None or self.reader is None:
                raise
            self.reader.uncancel()
            raise SentAwayError(self.sent_away) from None
        except (StopAsyncIteration, RuntimeError):  # granian's own errors are of the second kind
            raise BrokenOffError from None
        finally:
            self.waited += loop.time() - self.waiting_since
            self.waiting_since = None
        if not piece:
            raise BrokenOffError
        return piece

    def waited_until(self, now: float) -> float:
        """Give the seconds that we have waited for it."""
        return self.waited + (0.0 if self.waiting_since is None else now - self.waiting_since)

    def pace(self, now: float) -> float:
        """Give its bytes a second."""
        return self.arrived / max(self.waited_until(now), LOOK_SECONDS)

    def send_away(self, status: HTTPStatus) -> None:
        """Wait for no more of it."""
        if self.sent_away is None and self.waiting_since is not None and self.reader is not None:
            self.sent_away = status
            self.reader.cancel()


class IncomingBodies:
    """All bodies on their way to one process."""

    def __init__(self, places: int, loop: asyncio.AbstractEventLoop, *, budget: int = BUDGET) -> None:
        self._loop = loop
        self._room = budget
        self._kept = budget // 4
        self._there: set[IncomingBody] = set()
        self._places = asyncio.Semaphore(places)
        self._in_line = 0
        self._looking = False

    def begin(self, proto: "HTTPProtocol", length: int, *, long: bool) -> IncomingBody:
        """
        Count one more body; a *long* one is read piece by piece.

        Raises:
            SentAwayError: there is no room for it.
        """
        new = IncomingBody(proto, length, PIECE if long else length, is_large=long or length > PIECE)
        while new.holds > self._room - (self._kept if new.is_large else 0):
            other = self._who_goes_first()
            if other is None or other.holds < new.holds:
                raise SentAwayError(HTTPStatus.TOO_MANY_REQUESTS)
            other.send_away(HTTPStatus.TOO_MANY_REQUESTS)
            self._let_go(other)
        self._room -= new.holds
        self._there.add(new)
        if not self._looking:
            self._looking = True
            self._loop.call_later(LOOK_SECONDS, self._look)
        return new

    def end(self, arrival: IncomingBody) -> None:
        """Count it no more."""
        if arrival.has_place:
            self._places.release()
        self._let_go(arrival)

    async def place(self, arrival: IncomingBody) -> bool:
        """Wait for a place among the long bodies that threads read; say whether there was one in time."""
        self._in_line += 1
        try:
            async with asyncio.timeout(WAIT_SECONDS):
                await self._places.acquire()
        except TimeoutError:
            return False
        finally:
            self._in_line -= 1
        arrival.has_place = True
        return True

    def _who_goes_first(self) -> IncomingBody | None:
        """Give whoever holds most, and of these the slowest; nobody who has only just begun."""
        now = self._loop.time()
        others = [
            each
            for each in self._there
            if each.waiting_since is not None and each.waited_until(now) > LOOK_SECONDS
        ]
        return max(others, key=lambda each: (each.holds, -each.pace(now)), default=None)

    def _let_go(self, arrival: IncomingBody) -> None:
        if arrival in self._there:
            self._there.remove(arrival)
            self._room += arrival.holds

    def _look(self) -> None:
        now = self._loop.time()
        for each in self._there:
            if each.waited_until(now) > FREE_SECONDS + each.arrived / SLOWEST:
                each.send_away(HTTPStatus.REQUEST_TIMEOUT)
        crowd = [
            each
            for each in self._there
            if each.has_place
            and each.waited_until(now) > CROWDED_SECONDS
            and each.pace(now) < CROWDED_SLOWEST
        ]
        for each in sorted(crowd, key=lambda each: each.pace(now))[: self._in_line]:
            each.send_away(HTTPStatus.REQUEST_TIMEOUT)
        self._looking = bool(self._there)
        if self._looking:
            self._loop.call_later(LOOK_SECONDS, self._look)
