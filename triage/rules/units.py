"""
The units of an organisation: what a complaint is about and is referred to, each with the time that it exists.

A unit's code is for ever. A unit that is renamed keeps its code; one that is closed keeps it with a last day
and names its successors, so that an old case still says what it said.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from triage.rules.tables import File, Table

CODE = re.compile(r"[a-z][a-z0-9_]{0,39}")
LANGUAGE = re.compile(r"[a-z]{2}")
DEFAULT = "da"
"""The language that stands in for one that a unit has no name in."""


@dataclass(frozen=True, slots=True)
class OrganisationalUnit:
    """One unit. Both ends of the time that it exists are included; *addressee* is who a letter goes to."""

    code: str
    names: Mapping[str, str]
    level: str
    parent: str | None
    valid_from: date
    valid_to: date | None
    successors: tuple[str, ...]
    aliases: tuple[str, ...]
    addressee: str

    def name(self, language: str) -> str:
        """The name in a language, else in Danish, else in any."""
        return self.names.get(language) or self.names.get(DEFAULT) or next(iter(self.names.values()))

    def exists(self, on: date) -> bool:
        """Whether there is such a unit on a day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Units:
    """Every unit there is or was, by code, with the line it stands on in the file."""

    by_code: Mapping[str, OrganisationalUnit] = field(default_factory=dict)
    lines: Mapping[str, str] = field(default_factory=dict)

    def on(self, day: date) -> tuple[OrganisationalUnit, ...]:
        """Those that exist on a day, in the order of their Danish names."""
        existing = (each for each in self.by_code.values() if each.exists(day))
        return tuple(sorted(existing, key=lambda each: each.name(DEFAULT)))

    def names(self, language: str, *, on: date | None = None) -> dict[str, str]:
        """The names by code: of those that exist on a day, or of all that ever did."""
        units = self.by_code.values() if on is None else self.on(on)
        return {each.code: each.name(language) for each in units}


def read_units(file: File) -> Units:
    """Every `[[unit]]` of a file; none where it has none. Raises RulebookError with file and line."""
    file.top().done()
    tables = file.tables("unit") if file.has("unit") else []
    file.done()
    units: dict[str, OrganisationalUnit] = {}
    for table in tables:
        unit = _unit(table)
        if unit.code in units:
            raise table.refuse(f"'{unit.code}' is written twice", "code")
        units[unit.code] = unit
    for table, unit in zip(tables, units.values(), strict=True):
        _check_references(table, unit, units)
    lines = {code: f"{table.file}:{table.line}" for table, code in zip(tables, units, strict=True)}
    return Units(units, lines)


def _unit(table: Table) -> OrganisationalUnit:
    unit = OrganisationalUnit(
        code=_code(table),
        names=_names(table),
        level=table.text("level") if table.has("level") else "",
        parent=table.text("parent") if table.has("parent") else None,
        valid_from=table.day("valid_from"),
        valid_to=table.day("valid_to") if table.has("valid_to") else None,
        successors=table.texts("successors") if table.has("successors") else (),
        aliases=table.texts("aliases") if table.has("aliases") else (),
        addressee=table.text("addressee") if table.has("addressee") else "",
    )
    table.done()
    if unit.valid_to is not None and unit.valid_to < unit.valid_from:
        raise table.refuse("'valid_to' is before 'valid_from'", "valid_to")
    if unit.successors and unit.valid_to is None:
        raise table.refuse("a unit with 'successors' has a 'valid_to'", "successors")
    return unit


def _code(table: Table) -> str:
    code = table.text("code")
    if not CODE.fullmatch(code):
        raise table.refuse("'code' is at most 40 small letters, digits and underscores", "code")
    return code


def _names(table: Table) -> Mapping[str, str]:
    inner = table.inner("names")
    names = {language: inner.text(language) for language in inner.keys if LANGUAGE.fullmatch(language)}
    inner.done()
    if not names:
        raise table.refuse("'names' needs at least one language, such as { da = \"Jobcentret\" }", "names")
    return names


def _check_references(
    table: Table, unit: OrganisationalUnit, units: Mapping[str, OrganisationalUnit]
) -> None:
    for key, codes in (("parent", _given(unit.parent)), ("successors", unit.successors)):
        for code in codes:
            if code not in units:
                raise table.refuse(f"'{key}' says {code!r}, and there is no such unit", key)
    above, code = {unit.code}, unit.parent or ""
    while code:
        if code in above:
            raise table.refuse(f"'{unit.code}' stands above itself", "parent")
        above.add(code)
        code = units[code].parent or ""


def _given(code: str | None) -> Iterable[str]:
    return () if code is None else (code,)
