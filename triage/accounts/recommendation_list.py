"""The recommendations of a year and what became of them, as a section of an account."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from intake.domain.translatable import N_
from triage.accounts.document import (
    Block,
    Chart,
    Grid,
    GridLine,
    Listed,
    NamedNumber,
    Numbers,
    NumberShown,
    Prose,
    Section,
)
from triage.accounts.in_words import InWords
from triage.accounts.results import AccountPeriod
from triage.accounts.words import TOTAL_WORDS
from triage.cases.recommendations import CountableFollowUp, CountableRecommendation, ToldOnwardTo, WhatBecame
from triage.rules.counted import Trait

CODE = "recommendations"
NOT_ASSESSED = "not_assessed"
TOTAL = "total"
ABOUT = N_("About")
_BECAME: Mapping[str, str] = {
    **{each.value: each.words for each in WhatBecame},
    NOT_ASSESSED: N_("Not assessed"),
}


@dataclass(frozen=True, slots=True)
class RecommendationWords(InWords):
    """
    What is said of recommendations in one language.

    Attributes:
        titles: the line of each by its reference, where the reader may read it.
    """

    titles: Mapping[str, str]

    def units(self, made: CountableRecommendation) -> str:
        """Write whom it is for."""
        return self.codes(Trait.UNITS, *made.units) or self.say(N_("The whole organisation"))


def recommendation_sections(
    records: Iterable[object], period: AccountPeriod, words: RecommendationWords, *, trace: bool = True
) -> tuple[Section, ...]:
    """
    Give the recommendations that were made in a period, and what became by its end of those and of the
    earlier ones that were still followed in it: each once, in the order of their numbers. Nothing where there
    were never any.

    Args:
        records: whatever an account counts; only the recommendations among it are looked at.
        trace: each number leads to its entries, for who holds them.
    """
    every = sorted(
        (each for each in records if isinstance(each, CountableRecommendation) and each.on <= period.last),
        key=lambda each: (each.year, each.number),
    )
    if not every:
        return ()
    made = [each for each in every if period.holds(each.on)]
    followed = [each for each in every if made.count(each) or _is_followed(each, period)]
    say, lead = words.say, _cases if trace else _nobody
    blocks: list[Block] = [_numbers(made, followed, period, words, lead)]
    if made:
        blocks.append(_made(made, words))
    told = [(each, one) for each in followed for one in each.told if one.told_on <= period.last]
    if told:
        blocks += [_followed(told, period, words), _grid(told, period, words, lead)]
    if not made:
        blocks.append(Prose((say(N_("No recommendation was made.")),)))
    return (Section(CODE, say(N_("Recommendations and what became of them")), tuple(blocks)),)


Lead = Callable[[Iterable[CountableRecommendation]], tuple[str, ...]]
"""Gives the references that a number leads to."""


def _cases(some: Iterable[CountableRecommendation]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.case for each in some))


def _nobody(_some: Iterable[CountableRecommendation]) -> tuple[str, ...]:
    return ()


def _is_followed(each: CountableRecommendation, period: AccountPeriod) -> bool:
    """Whether an earlier one was still open in the period, or something of it was recorded there."""
    is_open = each.closed_on is None or each.closed_on >= period.first
    return is_open and any(one.told_on <= period.last for one in each.told)


def _numbers(
    made: Sequence[CountableRecommendation],
    followed: Sequence[CountableRecommendation],
    period: AccountPeriod,
    words: RecommendationWords,
    lead: Lead,
) -> Numbers:
    onward = [each for each in followed if any(period.holds(on) for on, _to in each.onward)]
    said = (
        ("made", N_("Recommendations made"), made),
        ("repeated", N_("Of them repeated from an earlier year"), [each for each in made if each.repeats]),
        ("told_onward", N_("Told onward as not followed"), onward),
    )
    return Numbers(
        tuple(
            NamedNumber(code, words.say(text), NumberShown(len(some), cases=lead(some)))
            for code, text, some in said
        )
    )


def _made(made: Sequence[CountableRecommendation], words: RecommendationWords) -> Listed:
    say = words.say
    return Listed(
        code="recommendations_made",
        title=say(N_("Recommendations of the period")),
        columns=tuple(map(say, (N_("Recommendation"), ABOUT, N_("{Units}"), N_("Type"), N_("Theme")))),
        rows=tuple(
            (
                each.called,
                words.titles.get(each.case, ""),
                words.units(each),
                words.codes(Trait.RECOMMENDS, each.recommends),
                words.codes(Trait.THEME, each.theme),
            )
            for each in made
        ),
    )


Told = tuple[CountableRecommendation, CountableFollowUp]


def _followed(told: Sequence[Told], period: AccountPeriod, words: RecommendationWords) -> Listed:
    say = words.say
    heads = (
        N_("Recommendation"),
        ABOUT,
        N_("{Bare_unit}"),
        N_("Told on"),
        N_("Answer"),
        N_("What became of it"),
        N_("Told onward"),
    )
    return Listed(
        code="recommendations_followed",
        title=say(N_("What became of the recommendations")),
        columns=tuple(map(say, heads)),
        rows=tuple(
            (
                each.called,
                words.titles.get(each.case, ""),
                words.codes(Trait.UNIT, one.unit),
                words.day(one.told_on),
                words.codes(Trait.ANSWER, one.answer if _by(one.answered_on, period) else None),
                say(_BECAME[_became(one, period)]),
                ", ".join(say(ToldOnwardTo(to).words) for on, to in each.onward if on <= period.last),
            )
            for each, one in told
        ),
    )


def _by(day: date | None, period: AccountPeriod) -> bool:
    return day is not None and day <= period.last


def _became(one: CountableFollowUp, period: AccountPeriod) -> str:
    """Give what became of it by the end of the period; what is not there yet has no day of its own."""
    if one.result is None:
        return NOT_ASSESSED
    return one.result if one.assessed_on is None or _by(one.assessed_on, period) else NOT_ASSESSED


def _grid(told: Sequence[Told], period: AccountPeriod, words: RecommendationWords, lead: Lead) -> Grid:
    say = words.say
    units = sorted({one.unit for _each, one in told}, key=lambda unit: words.codes(Trait.UNIT, unit))
    rows = [*(GridLine(unit, words.codes(Trait.UNIT, unit)) for unit in units)]
    rows.append(GridLine(TOTAL, say(TOTAL_WORDS), is_total=True))
    columns = [GridLine(code, say(text)) for code, text in _BECAME.items()]
    columns.append(GridLine(TOTAL, say(TOTAL_WORDS), is_total=True))
    found: dict[tuple[str, str], list[CountableRecommendation]] = {}
    for each, one in told:
        for unit in (one.unit, TOTAL):
            for became in (_became(one, period), TOTAL):
                found.setdefault((unit, became), []).append(each)
    cells = {
        (row.key, column.key): NumberShown(len(some), cases=lead(some))
        for row in rows
        for column in columns
        for some in (found.get((row.key, column.key), ()),)
    }
    return Grid(
        code="recommendations_by_unit",
        title=say(N_("What became of the recommendations, by {bare_unit}")),
        rows=tuple(rows),
        columns=tuple(columns),
        cells=cells,
        row_heading=say(N_("{Bare_unit}")),
        rule=say(N_("Each counts once for each that was told of it, as it stood on the last day.")),
        chart=Chart.BARS,
    )
