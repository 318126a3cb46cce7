"""
The units and what each of them owes, in the cases that somebody may see.

A unit that has ceased to be stands there while anything of it is open, and names what came after it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from intake.store.engine import read
from triage.cases.decisions.chases import level_on
from triage.cases.owed_by_units import OwedByUnit
from triage.cases.vocabulary import ChaseLevel
from triage.rules.units import Unit
from triage.services.organisation import Organisation
from triage.services.people.holders import known_members
from triage.services.people.sign_in import SignedIn
from triage.services.views import lists
from triage.services.views.lists import MOST, CaseLine
from triage.store import unit_lists
from triage.store.unit_lists import OwedPlace, OwedRow, UnitNumbers
from triage.store.visibility import Level, visible_to


@dataclass(frozen=True, slots=True)
class UnitLine:
    """One unit, *depth* levels below the widest, and how much there is of it."""

    unit: Unit
    depth: int
    numbers: UnitNumbers


@dataclass(frozen=True, slots=True)
class OwedLine:
    """One thing that a unit owes, with the line of its case; *chase*: whom a reminder is ready for."""

    owed: OwedByUnit
    line: CaseLine
    chase: ChaseLevel | None

    @classmethod
    def of(cls, found: OwedRow, line: CaseLine, today: date) -> "OwedLine":
        """Give it as it stands on a day."""
        since = found.owed.chase_from
        is_ready = since is not None and since <= today
        return cls(found.owed, line, level_on(found.owed.due_on, today) if is_ready else None)


@dataclass(frozen=True, slots=True)
class UnitPage:
    """
    One unit: what it is a part of, its parts, what it came from; how much there is of it; a page of what it
    owes, with what names its last line where more follow; and its newest evasive answers.
    """

    unit: Unit
    above: Sequence[Unit]
    parts: Sequence[UnitLine]
    before: Sequence[Unit]
    after: Sequence[Unit]
    numbers: UnitNumbers
    lines: Sequence[OwedLine]
    onward: tuple[str, ...] | None
    evasive: Sequence[OwedLine]


def unit_lines(organisation: Organisation, who: SignedIn, *, language: str, today: date) -> list[UnitLine]:
    """Give every unit that there is, each part behind its whole, and those that are no more and still owe."""
    units = organisation.units
    there = list(units.choices(language, today))
    gone = sorted(units.by_code.keys() - set(there), key=lambda code: units.by_code[code].name(language))
    numbers = _numbers(organisation, who, [*there, *gone], today)
    open_ones = [code for code in gone if not numbers[code].owes_nothing]
    return [_line(organisation, code, numbers) for code in (*there, *open_ones)]


def unit_page(
    organisation: Organisation, who: SignedIn, code: str, after: Sequence[str], *, today: date
) -> UnitPage:
    """
    Give one unit.

    Args:
        after: the `onward` of the page before; empty for the first.

    Raises:
        KeyError: there never was such a unit.
        ValueError: *after* names no line.
    """
    units = organisation.units
    unit = units.by_code[code]
    place = _place(after) if after else None
    visible, content = visible_to(who.handle, today), visible_to(who.handle, today, Level.CONTENT)
    members = known_members(organisation, today)
    parts = [each.code for each in units.on(today) if each.parent == code]
    with read(organisation.triage) as connection:
        numbers = unit_lists.numbers_of(connection, visible, (code, *parts))
        owed = unit_lists.open_of_unit(connection, visible, code, after=place, limit=MOST + 1)
        evasive = unit_lists.evasive_of_unit(connection, visible, code, limit=MOST)
        rows = {each.row.handle: each.row for each in (*owed, *evasive)}
        told = lists.lines_of(connection, organisation, who, list(rows.values()), members, content)
    of_case = {each.row.handle: each for each in told}
    shown = [OwedLine.of(each, of_case[each.row.handle], today) for each in owed[:MOST]]
    return UnitPage(
        unit=unit,
        above=units.above(unit),
        parts=[_line(organisation, each, numbers) for each in parts],
        before=[each for each in units.by_code.values() if code in each.successors],
        after=[units.by_code[each] for each in unit.successors],
        numbers=numbers[code],
        lines=shown,
        onward=_named(owed[MOST - 1].place) if len(owed) > MOST else None,
        evasive=[OwedLine.of(each, of_case[each.row.handle], today) for each in evasive],
    )


def _numbers(
    organisation: Organisation, who: SignedIn, codes: Sequence[str], today: date
) -> Mapping[str, UnitNumbers]:
    with read(organisation.triage) as connection:
        return unit_lists.numbers_of(connection, visible_to(who.handle, today), codes)


def _line(organisation: Organisation, code: str, numbers: Mapping[str, UnitNumbers]) -> UnitLine:
    unit = organisation.units.by_code[code]
    return UnitLine(unit, len(organisation.units.above(unit)), numbers[code])


def _named(place: OwedPlace) -> tuple[str, ...]:
    return (place.due_on.isoformat(), *place[1:])


def _place(named: Sequence[str]) -> OwedPlace:
    due, reference, kind, number = named
    return OwedPlace(date.fromisoformat(due), reference, kind, str(int(number)))
