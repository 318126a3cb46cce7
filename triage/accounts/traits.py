"""What each trait is of one case, and of several that are one inquiry: the first of them is the main one."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from triage.cases.case import COMPLAINT
from triage.cases.countable import CountableCase, CountableInquiry, CountableReport
from triage.rules.counted import NO, YES, Trait
from triage.rules.counting_words import UnitOfInquiry

Codes = tuple[str, ...]
NOTHING = CountableInquiry()
NO_REPORT_FACTS = CountableReport()


@dataclass(frozen=True, slots=True)
class Basis:
    """By what traits are told: the last day of the period, and how an inquiry gets its unit."""

    last: date
    unit_of_inquiry: UnitOfInquiry


Cases = tuple[CountableCase, ...]
"""The cases of one inquiry, the main one first."""
_Of = Callable[[Cases, Basis], Codes]


def codes_of(trait: Trait, cases: Cases, basis: Basis) -> Codes:
    """
    Give what cases that are one thing say of a trait, each code once.

    Args:
        cases: one of them at least, all of one side of the house.
    """
    return told_of(cases)[trait](cases, basis)


def told_of(cases: Cases) -> Mapping[Trait, _Of]:
    """Give how each trait is told of cases that are one thing, all of one side of the house."""
    return _OF_REPORTS if isinstance(cases[0].of, CountableReport) else _OF_INQUIRIES


def yes_no(is_so: bool) -> Codes:
    """Give a truth as a code."""
    return (YES if is_so else NO,)


def said(*codes: str | None) -> Codes:
    """Give the codes that were said, each once."""
    return tuple(dict.fromkeys(code for code in codes if code is not None))


def month_of(day: date) -> Codes:
    """Give the month of a day."""
    return (f"{day:%Y-%m}",)


def is_finished(cases: Iterable[CountableCase], last: date) -> bool:
    """Whether all of them were closed by a day."""
    return all(each.closed_on is not None and each.closed_on <= last for each in cases)


def inquiry_side(case: CountableCase) -> CountableInquiry:
    """Give what a case is as an inquiry; of a report nothing."""
    return case.of if isinstance(case.of, CountableInquiry) else NOTHING


def report_side(case: CountableCase) -> CountableReport:
    """Give what a case is as a report; of an inquiry nothing."""
    return case.of if isinstance(case.of, CountableReport) else NO_REPORT_FACTS


def _main(get: Callable[[CountableInquiry], str | None]) -> _Of:
    def told(cases: Cases, _basis: Basis) -> Codes:
        code = get(inquiry_side(cases[0]))
        return () if code is None else (code,)

    return told


def _each(get: Callable[[CountableInquiry], Iterable[str | None]]) -> _Of:
    return lambda cases, _basis: said(*(code for case in cases for code in get(inquiry_side(case))))


def _whether(is_so: Callable[[Cases], bool]) -> _Of:
    return lambda cases, _basis: yes_no(is_so(cases))


def _report(get: Callable[[CountableReport], Iterable[str | None]]) -> _Of:
    return lambda cases, _basis: said(*get(report_side(cases[0])))


def _units(of: CountableInquiry) -> Iterable[str | None]:
    yield from _complained_of(of)
    yield from (unit for each in of.meetings for unit in each.units)


def _complained_of(of: CountableInquiry) -> Iterable[str | None]:
    """The units that it is about; others may have been at a meeting."""
    yield of.unit
    yield from (each.unit for each in of.points)
    yield from (each.unit for each in of.requests)
    yield from (each.unit for each in of.criticism)


def _unit(cases: Cases, basis: Basis) -> Codes:
    sides = [inquiry_side(each) for each in cases]
    if basis.unit_of_inquiry is UnitOfInquiry.EACH:
        return said(*(unit for side in sides for unit in (side.unit, *(each.unit for each in side.points))))
    if basis.unit_of_inquiry is UnitOfInquiry.HEAVIEST:
        weights = Counter(each.unit or side.unit for side in sides for each in side.points)
        # Among equals the first that was named, and a unit that nobody named weighs nothing.
        found = max((code for code in weights if code), key=weights.__getitem__, default=sides[0].unit)
        return said(found)
    return said(sides[0].unit)


def _type(cases: Cases, basis: Basis) -> Codes:
    types = inquiry_side(cases[0]).types
    known = [each.type for each in types if each.on <= basis.last] or [each.type for each in types[:1]]
    return (known[-1] if known else COMPLAINT,)


def _first_type(cases: Cases, _basis: Basis) -> Codes:
    types = inquiry_side(cases[0]).types
    return (types[0].type if types else COMPLAINT,)


def _returned(cases: Cases) -> bool:
    """Whether somebody turned to us again, in a case that was here or with the same once more."""
    again = any(contact.is_return for case in cases for contact in case.contacts[1:])
    return again or any(case.began_on > cases[0].began_on for case in cases)


def _learns(cases: Cases, _basis: Basis) -> Codes:
    judged = [each.has for case in cases for each in inquiry_side(case).learning]
    return yes_no(any(judged)) if judged else ()


def _cross_area(cases: Cases) -> bool:
    return len(said(*(unit for case in cases for unit in _complained_of(inquiry_side(case))))) > 1


def _finished(cases: Cases, basis: Basis) -> Codes:
    return yes_no(is_finished(cases, basis.last))


def _channel(cases: Cases, _basis: Basis) -> Codes:
    return (cases[0].channel,)


def _month(cases: Cases, _basis: Basis) -> Codes:
    return month_of(cases[0].began_on)


_OF_INQUIRIES: Mapping[Trait, _Of] = MappingProxyType(
    {
        Trait.UNIT: _unit,
        Trait.UNITS: _each(_units),
        Trait.TYPE: _type,
        Trait.FIRST_TYPE: _first_type,
        Trait.THEME: _each(lambda of: of.themes),
        Trait.MAIN_THEME: _main(lambda of: next(iter(of.themes), None)),
        Trait.HANDLING: _each(lambda of: of.handlings),
        Trait.MAIN_HANDLING: _main(lambda of: next(iter(of.handlings), None)),
        Trait.CHANNEL: _channel,
        Trait.PLACE: _main(lambda of: of.place),
        Trait.MONTH: _month,
        Trait.WISH: _main(lambda of: of.wish),
        Trait.REJECTION: _main(lambda of: of.rejection),
        Trait.NOT_COUNTED: _main(lambda of: of.not_counted),
        Trait.INQUIRER: _main(lambda of: of.inquirer),
        Trait.RELATION: _main(lambda of: of.relation),
        Trait.RESIDENT: _main(lambda of: of.resident),
        Trait.LEGAL_POSITION: _main(lambda of: of.legal_position),
        Trait.LEARNS: _learns,
        Trait.WITHOUT_ADMINISTRATION: _whether(
            lambda cases: all(inquiry_side(each).without_administration for each in cases)
        ),
        Trait.IN_CONVERSATION: _whether(
            lambda cases: all(inquiry_side(each).in_conversation for each in cases)
        ),
        Trait.RETURNED: _whether(_returned),
        Trait.CROSS_AREA: _whether(_cross_area),
        Trait.OWN_INITIATIVE: _whether(lambda cases: inquiry_side(cases[0]).own_initiative is not None),
        Trait.OWN_KIND: _main(lambda of: of.own_initiative),
        Trait.CRITICISM_KIND: _each(lambda of: (each.kind for each in of.criticism)),
        Trait.FINISHED: _finished,
        Trait.MET: _whether(lambda cases: any(inquiry_side(each).meetings for each in cases)),
        Trait.OVER_MEETING: _whether(
            lambda cases: any(each.is_complained_of for case in cases for each in inquiry_side(case).meetings)
        ),
        Trait.ORDERED_COUNT: _each(lambda of: of.ordered_counts),
    }
)
_OF_REPORTS: Mapping[Trait, _Of] = MappingProxyType(
    {
        Trait.CHANNEL: _channel,
        Trait.MONTH: _month,
        Trait.FINISHED: _finished,
        Trait.SCOPE: _report(lambda of: (of.scope,)),
        Trait.SCOPE_REASON: _report(lambda of: (of.scope_reason,)),
        Trait.INVESTIGATION: _report(lambda of: (of.investigation,)),
        Trait.FINDING: _report(lambda of: (of.finding,)),
        Trait.POLICE: _report(lambda of: yes_no(of.police)),
        Trait.DISPOSITION: _report(lambda of: of.dispositions),
        Trait.REPORT_THEME: _report(lambda of: of.themes),
    }
)
