"""
Letters: drafts in the words of the organisation, what has been sent from them, and which wait to be written.

A draft is made of a template and of plain facts only, codes and dates; nothing that was sent in is in it.
What an advisor makes of it is sealed as it was sent, and the history tells template and language.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from intake.domain.days import written
from intake.domain.languages import words_in
from intake.domain.words import N_
from intake.page.language import catalogue
from triage.cases.case import Case
from triage.cases.decisions import commands
from triage.cases.events import Event
from triage.cases.letter_text import LetterBook, LetterKind
from triage.cases.letters import SentBy, as_sent
from triage.rules.taxonomy import Taxonomy
from triage.services.casework.clocks import LETTER
from triage.services.casework.execute import TOLD, Decision, Items, Text

BLANK = "_____"
"""Stands where a person must write something; a letter with one left in it is not sent."""
REPORT_UNIT = N_("The whistleblower unit")
COMPLAINT_UNIT = N_("The citizens' adviser")
HANDED = "told_by_hand"
"""The name under which the text of a letter that went another way is given to the command."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """
    What a draft is made of besides its template.

    `feedback_by` and `answer_by` are the days that an acknowledgement promises; None where no clock does.
    """

    case: Case
    reference: str
    organisation: Mapping[str, str]
    taxonomy: Taxonomy
    feedback_by: date | None = None
    answer_by: date | None = None


@dataclass(frozen=True, slots=True)
class Sent:
    """
    A letter as it leaves: its template and language, its words, and how it goes. `given_on` is None for what
    is placed in the mailbox.
    """

    kind: LetterKind
    language: str
    text: str
    sent_by: SentBy | None = None
    given_on: date | None = None


def draft(book: LetterBook, kind: LetterKind, language: str, sheet: Sheet, **known: str | date | None) -> str:
    """
    Give the first words of a letter, with a blank for what nobody has said yet.

    Args:
        known: what a person has typed for it: `reason`, `new_date` and the like.
    """
    values: dict[str, str | date | None] = {
        "organisation": sheet.organisation[language],
        "unit": catalogue(language, ("office", "shared")).gettext(
            REPORT_UNIT if sheet.case.is_report else COMPLAINT_UNIT
        ),
        "received_on": sheet.case.received_on,
        "reference": sheet.reference,
        "feedback_by": sheet.feedback_by,
        "answer_by": sheet.answer_by,
        **_outside(sheet, language),
        **known,
    }
    return book.filled(kind, language, _Values({n: _word(v, language) for n, v in values.items()}))


class _Values(dict[str, str]):
    """What is filled in; a blank for what is not known."""

    def __missing__(self, key: str) -> str:
        return BLANK


def _outside(sheet: Sheet, language: str) -> dict[str, str]:
    term = sheet.taxonomy.out_of_scope.get(sheet.case.scope_reason or "")
    if term is None:
        return {}
    label = words_in(term.label, language)
    return {
        "reason": label[:1].lower() + label[1:],
        "guidance": BLANK if term.guidance is None else words_in(term.guidance, language),
    }


def _word(value: str | date | None, language: str) -> str:
    if isinstance(value, date):
        return written(value, "long", language)
    return value.strip() if value and value.strip() else BLANK


def has_blank(text: str) -> bool:
    """Tell whether somebody forgot to write what a draft left open."""
    return BLANK in text


def told_as(decision: Decision, sent: Sent) -> Decision:
    """Let the history of a decision tell which letter its words came from and how it went."""

    def command(case: Case, ids: Items, on: date, actor: str) -> tuple[Event, ...]:
        item = next(ids[name] for name in (HANDED, LETTER, TOLD) if name in ids)
        events = decision.command(case, ids, on, actor)
        return as_sent(events, item, kind=sent.kind, language=sent.language, sent_by=sent.sent_by)

    return replace(decision, command=command)


def delay_told(sent: Sent, *, rule: str, subject: str, until_on: date, reason: str) -> Decision:
    """Tell that something takes longer, why, and until when. No clock moves."""
    return _letter(sent, {"reason": Text(reason)}, rule=rule, subject=subject, until_on=until_on)


def appeal_guided(sent: Sent, *, appeal_by: date) -> Decision:
    """Tell where, by when and how a decision can be appealed."""
    return _letter(sent, {}, until_on=appeal_by)


def _letter(
    sent: Sent,
    texts: Mapping[str, Text],
    *,
    until_on: date,
    rule: str | None = None,
    subject: str = "",
) -> Decision:
    in_mailbox = sent.given_on is None

    def command(case: Case, ids: Items, on: date, actor: str) -> tuple[Event, ...]:
        item = ids[TOLD] if in_mailbox else ids[HANDED]
        placed = commands.send_message(case, on=on, actor=actor, item=item) if in_mailbox else ()
        recorded = commands.record_letter(
            case,
            on=on,
            actor=actor,
            item=item,
            reason_item=ids.get("reason"),
            rule=rule,
            subject=subject or None,
            until_on=until_on,
            given_on=sent.given_on,
        )
        return (
            *placed,
            *as_sent(recorded, item, kind=sent.kind, language=sent.language, sent_by=sent.sent_by),
        )

    if in_mailbox:
        return Decision(command, texts, told=sent.text)
    return Decision(command, {**texts, HANDED: Text(sent.text)})
