"""
The web server's own process: granian, except for how a worker is replaced.

The next worker answers before the earlier one is asked to end, and that one ends what it has under way, an
upload of an hour too. granian itself would wait a few seconds and kill it.
"""

import time
from collections.abc import Callable, Iterable
from threading import Thread
from typing import Any

from granian import cli
from granian.server.mp import MPServer

BEGIN_SECONDS = 10.0
"""How long a new worker may take until it answers."""
LAST_SECONDS = 6 * 60 * 60.0
"""The longest that one goes on for those who are still sending."""


class ReplacingServer(MPServer):
    """granian's server, replacing its workers without cutting anybody off."""

    def __init__(self, *settings: Any, **options: Any) -> None:
        super().__init__(*settings, **options)
        self._leaving: list[Any] = []

    def _respawn_workers(
        self,
        workers: Iterable[int],
        spawn_target: Any,
        target_loader: Any,
        delay: float = 0,  # noqa: ARG002 - granian's own is for a server that has one at a time
    ) -> None:
        for number in workers:
            self.respawned_wrks[number] = time.monotonic()
            earlier: Any = self.wrks.pop(number)
            worker: Any = self._spawn_worker(idx=number, target=spawn_target, callback_loader=target_loader)
            worker.start()
            self.wrks.insert(number, worker)
            self._metrics.incr_spawn(1)
            if earlier.is_alive():
                self._leaving.append(earlier)
                Thread(target=self._let_end, args=(earlier,), daemon=True).start()

    def _let_end(self, worker: Any) -> None:
        time.sleep(BEGIN_SECONDS)
        worker.terminate()
        worker.join(LAST_SECONDS)
        if worker.is_alive():
            worker.kill()
        self._leaving.remove(worker)

    def _stop_workers(self) -> None:
        self.wrks.extend(self._leaving)
        stop: Callable[[], None] = super()._stop_workers
        stop()


if __name__ == "__main__":
    # Of the command line only the server that it makes is ours.
    vars(cli).update(Server=ReplacingServer)
    run: Callable[[], None] = cli.entrypoint
    run()
