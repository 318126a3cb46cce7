"""
What changed in an account since it was frozen, and why.

An account is counted twice, from the records that were kept and from those of now. A number differs because
cases came in or went out, or because what is recorded of a case that stands in both is another; nothing else
can change it, for both are counted by the same profile.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from msgspec import Struct, to_builtins

from triage.accounts.document import NumberShown
from triage.accounts.places import NumberPlace, PlacedNumbers

Facts = Mapping[str, Any]
"""What is counted of one case, by the names of its fields; those of its side among them."""
NOTHING = NumberShown(None)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One fact of a case that is another by now."""

    field: str
    before: Any
    after: Any


@dataclass(frozen=True, slots=True)
class RecordChange:
    """
    What of one case is counted otherwise by now.

    Attributes:
        came: nothing of it was kept when the account was frozen.
        went: it is counted no more.
    """

    reference: str
    came: bool = False
    went: bool = False
    fields: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class NumberChange:
    """
    One number that is another by now.

    Attributes:
        words: what it is called, or its table, row and column.
        came, went: the cases that are counted in it only now, and only then.
        otherwise: those that are counted in it both times and say something else, where the others do not
            explain it.
    """

    place: NumberPlace
    words: tuple[str, ...]
    before: NumberShown
    after: NumberShown
    came: tuple[str, ...]
    went: tuple[str, ...]
    otherwise: tuple[str, ...]


def changed_numbers(
    before: PlacedNumbers,
    after: PlacedNumbers,
    records: Mapping[str, RecordChange],
) -> tuple[NumberChange, ...]:
    """
    Give every number that differs, in the order of the account.

    Args:
        before: as it was frozen, counted again from what was kept, with its cases.
        after: as it is counted now, with its cases.
        records: what changed of each case, by its reference.
    """
    return tuple(_changed_numbers(before, after, records))


def _changed_numbers(
    before: PlacedNumbers,
    after: PlacedNumbers,
    records: Mapping[str, RecordChange],
) -> Iterator[NumberChange]:
    for place in (*after, *(each for each in before if each not in after)):
        words = (after.get(place) or before[place]).words
        then = before[place].number if place in before else NOTHING
        now = after[place].number if place in after else NOTHING
        # What stands on one side only, and counts nothing there, is a row of the other's.
        if (then.value or 0, then.percent or 0) == (now.value or 0, now.percent or 0):
            continue
        was, stands = set(then.cases), set(now.cases)
        # One of each case that came or went is why; else what a case says more or less than it did.
        is_explained = (now.value or 0) - (then.value or 0) == len(stands - was) - len(was - stands)
        yield NumberChange(
            place=place,
            words=words,
            before=then,
            after=now,
            came=tuple(sorted(stands - was)),
            went=tuple(sorted(was - stands)),
            otherwise=tuple(sorted(each for each in was & stands if each in records and not is_explained)),
        )


def changed_records(before: Iterable[Struct], after: Iterable[Struct]) -> dict[str, RecordChange]:
    """Give what changed of each case, by its reference; those of which nothing did are left out."""
    then, now = _by_reference(before), _by_reference(after)
    found = {}
    for reference in sorted(then.keys() | now.keys()):
        if then.get(reference) == now.get(reference):
            continue
        was, stands = then.get(reference), now.get(reference)
        if was is None or stands is None:
            found[reference] = RecordChange(reference, came=was is None, went=stands is None)
        else:
            found[reference] = RecordChange(reference, fields=tuple(_fields(facts(was), facts(stands))))
    return found


def _by_reference(records: Iterable[Struct]) -> dict[str, Struct]:
    return {record.case: record for record in records}  # type: ignore[attr-defined]  # what is counted has it


def facts(record: Struct) -> Facts:
    """Give what is counted of a case, by the names of its fields."""
    side = getattr(record, "of", None)
    told = [
        (each, part) for part in (record, side) if isinstance(part, Struct) for each in part.__struct_fields__
    ]
    return {name: to_builtins(getattr(part, name)) for name, part in told if name not in ("of", "case")}


def _fields(before: Facts, after: Facts) -> Iterator[FieldChange]:
    for field in dict.fromkeys((*before, *after)):
        was, stands = before.get(field), after.get(field)
        if was != stands:
            yield FieldChange(field, was, stands)
