"""
The rows of a sheet as earlier inquiries: each gives what is registered of it, or why it cannot be.

What is wrong is said by row and column and never by what stands there: it may be anything about anybody.
"""

import hashlib
import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from textwrap import shorten
from typing import Any

from intake.domain.languages import DEFAULT, words_in
from intake.domain.page_text import normalised
from triage.cases.civil_numbers import holds_number
from triage.cases.decisions.complaints import REJECTED
from triage.cases.importing.lists import Lists, SeveralError
from triage.cases.importing.mapping import CODED, MANY, Field, SheetMapping, Unclosed, spelt
from triage.cases.importing.registrations import Registration, RowError, RowFault
from triage.cases.importing.sheet import Pieces, SheetError, SheetFault, SheetRow, read_rows
from triage.cases.importing.written_days import ShortYearError, written_day

LONGEST, LONGEST_LINE = 100_000, 300
MOST_WORDS = 60
"""So many different words of a column may be unknown before it is taken for another than it is."""
_TEXTS = (Field.LINE, Field.NOTE, Field.NAME, Field.PHONE, Field.EMAIL, Field.ADDRESS, Field.NUMBER)
_BETWEEN = re.compile(r"\s*[;|\n]\s*|\s*,\s+")
_FORMULA = re.compile(r"'(?=[\W_])")
"""What our own lists put before a cell that a spreadsheet would reckon with."""


class _WrongError(Exception):
    def __init__(self, fault: RowFault) -> None:
        super().__init__(fault)
        self.fault = fault


@dataclass(slots=True)
class SheetReader:
    """
    Reads the registrations of a sheet. *unknown* are the words that its coded columns use and no list knows,
    as far as they are few; `heads` is what stands above the columns, once reading has begun.
    """

    mapping: SheetMapping
    lists: Lists
    today: date
    heads: tuple[str, ...] = ()
    unknown: dict[Field, dict[str, str]] = field(default_factory=dict, repr=False)
    _places: dict[Field, int] = field(default_factory=dict)
    _met: Counter[bytes] = field(default_factory=Counter, repr=False)

    def read(self, pieces: Pieces) -> Iterator[Registration | tuple[RowError, ...]]:
        """
        Give, for each row, what is registered of it or what is wrong in it.

        Raises:
            SheetError: it is no sheet.
            MappingError: its columns are not those of the mapping.
        """
        rows = read_rows(pieces, self.mapping.form)
        first = next(rows, None)
        if first is None:
            raise SheetError(SheetFault.EMPTY)
        self.heads = first.cells
        self._places = self.mapping.places(self.heads)
        self.mapping.require_codes(self.lists.codes)
        for row in rows:
            yield self._row(row)

    def _row(self, row: SheetRow) -> Registration | tuple[RowError, ...]:
        if any(map(str.strip, row.cells[len(self.heads) :])):
            return (RowError(row.number, "", RowFault.CELLS),)
        cells = {each: self._cell(row, place) for each, place in self._places.items()}
        errors: list[RowError] = []

        def tried(name: Field, found: object) -> object:
            try:
                return found() if callable(found) else found
            except _WrongError as wrong:
                head = self.heads[self._places[name]].strip() if name in self._places else ""
                errors.append(RowError(row.number, head, wrong.fault))
                return None

        received = tried(Field.RECEIVED, lambda: self._received(cells[Field.RECEIVED]))
        on = received if isinstance(received, date) else self.today
        texts = {each: tried(each, lambda each=each: _text(cells.get(each, ""))) for each in _TEXTS}
        codes = {each: tried(each, lambda each=each: self._codes(each, cells, on)) for each in CODED}
        closed = tried(Field.CLOSED, lambda: self._closed(cells, codes[Field.STATUS], on))
        tried(Field.TYPE, lambda: _require_reason(codes))
        identity = tried(Field.NUMBER, lambda: self._identity(row, texts[Field.NUMBER], on))
        if errors:
            return tuple(errors)
        return self._registration(row, identity, on, closed, texts, codes)

    def _registration(
        self,
        row: SheetRow,
        identity: Any,
        on: date,
        closed: Any,
        texts: dict[Field, Any],
        codes: dict[Field, Any],
    ) -> Registration:
        single = {each: found[0] for each, found in codes.items() if found and each not in MANY}
        if Field.REASON in single:
            single[Field.TYPE] = REJECTED
        single.pop(Field.STATUS, None)
        line, note = texts.pop(Field.LINE), texts[Field.NOTE]
        if len(line) > LONGEST_LINE:
            texts[Field.NOTE] = "\n\n".join(filter(None, (line, note)))
        themes, handlings = codes[Field.THEME], codes[Field.HANDLING]
        return Registration(
            row=row.number,
            identity=identity,
            received_on=on,
            closed_on=closed,
            line=shorten(line, LONGEST_LINE, placeholder=" …") or self._called(single, themes),
            codes=single,
            themes=themes,
            handlings=handlings,
            texts={each: text for each, text in texts.items() if text},
        )

    def _called(self, single: dict[Field, str], themes: Sequence[str]) -> str:
        """Give a line for what has none: its main theme, else what kind of matter it is."""
        lists = self.lists.taxonomy
        term = lists.themes[themes[0]] if themes else lists.inquiry_types[single[Field.TYPE]]
        return words_in(term.label, DEFAULT)

    def _cell(self, row: SheetRow, place: int) -> str:
        cell = row.cells[place].strip() if place < len(row.cells) else ""
        return _FORMULA.sub("", cell, count=1) if _FORMULA.match(cell) else cell

    def _received(self, cell: str) -> date:
        if not cell:
            raise _WrongError(RowFault.MISSING)
        return self._day(cell)

    def _day(self, cell: str) -> date:
        try:
            found = written_day(cell, month_first=self.mapping.month_first)
        except ShortYearError:
            raise _WrongError(RowFault.SHORT_YEAR) from None
        except ValueError:
            raise _WrongError(RowFault.NO_DAY) from None
        if found > self.today:
            raise _WrongError(RowFault.TO_COME)
        return found

    def _closed(self, cells: dict[Field, str], status: Any, received: date) -> date | None:
        if cell := cells.get(Field.CLOSED, ""):
            day = self._day(cell)
            if day < received:
                raise _WrongError(RowFault.CLOSED_FIRST)
            return day
        said = status[0] if status else self.mapping.unclosed
        if said is None:
            raise _WrongError(RowFault.MISSING)
        return received if said == Unclosed.CLOSED else None

    def _codes(self, name: Field, cells: dict[Field, str], on: date) -> tuple[str, ...]:
        cell, always = cells.get(name, ""), self.mapping.always.get(name)
        if not cell:
            return () if always is None else (always,)
        whole = self._code(name, cell, on)
        if whole is not None or name not in MANY:
            return self._known(name, [(cell, whole)])
        parts = [each for each in _BETWEEN.split(cell) if each]
        return self._known(name, [(each, self._code(name, each, on)) for each in parts])

    def _code(self, name: Field, word: str, on: date) -> str | None:
        """Give the code that a word means, empty where it is to be left out, None where nobody knows it."""
        said = self.mapping.values.get(name, {}).get(spelt(word))
        if said is not None:
            return said if not said or said in self.lists.codes[name] else None
        try:
            return self.lists.meant(name, word, on)
        except SeveralError:
            self._note(name, word)
            raise _WrongError(RowFault.SEVERAL) from None

    def _known(self, name: Field, found: Sequence[tuple[str, str | None]]) -> tuple[str, ...]:
        wrong = [word for word, code in found if code is None]
        for each in wrong:
            self._note(name, each)
        if wrong:
            raise _WrongError(RowFault.UNKNOWN)
        codes = tuple(dict.fromkeys(code for _word, code in found if code))
        always = self.mapping.always.get(name)
        return codes or (() if always is None else (always,))

    def _note(self, name: Field, word: str) -> None:
        known = self.unknown.setdefault(name, {})
        if len(known) <= MOST_WORDS and not holds_number(word):
            known.setdefault(spelt(word), word)

    def _identity(self, row: SheetRow, number: Any, on: date) -> bytes:
        if number:
            told = ["number", number, on.isoformat()]
        else:
            told = ["row", *(each.strip() for each in row.cells)]
            while not told[-1]:
                told.pop()
        identity = json.dumps(told, ensure_ascii=False).encode()
        short = hashlib.sha256(identity).digest()
        self._met[short] += 1
        if number and self._met[short] > 1:
            raise _WrongError(RowFault.SAME_NUMBER)
        # Two calls may be told in the same words.
        return b"%s %d" % (identity, self._met[short])


def _text(cell: str) -> str:
    if len(cell) > LONGEST:
        raise _WrongError(RowFault.LONG)
    if holds_number(cell):
        raise _WrongError(RowFault.CIVIL_NUMBER)
    return normalised(cell)


def _require_reason(codes: dict[Field, Any]) -> None:
    if codes[Field.TYPE] == (REJECTED,) and codes[Field.REASON] == ():
        raise _WrongError(RowFault.NO_REASON)
    if not codes[Field.TYPE] and codes[Field.TYPE] is not None:
        raise _WrongError(RowFault.MISSING)
