"""
The small values that a case is made of: one decision, one feedback, one referral each.

Every text is an item id; every day is a Copenhagen date.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from triage.cases.vocabulary import (
    AnswersCitizen,
    CriticismKind,
    FeedbackKind,
    HandOverState,
    Investigation,
    Mode,
    ReplyQuality,
    Responsible,
    Scope,
)


@dataclass(frozen=True, slots=True)
class Acknowledgement:
    """
    The acknowledgement of one case: decided, then placed; or waived where the law allows it.

    `given_on` is the day that counts: when it was placed, or an earlier rejection, which says as much.
    """

    decided_on: date | None = None
    mode: Mode | None = None
    item: str | None = None
    placed_on: date | None = None
    given_on: date | None = None
    waived_reason: str | None = None


@dataclass(frozen=True, slots=True)
class ScopeDecision:
    """The answer to the first question of triage, as it stands now."""

    scope: Scope
    decided_on: date
    reason_item: str
    reason: str | None = None
    guidance_item: str | None = None


@dataclass(frozen=True, slots=True)
class InvestigationDecision:
    """The answer to the second question of triage, as it stands now."""

    investigation: Investigation
    decided_on: date
    reason_item: str
    authority_item: str | None = None


@dataclass(frozen=True, slots=True)
class Disposition:
    """One thing done with a report besides investigating it."""

    code: str
    on: date
    reason_item: str | None = None
    summary_item: str | None = None
    recipient_item: str | None = None
    can_be_deduced: bool = False
    ground: str | None = None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What an investigation found and led to; the yearly account is read from it."""

    finding: str
    measures: tuple[str, ...]
    police_report: bool
    recorded_on: date
    reason_item: str
    police_reported_on: date | None = None


@dataclass(frozen=True, slots=True)
class Feedback:
    """One feedback: decided, and given when it lies in the mailbox."""

    kind: FeedbackKind
    item: str
    decided_on: date
    given_on: date | None = None


@dataclass(frozen=True, slots=True)
class Breach:
    """
    A deadline that was missed; and, once somebody has said so, why it was and who answers for it.

    `days_late` counts from `due_on`, the deadline's original date, which the oldest explanations do not tell.
    `about` is the department of a referral, or empty.
    """

    rule: str
    days_late: int
    responsible: Responsible | None = None
    reason_item: str | None = None
    explained_on: date | None = None
    subject: str = ""
    due_on: date | None = None
    settled_on: date | None = None


@dataclass(frozen=True, slots=True)
class HandOver:
    """The question to the reporter about moving to the complaint side, to be answered by a day it named."""

    asked_on: date
    answer_by: date
    state: HandOverState = HandOverState.ASKED
    answered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Referral:
    """A question to a department's leader, with the department's announced delay and its reply."""

    department: str
    sent_on: date
    answers_citizen: AnswersCitizen
    item: str
    promised_on: date | None = None
    delay_announced_on: date | None = None
    replied_on: date | None = None
    quality: ReplyQuality | None = None
    citizen_contacted: bool = False
    recalled_on: date | None = None

    @property
    def is_open(self) -> bool:
        """Whether the department still owes a reply."""
        return self.replied_on is None and self.recalled_on is None

    @property
    def kept_promise(self) -> bool:
        """Whether the reply came within the new date that the department announced."""
        return (
            self.promised_on is not None
            and self.replied_on is not None
            and self.replied_on <= self.promised_on
        )


@dataclass(frozen=True, slots=True)
class Hearing:
    """A draft criticism shown to the department that it concerns."""

    department: str
    sent_on: date
    answer_by: date
    answered_on: date | None = None


@dataclass(frozen=True, slots=True)
class Criticism:
    """Criticism, a formal request or a recommendation, after a hearing."""

    kind: CriticismKind
    department: str
    on: date
    item: str


@dataclass(frozen=True, slots=True)
class Minutes:
    """The minutes of an oral report: drafted, perhaps corrected, then approved and locked."""

    item: str
    drafted_on: date
    approved_on: date | None = None


@dataclass(frozen=True, slots=True)
class Themes:
    """What an inquiry was about: one main theme and perhaps others."""

    main: str
    others: tuple[str, ...] = ()
