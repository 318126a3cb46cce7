"""Cases as an account counts them, made from the margins of a printed table: one for each counted."""

from collections.abc import Callable, Iterator
from datetime import date, timedelta
from itertools import count as numbers
from typing import Any

from tests.story import item
from triage.accounts.count import count
from triage.accounts.results import AccountPeriod, CountedAccount
from triage.cases.appeals import AppealResult, CountableAppeal, DecidingBody
from triage.cases.case import TypeSince
from triage.cases.countable import (
    CountableCase,
    CountableContact,
    CountableInquiry,
    CountableRecord,
    CountableReport,
)
from triage.cases.decisions.appeals import AppealDecided, countable_appeal
from triage.cases.decisions.points import Point
from triage.cases.fold import fold
from triage.cases.vocabulary import ContactDirection, Position
from triage.rules.code_lists import CodeLists
from triage.rules.counting_profile import CountingProfile
from triage.rules.organisation_data import OrganisationData, read_organisation_data, ready_files


def shipped(municipality: str) -> tuple[OrganisationData, CountingProfile]:
    """What a ready folder says, and its one counting profile."""
    data = read_organisation_data(ready_files(municipality))
    (profile,) = data.profiles.values()
    return data, profile


def lists_of(data: OrganisationData) -> CodeLists:
    """What its profiles name."""
    return CodeLists(data.taxonomy, data.units)


class Year:
    """Cases of one period, with references and days that go on by themselves."""

    def __init__(self, first: date, last: date) -> None:
        """Begin with none."""
        self.period = AccountPeriod(first, last)
        self.records: list[CountableRecord] = []
        self._numbers = numbers(1)

    def _next(self) -> tuple[str, date]:
        number = next(self._numbers)
        days = (self.period.last - self.period.first).days + 1
        return f"C{number:07}", self.period.first + timedelta(days=number * 7 % days)

    def case(
        self,
        *,
        kind: str | None = None,
        contacts: int = 1,
        on: date | None = None,
        links: tuple[tuple[str, str], ...] = (),
        closed_on: date | None = None,
        **told: Any,
    ) -> CountableCase:
        """One complaint, with so many contacts, all on the day it began or on the last of the period."""
        reference, day = self._next()
        day = on or day
        types = () if kind is None else (TypeSince(day, kind),)
        first = CountableContact(day, "phone", ContactDirection.IN)
        again = CountableContact(max(day, self.period.last), "phone", ContactDirection.IN)
        made = CountableCase(
            case=reference,
            began_on=day,
            channel="phone",
            of=CountableInquiry(types=types, **told),
            closed_on=closed_on,
            links=links,
            contacts=(first, *[again] * (contacts - 1)),
        )
        self.records.append(made)
        return made

    def cases(self, number: int, **told: Any) -> list[CountableCase]:
        """So many alike."""
        return [self.case(**told) for _ in range(number)]

    def inquiry_of(self, *told: dict[str, Any]) -> list[CountableCase]:
        """One inquiry of several cases, linked as an adviser's second save links them."""
        first = self.case(inquiry=f"{next(self._numbers):032x}", **told[0])
        others = [
            self.case(
                inquiry=first.of.inquiry,  # type: ignore[union-attr]  # it is an inquiry
                on=first.began_on,
                links=(("same_inquiry", first.case),),
                **each,
            )
            for each in told[1:]
        ]
        self.records[self.records.index(first)] = _linked(first, others, "same_inquiry")
        return [first, *others]

    def report(self, **told: Any) -> CountableCase:
        """One report."""
        reference, day = self._next()
        closed_on = told.pop("closed_on", None)
        made = CountableCase(reference, day, "portal", CountableReport(**told), closed_on=closed_on)
        self.records.append(made)
        return made

    def appeal(self, **told: Any) -> CountableAppeal:
        """One decision of the Appeals Board, as it was entered in the register."""
        reference, day = self._next()
        told["result"] = AppealResult(told.get("result", "upheld"))
        entered = AppealDecided(on=day, decided_by=DecidingBody.APPEALS_BOARD, summary_item=item(1), **told)
        made = countable_appeal(fold([entered]), reference)
        self.records.append(made)
        return made

    def counted(self, data: OrganisationData, profile: CountingProfile) -> CountedAccount:
        """The account of the period."""
        return count(profile, self.records, self.period, lists_of(data))


def _linked(case: CountableCase, others: list[CountableCase], why: str) -> CountableCase:
    links = (*case.links, *((why, each.case) for each in others))
    return CountableCase(
        case.case, case.began_on, case.channel, case.of, case.closed_on, links, case.contacts
    )


def points(main: str, *others: str, unit: str | None = None) -> tuple[Point, ...]:
    """A main point and following ones, all of one unit."""
    following = (Point(theme=theme, unit=unit) for theme in others)
    return (Point(theme=main, unit=unit, position=Position.MAIN), *following)


def each_unit(make: Callable[[str, int], None], row: list[int], units: list[str]) -> None:
    """Make what the row of a printed table says of each unit."""
    for unit, number in zip(units, row, strict=True):
        make(unit, number)


def cells(table: dict[str, list[int]], units: list[str]) -> Iterator[tuple[str, str]]:
    """Give row and column once for each that was counted in a cell."""
    for code, row in table.items():
        for unit, number in zip(units, row, strict=True):
            for _ in range(number):
                yield code, unit
