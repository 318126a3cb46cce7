"""
`counting/*.toml`: one counting profile in each file, read as strictly as everything else.

    code = "own_2026"
    title = { da = "Beretning 2026", en = "Account of 2026" }
    valid_from = 2026-01-01
    repeats = "always"
    unit_of_inquiry = "first"
    rounding = "plain"

    [[figure]]
    code = "inquiries"
    label = { da = "Henvendelser", en = "Inquiries" }
    counts = "inquiry"

A condition, `where = { type = ["complaint"] }`, names codes of a trait, or a `[[set]]` of them. A code that
nothing declares is refused: it would count nothing, and nobody would know.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import replace
from typing import Any, TypeVar

from triage.rules.code_lists import MAIN, SEVERAL_LEVELS, CodeLists
from triage.rules.counted import CODES, LINK_CODES, NOT_SAID, TRAITS, Thing, Trait, is_unit
from triage.rules.counting_profile import (
    LINKS,
    NOT_COUNTED,
    AxisRule,
    CalledRule,
    CountingProfile,
    CountsAsRule,
    FigureRule,
    LeftOutRule,
    MeasureSet,
    OwnRowRule,
    ProfileHead,
    TableRule,
    Where,
)
from triage.rules.counting_words import TableSide
from triage.rules.tables import File, Table, different

KINDS = ("called", "left_out", "counts_as", "set", "figure", "table", "own_row")
WORDS = frozenset({"title", "label", "why", "unattributed", "not_said", "valid_to"})
"""The keys that change no figure."""
_EVERY_TRAIT = frozenset(Trait)
_NAMES = {
    LINKS: dict.fromkeys(LINK_CODES),
    NOT_COUNTED: dict.fromkeys(CODES[Trait.NOT_COUNTED]),
}

Counting = TypeVar("Counting", FigureRule, TableRule)
Profiles = Mapping[str, CountingProfile]


def read_profiles(files: Iterable[File], lists: CodeLists) -> Profiles:
    """Read every profile, by code. Raises RulebookError with file and line."""
    read = [(_read_profile(file, lists), file.top) for file in files]
    different([(each.head, top) for each, top in read], "code")
    return {each.head.code: each for each, _top in read}


def meaning(file: File) -> tuple[str, Table, list[Any]]:
    """Give a profile's code, where it stands, and everything in it that decides a figure."""
    kinds = [[each.values for each in file.tables(kind)] for kind in KINDS]
    told = [
        _without_words(values) for values in (file.top.values, *(each for kind in kinds for each in kind))
    ]
    return str(file.top.values.get("code")), file.top, told


def _without_words(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if key not in WORDS}


def _read_profile(file: File, lists: CodeLists) -> CountingProfile:
    file.only(*KINDS, top=ProfileHead)
    reader = _Reader(file, lists)
    sets = reader.sets()
    figures, tables = reader.counting("figure", FigureRule), reader.counting("table", TableRule)
    for rule, table in figures:
        _require_figures(rule, table, {each.code for each, _table in figures})
    for counted, table in tables:
        _require_figures(counted, table, {each.code for each, _table in figures})
    own_rows = reader.own_rows([each for each, _table in tables])
    for counted, table in tables:
        reader.require_axes(counted, table, own_rows)
    return CountingProfile(
        head=file.top.read(ProfileHead, _NAMES),
        called=tuple(row for row, _table in file.rows("called", CalledRule)),
        left_out=reader.left_out(),
        counts_as=reader.counts_as(),
        sets=tuple(sets.values()),
        figures=tuple(row for row, _table in figures),
        tables=tuple(row for row, _table in tables),
        own_rows=own_rows,
    )


def _require_figures(rule: FigureRule | TableRule, table: Table, known: Collection[str]) -> None:
    """Refuse a base or divisor that no figure is, or that is the figure itself."""
    for key in ("base", "per"):
        named = getattr(rule, key, None)
        if named is not None and (named not in known or named == rule.code):
            raise table.refuse(f"'{key}' is {named!r}, which is no other [[figure]] of this file", key)


class _Reader:
    """One file being read: its sets are known before the conditions that name them."""

    def __init__(self, file: File, lists: CodeLists) -> None:
        self._file, self._lists = file, lists
        self._sets: dict[str, MeasureSet] = {}

    def sets(self) -> Mapping[str, MeasureSet]:
        rows = self._file.rows("set", MeasureSet)
        for row, table in rows:
            self._require_codes(row.trait, row.codes, table, "codes")
            if row.code in (self._lists.known(row.trait) or ()):
                raise table.refuse(f"'{row.code}' is a code of the trait already", "code")
        self._sets = different(rows, "code")
        return self._sets

    def counting(self, kind: str, of: type[Counting]) -> list[tuple[Counting, Table]]:
        rows = self._file.rows(kind, of)
        different(rows, "code")
        return [(self._resolved(row, table), table) for row, table in rows]

    def _resolved(self, row: Counting, table: Table) -> Counting:
        traits = TRAITS[row.counts]
        where = self._where(row.where, traits, table, "where")
        return replace(row, where=where, unless=self._where(row.unless, traits, table, "unless"))

    def left_out(self) -> tuple[LeftOutRule, ...]:
        rows = self._file.rows("left_out", LeftOutRule)
        return tuple(
            replace(row, where=self._where(row.where, _shared(row.things), table, "where"))
            for row, table in rows
        )

    def counts_as(self) -> tuple[CountsAsRule, ...]:
        rows = self._file.rows("counts_as", CountsAsRule)
        for row, table in rows:
            self._require_codes(row.trait, (row.code,), table, "code")
        return tuple(
            replace(row, where=self._where(row.where, _EVERY_TRAIT, table, "where")) for row, table in rows
        )

    def own_rows(self, tables: Iterable[TableRule]) -> tuple[OwnRowRule, ...]:
        by_code = {each.code: each for each in tables}
        read, seen = [], set[tuple[str, TableSide, str]]()
        for row, table in self._file.rows("own_row", OwnRowRule):
            if row.table not in by_code:
                raise table.refuse(f"'table' is {row.table!r}, which is no [[table]] of this file", "table")
            if (row.table, row.side, row.code) in seen:
                raise table.refuse(f"'{row.code}' is written twice", "code")
            seen.add((row.table, row.side, row.code))
            traits = TRAITS[by_code[row.table].counts]
            read.append(replace(row, where=self._where(row.where, traits, table, "where")))
        return tuple(read)

    def require_axes(self, rule: TableRule, table: Table, own: Iterable[OwnRowRule]) -> None:
        for side, axis in ((TableSide.ROWS, rule.rows), (TableSide.COLUMNS, rule.columns)):
            rows = [each for each in own if each.table == rule.code and each.side is side]
            if axis is None:
                if rows:
                    raise table.refuse(f"'{rows[0].code}' is a column of a table that has none", "code")
                continue
            self._require_axis(rule, axis, table, side, {each.code for each in rows})
            for row in rows:
                self._require_codes(axis.by, row.sum_of, table, side, {each.code for each in rows})

    def _require_axis(
        self, rule: TableRule, axis: AxisRule, table: Table, side: TableSide, own: Collection[str]
    ) -> None:
        if axis.by not in TRAITS[rule.counts]:
            raise table.refuse(f"'{side}' are by '{axis.by}', which {rule.counts} has not", side)
        if (axis.tree or axis.level) and axis.by not in SEVERAL_LEVELS:
            raise table.refuse(f"'{axis.by}' has one level", side)
        units = self._lists.units.by_code.values()
        levels = {each.level for each in units} if is_unit(axis.by) else {MAIN}
        if axis.level and axis.level not in levels:
            raise table.refuse(f"'level' is {axis.level!r}; known are {', '.join(sorted(levels))}", side)
        self._require_codes(axis.by, axis.listed, table, side, own)

    def _where(self, where: Where, traits: Collection[Trait], table: Table, key: str) -> Where:
        """A condition in plain codes, each of a trait that the thing has."""
        found = {}
        for trait, codes in where.items():
            if trait not in traits:
                raise table.refuse(f"'{key}' asks for '{trait}', which what is counted has not", key)
            if not codes:
                raise table.refuse(f"'{key}' asks nothing of '{trait}'", key)
            self._require_codes(trait, codes, table, key, self._sets)
            plain = (self._of_set(trait, code) for code in codes)
            found[trait] = tuple(dict.fromkeys(each for several in plain for each in several))
        return found

    def _of_set(self, trait: Trait, code: str) -> tuple[str, ...]:
        named = self._sets.get(code)
        return named.codes if named is not None and named.trait is trait else (code,)

    def _require_codes(
        self, trait: Trait, codes: Iterable[str], table: Table, key: str, own: Collection[str] = ()
    ) -> None:
        known = self._lists.known(trait)
        for code in codes:
            if known is not None and code not in known and code not in own and code != NOT_SAID:
                raise table.refuse(f"'{key}' says {code!r} of '{trait}', which nothing declares", key)


def _shared(things: tuple[Thing, ...]) -> frozenset[Trait]:
    """The traits that one of these things has at least; of no thing in particular, every trait."""
    return frozenset().union(*(TRAITS[each] for each in things)) if things else _EVERY_TRAIT
