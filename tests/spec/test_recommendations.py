"""A recommendation binds nobody; each unit has its clocks, and what is not followed is told onward."""

from datetime import date

from tests.recommended import MADE, MON, TUE, recommended, told_of
from tests.story import TAXONOMY, UNITS, Story
from triage.accounts.document import Grid, Listed
from triage.accounts.entries import of_entry
from triage.accounts.recommendation_list import RecommendationWords, recommendation_sections
from triage.accounts.results import AccountPeriod
from triage.cases.countable import countable, read, written
from triage.cases.decisions.correcting import EventCorrected
from triage.cases.decisions.recommendation_follow_up import (
    RecommendationAnswered,
    RecommendationAssessed,
    RecommendationDecided,
    RecommendationEscalated,
    RecommendationReported,
    RecommendationTold,
)
from triage.cases.decisions.recommendations import RecommendationBegun
from triage.cases.decisions.registers import EntryClosed
from triage.cases.recommendations import (
    CountableRecommendation,
    PoliticalAnswer,
    RecommendationAnswer,
    ToldOnwardTo,
    WhatBecame,
)
from triage.rules.code_lists import CodeLists
from triage.rules.counted import Thing, Trait

WED, MARCH, LATE = "Wed 2027-02-03", "Mon 2027-03-01", "Thu 2027-03-04"
NEXT_YEAR = "Tue 2028-02-01"
LISTS = CodeLists(TAXONOMY, UNITS)


def record(story: Story, reference: str = "HKP37SQQ") -> CountableRecommendation:
    """What is counted of it, as it is kept and read again."""
    found = countable(story.case, reference, ())
    assert isinstance(found, CountableRecommendation)
    assert read(written(found)) == found
    return found


def test_each_unit_that_was_told_has_a_clock_of_its_own() -> None:
    """To answer within 30 days, and to be assessed within a year; what nobody was told runs none."""
    assert recommended().open_rules(TUE) == []
    story = recommended().then(RecommendationTold, on=MON, units=("schools",))
    story.then(RecommendationTold, on=MON, units=("roads",))
    due = {unit: story.deadline("BR-REC-ANSWER", TUE, unit).due_strict for unit in ("schools", "roads")}
    assert due == dict.fromkeys(("schools", "roads"), date(2027, 3, 3))
    assert story.deadline("BR-REC-ASSESS", TUE, "roads").due_strict == date(2028, 2, 1)

    story.then(RecommendationAnswered, on=WED, unit="schools", answer=RecommendationAnswer.ACCEPTED)
    assert not story.deadline("BR-REC-ANSWER", LATE, "schools").is_open
    assert story.breaches(LATE) == [("BR-REC-ANSWER", date(2027, 3, 3), 1)]
    story.then(EntryClosed, on=LATE)
    assert story.open_rules(LATE) == []


def test_that_it_is_not_followed_is_told_onward_in_time() -> None:
    """From the day on which it is rejected, or seen not to be followed, and until somebody above was told."""
    rejected = {"unit": "schools", "answer": RecommendationAnswer.REJECTED}
    assert told_of("schools").refused(RecommendationAnswered, on=TUE, **rejected, item="").code == (
        "reason_missing"
    )
    story = told_of("schools").then(RecommendationAnswered, on=WED, item=True, **rejected)
    clock = story.deadline("BR-REC-ONWARD", WED, "schools")
    assert (clock.is_open, clock.due_strict) == (True, date(2027, 3, 5))
    story.then(RecommendationEscalated, on=MARCH, to=ToldOnwardTo.DIRECTION)
    assert not story.deadline("BR-REC-ONWARD", MARCH, "schools").is_open
    story.then(RecommendationEscalated, on=MARCH, to=ToldOnwardTo.COUNCIL)
    assert [to for _on, to in record(story).onward] == ["direction", "council"]

    accepted = {"unit": "schools", "answer": RecommendationAnswer.ACCEPTED}
    seen = told_of("schools").then(RecommendationAnswered, on=WED, **accepted)
    assert "BR-REC-ONWARD" not in seen.open_rules(WED)
    failed = {"unit": "schools", "result": WhatBecame.NOT_FOLLOWED}
    assert seen.refused(RecommendationAssessed, on=MARCH, **failed, item="").code == "reason_missing"
    seen.then(RecommendationAssessed, on=MARCH, item=True, **failed)
    assert seen.open_rules(MARCH) == ["BR-REC-ONWARD"]
    seen.then(RecommendationAssessed, on=LATE, unit="schools", result=WhatBecame.FOLLOWED)
    assert seen.open_rules(LATE) == []


def test_what_is_not_there_yet_is_asked_again() -> None:
    """An assessment that says so ends no clock, and a code that was chosen wrong is put right."""
    partly = {"unit": "schools", "answer": RecommendationAnswer.PARTLY}
    story = told_of("schools").then(RecommendationAnswered, on=TUE, **partly)
    story.then(RecommendationReported, on=WED, unit="schools")
    story.then(RecommendationAssessed, on=WED, unit="schools", result=WhatBecame.NOT_YET)
    assert story.open_rules(WED) == ["BR-REC-ASSESS"]
    followed = {"unit": "schools", "result": WhatBecame.FOLLOWED}
    early = story.refused(RecommendationAssessed, on=WED, happened_on="Mon 2027-01-04", **followed)
    assert early.code == "date_before_received"
    story.then(RecommendationAssessed, on=MARCH, **followed)
    story.then(EventCorrected, on=MARCH, number=6, field="result", right_code="partly")
    (one,) = record(story).told
    assert (one.answer, one.reported_on, one.result) == ("partly", date(2027, 2, 3), "partly")


def test_it_says_what_it_comes_of_and_what_was_decided_about_it() -> None:
    """Codes, days and references alone, as an account keeps them."""
    story = recommended(born_of=("0000WXYZ",), predecessor="1111WXYZ", repeats=True)
    said = {"decided_by": ToldOnwardTo.COMMITTEE, "decided": PoliticalAnswer.SUPPORTED}
    made = record(story.then(RecommendationDecided, on=TUE, **said))
    assert (made.called, made.born_of, made.predecessor) == ("2027/1", ("0000WXYZ",), "1111WXYZ")
    assert made.decided == ((date(2027, 2, 2), "committee", "supported"),)
    assert Story().refused(RecommendationBegun, on=MON, **{**MADE, "type": "x"}).code == "unknown_code"
    assert Story().refused(RecommendationBegun, on=MON, **MADE, happened_on=TUE).code == "date_in_future"
    assert Story().refused(RecommendationBegun, on=MON, **MADE, summary_item="").code == "summary_missing"


def test_any_profile_counts_recommendations_and_what_became_of_them() -> None:
    """One for each, and one for each unit that was told, which says what it answered."""
    accepted = {"unit": "roads", "answer": RecommendationAnswer.ACCEPTED}
    story = told_of("schools", "roads").then(RecommendationAnswered, on=WED, **accepted)
    made, *units = of_entry(record(story))
    assert (made.thing, made.own[Trait.RECOMMENDS], made.own[Trait.ONWARD]) == (
        Thing.RECOMMENDATION,
        ("teaching",),
        ("no",),
    )
    assert [(each.thing, each.own[Trait.UNIT], each.own[Trait.ANSWER]) for each in units] == [
        (Thing.FOLLOW_UP, ("schools",), ()),
        (Thing.FOLLOW_UP, ("roads",), ("accepted",)),
    ]


def test_the_section_shows_each_recommendation_with_what_became_of_it() -> None:
    """Those of the period, and of the earlier ones that are still followed how they stood at its end."""
    followed = {"unit": "schools", "result": WhatBecame.FOLLOWED}
    first = record(told_of("schools", "roads").then(RecommendationAssessed, on=NEXT_YEAR, **followed))
    again = record(recommended(number=2, repeats=True, predecessor="HKP37SQQ"), "0000WXYZ")
    words = RecommendationWords(LISTS, "en", str, {"HKP37SQQ": "Answer"})
    year, next_year = (AccountPeriod(date(n, 1, 1), date(n, 12, 31)) for n in (2027, 2028))

    (section,) = recommendation_sections([again, first], year, words)
    _numbers, made, told, _grid = section.blocks
    assert isinstance(made, Listed)
    assert isinstance(told, Listed)
    assert [row[:3] for row in made.rows] == [("2027/1", "Answer", "Schools"), ("2027/2", "", "Schools")]
    assert [row[2:6] for row in told.rows] == [
        ("Schools", "1 February 2027", "", "Not assessed"),
        ("Roads", "1 February 2027", "", "Not assessed"),
    ]
    (section,) = recommendation_sections([first], next_year, words, trace=False)
    _numbers, _told, grid, _prose = section.blocks
    assert recommendation_sections([], year, words) == ()
    assert isinstance(grid, Grid)
    assert not any(cell.cases for cell in grid.cells.values())
    assert {key: cell.value for key, cell in grid.cells.items() if cell.value} == {
        ("schools", "followed"): 1,
        ("schools", "total"): 1,
        ("roads", "not_assessed"): 1,
        ("roads", "total"): 1,
        ("total", "followed"): 1,
        ("total", "not_assessed"): 1,
        ("total", "total"): 2,
    }
