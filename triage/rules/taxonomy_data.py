"""
The files of the lists: ours, `taxonomy.toml`, and what an organisation lays over it.

An organisation adds an entry under a `core` code of ours, which is what figures count; gives an entry other
words; or ends it with a last day. It takes none out. Its own codes begin with `local_` and ours never do, so
that none of ours to come is called like one of its own:

    [[out_of_scope]]
    code = "local_tenancy"
    core = "citizen_service"
    label = { da = "Lejemål", en = "Tenancy" }
    guidance = { da = "Tal med udlejningen.", en = "Talk to the letting office." }
    valid_from = 2026-01-01
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from intake.domain.own_words import Words
from triage.rules.tables import File, Table
from triage.rules.taxonomy import LISTS, Taxonomy, Term, Terms
from triage.rules.words_data import unknown_placeholder

FILE = "taxonomy.toml"
LOCAL = "local_"
"""How each code of an organisation's own entries begins."""
_SAID = ("label", "told", "guidance", "guidance_alone")
"""The keys that hold words."""
_BELONGS = {
    "theme": ("sub_theme",),
    "reason": ("rejection_exception",),
    "months": ("rejection_reason",),
    "told": ("out_of_scope",),
    "guidance": ("out_of_scope", "rejection_reason"),
}
"""The kinds of table that a key may stand in, where not all may have it."""
_NEEDED = {"theme": "sub_theme", "reason": "rejection_exception", "guidance": "out_of_scope"}
Lists = dict[str, dict[str, Term]]


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
        said: dict[str, Any] = {key: words.filled(text) for key in _SAID if (text := getattr(term, key))}
        # Most say nothing of it, and an organisation's lists are read at every start.
        is_said = any(text != getattr(term, key) for key, text in said.items())
        lists.setdefault(list_, {})[term.code] = replace(term, **said) if is_said else term
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
    told: dict[str, None] = {} if "told" in table.values else {"told": None}
    return table.read(Term, over=ours[core], closed=False, guidance_alone=alone, **told)


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
    told = term.told and {**(ours.told or {}), **term.told}
    if said:
        # It holds in either case: an organisation knows whether it has a citizens' adviser.
        guidance, alone = {**(ours.guidance or {}), **said}, alone and {**alone, **said}
    return replace(term, label=label, told=told, guidance=guidance, guidance_alone=alone)


def _check(term: Term, kind: str, table: Table, lists: Lists) -> None:
    for key, kinds in _BELONGS.items():
        if getattr(term, key) is not None and kind not in kinds:
            raise table.refuse(f"'{key}' belongs to a {' or a '.join(kinds)}, and to that only", key)
    for key, kind_of in _NEEDED.items():
        if getattr(term, key) is None and kind == kind_of:
            raise table.refuse(f"'{key}' is missing: each {kind} has it", key)
    mains = {code for code, each in lists["themes"].items() if each.theme is None}
    for key, known in (("theme", mains), ("reason", lists["rejection_reasons"])):
        named = getattr(term, key)
        if named is not None and named not in known:
            raise table.refuse(f"'{key}' is {named!r}, which nothing declares", key)
    for key in _SAID:
        if unknown := unknown_placeholder(getattr(term, key) or {}):
            raise table.refuse(f"'{key}' has {unknown}", key)
