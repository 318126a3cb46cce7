"""
Which column of a sheet is what, and what its words mean: chosen on the page, or written as TOML.

    without_closing_day = "closed"

    [columns]
    received = "Modtaget"
    theme = "Emne"

    [always]
    channel = "phone"

    [values.theme]
    "Ventetid" = "processing_time"
    "Diverse" = ""

A column that is not named is not read. What a cell says is a code, or what we or the organisation call it;
else `values` says which code it is, and empty that it is left out. `always` holds where the sheet says
nothing. Besides `encoding`, `delimiter` and `month_first` say what is otherwise found out.
"""

import re
import tomllib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any

from intake.domain.translatable import N_, Worded
from triage.cases.importing.sheet import Delimiter, Encoding, SheetFormat
from triage.rules.unit_names import plain

LONGEST = 200_000
NOTHING: Mapping[Any, Any] = MappingProxyType({})


class Field(Worded):
    """What of an inquiry can stand in a sheet."""

    RECEIVED = "received", N_("Received on")
    CLOSED = "closed", N_("Closed on")
    STATUS = "status", N_("Open or closed")
    LINE = "line", N_("What it is about")
    TYPE = "type", N_("Type")
    UNIT = "unit", N_("{Bare_unit}")
    THEME = "theme", N_("Theme")
    HANDLING = "handling", N_("What was done")
    REASON = "reason", N_("Why it was rejected")
    CHANNEL = "channel", N_("How it came")
    PLACE = "place", N_("Where")
    WISH = "wish", N_("What they came for")
    NOT_COUNTED = "not_counted", N_("Why it does not count")
    NOTE = "note", N_("Note")
    NAME = "name", N_("Name")
    PHONE = "phone", N_("Phone")
    EMAIL = "email", N_("E-mail")
    ADDRESS = "address", N_("Address")
    INQUIRER_KIND = "inquirer_kind", N_("What they are")
    RELATION = "relation", N_("Who it is about")
    RESIDENT = "resident", N_("Lives in the municipality")
    NUMBER = "number", N_("Number in the sheet")


CODED = (
    *(Field.STATUS, Field.TYPE, Field.UNIT, Field.THEME, Field.HANDLING, Field.REASON, Field.CHANNEL),
    *(Field.PLACE, Field.WISH, Field.NOT_COUNTED, Field.INQUIRER_KIND, Field.RELATION, Field.RESIDENT),
)
"""What is one of a list; of themes and handlings several may stand in one cell."""
MANY = frozenset({Field.THEME, Field.HANDLING})
ALWAYS = (Field.TYPE, Field.CHANNEL)
"""What every inquiry has, so that it must be said of sheets that do not say it."""


class Unclosed(Worded):
    """What an inquiry without a day of closing is, where no column says it."""

    CLOSED = "closed", N_("Closed on the day it came")
    OPEN = "open", N_("Still open")


class MappingFault(Worded):
    """Why a mapping cannot be read."""

    NO_TOML = "no_toml", N_("The mapping is not TOML: %(key)s")
    KEY = "key", N_("A mapping has no key %(key)s, or another value stands in it.")
    NO_COLUMN = "no_column", N_("The sheet has no column %(key)s.")
    TWICE = "twice", N_("The sheet has several columns %(key)s. Give them different heads.")
    NEEDED = "needed", N_("Say in which column it stands: %(key)s")
    UNSAID = "unsaid", N_("Choose what holds where no column says it: %(key)s")


class MappingError(Exception):
    """A mapping cannot be read: *fault* says why, *key* where."""

    def __init__(self, fault: MappingFault, key: str) -> None:
        super().__init__(fault)
        self.fault, self.key = fault, key


@dataclass(frozen=True, slots=True)
class SheetMapping:
    """
    Which column is what.

    Args:
        columns: the head of the column of each field.
        always: the code that holds where the sheet says nothing.
        values: what the words of a coded column mean, by the words; empty for nothing.
        unclosed: what is without a day of closing; None where a column says it.
    """

    columns: Mapping[Field, str]
    always: Mapping[Field, str] = field(default_factory=lambda: NOTHING)
    values: Mapping[Field, Mapping[str, str]] = field(default_factory=lambda: NOTHING)
    unclosed: Unclosed | None = None
    form: SheetFormat = field(default_factory=SheetFormat)
    month_first: bool = False

    def places(self, heads: Sequence[str]) -> dict[Field, int]:
        """
        Give the place of each field among the heads of a sheet.

        Raises:
            MappingError: a column is not there or there twice, or what every inquiry has is nowhere.
        """
        known = [spelt(each) for each in heads]
        found = {}
        for each, head in self.columns.items():
            if spelt(head) not in known:
                raise MappingError(MappingFault.NO_COLUMN, head)
            if known.count(spelt(head)) > 1:
                raise MappingError(MappingFault.TWICE, head)
            found[each] = known.index(spelt(head))
        if Field.RECEIVED not in found:
            raise MappingError(MappingFault.NEEDED, Field.RECEIVED)
        for each in ALWAYS:
            if each not in found and each not in self.always:
                raise MappingError(MappingFault.UNSAID, each)
        if Field.STATUS not in found and self.unclosed is None:
            raise MappingError(MappingFault.UNSAID, Field.STATUS)
        return found

    def require_codes(self, known: Mapping[Field, Collection[str]]) -> None:
        """Refuse a code that is on no list, by the codes of each; raises MappingError."""
        said = [(each, code) for each, code in self.always.items()]
        said += [(each, code) for each, words in self.values.items() for code in words.values() if code]
        for each, code in said:
            if code not in known.get(each, ()):
                raise MappingError(MappingFault.KEY, f"{each}.{code}"[:80])


def spelt(head: str) -> str:
    """Give a head or a word as it is compared: signs and blanks do not count, nor how letters are spelt."""
    return plain(head) or head.strip().casefold()


def read_mapping(text: str) -> SheetMapping:
    """
    Read a mapping that is written as TOML.

    Raises:
        MappingError: a key or a value that none has.
    """
    try:
        given = tomllib.loads(text.removeprefix("\N{ZERO WIDTH NO-BREAK SPACE}"))
    except tomllib.TOMLDecodeError as error:
        # What it says of a place; what stands there may be anything.
        place = re.search(r"(?:line \d+|end of document)", str(error))
        raise MappingError(MappingFault.NO_TOML, place[0] if place else "") from None
    encoding, delimiter = given.pop("encoding", None), given.pop("delimiter", None)
    unclosed, month_first = given.pop("without_closing_day", None), given.pop("month_first", False)
    columns, always = _words(given, "columns"), _words(given, "always")
    values = {_one(Field, name, "values"): _all(name, each) for name, each in _table(given, "values").items()}
    if given or not isinstance(month_first, bool):
        raise MappingError(MappingFault.KEY, next(iter(given), "month_first"))
    return SheetMapping(
        columns={_one(Field, name, "columns"): head for name, head in columns.items()},
        always={_one(Field, name, "always"): code for name, code in always.items()},
        values={name: {spelt(said): code for said, code in each.items()} for name, each in values.items()},
        unclosed=None if unclosed is None else _one(Unclosed, unclosed, "without_closing_day"),
        form=SheetFormat(
            None if encoding is None else _one(Encoding, encoding, "encoding"),
            None if delimiter is None else _one(Delimiter, delimiter, "delimiter"),
        ),
        month_first=month_first,
    )


def _one(kind: type[Any], code: object, key: str) -> Any:
    try:
        return kind(code)
    except ValueError:
        raise MappingError(MappingFault.KEY, f"{key}.{code}"[:80]) from None


def _table(given: dict[str, Any], key: str) -> dict[str, Any]:
    found = given.pop(key, {})
    if not isinstance(found, dict):
        raise MappingError(MappingFault.KEY, key)
    return found


def _words(given: dict[str, Any], key: str) -> dict[str, str]:
    return _all(key, _table(given, key))


def _all(key: str, found: object) -> dict[str, str]:
    if not isinstance(found, dict) or not all(isinstance(each, str) for each in found.values()):
        raise MappingError(MappingFault.KEY, key)
    return found
