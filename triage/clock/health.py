"""
Whether the clock is alive, for whoever watches: GET /healthz, answered beside the ticks.

- The answer comes from a thread of its own, so that it comes also while a tick hangs.
- It tells a word and a number of seconds and reads no database: nothing in it is about anybody.
"""

import json
import threading
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Literal

from intake.settings import SettingsError
from triage.services.clock.heartbeat import SILENCE

PATH = "/healthz"
FAILURES = 2
"""One tick may meet a moment; the second that fails is told."""
CALLER_SECONDS = 5
"""A caller who says nothing is hung up on."""


@dataclass
class Pulse:
    """
    When a tick was last finished, here or by another clock that holds the lease.

    It counts from the process's start where none is known, and by a clock that nobody can set back.
    """

    seconds: Callable[[], float] = time.monotonic
    _finished: float = field(init=False)
    _is_known: bool = field(default=False, init=False)
    _word: str = field(default="starting", init=False)
    _failed: int = field(default=0, init=False)
    disk_is_full: bool = field(default=False, init=False)
    """Whether the disk has only so much left as is kept for texts."""
    time_is_off: bool = field(default=False, init=False)
    """Whether the machine's time is not to be believed."""

    def __post_init__(self) -> None:
        """Begin to count."""
        self._finished = self.seconds()

    def note(self, word: Literal["starting", "ok", "standby"], ago: float) -> None:
        """
        Note that a tick was finished so many seconds *ago*.

        Args:
            word: "starting" as the database knew at the start, "ok" here, every step of it, and "standby" by
                another clock, which holds the lease.
        """
        self._finished = self.seconds() - max(0.0, ago)
        self._word, self._is_known = word, True
        self._failed = 0

    def fail(self) -> None:
        """Note that a tick was not finished: a database is gone, locked or damaged, or one step failed."""
        self._failed += 1

    def told(self) -> tuple[HTTPStatus, dict[str, object]]:
        """
        Give what a caller is told: 200, or 503 where no tick was finished for ten minutes, where two in a row
        failed, where the disk is nearly full, and where the time is not to be believed.
        """
        silent = self.seconds() - self._finished
        ill = {
            "late": silent > SILENCE.total_seconds(),
            "failing": self._failed >= FAILURES,
            "disk": self.disk_is_full,
            "time": self.time_is_off,
        }
        word = next((each for each, is_so in ill.items() if is_so), self._word)
        said: dict[str, object] = {"status": word, "last_tick_seconds": int(silent)}
        if not self._is_known:
            said["last_tick_seconds"] = None
        return (HTTPStatus.SERVICE_UNAVAILABLE if any(ill.values()) else HTTPStatus.OK), said


@contextmanager
def answering(pulse: Pulse, address: str) -> Generator[None]:
    """
    Answer at *address* (host:port) while the block runs; nowhere where it is empty.

    Raises:
        SettingsError: nothing can listen there.
    """
    if not address:
        yield
        return
    try:
        server = _Server(_host_and_port(address), _Answer)
    except OSError:
        raise SettingsError("clock_health: nothing can listen at this address; is it taken?") from None
    server.pulse = pulse
    thread = threading.Thread(target=server.serve_forever, name="health", daemon=True)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        server.server_close()


def _host_and_port(address: str) -> tuple[str, int]:
    host, _, port = address.rpartition(":")
    if not host or not port.isdecimal() or int(port) > 0xFFFF:
        raise SettingsError("clock_health: must be an address and a port, such as 127.0.0.1:8002, or empty")
    return host, int(port)


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    pulse: Pulse


class _Answer(BaseHTTPRequestHandler):
    timeout = CALLER_SECONDS
    server: _Server

    def do_GET(self) -> None:
        """Answer one caller."""
        if self.path != PATH:
            self.send_error(HTTPStatus.NOT_FOUND)
            return
        status, said = self.server.pulse.told()
        body = json.dumps(said).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        self.wfile.write(body)

    def version_string(self) -> str:
        """Name no program and no version."""
        return "betro"

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name that http.server gives
        """Keep no log of who asked."""
