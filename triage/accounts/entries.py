"""What is counted of the entries in the registers of the office."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from triage.accounts.item import Item, Own
from triage.accounts.traits import Codes, month_of, said, yes_no
from triage.cases.appeals import AppealResult, CountableAppeal
from triage.cases.countable_entries import CountableEntry
from triage.cases.decisions.activities import CountableActivity
from triage.cases.decisions.focus_points import CountableFocus
from triage.cases.recommendations import CountableRecommendation
from triage.rules.counted import Thing, Trait


def of_entry(entry: CountableEntry) -> Iterable[Item]:
    """Give what is counted of an entry: of a figure from elsewhere and of an order nothing."""
    return _MADE[type(entry)](entry) if type(entry) in _MADE else ()


def _appeal(appeal: CountableAppeal) -> Iterator[Item]:
    if appeal.remarked is None:
        remarked: Codes = yes_no(True) if appeal.remarks else ()
    else:
        remarked = yes_no(appeal.remarked)
    result = None if appeal.result is None else AppealResult(appeal.result)
    shared: Own = {
        Trait.UNIT: said(appeal.unit),
        Trait.BODY: (appeal.body,),
        Trait.RESULT: said(result),
        Trait.ON_MERITS: () if result is None else yes_no(result.is_on_merits),
        Trait.REMARKED: remarked,
        Trait.MONTH: month_of(appeal.on),
    }
    ids = (appeal.case,)
    yield Item(Thing.APPEAL, (appeal.on,), ids, {**shared, Trait.THEME: said(*appeal.remarks)})
    for theme in said(*appeal.remarks):
        yield Item(Thing.REMARK, (appeal.on,), ids, {**shared, Trait.THEME: (theme,)})


def _recommendation(made: CountableRecommendation) -> Iterator[Item]:
    """One, on the day on which it was made; and each unit that was told of it, on the day of that."""
    shared: Own = {
        Trait.UNITS: said(*made.units),
        Trait.RECOMMENDS: (made.recommends,),
        Trait.THEME: said(made.theme),
        Trait.REPEATS: yes_no(made.repeats),
        Trait.ONWARD: yes_no(bool(made.onward)),
        Trait.FINISHED: yes_no(made.closed_on is not None),
    }
    ids = (made.case,)
    own: Own = {**shared, Trait.MONTH: month_of(made.on)}
    yield Item(Thing.RECOMMENDATION, (made.on,), ids, own, closed_on=made.closed_on)
    for told in made.told:
        own = {
            **shared,
            Trait.UNIT: (told.unit,),
            Trait.MONTH: month_of(told.told_on),
            Trait.ANSWER: said(told.answer),
            Trait.BECAME: said(told.result),
        }
        yield Item(Thing.FOLLOW_UP, (told.told_on,), ids, own, closed_on=told.assessed_on)


def _activity(activity: CountableActivity) -> Iterator[Item]:
    own: Own = {
        Trait.ACTIVITY: (activity.activity,),
        Trait.ACTIVITY_STATE: (activity.state,),
        Trait.UNITS: said(*activity.units),
        Trait.MONTH: month_of(activity.on),
    }
    of = (activity.on,), (activity.case,), own
    yield Item(Thing.ACTIVITY, *of)
    for _each in range(activity.people or 0):
        yield Item(Thing.PARTICIPANT, *of)


def _focus_point(focus: CountableFocus) -> Iterator[Item]:
    own: Own = {Trait.THEME: said(focus.theme), Trait.MONTH: month_of(focus.on)}
    yield Item(Thing.FOCUS_POINT, (focus.on,), (focus.case,), own, closed_on=focus.done_on)


_MADE: Mapping[type[Any], Callable[[Any], Iterable[Item]]] = MappingProxyType(
    {
        CountableAppeal: _appeal,
        CountableRecommendation: _recommendation,
        CountableActivity: _activity,
        CountableFocus: _focus_point,
    }
)
