"""The sentences in which the history of a case is told, by the tag of the event."""

from collections.abc import Mapping

from intake.domain.languages import LANGUAGES
from intake.domain.words import N_
from triage.cases.events import Tag
from triage.cases.letter_text import LetterKind
from triage.cases.letters import SentBy
from triage.cases.vocabulary import Mode

TITLES: Mapping[str, str] = {
    Tag.CASE_RECEIVED: N_("Received"),
    Tag.CASE_REGISTERED: N_("Registered by the unit"),
    Tag.CALL_REGISTERED: N_("A call was registered"),
    Tag.CONTACT_REGISTERED: N_("A contact was registered"),
    Tag.CASE_ASSIGNED: N_("The case was given to %(handler)s"),
    Tag.CASE_CLOSED: N_("Closed"),
    Tag.CASE_REOPENED: N_("Reopened"),
    Tag.REPORT_OPENED: N_("Opened and read"),
    Tag.IDENTITY_OPENED: N_("The reporter's name was opened"),
    Tag.SUMMARY_SET: N_("A summary was written"),
    Tag.NOTE_ADDED: N_("Note"),
    Tag.ACKNOWLEDGEMENT_DECIDED: N_("An acknowledgement was made ready (%(mode)s)"),
    Tag.ACKNOWLEDGEMENT_GIVEN: N_("Receipt acknowledged"),
    Tag.ACKNOWLEDGEMENT_WAIVED: N_("The acknowledgement was left out"),
    Tag.SCOPE_ASSESSED: N_("Assessed: %(scope)s"),
    Tag.INVESTIGATION_DECIDED: N_("Decided: %(investigation)s"),
    Tag.DISPOSITION_RECORDED: N_("Done: %(code)s"),
    Tag.OUTCOME_RECORDED: N_("Outcome: %(finding)s"),
    Tag.MESSAGE_RECEIVED: N_("Message from the reporter"),
    Tag.MESSAGE_DECIDED: N_("A message was written"),
    Tag.MESSAGE_GIVEN: N_("Message placed in the mailbox"),
    Tag.LETTER_RECORDED: N_("Letter: %(template)s"),
    Tag.FEEDBACK_DECIDED: N_("Feedback was written: %(kind)s"),
    Tag.FEEDBACK_GIVEN: N_("Feedback given: %(kind)s"),
    Tag.FEEDBACK_EXTENDED: N_("The time for feedback was extended"),
    Tag.DEADLINE_EXTENDED: N_("A time limit was extended: %(rule)s, until %(until_on)s"),
    Tag.CLOCK_SUSPENDED: N_("A time limit was suspended: %(rule)s"),
    Tag.CLOCK_RESUMED: N_("A time limit runs on: %(rule)s"),
    Tag.CLOCK_INTERRUPTED: N_("A time limit was interrupted: %(rule)s"),
    Tag.CLOCK_RESTARTED: N_("A time limit runs again: %(rule)s"),
    Tag.RULES_APPLIED: N_("The case follows the rules as they were known on %(as_of_on)s"),
    Tag.EXTERNAL_EVENT_RECORDED: N_("Recorded for a time limit: %(event)s"),
    Tag.BREACH_NOTED: N_("A missed deadline is kept: %(rule)s, %(due_on)s, %(days_late)s days late"),
    Tag.BREACH_EXPLAINED: N_("A missed deadline was explained: %(rule)s, %(days_late)s days late"),
    Tag.CODE_KNOWN_TO_UNIT: N_("The receipt code is known to the unit"),
    Tag.CODE_REPLACED: N_("The reporter has taken a new receipt code"),
    Tag.MINUTES_DRAFTED: N_("Minutes were drafted"),
    Tag.MINUTES_APPROVED: N_("The minutes were approved by the reporter"),
    Tag.HAND_OVER_ASKED: N_("The reporter was asked about handing over to the citizens' adviser"),
    Tag.HAND_OVER_CONSENTED: N_("The reporter agreed to the hand-over"),
    Tag.HAND_OVER_DECLINED: N_("The reporter said no to the hand-over"),
    Tag.HAND_OVER_EXPIRED: N_("The reporter did not answer about the hand-over in time"),
    Tag.DEPARTMENT_RECORDED: N_("Department: %(department)s"),
    Tag.THEMES_RECORDED: N_("Main theme: %(main)s"),
    Tag.HANDLING_RECORDED: N_("Handling: %(codes)s"),
    Tag.INQUIRY_REJECTED: N_("Rejected: %(reason)s"),
    Tag.ANSWER_DECIDED: N_("An answer was written"),
    Tag.ANSWER_GIVEN: N_("The citizen was answered"),
    Tag.REFERRAL_SENT: N_("Referred to %(department)s"),
    Tag.REFERRAL_RECALLED: N_("The referral to %(department)s was recalled"),
    Tag.REPLY_DELAYED: N_("%(department)s announced a later date: %(promised_on)s"),
    Tag.REPLY_RECEIVED: N_("Reply from %(department)s: %(quality)s"),
    Tag.HEARING_SENT: N_("%(department)s was heard, to answer by %(answer_by_on)s"),
    Tag.HEARING_ANSWERED: N_("%(department)s answered the hearing"),
    Tag.CRITICISM_RECORDED: N_("Said to %(department)s: %(kind)s"),
}

KINDS: Mapping[str, str] = {
    Tag.CASE_RECEIVED: "in",
    Tag.MESSAGE_RECEIVED: "in",
    Tag.MESSAGE_GIVEN: "out",
    Tag.FEEDBACK_GIVEN: "out",
    Tag.ACKNOWLEDGEMENT_GIVEN: "out",
    Tag.ANSWER_GIVEN: "out",
    Tag.NOTE_ADDED: "note",
    Tag.SUMMARY_SET: "note",
}

DECIDED = frozenset(
    {Tag.MESSAGE_DECIDED, Tag.FEEDBACK_DECIDED, Tag.ANSWER_DECIDED, Tag.ACKNOWLEDGEMENT_DECIDED}
)
GIVEN = frozenset({Tag.MESSAGE_GIVEN, Tag.FEEDBACK_GIVEN, Tag.ANSWER_GIVEN, Tag.ACKNOWLEDGEMENT_GIVEN})

TEXTS: Mapping[str, str] = {
    "item": N_("Text"),
    "reason_item": N_("Reason"),
    "guidance_item": N_("Guidance to the reporter"),
    "authority_item": N_("Authority"),
    "summary_item": N_("Summary"),
    "recipient_item": N_("Recipient"),
    "agreement_item": N_("Agreement"),
    "ground_item": N_("Ground"),
    "letter_item": N_("Letter"),
    "clock_start_reason_item": N_("Why the time limits count from a later day"),
}

LETTERS: Mapping[str, str] = {
    LetterKind.ACKNOWLEDGEMENT: N_("Acknowledgement"),
    LetterKind.ACKNOWLEDGEMENT_COMPLAINT: N_("Acknowledgement"),
    LetterKind.DELAY: N_("Notice of delay"),
    LetterKind.DELAY_REPORT: N_("Notice of delay"),
    LetterKind.EXTENSION: N_("Notice of extension"),
    LetterKind.EXTENSION_FEEDBACK: N_("Notice of extension"),
    LetterKind.FEEDBACK_INTERIM: N_("Interim feedback"),
    LetterKind.FEEDBACK_FINAL: N_("Final feedback"),
    LetterKind.OUTSIDE: N_("Notice that the report is outside the scheme"),
    LetterKind.ANSWER: N_("Answer"),
    LetterKind.APPEAL: N_("Guidance on how to appeal"),
    LetterKind.HAND_OVER: N_("Question about handing over"),
}

WAYS: Mapping[str, str] = {
    SentBy.LETTER: N_("By letter"),
    SentBy.DIGITAL_POST: N_("By Digital Post"),
    SentBy.BY_HAND: N_("By hand, at a meeting"),
    SentBy.PHONE: N_("On the phone"),
}

LANGUAGE_TITLES: Mapping[str, str] = {code: each.title for code, each in LANGUAGES.items()}

MODES: Mapping[str, str] = {Mode.AUTO: N_("automatic"), Mode.BY_HAND: N_("by hand")}
