"""A rule that nothing ever arms is a defect: for every rule of every scheme there is a case that runs it."""

from collections.abc import Callable

import pytest

from tests.recommended import TUE, told_of
from tests.refused_accounts import an_asked_unit
from tests.refused_registers import planned, remanded
from tests.spoken import checked
from tests.story import RULEBOOK, Story, a_complaint, outside, told, within
from triage.cases.days import DERIVED
from triage.cases.decisions.acknowledgement import AcknowledgementDecided, AcknowledgementGiven
from triage.cases.decisions.activities import PLANNED
from triage.cases.decisions.appeals import REMANDED
from triage.cases.decisions.assessment import OutcomeRecorded
from triage.cases.decisions.clocks import DeadlineExtended
from triage.cases.decisions.closing import CaseClosed, CaseReopened
from triage.cases.decisions.complaints import AnswerDecided
from triage.cases.decisions.criticism import HearingSent
from triage.cases.decisions.external_events import ExternalEventRecorded
from triage.cases.decisions.follow_up import FollowedUp, FollowUpSent
from triage.cases.decisions.hand_over import HandOverAsked
from triage.cases.decisions.meetings import MeetingKind
from triage.cases.decisions.messages import MessageDecided, MessageReceived
from triage.cases.decisions.planned import MeetingPlanned
from triage.cases.decisions.promises import PromiseMade
from triage.cases.decisions.receiving import CaseReceived, ReportOpened
from triage.cases.decisions.recommendation_follow_up import NOT_FOLLOWED, RecommendationAnswered
from triage.cases.decisions.referral import ReferralSent
from triage.cases.decisions.year_accounts import CommentAsked
from triage.cases.facts import facts
from triage.cases.history import EVENTS
from triage.cases.recommendations import RecommendationAnswer
from triage.cases.vocabulary import FeedbackKind, Investigation
from triage.engine.case_deadlines import deadlines
from triage.rules.codes import Scheme

DAY = "Mon 2027-02-01"
NEXT = "Tue 2027-02-02"
EVERY = [
    (scheme, id_)
    for scheme in Scheme
    for id_ in RULEBOOK.of_scheme(scheme, "DK")
    if not RULEBOOK.versions[id_][-1].own_length
]


def received(scheme: Scheme) -> Story:
    """A case that has come, was acknowledged and opened; or a recommendation that a unit was told of."""
    if scheme is Scheme.REGISTER:
        return told_of("schools")
    if scheme is Scheme.COMPLAINTS:
        return a_complaint(DAY, opened_on=DAY)
    story = Story().then(CaseReceived, on=DAY, scheme=scheme, channel="portal", received_on=DAY)
    story.then(AcknowledgementDecided, on=DAY, actor=None)
    story.then(AcknowledgementGiven, on=DAY, happened_on=DAY)
    return story.then(ReportOpened, on=DAY)


def answered(scheme: Scheme) -> Story:
    """A case in which the reporter or the citizen has been told how it ended."""
    story = received(scheme)
    if scheme is Scheme.COMPLAINTS:
        return story.then(AnswerDecided, on=DAY, given_on=DAY)
    return told(outside(story, DAY), DAY, FeedbackKind.REJECTION)


def informed(scheme: Scheme) -> Story:
    """A report about which an interim feedback was given."""
    return told(within(received(scheme), DAY, Investigation.INVESTIGATE), DAY, FeedbackKind.INTERIM)


def decided(scheme: Scheme) -> Story:
    """A report whose investigation has ended."""
    story = within(received(scheme), DAY, Investigation.INVESTIGATE)
    return story.then(OutcomeRecorded, on=DAY, finding="breach_found", police_report=False)


def quiet(scheme: Scheme) -> Story:
    """A case in which no other clock runs: it was answered, or found to be within after it was answered."""
    story = answered(scheme)
    return story if scheme is Scheme.COMPLAINTS else within(story, DAY)


def belongs_elsewhere(scheme: Scheme) -> Story:
    """A case about which may be asked whether it is handed over."""
    story = received(scheme)
    return story if scheme is Scheme.COMPLAINTS else outside(story, DAY)


BEGINNINGS: dict[str, Callable[[Scheme], Story]] = {
    "case:received": received,
    "office:received": received,
    "acknowledgement:given": received,
    "referral:sent": lambda scheme: received(scheme).then(ReferralSent, on=DAY, unit="schools"),
    "question:asked": lambda scheme: received(scheme).then(MessageDecided, on=DAY, asks=True),
    "answer:owed": lambda scheme: received(scheme).then(MessageReceived, on=DAY),
    "hand_over:asked": lambda scheme: belongs_elsewhere(scheme).then(HandOverAsked, on=DAY),
    "minutes:drafted": lambda scheme: checked(received(scheme), DAY),
    "reporter:informed": informed,
    "decision:ready": decided,
    "outcome:told": answered,
    "case:touched": quiet,
    "hearing:sent": lambda scheme: received(scheme).then(
        HearingSent, on=DAY, unit="schools", answer_by_on="Mon 2027-02-15"
    ),
    "meeting:planned": lambda scheme: received(scheme).then(
        MeetingPlanned,
        on=DAY,
        number=1,
        meets_on="Mon 2027-02-15",
        kind=MeetingKind.CITIZEN if scheme is Scheme.COMPLAINTS else MeetingKind.REPORTER,
    ),
    "promise:made": lambda scheme: received(scheme).then(
        PromiseMade, on=DAY, number=1, due_on="Mon 2027-02-15"
    ),
    "follow_up:sent": lambda scheme: (
        received(scheme)
        .then(PromiseMade, on=DAY, number=1, unit="schools", due_on=DAY)
        .then(FollowUpSent, on=DAY, unit="schools", about=FollowedUp.PROMISE, answer_by_on="Mon 2027-02-15")
    ),
    "recommendation:told": received,
    NOT_FOLLOWED: lambda scheme: received(scheme).then(
        RecommendationAnswered, on=TUE, item=True, unit="schools", answer=RecommendationAnswer.REJECTED
    ),
    REMANDED: lambda _scheme: remanded(DAY),
    PLANNED: lambda _scheme: planned(DAY, "Mon 2027-02-15"),
    CommentAsked.tag: lambda _scheme: an_asked_unit(),
    "case:reopened": lambda scheme: answered(scheme).then(CaseClosed, on=DAY).then(CaseReopened, on=DAY),
}
"""What begins in a case by a step of its own; everything else is recorded by its name."""


def running(story: Story) -> set[str]:
    """The rules that the case runs or has run."""
    return {each.rule for each in deadlines(facts(story.case), RULEBOOK, story.events[-1].on)}


def beginning(scheme: Scheme, id_: str) -> Story:
    """A case of the scheme in which the rule's clock has begun."""
    rule = RULEBOOK.versions[id_][-1]
    for base in RULEBOOK.of_scheme(scheme, "DK"):
        if RULEBOOK.versions[base][-1].may_extend == id_:
            return extended(beginning(scheme, base), base)
    if rule.starts in BEGINNINGS:
        return BEGINNINGS[rule.starts](scheme)
    assert rule.starts not in {*EVENTS, *DERIVED}, (
        f"{id_} begins with {rule.starts}, and no story here does that"
    )
    story = received(scheme)
    return story.then(
        ExternalEventRecorded,
        on=DAY,
        event=rule.starts,
    )


def extended(story: Story, base: str) -> Story:
    """The same case with that clock extended."""
    clock = story.clock(base, NEXT)
    assert clock.limit is not None
    return story.then(DeadlineExtended, on=NEXT, clock=clock, until_on=clock.limit, reason="complexity")


@pytest.mark.parametrize(("scheme", "rule"), EVERY)
def test_a_case_can_run_it(scheme: Scheme, rule: str) -> None:
    """The commands of a real case begin it, and it has its two dates."""
    assert rule in running(beginning(scheme, rule))


@pytest.mark.parametrize("scheme", [each for each in Scheme if each is not Scheme.REGISTER])
def test_a_case_that_has_just_come_runs_its_first_clocks(scheme: Scheme) -> None:
    """Open it, acknowledge it, answer it: the three that every case owes from the first day."""
    owed = {
        Scheme.WHISTLEBLOWING: {"BR-READ", "WB-ACK", "WB-FB"},
        Scheme.WHISTLEBLOWING_EXTERNAL: {"BR-READ", "WB-EXT-ACK", "WB-EXT-FB3"},
        Scheme.COMPLAINTS: {"BR-READ", "BR-ACK", "BR-FIRST"},
    }
    story = Story().then(CaseReceived, on=DAY, scheme=scheme, channel="portal", received_on=DAY)
    assert owed[scheme] <= running(story)
