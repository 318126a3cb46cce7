"""
Files on their way in: sealed while the form is read, never whole in memory, never plain on disk.

Werkzeug hands each file part to the stream that `_get_file_stream` gives; ours seals. Nothing is begun before
the first byte, so an empty file field leaves no trace.
"""

import threading
from collections.abc import Callable
from datetime import datetime
from enum import StrEnum
from typing import IO, Any, cast

from flask import Request, current_app, g, request
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser

from intake.services.attach import Attached, Upload

FORM_LIMIT = 8 * 1024 * 1024
FIELD_LIMIT = 4 * 1024 * 1024
URLENCODED_LIMIT = 2 * 1024 * 1024
LONGEST_NAME = 255
FORM_TYPES = ("multipart/form-data", "application/x-www-form-urlencoded")
MOST_FILES = 50
"""So many files fit one draft; and one request, or its parts could hold every file handle there is."""


class Refused(StrEnum):
    """
    Why a file was not taken although the form was.
    """

    TICKET = "ticket"
    BUSY = "busy"
    FULL = "full"
    MANY = "many"


class Sink:
    """
    What Werkzeug writes a file part into: writable, and `seek(0)` does nothing.
    """

    def __init__(self, begin: Callable[[], Upload | Refused]) -> None:
        self._begin = begin
        self._upload: Upload | None = None
        self.refused: Refused | None = None
        self.octets = 0

    def write(self, data: bytes) -> int:
        """
        Seal more of the file; without an upload the bytes are dropped.
        """
        self.octets += len(data)
        if data:  # Werkzeug writes nothing for a field in which no file was chosen.
            self._ensure()
            self._put(data)
        return len(data)

    def _ensure(self) -> None:
        if self._upload is None and self.refused is None:
            begun = self._begin()
            if isinstance(begun, Refused):
                self.refused = begun
            else:
                self._upload = begun

    def _put(self, data: bytes) -> None:
        if self._upload is None:
            return
        try:
            self._upload.write(data)
        except OSError:  # The disk is full; the form's text must not be lost for that.
            self.abandon()
            self._upload, self.refused = None, Refused.FULL

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
    How many uploads are under way, and how many bytes they may bring.
    """

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._lock = threading.Lock()
        self._inside = 0
        self.octets = 0

    def enter(self, octets: int) -> bool:
        """
        Take a place for a request of so many bytes if one is free.
        """
        with self._lock:
            if self._inside >= self._at_once:
                return False
            self._inside += 1
            self.octets += octets
            return True

    def leave(self, octets: int) -> None:
        """
        Give a place back.
        """
        with self._lock:
            self._inside -= 1
            self.octets -= octets


class _Counted:
    """
    A body on its way to the parser: what is no file must be small, or one request could fill the memory.
    """

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._seen = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._seen += len(data)
        if self._seen - sum(sink.octets for sink in g.get("sinks", ())) > FORM_LIMIT:
            raise RequestEntityTooLarge
        return data


class _Whole(FormDataParser):
    """
    Refuses a body that is damaged or no form, which Werkzeug would read as an empty one.
    """

    def parse(self, stream: IO[bytes], mimetype: str, *rest: Any, **options: Any) -> Any:
        if mimetype not in FORM_TYPES:
            raise BadRequest
        self.silent = False
        try:
            return super().parse(stream, mimetype, *rest, **options)
        except ValueError:
            raise BadRequest from None


class PortalRequest(Request):
    """
    A request whose files are sealed as they come in.
    """

    max_form_memory_size = FIELD_LIMIT
    max_form_parts = 400
    form_data_parser_class = _Whole

    def _get_stream_for_parsing(self) -> IO[bytes]:
        return cast("IO[bytes]", _Counted(super()._get_stream_for_parsing()))

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002 - Werkzeug's signature
        content_type: str | None,  # noqa: ARG002
        filename: str | None = None,  # noqa: ARG002
        content_length: int | None = None,  # noqa: ARG002
    ) -> IO[bytes]:
        sink = Sink(begin_upload)
        g.setdefault("sinks", []).append(sink)
        return cast("IO[bytes]", sink)


def begin_upload() -> Upload | Refused:
    """
    Begin an upload if the ticket, the number under way and the room allow it.
    """
    portal: Any = current_app.extensions["portal"]
    if g.get("ticket") != "good":
        return Refused.TICKET
    if g.get("begun", 0) >= MOST_FILES:
        return Refused.MANY
    if "in_gate" not in g:
        octets = request.content_length or 0
        if not portal.gate.enter(octets):
            return Refused.BUSY
        g.in_gate = octets
    if portal.is_full():
        return Refused.FULL
    g.begun = g.get("begun", 0) + 1
    now: datetime = g.now
    return Upload(portal.reception, now=now)


def end_uploads() -> None:
    """
    After the request: remove what was not finished and give the place back.
    """
    octets = g.pop("in_gate", None)
    try:
        for sink in g.pop("sinks", []):
            sink.abandon()
    finally:
        # Whatever went wrong above: a place that is never given back is lost until the next start.
        if octets is not None:
            portal: Any = current_app.extensions["portal"]
            portal.gate.leave(octets)
            portal.count_again()
