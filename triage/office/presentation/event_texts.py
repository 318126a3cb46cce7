"""The words for what an event holds: its texts, which letter it was, in which language, how it went."""

from collections.abc import Mapping

from intake.domain.languages import LANGUAGES
from intake.domain.words import N_
from triage.cases.letter_text import LetterKind
from triage.cases.letters import SentBy
from triage.cases.vocabulary import Mode

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
