"""
Reading TOML strictly: a table is a dataclass, and every refusal says file and line.

`Table.read` takes a dataclass, whose annotations say what a key may hold:

    str, bool, date, an enumeration     that, written plainly
    Annotated[int, Least(1)]            a whole number of at least so much
    Annotated[str, Like(...)]           a text of that form
    Annotated[str, One("event")]        a name out of those that the caller knows under "event"
    Text                                words by language, { da = "...", en = "..." }
    Mapping[Trait, tuple[str, ...]]     a table in braces, each key and value read as that says
    Annotated[Holiday, One("day")]   what the caller knows by that name
    another dataclass                   a table in braces
    tuple[X, ...], frozenset[X]         a list, in which no text and no number stands twice

A key may be left out only where its field has a default. What several keys must be together is asked by the
dataclass's `check`, if it has one, which raises `Misfit`. An unknown key is refused: a misspelt one must
never be a silent default.
"""

import re
import tomllib
from collections.abc import Collection, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from datetime import date
from enum import StrEnum
from functools import cache
from pathlib import Path
from types import NoneType, UnionType
from typing import Annotated, Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from intake.domain.languages import LANGUAGES
from triage.rules.constraints import Least, Like, Misfit, One

_HEADER = re.compile(r"\s*\[\[\s*([A-Za-z0-9_-]+)\s*\]\]")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*[.=]")
_TOP = ""
_MANY = (tuple, frozenset)

R = TypeVar("R")
Names = Mapping[str, Any]
"""What a key may name, by the word that `One` says: the names, and what they stand for where that is read."""


class RulebookError(Exception):
    """The rule data cannot be trusted. The message begins with file and line."""


class Table:
    """One table of a file, with the line of each of its keys; `values` are what is written."""

    def __init__(self, values: Mapping[str, Any], file: str, line: int, key_lines: Mapping[str, int]) -> None:
        self.values, self.file, self.line, self._key_lines = values, file, line, key_lines

    def refuse(self, sentence: str, key: str | None = None) -> RulebookError:
        """The error to raise, with the line of the key where it is known, else of the table."""
        line = self._key_lines.get(key, self.line) if key else self.line
        return RulebookError(f"{self.file}:{line}: {sentence}")

    def read(self, kind: type[R], names: Names | None = None, /, *, over: R | None = None, **given: Any) -> R:
        """
        The table as a value.

        Args:
            names: what a key may name.
            over: what holds wherever the table says nothing.
            given: what the value has besides, and no key can say.

        Raises:
            RulebookError: with file and line.
        """
        asked = {key: of for key, of in _keys(kind).items() if key not in given}  # type: ignore[arg-type]  # a class
        for key in self.values:
            if key not in asked:
                raise self.refuse(f"unknown key '{key}'", key)
        for key, (hint, is_needed) in asked.items():
            if key in self.values:
                given[key] = self._value(hint, key, self.values[key], names or {})
            elif is_needed and over is None:
                raise self.refuse(f"'{key}' is missing")
        value: Any = kind(**given) if over is None else replace(over, **given)  # type: ignore[type-var]
        try:
            if check := getattr(value, "check", None):
                check()
        except Misfit as misfit:
            raise self.refuse(str(misfit), misfit.key) from None
        return cast("R", value)

    def _value(self, hint: Any, key: str, value: Any, names: Names) -> Any:
        origin, inner = get_origin(hint), get_args(hint)
        if origin in (Union, UnionType):
            return self._value(next(each for each in inner if each is not NoneType), key, value, names)
        if origin in _MANY:
            return origin(self._each(inner[0], key, value, names))
        if origin is Annotated:
            kind, *constraints = inner
            of = next((each.of for each in constraints if isinstance(each, One)), None)
            plain = self._value(str if of else kind, key, value, names)
            for constraint in constraints:
                self._constrain(constraint, key, plain, names)
            return names[of][plain] if of and kind is not str else plain
        if origin is not None:
            return self._words(key, value) if inner == (str, str) else self._pairs(inner, key, value, names)
        if is_dataclass(hint):
            read: Any = self._inner(key, value).read
            return read(hint, names)
        if issubclass(hint, StrEnum):
            if value not in list(hint):
                raise self.refuse(f"'{key}' is {value!r}; it must be one of {_listed(hint)}", key)
            return hint(value)
        if type(value) is not hint or (hint is str and (not value or value != value.strip())):
            raise self.refuse(f"'{key}' must be {_SAID[hint]}", key)
        return value

    def _each(self, hint: Any, key: str, value: Any, names: Names) -> list[Any]:
        if not isinstance(value, list):
            raise self.refuse(f"'{key}' must be a list", key)
        if (hint in (str, int) or get_origin(hint)) and any(value.count(each) > 1 for each in value):
            raise self.refuse(f"'{key}' says the same twice", key)
        return [self._value(hint, key, each, names) for each in value]

    def _constrain(self, by: Least | Like | One, key: str, value: Any, names: Names) -> None:
        match by:
            case Least() if not isinstance(value, int):
                if not value:
                    raise self.refuse(f"'{key}' is empty", key)
            case Least(number) if value < number:
                raise self.refuse(f"'{key}' must be a whole number of at least {number}", key)
            case Like(form, said) if not re.fullmatch(form, value):
                raise self.refuse(f"'{key}' is {value!r}; it is {said}", key)
            case One(of) if value not in names[of]:
                known = _listed(names[of])
                raise self.refuse(f"'{key}' is {value!r}, which nothing declares; known are {known}", key)

    def _inner(self, key: str, value: Any) -> "Table":
        if not isinstance(value, dict):
            raise self.refuse(f"'{key}' must be a table in braces", key)
        return Table(value, self.file, self._key_lines.get(key, self.line), {})

    def _pairs(self, inner: tuple[Any, ...], key: str, value: Any, names: Names) -> Mapping[Any, Any]:
        of_key, of_value = inner
        return {
            self._value(of_key, key, name, names): self._value(of_value, key, each, names)
            for name, each in self._inner(key, value).values.items()
        }

    def _words(self, key: str, value: Any) -> Mapping[str, str]:
        self._inner(key, value)
        if not value:
            raise self.refuse(f"'{key}' has no words in any language", key)
        for language, words in value.items():
            if language not in LANGUAGES:
                raise self.refuse(f"'{key}' is in {language!r}; known are {_listed(LANGUAGES)}", key)
            self._value(str, key, words, {})
        return dict(value)


class File:
    """A TOML file as lists of tables, with the line of every table and key."""

    def __init__(self, text: str, name: str) -> None:
        try:
            values = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise RulebookError(f"{name}:{_line_of(error)}: {error}") from error
        self.name = name
        self._lines = _line_map(text)
        top = self._lines[_TOP, 0][1]
        self._top = {key: value for key, value in values.items() if key in top}
        self._tables = {key: value for key, value in values.items() if key not in top}

    @classmethod
    def open(cls, path: Path) -> "File":
        """The file at a path, by its name alone: where it lies is nobody's business in a message."""
        try:
            return cls(path.read_text(encoding="utf-8"), path.name)
        except (OSError, UnicodeDecodeError):
            raise RulebookError(f"{path.name}:1: the file cannot be read") from None

    @property
    def is_empty(self) -> bool:
        """Whether nothing stands in it but comments."""
        return not (self._top or self._tables)

    @property
    def top(self) -> Table:
        """The keys before the first table."""
        return Table(self._top, self.name, 1, self._lines[_TOP, 0][1])

    def tables(self, kind: str) -> list[Table]:
        """Every `[[kind]]` in the order of the file; none where there is none."""
        written = self._tables.get(kind, [])
        if not isinstance(written, list):
            raise self.refuse(f"'{kind}' is written [[{kind}]]")
        return [Table(each, self.name, *self._lines[kind, place]) for place, each in enumerate(written)]

    def rows(
        self, kind: str, row: type[R], names: Names | None = None, /, **given: Any
    ) -> list[tuple[R, Table]]:
        """Every `[[kind]]` as a value, with the table that it came from. Raises RulebookError."""
        return [(table.read(row, names, **given), table) for table in self.tables(kind)]

    def refuse(self, sentence: str) -> RulebookError:
        """The error to raise where no line is to blame."""
        return RulebookError(f"{self.name}:1: {sentence}")

    def only(self, *kinds: str, needed: Collection[str] = (), top: type[Any] | None = None) -> None:
        """Refuse tables of another kind, a file without one of those needed, and keys before the first."""
        if top is None and self._top:
            key = next(iter(self._top))
            raise self.top.refuse(f"unknown key '{key}'", key)
        for kind in needed:
            if kind not in self._tables:
                raise self.refuse(f"there is no [[{kind}]]")
        for kind in self._tables:
            if kind not in (*kinds, *needed):
                line = self._lines.get((kind, 0), (1, {}))[0]
                raise RulebookError(f"{self.name}:{line}: unknown table '{kind}'")


def different(rows: list[tuple[R, Table]], key: str) -> dict[str, R]:
    """The rows by one of their keys. Raises RulebookError where it stands twice."""
    by_value: dict[str, R] = {}
    for row, table in rows:
        value = getattr(row, key)
        if value in by_value:
            raise table.refuse(f"'{value}' is written twice", key)
        by_value[value] = row
    return by_value


_SAID = {
    str: "a text that is not empty",
    int: "a whole number",
    bool: "true or false",
    date: "a date, written 2026-12-31 without quotes",
}


@cache
def _keys(kind: type[Any]) -> Mapping[str, tuple[Any, bool]]:
    # What a class says of itself: the same for every file of every organisation.
    hints = get_type_hints(kind, include_extras=True)
    return {
        each.name: (hints[each.name], each.default is MISSING and each.default_factory is MISSING)
        for each in fields(kind)
        if each.init
    }


def _listed(words: Collection[Any] | type[StrEnum]) -> str:
    return ", ".join(sorted(words))


def _line_of(error: tomllib.TOMLDecodeError) -> int:
    match = re.search(r"line (\d+)", str(error))
    return int(match.group(1)) if match else 1


def _line_map(text: str) -> dict[tuple[str, int], tuple[int, dict[str, int]]]:
    # tomllib gives no lines, so the text is read a second time: in our files headers and keys begin a line.
    current: tuple[str, int] = (_TOP, 0)
    lines: dict[tuple[str, int], tuple[int, dict[str, int]]] = {current: (1, {})}
    seen: dict[str, int] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if header := _HEADER.match(line):
            kind = header.group(1)
            current = (kind, seen.get(kind, 0))
            seen[kind] = current[1] + 1
            lines[current] = (number, {})
        elif key := _KEY.match(line):
            lines[current][1].setdefault(key.group(1), number)
    return lines
