"""
The units of an organisation: what a complaint is about and is referred to, each with the time that it exists.

A unit's code is for ever. A unit that is renamed keeps its code; one that is closed keeps it with a last day
and names its successors, so that an old case still says what it said.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from intake.domain.languages import DEFAULT, Text, words_in
from triage.rules.bitemporal import Dated
from triage.rules.constraints import Code, Misfit
from triage.rules.tables import File, Table, different

NOT_KNOWN = "not_known"
"""Stands where a unit is asked for and nobody knows which; no unit is called so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit(Dated):
    """One unit; *addressee* is who a letter goes to."""

    code: Code
    names: Text
    level: str = ""
    parent: str | None = None
    successors: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    addressee: str = ""

    def check(self) -> None:
        """Refuse a time that ends before it begins, a successor of what goes on, and a code taken already."""
        Dated.check(self)
        if self.code == NOT_KNOWN:
            raise Misfit(f"'{NOT_KNOWN}' says that a unit is not known; no unit is called so", "code")
        if self.successors and self.valid_to is None:
            raise Misfit("a unit with 'successors' has a 'valid_to'", "successors")

    def name(self, language: str) -> str:
        """The name in a language, else in another."""
        return words_in(self.names, language)


@dataclass(frozen=True, slots=True)
class Units:
    """Every unit there is or was, by code."""

    by_code: Mapping[str, Unit] = field(default_factory=dict)

    def on(self, day: date) -> tuple[Unit, ...]:
        """Those that exist on a day, in the order of their Danish names."""
        return self.between(day, day)

    def between(self, first: date, last: date) -> tuple[Unit, ...]:
        """Those that exist on any day from the first to the last, in the order of their Danish names."""
        existing = (
            each
            for each in self.by_code.values()
            if each.valid_from <= last and (each.valid_to is None or first <= each.valid_to)
        )
        return tuple(sorted(existing, key=lambda each: each.name(DEFAULT)))

    def called(self, words: str, on: date) -> Unit | None:
        """
        Give the unit of a day that somebody means by *words*: the one whose name or alias they are, else the
        one whose longest name stands in them; None where none does, or several do.
        """
        said, found = _plain(words), list[tuple[int, Unit]]()
        for each in self.on(on):
            names = {_plain(name) for name in (*each.names.values(), *each.aliases)} - {""}
            if said in names:
                return each
            found += [(len(name), each) for name in names if f" {name} " in f" {said} "]
        longest = max((length for length, _unit in found), default=0)
        best = {unit.code: unit for length, unit in found if length == longest}
        return next(iter(best.values())) if len(best) == 1 else None

    def names(self, language: str) -> dict[str, str]:
        """The names of all that there ever were, by code."""
        return {each.code: each.name(language) for each in self.by_code.values()}

    def choices(self, language: str, first: date, last: date | None = None) -> dict[str, str]:
        """
        What those of a day, or of any day up to the last, are chosen by: the names of what each is a part of
        and its own, such as "Employment: Job centre", so that a part stands behind its whole.
        """
        existing = self.between(first, last or first)
        paths = {each.code: [one.name(language) for one in (*self.above(each), each)] for each in existing}
        return {code: ": ".join(path) for code, path in sorted(paths.items(), key=lambda pair: pair[1])}

    def become(self, code: str, on: date) -> str:
        """
        Give the code of what a unit has become by a day: where it is no more and went on in one other, that
        one; else its own.
        """
        passed = [code]
        while (unit := self.by_code.get(passed[-1])) and len(unit.successors) == 1:
            if unit.valid_to is None or on <= unit.valid_to or unit.successors[0] in passed:
                break
            passed.append(unit.successors[0])
        return passed[-1]

    def above(self, unit: Unit) -> tuple[Unit, ...]:
        """What a unit is a part of, the widest first."""
        if unit.parent is None:
            return ()
        parent = self.by_code[unit.parent]
        return (*self.above(parent), parent)


def _plain(words: str) -> str:
    return " ".join(re.findall(r"\w+", words.casefold()))


def read_units(file: File) -> Units:
    """Every `[[unit]]` of a file; none where it has none. Raises RulebookError with file and line."""
    file.only("unit")
    rows = file.rows("unit", Unit)
    units = different(rows, "code")
    for unit, table in rows:
        _check_references(unit, table, units)
    return Units(units)


def _check_references(unit: Unit, table: Table, units: Mapping[str, Unit]) -> None:
    above = () if unit.parent is None else (unit.parent,)
    for key, codes in (("parent", above), ("successors", unit.successors)):
        for code in codes:
            if code not in units:
                raise table.refuse(f"'{key}' is {code!r}, and there is no such unit", key)
    passed, higher = {unit.code}, unit.parent
    while higher is not None and higher in units:
        if higher in passed:
            raise table.refuse(f"'{unit.code}' stands above itself", "parent")
        passed.add(higher)
        higher = units[higher].parent
