"""
The lists that an organisation's practice decides: ours, and its own over them (`taxonomy_data`).

Every entry has a code, which is what events hold, and its words by language. Out-of-scope codes and reasons
for a rejection carry an outline of the guidance that is given.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType
from typing import Annotated

from intake.domain.languages import Text, words_in
from triage.rules.bitemporal import ALWAYS, Dated
from triage.rules.constraints import Code, Least

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
        "recommendation_type": "recommendation_types",
    }
)
"""The list that each kind of table is an entry of."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Term(Dated):
    """
    One entry of a list.

    *core* is the entry of ours that it counts as: itself, where it is ours. *theme* is the code of the theme
    that a sub-theme belongs to. *appealable* says that who is told this must be told how to appeal, *closed*
    that Betro itself acts on the code. *months* is how old a matter may be before the reason rejects it, and
    *reason* the code of the reason that an exception lifts: a bylaw's, so each municipality has its own.

    *told* is the sentence that a reporter reads of an out-of-scope code, else its label. The guidance stands
    at each of those and at the reasons for a rejection; *guidance_alone* takes its place where there is no
    citizens' adviser to turn to. What was chosen is shown for ever, whatever its validity.
    """

    code: Code
    core: str
    label: Text
    told: Text | None = None
    guidance: Text | None = None
    guidance_alone: Text | None = None
    theme: str | None = None
    reason: str | None = None
    months: Annotated[int, Least(1)] | None = None
    appealable: bool = False
    closed: bool = False
    valid_from: date = ALWAYS


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
    rejection_exceptions: Terms
    channels: Terms
    places: Terms
    inquiry_types: Terms
    handlings: Terms
    report_themes: Terms
    recommendation_types: Terms

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
