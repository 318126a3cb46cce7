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
from triage.cases.decisions.acknowledgement import AcknowledgementDecided, AcknowledgementGiven
from triage.cases.decisions.correcting import EventWithdrawn
from triage.cases.decisions.meetings import is_confidential
from triage.cases.decisions.minutes import MinutesDrafted
from triage.cases.decisions.receiving import ContactRegistered
from triage.cases.decisions.referral import ReplyReceived
from triage.cases.document_kinds import (
    ATTACHMENTS,
    BEGUN_WITH,
    BY_EVENT,
    BY_FIELD,
    CONFIDENTIAL,
    FILES,
    LETTERS,
    NOTE,
    OWN_MINUTES,
    PARTLY,
    SENT_IN,
    TO_UNIT,
    TYPED,
    WHO_SENT_IT,
    Counterpart,
    DocumentSort,
    Way,
)
from triage.cases.events import Beginning, CaseEvent, Decided, Placed
from triage.cases.fold import told
from triage.cases.vocabulary import OtherSide


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
        is_confidential: whether it was said in mediation, and so leaves the office with nothing.
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
    is_confidential: bool = False


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
            is_confidential=is_confidential(event, field),
        )

    def _sort(self, event: CaseEvent, field: str, item: ItemRef) -> DocumentSort:
        kind, known = self.kinds.get(item.id), _known(event, field)
        first, message, to_sender = SENT_IN[self.sender]
        if kind == Kind.IDENTITY:
            return DocumentSort(Way.IN, WHO_SENT_IT)
        if kind == Kind.FILES or field in FILES:
            return DocumentSort(Way.IN, ATTACHMENTS)
        if isinstance(event, ContactRegistered) and known is not None:
            return replace(known, counterpart=_contacted(event, self.sender))
        if isinstance(event, Beginning) and field in BEGUN_WITH:
            return DocumentSort(Way.IN, first)
        if item in self.letters:
            return DocumentSort(Way.OUT, LETTERS.get(str(self.letters[item].template), to_sender))
        if known is not None:
            return known
        if _is_words(event, item):
            return DocumentSort(Way.OUT, to_sender)
        if field == "letter_item":
            return replace(TO_UNIT, title=LETTERS.get(str(getattr(event, "template", None)), TO_UNIT.title))
        if event.side == "in":
            return DocumentSort(Way.IN, message)
        return DocumentSort(Way.INTERNAL, BY_FIELD.get(field, NOTE))


def _known(event: CaseEvent, field: str) -> DocumentSort | None:
    if is_confidential(event, field):
        return CONFIDENTIAL
    if field == "item" and getattr(event, "letter_item", None) is not None:
        return TYPED
    if isinstance(event, MinutesDrafted) and event.number:
        return OWN_MINUTES
    if isinstance(event, ReplyReceived) and event.more_to_come and field == "item":
        return PARTLY
    return BY_EVENT.get((event.tag, field))


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
