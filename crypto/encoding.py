"""How values become bytes, in one way only (SPEC 1.2 - 1.4)."""

from datetime import date

from crypto.errors import FormatError, TruncatedError

FIELD_LIMIT = 0xFFFF


def field(value: bytes) -> bytes:
    """
    Write one field: its length in two bytes, then itself.

    Raises:
        FormatError: *value* is longer than 65,535 bytes.
    """
    if len(value) > FIELD_LIMIT:
        raise FormatError("a field is too long")
    return len(value).to_bytes(2, "big") + value


def fields(*values: bytes) -> bytes:
    """Write several fields after each other."""
    return b"".join(field(value) for value in values)


def number(value: int, size: int) -> bytes:
    """
    Write a whole number, zero or more, in *size* bytes, the highest first.

    Raises:
        FormatError: it does not fit.
    """
    if not 0 <= value < 1 << (8 * size):
        raise FormatError("a number does not fit its place")
    return value.to_bytes(size, "big")


def day(value: date | None) -> bytes:
    """Write a date as ten ASCII characters, YYYY-MM-DD; nothing at all for None."""
    return b"" if value is None else value.isoformat().encode("ascii")


class Reader:
    """Takes values off the front of some bytes, and refuses what `field`, `number` and `day` do not write."""

    __slots__ = ("_at", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self, size: int) -> bytes:
        """
        Take exactly *size* bytes.

        Raises:
            TruncatedError: fewer are left.
        """
        taken = self._data[self._at : self._at + size]
        if len(taken) != size:
            raise TruncatedError("the end is missing")
        self._at += size
        return taken

    def number(self, size: int) -> int:
        """Take a whole number of *size* bytes."""
        return int.from_bytes(self.take(size), "big")

    def field(self) -> bytes:
        """Take one field."""
        return self.take(self.number(2))

    def day(self) -> date | None:
        """
        Take a field that holds a date or nothing.

        Raises:
            FormatError: something else stands there.
        """
        raw = self.field()
        if not raw:
            return None
        try:
            value = date.fromisoformat(raw.decode("ascii"))
        except ValueError:
            raise FormatError("not a date") from None
        if day(value) != raw:  # Python reads YYYYMMDD too; there is one way only.
            raise FormatError("not a date")
        return value

    def rest(self) -> bytes:
        """Take everything that is left, perhaps nothing."""
        return self.take(len(self._data) - self._at)

    def end(self) -> None:
        """
        Insist that nothing is left.

        Raises:
            FormatError: something is.
        """
        if self._at != len(self._data):
            raise FormatError("something stands after the end")
