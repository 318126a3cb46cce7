"""The history of a case in plain words: one sentence per event, with the texts that belong to it."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _

from intake.domain.words import N_
from intake.page.formats import plaindate
from triage.cases.events import CLOCK_TAGS, Event, Tag
from triage.engine.trace import REASON_MSGIDS
from triage.office.presentation import labels
from triage.office.presentation.event_texts import (
    DECIDED,
    GIVEN,
    KINDS,
    LANGUAGE_TITLES,
    LETTERS,
    MODES,
    TEXTS,
    TITLES,
    WAYS,
)
from triage.office.request_context import organisation
from triage.services.views.case_view import CaseView

ACKNOWLEDGED = (Tag.ACKNOWLEDGEMENT_DECIDED, Tag.ACKNOWLEDGEMENT_GIVEN)


@dataclass(frozen=True, slots=True)
class Moment:
    """
    One line of the timeline. *kind* is that of the `moment` macro; *texts* are pairs of a label and a text.
    *sent_as* says which letter it was, in which language, and how it went; empty for what was no letter.
    """

    on: date
    recorded_on: date
    title: str
    kind: str
    by: str | None
    sent_as: str
    texts: tuple[tuple[str, str], ...] = field(repr=False)


def timeline(view: CaseView, departments: Mapping[str, str]) -> list[Moment]:
    """Tell the history of a case, the newest first."""
    letters = {} if view.letters is None else {each.item_id.hex(): each.text for each in view.letters.letters}
    history = view.case_file.history
    given = {each.text("item") for each in history if each.tag in GIVEN}
    # Of a letter in the mailbox the later event says which letter it is.
    decided = {_thing(each): each for each in history if each.tag in DECIDED or _is_placed(each, given)}
    # What was placed is shown where it was placed, and not again where it was decided.
    elsewhere = {item: text for item, text in letters.items() if item not in given}
    moments = []
    for each in history:
        if _is_placed(each, given) or _is_acknowledged_since(each, history):
            # What was decided has been given, so one line says both.
            continue
        before = decided.get(_thing(each)) if each.tag in GIVEN else None
        shown = letters if each.tag in GIVEN else elsewhere
        moments.append(_moment(each, before, view, shown, departments))
    return moments[::-1]


def _thing(each: Event) -> str | None:
    """
    Give what an event is about, by which the giving finds its decision; a case is acknowledged only once.
    """
    return "acknowledgement" if each.tag in ACKNOWLEDGED else each.text("item")


def _is_placed(each: Event, given: Collection[str | None]) -> bool:
    """Whether it is a decision or a letter that has been placed in the mailbox since."""
    if each.tag not in DECIDED and each.tag is not Tag.LETTER_RECORDED:
        return False
    return each.text("item") is not None and each.text("item") in given


def _is_acknowledged_since(decided: Event, history: Sequence[Event]) -> bool:
    if decided.tag is not Tag.ACKNOWLEDGEMENT_DECIDED:
        return False
    return any(each.tag is Tag.ACKNOWLEDGEMENT_GIVEN for each in history)


def _moment(
    each: Event,
    decided: Event | None,
    view: CaseView,
    letters: Mapping[str, str],
    departments: Mapping[str, str],
) -> Moment:
    author = each.actor or (None if decided is None else decided.actor)
    texts = _texts(each, view, letters)
    if decided is not None and not texts:
        texts = _texts(decided, view, letters)
    return Moment(
        on=each.happened_on,
        recorded_on=each.on,
        title=title(each, view.names, departments),
        kind=KINDS.get(each.tag, "event"),
        by=None if author is None else view.names.get(author, author[:8]),
        sent_as=_sent_as(each) or ("" if decided is None else _sent_as(decided)),
        texts=tuple(texts),
    )


def _sent_as(each: Event) -> str:
    """Say which letter an event holds, in which language and how it went."""
    marks = ((LETTERS, "template"), (LANGUAGE_TITLES, "language"), (WAYS, "sent_by"))
    if each.text("language") is None:
        return ""
    return ", ".join(labels.word(table, each.text(name)) for table, name in marks if each.text(name))


def title(each: Event, names: Mapping[str, str], departments: Mapping[str, str]) -> str:
    """Say in one sentence what happened."""
    words = _Words({name: _value(name, each, names, departments) for name in each.payload})
    return str(_(TITLES[each.tag]) % words)


class _Words(dict[str, str]):
    """The words of an event; a dash for what it does not say."""

    def __missing__(self, key: str) -> str:
        return "–"


ACTIONS: Mapping[str, str] = {
    "person:signed_in": N_("Signed in"),
    "person:enrolled": N_("A person was enrolled"),
    "person:address_changed": N_("A person's mail address was changed"),
    "feed:made": N_("A calendar address was made"),
    "feed:revoked": N_("A calendar address was ended"),
    "file:opened": N_("A file was brought down"),
    "alert:escalated": N_("An alert found nobody where it should go, and went further"),
    "mail:unreached": N_("A mail could not be delivered, and others were told"),
    Tag.CASE_ASSIGNED: N_("It was chosen who looks after the case"),
    Tag.ACKNOWLEDGEMENT_DECIDED: N_("An acknowledgement was made ready"),
    Tag.RULES_APPLIED: N_("The case follows changed rules"),
    Tag.BREACH_EXPLAINED: N_("A missed deadline was explained"),
    Tag.REFERRAL_SENT: N_("Referred to a department"),
    Tag.REFERRAL_RECALLED: N_("A referral was recalled"),
    Tag.REPLY_DELAYED: N_("A department announced a later date"),
    Tag.REPLY_RECEIVED: N_("A department's reply was registered"),
    Tag.HEARING_SENT: N_("A department was heard"),
    Tag.HEARING_ANSWERED: N_("A department answered a hearing"),
    Tag.CRITICISM_RECORDED: N_("Criticism was recorded"),
}


def action_words(action: str) -> str:
    """
    Say what an entry of the audit log is about, without anything of the case; an unknown action as it is.
    """
    sentence = ACTIONS.get(action) or TITLES.get(action, action)
    return str(_(sentence)).partition(": %(")[0]


def _value(
    name: str,
    each: Event,
    names: Mapping[str, str],
    departments: Mapping[str, str],
) -> str:
    value = each.payload[name]
    if isinstance(value, str):
        if name.endswith("_on"):
            return plaindate(date.fromisoformat(value))
        if name == "handler":
            return names.get(value, value[:8])
        if name == "department":
            return departments.get(value, value)
        if name == "rule":
            return _with_subject(str(_(organisation().rulebook.titles.get(value, value))), each, departments)
        if name == "event":
            known = organisation().rulebook.events.get(value)
            return _with_subject(value if known is None else str(_(known.title)), each, departments)
        return _WORDS.get((each.tag, name), _WORDS.get(("", name), str))(value)
    if isinstance(value, (bool, int)):
        return str(value)
    return ", ".join(_WORDS.get((each.tag, name), str)(one) for one in value)


def _with_subject(words: str, each: Event, names: Mapping[str, str]) -> str:
    subject = each.text("subject")
    return f"{words} ({names.get(subject, subject)})" if subject else words


_WORDS: Mapping[tuple[str, str], Callable[[str], str]] = {
    ("", "template"): lambda code: labels.word(LETTERS, code),
    ("", "mode"): lambda code: labels.word(MODES, code),
    ("", "scope"): lambda code: labels.word(labels.SCOPES, code),
    ("", "investigation"): lambda code: labels.word(labels.INVESTIGATIONS, code),
    ("", "finding"): lambda code: labels.term(labels.taxonomy().findings, code),
    ("", "quality"): lambda code: labels.word(labels.QUALITY, code),
    ("", "main"): lambda code: labels.term(labels.taxonomy().themes, code),
    **{(tag, "reason"): lambda code: labels.word(REASON_MSGIDS, code) for tag in CLOCK_TAGS},
    (Tag.DISPOSITION_RECORDED, "code"): lambda code: labels.term(labels.taxonomy().dispositions, code),
    (Tag.FEEDBACK_DECIDED, "kind"): lambda code: labels.word(labels.FEEDBACK, code),
    (Tag.FEEDBACK_GIVEN, "kind"): lambda code: labels.word(labels.FEEDBACK, code),
    (Tag.CRITICISM_RECORDED, "kind"): lambda code: labels.word(labels.CRITICISM, code),
    (Tag.HANDLING_RECORDED, "codes"): lambda code: labels.term(labels.taxonomy().handlings, code),
    (Tag.INQUIRY_REJECTED, "reason"): lambda code: labels.term(labels.taxonomy().rejection_reasons, code),
}


def _texts(each: Event, view: CaseView, letters: Mapping[str, str]) -> list[tuple[str, str]]:
    found = []
    for name, label in TEXTS.items():
        item = each.payload.get(name)
        if not isinstance(item, str):
            continue
        inner = view.texts.get(item)
        text = letters.get(item) if inner is None else inner.text
        if text is not None:
            found.append((str(_(label)), text))
    return found
