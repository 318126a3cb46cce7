"""What is counted of the entries in the registers of the office."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from triage.accounts.item import Item, Own
from triage.accounts.traits import Codes, month_of, said, yes_no
from triage.cases.appeals import CountableAppeal
from triage.cases.countable_entries import CountableEntry
from triage.cases.recommendations import CountableRecommendation
from triage.rules.counted import Thing, Trait


def of_entry(entry: CountableEntry) -> Iterable[Item]:
    """Give what is counted of an entry; of some nothing."""
    return _MADE[type(entry)](entry) if type(entry) in _MADE else ()


def _appeal(appeal: CountableAppeal) -> Iterator[Item]:
    if appeal.remarked is None:
        remarked: Codes = yes_no(True) if appeal.remarks else ()
    else:
        remarked = yes_no(appeal.remarked)
    shared: Own = {
        Trait.UNIT: said(appeal.unit),
        Trait.BODY: (appeal.body,),
        Trait.RESULT: said(appeal.result),
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


_MADE: Mapping[type[Any], Callable[[Any], Iterable[Item]]] = MappingProxyType(
    {CountableAppeal: _appeal, CountableRecommendation: _recommendation}
)
