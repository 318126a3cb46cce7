"""
Files on their way in: sealed while the form is read, never whole in memory, never plain on disk.

Werkzeug writes each file part into a `Sink` (`intake.web.body`), which seals. Nothing is begun before the
first byte, so an empty file field leaves no trace.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask import current_app, g, request

from intake.page.door import BUSY
from intake.services.attach import Attached, Upload
from intake.store.engine import UNAVAILABLE

NO_ROOM = (OSError, *UNAVAILABLE)
"""What a full disk, or a database that stores nothing, is met with."""
LONGEST_NAME = 255
MOST_FILES = 50
"""So many files fit one draft; and one request, or its parts could hold every file handle there is."""


class Refused(StrEnum):
    """Why a file was not taken although the form was."""

    TICKET = "ticket"
    BUSY = "busy"
    FULL = "full"
    MANY = "many"
    LARGE = "large"


class Sink:
    """What Werkzeug writes a file part into: writable, and `seek(0)` does nothing."""

    def __init__(self, begin: Callable[[], Upload | Refused]) -> None:
        self._begin = begin
        self._upload: Upload | None = None
        self.refused: Refused | None = None
        self.octets = 0

    def write(self, data: bytes) -> int:
        """Seal more of the file; without an upload the bytes are dropped."""
        self.octets += len(data)
        if data:  # Werkzeug writes nothing for a field in which no file was chosen.
            self._ensure()
            self._put(data)
        return len(data)

    def _ensure(self) -> None:
        if self._upload is None and self.refused is None:
            try:
                begun = self._begin()
            except NO_ROOM:
                begun = Refused.FULL
            if isinstance(begun, Refused):
                self.refused = begun
            else:
                self._upload = begun

    def _put(self, data: bytes) -> None:
        if self._upload is None:
            return
        try:
            self._upload.write(data)
        except NO_ROOM:  # The form's text must not be lost for that.
            self.abandon()
            self._upload, self.refused = None, Refused.FULL

    def finish(self, *, name: str, content_type: str) -> Attached | Refused:
        """Bring the file to disk and give what the form carries about it, or why it was not taken."""
        self._ensure()
        if self._upload is None:
            return self.refused or Refused.BUSY
        try:
            return self._upload.finish(name=name[-LONGEST_NAME:], content_type=content_type[:LONGEST_NAME])
        except NO_ROOM:
            return Refused.FULL

    def abandon(self) -> None:
        """Remove what was written unless it was finished."""
        if self._upload is not None:
            with suppress(*NO_ROOM):  # What cannot be removed now is reaped later.
                self._upload.abandon()

    def seek(self, _position: int, _whence: int = 0) -> int:
        """Werkzeug rewinds every file part; there is nothing to rewind."""
        return 0

    def read(self, _size: int = -1) -> bytes:
        """Nothing can be read back."""
        return b""

    def close(self) -> None:
        """Werkzeug closes every file part at the end of the request."""
        self.abandon()


class Gate:
    """How many bytes the uploads under way may bring."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.octets = 0

    def enter(self, octets: int) -> None:
        """Count a request of so many bytes."""
        with self._lock:
            self.octets += octets

    def leave(self, octets: int) -> None:
        """Count it no more."""
        with self._lock:
            self.octets -= octets


def begin_upload() -> Upload | Refused:
    """Begin an upload if the ticket, the place (`intake.page.door`) and the room allow it."""
    portal: Any = current_app.extensions["portal"]
    if g.get("ticket") != "good":
        return Refused.TICKET
    if g.get("begun", 0) >= MOST_FILES:
        return Refused.MANY
    if request.environ.get(BUSY):
        return Refused.BUSY
    if "in_gate" not in g:
        g.in_gate = 0 if "too_large" in g else request.content_length or 0
        portal.gate.enter(g.in_gate)
    if "too_large" in g:
        return Refused.LARGE
    if portal.is_full():
        return Refused.FULL
    g.begun = g.get("begun", 0) + 1
    now: datetime = g.now
    return Upload(portal.reception, now=now)


def end_uploads() -> None:
    """After the request: remove what was not finished and count its bytes no more."""
    octets = g.pop("in_gate", None)
    try:
        for sink in g.pop("sinks", []):
            sink.abandon()
    finally:
        # Whatever went wrong above: what is counted for ever is room lost until the next start.
        if octets is not None:
            portal: Any = current_app.extensions["portal"]
            portal.gate.leave(octets)
            portal.count_again()
