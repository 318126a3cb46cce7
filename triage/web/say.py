"""
The history of a case in plain words: one sentence per event, with the texts that belong to it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from flask_babel import gettext as _

from intake.domain.words import N_
from intake.page.formats import plaindate
from triage.domain.events import Event, Tag
from triage.domain.words import Mode
from triage.services.overview import CaseView
from triage.web import labels


@dataclass(frozen=True, slots=True)
class Moment:
    """
    One line of the timeline. *kind* is that of the `moment` macro; *texts* are pairs of a label and a text.
    """

    on: date
    recorded_on: date
    title: str
    kind: str
    by: str | None
    texts: tuple[tuple[str, str], ...] = field(repr=False)


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
    Tag.FEEDBACK_DECIDED: N_("Feedback was written: %(kind)s"),
    Tag.FEEDBACK_GIVEN: N_("Feedback given: %(kind)s"),
    Tag.FEEDBACK_EXTENDED: N_("The time for feedback was extended"),
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
    Tag.CRITICISM_RECORDED: N_("Criticism of %(department)s"),
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
    "clock_start_reason_item": N_("Why the time limits count from a later day"),
}

MODES: Mapping[str, str] = {Mode.AUTO: N_("automatic"), Mode.BY_HAND: N_("by hand")}


def timeline(view: CaseView, departments: Mapping[str, str]) -> list[Moment]:
    """
    Tell the history of a case, the newest first.
    """
    letters = {} if view.letters is None else {each.item_id.hex(): each.text for each in view.letters.letters}
    history = view.standing.history
    given = {each.text("item") for each in history if each.tag in GIVEN}
    writers = {each.text("item"): each.actor for each in history if each.tag in DECIDED}
    moments = []
    for each in history:
        if each.tag in DECIDED and (each.text("item") in given or _is_acknowledged_since(each, history)):
            # What was decided has been given, so one line says both.
            continue
        author = each.actor or (writers.get(each.text("item")) if each.tag in GIVEN else None)
        moments.append(_moment(each, author, view, letters, departments))
    return moments[::-1]


def _is_acknowledged_since(decided: Event, history: Sequence[Event]) -> bool:
    if decided.tag is not Tag.ACKNOWLEDGEMENT_DECIDED:
        return False
    return any(each.tag is Tag.ACKNOWLEDGEMENT_GIVEN for each in history)


def _moment(
    each: Event,
    author: str | None,
    view: CaseView,
    letters: Mapping[str, str],
    departments: Mapping[str, str],
) -> Moment:
    return Moment(
        on=each.happened_on,
        recorded_on=each.on,
        title=title(each, view.names, departments),
        kind=KINDS.get(each.tag, "event"),
        by=None if author is None else view.names.get(author, author[:8]),
        texts=tuple(_texts(each, view, letters)),
    )


def title(each: Event, names: Mapping[str, str], departments: Mapping[str, str]) -> str:
    """
    Say in one sentence what happened.
    """
    words = _Words({name: _value(name, each, names, departments) for name in each.payload})
    return str(_(TITLES[each.tag]) % words)


class _Words(dict[str, str]):
    """
    The words of an event; a dash for what it does not say.
    """

    def __missing__(self, key: str) -> str:
        return "–"


ACTIONS: Mapping[str, str] = {
    "person:signed_in": N_("Signed in"),
    "person:enrolled": N_("A person was enrolled"),
    "file:opened": N_("A file was brought down"),
    Tag.CASE_ASSIGNED: N_("It was chosen who looks after the case"),
    Tag.ACKNOWLEDGEMENT_DECIDED: N_("An acknowledgement was made ready"),
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


def _value(name: str, each: Event, names: Mapping[str, str], departments: Mapping[str, str]) -> str:
    value = each.payload[name]
    if isinstance(value, str):
        if name.endswith("_on"):
            return plaindate(date.fromisoformat(value))
        if name == "handler":
            return names.get(value, value[:8])
        if name == "department":
            return departments.get(value, value)
        return _WORDS.get((each.tag, name), _WORDS.get(("", name), str))(value)
    if isinstance(value, (bool, int)):
        return str(value)
    return ", ".join(_WORDS.get((each.tag, name), str)(one) for one in value)


_WORDS: Mapping[tuple[str, str], Callable[[str], str]] = {
    ("", "mode"): lambda code: labels.word(MODES, code),
    ("", "scope"): lambda code: labels.word(labels.SCOPES, code),
    ("", "investigation"): lambda code: labels.word(labels.INVESTIGATIONS, code),
    ("", "finding"): lambda code: labels.term(labels.taxonomy().findings, code),
    ("", "quality"): lambda code: labels.word(labels.QUALITY, code),
    ("", "main"): lambda code: labels.term(labels.taxonomy().themes, code),
    (Tag.DISPOSITION_RECORDED, "code"): lambda code: labels.term(labels.taxonomy().dispositions, code),
    (Tag.FEEDBACK_DECIDED, "kind"): lambda code: labels.word(labels.FEEDBACK, code),
    (Tag.FEEDBACK_GIVEN, "kind"): lambda code: labels.word(labels.FEEDBACK, code),
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
