"""Where the domain and the rulebook must say the same."""

import pytest

from tests.story import RULEBOOK, day
from triage.domain.acknowledgement import WAIVERS
from triage.domain.events import Tag
from triage.domain.moments import DERIVED
from triage.domain.words import Scheme

TODAY = day("Mon 2027-01-11")
ACKNOWLEDGE = {
    Scheme.WHISTLEBLOWING: "WB-ACK",
    Scheme.WHISTLEBLOWING_EXTERNAL: "WB-EXT-ACK",
    Scheme.COMPLAINTS: "BR-ACK",
}


@pytest.mark.parametrize("scheme", Scheme)
def test_waivers_are_those_of_the_rule(scheme: Scheme) -> None:
    """The reasons for leaving the acknowledgement out are the ones the dated rule knows."""
    assert set(RULEBOOK.rule(ACKNOWLEDGE[scheme], TODAY).waivers) == WAIVERS[scheme]


@pytest.mark.parametrize("scheme", Scheme)
def test_a_clock_that_a_case_can_start_can_be_settled(scheme: Scheme) -> None:
    """A rule that is armed by an event of a case waits only for events that a command records."""
    rules = [RULEBOOK.rule(id_, TODAY) for id_ in RULEBOOK.of_scheme(scheme, "DK")]
    recorded = {*Tag, *DERIVED}
    armed = [rule for rule in rules if rule.starts in recorded]

    assert {"BR-READ", ACKNOWLEDGE[scheme]} <= {rule.id for rule in armed}
    for rule in armed:
        assert {*rule.satisfied_by, rule.waived_by, rule.only_after} - {None} <= recorded, rule.id
