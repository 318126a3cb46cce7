"""Where the domain and the rulebook must say the same."""

import pytest

from tests.story import ADVISOR, RULEBOOK, TAXONOMY, day, item
from triage.cases.context import CheckContext
from triage.cases.days import DERIVED
from triage.cases.decisions.acknowledgement import AcknowledgementWaived
from triage.cases.decisions.receiving import CaseReceived
from triage.cases.events import CaseEvent
from triage.cases.facts import facts
from triage.cases.fold import fold
from triage.cases.history import EVENTS, decide
from triage.cases.refusals import Refusal
from triage.engine.case_deadlines import deadlines
from triage.engine.deadline import Facts
from triage.rules.codes import Scheme
from triage.rules.organisation_data import read_organisation_data

TODAY = day("Mon 2027-01-11")
ACKNOWLEDGE = {
    Scheme.WHISTLEBLOWING: "WB-ACK",
    Scheme.WHISTLEBLOWING_EXTERNAL: "WB-EXT-ACK",
    Scheme.COMPLAINTS: "BR-ACK",
}

ABROAD = ("SE", "IE", "DE", "FR", "IT")
WAIVABLE = [
    ("WB-EXT-ACK", Scheme.WHISTLEBLOWING_EXTERNAL, "endangers_identity"),
    ("WB-ACK-SE", Scheme.WHISTLEBLOWING, "expressly_asked"),
    ("WB-EXT-ACK-IE", Scheme.WHISTLEBLOWING_EXTERNAL, "endangers_identity"),
    ("BR-ACK", Scheme.COMPLAINTS, "no_contact_details"),
]


def _waive(scheme: Scheme, rule: str, reason: str) -> tuple[CaseEvent, ...]:
    """Leave out the acknowledgement of a case that has just come, in the country of the rule."""
    country = next((each for each in ABROAD if rule.endswith(f"-{each}")), "DK")
    case = fold([CaseReceived(on=TODAY, scheme=scheme, channel="portal", received_on=TODAY)])
    known = CheckContext(TAXONOMY, RULEBOOK, TODAY, facts(case, country=country))
    left_out = AcknowledgementWaived(on=TODAY, actor=ADVISOR, reason=reason, reason_item=item(1))
    return decide(case, left_out, known)


@pytest.mark.parametrize(("rule", "scheme", "reason"), WAIVABLE)
def test_a_waiver_is_what_the_rule_of_the_country_and_channel_allows(
    rule: str, scheme: Scheme, reason: str
) -> None:
    """Sweden takes it on an internal scheme too; a reason that no rule knows is refused everywhere."""
    (event,) = _waive(scheme, rule, reason)

    assert event.reason == reason
    with pytest.raises(Refusal) as refused:
        _waive(scheme, rule, "busy")
    source = RULEBOOK.rule(rule, TODAY).source
    assert (refused.value.code, refused.value.source) == ("waiver_reason_unknown", source)


@pytest.mark.parametrize("rule", ["WB-ACK", "WB-ACK-DE", "WB-ACK-FR", "WB-ACK-IT", "WB-ACK-IE"])
def test_where_no_waiver_was_read_none_is_taken(rule: str) -> None:
    """Not even at the reporter's own wish."""
    with pytest.raises(Refusal) as refused:
        _waive(Scheme.WHISTLEBLOWING, rule, "expressly_asked")
    assert refused.value.code == "acknowledgement_not_waivable"


@pytest.mark.parametrize("scheme", ACKNOWLEDGE)
def test_a_clock_that_a_case_can_start_can_be_settled(scheme: Scheme) -> None:
    """A rule that is armed by an event of a case waits only for events that a command records."""
    rules = [RULEBOOK.rule(id_, TODAY) for id_ in RULEBOOK.of_scheme(scheme, "DK")]
    recorded = {*EVENTS, *DERIVED}
    armed = [rule for rule in rules if rule.starts in recorded]

    assert {"BR-READ", ACKNOWLEDGE[scheme]} <= {rule.id for rule in armed}
    for rule in armed:
        assert {*rule.satisfied_by, rule.waived_by} - {None} <= recorded, rule.id


def test_what_was_worked_out_of_a_book_belongs_to_that_book() -> None:
    """Two organisations without rules of their own go by the same law, and share no memory of it."""
    one, other = (read_organisation_data({}).rulebook for _ in range(2))
    received = Facts(Scheme.WHISTLEBLOWING, {"case:received": TODAY})
    assert deadlines(received, one, TODAY) == deadlines(received, one, TODAY) != ()
    assert one.memory
    assert not other.memory
