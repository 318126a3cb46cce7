"""What the lines of a table are called: as the profile says, else as the units and lists do."""

from collections.abc import Callable, Mapping
from datetime import date
from types import MappingProxyType

from intake.domain.days import written
from intake.domain.languages import words_in
from intake.domain.translatable import N_, Worded
from triage.accounts.axes import UNATTRIBUTED
from triage.accounts.results import CountedLine, RowKind
from triage.cases.appeals import AppealResult, DecidingBody
from triage.cases.decisions.activities import ActivityKind, ActivityState
from triage.cases.decisions.meetings import MeetingKind, MeetingRole
from triage.cases.decisions.own_initiative import OwnInitiativeKind
from triage.cases.decisions.results import LegalPosition
from triage.cases.recommendations import RecommendationAnswer, WhatBecame
from triage.cases.requests import RequestKind
from triage.cases.vocabulary import (
    ContactDirection,
    CriticismKind,
    InquirerKind,
    InquirerRelation,
    InquiryWish,
    Investigation,
    NotCounted,
    OtherSide,
    Position,
    RaisedBy,
    ReplyQuality,
    Resident,
    Scope,
    Upheld,
)
from triage.rules.code_lists import CodeLists
from triage.rules.counted import NOT_SAID, Trait, is_unit, term_list
from triage.rules.counting_profile import CountingProfile, TableRule
from triage.rules.counting_words import TableSide

Translate = Callable[[str], str]

TOTAL_WORDS = N_("In all")
NOT_SAID_WORDS = N_("Not said")
UNATTRIBUTED_WORDS = N_("Not attributed to a part")
YES_WORDS = {"yes": N_("Yes"), "no": N_("No")}
WORDED: Mapping[Trait, type[Worded]] = MappingProxyType(
    {
        Trait.WISH: InquiryWish,
        Trait.NOT_COUNTED: NotCounted,
        Trait.INQUIRER: InquirerKind,
        Trait.RELATION: InquirerRelation,
        Trait.RESIDENT: Resident,
        Trait.LEGAL_POSITION: LegalPosition,
        Trait.POSITION: Position,
        Trait.RAISED_BY: RaisedBy,
        Trait.UPHELD: Upheld,
        Trait.DIRECTION: ContactDirection,
        Trait.OTHER_SIDE: OtherSide,
        Trait.MEETING_KIND: MeetingKind,
        Trait.MEETING_ROLE: MeetingRole,
        Trait.OWN_KIND: OwnInitiativeKind,
        Trait.CRITICISM_KIND: CriticismKind,
        Trait.REQUEST_KIND: RequestKind,
        Trait.QUALITY: ReplyQuality,
        Trait.SCOPE: Scope,
        Trait.INVESTIGATION: Investigation,
        Trait.BODY: DecidingBody,
        Trait.RESULT: AppealResult,
        Trait.ANSWER: RecommendationAnswer,
        Trait.BECAME: WhatBecame,
        Trait.ACTIVITY: ActivityKind,
        Trait.ACTIVITY_STATE: ActivityState,
    }
)
"""The closed lists that the codes of a trait stand on; those of every other are yes and no."""


def line_words(
    line: CountedLine,
    rule: TableRule,
    side: TableSide,
    profile: CountingProfile,
    lists: CodeLists,
    language: str,
    translate: Translate,
) -> str:
    """Say in a language what a row or a column of a table stands for."""
    own = next((each for each in profile.own(rule.code, side) if each.code == line.code), None)
    if own is not None and line.kind in (RowKind.OWN, RowKind.SUM):
        return words_in(own.label, language)
    if line.kind is RowKind.TOTAL:
        return translate(TOTAL_WORDS)
    head = profile.head
    if line.code == UNATTRIBUTED:
        return words_in(head.unattributed, language) if head.unattributed else translate(UNATTRIBUTED_WORDS)
    if line.code == NOT_SAID:
        return words_in(head.not_said, language) if head.not_said else translate(NOT_SAID_WORDS)
    axis = rule.rows if side is TableSide.ROWS else rule.columns
    if axis is not None and axis.rest and line.kind is RowKind.REST:
        return words_in(axis.rest, language)
    return line.code if axis is None else code_words(axis.by, line.code, lists, language, translate)


def code_words(trait: Trait, code: str, lists: CodeLists, language: str, translate: Translate) -> str:
    """Say in a language what a code of a trait means; a code that no list has stands for itself."""
    if is_unit(trait):
        unit = lists.units.by_code.get(code)
        return code if unit is None else unit.name(language)
    if (name := term_list(trait)) is not None:
        terms = getattr(lists.taxonomy, name)
        return words_in(terms[code].label, language) if code in terms else code
    if trait is Trait.MONTH and code != NOT_SAID:
        return written(date.fromisoformat(f"{code}-01"), "month", language)
    listed = WORDED.get(trait)
    if listed is None:
        return translate(YES_WORDS[code]) if code in YES_WORDS else code
    return translate(listed(code).words)
