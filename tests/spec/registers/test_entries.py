"""The registers beside the cases: what is entered in each, what becomes of it, and what is counted of it."""

from datetime import date
from decimal import Decimal

import pytest

from tests.story import Story
from tests.weekdays import on
from triage.cases.appeals import AppealResult, CountableAppeal, DecidingBody
from triage.cases.countable_entries import countable_entry
from triage.cases.decisions.activities import (
    ActivityCalledOff,
    ActivityHeld,
    ActivityKind,
    ActivityRegistered,
    CountableActivity,
)
from triage.cases.decisions.appeals import AppealDecided, AppealRemade
from triage.cases.decisions.correcting import EventWithdrawn
from triage.cases.decisions.external_figures import (
    CountableFigure,
    FigureBegun,
    FigureOfYear,
    FigureRecorded,
    Measure,
)
from triage.cases.decisions.focus_points import (
    CountableFocus,
    FocusPointDone,
    FocusPointMoved,
    FocusPointSet,
)
from triage.cases.decisions.ordered_counts import CountableOrder, CountEnded, CountOrdered, CountsTicked
from triage.cases.decisions.own_initiative import OrderedBy
from triage.cases.decisions.registers import EntryWithdrawn

MON, TUE, WED = "Mon 2026-11-23", "Tue 2026-11-24", "Wed 2026-11-25"
REF = "HKP37SQQ"


def appeal(result: AppealResult, **told: object) -> Story:
    """A decision of the Appeals Board of Monday."""
    return Story().then(
        AppealDecided,
        on=TUE,
        happened_on=MON,
        decided_by=DecidingBody.APPEALS_BOARD,
        result=result,
        unit="schools",
        **told,
    )


def activity(day: str) -> Story:
    """A visit that is registered on a Tuesday."""
    return Story().then(
        ActivityRegistered, on=TUE, activity=ActivityKind.VISIT, meets_on=day, units=("schools",), people=12
    )


def test_an_appeals_decision_is_counted_by_its_day() -> None:
    """It is done with at once; a theme of a remark says that there were remarks."""
    story = appeal(AppealResult.CHANGED, remarks=("no_answer",))
    assert story.case.closed_on == on(MON)
    assert countable_entry(story.case, REF) == CountableAppeal(
        REF, on(MON), "appeals_board", "schools", "changed", ("no_answer",), remarked=True
    )


@pytest.mark.parametrize("result", [AppealResult.REJECTED, AppealResult.WITHDRAWN])
def test_what_was_not_decided_has_no_remarks(result: AppealResult) -> None:
    """So it is left out of the base of their share, and says neither yes nor no."""
    counted = countable_entry(appeal(result).case, REF)
    assert isinstance(counted, CountableAppeal)
    assert counted.remarked is None
    told = {"decided_by": DecidingBody.OTHER_BODY, "result": result}
    assert Story().refused(AppealDecided, on=TUE, remarked=True, **told).code == "remarks_need_decision"


def test_what_was_remanded_waits_for_the_unit() -> None:
    """By the office's own clock from the day of the decision, until the unit has decided anew."""
    story = appeal(AppealResult.REMANDED)
    assert story.open_rules(TUE) == ["BR-REMADE"]
    assert story.deadline("BR-REMADE", TUE).due_strict == date(2027, 2, 23)
    assert story.refused(AppealRemade, on=WED, happened_on="Sun 2026-11-22").code == "date_before_received"
    story.then(AppealRemade, on=WED)
    counted = countable_entry(story.case, REF)
    assert isinstance(counted, CountableAppeal)
    assert counted.remade_on == on(WED)
    assert story.open_rules(WED) == []
    assert story.refused(AppealRemade, on=WED).code == "not_remanded"


def test_an_activity_is_planned_and_then_held() -> None:
    """How many came replaces how many were expected; what is over is neither held nor called off again."""
    story = activity("Mon 2026-11-30")
    assert story.deadline("BR-ACTIVITY", TUE).due_strict == date(2026, 11, 30)
    story.then(ActivityHeld, on="Tue 2026-12-01", happened_on="Mon 2026-11-30", people=9)
    assert countable_entry(story.case, REF) == CountableActivity(
        REF, date(2026, 11, 30), "visit", "held", ("schools",), 9
    )
    assert story.open_rules("Tue 2026-12-01") == []
    assert story.refused(ActivityCalledOff, on="Tue 2026-12-01").code == "activity_over"


def test_an_activity_is_called_off() -> None:
    """It stands on the day for which it was planned."""
    counted = countable_entry(activity("Mon 2026-11-30").then(ActivityCalledOff, on=WED).case, REF)
    assert isinstance(counted, CountableActivity)
    assert (counted.state, counted.on) == ("called_off", date(2026, 11, 30))


def test_what_is_over_when_it_is_registered_was_held() -> None:
    """Nothing is waited for."""
    story = activity(MON)
    assert story.open_rules(TUE) == []
    counted = countable_entry(story.case, REF)
    assert isinstance(counted, CountableActivity)
    assert (counted.state, counted.people) == ("held", 12)


def test_a_figure_from_elsewhere_goes_on_year_by_year() -> None:
    """What was recorded last of a year holds, and what was recorded by mistake does not."""
    story = Story().then(FigureBegun, on=MON, measure=Measure.NUMBER, year=2024, value="268", code="mayor")
    story.then(FigureRecorded, on=TUE, year=2025, value="204").then(
        FigureRecorded, on=TUE, year=2025, value="214"
    )
    story.then(FigureRecorded, on=TUE, year=2026, value="160.5")
    story.then(EventWithdrawn, on=WED, number=4)
    assert countable_entry(story.case, REF) == CountableFigure(
        REF,
        on(MON),
        "number",
        (FigureOfYear(2024, Decimal(268)), FigureOfYear(2025, Decimal(214))),
        "mayor",
    )
    assert Story(story.events).refused(CountEnded, on=WED).code == "wrong_scheme"


def test_an_ordered_count_runs_until_somebody_says_why_it_ends() -> None:
    """Cases of its first and of its last day can be ticked, and none of the next."""
    story = Story().then(CountOrdered, on=MON, mark="no-receipt", ordered_by=OrderedBy.FINANCE_COMMITTEE)
    assert story.refused(CountEnded, on=TUE, reason_item=None).code == "reason_missing"
    story.then(CountEnded, on=WED, happened_on=TUE)
    order = countable_entry(story.case, REF)
    assert order == CountableOrder(REF, on(MON), "no-receipt", "finance_committee", on(TUE))
    assert [order.runs_on(on(each)) for each in (MON, TUE, WED)] == [True, True, False]
    assert story.refused(CountEnded, on=WED).code == "count_over"
    assert story.refused(CountsTicked, on=WED, marks=("no-receipt",)).code == "wrong_scheme"


def test_a_focus_point_moves_on_until_it_is_done() -> None:
    """To a later year only; it stands in each of its years."""
    story = Story().then(FocusPointSet, on=MON, year=2027, theme="no_answer")
    refusal = story.refused(FocusPointMoved, on=TUE, year=2027)
    assert (refusal.code, refusal.params) == ("year_not_later", {"year": 2027})
    story.then(FocusPointMoved, on=TUE, year=2028).then(FocusPointDone, on=WED)
    assert countable_entry(story.case, REF) == CountableFocus(
        REF, on(MON), (2027, 2028), "no_answer", on(WED)
    )
    assert story.refused(FocusPointDone, on=WED).code == "focus_over"


def test_what_was_withdrawn_counts_nowhere() -> None:
    """Whatever register it stood in."""
    assert countable_entry(appeal(AppealResult.UPHELD).then(EntryWithdrawn, on=WED).case, REF) is None
