"""An event loop whose time is its own: it goes on when all are waiting, and takes none."""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

T = TypeVar("T")


class OwnTime(asyncio.SelectorEventLoop):
    """A loop that puts its clock on instead of sleeping."""

    def __init__(self) -> None:
        self.moment = 0.0
        super().__init__(_Selector(self))

    def time(self) -> float:
        """Give the seconds since it began."""
        return self.moment


class _Selector(selectors.DefaultSelector):  # type: ignore[misc,valid-type]  # typeshed: a variable, not a class
    def __init__(self, loop: OwnTime) -> None:
        super().__init__()
        self._loop = loop

    def select(self, timeout: float | None = None) -> Any:
        """Wait for no time but the loop's own; for threads, where nothing else is waited for."""
        if timeout:
            self._loop.moment += timeout
            timeout = 0
        return super().select(timeout)


def in_own_time(story: Callable[[], Coroutine[Any, Any, T]]) -> T:
    """Tell a story in a loop of its own time."""

    def told() -> T:
        with asyncio.Runner(loop_factory=OwnTime) as runner:
            return runner.run(story())

    # In a thread of its own: where a browser's tests ran before, a loop runs in this one.
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(told).result()
