"""
What each register is called and which columns it has: one description for each, from which its list, its file
and the facts on the page of an entry are written.
"""

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from flask_babel import gettext as _

from intake.domain.translatable import N_
from intake.page.formats import plaindate
from intake.page.language import current
from triage.cases.case import Case
from triage.cases.countable_entries import entry_of
from triage.cases.recommendations import (
    CountableRecommendation,
    PoliticalAnswer,
    RecommendationAnswer,
    ToldOnwardTo,
    WhatBecame,
)
from triage.cases.register_kinds import RegisterKind
from triage.office.presentation import labels
from triage.office.presentation.listed_registers import LISTED
from triage.office.presentation.register_description import Column, Register
from triage.office.request_context import organisation
from triage.services.views.register_links import Relation


def unit_words(codes: Sequence[str | None]) -> str:
    """Give the names of units in the reader's language."""
    names = organisation().units.names(current())
    return ", ".join(names.get(each, each) for each in codes if each)


def _type(each: CountableRecommendation) -> str:
    return labels.term(labels.taxonomy().recommendation_types, each.recommends)


def _theme(each: CountableRecommendation) -> str:
    return labels.term(labels.taxonomy().themes, each.theme)


def _of_units(said: Iterable[tuple[str, str]]) -> str:
    """Write what is said of several units; which of them only where there is more than one."""
    known = [(unit, words) for unit, words in said if words]
    if len({words for _unit, words in known}) == 1:
        return known[0][1]
    return "; ".join(f"{unit_words([unit])}: {words}" for unit, words in known)


def _answers(each: CountableRecommendation) -> str:
    return _of_units((one.unit, labels.word(RecommendationAnswer, one.answer)) for one in each.told)


def _results(each: CountableRecommendation) -> str:
    return _of_units((one.unit, labels.word(WhatBecame, one.result)) for one in each.told)


def _told(each: CountableRecommendation) -> str:
    return _of_units((one.unit, plaindate(one.told_on)) for one in each.told)


def _onward(each: CountableRecommendation) -> str:
    return ", ".join(f"{labels.word(ToldOnwardTo, to)} {plaindate(on)}" for on, to in each.onward)


def _decided(each: CountableRecommendation) -> str:
    return ", ".join(
        f"{labels.word(ToldOnwardTo, body)}: {labels.word(PoliticalAnswer, said)} {plaindate(on)}"
        for on, body, said in each.decided
    )


RECOMMENDATIONS = Register(
    RegisterKind.RECOMMENDATION,
    "recommendations",
    N_("Recommendations"),
    N_("What we have recommended to the administration, what it answered, and what became of it."),
    N_("New recommendation"),
    (
        Column(N_("Year and number"), lambda each: each.called),
        Column(N_("Made on"), lambda each: plaindate(each.on)),
        Column(N_("{Units}"), lambda each: unit_words(each.units) or str(_("The whole organisation"))),
        Column(N_("Type"), _type),
        Column(N_("Theme"), _theme),
        Column(N_("Told to them on"), _told, is_listed=False),
        Column(N_("Answer"), _answers),
        Column(N_("What became of it"), _results),
        Column(N_("Told onward"), _onward, is_listed=False),
        Column(N_("Political decision"), _decided, is_listed=False),
    ),
    lambda each: each.units,
)
REGISTERS: Mapping[str, Register] = MappingProxyType({each.name: each for each in (RECOMMENDATIONS, *LISTED)})
"""Every register by the last part of its address, in the order of the page of the year."""


RELATIONS: Mapping[str, str] = MappingProxyType(
    {
        Relation.COMES_OF: N_("Comes of"),
        Relation.GAVE: N_("Recommendation"),
        Relation.DECIDED: N_("Decision of an appeals body"),
        Relation.GOES_ON_FROM: N_("Goes on from"),
        Relation.REPEATS: N_("Repeats"),
        Relation.REPEATED_BY: N_("Repeated by"),
        Relation.GONE_ON_WITH: N_("Gone on with"),
    }
)
"""What is said of something that hangs together with an entry, before its link."""


def registers_here() -> Mapping[str, Register]:
    """Give the registers that are of use in this organisation."""
    takes = organisation().settings.schemes
    return {name: each for name, each in REGISTERS.items() if takes.complaints or not each.of_complaints}


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
