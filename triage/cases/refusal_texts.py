"""
Every sentence with which the domain refuses: by the provision or house rule behind it, code -> English
sentence with named placeholders.

The office shows the translation. Nothing here can repeat what a reporter wrote: only dates, numbers, codes.
"""

from __future__ import annotations

from collections.abc import Mapping

from intake.domain.translatable import N_

HOUSE = N_("House rule")
"""Why something is refused where no law says so."""
_BY_PROVISION: Mapping[str, Mapping[str, str]] = {
    HOUSE: {
        # The account of a year
        "period_backwards": N_("The last day is before the first."),
        "too_many_years": N_("At most %(most)s earlier years can stand beside an account."),
        "heading_missing": N_("Write a heading."),
        "section_missing": N_("Write the text."),
        "no_such_section": N_("The account has no such section."),
        "answer_by_past": N_("The last day for the comment is before the day on which it was asked for."),
        "comment_asked_already": N_("The comment was asked for already and has not come."),
        "comment_not_asked": N_("No comment was asked for that has not come."),
        "period_not_over": N_("The figures can be frozen when the period is over, after %(last_on)s."),
        "publish_on_past": N_("That day is over. Write today or a later day."),
        "not_frozen": N_("Freeze the figures first, so that what is published stays true."),
        "comment_awaited": N_("A comment was asked for by %(answer_by_on)s. Wait for it, or for that day."),
        "not_published": N_("The account is not published."),
        "still_published": N_("The account is published. Take it off the portal first."),
        # Any case
        "wrong_scheme": N_("This step belongs to the other kind of case."),
        "contact_only": N_("This is a contact and not yet a case. Register the report first."),
        "recommendation_missing": N_("Write the recommendation as the units read it."),
        "told_nobody": N_("Choose whom it was told to."),
        "unit_told_before": N_("%(unit)s was told of it before."),
        "unit_not_told": N_("%(unit)s has not been told of it."),
        "nothing_unfollowed": N_("Nobody is known not to follow it."),
        "not_political": N_("Say which committee decided it, or {council}."),
        "repeats_nothing": N_("Say which recommendation it repeats."),
        "entry_withdrawn": N_("The entry was withdrawn on %(withdrawn_on)s as recorded by mistake."),
        "case_closed": N_("The case was closed on %(closed_on)s. Reopen it with a reason first."),
        "already_registered": N_("This report has already been registered."),
        "not_opened": N_("Nobody has opened and read this yet. Read it before deciding."),
        "reason_missing": N_("Write the reason; every decision needs one."),
        "note_missing": N_("The note is empty."),
        "message_missing": N_("The message is empty."),
        "recipient_missing": N_("Write who received it."),
        "authority_missing": N_("Write which authority it is forwarded to."),
        "question_missing": N_("Write the question."),
        "correction_of_nothing": N_("There is no such record in this case."),
        "correction_not_ours": N_(
            "This cannot be corrected. Only dates and choices that a person has recorded can be. "
            "What was done, and on which ground, is withdrawn and recorded anew."
        ),
        "withdrawal_not_ours": N_(
            "This cannot be withdrawn: Betro itself did it, it has been sent or read, a case began with it, "
            "or it is changed by doing it again."
        ),
        "withdrawal_later": N_(
            "Something recorded on %(recorded_on)s rests on it: “%(event)s”. Withdraw that first."
        ),
        "withdrawal_too_late": N_(
            "Something recorded on %(recorded_on)s rests on it and cannot be withdrawn: “%(event)s”."
        ),
        "correction_changes_nothing": N_("Write what is right; it must differ from what stands there."),
        "nothing_unanswered": N_("Nothing waits for an answer here."),
        "answer_missing": N_("Write what the citizen is told."),
        "questions_missing": N_("Write the questions to {unit}."),
        "reply_missing": N_("Add the reply from {unit}."),
        "criticism_missing": N_("Write what is said to {unit}."),
        # Consent
        "consent_not_given": N_(
            "The citizen has not agreed to it for %(unit)s. Record the consent, or write on which ground it "
            "is done without."
        ),
        "consent_needs_mandate": N_(
            "Somebody else has agreed to it for the citizen, for %(unit)s, and no power of attorney holds. "
            "Register it, or write on which ground it is done without."
        ),
        "consent_scope_missing": N_("Choose what the citizen agrees to."),
        "consent_ends_before": N_("%(ends_on)s is before the day on which it was given, %(given_on)s."),
        "consent_recorded": N_("That has been recorded already."),
        "consent_unknown": N_("There is nothing of that kind, or it has been withdrawn."),
        "mandate_missing": N_("Write who may act for the citizen, and how far."),
        "unknown_code": N_("%(code)s is not on the list."),
        "date_in_future": N_("%(happened_on)s has not come yet."),
        "date_before_asked": N_("%(happened_on)s is before {unit} was asked, %(asked_on)s."),
        "date_before_received": N_("%(happened_on)s is before the day this was received, %(received_on)s."),
        "not_decided": N_("There is nothing on its way to the mailbox that this could confirm."),
        # Registering
        "lay_with_missing": N_("Choose where it lay before, or that it is not known."),
        "unit_not_there": N_("%(unit)s did not exist from %(organisation_on)s to %(office_on)s."),
        "lay_with_unknown": N_("It is not recorded where it lay before {whistleblower_unit} had it."),
        "conversation_needs_handling": N_("To close it now, say what you did. Or save it and go on working."),
        "rejection_needs_reason": N_("Choose why it is rejected, or another type."),
        "type_is_so": N_("It is of this type already."),
        "type_by_rejection": N_("Reject it on the page for that: a rejection needs its reason."),
        "type_not_rejected": N_("A reason for rejecting it is given, but another type. Choose one of them."),
        "inquirer_missing": N_("Write or choose something about who it is."),
        "matter_date_missing": N_(
            "Write when the matter happened: it is rejected because it is older than %(months)s months."
        ),
        "matter_not_old": N_(
            "The matter is of %(matter_on)s, and was not older than %(months)s months when you received it."
        ),
        # Registers
        "remarks_need_decision": N_("What was dismissed or withdrawn has no remarks."),
        "not_remanded": N_("Nothing here waits for {unit} to decide anew."),
        "activity_over": N_("It was held or called off already."),
        "source_missing": N_("Write where the figure is from."),
        "count_over": N_("This count has ended already."),
        "year_not_later": N_("Write a year after %(year)s."),
        "focus_over": N_("This focus point is done already."),
        # Acknowledgement
        "acknowledgement_already_decided": N_("The acknowledgement is already on its way."),
        "acknowledgement_already_given": N_("The acknowledgement was given on %(given_on)s."),
        "acknowledgement_waived": N_(
            "It was decided to leave the acknowledgement out, at the reporter's wish or for safety."
        ),
        # Triage
        "feedback_pending": N_(
            "A feedback is on its way to the mailbox. Wait until it has been placed there."
        ),
        "disposition_by_hand_over": N_(
            "Handing over is recorded by the reporter's consent, not as a step of its own."
        ),
        "police_date_missing": N_("A police report needs its date."),
        "police_date_without_report": N_("There is a date but no police report."),
        # Closing
        "close_owes": N_(
            "Something is still owed here by law, the first of it by %(due)s, and goes on after closing. "
            "Write why the case is closed all the same."
        ),
        "close_hand_over_pending": N_("Consent to the hand-over can be given until %(answer_by)s."),
        "close_before_answer": N_("The case cannot be closed: the citizen has had no answer."),
        "answer_pending": N_("An answer is on its way to the mailbox. Wait until it has been placed there."),
        "close_referral_open": N_("%(unit)s has not replied. Register the reply or recall the referral."),
        "close_hearing_open": N_(
            "%(unit)s has been heard and can comment until %(answer_by)s. "
            "Wait for that, or withdraw the hearing."
        ),
        "acknowledgement_pending": N_(
            "The acknowledgement is on its way to the mailbox. Wait until it has been placed there."
        ),
        "not_closed": N_("The case is not closed."),
        "nothing_breached": N_("This deadline has not been missed; there is nothing to explain."),
        # Clocks
        "clock_not_pausable": N_(
            "This time limit can be neither suspended nor interrupted: its source allows no pause."
        ),
        "clock_not_restartable": N_("This time limit cannot be counted anew: its source does not allow it."),
        "clock_not_extendable": N_("This time limit cannot be extended: its source gives no longer time."),
        "clock_reason_unknown": N_("That is no reason for which this time limit may be stopped or extended."),
        "clock_settled": N_("This deadline is settled. What has been met can no longer be moved."),
        "clock_stands": N_("No time has run since %(since)s. End that first."),
        "clock_runs": N_("The time is running; there is nothing to take up again."),
        "clock_not_begun": N_("%(happened_on)s is before the day from which this counts, %(begun_on)s."),
        "clock_turned_since": N_(
            "This time limit was stopped, taken up or extended on %(changed_on)s. What is recorded now "
            "cannot lie before that, on %(happened_on)s."
        ),
        "clock_expired": N_(
            "The time limit ran out on %(due)s. It can no longer be moved: explain why it was missed instead."
        ),
        "extension_of_reply": N_("No letter extends the reply time of {unit}. Give {unit} longer instead."),
        "extension_not_later": N_("The new date %(new_on)s must lie after the present one, %(due)s."),
        "extension_too_long": N_(
            "The new date %(new_on)s lies after the last one that the rule allows, %(limit)s."
        ),
        "external_event_unknown": N_("%(code)s is nothing that a person records for a time limit."),
        "external_event_known": N_(
            "That has been recorded already. If it happened again, say which one this is about."
        ),
        "external_event_not_begun": N_("There is none of that number that this could end."),
        "extension_of_followed": N_(
            "{Unit} owes that, so no letter of ours extends it. Register what {unit} promises as a promise."
        ),
        "follow_title_missing": N_("Write what the case is called, so that you know it again."),
        "followed_already": N_("That case is followed already."),
        "follow_nothing": N_("No case that is followed is still open with this number."),
        "follow_result_unfit": N_("That is not what they wait for there. Choose what became of it."),
        "follow_reasons_missing": N_("Write the reasons that were given for the refusal."),
        "follow_guidance_missing": N_("Say whether the refusal came with guidance on how to complain."),
        "access_not_asked": N_("Nobody waits for a decision of that kind."),
        "access_reasons_missing": N_("Write the reasons of the refusal."),
        "doubt_reason_missing": N_("Write why it is right as it is, or what was done about it."),
        "doubt_none": N_("This has been settled already, or is right again."),
        "holders_too_few": N_("Fewer than two would hold the case. Add somebody in the same step."),
        "holders_none": N_("Somebody must hold the case."),
        "holder_cannot": N_("Somebody who is to hold the case has no keys that are valid today."),
        "holder_is_not": N_("Somebody who is to hold the case no more does not hold it."),
        "holder_already": N_("Somebody who is to be added holds the case already."),
        "alternate_not_needed": N_(
            "Two advisers hold the case. Somebody from outside is added only where fewer than two remain."
        ),
        "access_body_missing": N_("Choose where they were told that they can complain about the refusal."),
        "access_ends_before": N_("%(ends_on)s is before the day of the decision, %(decided_on)s."),
        "appeal_received_missing": N_("Write the day on which the decision was received."),
        "appeal_day_misfits": N_("Four weeks from %(received_on)s end on %(due)s. Correct the last day."),
        "own_limit_none": N_("The municipality has published no limit of this kind for that area."),
        "own_limit_none_then": N_(
            "No limit that the municipality has published for that area held on %(happened_on)s."
        ),
        "own_limit_not_begun": N_(
            "Nothing of that kind has begun for that area in this case, so nothing can end."
        ),
        # Hand-over
        "hand_over_needs_outside": N_(
            "Only a report outside the scheme, or the part of it that is outside, can be handed over."
        ),
        "hand_over_already_asked": N_("That was asked already, and can be answered until %(answer_by)s."),
        "hand_over_not_expired": N_("Consent to the hand-over can be given until %(answer_by)s."),
        "hand_over_not_asked": N_("Nobody has been asked for consent to hand over."),
        "hand_over_needs_agreement": N_(
            "The citizen must agree to the hand-over. Ask in the mailbox, or write how the citizen agreed "
            "and on which day."
        ),
        "hand_over_done": N_("The case has already been handed over."),
        # Complaints
        "referral_open": N_("%(unit)s already has an open referral."),
        "no_open_referral": N_("%(unit)s has no open referral."),
        "points_missing": N_("Choose the theme of one complaint point at least."),
        "points_need_one_main": N_("A complaint has one main point."),
        "point_twice": N_("The same theme of the same {unit} stands there twice."),
        "themes_in_points": N_("The themes of this case follow from its complaint points. Change those."),
        "promise_missing": N_("Write what was promised."),
        "promise_date_missing": N_("Write the day by which it was promised."),
        "promise_date_past": N_("It was promised on %(made_on)s, and so not by %(due_on)s."),
        "promise_recorded": N_("That promise has been recorded already."),
        "no_open_promise": N_("There is no such promise that is still open."),
        "meeting_needs_unit": N_("Choose {a_unit} that took part in the meeting."),
        "mediation_needs_agreement": N_(
            "Mediation needs the yes of both the citizen and {unit}, on %(held_on)s at the latest."
        ),
        "meeting_without_unit": N_(
            "No {unit} takes part in a meeting with the citizen or the reporter alone. Choose what meeting "
            "it is, or untick {unit}."
        ),
        "meeting_day_past": N_("%(meets_on)s is past: register the meeting that was held."),
        "meeting_known": N_("That meeting has been planned already."),
        "no_planned_meeting": N_("There is no such planned meeting that is still to come."),
        "mediation_confidential": N_(
            "What was said in mediation is confidential. There are no minutes of it to check."
        ),
        "recording_known": N_("That recording has been noted already."),
        "recording_unknown": N_("There is no such recording, or it has been erased."),
        "attendance_missing": N_("Choose who came along."),
        "minutes_of_missing": N_("Choose what the minutes are of."),
        "minutes_day_missing": N_("Write the day of the meeting or the conversation."),
        "minutes_no_meeting": N_("No meeting of %(spoken_on)s is registered."),
        "minutes_recorded": N_("There are minutes of that already. Correct those."),
        "minutes_way": N_("Write the day on which they were given, if it was not in the mailbox."),
        "minutes_not_locked": N_("These minutes are not locked: correct them."),
        "nobody_came": N_("Nobody came with this case, so there is nobody to tell."),
        "order_needs_orderer": N_("Say who ordered it, where it was ordered, and only there."),
        "only_own_initiative": N_("Only what {citizens_adviser} took up without an inquiry is published."),
        "report_themes_missing": N_("Choose one theme at least."),
        "left_out_already": N_("It is left out of the account already."),
        "not_left_out": N_("It is not left out of the account."),
        "aftermath_missing": N_("Write one of them at least."),
        "proceedings_day_missing": N_("Write the day on which the proceedings began."),
        "linked_already": N_("The two cases are linked already."),
        "link_unknown": N_("You have no other case of this kind with that reference."),
        "letter_missing": N_("The letter is empty."),
        "letter_date_past": N_("The letter names %(until_on)s, which must lie after today, %(today)s."),
        "delay_before_due": N_("The new date %(new_on)s must lie after the day the reply is due, %(due)s."),
        "delay_not_later": N_(
            "The new date %(new_on)s must lie after the day it was announced, %(announced_on)s."
        ),
    },
    N_("Whistleblower Act § 12(2)(1); Directive (EU) 2019/1937 art. 9(1)(b)"): {
        "dates_reversed": N_(
            "{Whistleblower_unit} cannot have received it (%(office_on)s) before the organisation did "
            "(%(organisation_on)s)."
        ),
        "clock_start_reason_missing": N_(
            "The time limits count from %(organisation_on)s, when the organisation received it. Counting "
            "from a later day needs a reason."
        ),
        "acknowledgement_not_waivable": N_(
            "An internal scheme must acknowledge every report within 7 days; nobody can waive it. The "
            "reporter can be promised that it lies only behind the receipt code."
        ),
        "acknowledge_first": N_("The reporter has had no acknowledgement. Give it first; both are due."),
    },
    N_("Whistleblower Act § 12(2)(3); Directive (EU) 2019/1937 art. 9(1)(f)"): {
        "feedback_missing": N_("Write the feedback: what was or will be done, and why."),
        "outside_needs_reason": N_(
            "A report outside the scheme needs a reason from the list, so that the reporter can be told why."
        ),
        "outside_needs_guidance": N_(
            "A report outside the scheme needs guidance on where the reporter can turn instead."
        ),
        "feedback_not_extendable": N_(
            "An internal scheme has three months and no longer. Give an interim feedback instead: what "
            "was done so far, what will be done, and why."
        ),
        "rejection_needs_outside": N_("Only a report decided to be outside the scheme can be told so."),
        "feedback_needs_within": N_(
            "A report outside the scheme is told so with its reason and guidance; that is its feedback."
        ),
        "final_before_decision": N_(
            "Decide first whether the report is investigated, not investigated or forwarded. An interim "
            "feedback can be given meanwhile."
        ),
        "final_before_outcome": N_(
            "The investigation has no recorded outcome. Record it, or give an interim feedback."
        ),
        "close_before_feedback": N_(
            "The case cannot be closed: the reporter has not been told what was done, or will be done, "
            "and why."
        ),
    },
    N_("Directive (EU) 2019/1937 art. 9(1)(c)-(e)"): {
        "scope_not_decided": N_(
            "Decide first whether the report is within, partly within or outside the scheme."
        ),
        "not_within_scope": N_(
            "Only a report that is within or partly within the scheme can be investigated or forwarded."
        ),
        "not_investigated": N_("An outcome belongs to a report that is being investigated."),
        "close_needs_final": N_(
            "The reporter has had an interim feedback only. Send the final message before closing."
        ),
        "close_decision_not_told": N_(
            "The decision was changed, or the case reopened, after the reporter was told. Tell the "
            "reporter before closing."
        ),
    },
    N_("Whistleblower Act § 26(4); Directive (EU) 2019/1937 art. 16"): {
        "summary_missing": N_("Write a summary of your own; the report itself is never passed on."),
        "consent_missing": N_("Point to the message or note that holds the consent."),
        "deduced_needs_ground": N_(
            "The reporter can be deduced from the summary. The manager may be informed only with the "
            "reporter's consent, or on a recorded ground with notice to the reporter first."
        ),
        "notice_must_come_first": N_(
            "The reporter must have the reasoned notice before the manager is informed on %(informed_on)s."
        ),
        "agreement_missing": N_("Forwarding needs the reporter's agreement and the day it was given."),
        "hand_over_no_consent": N_("Nothing crosses to the other side without consent."),
    },
    N_("Whistleblower Act § 20(2)(1)"): {
        "waiver_reason_unknown": N_(
            "The acknowledgement may be left out only when the reporter expressly asked for it, or when "
            "it would endanger the reporter's identity."
        ),
    },
    N_("Directive (EU) 2019/1937 art. 18(2)-(4) for reports; for inquiries a house rule"): {
        "minutes_text_missing": N_("The minutes are empty."),
        "minutes_locked": N_(
            "The minutes were locked on %(locked_on)s, approved or not, and can no longer be changed. What "
            "more there is to say is an addition."
        ),
        "minutes_missing": N_("There are no such minutes."),
        "minutes_not_given": N_("Give the minutes to check first, as they stand now."),
        "recording_not_agreed": N_(
            "Nobody agreed that what was said on %(talk_on)s is recorded. Consent comes first; without it a "
            "recording may not be kept."
        ),
        "recording_agreed_after": N_("Consent to a recording comes before the conversation of %(talk_on)s."),
        "recording_not_said": N_(
            "There is a sound file among the files. Say whether it is a recording of the conversation."
        ),
        "minutes_wish_missing": N_("Write what whoever spoke says of the minutes."),
        "minutes_approval_missing": N_("Say who approved the minutes, and how."),
    },
    N_("Good administrative practice: {unit} is heard before any criticism"): {
        "draft_missing": N_("Add the draft that {unit} is heard about."),
        "comments_missing": N_("Add the comments from {unit}, or that there are none."),
        "hearing_missing": N_("%(unit)s has not been heard. Send the draft and await the comments first."),
        "hearing_open": N_("%(unit)s has until %(answer_by)s to comment."),
        "hearing_date_past": N_("{Unit} must have at least one day to comment."),
        "no_open_hearing": N_("%(unit)s has no open hearing."),
        "nothing_to_follow_up": N_(
            "Nothing of that kind was said to %(unit)s or promised by it in this case."
        ),
        "follow_up_open": N_("%(unit)s has been asked already what became of it, and has not answered."),
        "no_open_follow_up": N_("%(unit)s owes no answer about what became of it."),
    },
}
REFUSALS: Mapping[str, tuple[str, str]] = {
    code: (said, provision) for provision, of in _BY_PROVISION.items() for code, said in of.items()
}
"""Code -> sentence and provision."""
