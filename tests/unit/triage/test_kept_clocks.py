"""What can have taken a clock away is told without counting one, and the engine agrees."""

from dataclasses import replace

import pytest

from tests.story import RULEBOOK
from tests.weekdays import on
from triage.engine.case_deadlines import deadlines
from triage.engine.changes import ChangeKind, ClockChange, RuleUpdate
from triage.engine.deadline import Facts
from triage.engine.kept_clocks import keeps_clocks
from triage.rules.codes import ApplyReason

MON, WED, FRI, LATE = (
    on(day) for day in ("Mon 2027-01-11", "Wed 2027-01-13", "Fri 2027-01-15", "Mon 2027-03-01")
)
ASKED, EXTENDED = "document_access:requested", "document_access:extended"
REPORT, COMPLAINT = Facts("whistleblowing", {}), Facts("complaints", {})
ASKS = replace(COMPLAINT, occurred={ASKED: MON})
REFERS = replace(COMPLAINT, instances={"schools": {"referral:sent": MON}})
LONGER = replace(ASKS, occurred={ASKED: MON, EXTENDED: WED})
TOLD = replace(ASKS, changes={("OFL-36", ""): (ClockChange(ChangeKind.EXTENDED, WED, FRI),)})
IDLE = replace(COMPLAINT, occurred={"case:touched": MON})


def _lost(before: Facts, after: Facts) -> set[str]:
    """The rules whose clocks the engine tells before, and none from as early a day afterwards."""
    still = {(one.rule, one.subject): one.starts_on for one in deadlines(after, RULEBOOK, LATE)}
    found = deadlines(before, RULEBOOK, LATE)
    return {one.rule for one in found if still.get((one.rule, one.subject), LATE) > one.starts_on}


@pytest.mark.parametrize(
    ("before", "after", "rule"),
    [
        (ASKS, COMPLAINT, "OFL-36"),
        (ASKS, replace(ASKS, occurred={ASKED: WED}), "OFL-36"),
        (REFERS, replace(REFERS, instances={"schools": {"referral:sent": WED}}), "BR-REPLY"),
        (REFERS, COMPLAINT, "BR-REPLY"),
        (LONGER, ASKS, "OFL-36-14"),
        (TOLD, replace(TOLD, changes={}), "OFL-36-14"),
        (IDLE, replace(IDLE, occurred={"case:touched": WED}), "BR-DORMANT"),
        (IDLE, replace(IDLE, occurred={"case:touched": MON, ASKED: WED}), "BR-DORMANT"),
    ],
    ids=["gone", "later", "asked anew", "taken back", "no longer", "not told", "a step", "another runs"],
)
def test_what_takes_a_clock_away_is_noticed(before: Facts, after: Facts, rule: str) -> None:
    """It began on another day or is gone, is extended no more, or was the clock of an idle case."""
    assert rule in _lost(before, after)
    assert not keeps_clocks(before, after, RULEBOOK, LATE)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (ASKS, replace(ASKS, occurred={ASKED: MON, "document_access:decided": WED})),
        (ASKS, LONGER),
        (LONGER, replace(LONGER, occurred={**LONGER.occurred, "case:closed": FRI})),
        (REFERS, replace(REFERS, instances={**REFERS.instances, "roads": {"referral:sent": WED}})),
        (REFERS, replace(REFERS, instances={"schools": {"referral:sent": MON, "reply:received": FRI}})),
        (
            replace(REPORT, occurred={"case:received": MON}),
            replace(REPORT, occurred={"case:received": MON, "acknowledgement:given": WED}),
        ),
    ],
    ids=["met", "extended", "closed", "another unit", "replied", "began by its cap"],
)
def test_what_only_adds_to_a_case_keeps_its_clocks(before: Facts, after: Facts) -> None:
    """Nobody has to count any of them to know it."""
    assert _lost(before, after) == set()
    assert keeps_clocks(before, after, RULEBOOK, LATE)


def test_an_idle_case_keeps_its_clock_until_that_can_be_late() -> None:
    """A step within the thirty days takes away a clock that nobody had missed."""
    step = replace(IDLE, occurred={"case:touched": FRI})
    assert keeps_clocks(IDLE, step, RULEBOOK, on("Wed 2027-02-10"))
    assert not keeps_clocks(IDLE, step, RULEBOOK, on("Thu 2027-02-11"))


def test_where_it_takes_counting_nothing_is_said() -> None:
    """
    Which version counts is a matter of what was met when, or of the day of a cap; and whether an extension
    was told in time, of all that its first deadline looks at.
    """
    known = replace(ASKS, applied=(RuleUpdate(WED, WED, ApplyReason.CORRECTION),))
    capped = replace(REPORT, occurred={"acknowledgement:given": WED, "case:received": MON})
    met = replace(LONGER, occurred={**LONGER.occurred, "document_access:decided": FRI})
    for before, after in (
        (ASKS, known),
        (replace(REPORT, occurred={"acknowledgement:given": WED}), capped),
        (LONGER, met),
    ):
        assert not keeps_clocks(before, after, RULEBOOK, LATE), after
