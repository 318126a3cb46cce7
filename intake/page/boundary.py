"""
Taking a form apart at its boundary.

Werkzeug makes two regular expressions of every boundary, and every request has a new one: half a millisecond.
What is found here is the same, by one search for the bytes and one expression that never changes.
"""

import re
from typing import NamedTuple, cast

from werkzeug.datastructures import Headers
from werkzeug.sansio.multipart import MultipartDecoder, State

_AFTER = re.compile(rb"--[^\S\n\r]*(?:\r\n|\n|\r)?|[^\S\n\r]*(?:\r\n|\n|\r)")
_PLAIN = re.compile(rb'\r\nContent-Disposition: form-data; name="([a-z_]+)"')
_NO_FILE = re.compile(
    rb'\r\nContent-Disposition: form-data; name="[a-z_]+"; filename=""'
    rb"\r\nContent-Type: application/octet-stream\r\n\r\n"
)
"""How a browser sends a file field in which nothing was chosen."""
LONGEST_HEAD = 2048
LONGEST_HEADS = 128 * 1024
"""All the heads of a form together; a file's is at most a kilobyte."""
MOST_PLAIN = 100
"""More fields than any form of texts has."""
MOST_FALSE = 100
"""So many times what is no boundary may look like one: a browser's is random, and stands in no text."""


class BoundaryMatch(NamedTuple):
    """What was found, with the names that Werkzeug asks a match by."""

    begins: int
    ends: int
    after: bytes

    def start(self) -> int:
        """Where the line end before the boundary begins, or the boundary itself."""
        return self.begins

    def end(self) -> int:
        """Where the next part begins."""
        return self.ends

    def group(self, _number: int) -> bytes:
        """What follows the boundary: two hyphens after the last part."""
        return self.after


class Boundary:
    """A boundary to search for: on a line of its own, the *first* also where nothing stands before it."""

    def __init__(self, boundary: bytes, *, first: bool) -> None:
        self._mark = b"--" + boundary
        self._first = first
        self._false = 0

    def search(self, data: bytes | bytearray, begin: int = 0) -> BoundaryMatch | None:
        """Find the first one from *begin* on that is whole. Raises ValueError: too much looks like one."""
        at = data.find(self._mark, begin)
        while at >= 0:
            after = _AFTER.match(data, at + len(self._mark))
            before = len(_line_end(data[max(begin, at - 2) : at]))
            if after and (before or self._first):
                return BoundaryMatch(at - before, after.end(), after.group())
            self._false += 1
            if self._false > MOST_FALSE:
                raise ValueError("a boundary that cannot be a browser's")
            at = data.find(self._mark, at + 1)
        return None


def _line_end(data: bytes | bytearray) -> bytes:
    return next((end for end in (b"\r\n", b"\n", b"\r") if data.endswith(end)), b"")


class Decoder(MultipartDecoder):
    """Werkzeug's decoder with our way of searching."""

    def __init__(self, boundary: bytes, largest: int | None, *, max_parts: int | None) -> None:
        super().__init__(
            b"", largest, max_parts=max_parts
        )  # Python keeps the two expressions of no boundary.
        self.boundary = boundary
        self._heads = 0
        self.preamble_re = cast("re.Pattern[bytes]", Boundary(boundary, first=True))
        self.boundary_re = cast("re.Pattern[bytes]", Boundary(boundary, first=False))

    def _parse_headers(self, data: bytes | bytearray) -> Headers:
        # No browser's is so long, and Werkzeug spends a millisecond on every ten thousand signs of a name.
        self._heads += len(data)
        if len(data) > LONGEST_HEAD or self._heads > LONGEST_HEADS:
            raise ValueError("the head of a part is too long")
        return super()._parse_headers(data)

    def unfinished(self, before: bytes) -> bytes | None:
        """
        Give a part that does not end, of which *before* was given already, without what may be the beginning
        of its boundary; None between parts.
        """
        if self.state not in (State.DATA_START, State.DATA):
            return None
        left = bytes(self.buffer)
        part = before + (left.removeprefix(b"\r\n") if self.state is State.DATA_START else left)
        end = b"\r\n--" + self.boundary
        ends = [mark[:size] for mark in (end + b"--\r", end + b"\r") for size in range(1, len(mark) + 1)]
        return part.removesuffix(max(filter(part.endswith, ends), key=len, default=b""))


def plain_fields(body: bytes, boundary: bytes) -> list[tuple[str, str]] | None:
    """
    Give the fields of a form of texts, written as browsers write it, where no file was chosen; None where
    anything is otherwise.
    """
    marks = body.count(b"--" + boundary)
    if not 1 <= marks <= MOST_PLAIN:
        return None
    begin, *parts, end = (b"\r\n" + body).split(b"\r\n--" + boundary)
    if begin or end not in (b"--", b"--\r\n") or marks != len(parts) + 1:
        return None
    fields = []
    for part in parts:
        if _NO_FILE.fullmatch(part):
            continue
        head, _, text = part.partition(b"\r\n\r\n")
        named = _PLAIN.fullmatch(head)
        if named is None or len(head) + 4 > len(part):
            return None
        fields.append((named[1].decode("ascii"), text.decode("utf-8", "replace")))
    return fields
