"""What is counted of the entries in the registers of the office."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from types import MappingProxyType
from typing import Any

from triage.accounts.item import Item, Own
from triage.accounts.traits import Codes, month_of, said, yes_no
from triage.cases.appeals import CountableAppeal
from triage.cases.countable_entries import CountableEntry
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


_MADE: Mapping[type[Any], Callable[[Any], Iterable[Item]]] = MappingProxyType({CountableAppeal: _appeal})
