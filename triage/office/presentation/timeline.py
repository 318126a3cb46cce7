"""The history of a case in plain words: one sentence per event, with the texts that belong to it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal

from flask_babel import gettext as _

from intake.clock import at
from intake.contents.item_ref import ItemRef
from intake.domain.languages import LANGUAGES
from intake.domain.translatable import N_, Worded
from intake.page.formats import plaindate
from intake.page.language import current
from intake.services.opened_items import OpenedMessage
from triage.accounts.rounding import as_number
from triage.cases.decisions.acknowledgement import AcknowledgementDecided, AcknowledgementGiven
from triage.cases.decisions.correcting import EventWithdrawn
from triage.cases.decisions.meetings import is_confidential
from triage.cases.decisions.registering import CaseRegistered
from triage.cases.events import CaseEvent, Decided, Placed, lists_of
from triage.cases.fold import told
from triage.cases.letter_text import LetterKind
from triage.cases.letters import SentBy
from triage.office.presentation import labels
from triage.office.presentation.clock_choices import titled
from triage.office.request_context import organisation
from triage.services.views.case_view import CaseView

REASON = N_("Reason")
TEXTS: Mapping[str, str] = {
    "item": N_("Text"),
    "crossing_item": N_("What a yes passes on"),
    "promise_item": N_("Promised"),
    "reason_item": REASON,
    "guidance_item": N_("Guidance to the reporter"),
    "authority_item": N_("Authority"),
    "summary_item": N_("Summary"),
    "recipient_item": N_("Recipient"),
    "agreement_item": N_("Agreement"),
    "ground_item": N_("Ground"),
    "source_item": N_("Source"),
    "letter_item": N_("Letter"),
    "wish_item": N_("What should be changed"),
    "present_item": N_("Who took part"),
    "heading_item": N_("Heading"),
    "clock_start_reason_item": N_("Why the time limits count from a later day"),
}
"""What the texts of events are called, by the fields that name them."""
CONFIDENTIAL = N_("Said in mediation: confidential, and not used")
CORRECTED, WITHDRAWN = N_("Recorded so, and corrected since"), N_("Recorded so, and withdrawn since")


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """
    One line of the timeline. *kind* is that of the `timeline_entry` macro; *texts* are pairs of a label and a
    text. *sent_as* says which letter it was, in which language, and how it went; empty for what was none.
    *struck* says why it is struck out. *at* is the moment that was typed, *before* where a report lay before.
    """

    on: date
    recorded_on: date
    title: str
    kind: str
    by: str | None
    sent_as: str
    texts: tuple[tuple[str, str], ...] = field(repr=False)
    struck: str = ""
    at: datetime | None = None
    before: str = ""


def timeline(
    view: CaseView, subjects: Mapping[str, str], *, after: int = 0, letters_elsewhere: bool = False
) -> list[TimelineEntry]:
    """
    Tell the history of a case, or what came *after* so many events, the newest first; of what lies in the
    mailbox, and of the letter that it began with, not the words, where the page has these *elsewhere*.
    """
    view = _without_its_letter(view) if letters_elsewhere else view
    opened = () if view.correspondence is None or letters_elsewhere else view.correspondence.messages
    messages = {each.item_id.hex(): _said(each) for each in opened}
    recorded = view.case_file.history
    history = told(recorded)
    given = {_item(each) for each in history if isinstance(each, Placed)} - {None}
    # Of a letter in the mailbox the later event says which letter it is.
    decided = {_thing(each): each for each in history if isinstance(each, Decided) and each.shown_as_given}
    # What was placed is shown where it was placed, and not again where it was decided.
    elsewhere = {item: text for item, text in messages.items() if item not in given}
    entries = []
    for each, before_it in list(zip(history, recorded, strict=True))[after:]:
        went = _sent_as(before_it) if _sent_as(each) != _sent_as(before_it) else ""
        is_shown_later = _is_shown_later(each, given, history)
        if is_shown_later and not went:
            continue
        if isinstance(each, EventWithdrawn) and each != before_it:
            was = _entry(before_it, None, view, messages, subjects)
            entries.append(replace(was, struck=str(_(WITHDRAWN))))
            continue
        if not is_shown_later:
            before = decided.get(_thing(each)) if isinstance(each, Placed) else None
            shown = messages if isinstance(each, Placed) else elsewhere
            entries.append(_entry(each, before, view, shown, subjects))
        if each != before_it:
            was = _entry(before_it, None, view, messages, subjects)
            # Its texts stand where it is right.
            entries.append(replace(was, sent_as=went, texts=(), struck=str(_(CORRECTED))))
    return _each_reason_once(entries)[::-1]


def _without_its_letter(view: CaseView) -> CaseView:
    known = None if view.begun_with is None else view.begun_with.id
    return replace(view, texts={key: text for key, text in view.texts.items() if key != known})


def _each_reason_once(entries: Sequence[TimelineEntry]) -> list[TimelineEntry]:
    """Leave out a reason that stands with what was decided right before it, in the same press."""
    label, shown, last = str(_(REASON)), list[TimelineEntry](), set[tuple[str, str]]()
    for each in entries:
        reasons = {pair for pair in each.texts if pair[0] == label}
        is_same_press = bool(shown) and (shown[-1].by, shown[-1].recorded_on) == (each.by, each.recorded_on)
        said = last if is_same_press else set()
        shown.append(replace(each, texts=tuple(pair for pair in each.texts if pair not in said)))
        last = said | reasons
    return shown


def _said(message: OpenedMessage) -> str:
    """Give the words of a message, and the yes or no that it holds."""
    answer = message.content.answer
    return message.text if answer is None else f"{labels.answer(answer.agrees)}\n{message.text}".strip()


def _item(each: CaseEvent) -> str | None:
    item = getattr(each, "item", None)
    return None if item is None else str(item.id)


def _thing(each: CaseEvent) -> str | None:
    """Give what an event is about, by which its giving finds it; a case is acknowledged only once."""
    is_acknowledgement = isinstance(each, AcknowledgementDecided | AcknowledgementGiven)
    return "acknowledgement" if is_acknowledgement else _item(each)


def _is_shown_later(each: CaseEvent, given: Collection[str | None], history: Sequence[CaseEvent]) -> bool:
    """Whether what was decided has been given since, so that one line says both."""
    if not isinstance(each, Decided) or not each.shown_as_given:
        return False
    if isinstance(each, AcknowledgementDecided):
        return any(isinstance(one, AcknowledgementGiven) for one in history)
    return _item(each) in given


def _entry(
    each: CaseEvent,
    decided: Decided | None,
    view: CaseView,
    messages: Mapping[str, str],
    subjects: Mapping[str, str],
) -> TimelineEntry:
    author = each.actor or (None if decided is None else decided.actor)
    texts = _texts(each, view, messages)
    if decided is not None and not texts:
        texts = _texts(decided, view, messages)
    return TimelineEntry(
        on=each.day,
        recorded_on=each.on,
        title=title(each, view.names, subjects),
        kind=each.side,
        by=None if author is None else view.names.get(author, author[:8]),
        sent_as=_sent_as(each) or ("" if decided is None else _sent_as(decided)),
        texts=tuple(texts),
        at=_at(each),
        before=_before(each),
    )


def _before(each: CaseEvent) -> str:
    place = each.lay_with if isinstance(each, CaseRegistered) and each.came_late else None
    return "" if place is None else str(_("Where it lay before: %(place)s", place=labels.place(place)))


def _at(each: CaseEvent) -> datetime | None:
    time_of_day = getattr(each, "at_time", None)
    return None if time_of_day is None else at(each.day, time_of_day)


def _sent_as(each: CaseEvent) -> str:
    """Say which letter an event holds, in which language and how it went."""
    if not isinstance(each, Decided) or each.language is None:
        return ""
    language = LANGUAGES.get(each.language)
    said = (
        labels.word(LetterKind, each.template),
        each.language if language is None else str(_(language.title)),
        labels.word(SentBy, each.sent_by),
    )
    return ", ".join(filter(None, said))


def title(each: CaseEvent, names: Mapping[str, str], subjects: Mapping[str, str]) -> str:
    """Say in one sentence what happened."""
    return str(_(each.sentence) % _Words(each, names, subjects))


class _Words(dict[str, str]):
    """The words of an event, as its sentence asks for them; a dash for what it does not say."""

    def __init__(self, event: CaseEvent, names: Mapping[str, str], subjects: Mapping[str, str]) -> None:
        super().__init__()
        self._event, self._names, self._subjects = event, names, subjects

    def __missing__(self, key: str) -> str:
        return _value(key, self._event, self._names, self._subjects)


def _by_itself(value: date | Worded | Decimal) -> str:
    if isinstance(value, date):
        return plaindate(value)
    return as_number(value, current()) if isinstance(value, Decimal) else str(_(value.words))


def _value(name: str, each: CaseEvent, names: Mapping[str, str], subjects: Mapping[str, str]) -> str:
    value = getattr(each, name)
    if value in (None, ()):
        return "–"
    if isinstance(value, date | Worded | Decimal):
        return _by_itself(value)
    if name == "days_late":
        return labels.days_late(value)
    if name == "handler":
        return names.get(value, value[:8])
    if name in {"unit", "units"}:
        return ", ".join(subjects.get(each, each) for each in (value if name == "units" else [value]))
    if name == "rule":
        return titled(organisation().rulebook.titles.get(value, value), _subject(each), subjects)
    if name == "event":
        known = organisation().rulebook.events.get(value)
        return titled(value if known is None else known.title, _subject(each), subjects)
    if name == "template":
        return labels.word(LetterKind, value)
    # What follows from the parts of an event bears the name of the list that it stands on.
    terms = getattr(labels.taxonomy(), lists_of(type(each)).get(name, name), {})
    codes = value if isinstance(value, tuple) else (str(value),)
    return ", ".join(
        str(_(code.words)) if isinstance(code, Worded) else labels.term(terms, code) for code in codes
    )


def _subject(each: CaseEvent) -> str:
    return getattr(each, "subject", None) or ""


def _texts(each: CaseEvent, view: CaseView, messages: Mapping[str, str]) -> list[tuple[str, str]]:
    lines = []
    for name, label in TEXTS.items():
        item = getattr(each, name, None)
        if not isinstance(item, ItemRef):
            continue
        inner = view.texts.get(item.id)
        text = messages.get(item.id) if inner is None else inner.text
        if text is not None:
            lines.append((str(_(CONFIDENTIAL if is_confidential(each, name) else label)), text))
    return lines
