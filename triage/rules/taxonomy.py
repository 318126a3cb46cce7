"""
The lists that a municipality's practice decides, read from `taxonomy.toml`.

Every entry has a code, which is what events hold, and its words in Danish and English. Out-of-scope codes
carry an outline of the guidance the reporter gets. The whole file is checked when it is read; an unknown key,
a code written twice or a missing language is refused with file and line.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from triage.rules.tables import File, RulebookError, Table

FILE = "taxonomy.toml"


@dataclass(frozen=True, slots=True)
class Term:
    """
    One entry of a list.

    `group` is the code of the theme that a sub-theme belongs to; the guidance stands only at out-of-scope
    codes.
    """

    code: str
    da: str
    en: str
    group: str | None = None
    guidance_da: str | None = None
    guidance_en: str | None = None

    def label(self, language: str) -> str:
        """The words in `da` or `en`."""
        return self.da if language == "da" else self.en

    def guidance(self, language: str) -> str | None:
        """The outline of the guidance in `da` or `en`, if this is an out-of-scope code."""
        return self.guidance_da if language == "da" else self.guidance_en


Terms = Mapping[str, Term]


@dataclass(frozen=True, slots=True)
class Taxonomy:
    """
    Every list, each a mapping from code to term in the order of the file.

    `themes` holds main themes and sub-themes alike; a main theme has no group.
    """

    themes: Terms
    out_of_scope: Terms
    dispositions: Terms
    findings: Terms
    measures: Terms
    disclosure_grounds: Terms
    rejection_reasons: Terms
    channels: Terms
    handlings: Terms


@cache
def load_taxonomy() -> Taxonomy:
    """
    Read and check the taxonomy that comes with Betro.

    Raises:
        RulebookError: the file cannot be trusted; the message begins with file and line.
    """
    return read_taxonomy((files("triage.rules") / FILE).read_text(encoding="utf-8"))


def read_taxonomy(text: str, name: str = FILE) -> Taxonomy:
    """
    Read and check a taxonomy from TOML text.

    Raises:
        RulebookError: as `load_taxonomy`.
    """
    file = File(text, name)
    taxonomy = Taxonomy(
        themes=_themes(file),
        out_of_scope=_terms(file, "out_of_scope", guided=True),
        dispositions=_terms(file, "disposition"),
        findings=_terms(file, "finding"),
        measures=_terms(file, "measure"),
        disclosure_grounds=_terms(file, "disclosure_ground"),
        rejection_reasons=_terms(file, "rejection_reason"),
        channels=_terms(file, "channel"),
        handlings=_terms(file, "handling"),
    )
    file.done()
    return taxonomy


def _terms(file: File, kind: str, *, guided: bool = False) -> Terms:
    found: dict[str, Term] = {}
    for table in file.tables(kind):
        term = Term(
            _code(table, found),
            table.text("da"),
            table.text("en"),
            guidance_da=table.text("guidance_da") if guided else None,
            guidance_en=table.text("guidance_en") if guided else None,
        )
        table.done()
        found[term.code] = term
    return MappingProxyType(found)


def _themes(file: File) -> Terms:
    found: dict[str, Term] = dict(_terms(file, "theme"))
    mains = frozenset(found)
    for table in file.tables("sub_theme"):
        group = table.one_of("theme", mains)
        term = Term(_code(table, found), table.text("da"), table.text("en"), group=group)
        table.done()
        found[term.code] = term
    return MappingProxyType(found)


def _code(table: Table, known: Mapping[str, Term]) -> str:
    code = table.text("code")
    if not (code.isascii() and code.replace("_", "").isalnum() and code == code.lower()):
        raise table.refuse(f"'{code}' must be small letters, digits and underscores", "code")
    if code in known:
        raise table.refuse(f"'{code}' is written twice", "code")
    return code


__all__ = ["RulebookError", "Taxonomy", "Term", "load_taxonomy", "read_taxonomy"]
