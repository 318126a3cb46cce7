"""Where the domain and the rulebook must say the same."""

import pytest

from tests.story import ADVISOR, RULEBOOK, day, item
from triage.cases.case import Case
from triage.cases.decisions.acknowledgement import waive_acknowledgement
from triage.cases.derived_dates import DERIVED
from triage.cases.events import Tag
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import Scheme

TODAY = day("Mon 2027-01-11")
ACKNOWLEDGE = {
    Scheme.WHISTLEBLOWING: "WB-ACK",
    Scheme.WHISTLEBLOWING_EXTERNAL: "WB-EXT-ACK",
    Scheme.COMPLAINTS: "BR-ACK",
}


WAIVABLE = [
    ("WB-EXT-ACK", Scheme.WHISTLEBLOWING_EXTERNAL, "endangers_identity"),
    ("WB-ACK-SE", Scheme.WHISTLEBLOWING, "expressly_asked"),
    ("WB-EXT-ACK-IE", Scheme.WHISTLEBLOWING_EXTERNAL, "endangers_identity"),
    ("BR-ACK", Scheme.COMPLAINTS, "no_contact_details"),
]


@pytest.mark.parametrize(("rule", "scheme", "reason"), WAIVABLE)
def test_a_waiver_is_what_the_rule_of_the_country_and_channel_allows(
    rule: str, scheme: Scheme, reason: str
) -> None:
    """Sweden takes it on an internal scheme too; a reason that no rule knows is refused everywhere."""
    case = Case(scheme=scheme, channel="portal", received_on=TODAY)
    given = {"on": TODAY, "actor": ADVISOR, "rule": RULEBOOK.rule(rule, TODAY), "reason_item": item(1)}
    (event,) = waive_acknowledgement(case, **given, reason=reason)

    assert event.text("reason") == reason
    with pytest.raises(Refusal) as refused:
        waive_acknowledgement(case, **given, reason="busy")
    assert (refused.value.code, refused.value.source) == ("waiver_reason_unknown", given["rule"].source)


@pytest.mark.parametrize("rule", ["WB-ACK", "WB-ACK-DE", "WB-ACK-FR", "WB-ACK-IT", "WB-ACK-IE"])
def test_where_no_waiver_was_read_none_is_taken(rule: str) -> None:
    """Not even at the reporter's own wish."""
    case = Case(scheme=Scheme.WHISTLEBLOWING, channel="portal", received_on=TODAY)
    with pytest.raises(Refusal) as refused:
        waive_acknowledgement(
            case,
            on=TODAY,
            actor=ADVISOR,
            rule=RULEBOOK.rule(rule, TODAY),
            reason="expressly_asked",
            reason_item=item(1),
        )
    assert refused.value.code == "acknowledgement_not_waivable"


@pytest.mark.parametrize("scheme", Scheme)
def test_a_clock_that_a_case_can_start_can_be_settled(scheme: Scheme) -> None:
    """A rule that is armed by an event of a case waits only for events that a command records."""
    rules = [RULEBOOK.rule(id_, TODAY) for id_ in RULEBOOK.of_scheme(scheme, "DK")]
    recorded = {*Tag, *DERIVED}
    armed = [rule for rule in rules if rule.starts in recorded]

    assert {"BR-READ", ACKNOWLEDGE[scheme]} <= {rule.id for rule in armed}
    for rule in armed:
        assert {*rule.satisfied_by, rule.waived_by, rule.only_after} - {None} <= recorded, rule.id
