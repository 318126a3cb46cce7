"""
Files on their way in: sealed while the form is read, never whole in memory, never plain on disk.

Werkzeug hands each file part to the stream that `_get_file_stream` gives; ours seals. Nothing is begun before the
first byte, so an empty file field leaves no trace.
"""

import threading
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import IO, Any, cast

from flask import Request, current_app, g

from intake.services.attach import Attached, Upload

MEMORY_LIMIT = 4 * 1024 * 1024
URLENCODED_LIMIT = 2 * 1024 * 1024
LONGEST_NAME = 255


class Refused(StrEnum):
    """
    Why a file was not taken although the form was.
    """

    TICKET = "ticket"
    BUSY = "busy"
    FULL = "full"


class Sink:
    """
    What Werkzeug writes a file part into: writable, and `seek(0)` does nothing.
    """

    def __init__(self, begin: Callable[[], Upload | Refused]) -> None:
        self._begin = begin
        self._upload: Upload | None = None
        self.refused: Refused | None = None

    def write(self, data: bytes) -> int:
        """
        Seal more of the file; without an upload the bytes are dropped.
        """
        self._ensure()
        if self._upload is not None:
            self._upload.write(data)
        return len(data)

    def _ensure(self) -> None:
        if self._upload is None and self.refused is None:
            begun = self._begin()
            if isinstance(begun, Refused):
                self.refused = begun
            else:
                self._upload = begun

    def finish(self, *, name: str, content_type: str) -> Attached | Refused:
        """
        Bring the file to disk and give what the form carries about it, or why it was not taken.
        """
        self._ensure()
        if self._upload is None:
            return self.refused or Refused.BUSY
        return self._upload.finish(name=name[-LONGEST_NAME:], content_type=content_type[:LONGEST_NAME])

    def abandon(self) -> None:
        """
        Remove what was written unless it was finished.
        """
        if self._upload is not None:
            self._upload.abandon()

    def seek(self, _position: int, _whence: int = 0) -> int:
        """
        Werkzeug rewinds every file part; there is nothing to rewind.
        """
        return 0

    def read(self, _size: int = -1) -> bytes:
        """
        Nothing can be read back.
        """
        return b""

    def close(self) -> None:
        """
        Werkzeug closes every file part at the end of the request.
        """
        self.abandon()


class Gate:
    """
    How many uploads are under way, and whether there is room for more.
    """

    def __init__(self, at_once: int) -> None:
        self._places = threading.BoundedSemaphore(at_once)

    def enter(self) -> bool:
        """
        Take a place if one is free.
        """
        return self._places.acquire(blocking=False)

    def leave(self) -> None:
        """
        Give a place back.
        """
        self._places.release()


class PortalRequest(Request):
    """
    A request whose files are sealed as they come in.
    """

    max_form_memory_size = MEMORY_LIMIT
    max_form_parts = 400

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002 - Werkzeug's signature
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> IO[bytes]:
        sink = Sink(begin_upload)
        g.setdefault("sinks", []).append(sink)
        return cast(IO[bytes], sink)


def begin_upload() -> Upload | Refused:
    """
    Begin an upload if the ticket, the number under way and the room allow it.
    """
    portal: Any = current_app.extensions["portal"]
    if g.get("ticket") != "good":
        return Refused.TICKET
    if not g.get("in_gate"):
        if not portal.gate.enter():
            return Refused.BUSY
        g.in_gate = True
    if portal.unclaimed_is_full():
        return Refused.FULL
    now: datetime = g.now
    return Upload(portal.reception, now=now)


def end_uploads() -> None:
    """
    After the request: remove what was not finished and give the place back.
    """
    for sink in g.pop("sinks", []):
        sink.abandon()
    if g.pop("in_gate", False):
        current_app.extensions["portal"].gate.leave()
