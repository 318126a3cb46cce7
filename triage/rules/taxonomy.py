"""
The lists that an organisation's practice decides: ours from `taxonomy.toml`, and its own laid over them.

Every entry has a code, which is what events hold, and its words by language. Out-of-scope codes carry an
outline of the guidance the reporter gets. An organisation adds an entry under a `core` code of ours, which is
what figures count; gives an entry other words; or ends it with a last day. It takes none out:

    [[out_of_scope]]
    code = "tenancy"
    core = "citizen_service"
    label = { da = "Lejemål", en = "Tenancy" }
    guidance = { da = "Tal med udlejningen.", en = "Talk to the letting office." }
    valid_from = 2026-01-01
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from intake.domain.languages import Text, words_in
from intake.domain.own_words import OURS, Words
from triage.rules.constraints import Code
from triage.rules.model import ALWAYS
from triage.rules.tables import File, Table
from triage.rules.words import unknown_placeholder

FILE = "taxonomy.toml"
LISTS = MappingProxyType(
    {
        "theme": "themes",
        "sub_theme": "themes",
        "out_of_scope": "out_of_scope",
        "disposition": "dispositions",
        "finding": "findings",
        "measure": "measures",
        "disclosure_ground": "disclosure_grounds",
        "rejection_reason": "rejection_reasons",
        "channel": "channels",
        "handling": "handlings",
    }
)
"""The list that each kind of table is an entry of."""
GUIDED, SUB = "out_of_scope", "sub_theme"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """
    One entry of a list.

    *core* is the entry of ours that it counts as: itself, where it is ours. *group* is the code of the theme
    that a sub-theme belongs to. *appealable* says that who is told this must be told how to appeal, *closed*
    that Betro itself acts on the code. The guidance stands only at out-of-scope codes. Both ends of its
    validity are included.
    """

    code: str
    core: str
    label: Text
    guidance: Text | None = None
    group: str | None = None
    appealable: bool = False
    closed: bool = False
    valid_from: date = ALWAYS
    valid_to: date | None = None

    def holds(self, on: date) -> bool:
        """Whether it may be chosen on a day. What was chosen is shown for ever."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


Terms = Mapping[str, Term]


def choices(terms: Terms, language: str, on: date) -> list[tuple[str, str]]:
    """Give what may be chosen from a list on a day: codes with their words in a language."""
    return [(each.code, words_in(each.label, language)) for each in terms.values() if each.holds(on)]


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """Every list by code, in the order of the file; main themes and sub-themes are one list."""

    themes: Terms
    out_of_scope: Terms
    dispositions: Terms
    findings: Terms
    measures: Terms
    disclosure_grounds: Terms
    rejection_reasons: Terms
    channels: Terms
    handlings: Terms

    @property
    def appealable(self) -> frozenset[str]:
        """The reasons, of a report's scope or of a rejection, after which somebody is told how to appeal."""
        terms = (*self.out_of_scope.values(), *self.rejection_reasons.values())
        return frozenset(each.code for each in terms if each.appealable)

    def terms(self) -> Iterator[tuple[str, Term]]:
        """Every entry of every list, with the name of the list."""
        for name in dict.fromkeys(LISTS.values()):
            for each in getattr(self, name).values():
                yield name, each


@dataclass(frozen=True, slots=True, kw_only=True)
class _Row:
    """An entry of ours."""

    code: Code
    label: Text
    guidance: Text | None = None
    theme: str | None = None
    appealable: bool = False
    closed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class _LocalRow:
    """An entry of an organisation: a new one under a code of ours, or what it changes of one."""

    code: Code
    core: str | None = None
    label: Text | None = None
    guidance: Text | None = None
    theme: str | None = None
    appealable: bool | None = None
    valid_from: date | None = None
    valid_to: date | None = None


@cache
def load_taxonomy() -> Taxonomy:
    """The taxonomy that comes with Betro. Raises RulebookError with file and line."""
    return _worded(_shipped(), OURS)


@cache
def _shipped() -> Taxonomy:
    return read_taxonomy((files("triage.rules") / FILE).read_text(encoding="utf-8"))


def read_taxonomy(text: str, name: str = FILE) -> Taxonomy:
    """Our taxonomy from TOML text. Raises RulebookError with file and line."""
    file = File(text, name)
    file.only(needed=LISTS)
    lists: dict[str, dict[str, Term]] = {list_: {} for list_ in LISTS.values()}
    for kind, list_ in LISTS.items():
        for row, table in file.rows(kind, _Row):
            term = Term(
                code=row.code,
                core=row.code,
                label=row.label,
                guidance=row.guidance,
                group=row.theme,
                appealable=row.appealable,
                closed=row.closed,
            )
            if row.code in lists[list_]:
                raise table.refuse(f"'{row.code}' is written twice", "code")
            _check(term, kind, table, lists["themes"])
            lists[list_][row.code] = term
    return _taxonomy(lists)


def organisation_taxonomy(own: Iterable[File], words: Words) -> Taxonomy:
    """Our lists with an organisation's own laid over them, in its words. Raises RulebookError."""
    ours = _shipped()
    lists = {list_: dict(getattr(ours, list_)) for list_ in LISTS.values()}
    seen: set[tuple[str, str]] = set()
    for file in own:
        file.only(*LISTS)
        for kind, list_ in LISTS.items():
            for row, table in file.rows(kind, _LocalRow):
                if (list_, row.code) in seen:
                    raise table.refuse(f"'{row.code}' is written twice", "code")
                seen.add((list_, row.code))
                of_list: Terms = getattr(ours, list_)
                changed = row.code in of_list
                term = _changed(of_list[row.code], row, table) if changed else _added(row, of_list, table)
                _check(term, kind, table, lists["themes"])
                lists[list_][row.code] = term
    return _worded(_taxonomy(lists), words)


def _taxonomy(lists: Mapping[str, Terms]) -> Taxonomy:
    return Taxonomy(**{list_: MappingProxyType(dict(terms)) for list_, terms in lists.items()})


def _worded(taxonomy: Taxonomy, words: Words) -> Taxonomy:
    lists: dict[str, dict[str, Term]] = {}
    for list_, term in taxonomy.terms():
        guidance = None if term.guidance is None else words.filled(term.guidance)
        lists.setdefault(list_, {})[term.code] = replace(
            term, label=words.filled(term.label), guidance=guidance
        )
    return _taxonomy(lists)


def _changed(ours: Term, row: _LocalRow, table: Table) -> Term:
    for key in ("core", "theme", "appealable", "valid_from"):
        if getattr(row, key) is not None:
            raise table.refuse(f"'{row.code}' is Betro's own, and its '{key}' stays as it is", key)
    if ours.closed and row.valid_to is not None:
        raise table.refuse(f"Betro itself acts on '{row.code}', so it does not end", "valid_to")
    if row.guidance is not None and ours.guidance is None:
        raise table.refuse("'guidance' belongs to an out-of-scope entry", "guidance")
    return replace(
        ours,
        label={**ours.label, **(row.label or {})},
        guidance=None if ours.guidance is None else {**ours.guidance, **(row.guidance or {})},
        valid_to=row.valid_to,
    )


def _added(row: _LocalRow, ours: Terms, table: Table) -> Term:
    for key in ("core", "label", "valid_from"):
        if getattr(row, key) is None:
            raise table.refuse(f"'{row.code}' is new, so '{key}' is needed", "code")
    core = ours.get(row.core or "")
    if core is None:
        known = ", ".join(sorted(ours))
        raise table.refuse(f"'core' is {row.core!r}, which is no code of Betro's; known are {known}", "core")
    if core.closed:
        raise table.refuse(f"Betro itself acts on {core.code!r}, so nothing else counts as it", "core")
    added = Term(**{key: value for key, value in asdict(row).items() if key != "theme" and value is not None})
    return replace(
        added,
        guidance=row.guidance or core.guidance,
        group=row.theme or core.group,
        appealable=core.appealable if row.appealable is None else row.appealable,
    )


def _check(term: Term, kind: str, table: Table, themes: Terms) -> None:
    if (term.group is not None) != (kind == SUB):
        raise table.refuse("'theme' belongs to a sub-theme, and to that only", "theme")
    if term.group is not None and (term.group not in themes or themes[term.group].group is not None):
        raise table.refuse(f"'theme' is {term.group!r}, which nothing declares", "theme")
    if (term.guidance is not None) != (kind == GUIDED):
        raise table.refuse("'guidance' belongs to an out-of-scope entry, and each of them has it", "guidance")
    for key, text in (("label", term.label), ("guidance", term.guidance or {})):
        if unknown := unknown_placeholder(text):
            raise table.refuse(f"'{key}' has {unknown}", key)
    if term.valid_to is not None and term.valid_to < term.valid_from:
        raise table.refuse("'valid_to' is before 'valid_from'", "valid_to")
