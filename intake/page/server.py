"""
The web server's own process: granian, except for how a worker is replaced.

The earlier worker is asked to end when the next one says that it has made the app, and ends what it has under
way, an upload of an hour too, unless more than a few are at it; granian itself would wait a few seconds and
kill it. Where the next one says no such thing, as when a setting was broken meanwhile, the earlier one goes
on, and its turn comes again half an hour later. A worker whose place is being taken is not replaced again.
"""

import time
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from threading import Lock, Thread
from typing import Any

from granian import cli
from granian.log import logger
from granian.server.mp import MPServer

BEGIN_SECONDS = 120.0
"""How long a new worker may take to make the app, on a machine that has a lot to do."""
SETTLED_SECONDS = 2.0
"""
How long a worker that has made the app is given until it listens. And two threads wait for one process;
whoever comes second learns a moment later that it has ended.
"""
LAST_SECONDS = 6 * 60 * 60.0
"""The longest that one goes on for those who are still sending."""
MOST_LEAVING = 4
"""So many go on at once beside each worker; of more the one that was asked to end first is ended."""


class ReplacingServer(MPServer):
    """granian's server, replacing its workers without cutting anybody off."""

    def __init__(self, *settings: Any, **options: Any) -> None:
        super().__init__(*settings, **options)
        self._turn = Lock()
        self._earlier: list[Any] = []
        """Still at work, as the one in their place is being watched."""
        self._replacing: set[int] = set()
        """The numbers of those whose next one is being watched."""
        self._leaving: list[Any] = []
        """Asked to end, in that order."""

    def _respawn_workers(
        self,
        workers: Iterable[int],
        spawn_target: Any,
        target_loader: Any,
        delay: float = 0,  # noqa: ARG002 - granian's own is for a server that has one at a time
    ) -> None:
        for number in workers:
            with self._turn:
                earlier: Any = self.wrks[number]
                if number in self._replacing:
                    logger.warning(f"worker-{number + 1} is being replaced already")
                    continue
            self.respawned_wrks[number] = time.monotonic()
            told, tells = Pipe(duplex=False)
            begins = partial(_begin, target_loader, tells)
            worker: Any = self._spawn_worker(idx=number, target=spawn_target, callback_loader=begins)
            lives: bool = earlier.is_alive()
            # Whichever of the two ends now, the other is there: granian need not do anything.
            worker.interrupt_by_parent = earlier.interrupt_by_parent = lives
            try:
                worker.start()
            except OSError as error:
                if not lives:
                    raise
                earlier.interrupt_by_parent = False
                logger.error(f"No next worker could be started: {error.strerror}")
                continue
            finally:
                tells.close()  # Only the worker has it now, so its end is heard.
            self._metrics.incr_spawn(1)
            with self._turn:
                self.wrks[number] = worker
                if lives:
                    self._earlier.append(earlier)
                    self._replacing.add(number)
            if lives:
                Thread(target=self._follow, args=(earlier, worker, told), daemon=True).start()

    def _follow(self, earlier: Any, worker: Any, told: Connection) -> None:
        """Let the earlier worker end when the next one has begun, or go on in its place when it has not."""
        if not _has_begun(told):
            worker.kill()
            worker.join()
        time.sleep(SETTLED_SECONDS)
        with self._turn:
            self._earlier.remove(earlier)
            self._replacing.discard(worker.idx)
            worker.interrupt_by_parent = self.interrupt_signal
            if not (worker.is_alive() or self.interrupt_signal) and worker in self.wrks:
                self._go_on(earlier, self.wrks.index(worker))
                return
            earlier.terminate()
            self._leaving.append(earlier)
            for each in self._leaving[: -MOST_LEAVING * self.workers]:
                each.kill()
        earlier.join(LAST_SECONDS)
        if earlier.is_alive():
            earlier.kill()
        with self._turn:
            self._leaving.remove(earlier)

    def _go_on(self, earlier: Any, number: int) -> None:
        self.wrks[number] = earlier
        earlier.interrupt_by_parent = False
        if not earlier.is_alive():
            self.interrupt_children.append(number)
            self.main_loop_interrupt.set()
        logger.error("The next worker did not begin; the earlier one goes on")

    def _stop_workers(self) -> None:
        with self._turn:
            self.wrks.extend([*self._earlier, *self._leaving])
        stop: Callable[[], None] = super()._stop_workers
        stop()


def _begin(load: Callable[[], Any], tells: Connection) -> Any:
    """Make the app, in a worker, and say so."""
    app = load()
    with suppress(OSError):  # Where the earlier one is dead nobody listens.
        tells.send_bytes(b"begun")
    tells.close()
    return app


def _has_begun(told: Connection) -> bool:
    """Wait until a worker says so; False where it ends before, or takes too long."""
    with told:
        try:
            return told.poll(BEGIN_SECONDS) and bool(told.recv_bytes())
        except EOFError:
            return False


if __name__ == "__main__":
    # Of the command line only the server that it makes is ours.
    vars(cli).update(Server=ReplacingServer)
    run: Callable[[], None] = cli.entrypoint
    run()
