"""
The words for codes: English sentences for the catalogue, by code. What a municipality decides is in the
taxonomy.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from flask_babel import gettext as _
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from intake.domain.languages import words_in
from intake.domain.words import N_
from intake.page import language
from intake.page.formats import plaindate
from intake.services.mailbox_reader import IntegrityWarning
from triage.cases.roles import RIGHTS
from triage.cases.vocabulary import (
    STATE_LABELS,
    AnswersCitizen,
    CallKind,
    CardState,
    CriticismKind,
    FeedbackKind,
    Investigation,
    ReplyQuality,
    Responsible,
    Scheme,
    Scope,
)
from triage.office.request_context import organisation, today
from triage.rules.codes import EscalationLevel
from triage.rules.taxonomy import Taxonomy, Term, choices

STATES: Mapping[str, str] = {str(state): text for state, text in STATE_LABELS.items()}
SCHEMES: Mapping[str, str] = {
    Scheme.WHISTLEBLOWING: N_("Whistleblower report"),
    Scheme.WHISTLEBLOWING_EXTERNAL: N_("Report to the external scheme"),
    Scheme.COMPLAINTS: N_("Complaint or inquiry"),
}
SCOPES: Mapping[str, str] = {
    Scope.WITHIN: N_("Within the scheme"),
    Scope.PARTLY: N_("Partly within the scheme"),
    Scope.OUTSIDE: N_("Outside the scheme"),
    Scope.AWAITING_INFORMATION: N_("Awaiting information from the reporter"),
}
INVESTIGATIONS: Mapping[str, str] = {
    Investigation.INVESTIGATE: N_("It is investigated"),
    Investigation.NO_INVESTIGATION: N_("It is not investigated"),
    Investigation.FORWARDED: N_("It is forwarded to an authority"),
}
FEEDBACK: Mapping[str, str] = {
    FeedbackKind.INTERIM: N_("Interim feedback"),
    FeedbackKind.FINAL: N_("Final feedback"),
    FeedbackKind.REJECTION: N_("Notice that the report is outside the scheme"),
}
RESPONSIBLE: Mapping[str, str] = {
    Responsible.OFFICE: N_("The unit itself"),
    Responsible.ORGANISATION: N_("Another part of the organisation"),
    Responsible.UNIT: N_("The department"),
    Responsible.SYSTEM: N_("The system"),
}
QUALITY: Mapping[str, str] = {
    ReplyQuality.FULL: N_("It answers everything"),
    ReplyQuality.PARTIAL: N_("It answers some of it"),
    ReplyQuality.EVASIVE: N_("It evades the question"),
}
ANSWERS: Mapping[str, str] = {
    AnswersCitizen.UNIT: N_("The department answers the citizen"),
    AnswersCitizen.ADVISOR: N_("The citizens' adviser answers the citizen"),
}
CRITICISM: Mapping[str, str] = {
    CriticismKind.CRITICISM: N_("Criticism"),
    CriticismKind.FORMAL_REQUEST: N_("A formal request"),
    CriticismKind.RECOMMENDATION: N_("A recommendation"),
}
CALLS: Mapping[str, str] = {
    CallKind.INQUIRY: N_("An inquiry"),
    CallKind.MISDIRECTED: N_("A misdirected call"),
    CallKind.STAFF_CONSULTATION: N_("A consultation from staff"),
}
CARDS: Mapping[str, str] = {
    CardState.RECEIVED: N_("Received"),
    CardState.ACKNOWLEDGED: N_("Receipt acknowledged"),
    CardState.BEING_ASSESSED: N_("Being assessed"),
    CardState.AWAITING_INFORMATION: N_("The unit waits for an answer from you"),
    CardState.INVESTIGATING: N_("Being investigated"),
    CardState.OUTSIDE: N_("Outside the scheme"),
    CardState.FEEDBACK_GIVEN: N_("You have had feedback"),
    CardState.CLOSED: N_("Closed"),
}
CARDS_OF_COMPLAINTS: Mapping[str, str] = {
    CardState.BEING_ASSESSED: N_("Work going on"),
    CardState.FEEDBACK_GIVEN: N_("You have had an answer"),
}
DOUBTS: Mapping[str, str] = {
    IntegrityWarning.UNREADABLE: N_(
        "Something placed here on %(on)s cannot be opened: it is damaged or has been changed."
    ),
    IntegrityWarning.WRONG_SENDER: N_(
        "Something placed here on %(on)s is not signed by the one it should come from. It is not shown."
    ),
    IntegrityWarning.REPEATED: N_(
        "Something placed here on %(on)s carries another number than it was sent with. It is not shown."
    ),
    IntegrityWarning.NEWER: N_(
        "Something placed here on %(on)s was written by a newer Betro than this one. It is not damaged; this "
        "office must be updated before it can be shown."
    ),
    IntegrityWarning.OTHER_HOLDERS: N_(
        "Something placed here on %(on)s can be opened by others than its sender sealed it to, or no longer "
        "by all of them."
    ),
    IntegrityWarning.NOT_FOR_YOU: N_("Something placed here on %(on)s is not sealed to you."),
    IntegrityWarning.OTHER_REPORT: N_(
        "The report is not the one that was received: its fingerprint differs. It is not shown."
    ),
    IntegrityWarning.OTHER_ITEM: N_(
        "Something placed here on %(on)s is not what the history of the case tells of. It is not shown."
    ),
    IntegrityWarning.GAP: N_("A number is missing in the row of what was sent: something has been removed."),
    IntegrityWarning.OTHER_MAILBOX_KEY: N_(
        "The key of the mailbox has been changed outside the sealed report. What you write is sealed to the "
        "right key, "
        "but the status page may have gone to somebody else."
    ),
}
ROLES: Mapping[str, str] = {role: rights.title for role, rights in RIGHTS.items()}
CITIZEN = "citizen"
RELATIONS: Mapping[str, str] = {
    "employee": N_("Works there"),
    "former_employee": N_("Has worked there"),
    "temporary_worker": N_("Temporary worker or stand-in there"),
    "trainee": N_("Trainee, student or volunteer there"),
    "applicant": N_("Has applied for work there"),
    "contractor": N_("Supplier or business partner"),
    CITIZEN: N_("Does not work there: citizen or somebody's family"),
}


def taxonomy() -> Taxonomy:
    """Give the lists of the request's organisation."""
    return organisation().taxonomy


def word(table: Mapping[str, str], code: str | None) -> str:
    """Give the words for a code in the reader's language; an unknown code is shown as it is."""
    if code is None:
        return ""
    return str(_(table[code])) if code in table else code


def term(terms: Mapping[str, Term], code: str | None) -> str:
    """Give the taxonomy's words for a code in the reader's language; an unknown code is shown as it is."""
    return words_in(terms[code].label, language.current()) if code and code in terms else code or ""


def channel(code: str) -> str:
    """Give the words for the way a case came in."""
    return term(taxonomy().channels, code)


def card(scheme: str, state: str) -> str:
    """Give the words for what the status page of a case says."""
    own = CARDS_OF_COMPLAINTS if scheme == Scheme.COMPLAINTS else {}
    return word({**CARDS, **own}, state)


def doubt(what: IntegrityWarning, on: date | None) -> str:
    """Say what about a mailbox cannot be trusted."""
    return str(_(DOUBTS[what]) % {"on": "" if on is None else plaindate(on)})


def relation(code: str) -> str:
    """Give the words for the reporter's relation to the workplace."""
    return word(RELATIONS, code)


def relations() -> Sequence[tuple[str, str]]:
    """Give the choices of a reporter's relation; a citizen only where there is a side for citizens."""
    takes_citizens = organisation().settings.schemes.complaints
    return [pair for pair in options(RELATIONS)() if takes_citizens or pair[0] != CITIZEN]


def options(
    table: Mapping[str, str], codes: type[StrEnum] | None = None
) -> Callable[[], Sequence[tuple[str, str]]]:
    """Give the choices of a field from a table of words."""
    wanted = list(table) if codes is None else list(codes)
    return lambda: [(str(code), _(table[code])) for code in wanted]


def themes() -> Sequence[SelectChoice]:
    """Give the themes as choices of a list: each main theme heads its own, itself the first of them."""
    on, language_ = today(), language.current()
    terms = [each for each in taxonomy().themes.values() if each.holds(on)]
    return [
        SelectChoice(each.code, words_in(each.label, language_), optgroup=words_in(main.label, language_))
        for main in terms
        if main.group is None
        for each in (main, *(sub for sub in terms if sub.group == main.code))
    ]


def terms_of(pick: Callable[[Taxonomy], Mapping[str, Term]]) -> Callable[[], Sequence[tuple[str, str]]]:
    """Give the choices of a field from a list of the taxonomy."""
    return lambda: choices(pick(taxonomy()), language.current(), today())


REACHES: Mapping[str, str] = {
    EscalationLevel.HANDLER: N_("Whoever has the case"),
    EscalationLevel.STAND_IN: N_("Everybody who may see the case"),
    EscalationLevel.ADMINISTRATOR: N_("The administrator too"),
}


def reach(told: str | None, missed: str | None) -> str:
    """
    Say how far an alert went, and that it found nobody somewhere on its way; nothing of one from before that
    was written down.
    """
    if told is None:
        return "" if missed is None else str(_("Nobody could be reached"))
    whom = word(REACHES, told)
    return whom if missed is None else str(_("%(whom)s; somebody could not be reached", whom=whom))
