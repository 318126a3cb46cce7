"""Who is told of an alert: the handler, the stand-ins, the administrators, in turn."""

import pytest

from triage.cases.receivers import AlertRecipient, Circle, Receivers, receivers
from triage.rules.codes import EscalationLevel

HANDLER, STAND_IN, ADMINISTRATOR = EscalationLevel
ANNA, BO, DEPUTY, CARLA = b"anna", b"bo", b"deputy", b"carla"


def holder(
    handle: bytes, *, sees_content: bool = True, has_left: bool = False, has_address: bool = True
) -> AlertRecipient:
    """Somebody with a grant."""
    return AlertRecipient(handle, sees_content, has_left, has_address and not has_left)


def told(
    to: EscalationLevel,
    *holders: AlertRecipient,
    assigned_to: bytes | None = ANNA,
    administrators: tuple[bytes, ...] = (CARLA,),
) -> tuple[set[bytes], EscalationLevel | None, EscalationLevel | None]:
    """Who is told, how far it went, and where it first found nobody."""
    found = receivers(to, Circle(holders, administrators, assigned_to))
    assert len(set(found.people)) == len(found.people)
    return set(found.people), found.reached, found.missed


def test_the_handler_alone_is_told_first() -> None:
    """The case is Anna's: nobody else is disturbed."""
    assert told(HANDLER, holder(ANNA), holder(BO)) == ({ANNA}, HANDLER, None)


def test_then_whoever_stands_in_for_the_handler() -> None:
    """The others who hold the case, also those who see only its dates."""
    deputy = holder(DEPUTY, sees_content=False)
    assert told(STAND_IN, holder(ANNA), holder(BO), deputy) == ({ANNA, BO, DEPUTY}, STAND_IN, None)


def test_then_the_administrator() -> None:
    """In the end all of them are told."""
    assert told(ADMINISTRATOR, holder(ANNA), holder(BO)) == ({ANNA, BO, CARLA}, ADMINISTRATOR, None)


def test_a_case_that_nobody_has_is_everybodys() -> None:
    """All who may see the content are its handlers, and stand in for one another."""
    both = (holder(ANNA), holder(BO))
    assert told(HANDLER, *both, assigned_to=None) == ({ANNA, BO}, HANDLER, None)
    assert told(STAND_IN, *both, assigned_to=None) == ({ANNA, BO}, STAND_IN, None)
    deputy = holder(DEPUTY, sees_content=False)
    assert told(HANDLER, *both, deputy, assigned_to=None) == ({ANNA, BO}, HANDLER, None)


@pytest.mark.parametrize("absent", [(), (holder(ANNA, has_left=True),), (holder(ANNA, sees_content=False),)])
def test_while_the_handler_is_away_the_others_are_told_from_day_one(
    absent: tuple[AlertRecipient, ...],
) -> None:
    """Whether the grant has ended, the person has left, or sees only the dates: the others have the case."""
    people, reached, missed = told(HANDLER, *absent, holder(BO))
    assert (people, reached, missed) == ({BO}, HANDLER, None)


def test_a_handler_without_an_address_is_passed_over_at_once_and_it_is_said() -> None:
    """The stand-in is told by the first step already."""
    assert told(HANDLER, holder(ANNA, has_address=False), holder(BO)) == ({BO}, STAND_IN, HANDLER)


def test_where_nobody_stands_in_the_administrator_is_told_at_once() -> None:
    """One person alone has the case: that is said too."""
    assert told(STAND_IN, holder(ANNA)) == ({ANNA, CARLA}, ADMINISTRATOR, STAND_IN)


def test_where_nobody_holds_the_case_the_administrator_is_told_by_the_first_step() -> None:
    """A vacancy escalates by itself."""
    assert told(HANDLER) == ({CARLA}, ADMINISTRATOR, HANDLER)
    left = (holder(ANNA, has_left=True), holder(BO, has_left=True))
    assert told(HANDLER, *left) == ({CARLA}, ADMINISTRATOR, HANDLER)


def test_where_nobody_at_all_can_be_reached_it_is_said() -> None:
    """The alert stands all the same; the lists and the doctor tell of it."""
    found = receivers(HANDLER, Circle((holder(ANNA, has_address=False),), (), ANNA))
    assert found == Receivers((), None, HANDLER)


def test_the_first_one_who_was_missed_is_named() -> None:
    """Not the last, and also where others were reached behind them."""
    assert told(ADMINISTRATOR, holder(ANNA, has_address=False), holder(BO)) == (
        {BO, CARLA},
        ADMINISTRATOR,
        HANDLER,
    )
    assert told(ADMINISTRATOR, holder(ANNA), holder(BO), administrators=()) == (
        {ANNA, BO},
        STAND_IN,
        ADMINISTRATOR,
    )


@pytest.mark.parametrize("position", range(5))
@pytest.mark.parametrize("to", EscalationLevel)
def test_one_of_five_out_of_reach_silences_none_of_the_others(position: int, to: EscalationLevel) -> None:
    """Whichever of them it is, and whether the case is theirs, another's or nobody's."""
    for out in ({"has_left": True}, {"has_address": False}):
        five = [holder(bytes([n]), **(out if n == position else {})) for n in range(5)]
        for assigned_to in (None, bytes([position]), bytes([(position + 1) % 5])):
            people, _, _ = told(to, *five, assigned_to=assigned_to)
            assert people
            assert bytes([position]) not in people
            if to is not HANDLER or assigned_to is None:
                assert people >= {bytes([n]) for n in range(5) if n != position}


def absent(handle: bytes, stand_in: bytes | None) -> AlertRecipient:
    """Somebody with a grant who is away today."""
    return AlertRecipient(
        handle, sees_content=True, has_left=False, is_reachable=True, is_absent=True, stand_in=stand_in
    )


def test_whoever_stands_in_for_an_absent_handler_is_told_at_once() -> None:
    """Anna is away and named the deputy: the first step already reaches the deputy, and nothing is missed."""
    deputy = holder(DEPUTY, sees_content=False)
    assert told(HANDLER, absent(ANNA, DEPUTY), holder(BO), deputy) == ({DEPUTY}, HANDLER, None)
    assert told(STAND_IN, absent(ANNA, DEPUTY), holder(BO), deputy) == ({DEPUTY, BO}, STAND_IN, None)


def test_a_stand_in_who_may_not_see_the_case_is_not_told() -> None:
    """A stand-in without a grant, who may be kept out, hears nothing: the others are told at once instead."""
    assert told(HANDLER, absent(ANNA, DEPUTY), holder(BO)) == ({BO}, STAND_IN, HANDLER)


def test_where_nobody_stands_in_the_others_are_told_at_once() -> None:
    """That nobody was named is said as missed; of several handlers those who are there are enough."""
    assert told(HANDLER, absent(ANNA, None), holder(BO)) == ({BO}, STAND_IN, HANDLER)
    assert told(HANDLER, absent(ANNA, None), holder(BO), assigned_to=None) == ({BO}, HANDLER, None)


def test_where_everybody_is_away_the_administrator_is_told() -> None:
    """A stand-in who is away too reads nothing either."""
    away = (absent(ANNA, BO), absent(BO, ANNA))
    assert told(HANDLER, *away) == ({CARLA}, ADMINISTRATOR, HANDLER)
