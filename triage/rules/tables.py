"""Reading TOML strictly: every key is asked for by name, and every refusal says file and line."""

import re
import tomllib
from collections.abc import Collection
from datetime import date, datetime
from enum import StrEnum
from typing import Any, TypeVar

_HEADER = re.compile(r"\s*\[\[\s*([A-Za-z0-9_-]+)\s*\]\]")
_KEY = re.compile(r"\s*([A-Za-z0-9_-]+)\s*=")
_TOP = ""

E = TypeVar("E", bound=StrEnum)


class RulebookError(Exception):
    """The rule data cannot be trusted. The message begins with file and line."""


class Table:
    """One table of a file. Ask for each key, then call `done()`, which refuses the keys nobody asked for."""

    def __init__(self, values: dict[str, Any], file: str, line: int, key_lines: dict[str, int]) -> None:
        self._values, self.file, self.line, self._key_lines = values, file, line, key_lines
        self._asked: set[str] = set()

    def refuse(self, sentence: str, key: str | None = None) -> RulebookError:
        """The error to raise, with the line of the key where it is known, else of the table."""
        line = self._key_lines.get(key, self.line) if key else self.line
        return RulebookError(f"{self.file}:{line}: {sentence}")

    def has(self, key: str) -> bool:
        """Whether the key is written. Asking counts as knowing the key."""
        self._asked.add(key)
        return key in self._values

    def _raw(self, key: str) -> Any:
        if not self.has(key):
            raise self.refuse(f"'{key}' is missing")
        return self._values[key]

    def text(self, key: str) -> str:
        """A string that is not empty."""
        value = self._raw(key)
        if not isinstance(value, str) or not value.strip() or value != value.strip():
            raise self.refuse(f"'{key}' must be a text that is not empty", key)
        return value

    def whole(self, key: str, least: int) -> int:
        """A whole number of at least `least`. TOML's true and false are not numbers."""
        value = self._raw(key)
        if not isinstance(value, int) or isinstance(value, bool) or value < least:
            raise self.refuse(f"'{key}' must be a whole number of at least {least}", key)
        return value

    def wholes(self, key: str) -> tuple[int, ...]:
        """A list of whole numbers; may be empty."""
        value = self._raw(key)
        if not isinstance(value, list) or any(not isinstance(v, int) or isinstance(v, bool) for v in value):
            raise self.refuse(f"'{key}' must be a list of whole numbers", key)
        return tuple(value)

    def flag(self, key: str) -> bool:
        """true or false."""
        value = self._raw(key)
        if not isinstance(value, bool):
            raise self.refuse(f"'{key}' must be true or false", key)
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        """A list of different strings; may be empty."""
        value = self._raw(key)
        if not isinstance(value, list) or any(not isinstance(v, str) or not v.strip() for v in value):
            raise self.refuse(f"'{key}' must be a list of texts", key)
        if len(set(value)) != len(value):
            raise self.refuse(f"'{key}' says the same twice", key)
        return tuple(value)

    def day(self, key: str) -> date:
        """A date without a time."""
        value = self._raw(key)
        if not isinstance(value, date) or isinstance(value, datetime):
            raise self.refuse(f"'{key}' must be a date, written 2026-12-31 without quotes", key)
        return value

    def choice(self, key: str, words: type[E]) -> E:
        """One of the words of an enumeration."""
        value = self._raw(key)
        if not isinstance(value, str) or value not in [w.value for w in words]:
            raise self.refuse(
                f"'{key}' is {value!r}; it must be one of {_listed(w.value for w in words)}", key
            )
        return words(value)

    def choices(self, key: str, words: type[E]) -> tuple[E, ...]:
        """A list of the words of an enumeration, which may say the same word twice; not empty."""
        value = self._raw(key)
        known = [w.value for w in words]
        if not isinstance(value, list) or not value or any(each not in known for each in value):
            raise self.refuse(f"'{key}' must be a list of {_listed(known)}", key)
        return tuple(words(each) for each in value)

    def one_of(self, key: str, known: Collection[str]) -> str:
        """One of the names given, for references inside the data."""
        value = self.text(key)
        if value not in known:
            raise self.refuse(
                f"'{key}' is {value!r}, which nothing declares; known are {_listed(known)}", key
            )
        return value

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys that are written, in their order."""
        return tuple(self._values)

    def inner(self, key: str) -> "Table":
        """An inline table, read as strictly as this one."""
        value = self._raw(key)
        if not isinstance(value, dict):
            raise self.refuse(f"'{key}' must be a table in braces", key)
        line = self._key_lines.get(key, self.line)
        return Table(value, self.file, line, {})

    def done(self) -> None:
        """Refuse every key that nobody asked for: a misspelt key must never be a silent default."""
        for key in self._values:
            if key not in self._asked:
                raise self.refuse(f"unknown key '{key}'", key)


class File:
    """A TOML file as lists of tables, with the line of every table and key."""

    def __init__(self, text: str, name: str) -> None:
        try:
            values = tomllib.loads(text)
        except tomllib.TOMLDecodeError as error:
            raise RulebookError(f"{name}:{_line_of(error)}: {error}") from error
        self.name = name
        self._values = values
        self._lines = _line_map(text)
        self._asked: set[str] = set()

    def top(self) -> Table:
        """The keys before the first table."""
        plain = {k: v for k, v in self._values.items() if not isinstance(v, list | dict)}
        return Table(plain, self.name, 1, self._lines.get((_TOP, 0), (1, {}))[1])

    def has(self, kind: str) -> bool:
        """Whether there is a table of a kind that may be left out. Asking counts as knowing the kind."""
        self._asked.add(kind)
        return kind in self._values

    def tables(self, kind: str) -> list[Table]:
        """Every `[[kind]]` in the order of the file. Raises when there is none: that must be a mistake."""
        self._asked.add(kind)
        found = self._values.get(kind)
        if not isinstance(found, list) or not found or not all(isinstance(v, dict) for v in found):
            raise RulebookError(f"{self.name}:1: there is no [[{kind}]]")
        tables = []
        for number, values in enumerate(found):
            line, keys = self._lines.get((kind, number), (1, {}))
            tables.append(Table(values, self.name, line, keys))
        return tables

    def done(self) -> None:
        """Refuse tables of a kind that nobody asked for."""
        for kind, value in self._values.items():
            if isinstance(value, list | dict) and kind not in self._asked:
                line = self._lines.get((kind, 0), (1, {}))[0]
                raise RulebookError(f"{self.name}:{line}: unknown table '{kind}'")


def _listed(words: Collection[str] | Any) -> str:
    return ", ".join(sorted(words))


def _line_of(error: tomllib.TOMLDecodeError) -> int:
    found = re.search(r"line (\d+)", str(error))
    return int(found.group(1)) if found else 1


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
