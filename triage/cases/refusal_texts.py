"""
Every sentence with which the domain refuses: code -> English sentence with named placeholders, and the
provision or house rule behind it.

The office shows the translation. Nothing here can repeat what a reporter wrote: parameters are dates, numbers
and codes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from intake.domain.words import N_

HOUSE = N_("House rule")


@dataclass(frozen=True, slots=True)
class Sentence:
    """Why something is refused, and by which provision; where no law says so, by a rule of the house."""

    msgid: str
    source: str = HOUSE


ACKNOWLEDGE = N_("Whistleblower Act § 12(2)(1); Directive (EU) 2019/1937 art. 9(1)(b)")
FEEDBACK = N_("Whistleblower Act § 12(2)(3); Directive (EU) 2019/1937 art. 9(1)(f)")
FOLLOW_UP = N_("Directive (EU) 2019/1937 art. 9(1)(c)-(e)")
DISCLOSURE = N_("Whistleblower Act § 26(4); Directive (EU) 2019/1937 art. 16")
EXTERNAL_WAIVER = N_("Whistleblower Act § 20(2)(1)")
MINUTES = N_("Directive (EU) 2019/1937 art. 18(2)-(4)")
HEARING = N_("Good administrative practice: the department is heard before it is criticised")

REFUSALS: Mapping[str, Sentence] = MappingProxyType(
    {
        # Any case
        "wrong_scheme": Sentence(N_("This step belongs to the other kind of case.")),
        "contact_only": Sentence(N_("This is a contact and not yet a case. Register the report first.")),
        "case_closed": Sentence(N_("The case was closed on %(closed_on)s. Reopen it with a reason first.")),
        "already_registered": Sentence(N_("This report has already been registered.")),
        "not_opened": Sentence(N_("Nobody has opened and read this yet. Read it before deciding.")),
        "reason_missing": Sentence(N_("Write the reason; every decision needs one.")),
        "note_missing": Sentence(N_("The note is empty.")),
        "message_missing": Sentence(N_("The message is empty.")),
        "feedback_missing": Sentence(N_("Write the feedback: what was or will be done, and why."), FEEDBACK),
        "summary_missing": Sentence(
            N_("Write a summary of your own; the report itself is never passed on."), DISCLOSURE
        ),
        "recipient_missing": Sentence(N_("Write who received it.")),
        "authority_missing": Sentence(N_("Write which authority it is forwarded to.")),
        "minutes_text_missing": Sentence(N_("The minutes are empty."), MINUTES),
        "question_missing": Sentence(N_("Write the question to the reporter.")),
        "consent_missing": Sentence(N_("Point to the message or note that holds the consent."), DISCLOSURE),
        "answer_missing": Sentence(N_("Write what the citizen is told.")),
        "questions_missing": Sentence(N_("Write the questions to the department.")),
        "reply_missing": Sentence(N_("Add the department's reply.")),
        "draft_missing": Sentence(N_("Add the draft that the department is heard about."), HEARING),
        "comments_missing": Sentence(N_("Add the department's comments, or that it has none."), HEARING),
        "criticism_missing": Sentence(N_("Write what is said to the department.")),
        "unknown_code": Sentence(N_("%(code)s is not on the list.")),
        "date_in_future": Sentence(N_("%(happened_on)s has not come yet.")),
        "date_before_received": Sentence(
            N_("%(happened_on)s is before the day this was received, %(received_on)s.")
        ),
        "not_decided": Sentence(N_("There is nothing on its way to the mailbox that this could confirm.")),
        # Registering
        "dates_reversed": Sentence(
            N_(
                "The unit cannot have received it (%(office_on)s) before the organisation did "
                "(%(organisation_on)s)."
            ),
            ACKNOWLEDGE,
        ),
        "clock_start_reason_missing": Sentence(
            N_(
                "The time limits count from %(organisation_on)s, when the organisation received it. "
                "Counting from a later day needs a reason."
            ),
            ACKNOWLEDGE,
        ),
        "conversation_needs_handling": Sentence(
            N_("A call closed in the conversation needs what was done and a main theme.")
        ),
        # Acknowledgement
        "acknowledgement_already_decided": Sentence(N_("The acknowledgement is already on its way.")),
        "acknowledgement_already_given": Sentence(N_("The acknowledgement was given on %(given_on)s.")),
        "acknowledgement_waived": Sentence(
            N_("It was decided to leave the acknowledgement out, at the reporter's wish or for safety.")
        ),
        "acknowledgement_not_waivable": Sentence(
            N_(
                "An internal scheme must acknowledge every report within 7 days; nobody can waive it. "
                "The reporter can be promised that it lies only behind the receipt code."
            ),
            ACKNOWLEDGE,
        ),
        "waiver_reason_unknown": Sentence(
            N_(
                "The acknowledgement may be left out only when the reporter expressly asked for it, "
                "or when it would endanger the reporter's identity."
            ),
            EXTERNAL_WAIVER,
        ),
        # Triage
        "outside_needs_reason": Sentence(
            N_(
                "A report outside the scheme needs a reason from the list, so that the reporter can be told "
                "why."
            ),
            FEEDBACK,
        ),
        "outside_needs_guidance": Sentence(
            N_("A report outside the scheme needs guidance on where the reporter can turn instead."),
            FEEDBACK,
        ),
        "feedback_pending": Sentence(
            N_("A feedback is on its way to the mailbox. Wait until it has been placed there.")
        ),
        "scope_not_decided": Sentence(
            N_("Decide first whether the report is within, partly within or outside the scheme."),
            FOLLOW_UP,
        ),
        "not_within_scope": Sentence(
            N_("Only a report that is within or partly within the scheme can be investigated or forwarded."),
            FOLLOW_UP,
        ),
        "not_investigated": Sentence(
            N_("An outcome belongs to a report that is being investigated."), FOLLOW_UP
        ),
        "disposition_by_hand_over": Sentence(
            N_("Handing over is recorded by the reporter's consent, not as a step of its own.")
        ),
        "deduced_needs_ground": Sentence(
            N_(
                "The reporter can be deduced from the summary. The manager may be informed only with the "
                "reporter's "
                "consent, or on a recorded ground with notice to the reporter first."
            ),
            DISCLOSURE,
        ),
        "notice_must_come_first": Sentence(
            N_(
                "The reporter must have the reasoned notice before the manager is informed on "
                "%(informed_on)s."
            ),
            DISCLOSURE,
        ),
        "agreement_missing": Sentence(
            N_("Forwarding needs the reporter's agreement and the day it was given."), DISCLOSURE
        ),
        "police_date_missing": Sentence(N_("A police report needs its date.")),
        "police_date_without_report": Sentence(N_("There is a date but no police report.")),
        # Feedback
        "acknowledge_first": Sentence(
            N_("The reporter has had no acknowledgement. Give it first; both are due."), ACKNOWLEDGE
        ),
        "feedback_not_extendable": Sentence(
            N_(
                "An internal scheme has three months and no longer. Give an interim feedback instead: what "
                "was done so far, what will be done, and why."
            ),
            FEEDBACK,
        ),
        "rejection_needs_outside": Sentence(
            N_("Only a report decided to be outside the scheme can be told so."), FEEDBACK
        ),
        "feedback_needs_within": Sentence(
            N_("A report outside the scheme is told so with its reason and guidance; that is its feedback."),
            FEEDBACK,
        ),
        "final_before_decision": Sentence(
            N_(
                "Decide first whether the report is investigated, not investigated or forwarded. "
                "An interim feedback can be given meanwhile."
            ),
            FEEDBACK,
        ),
        "final_before_outcome": Sentence(
            N_("The investigation has no recorded outcome. Record it, or give an interim feedback."),
            FEEDBACK,
        ),
        # Closing
        "close_before_feedback": Sentence(
            N_(
                "The case cannot be closed: the reporter has not been told what was done, or will be "
                "done, and why."
            ),
            FEEDBACK,
        ),
        "close_needs_final": Sentence(
            N_("The reporter has had an interim feedback only. Send the final message before closing."),
            FOLLOW_UP,
        ),
        "close_decision_not_told": Sentence(
            N_(
                "The decision was changed, or the case reopened, after the reporter was told. "
                "Tell the reporter before closing."
            ),
            FOLLOW_UP,
        ),
        "close_hand_over_pending": Sentence(
            N_("The reporter has been asked for consent to hand over and can answer until %(answer_by)s.")
        ),
        "close_before_answer": Sentence(N_("The case cannot be closed: the citizen has had no answer.")),
        "answer_pending": Sentence(
            N_("An answer is on its way to the mailbox. Wait until it has been placed there.")
        ),
        "close_referral_open": Sentence(
            N_("The department %(unit)s has not replied. Register its reply or recall the referral.")
        ),
        "not_closed": Sentence(N_("The case is not closed.")),
        "nothing_breached": Sentence(N_("This deadline has not been missed; there is nothing to explain.")),
        # Clocks
        "clock_not_pausable": Sentence(
            N_("This time limit can be neither suspended nor interrupted: its source allows no pause.")
        ),
        "clock_not_restartable": Sentence(
            N_("This time limit cannot be counted anew: its source does not allow it.")
        ),
        "clock_not_extendable": Sentence(
            N_("This time limit cannot be extended: its source gives no longer time.")
        ),
        "clock_reason_unknown": Sentence(
            N_("That is no reason for which this time limit may be stopped or extended.")
        ),
        "clock_settled": Sentence(N_("This deadline is settled. What has been met can no longer be moved.")),
        "clock_stands": Sentence(N_("No time has run since %(since)s. End that first.")),
        "clock_runs": Sentence(N_("The time is running; there is nothing to take up again.")),
        "clock_not_begun": Sentence(
            N_("%(happened_on)s is before the day from which this counts, %(begun_on)s.")
        ),
        "clock_turned_since": Sentence(
            N_(
                "This time limit was stopped, taken up or extended on %(changed_on)s. What is recorded now "
                "cannot lie before that, on %(happened_on)s."
            )
        ),
        "clock_expired": Sentence(
            N_(
                "The time limit ran out on %(due)s. It can no longer be moved: explain why it was missed "
                "instead."
            )
        ),
        "extension_not_later": Sentence(
            N_("The new date %(new_on)s must lie after the present one, %(due)s.")
        ),
        "extension_too_long": Sentence(
            N_("The new date %(new_on)s lies after the last one that the rule allows, %(limit)s.")
        ),
        "happening_unknown": Sentence(N_("%(code)s is nothing that a person records for a time limit.")),
        "happening_known": Sentence(
            N_("That has been recorded already. If it happened again, say which one this is about.")
        ),
        "own_limit_none": Sentence(N_("The municipality has published no limit of this kind for that area.")),
        "own_limit_none_then": Sentence(
            N_("No limit that the municipality has published for that area held on %(happened_on)s.")
        ),
        "own_limit_not_begun": Sentence(
            N_("Nothing of that kind has begun for that area in this case, so nothing can end.")
        ),
        # Code and minutes
        "code_not_known": Sentence(N_("The receipt code is not known to the unit.")),
        "minutes_locked": Sentence(
            N_("The minutes were approved by the reporter on %(approved_on)s and can no longer be changed."),
            MINUTES,
        ),
        "minutes_missing": Sentence(N_("There are no minutes for the reporter to approve."), MINUTES),
        # Hand-over
        "hand_over_needs_outside": Sentence(
            N_("Only a report outside the scheme, or the part of it that is outside, can be handed over.")
        ),
        "hand_over_not_asked": Sentence(
            N_("The reporter has not been asked for consent to hand over."), DISCLOSURE
        ),
        "hand_over_already_asked": Sentence(
            N_("The reporter has been asked already and can answer until %(answer_by)s.")
        ),
        "hand_over_not_expired": Sentence(N_("The reporter can still answer until %(answer_by)s.")),
        "hand_over_no_consent": Sentence(
            N_("Nothing crosses to the complaint side without the reporter's consent."), DISCLOSURE
        ),
        "hand_over_done": Sentence(N_("The case has already been handed over.")),
        # Complaints
        "referral_open": Sentence(N_("The department %(unit)s already has an open referral.")),
        "no_open_referral": Sentence(N_("The department %(unit)s has no open referral.")),
        "letter_missing": Sentence(N_("The letter is empty.")),
        "letter_date_past": Sentence(
            N_("The letter names %(until_on)s, which must lie after today, %(today)s.")
        ),
        "delay_not_later": Sentence(
            N_("The new date %(new_on)s must lie after the day it was announced, %(announced_on)s.")
        ),
        "hearing_missing": Sentence(
            N_("The department %(unit)s has not been heard. Send it the draft and await its comments first."),
            HEARING,
        ),
        "hearing_open": Sentence(N_("The department %(unit)s has until %(answer_by)s to comment."), HEARING),
        "hearing_date_past": Sentence(N_("The department must have at least one day to comment."), HEARING),
        "no_open_hearing": Sentence(N_("The department %(unit)s has no open hearing."), HEARING),
    }
)
