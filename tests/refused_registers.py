"""What is refused of the registers: one story each."""

from collections.abc import Callable

from tests.recommended import ENTRIES
from tests.refused_accounts import ACCOUNTS
from tests.story import Story
from triage.cases.appeals import AppealResult, DecidingBody
from triage.cases.decisions.activities import ActivityCalledOff, ActivityKind, ActivityRegistered
from triage.cases.decisions.appeals import AppealDecided, AppealRemade
from triage.cases.decisions.external_figures import FigureBegun, Measure
from triage.cases.decisions.focus_points import FocusPointDone, FocusPointMoved, FocusPointSet
from triage.cases.decisions.ordered_counts import CountEnded, CountOrdered
from triage.cases.decisions.own_initiative import OrderedBy
from triage.cases.refusals import Refusal

ON = "Mon 2027-01-11"
DISMISSED = {"decided_by": DecidingBody.APPEALS_BOARD, "result": AppealResult.REJECTED}


def planned(on: str, meets_on: str) -> Story:
    """A visit that is registered on a day, for one that may be to come."""
    return Story().then(ActivityRegistered, on=on, activity=ActivityKind.VISIT, meets_on=meets_on)


def remanded(on: str) -> Story:
    """A decision that was sent back to a unit."""
    told = {"decided_by": DecidingBody.APPEALS_BOARD, "result": AppealResult.REMANDED, "unit": "schools"}
    return Story().then(AppealDecided, on=on, **told)


def _ended() -> Story:
    begun = Story().then(CountOrdered, on=ON, mark="no-receipt", ordered_by=OrderedBy.COUNCIL)
    return begun.then(CountEnded, on=ON)


def _focus() -> Story:
    return Story().then(FocusPointSet, on=ON, year=2027)


REGISTERS: dict[str, Callable[[], Refusal]] = {
    **ENTRIES,
    **ACCOUNTS,
    "remarks_need_decision": lambda: Story().refused(AppealDecided, on=ON, remarked=True, **DISMISSED),
    "not_remanded": lambda: Story().then(AppealDecided, on=ON, **DISMISSED).refused(AppealRemade, on=ON),
    "activity_over": lambda: planned(ON, ON).refused(ActivityCalledOff, on=ON),
    "source_missing": lambda: Story().refused(
        FigureBegun, on=ON, measure=Measure.NUMBER, year=2026, value="1", source_item=""
    ),
    "count_over": lambda: _ended().refused(CountEnded, on=ON),
    "year_not_later": lambda: _focus().refused(FocusPointMoved, on=ON, year=2027),
    "focus_over": lambda: _focus().then(FocusPointDone, on=ON).refused(FocusPointDone, on=ON),
}
