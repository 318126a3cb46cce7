"""The threads in which the apps answer, started from an event loop and no more than are needed."""

import asyncio
import threading
from collections import deque
from collections.abc import Callable
from queue import SimpleQueue

SETTLE_SECONDS = 0.05
"""How long after its end a job may go on counting as under way: telling the loop of each costs a switch."""

Job = tuple[Callable[[], None], "asyncio.Future[None]"]


class Threads:
    """Threads that wait for jobs; the one that rested last takes the next, since its memory is still warm."""

    def __init__(self, most: int, loop: asyncio.AbstractEventLoop) -> None:
        self._most = most
        self._loop = loop
        self._lock = threading.Lock()
        self._resting: list[SimpleQueue[Job]] = []
        self._waiting: deque[Job] = deque()
        self._done: deque[asyncio.Future[None]] = deque()
        self._started = 0
        self._under_way = 0

    def run(self, job: Callable[[], None]) -> "asyncio.Future[None]":
        """Let a thread do a *job*, which must not raise; what is returned is done when it is."""
        done: asyncio.Future[None] = self._loop.create_future()
        with self._lock:
            if self._resting:
                self._resting.pop().put((job, done))
            elif self._started < self._most:
                self._begin((job, done))
            else:
                self._waiting.append((job, done))
        if not self._under_way:
            self._loop.call_later(SETTLE_SECONDS, self._settle)
        self._under_way += 1
        return done

    def _begin(self, given: Job) -> None:
        # Not as an argument of the thread, which keeps its arguments for as long as it lives.
        first: SimpleQueue[Job] = SimpleQueue()
        first.put(given)
        threading.Thread(target=self._work, args=(first,), daemon=True).start()
        self._started += 1

    def _work(self, mine: SimpleQueue[Job]) -> None:
        while True:
            self._do(mine.get())
            with self._lock:
                if self._waiting:
                    mine.put(self._waiting.popleft())
                else:
                    self._resting.append(mine)

    def _do(self, given: Job) -> None:
        # In a frame of its own: a thread that rests holds nothing of what somebody sent.
        job, done = given
        job()
        self._done.append(done)

    def _settle(self) -> None:
        while self._done:
            done = self._done.popleft()
            self._under_way -= 1
            if not done.done():
                done.set_result(None)
        if self._under_way:
            self._loop.call_later(SETTLE_SECONDS, self._settle)

    async def end(self, seconds: float) -> None:
        """Wait for the jobs under way, but not for ever: a thread ends with its process."""
        until = self._loop.time() + seconds
        while self._under_way and self._loop.time() < until:
            await asyncio.sleep(SETTLE_SECONDS)
