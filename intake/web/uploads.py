"""
Files on their way in: sealed while the form is read, never whole in memory, never plain on disk.

Werkzeug writes each file part into a `Sink` (`intake.web.body`), which seals. Nothing is begun before the
first byte, so an empty file field leaves no trace.
"""

from collections.abc import Callable
from contextlib import ExitStack, suppress
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from flask import current_app, g, request

from crypto.errors import ReceiptCodeError
from crypto.mailbox import Mailbox
from crypto.receipt import parse_receipt_code
from intake.clock import local_date
from intake.domain.closed import ClosedError
from intake.page.door import BUSY
from intake.services.attach import Attached, Upload
from intake.services.correspond import is_mailbox
from intake.store.engine import UNAVAILABLE
from intake.web.room import NEWCOMERS

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
        portal: Any = current_app.extensions["portal"]
        portal.room.come(len(data))
        self.counted += len(data)
        try:
            self._upload.write(data)
            is_full = not _has_room(local_date(g.now))
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
        portal: Any = current_app.extensions["portal"]
        portal.room.come(-self.counted)
        portal.room.attached(done.blob)
        self.counted = 0
        return done

    def abandon(self) -> None:
        """Remove what was written unless it was finished."""
        if self._upload is not None:
            with suppress(ClosedError, *NO_ROOM):  # What cannot be removed now is reaped later.
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


def begin_upload() -> Upload | Refused:
    """Begin an upload if the ticket, the place (`intake.page.door`) and the room allow it."""
    portal: Any = current_app.extensions["portal"]
    if g.get("ticket") != "good":
        return Refused.TICKET
    if g.get("begun", 0) >= MOST_FILES:
        return Refused.MANY
    if request.environ.get(BUSY):
        return Refused.BUSY
    if "too_large" in g:
        return Refused.LARGE
    now: datetime = g.now
    if not _has_room(local_date(now)):
        return Refused.FULL
    g.begun = g.get("begun", 0) + 1
    return Upload(portal.reception, now=now)


def _has_room(today: date) -> bool:
    portal: Any = current_app.extensions["portal"]
    if "share" not in g and not portal.room.is_full(today=today, share=NEWCOMERS):
        return True
    if "share" not in g:
        g.share = 1.0 if _has_come_back() else NEWCOMERS
    return not portal.room.is_full(today=today, share=g.share)


def _has_come_back() -> bool:
    """Say whether the fields before the file hold a code that opens a mailbox."""
    typed = dict(g.get("fields_before", ())).get("code", "")
    portal: Any = current_app.extensions["portal"]
    try:
        return request.endpoint == "returning.message" and is_mailbox(
            portal.reception, Mailbox.from_code(parse_receipt_code(typed))
        )
    except ReceiptCodeError:
        return False


def end_uploads() -> None:
    """After the request: remove what was not finished, and count its bytes no more."""
    portal: Any = current_app.extensions["portal"]
    with ExitStack() as each_in_any_case:
        for sink in g.pop("sinks", []):
            each_in_any_case.callback(portal.room.come, -sink.counted)
            each_in_any_case.callback(sink.abandon)
