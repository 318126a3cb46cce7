"""
The lists that an organisation's practice decides: ours from `taxonomy.toml`, and its own laid over them.

Every entry has a code, which is what events hold, and its words by language. Out-of-scope codes and
reasons for a rejection carry an outline of the guidance that is given. An organisation adds an entry under a
`core` code of ours, which is what figures count; gives an entry other words; or ends it with a last day. It
takes none out. Its own codes begin with `local_` and ours never do, so that none of ours to come is called
like one of its own:

    [[out_of_scope]]
    code = "local_tenancy"
    core = "citizen_service"
    label = { da = "Lejemål", en = "Tenancy" }
    guidance = { da = "Tal med udlejningen.", en = "Talk to the letting office." }
    valid_from = 2026-01-01
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Annotated

from intake.domain.languages import Text, words_in
from intake.domain.own_words import Words
from triage.rules.bitemporal import ALWAYS, Dated
from triage.rules.constraints import Code, Least
from triage.rules.tables import File, Table
from triage.rules.words_data import unknown_placeholder

FILE = "taxonomy.toml"
LOCAL = "local_"
"""How each code of an organisation's own entries begins."""
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
        "rejection_exception": "rejection_exceptions",
        "channel": "channels",
        "place": "places",
        "inquiry_type": "inquiry_types",
        "handling": "handlings",
        "report_theme": "report_themes",
    }
)
"""The list that each kind of table is an entry of."""
GUIDED, SUB, LIMITED, EXCEPTION = "out_of_scope", "sub_theme", "rejection_reason", "rejection_exception"


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Dated):
    """
    One entry of a list.

    *core* is the entry of ours that it counts as: itself, where it is ours. *theme* is the code of the theme
    that a sub-theme belongs to. *appealable* says that who is told this must be told how to appeal, *closed*
    that Betro itself acts on the code. *months* is how old a matter may be before the reason rejects it, and
    *reason* the code of the reason that an exception lifts: a bylaw's, so each municipality has its own. The
    guidance stands at each out-of-scope code and at the reasons for a rejection; *guidance_alone* takes its
    place where there is no citizens' adviser to turn to. What was chosen is shown for ever, whatever its
    validity.
    """

    code: Code
    core: str
    label: Text
    guidance: Text | None = None
    guidance_alone: Text | None = None
    theme: str | None = None
    reason: str | None = None
    months: Annotated[int, Least(1)] | None = None
    appealable: bool = False
    closed: bool = False
    valid_from: date = ALWAYS


Terms = Mapping[str, Term]
Lists = dict[str, dict[str, Term]]


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
    rejection_exceptions: Terms
    channels: Terms
    places: Terms
    inquiry_types: Terms
    handlings: Terms
    report_themes: Terms

    @property
    def appealable(self) -> frozenset[str]:
        """The reasons, of a report's scope or of a rejection, after which somebody is told how to appeal."""
        terms = (*self.out_of_scope.values(), *self.rejection_reasons.values())
        return frozenset(each.code for each in terms if each.appealable)

    def exceptions(self, reason: str) -> Terms:
        """Why a matter is dealt with although a reason would reject it: by this organisation's own bylaw."""
        meant = (reason, self.rejection_reasons[reason].core)
        found = self.rejection_exceptions.items()
        return {code: each for code, each in found if each.reason in meant}

    def terms(self) -> Iterator[tuple[str, Term]]:
        """Every entry of every list, with the name of the list."""
        for name in dict.fromkeys(LISTS.values()):
            for each in getattr(self, name).values():
                yield name, each


def without_adviser(taxonomy: Taxonomy) -> Taxonomy:
    """Give the same lists with the guidance of an organisation that has no citizens' adviser."""
    terms = taxonomy.out_of_scope
    alone = {
        code: replace(term, guidance=term.guidance_alone or term.guidance) for code, term in terms.items()
    }
    return replace(taxonomy, out_of_scope=MappingProxyType(alone))


@cache
def _shipped() -> Taxonomy:
    return read_taxonomy((files("triage.rules") / FILE).read_text(encoding="utf-8"))


def read_taxonomy(text: str, name: str = FILE) -> Taxonomy:
    """Our taxonomy from TOML text. Raises RulebookError with file and line."""
    file = File(text, name)
    file.only(needed=LISTS)
    lists: Lists = {list_: {} for list_ in LISTS.values()}
    return _with(lists, [file], lambda _list, table: table.read(Term, core=table.values.get("code")))


def organisation_taxonomy(own: Sequence[File], words: Words) -> Taxonomy:
    """Our lists with an organisation's own laid over them, in its words. Raises RulebookError."""
    ours = _shipped()
    for file in own:
        file.only(*LISTS)
    lists: Lists = {list_: dict(getattr(ours, list_)) for list_ in LISTS.values()}
    return _worded(_with(lists, own, lambda list_, table: _laid_over(getattr(ours, list_), table)), words)


def _with(lists: Lists, own: Sequence[File], read: Callable[[str, Table], Term]) -> Taxonomy:
    """The lists with every entry of some files, each checked."""
    seen: set[tuple[str, str]] = set()
    # A sub-theme may stand in one file and its theme in another, whichever is read first.
    for kind, list_ in LISTS.items():
        for file in own:
            for table in file.tables(kind):
                term = read(list_, table)
                if (list_, term.code) in seen:
                    raise table.refuse(f"'{term.code}' is written twice", "code")
                seen.add((list_, term.code))
                _check(term, kind, table, lists)
                lists[list_][term.code] = term
    return _taxonomy(lists)


def _taxonomy(lists: Mapping[str, Terms]) -> Taxonomy:
    return Taxonomy(**{list_: MappingProxyType(dict(terms)) for list_, terms in lists.items()})


def _worded(taxonomy: Taxonomy, words: Words) -> Taxonomy:
    lists: Lists = {}
    for list_, term in taxonomy.terms():
        guidance, alone = (text and words.filled(text) for text in (term.guidance, term.guidance_alone))
        filled = replace(term, label=words.filled(term.label), guidance=guidance, guidance_alone=alone)
        lists.setdefault(list_, {})[term.code] = filled
    return _taxonomy(lists)


def _laid_over(ours: Terms, table: Table) -> Term:
    """An entry of an organisation: a new one under a code of ours, or what it changes of one."""
    code, core = (str(table.values.get(key)) for key in ("code", "core"))
    if changed := ours.get(code):
        return _changed(changed, table)
    if not code.startswith(LOCAL):
        raise table.refuse(
            f"'{code}' is no code of Betro's, and one of your own begins with '{LOCAL}': '{LOCAL}{code}'",
            "code",
        )
    for key in ("code", "core", "label", "valid_from"):
        if key not in table.values:
            raise table.refuse(f"an entry that is not Betro's own needs '{key}'", "code")
    if core not in ours:
        known = ", ".join(sorted(ours))
        raise table.refuse(f"'core' is {core!r}, which is no code of Betro's; known are {known}", "core")
    if ours[core].closed:
        raise table.refuse(f"Betro itself acts on {core!r}, so nothing else counts as it", "core")
    # What it says itself holds in either case, here in no language with words of the core's.
    alone = None if "guidance" in table.values else ours[core].guidance_alone
    return table.read(Term, over=ours[core], closed=False, guidance_alone=alone)


def _changed(ours: Term, table: Table) -> Term:
    """One of ours in the words of an organisation, or with a last day."""
    for key in ("core", "theme", "reason", "appealable", "valid_from"):
        if key in table.values:
            raise table.refuse(f"'{ours.code}' is Betro's own, and its '{key}' stays as it is", key)
    if ours.closed and "valid_to" in table.values:
        raise table.refuse(f"Betro itself acts on '{ours.code}', so it does not end", "valid_to")
    alone, said = ours.guidance_alone, table.values.get("guidance")
    term = table.read(Term, over=ours, closed=ours.closed, guidance_alone=alone)
    label, guidance = {**ours.label, **term.label}, term.guidance
    if said:
        # It holds in either case: an organisation knows whether it has a citizens' adviser.
        guidance, alone = {**(ours.guidance or {}), **said}, alone and {**alone, **said}
    return replace(term, label=label, guidance=guidance, guidance_alone=alone)


def _check(term: Term, kind: str, table: Table, lists: Lists) -> None:
    themes = lists["themes"]
    if (term.theme is not None) != (kind == SUB):
        raise table.refuse("'theme' belongs to a sub-theme, and to that only", "theme")
    if term.theme is not None and (term.theme not in themes or themes[term.theme].theme is not None):
        raise table.refuse(f"'theme' is {term.theme!r}, which nothing declares", "theme")
    if (term.reason is not None) != (kind == EXCEPTION):
        raise table.refuse("'reason' belongs to a rejection_exception, and to that only", "reason")
    if term.reason is not None and term.reason not in lists["rejection_reasons"]:
        raise table.refuse(f"'reason' is {term.reason!r}, which nothing declares", "reason")
    if term.months is not None and kind != LIMITED:
        raise table.refuse("'months' belongs to a rejection_reason, and to that only", "months")
    if term.guidance is None and kind == GUIDED:
        raise table.refuse("'guidance' is missing: each out-of-scope entry says where to turn", "guidance")
    if term.guidance is not None and kind not in (GUIDED, LIMITED):
        raise table.refuse("'guidance' belongs to an out-of-scope entry or a rejection_reason", "guidance")
    for key in ("label", "guidance", "guidance_alone"):
        if unknown := unknown_placeholder(getattr(term, key) or {}):
            raise table.refuse(f"'{key}' has {unknown}", key)
