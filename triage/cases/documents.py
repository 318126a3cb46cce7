"""
The document list of a case: what came in, what went out and what was written down, as a public office has to
file it (offentlighedsloven § 15). A pure function of the history.

1. Every sealed item that an event names is one document, where it is first named. A history only grows, so a
   document keeps its number for ever; what was withdrawn stays in the list and says so.
2. A title is made of codes alone: never a word of what was written.
3. What was decided counts as of the day on which it was given; until then it is not sent.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from types import MappingProxyType

from crypto.envelope import Kind
from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_, Worded
from triage.cases.decisions.acknowledgement import AcknowledgementDecided, AcknowledgementGiven
from triage.cases.decisions.correcting import EventWithdrawn
from triage.cases.decisions.receiving import ContactRegistered
from triage.cases.events import Beginning, CaseEvent, Decided, Placed
from triage.cases.fold import told
from triage.cases.letter_text import LetterKind
from triage.cases.vocabulary import OtherSide


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
class Document:
    """
    One document of a case.

    Attributes:
        number: its place in the list; the first is 1.
        on: the day on which it came, went or was written.
        title: an English msgid, made of codes.
        unit: the unit that it came from or went to, by its code.
        sent_by: how it went, where not through the mailbox.
        language: the one it is in, where that is known.
        is_sent: False for what was decided and has not been given yet.
        is_withdrawn: whether what named it was withdrawn since.
    """

    number: int
    on: date
    way: Way
    counterpart: Counterpart
    title: str
    item: ItemRef
    unit: str | None = None
    sent_by: str | None = None
    language: str | None = None
    is_sent: bool = True
    is_withdrawn: bool = False


@dataclass(frozen=True, slots=True)
class _Sort:
    """What an item is among documents; the counterpart is the case's sender where none is said."""

    way: Way
    title: str
    counterpart: Counterpart | None = None


_TO_UNIT = _Sort(Way.OUT, N_("Letter to {unit}"), Counterpart.UNIT)
_FROM_UNIT = _Sort(Way.IN, N_("Answer from {unit}"), Counterpart.UNIT)
_SENT_IN = {
    Counterpart.CITIZEN: (
        N_("Inquiry from the citizen"),
        N_("Message from the citizen"),
        N_("Letter to the citizen"),
    ),
    Counterpart.REPORTER: (N_("Report"), N_("Message from the reporter"), N_("Letter to the reporter")),
}
ATTACHMENTS, WHO_SENT_IT = N_("Attachments"), N_("Who sent it")
_FILES = frozenset({"besides", "besides_items"})
_BEGUN_WITH = frozenset({"report_item", "item"})
_LETTERS: Mapping[str, str] = {str(each): each.words for each in LetterKind}
_BY_EVENT: Mapping[tuple[str, str], _Sort] = MappingProxyType(
    {
        ("inquiry:registered", "inquirer_item"): _Sort(Way.INTERNAL, N_("Who the inquiry is from")),
        ("inquirer:recorded", "inquirer_item"): _Sort(Way.INTERNAL, N_("Who the inquiry is from")),
        ("referral:sent", "item"): _TO_UNIT,
        ("hearing:sent", "item"): _TO_UNIT,
        ("criticism:recorded", "item"): _TO_UNIT,
        ("follow_up:sent", "item"): _TO_UNIT,
        ("reply:received", "item"): _FROM_UNIT,
        ("hearing:answered", "item"): _FROM_UNIT,
        ("follow_up:answered", "item"): _FROM_UNIT,
        ("contact:registered", "item"): _Sort(Way.INTERNAL, N_("Note of a contact")),
        ("meeting:recorded", "item"): _Sort(Way.INTERNAL, N_("Minutes of a meeting")),
        ("minutes:drafted", "item"): _Sort(Way.OUT, N_("Minutes")),
    }
)
"""What an item is that is not what its field says."""
_BY_FIELD: Mapping[str, str] = MappingProxyType(
    {
        "summary_item": N_("Summary"),
        "reason_item": N_("Reason"),
        "agreement_item": N_("Agreement"),
        "ground_item": N_("Ground"),
        "promise_item": N_("Promise"),
        "recipient_item": N_("Who received it"),
        "authority_item": N_("Who it is left to"),
        "guidance_item": N_("Guidance"),
    }
)
"""What the office's own texts are called, by the fields that name them; all others are notes."""


def documents(
    history: Sequence[CaseEvent], *, is_report: bool, kinds: Mapping[str, str] = MappingProxyType({})
) -> tuple[Document, ...]:
    """
    Give the document list that a history tells.

    Args:
        history: all events of a case, as they were recorded.
        is_report: whether it is a report; whoever it came from is then its reporter.
        kinds: the kinds of the items that lie in the mailbox, by their hex ids: they tell a list of files
            or a name from a text.
    """
    right = told(history)
    reading = _Reading(
        Counterpart.REPORTER if is_report else Counterpart.CITIZEN,
        kinds,
        {each.words: each for each in right if isinstance(each, Decided) and each.template is not None},
        {_thing(each): each.day for each in right if isinstance(each, Placed)},
    )
    found: dict[str, Document] = {}
    for was, each in zip(history, right, strict=True):
        is_withdrawn = isinstance(each, EventWithdrawn) and was != each
        event = was if is_withdrawn else each
        for field, item in _named(event):
            if item.id not in found:
                made = reading.document(len(found) + 1, event, field, item)
                found[item.id] = replace(made, is_withdrawn=is_withdrawn)
    return tuple(found.values())


@dataclass(frozen=True, slots=True)
class _Reading:
    """What is known of the whole case: its sender, which items are letters, and what was given when."""

    sender: Counterpart
    kinds: Mapping[str, str]
    letters: Mapping[ItemRef | None, Decided]
    given: Mapping[object, date]

    def document(self, number: int, event: CaseEvent, field: str, item: ItemRef) -> Document:
        """Give the document that an event names in a field."""
        sort = self._sort(event, field, item)
        own = self.sender if sort.way is not Way.INTERNAL else Counterpart.INTERNAL
        went = self.letters.get(item) or (event if sort.way is Way.OUT else None)
        sent_on: date | None = event.day
        if isinstance(event, Decided) and _is_words(event, item):
            sent_on = self.given.get(_thing(event)) or event.given_on
        return Document(
            number=number,
            on=sent_on or event.on,
            way=sort.way,
            counterpart=sort.counterpart or own,
            title=sort.title,
            item=item,
            unit=getattr(event, "unit", None) if sort.counterpart is Counterpart.UNIT else None,
            sent_by=getattr(went, "sent_by", None),
            language=getattr(went, "language", None),
            is_sent=sent_on is not None,
        )

    def _sort(self, event: CaseEvent, field: str, item: ItemRef) -> _Sort:
        kind, known = self.kinds.get(item.id), _known(event, field)
        first, message, to_sender = _SENT_IN[self.sender]
        if kind == Kind.IDENTITY:
            return _Sort(Way.IN, WHO_SENT_IT)
        if kind == Kind.FILES or field in _FILES:
            return _Sort(Way.IN, ATTACHMENTS)
        if isinstance(event, ContactRegistered) and known is not None:
            return replace(known, counterpart=_contacted(event, self.sender))
        if isinstance(event, Beginning) and field in _BEGUN_WITH:
            return _Sort(Way.IN, first)
        if item in self.letters:
            words = _LETTERS.get(str(self.letters[item].template), to_sender)
            return _Sort(Way.OUT, words)
        is_only_text = field == "item" and getattr(event, "letter_item", None) is not None
        if known is not None:
            return _Sort(Way.INTERNAL, N_("Text for the letter")) if is_only_text else known
        if _is_words(event, item):
            return _Sort(Way.OUT, to_sender)
        if field == "letter_item":
            return _TO_UNIT
        if event.side == "in":
            return _Sort(Way.IN, message)
        return _Sort(Way.INTERNAL, _BY_FIELD.get(field, N_("Note")))


def _known(event: CaseEvent, field: str) -> _Sort | None:
    if field == "item" and getattr(event, "letter_item", None) is not None:
        # What went is the letter.
        return _Sort(Way.INTERNAL, N_("What was typed into a letter"))
    return _BY_EVENT.get((event.tag, field))


def _named(event: CaseEvent) -> Iterator[tuple[str, ItemRef]]:
    """Give every item that an event names in its own fields, with the field."""
    for field in event.__struct_fields__:
        held = getattr(event, field)
        for each in held if isinstance(held, tuple) else (held,):
            if isinstance(each, ItemRef):
                yield field, each


def _is_words(event: CaseEvent, item: ItemRef) -> bool:
    return isinstance(event, Decided) and event.words == item


def _thing(event: CaseEvent) -> object:
    """Give what an event is about, by which its giving finds it; a case is acknowledged only once."""
    if isinstance(event, AcknowledgementDecided | AcknowledgementGiven):
        return AcknowledgementGiven.tag
    return event.words if isinstance(event, Decided) else getattr(event, "item", None)


def _contacted(event: ContactRegistered, sender: Counterpart) -> Counterpart:
    if event.other_side is None:
        return Counterpart.INTERNAL
    if event.other_side is OtherSide.AUTHORITY:
        return Counterpart.AUTHORITY
    return Counterpart.UNIT if event.other_side.of_administration else sender
