"""
The door: each request as granian's loop has it (RSGI), answered by a Flask app in a thread.

A body is awaited in the loop (`intake.page.incoming`): a thread is taken when a form is whole, or when
the first 64 KiB of an upload are there. The address of whoever asks is not given on.
"""

import asyncio
import fcntl
import gc
import logging
import os
import select
import sys
from collections.abc import Callable, Iterable
from contextlib import suppress
from functools import partial
from http import HTTPStatus
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intake.page.channel import Channel, Turns
from intake.page.incoming import PIECE, BrokenOffError, IncomingBodies, IncomingBody, SentAwayError
from intake.page.threads import Threads

if TYPE_CHECKING:
    from io import FileIO

    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment
    from granian._granian import RSGIHTTPProtocol as HTTPProtocol
    from granian.rsgi import Scope

THREADS = 64
AT_WORK = 2
"""So many threads work on long bodies at once."""
REFUSALS = 2
"""So many are told at once that they are sent away: in a flood the others come first."""
ANSWER_AT_ONCE = 1024 * 1024
"""A longer answer is made while it is sent."""
PIECE_SECONDS = 60
"""Who takes no more of a long answer for so many seconds is not sent the rest."""
LOOK_MILLISECONDS = 100
"""So often it is looked whether somebody has begun to read."""
OUR_ENDS = 2
END_SECONDS = 3.0
SENT_AWAY = "betro.sent_away"
"""
In the environment of a request whose body was not awaited: the status that its sender gets. What came of one
that was too slow is there.
"""
BUSY = "betro.busy"
"""In the environment of an upload for which there was no place: only the first of it is there."""

log = logging.getLogger(__name__)
_names: dict[str, str] = {}
_NAMES = 200
_BASE: "WSGIEnvironment" = {
    "SCRIPT_NAME": "",
    "wsgi.version": (1, 0),
    "wsgi.errors": sys.stderr,
    "wsgi.input_terminated": True,
    "wsgi.multithread": True,
    "wsgi.multiprocess": True,
    "wsgi.run_once": False,
}


def never(_environ: "WSGIEnvironment") -> bool:
    """No form of an app is long."""
    return False


class Door:
    """
    What granian serves.

    Args:
        app: what answers.
        largest: the most bytes of a form that is awaited whole; of a larger one nothing is read.
        is_long: says whether a request is one whose body the app reads piece by piece.
        places: how many of these at once.
    """

    def __init__(
        self,
        app: "WSGIApplication",
        *,
        largest: int,
        is_long: "Callable[[WSGIEnvironment], bool]" = never,
        places: int = 1,
    ) -> None:
        self.app = app
        self._largest = largest
        self._is_long = is_long
        self._places = places

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        """Begin: granian calls this once in each worker."""
        self._loop = loop
        self._threads = Threads(THREADS + self._places, loop)
        self._arrivals = IncomingBodies(self._places, loop)
        self._turns = Turns(AT_WORK)
        self._refusals = asyncio.Semaphore(REFUSALS)
        # What is there now stays: all requests would wait each time that it was looked through for garbage.
        gc.freeze()

    def __rsgi_del__(self, loop: asyncio.AbstractEventLoop) -> None:
        """End, when what is under way is answered."""
        loop.run_until_complete(self._threads.end(END_SECONDS))

    async def __rsgi__(self, scope: "Scope", proto: "HTTPProtocol") -> None:
        """Answer one request."""
        environ = environment(scope)
        length = int(environ.get("CONTENT_LENGTH", 0))
        long = length > PIECE and self._is_long(environ)
        if length == 0 or (length > self._largest and not long):
            # Of a body that is too large the app needs no byte to say so.
            await self._answered(environ, proto, BytesIO())
            return
        arrival = None
        try:
            arrival = self._arrivals.begin(proto, length, long=long)
            if long:
                await self._long(environ, arrival)
            else:
                await self._answered(environ, proto, BytesIO(await arrival.whole()))
        except BrokenOffError:
            pass  # Nobody is there to be answered.
        except SentAwayError as error:
            environ[SENT_AWAY] = error.status
            async with self._refusals:
                await self._answered(environ, proto, BytesIO(error.came))
        finally:
            if arrival is not None:
                self._arrivals.end(arrival)

    async def _long(self, environ: "WSGIEnvironment", arrival: IncomingBody) -> None:
        first = await arrival.first(PIECE)
        if not await self._arrivals.place(arrival):
            environ[BUSY] = True
            await self._answered(environ, arrival.proto, BytesIO(first))
            return
        channel = Channel(first, self._loop, self._turns)
        filling = self._loop.create_task(channel.fill(arrival))
        try:
            await self._answered(environ, arrival.proto, channel)
        finally:
            filling.cancel()  # The app may have answered without reading it all.
            await asyncio.wait([filling])

    def _answered(
        self, environ: "WSGIEnvironment", proto: "HTTPProtocol", body: BytesIO | Channel
    ) -> "asyncio.Future[None]":
        environ["wsgi.input"] = body
        return self._threads.run(partial(self._answer, environ, proto))

    def _answer(self, environ: "WSGIEnvironment", proto: "HTTPProtocol") -> None:
        try:
            self._respond(environ, proto)
        except Exception as error:  # noqa: BLE001 - the thread goes on, and the words may be a reporter's
            log.error("%s while answering", type(error).__name__)  # noqa: TRY400 - a traceback may hold values
            with suppress(RuntimeError):
                proto.response_empty(HTTPStatus.INTERNAL_SERVER_ERROR, [])
        finally:
            environ.clear()  # The request stands in it and holds it in turn, with all that was written.

    def _respond(self, environ: "WSGIEnvironment", proto: "HTTPProtocol") -> None:
        begun: list[tuple[int, list[tuple[str, str]]]] = []

        def begin(status: str, headers: list[tuple[str, str]], _error: object = None, /) -> Any:
            begun[:] = [(int(status[:3]), headers)]

        body = environ.get("wsgi.input")
        try:
            given = self.app(environ, begin)
        finally:
            if isinstance(body, Channel):
                body.rest()
        try:
            coming = iter(given)
            there, size = [], 0
            for piece in coming:
                there.append(piece)
                size += len(piece)
                if size > ANSWER_AT_ONCE:
                    _send_on(proto, *begun[0], chain(there, coming))
                    return
            proto.response_bytes(*begun[0], b"".join(there))
        finally:
            if hasattr(given, "close"):
                given.close()


def _send_on(
    proto: "HTTPProtocol", status: int, headers: list[tuple[str, str]], pieces: Iterable[bytes]
) -> None:
    """
    Send a long answer through a pipe, no faster than it is taken.

    granian's own stream has no bound: a slow reader's file would wait in memory. A file it reads as it is
    taken, and a pipe is one; nothing of it is ever on a disk.
    """
    reading, writing = os.pipe()
    with (
        open(writing, "wb", buffering=0) as pipe,  # noqa: PTH123 - a number has no path
        open(reading, "rb", buffering=0) as own_end,  # noqa: PTH123 - a number has no path
        suppress(BrokenPipeError),  # Whoever was reading is gone.
    ):
        proto.response_file(status, headers, f"/proc/self/fd/{reading}")
        os.set_blocking(writing, False)
        room = select.poll()
        room.register(writing, select.POLLOUT)
        fits = fcntl.fcntl(writing, fcntl.F_GETPIPE_SZ)
        for piece in pieces:
            left = memoryview(piece)
            while left:
                written = pipe.write(left)
                if written is None and not _has_room(room, own_end):
                    return
                left = left[written or 0 :]
                fits -= written or 0
                if fits < 0:
                    own_end.close()  # Somebody has read: once they are gone, writing shall fail.


def _has_room(room: select.poll, own_end: "FileIO") -> bool:
    """Wait until more fits into a pipe, or its reader is gone; say whether either came in time."""
    looks = PIECE_SECONDS * 1000 // LOOK_MILLISECONDS
    for _ in range(looks):
        if not own_end.closed and _is_opened(own_end):
            own_end.close()  # From now on the reader is granian alone.
        if room.poll(LOOK_MILLISECONDS):
            return True
    return False


def _is_opened(own_end: "FileIO") -> bool:
    """Say whether there is another end to read from than our own."""
    pipe, ends = f"pipe:[{os.fstat(own_end.fileno()).st_ino}]", 0
    for each in Path("/proc/self/fd").iterdir():
        with suppress(OSError):  # It was closed meanwhile.
            ends += str(each.readlink()) == pipe
    return ends > OUR_ENDS


def environment(scope: "Scope") -> "WSGIEnvironment":
    """Give a request as WSGI has it; headers with an underscore, which pass for others, are left out."""
    host, _, port = scope.server.rpartition(":")
    environ: WSGIEnvironment = {
        **_BASE,
        "REQUEST_METHOD": scope.method,
        "PATH_INFO": scope.path.encode().decode("latin-1"),
        "QUERY_STRING": scope.query_string.encode().decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": f"HTTP/{scope.http_version}",
        "wsgi.url_scheme": scope.scheme,
    }
    for header, value in scope.headers.items():
        name = _names.get(header) or _name(header)
        if name in environ:
            between = "; " if name == "HTTP_COOKIE" else ","
            environ[name] = f"{environ[name]}{between}{value}"
        else:
            environ[name] = value
    environ.pop("", None)
    return environ


def _name(header: str) -> str:
    if "_" in header:
        return ""
    name = header.upper().replace("-", "_")
    if name not in ("CONTENT_TYPE", "CONTENT_LENGTH"):
        name = f"HTTP_{name}"
    if len(_names) < _NAMES:
        _names[header] = name
    return name
