"""
What each register is called and which columns it has: one description for each, from which its list, its file
and the facts on the page of an entry are written.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any

from flask_babel import gettext as _

from intake.domain.translatable import N_
from intake.page.formats import plaindate
from intake.page.language import current
from triage.cases.case import Case
from triage.cases.countable_entries import entry_of
from triage.cases.recommendations import CountableRecommendation
from triage.cases.register_kinds import RegisterKind
from triage.office.presentation import labels
from triage.office.request_context import organisation


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its head, and what stands in it of an entry; *is_fact*: on the page of the entry too."""

    title: str
    words: Callable[[Any], str]
    is_fact: bool = True


@dataclass(frozen=True, slots=True)
class Register:
    """
    One register.

    Attributes:
        name: the last part of its address.
        title, intro: what it is called, and what it is for.
        begin: what its form is called.
        units: the units that an entry is about, by which it is found.
        may_begin: whether anybody begins an entry on a page of the register.
    """

    kind: RegisterKind
    name: str
    title: str
    intro: str
    begin: str
    columns: tuple[Column, ...]
    units: Callable[[Any], Sequence[str]]
    may_begin: bool = True


def unit_words(codes: Sequence[str | None]) -> str:
    """Give the names of units in the reader's language."""
    names = organisation().units.names(current())
    return ", ".join(names.get(each, each) for each in codes if each)


def _called(each: CountableRecommendation) -> str:
    return f"{each.year}/{each.number}"


def _type(each: CountableRecommendation) -> str:
    return labels.term(labels.taxonomy().recommendation_types, each.recommends)


def _theme(each: CountableRecommendation) -> str:
    return labels.term(labels.taxonomy().themes, each.theme)


RECOMMENDATIONS = Register(
    RegisterKind.RECOMMENDATION,
    "recommendations",
    N_("Recommendations"),
    N_("What we have recommended to the {units}, what they answered, and what became of it."),
    N_("New recommendation"),
    (
        Column(N_("Year and number"), _called),
        Column(N_("Made on"), lambda each: plaindate(each.on)),
        Column(N_("{Units}"), lambda each: unit_words(each.units) or str(_("The whole organisation"))),
        Column(N_("Type"), _type),
        Column(N_("Theme"), _theme),
    ),
    lambda each: each.units,
)
REGISTERS: Mapping[str, Register] = MappingProxyType({each.name: each for each in (RECOMMENDATIONS,)})
"""Every register by the last part of its address, in the order of the page of the year."""


def register_of(kind: RegisterKind | None) -> Register | None:
    """Give the description of a register; None where it has no page of its own."""
    return next((each for each in REGISTERS.values() if each.kind == kind), None)


def entry_facts(case: Case, reference: str) -> list[tuple[str, str]]:
    """Give what the page of an entry says of it: pairs of a label and its words."""
    register, entry = register_of(case.register.kind), entry_of(case, reference)
    if register is None or entry is None:
        return []
    said = ((str(_(each.title)), each.words(entry)) for each in register.columns if each.is_fact)
    return [(label, words) for label, words in said if words]
