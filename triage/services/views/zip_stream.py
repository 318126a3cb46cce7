"""A zip file that is written while it is sent: nothing of it lies on a disk, and little of it in memory."""

import hashlib
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

_FIRST, _LAST = date(1980, 1, 1), date(2107, 12, 31)
"""The days that a zip file knows."""


@dataclass(slots=True)
class WrittenPart:
    """What was written of one part: its SHA-256 and its length in bytes, once all of it was."""

    sha256: str = ""
    size: int = 0


@dataclass(slots=True)
class _Pipe:
    """What the zip file is written to: it cannot go back, and is emptied after each piece."""

    pieces: list[bytes] = field(default_factory=list)

    def write(self, piece: bytes) -> int:
        """Take a piece."""
        self.pieces.append(bytes(piece))
        return len(piece)

    def flush(self) -> None:
        """Keep nothing back."""

    def drained(self) -> bytes:
        """Give what has come since the last time."""
        found = b"".join(self.pieces)
        self.pieces.clear()
        return found


class ZipStream:
    """
    Writes one part after the other; each method gives the bytes to send.

    Parts are deflated: a reader that begins at the front finds the end of no other kind. Their days have no
    time of day.
    """

    def __init__(self) -> None:
        self._pipe = _Pipe()
        self._file = zipfile.ZipFile(self._pipe, "w")  # type: ignore[call-overload]  # all it needs is write

    def part(self, name: str, on: date, pieces: Iterable[bytes], written: WrittenPart) -> Iterator[bytes]:
        """Write a part of this *name*, and note in *written* what it was."""
        day = min(max(on, _FIRST), _LAST)
        about = zipfile.ZipInfo(name, (day.year, day.month, day.day, 0, 0, 0))
        about.compress_type = zipfile.ZIP_DEFLATED
        seen = hashlib.sha256()
        with self._file.open(about, "w", force_zip64=True) as part:
            for piece in pieces:
                part.write(piece)
                seen.update(piece)
                written.size += len(piece)
                yield self._pipe.drained()
        written.sha256 = seen.hexdigest()
        yield self._pipe.drained()

    def end(self) -> Iterator[bytes]:
        """Write the list of parts that a zip file ends with."""
        self._file.close()
        yield self._pipe.drained()
