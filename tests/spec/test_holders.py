"""Who holds a case: what a change leaves, and what the history says of it."""

from tests.story import a_report, item
from triage.cases.decisions.holders import DoubtKind, DoubtSettled, HoldersChanged, held_afterwards

MONDAY, TUESDAY = "Mon 2027-02-01", "Tue 2027-02-02"
A, B, C, OUTSIDE = b"a", b"b", b"c", b"z"
ABLE = {"advisors": frozenset({A, B, C}), "alternates": frozenset({OUTSIDE})}


def test_those_who_come_and_go_leave_two_at_least() -> None:
    """Whoever has left counts for nobody, and somebody from outside steps in where one advisor is left."""
    assert held_afterwards({A, B}, add={C}, remove={B}, **ABLE) == {A, C}
    assert held_afterwards({A, B}, add={C}, remove=frozenset(), **ABLE) == {A, B, C}
    assert held_afterwards({A, B}, add={OUTSIDE}, remove={B}, **ABLE) == {A, OUTSIDE}
    assert held_afterwards({A}, add={OUTSIDE}, remove={A}, **ABLE) == {OUTSIDE}


def test_a_change_moves_no_clock_and_names_nobody() -> None:
    """The history has the number and the hash of what was signed; the case goes on as it was."""
    story = a_report(MONDAY, acknowledged_on=MONDAY, opened_on=MONDAY)
    before = story.case
    story.then(HoldersChanged, on=TUESDAY, number=1, digest="0f" * 32)
    changed = story.case.newest(HoldersChanged)
    assert changed is not None
    assert (changed.number, changed.inner) == (1, ())
    assert story.case.state == before.state
    assert not changed.withdrawable


def test_a_doubt_is_settled_with_a_reason_that_nobody_takes_back() -> None:
    """It is what somebody answers for; another is settled anew."""
    story = a_report(MONDAY, acknowledged_on=MONDAY, opened_on=MONDAY)
    story.then(DoubtSettled, on=TUESDAY, kind=DoubtKind.FOREIGN, reason_item=item(7))
    settled = story.case.newest(DoubtSettled)
    assert settled is not None
    assert not settled.withdrawable
