"""
The closed lists of words that a case is told in.

Codes are English and stored; what a person reads is the label, an English msgid that the office's catalogue
translates. Lists that a municipality's practice decides (reasons, themes, dispositions) are not here but in
`triage/rules/taxonomy.toml`.
"""

from __future__ import annotations

from enum import StrEnum

from intake.domain.words import N_


class Scheme(StrEnum):
    """Whose rules a case follows."""

    WHISTLEBLOWING = "whistleblowing"
    WHISTLEBLOWING_EXTERNAL = "whistleblowing_external"
    COMPLAINTS = "complaints"


class Mode(StrEnum):
    """How something reached the reporter: by the clock process, or by a person."""

    AUTO = "auto"
    BY_HAND = "by_hand"


class Scope(StrEnum):
    """The first question of triage."""

    WITHIN = "within"
    PARTLY = "partly"
    OUTSIDE = "outside"
    AWAITING_INFORMATION = "awaiting_information"


class Investigation(StrEnum):
    """The second question of triage, for what is within the scheme."""

    INVESTIGATE = "investigate"
    NO_INVESTIGATION = "no_investigation"
    FORWARDED = "forwarded"


class FeedbackKind(StrEnum):
    """What a feedback is: on the way, at the end, or an out-of-scope decision told with its guidance."""

    INTERIM = "interim"
    FINAL = "final"
    REJECTION = "rejection"


class State(StrEnum):
    """Where a case stands, as an advisor says it. Always derived from the events, never stored."""

    CONTACT = "contact"
    NEW = "new"
    UNDER_ASSESSMENT = "under_assessment"
    AWAITING_INFORMATION = "awaiting_information"
    OUTSIDE = "outside"
    INVESTIGATING = "investigating"
    DECIDED = "decided"
    FEEDBACK_GIVEN = "feedback_given"
    IN_PROGRESS = "in_progress"
    AWAITING_UNIT = "awaiting_unit"
    ANSWERED = "answered"
    CLOSED = "closed"


class CardState(StrEnum):
    """
    What the status card tells the reporter.

    It never runs ahead of a message: `outside` shows only once the rejection itself lies in the mailbox.
    """

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    BEING_ASSESSED = "being_assessed"
    AWAITING_INFORMATION = "awaiting_information"
    INVESTIGATING = "investigating"
    OUTSIDE = "outside"
    FEEDBACK_GIVEN = "feedback_given"
    CLOSED = "closed"


class CallKind(StrEnum):
    """What a call to the citizens' adviser was; only an inquiry is always counted."""

    INQUIRY = "inquiry"
    MISDIRECTED = "misdirected"
    STAFF_CONSULTATION = "staff_consultation"


class Responsible(StrEnum):
    """Who a breach is put down to."""

    OFFICE = "office"
    ORGANISATION = "organisation"
    UNIT = "unit"
    SYSTEM = "system"


class ReplyQuality(StrEnum):
    """How well a unit's reply answers what it was asked."""

    FULL = "full"
    PARTIAL = "partial"
    EVASIVE = "evasive"


class AnswersCitizen(StrEnum):
    """Who writes to the citizen after a referral."""

    ADVISOR = "advisor"
    UNIT = "unit"


class CriticismKind(StrEnum):
    """What the adviser says to a unit after a hearing."""

    CRITICISM = "criticism"
    FORMAL_REQUEST = "formal_request"
    RECOMMENDATION = "recommendation"


class HandOverState(StrEnum):
    """Where the question to the reporter about handing over to complaints stands."""

    ASKED = "asked"
    CONSENTED = "consented"
    DECLINED = "declined"
    EXPIRED = "expired"


ONLY_REPORTS = frozenset(
    {
        State.CONTACT,
        State.UNDER_ASSESSMENT,
        State.OUTSIDE,
        State.INVESTIGATING,
        State.DECIDED,
        State.FEEDBACK_GIVEN,
    }
)
ONLY_COMPLAINTS = frozenset({State.IN_PROGRESS, State.AWAITING_UNIT, State.ANSWERED})
"""States that a case of the one side never stands in; the others are common to both."""

STATE_LABELS: dict[State, str] = {
    State.CONTACT: N_("Contact"),
    State.NEW: N_("New, not opened"),
    State.UNDER_ASSESSMENT: N_("Being assessed"),
    State.AWAITING_INFORMATION: N_("Awaiting information"),
    State.OUTSIDE: N_("Outside the scheme, not told yet"),
    State.INVESTIGATING: N_("Being investigated"),
    State.DECIDED: N_("Decided, not told yet"),
    State.FEEDBACK_GIVEN: N_("Feedback given, ready to close"),
    State.IN_PROGRESS: N_("In progress"),
    State.AWAITING_UNIT: N_("Awaiting the department"),
    State.ANSWERED: N_("Answered"),
    State.CLOSED: N_("Closed"),
}
