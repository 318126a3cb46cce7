"""
The closed lists of words that a case is told in.

Codes are English and stored; what a person reads are the words beside them, English msgids that the
office's catalogue translates. Lists that a municipality's practice decides (reasons, themes, dispositions)
are not here but in `triage/rules/taxonomy.toml`.
"""

from __future__ import annotations

from enum import StrEnum

from intake.contents.choices import WritesAs
from intake.domain.translatable import N_, Worded

HANDED_OVER = "handed_over"
"""The disposition of a report that has crossed to the complaint side."""
MANAGER_INFORMED = "manager_informed"
FORWARDED = "forwarded_with_agreement"
"""Other dispositions that ask for more than a reason; the taxonomy has the words of all."""


class Mode(Worded):
    """How something reached the reporter: by the clock process, or by a person."""

    AUTO = "auto", N_("automatic")
    BY_HAND = "by_hand", N_("by hand")


class Scope(Worded):
    """The first question of triage."""

    WITHIN = "within", N_("Within the scheme")
    PARTLY = "partly", N_("Partly within the scheme")
    OUTSIDE = "outside", N_("Outside the scheme")
    AWAITING_INFORMATION = "awaiting_information", N_("Awaiting information from the reporter")


class Investigation(Worded):
    """The second question of triage, for what is within the scheme."""

    INVESTIGATE = "investigate", N_("It is investigated")
    NO_INVESTIGATION = "no_investigation", N_("It is not investigated")
    FORWARDED = "forwarded", N_("It is forwarded to an authority")


class FeedbackKind(Worded):
    """What a feedback is: on the way, at the end, or an out-of-scope decision told with its guidance."""

    INTERIM = "interim", N_("Interim feedback")
    FINAL = "final", N_("Final feedback")
    REJECTION = "rejection", N_("Notice that the report is outside the scheme")


class State(Worded):
    """Where a case stands, as an advisor says it. Always derived from the events, never stored."""

    CONTACT = "contact", N_("Contact")
    NEW = "new", N_("New, not opened")
    UNDER_ASSESSMENT = "under_assessment", N_("Being assessed")
    AWAITING_INFORMATION = "awaiting_information", N_("Awaiting information")
    OUTSIDE = "outside", N_("Outside the scheme, not told yet")
    INVESTIGATING = "investigating", N_("Being investigated")
    DECIDED = "decided", N_("Decided, not told yet")
    FEEDBACK_GIVEN = "feedback_given", N_("Feedback given, ready to close")
    IN_PROGRESS = "in_progress", N_("In progress")
    AWAITING_UNIT = "awaiting_unit", N_("Awaiting {unit}")
    REJECTED = "rejected", N_("Rejected, not told yet")
    ANSWERED = "answered", N_("Answered")
    CLOSED = "closed", N_("Closed")


class CardState(StrEnum):
    """
    What the status card tells the reporter, in the sentences of `intake.domain.case_states`.

    It never runs ahead of a message: `outside` shows only once the rejection itself lies in the mailbox.
    """

    RECEIVED = "received"
    ACKNOWLEDGED = "acknowledged"
    BEING_ASSESSED = "being_assessed"
    AWAITING_INFORMATION = "awaiting_information"
    AWAITING_UNIT = "awaiting_unit"
    INVESTIGATING = "investigating"
    OUTSIDE = "outside"
    FEEDBACK_GIVEN = "feedback_given"
    CLOSED = "closed"


class CallKind(Worded):
    """What a call to the citizens' adviser was; only an inquiry is always counted."""

    INQUIRY = "inquiry", N_("An inquiry")
    MISDIRECTED = "misdirected", N_("A misdirected call")
    STAFF_CONSULTATION = "staff_consultation", N_("A consultation from staff")


class InquiryWish(Worded):
    """What a citizen came for, beside what it became."""

    GUIDANCE = "guidance", N_("To be guided")
    CLARIFICATION = "clarification", N_("To have something cleared up")
    COMPLAINT = "complaint", N_("To complain")


class NotCounted(Worded):
    """Why an inquiry is kept and does not count as one."""

    MISDIRECTED = "misdirected", N_("Misdirected: it belongs elsewhere")
    STAFF_CONSULTATION = "staff_consultation", N_("A consultation with a member of staff")
    NO_TIME_SPENT = "no_time_spent", N_("No time was spent on it")
    DUPLICATE = "duplicate", N_("It is registered already")


class InquirerKind(Worded):
    """Who turns to the citizens' adviser."""

    CITIZEN = "citizen", N_("A citizen")
    COMPANY = "company", N_("A company")
    ASSOCIATION = "association", N_("An association")
    PROFESSIONAL = "professional", N_("A professional")
    OTHER_MUNICIPALITY = "other_municipality", N_("Another municipality")
    PRESS = "press", N_("The press")


class InquirerRelation(Worded):
    """How they stand to the one whom the matter is about: themselves, or as the portal asks (`WritesAs`)."""

    SELF = "self", N_("It is about themselves")
    RELATIVE = WritesAs.RELATIVE.value, WritesAs.RELATIVE.words
    GUARDIAN = WritesAs.GUARDIAN.value, WritesAs.GUARDIAN.words
    REPRESENTATIVE = WritesAs.REPRESENTATIVE.value, WritesAs.REPRESENTATIVE.words
    PROFESSIONAL = WritesAs.PROFESSIONAL.value, WritesAs.PROFESSIONAL.words


class Resident(Worded):
    """Whether they live in the municipality."""

    YES = "yes", N_("Yes, here")
    NO = "no", N_("No, elsewhere")
    UNKNOWN = "unknown", N_("Not known")


class Responsible(Worded):
    """Who a breach is put down to."""

    OFFICE = "office", N_("The unit itself")
    ORGANISATION = "organisation", N_("Another part of the organisation")
    UNIT = "unit", N_("{Unit}")
    SYSTEM = "system", N_("The system")
    LAY_WITH = "lay_with", N_("Where it lay before {whistleblower_unit} had it")


class ReplyQuality(Worded):
    """How well a unit's reply answers what it was asked."""

    FULL = "full", N_("It answers everything")
    PARTIAL = "partial", N_("It answers some of it")
    EVASIVE = "evasive", N_("It evades the question")


class AnswersCitizen(Worded):
    """Who writes to the citizen after a referral."""

    UNIT = "unit", N_("{Unit} answers the citizen")
    ADVISOR = "advisor", N_("{Citizens_adviser} answers the citizen")


class ChaseLevel(Worded):
    """Whom a reminder goes to, the longer a unit does not answer."""

    UNIT = "unit", N_("{Unit}")
    LEADER = "leader", N_("The leader")
    DIRECTOR = "director", N_("The director")


class CriticismKind(Worded):
    """What the adviser says to a unit after a hearing."""

    CRITICISM = "criticism", N_("Criticism")
    FORMAL_REQUEST = "formal_request", N_("Formal request")
    RECOMMENDATION = "recommendation", N_("Recommendation")


class Position(Worded):
    """Where a complaint point stands among those of its case; each case has one main point."""

    MAIN = "main", N_("main point")
    FOLLOWING = "following", N_("following point")


class RaisedBy(Worded):
    """Who saw what a complaint point says: an adviser also sees what nobody complained about."""

    CITIZEN = "citizen", N_("The citizen")
    ADVISER = "adviser", N_("{Citizens_adviser}")


class Upheld(Worded):
    """Whether a complaint point was right."""

    YES = "yes", N_("Upheld")
    PARTLY = "partly", N_("Partly upheld")
    NO = "no", N_("Not upheld")


class ContactDirection(Worded):
    """Who turned to whom."""

    IN = "in", N_("to us")
    OUT = "out", N_("from us")


class OtherSide(Worded):
    """Whom a contact was with; see `of_administration`."""

    CITIZEN = "citizen", N_("Whoever the case came from")
    REPRESENTATIVE = "representative", N_("A representative")
    CASEWORKER = "caseworker", N_("A caseworker")
    LEADER = "leader", N_("A leader")
    AUTHORITY = "authority", N_("Another authority")

    @property
    def of_administration(self) -> bool:
        """Whether it is somebody of the organisation's own."""
        return self in {OtherSide.CASEWORKER, OtherSide.LEADER}


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
ONLY_COMPLAINTS = frozenset({State.IN_PROGRESS, State.AWAITING_UNIT, State.REJECTED, State.ANSWERED})
"""States that a case of the one side never stands in; the others are common to both."""
