"""Everything that is counted of what cases tell: people, inquiries, cases, contacts, points and the rest."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import date
from types import MappingProxyType

from triage.accounts.conditions import Conditions
from triage.accounts.entries import of_entry
from triage.accounts.gathering import Gathered, persons
from triage.accounts.item import Item, Own
from triage.accounts.traits import (
    Basis,
    Cases,
    codes_of,
    inquiry_side,
    month_of,
    report_side,
    said,
    yes_no,
)
from triage.cases.countable import CountableCase, CountableRecord, CountableReport, CountableRequest
from triage.cases.vocabulary import Position
from triage.rules.counted import Thing, Trait
from triage.rules.counting_words import Repeats


def items(
    records: Iterable[CountableRecord], things: Collection[Thing], conditions: Conditions, basis: Basis
) -> Iterator[Item]:
    """
    Give everything that can be counted of what cases and registers tell, each once.

    Args:
        things: what is wanted; of everything else nothing is made.
    """

    def others() -> Iterator[CountableCase]:
        for record in records:
            if not isinstance(record, CountableCase):
                found.extend(of_entry(record))
            elif isinstance(record.of, CountableReport):
                found.extend(_report(record))
            else:
                yield record

    found: list[Item] = []
    parts = tuple(make for thing, make in _PARTS.items() if thing in things)
    for person in persons(others(), conditions.profile.head, basis):
        found.extend(_person(person, things, conditions, basis))
        for gathered in person:
            for case in gathered.cases:
                if case.case not in gathered.repeats:
                    found.append(_of_case(Thing.CASE, case))
                for make in parts:
                    found.extend(make(case, basis, case is gathered.cases[0]))
        yield from (item for item in found if item.thing in things)
        found.clear()
    yield from (item for item in found if item.thing in things)


def _person(
    inquiries: list[Gathered], things: Collection[Thing], conditions: Conditions, basis: Basis
) -> Iterator[Item]:
    """Somebody and their inquiries; of what nobody came with nothing."""
    told = [_counting(tuple(each.cases), Thing.INQUIRY, conditions, basis) for each in inquiries]
    came = [each for each in told if not inquiry_side(each[0]).own_initiative]
    if came and Thing.PERSON in things:
        yield _someone(came, conditions, basis)
    for cases in came if Thing.INQUIRY in things else ():
        yield from _inquiry(cases, conditions)


def _counting(cases: Cases, thing: Thing, conditions: Conditions, basis: Basis) -> Cases:
    """The cases of an inquiry that count; all of them where none does, for then it does not count."""
    if len(cases) == 1:
        return cases
    return tuple(each for each in cases if not _left_out((each,), thing, conditions, basis)) or cases


def _left_out(cases: Cases, thing: Thing, conditions: Conditions, basis: Basis) -> bool:
    traits = conditions.needed(thing, ())
    values = {trait: codes_of(trait, cases, basis) for trait in traits}
    return conditions.leaves_out(thing, conditions.as_counted(values))


def _report(case: CountableCase) -> Iterator[Item]:
    if report_side(case).left_out is None:
        yield _of_case(Thing.REPORT, case)


def _someone(came: list[Cases], conditions: Conditions, basis: Basis) -> Item:
    if len(came) > 1:
        counting = [each for each in came if not _left_out(each, Thing.PERSON, conditions, basis)]
        came = counting or came
    cases = [case for each in came for case in each]
    days = {case.began_on for case in cases} | {
        contact.on for case in cases for contact in case.contacts if contact.is_return
    }
    return Item(Thing.PERSON, tuple(sorted(days)), _ids(cases), {}, tuple(came), _closed_on(cases))


def _inquiry(cases: Cases, conditions: Conditions) -> Iterator[Item]:
    if conditions.profile.head.repeats is not Repeats.CONTACT:
        yield Item(Thing.INQUIRY, (cases[0].began_on,), _ids(cases), {}, (cases,), _closed_on(cases))
        return
    for case in cases:
        for contact in case.contacts:
            if contact.is_return:
                yield _part(Thing.INQUIRY, case, contact.on, {Trait.CHANNEL: (contact.channel,)})


def _contacts(case: CountableCase, _basis: Basis, _is_first: bool) -> Iterator[Item]:
    for contact in case.contacts:
        own = {
            Trait.CHANNEL: (contact.channel,),
            Trait.DIRECTION: said(contact.direction),
            Trait.OTHER_SIDE: said(contact.other_side),
        }
        yield _part(Thing.CONTACT, case, contact.on, own)


def _points(case: CountableCase, _basis: Basis, is_first: bool) -> Iterator[Item]:
    """The points of a case; a main point is one only in the first case of its inquiry."""
    side = inquiry_side(case)
    for point in side.points:
        is_main = is_first and point.position is Position.MAIN
        own = {
            Trait.THEME: (point.theme,),
            Trait.UNIT: said(point.unit or side.unit),
            Trait.POSITION: (Position.MAIN if is_main else Position.FOLLOWING,),
            Trait.RAISED_BY: (point.raised_by,),
            Trait.UPHELD: said(point.upheld),
        }
        yield _part(Thing.POINT, case, case.began_on, own)


def _meetings(case: CountableCase, _basis: Basis, _is_first: bool) -> Iterator[Item]:
    for meeting in inquiry_side(case).meetings:
        own = {
            Trait.UNITS: said(*meeting.units),
            Trait.MEETING_KIND: (meeting.kind,),
            Trait.MEETING_ROLE: said(meeting.role),
            Trait.CONVENER: said(meeting.convener),
            Trait.OVER_MEETING: yes_no(meeting.is_complained_of),
        }
        yield _part(Thing.MEETING, case, meeting.on, own)


def _criticism(case: CountableCase, _basis: Basis, _is_first: bool) -> Iterator[Item]:
    for told in inquiry_side(case).criticism:
        own = {Trait.UNIT: (told.unit,), Trait.CRITICISM_KIND: (told.kind,)}
        yield _part(Thing.CRITICISM, case, told.on, own)


def _learning(case: CountableCase, _basis: Basis, _is_first: bool) -> Iterator[Item]:
    for judged in inquiry_side(case).learning:
        own = {Trait.UNIT: (judged.unit,), Trait.LEARNS: yes_no(judged.has)}
        yield _part(Thing.LEARNING, case, case.began_on, own)


def _requests(case: CountableCase, basis: Basis, _is_first: bool) -> Iterator[Item]:
    for request in inquiry_side(case).requests:
        yield _part(Thing.REQUEST, case, request.sent_on, _own_request(request, basis.last))


_PARTS: Mapping[Thing, Callable[[CountableCase, Basis, bool], Iterable[Item]]] = MappingProxyType(
    {
        Thing.CONTACT: _contacts,
        Thing.POINT: _points,
        Thing.MEETING: _meetings,
        Thing.CRITICISM: _criticism,
        Thing.LEARNING: _learning,
        Thing.REQUEST: _requests,
    }
)
"""What is counted within a case, and how it is found there."""


def _own_request(request: CountableRequest, last: date) -> Own:
    replied = request.replied_on is not None and request.replied_on <= last
    return {
        Trait.UNIT: (request.unit,),
        Trait.REQUEST_KIND: said(*request.kinds),
        Trait.REPLIED: yes_no(replied),
        Trait.CHASED: yes_no(request.chases > 0),
        Trait.QUALITY: said(request.quality) if replied else (),
    }


def _of_case(thing: Thing, case: CountableCase) -> Item:
    return Item(thing, (case.began_on,), (case.case,), {}, ((case,),), case.closed_on)


def _part(thing: Thing, case: CountableCase, on: date, own: Own) -> Item:
    return Item(thing, (on,), (case.case,), {Trait.MONTH: month_of(on), **own}, ((case,),))


def _ids(cases: Iterable[CountableCase]) -> tuple[str, ...]:
    return tuple(each.case for each in cases)


def _closed_on(cases: Iterable[CountableCase]) -> date | None:
    days = [each.closed_on for each in cases]
    closed = [each for each in days if each is not None]
    return max(closed) if closed and len(closed) == len(days) else None
