"""Who receives what is sent, where some of the advisers are kept out."""

from dataclasses import dataclass

import pytest

from intake.domain.handlers import Handler, received_by

REPORT, COMPLAINT = "report", "complaint"


@dataclass(frozen=True)
class _Person:
    person: bytes


def _people(*names: str) -> list[_Person]:
    return [_Person(each.encode().ljust(16, b"\0")) for each in names]


ANNA, BO, EVA = _people("anna", "bo", "eva")
KIM, LIS, OLE = _people("kim", "lis", "ole")


def _of_route(person: _Person, route: str, *kinds: str, position: int = 9) -> Handler:
    return Handler(person.person, position, route, route, route, frozenset(kinds))


NEIGHBOUR = [_of_route(each, "neighbour", REPORT) for each in (KIM, LIS)]
FIRM = [_of_route(OLE, "firm", REPORT, COMPLAINT, position=8)]


def test_everybody_receives_what_nobody_is_kept_out_of() -> None:
    """The alternates are not asked, whatever routes there are."""
    who = received_by(REPORT, [ANNA, BO], [KIM, LIS], NEIGHBOUR, ())
    assert (who.holders, who.kept_out, who.route) == ((ANNA.person, BO.person), (), None)


def test_two_are_enough() -> None:
    """Of three, one is kept out: the two that are left receive it alone."""
    who = received_by(REPORT, [ANNA, BO, EVA], [KIM, LIS], NEIGHBOUR, [BO.person])
    assert (who.holders, who.kept_out, who.route) == ((ANNA.person, EVA.person), (BO.person,), None)


def test_the_people_of_a_route_come_in_where_fewer_than_two_are_left() -> None:
    """All of them, beside the one who is left; or alone."""
    who = received_by(REPORT, [ANNA, BO], [KIM, LIS], NEIGHBOUR, [BO.person])
    assert who.holders == (ANNA.person, KIM.person, LIS.person)
    assert who.route == NEIGHBOUR[0]
    alone = received_by(REPORT, [ANNA, BO], [KIM, LIS], NEIGHBOUR, [ANNA.person, BO.person])
    assert alone.holders == (KIM.person, LIS.person)


def test_the_first_route_that_makes_it_two_is_taken() -> None:
    """One of a law firm makes two with the one who is left, and not without her."""
    handlers = [*FIRM, *NEIGHBOUR]
    assert received_by(REPORT, [ANNA, BO], [KIM, LIS, OLE], handlers, [BO.person]).holders == (
        ANNA.person,
        OLE.person,
    )
    alone = received_by(REPORT, [ANNA, BO], [KIM, LIS, OLE], handlers, [ANNA.person, BO.person])
    assert alone.holders == (KIM.person, LIS.person)


@pytest.mark.parametrize(
    ("kind", "standing", "kept_out"),
    [
        (COMPLAINT, [KIM, LIS], [ANNA, BO]),
        (REPORT, [KIM], [ANNA, BO]),
        (REPORT, [], [BO]),
        (REPORT, [KIM, LIS], [ANNA, BO, KIM]),
    ],
    ids=["the route takes no complaints", "one of it has left", "all have left", "one is kept out"],
)
def test_where_no_route_makes_it_two_it_is_not_enough(
    kind: str, standing: list[_Person], kept_out: list[_Person]
) -> None:
    """And nobody is added who would not make it two."""
    who = received_by(kind, [ANNA, BO], standing, NEIGHBOUR, [each.person for each in kept_out])
    assert not who.is_enough
    assert who.route is None


def test_who_stands_no_more_is_neither_a_holder_nor_kept_out() -> None:
    """A stranger's handle in what is kept out changes nothing."""
    who = received_by(REPORT, [ANNA, BO], [], [], [EVA.person])
    assert (who.holders, who.kept_out) == ((ANNA.person, BO.person), ())


def test_a_title_is_read_in_another_language_where_one_is_missing() -> None:
    """English, else Danish."""
    assert Handler(b"", 1, "Medarbejder 1", "Adviser 1", "", frozenset()).called("da") == "Medarbejder 1"
    assert Handler(b"", 1, "Medarbejder 1", "Adviser 1", "", frozenset()).called("pl") == "Adviser 1"
