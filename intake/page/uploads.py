"""
Files on their way in: sealed while the form is read, never whole in memory, never plain on disk.

Werkzeug writes each file part into a `Sink`, which seals. Nothing is begun before the first byte, so an empty
file field leaves no trace. Whether a file may come at all is the app's to say (`Taker`).
"""

from abc import ABC, abstractmethod
from contextlib import ExitStack, suppress
from enum import StrEnum
from typing import IO, cast

from flask import Request, g, request
from werkzeug.exceptions import RequestEntityTooLarge

from intake.domain.closed import ClosedError
from intake.page.body import PageRequest
from intake.page.door import BUSY
from intake.services.attach import Attached, Upload
from intake.store.engine import UNAVAILABLE

NO_ROOM = (OSError, *UNAVAILABLE)
"""What a full disk, or a database that stores nothing, is met with."""
LONGEST_NAME = 255
MOST_FILES = 50
"""So many files fit one draft; and one request, or its parts could hold every file handle there is."""
MIB = 1024 * 1024
READ_ANYWAY = 4
"""
How many times the limit a form with files is still read to its end, so that the browser shows the answer; of
a larger one what stands before the first file.
"""


class Refused(StrEnum):
    """Why a file was not taken although the form was."""

    TICKET = "ticket"
    BUSY = "busy"
    FULL = "full"
    MANY = "many"
    LARGE = "large"


class Taker(ABC):
    """What an app says of the files that come to it, and what holds in both."""

    def begin(self) -> Upload | Refused:
        """Begin an upload if its form may bring one, and the place (`door`) and the room allow it."""
        if not self.may_come():
            return Refused.TICKET
        if g.get("begun", 0) >= MOST_FILES:
            return Refused.MANY
        if request.environ.get(BUSY):
            return Refused.BUSY
        if "too_large" in g:
            return Refused.LARGE
        if not self.has_room():
            return Refused.FULL
        g.begun = g.get("begun", 0) + 1
        return self.upload()

    @abstractmethod
    def may_come(self) -> bool:
        """Say whether the form of this request may bring files."""

    @abstractmethod
    def upload(self) -> Upload:
        """Begin an upload of this request."""

    @abstractmethod
    def has_room(self) -> bool:
        """Say whether there is room for more of it."""

    @abstractmethod
    def come(self, octets: int) -> None:
        """Count bytes that come in; a negative number where they are no longer on their way."""

    def attached(self, blob: bytes) -> None:  # noqa: B027 - an app may have nothing to note
        """Note that a file is whole."""


class Sink:
    """What Werkzeug writes a file part into: writable, and `seek(0)` does nothing."""

    def __init__(self, taker: Taker) -> None:
        self._taker = taker
        self._upload: Upload | None = None
        self.refused: Refused | None = None
        self.octets = 0
        self.counted = 0

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
                begun = self._taker.begin()
            except NO_ROOM:
                begun = Refused.FULL
            if isinstance(begun, Refused):
                self.refused = begun
            else:
                self._upload = begun

    def _put(self, data: bytes) -> None:
        if self._upload is None:
            return
        self._taker.come(len(data))
        self.counted += len(data)
        try:
            self._upload.write(data)
            is_full = not self._taker.has_room()
        except NO_ROOM:
            is_full = True
        if is_full:  # The form's text must not be lost for that.
            self.abandon()
            self._upload, self.refused = None, Refused.FULL

    def finish(self, *, name: str, content_type: str) -> Attached | Refused:
        """Bring the file to disk and give what the form carries about it, or why it was not taken."""
        self._ensure()
        if self._upload is None:
            return self.refused or Refused.BUSY
        try:
            done = self._upload.finish(name=name[-LONGEST_NAME:], content_type=content_type[:LONGEST_NAME])
        except NO_ROOM:
            return Refused.FULL
        self._taker.come(-self.counted)
        self._taker.attached(done.blob)
        self.counted = 0
        return done

    def abandon(self) -> None:
        """Remove what was written unless it was finished."""
        if self._upload is not None:
            with suppress(ClosedError, *NO_ROOM):  # What cannot be removed now is reaped later.
                self._upload.abandon()

    def end(self) -> None:
        """At the end of the request: remove what was not finished, and count its bytes no more."""
        with ExitStack() as each_in_any_case:
            each_in_any_case.callback(self._taker.come, -self.counted)
            each_in_any_case.callback(self.abandon)

    def seek(self, _position: int, _whence: int = 0) -> int:
        """Werkzeug rewinds every file part; there is nothing to rewind."""
        return 0

    def read(self, _size: int = -1) -> bytes:
        """Nothing can be read back."""
        return b""

    def close(self) -> None:
        """Werkzeug closes every file part at the end of the request."""
        self.abandon()


class _Counted:
    """
    A body on its way to the parser: what is no file must be small, or one request could fill the memory.
    """

    def __init__(self, stream: IO[bytes], most: int) -> None:
        self._stream = stream
        self._most = most
        self._seen = 0

    def read(self, size: int = -1) -> bytes:
        data = self._stream.read(size)
        self._seen += len(data)
        if self._seen - sum(sink.octets for sink in g.get("sinks", ())) > self._most:
            raise RequestEntityTooLarge
        return data


class UploadRequest(PageRequest):
    """A request whose files are sealed as they come in; what is no file has *form_limit* bytes at most."""

    form_limit = 0
    taker: Taker

    def _get_stream_for_parsing(self) -> IO[bytes]:
        return cast("IO[bytes]", _Counted(super()._get_stream_for_parsing(), self.form_limit))

    def _get_file_stream(
        self,
        total_content_length: int | None,  # noqa: ARG002 - Werkzeug's signature
        content_type: str | None,  # noqa: ARG002 - Werkzeug's signature
        filename: str | None = None,  # noqa: ARG002 - Werkzeug's signature
        content_length: int | None = None,  # noqa: ARG002 - Werkzeug's signature
    ) -> IO[bytes]:
        sink = Sink(self.taker)
        g.setdefault("sinks", []).append(sink)
        return cast("IO[bytes]", sink)


def limit_body(request: Request, limit: int) -> None:
    """
    Let a form with files be read that is larger than it may be, so that its text is not lost: closing the
    connection would show the browser's own error. The fields are read and the files' bytes dropped.
    """
    length = request.content_length or 0
    if length > limit:
        g.too_large = True
        if length > READ_ANYWAY * limit:
            g.fields_alone = True
    # One more than there is: a server that ends the stream itself is answered 413 when the limit is reached.
    request.max_content_length = max(limit, length) + 1


def end_uploads() -> None:
    """After the request: remove what was not finished, and count its bytes no more."""
    with ExitStack() as each_in_any_case:
        for sink in g.pop("sinks", []):
            each_in_any_case.callback(sink.end)
