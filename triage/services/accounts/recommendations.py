"""
The recommendations as everybody may read them: their words, whom they were for, and what became of them.

The words of the unit and of the adviser are opened by an adviser who may read them, and shown to them before
they are published: only a person can see whether they name anybody.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from intake.contents.item_ref import ItemRef
from intake.contents.published import (
    PublishedFact,
    PublishedFollowUp,
    Recommendation,
    RecommendationsPublished,
)
from intake.domain.languages import LANGUAGES
from intake.domain.translatable import N_
from intake.store.engine import read, write
from triage.accounts.recommendation_list import RecommendationWords
from triage.cases.decisions.recommendation_follow_up import (
    RecommendationAnswered,
    RecommendationAssessed,
    RecommendationDecided,
    RecommendationEscalated,
    RecommendationReported,
    RecommendationTold,
)
from triage.cases.decisions.recommendations import RecommendationBegun
from triage.cases.events import CaseEvent
from triage.cases.fold import told
from triage.cases.recommendations import CountableRecommendation
from triage.cases.register_kinds import RegisterKind
from triage.rules.code_lists import CodeLists
from triage.rules.counted import Trait
from triage.services.accounts.document import translate_in
from triage.services.history.case_file import file_of
from triage.services.organisation import Organisation
from triage.services.people.holders import known_members
from triage.services.people.sign_in import SignedIn
from triage.services.reading.inner_texts import InnerText, inner_texts
from triage.store import countables, journal, register_entries
from triage.store.visibility import Level, system_access, visible_to

OPENED = "recommendations:opened"
"""What the audit log calls it; how many stands behind it."""
Texts = Mapping[str, InnerText]


class UnreadableWordsError(Exception):
    """The words of a recommendation cannot be opened, or are not what its author signed."""


@dataclass(frozen=True, slots=True)
class _Made:
    """One recommendation: what codes tell of it, its events, and what was written in it."""

    record: CountableRecommendation
    events: Sequence[CaseEvent]
    texts: Texts


def for_everybody(
    organisation: Organisation, who: SignedIn, *, today: date
) -> tuple[RecommendationsPublished, ...]:
    """
    Open every recommendation that was not withdrawn and give them as they would be published, in each
    language; that they were opened is put into the audit log.

    Raises:
        UnreadableWordsError: the words of one cannot be shown, or this person does not hold it: what is
            published takes the place of all that was.
    """
    with read(organisation.triage) as connection:
        access = visible_to(who.handle, today, Level.CONTENT)
        kind, members = RegisterKind.RECOMMENDATION, known_members(organisation, today)
        rows = {each.handle: each for each in register_entries.entries(connection, access, kind)}
        made = []
        for handle, record in countables.of_kind(connection, access, [kind]):
            history = file_of(connection, organisation, handle, today=today).history
            texts = inner_texts(connection, organisation, who, rows[handle], members, history=history)
            if isinstance(record, CountableRecommendation):
                made.append(_Made(record, told(history), texts))
        if len(made) != sum(1 for _each in countables.of_kind(connection, system_access(), [kind])):
            raise UnreadableWordsError
    with write(organisation.triage) as connection:
        action = f"{OPENED}/{len(made)}"
        journal.append(connection, on=today, actor=who.handle, action=action, subject=who.handle)
    made.sort(key=lambda each: (-each.record.year, each.record.number))
    lists = CodeLists(organisation.taxonomy, organisation.units)
    return tuple(
        RecommendationsPublished(language, today, tuple(_written(each, words) for each in made))
        for language in LANGUAGES
        for words in [RecommendationWords(lists, language, translate_in(organisation, language), {})]
    )


def _written(made: _Made, words: RecommendationWords) -> Recommendation:
    begun = next(each for each in made.events if isinstance(each, RecommendationBegun))
    text = _text(made.texts, begun.item)
    if not text:
        raise UnreadableWordsError
    facts = {
        N_("Made on"): words.day(made.record.on),
        N_("Made to"): words.units(made.record),
        N_("Type"): words.codes(Trait.RECOMMENDS, made.record.recommends),
        N_("Theme"): words.codes(Trait.THEME, made.record.theme),
    }
    return Recommendation(
        name=made.record.called,
        year=made.record.year,
        text=text,
        facts=tuple(PublishedFact(words.say(label), said) for label, said in facts.items() if said),
        follow_up=tuple(_follow_up(made, words)),
    )


def _follow_up(made: _Made, words: RecommendationWords) -> Iterator[PublishedFollowUp]:
    say = words.say
    for each in made.events:
        match each:
            case RecommendationTold():
                filled, item = {"units": words.codes(Trait.UNITS, *each.units)}, None
            case RecommendationAnswered():
                filled, item = {"answer": say(each.answer.words)}, each.item
            case RecommendationReported():
                filled, item = {}, each.item
            case RecommendationAssessed():
                filled, item = {"result": say(each.result.words)}, each.item
            case RecommendationEscalated():
                filled, item = {"to": say(each.to.words)}, None
            case RecommendationDecided():
                filled, item = {"decided": say(each.decided.words)}, each.item
            case _:
                continue
        filled["unit"] = words.codes(Trait.UNIT, getattr(each, "unit", None))
        yield PublishedFollowUp(each.day, say(each.sentence) % filled, _text(made.texts, item))


def _text(texts: Texts, item: ItemRef | None) -> str:
    found = None if item is None else texts.get(item.id)
    if item is not None and (found is None or found.text is None):
        raise UnreadableWordsError
    return (found and found.text) or ""
