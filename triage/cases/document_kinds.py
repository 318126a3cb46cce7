"""What an item that an event names is among the documents of a case: its way, its title, its other side."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from intake.domain.translatable import N_, Worded
from triage.cases.letter_text import LetterKind


class Way(Worded):
    """Whether a document came in, went out or stayed."""

    IN = "in", N_("In")
    OUT = "out", N_("Out")
    INTERNAL = "internal", N_("Internal")


class Counterpart(Worded):
    """Whom a document came from, went to or is about."""

    CITIZEN = "citizen", N_("Citizen")
    REPORTER = "reporter", N_("Reporter")
    UNIT = "unit", N_("{Bare_unit}")
    AUTHORITY = "authority", N_("Authority")
    INTERNAL = "internal", N_("None: internal")


@dataclass(frozen=True, slots=True)
class DocumentSort:
    """What an item is among documents; the counterpart is the case's sender where none is said."""

    way: Way
    title: str
    counterpart: Counterpart | None = None


def _to_unit(title: str) -> DocumentSort:
    return DocumentSort(Way.OUT, title, Counterpart.UNIT)


def _from_unit(title: str) -> DocumentSort:
    return DocumentSort(Way.IN, title, Counterpart.UNIT)


TO_UNIT = _to_unit(N_("Letter to {unit}"))
PARTLY = _from_unit(N_("Partial answer from {unit}"))
TYPED = DocumentSort(Way.INTERNAL, N_("Text for the letter"))
"""What was typed into a letter; what went is the letter."""
MINUTES = N_("Minutes")
OWN_MINUTES = DocumentSort(Way.INTERNAL, MINUTES)
"""Minutes as they were drafted: nobody outside has them before they are given to check."""
CONFIDENTIAL = DocumentSort(Way.INTERNAL, N_("Confidential note"))
"""What was said in mediation."""
SENT_IN = {
    Counterpart.CITIZEN: (
        N_("Inquiry from the citizen"),
        N_("Message from the citizen"),
        N_("Letter to the citizen"),
    ),
    Counterpart.REPORTER: (N_("Report"), N_("Message from the reporter"), N_("Letter to the reporter")),
}
"""By who sent it: what the case began with, what came later, and a letter of which no more is known."""
ATTACHMENTS, WHO_SENT_IT = N_("Attachments"), N_("Who sent it")
FILES = frozenset({"besides", "besides_items"})
BEGUN_WITH = frozenset({"report_item", "item"})
LETTERS: Mapping[str, str] = {str(each): each.words for each in LetterKind}
BY_EVENT: Mapping[tuple[str, str], DocumentSort] = MappingProxyType(
    {
        ("inquiry:registered", "inquirer_item"): DocumentSort(Way.INTERNAL, N_("Who the inquiry is from")),
        ("inquiry:imported", "inquirer_item"): DocumentSort(Way.INTERNAL, N_("Who the inquiry is from")),
        ("inquirer:recorded", "inquirer_item"): DocumentSort(Way.INTERNAL, N_("Who the inquiry is from")),
        ("summary:set", "item"): DocumentSort(Way.INTERNAL, N_("Summary")),
        ("consent:given", "item"): DocumentSort(Way.IN, N_("Consent")),
        ("consent:withdrawn", "item"): DocumentSort(Way.IN, N_("Withdrawal of a consent")),
        ("mandate:recorded", "item"): DocumentSort(Way.IN, N_("Power of attorney")),
        ("mandate:withdrawn", "item"): DocumentSort(Way.IN, N_("Withdrawal of a power of attorney")),
        ("referral:sent", "item"): _to_unit(LetterKind.REQUEST.words),
        ("hearing:sent", "item"): _to_unit(LetterKind.UNIT_HEARING.words),
        ("criticism:recorded", "item"): _to_unit(LetterKind.CRITICISM.words),
        ("follow_up:sent", "item"): _to_unit(LetterKind.FOLLOW_UP.words),
        ("reply:received", "item"): _from_unit(N_("Answer from {unit}")),
        ("reply:delayed", "reason_item"): _from_unit(N_("Notice of delay from {unit}")),
        ("hearing:answered", "item"): _from_unit(N_("Comments from {unit} on a hearing")),
        ("follow_up:answered", "item"): _from_unit(N_("Answer from {unit} to a follow-up")),
        ("promise:made", "item"): DocumentSort(Way.INTERNAL, N_("Promise")),
        ("promise:kept", "item"): DocumentSort(Way.INTERNAL, N_("Note of a promise")),
        ("contact:registered", "item"): DocumentSort(Way.INTERNAL, N_("Note of a contact")),
        ("meeting:recorded", "item"): DocumentSort(Way.INTERNAL, N_("Note of a meeting")),
        ("meeting:planned", "item"): DocumentSort(Way.INTERNAL, N_("Agenda of a meeting")),
        ("minutes:drafted", "item"): DocumentSort(Way.OUT, MINUTES),
        ("minutes:sent_to_check", "item"): DocumentSort(Way.OUT, MINUTES),
        ("minutes:corrected", "item"): OWN_MINUTES,
        ("minutes:corrected", "wish_item"): DocumentSort(Way.INTERNAL, N_("What should be changed")),
        ("minutes:added", "item"): DocumentSort(Way.INTERNAL, N_("Addition to the minutes")),
    }
)
"""What an item is that is not what its field says."""
BY_FIELD: Mapping[str, str] = MappingProxyType(
    {
        "summary_item": N_("Summary"),
        "reason_item": N_("Reason"),
        "agreement_item": N_("Agreement"),
        "ground_item": N_("Ground"),
        "promise_item": N_("Promise"),
        "recipient_item": N_("Who received it"),
        "authority_item": N_("Who it is left to"),
        "guidance_item": N_("Guidance"),
        "present_item": N_("Who took part"),
        "crossing_item": N_("Text that a yes passes on"),
    }
)
"""What the office's own texts are called, by the fields that name them; all others are notes."""
NOTE = N_("Note")
