"""Stories of cases whose clocks are turned: a unit that was asked, a citizen with a decision."""

from tests.story import Story, a_complaint
from triage.cases.decisions.acknowledgement import AcknowledgementDecided, AcknowledgementGiven
from triage.cases.decisions.clocks import DeadlineExtended, ReplyExtended
from triage.cases.decisions.external_events import ExternalEventRecorded
from triage.cases.decisions.receiving import CaseReceived, ReportOpened
from triage.cases.decisions.referral import ReferralSent
from triage.cases.events import CaseEvent
from triage.engine.deadline import Deadline
from triage.rules.codes import Scheme

RECEIVED = "Mon 2027-02-01"
SENT = "Wed 2027-02-03"
REPORTS = (Scheme.WHISTLEBLOWING, Scheme.WHISTLEBLOWING_EXTERNAL)


def referred(unit: str = "schools") -> Story:
    """A complaint about which a unit has been asked; the reply is due on Wednesday 24 February."""
    story = a_complaint(RECEIVED, opened_on=RECEIVED)
    return story.then(ReferralSent, on=SENT, unit=unit)


def appealable() -> Story:
    """A complaint whose citizen has received a decision; four weeks end on Monday 1 March."""
    return happened(a_complaint(RECEIVED, opened_on=RECEIVED), RECEIVED, "decision:received")


def happened(story: Story, on: str, event: str, subject: str = "") -> Story:
    """Let an advisor record something that starts or ends a clock."""
    return story.then(ExternalEventRecorded, on=on, event=event, subject=subject)


def turned(
    story: Story, change: type[CaseEvent], on: str, rule: str, subject: str = "", **given: str
) -> Story:
    """Change a clock of the story."""
    return story.then(change, on=on, rule=rule, subject=subject, **given)


def codes(deadline: Deadline) -> list[str]:
    """The codes of the reasons."""
    return [step.code for step in deadline.trace]


def extended(story: Story, on: str, rule: str, until_on: str, subject: str = "", **given: str) -> Story:
    """Give a clock longer."""
    return turned(
        story,
        DeadlineExtended,
        on,
        rule,
        subject,
        until_on=until_on,
        reason="complexity",
        **given,
    )


def given_longer(story: Story, on: str, until_on: str, unit: str = "schools") -> Story:
    """Give a unit longer for its reply."""
    return turned(story, ReplyExtended, on, "BR-REPLY", unit, promised_on=until_on)


def external() -> Story:
    """A report on an external scheme, acknowledged at once; feedback is due on 1 May, or else 1 August."""
    story = Story().then(
        CaseReceived,
        on=RECEIVED,
        scheme=Scheme.WHISTLEBLOWING_EXTERNAL,
        channel="portal",
        received_on=RECEIVED,
    )
    story.then(AcknowledgementDecided, on=RECEIVED, actor=None)
    story.then(AcknowledgementGiven, on=RECEIVED, happened_on=RECEIVED)
    return story.then(ReportOpened, on=RECEIVED)
