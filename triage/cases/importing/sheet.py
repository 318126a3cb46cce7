"""
A sheet as a spreadsheet program writes it: rows of cells, read piece by piece.

How it is written is found out: UTF-8 with or without its mark, else Windows-1252; semicolon, comma or tab, by
the first line. A row is one row of the sheet, as the program counts them, however many lines a cell has.
"""

import codecs
import csv
import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import chain

from intake.domain.translatable import N_, Worded

MOST_BYTES = 32 * 1024 * 1024
MOST_ROWS = 20_000
MOST_COLUMNS = 200
LONGEST_LINE = 1_000_000
MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"

Pieces = Callable[[], Iterator[bytes]]
"""Gives the bytes of a file from its beginning, whenever it is called."""


class Encoding(StrEnum):
    """How the letters of a sheet are written."""

    UTF_8 = "utf-8"
    WINDOWS = "windows-1252"


class Delimiter(StrEnum):
    """What stands between two cells."""

    SEMICOLON = ";"
    COMMA = ","
    TAB = "\t"


class SheetFault(Worded):
    """Why a sheet cannot be read."""

    EMPTY = "empty", N_("The file is empty.")
    LARGE = "large", N_("The file is too large: at most 32 MB. Divide it, for instance by years.")
    MANY = "many", N_("The file has too many rows: at most 20,000. Divide it, for instance by years.")
    WIDE = "wide", N_("The file has too many columns: at most 200.")
    NO_TEXT = "no_text", N_("The file is no CSV file in UTF-8 or Windows-1252. Save the sheet as CSV.")
    DAMAGED = "damaged", N_("Row %(row)s cannot be read: a quotation mark is missing, or it is too long.")


class SheetError(Exception):
    """A sheet cannot be read: *fault* says why, *row* where that is known."""

    def __init__(self, fault: SheetFault, row: int = 0) -> None:
        super().__init__(fault)
        self.fault, self.row = fault, row


@dataclass(frozen=True, slots=True)
class SheetFormat:
    """How a sheet is written; None is found out."""

    encoding: Encoding | None = None
    delimiter: Delimiter | None = None


@dataclass(frozen=True, slots=True)
class SheetRow:
    """One row; the first of a sheet is 1."""

    number: int
    cells: tuple[str, ...]


def read_rows(pieces: Pieces, form: SheetFormat = SheetFormat()) -> Iterator[SheetRow]:
    """
    Give the rows of a sheet, the heads first, without those that are empty.

    Raises:
        SheetError: while they are read: it is no sheet, or larger than one may be.
    """
    encoding = form.encoding or encoding_of(pieces)
    lines = _lines(_Pieces(pieces()), encoding)
    first = next(lines, "")
    delimiter = form.delimiter or delimiter_of(first)
    if not first.strip():
        raise SheetError(SheetFault.EMPTY)
    # Excel may say in a line of its own what stands between cells, and counts it as no row.
    rest = lines if first.casefold().startswith("sep=") else chain([first], lines)
    reader, number = csv.reader(rest, delimiter=delimiter, strict=True), 0
    while True:
        number += 1
        try:
            cells = next(reader, None)
        except csv.Error:
            raise SheetError(SheetFault.DAMAGED, number) from None
        if cells is None:
            return
        if len(cells) > MOST_COLUMNS:
            raise SheetError(SheetFault.WIDE)
        if number > MOST_ROWS + 1:
            raise SheetError(SheetFault.MANY)
        if any(map(str.strip, cells)):
            yield SheetRow(number, tuple(cells))


def encoding_of(pieces: Pieces) -> Encoding:
    """
    Find out how the letters of a sheet are written.

    Raises:
        SheetError: it is too large.
    """
    decoder, size = codecs.getincrementaldecoder("utf-8")(), 0
    found = Encoding.UTF_8
    for piece in pieces():
        size += len(piece)
        if size > MOST_BYTES:
            raise SheetError(SheetFault.LARGE)
        try:
            decoder.decode(piece)
        except UnicodeDecodeError:
            found = Encoding.WINDOWS
            decoder.reset()
    try:
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        return Encoding.WINDOWS
    return found


def delimiter_of(first: str) -> Delimiter:
    """Find out what stands between the cells of a sheet, by its first line."""
    said = first.strip().casefold().removeprefix("sep=")
    if said in list(Delimiter):
        return Delimiter(said)
    outside = "".join(first.split('"')[::2])
    return max(Delimiter, key=outside.count)


class _Pieces(io.RawIOBase):
    """Pieces of a file as a file that is read from its beginning to its end."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        super().__init__()
        self._pieces, self._left, self._size = pieces, b"", 0

    def readable(self) -> bool:
        return True

    def readinto(self, into: memoryview) -> int:  # type: ignore[override]  # a buffer of bytes is what it is given
        while not self._left:
            piece = next(self._pieces, None)
            if piece is None:
                return 0
            self._size += len(piece)
            if self._size > MOST_BYTES:
                raise SheetError(SheetFault.LARGE)
            self._left = piece
        taken, self._left = self._left[: len(into)], self._left[len(into) :]
        into[: len(taken)] = taken
        return len(taken)


def _lines(file: io.RawIOBase, encoding: Encoding) -> Iterator[str]:
    text = io.TextIOWrapper(io.BufferedReader(file), encoding=encoding, newline="")
    is_first = True
    try:
        while line := text.readline(LONGEST_LINE + 1):
            if len(line) > LONGEST_LINE or "\0" in line:
                raise SheetError(SheetFault.NO_TEXT)
            yield line.removeprefix(MARK) if is_first else line
            is_first = False
    except UnicodeDecodeError:
        raise SheetError(SheetFault.NO_TEXT) from None
