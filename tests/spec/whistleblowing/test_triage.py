"""The two questions of triage, and what is done with a report: Directive (EU) 2019/1937 art. 9(1)(c)-(e)."""

from tests.story import Story, a_report, item, outside, within
from triage.cases.decisions.assessment import InvestigationDecided, OutcomeRecorded, ScopeAssessed
from triage.cases.decisions.dispositions import DispositionRecorded
from triage.cases.decisions.feedback import FeedbackDecided
from triage.cases.decisions.messages import MessageDecided, MessageGiven, MessageReceived
from triage.cases.vocabulary import Investigation, Scope, State

ON = "Mon 2027-01-11"
LATER = "Wed 2027-01-13"


def _read_report() -> Story:
    return a_report(ON, acknowledged_on=ON, opened_on=ON)


def test_nobody_decides_unread() -> None:
    """A scope decision about a report that nobody has opened is refused."""
    story = a_report(ON)

    assert story.refused(ScopeAssessed, on=ON, scope=Scope.WITHIN).code == "not_opened"


def test_a_later_decision_overrides_and_history_stays() -> None:
    """The case knows the latest answer; the events know both."""
    story = within(outside(_read_report(), ON), LATER)

    assert story.case.report.scope is Scope.WITHIN
    assert story.case.report.scope_reason is None
    assert [one.scope for one in story.events if one.tag == "scope:assessed"] == ["outside", "within"]


def test_the_second_answer_falls_with_the_first() -> None:
    """Found to be outside after all, a report is no longer being investigated and has no outcome."""
    story = within(_read_report(), ON, Investigation.INVESTIGATE)
    story.then(OutcomeRecorded, on=ON, finding="breach_found")
    outside(story, LATER)

    assert story.case.report.investigation is None
    assert story.case.report.outcome is None
    assert story.case.state is State.OUTSIDE


def test_from_partly_to_within_the_investigation_goes_on() -> None:
    """A changed scope that is still within does not stop an investigation."""
    story = _read_report().then(ScopeAssessed, on=ON, scope=Scope.PARTLY)
    story.then(InvestigationDecided, on=ON, investigation=Investigation.INVESTIGATE)
    within(story, LATER)

    assert story.case.report.investigation is Investigation.INVESTIGATE


def test_awaiting_information_ends_when_the_reporter_writes() -> None:
    """The state says awaiting until the reporter answers, then it is the advisor's turn again."""
    story = _read_report().then(ScopeAssessed, on=ON, scope=Scope.AWAITING_INFORMATION)
    story.then(MessageDecided, on=ON, item=item(1), asks=True)
    waiting = story.case.state
    story.then(MessageGiven, on=ON, happened_on=ON, item=item(1))
    story.then(MessageReceived, on=LATER, happened_on=LATER, item=item(2))

    assert waiting is State.AWAITING_INFORMATION
    assert story.case.state is State.UNDER_ASSESSMENT
    assert story.case.messages_pending == ()
    assert story.case.asked_on is None


def test_only_what_is_within_is_investigated() -> None:
    """Outside or undecided, the second question is not asked."""
    undecided = _read_report()
    rejected = outside(_read_report(), ON)
    second = {"on": ON, "investigation": Investigation.INVESTIGATE}

    assert undecided.refused(InvestigationDecided, **second).code == "scope_not_decided"
    assert rejected.refused(InvestigationDecided, **second).code == "not_within_scope"


def test_the_scope_rests_while_a_feedback_is_on_its_way() -> None:
    """What the reporter is about to read must still be true when it arrives."""
    story = outside(_read_report(), ON).then(FeedbackDecided, on=ON, kind="rejection")

    assert story.refused(ScopeAssessed, on=ON, scope=Scope.WITHIN).code == "feedback_pending"


def test_several_dispositions_stand_side_by_side() -> None:
    """A report can be guided elsewhere and have a child notification too."""
    story = outside(_read_report(), ON)
    story.then(DispositionRecorded, on=LATER, code="guided_elsewhere")
    story.then(DispositionRecorded, on=LATER, code="child_notification_sent", happened_on=ON)

    assert [one.code for one in story.case.report.dispositions] == [
        "guided_elsewhere",
        "child_notification_sent",
    ]
