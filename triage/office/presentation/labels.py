"""
The words for codes: English sentences for the catalogue, by code. What a municipality decides is in the
taxonomy.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date

from flask_babel import gettext as _
from flask_babel import ngettext
from wtforms.fields.choices import SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from crypto.statement import RECOVERY
from intake.domain.case_states import state_sentence
from intake.domain.languages import words_in
from intake.domain.schemes import FROM_COMPLAINTS, FROM_REPORTS, PORTAL
from intake.domain.translatable import N_, Worded
from intake.page import language
from intake.page.formats import plaindate
from intake.services.opened_items import IntegrityWarning
from triage.cases.case import Case
from triage.cases.decisions import points
from triage.cases.decisions.complaints import HandlingRecorded
from triage.cases.decisions.own_initiative import OWN_INITIATIVE
from triage.cases.roles import rights_of
from triage.cases.vocabulary import State
from triage.office.request_context import organisation, today
from triage.rules.codes import EscalationLevel, Scheme
from triage.rules.taxonomy import Taxonomy, Term, choices
from triage.rules.units import NOT_KNOWN

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
    IntegrityWarning.SUCCESSION: N_(
        "Somebody tried to take a new receipt code here on %(on)s in a way that cannot be: it was not signed "
        "with the code before, or a code was replaced twice. What you write is sealed to the last one that "
        "holds."
    ),
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


def word(kind: Iterable[Worded], code: str | None) -> str:
    """Give the words for a code of a list in the reader's language; an unknown code is shown as it is."""
    return next((str(_(each.words)) for each in kind if each == code), code or "")


def scheme(code: str) -> str:
    """Give the words for whose rules a case follows."""
    return word(Scheme, code)


def state(code: str) -> str:
    """Give the words for where a case stands."""
    return word(State, code)


def role(code: str) -> str:
    """Give the words for what a person is in the office."""
    title = rights_of(code).title
    return str(_(title)) if title else code


def directory_role(code: str) -> str:
    """Give the words for a role in the directory of keys, where there is one that nobody signs in with."""
    return str(_("Recovery")) if code == RECOVERY else role(code)


def term(terms: Mapping[str, Term], code: str | None) -> str:
    """Give the taxonomy's words for a code in the reader's language; an unknown code is shown as it is."""
    return words_in(terms[code].label, language.current()) if code and code in terms else code or ""


def main_theme(case: Case) -> str:
    """Give the words for what a complaint is mainly about; empty where nobody has said."""
    return term(taxonomy().themes, points.main_theme(case))


def theme(scheme: str, code: str | None) -> str:
    """Give the words for a theme of a complaint or of a report."""
    lists = taxonomy()
    return term(lists.themes if scheme == Scheme.COMPLAINTS else lists.report_themes, code)


def handling(case: Case) -> str:
    """Give the words for how a complaint is handled."""
    recorded = case.newest(HandlingRecorded)
    return ", ".join(term(taxonomy().handlings, each) for each in recorded.codes) if recorded else ""


def handlings(case: Case) -> Sequence[tuple[str, str]]:
    """Give the handlings as choices of a field, with those that are recorded and have ended since."""
    terms, recorded = taxonomy().handlings, case.newest(HandlingRecorded)
    kept = () if recorded is None else recorded.codes
    return [(code, term(terms, code)) for code, each in terms.items() if each.holds(today()) or code in kept]


def channel(code: str) -> str:
    """Give the words for the way a case came in."""
    return term(taxonomy().channels, code)


def channels() -> Sequence[tuple[str, str]]:
    """Give the ways other than the portal; the other side of the house is one only where there is one."""
    schemes = organisation().settings.schemes
    gone = {PORTAL, OWN_INITIATIVE} | (set() if schemes.reports else {FROM_REPORTS})
    gone |= set() if schemes.complaints else {FROM_COMPLAINTS}
    return [pair for pair in terms_of(lambda t: t.channels)() if pair[0] not in gone]


def ways_of_people() -> Sequence[tuple[str, str]]:
    """Give the ways by which people turn to us, or we to them: none within this house."""
    within = {FROM_REPORTS, FROM_COMPLAINTS}
    return [pair for pair in channels() if pair[0] not in within]


def places(first: date, last: date) -> Sequence[tuple[str, str]]:
    """
    Give where a report may have lain from one day to another: the units there were, and that it is not known;
    nothing where there was no unit.
    """
    units = organisation().units.choices(language.current(), first, last)
    return [*units.items(), (NOT_KNOWN, place(NOT_KNOWN))] if units else []


def place(code: str) -> str:
    """Give the words for where a report lay before the office had it."""
    if code == NOT_KNOWN:
        return str(_("Not known"))
    return organisation().units.names(language.current()).get(code, code)


def card(scheme: str, state: str) -> str:
    """Give what the status page of a case says, word for word."""
    return str(_(state_sentence(state, is_report=scheme == Scheme.WHISTLEBLOWING)))


def integrity_warning(what: IntegrityWarning, on: date | None) -> str:
    """Say what about a mailbox cannot be trusted."""
    return str(_(DOUBTS[what]) % {"on": "" if on is None else plaindate(on)})


def relation(code: str) -> str:
    """Give the words for the reporter's relation to the workplace."""
    return str(_(RELATIONS[code])) if code in RELATIONS else code


def relations() -> Sequence[tuple[str, str]]:
    """Give the choices of a reporter's relation; a citizen only where there is a side for citizens."""
    takes_citizens = organisation().settings.schemes.complaints
    return [pair for pair in options(RELATIONS)() if takes_citizens or pair[0] != CITIZEN]


def options(table: Mapping[str, str]) -> Callable[[], Sequence[tuple[str, str]]]:
    """Give the choices of a field from a table of words."""
    return lambda: [(str(code), _(words)) for code, words in table.items()]


def themes() -> Sequence[SelectChoice]:
    """Give the themes as choices of a list: each main theme heads its own, itself the first of them."""
    on, language_ = today(), language.current()
    terms = [each for each in taxonomy().themes.values() if each.holds(on)]
    return [
        SelectChoice(each.code, words_in(each.label, language_), optgroup=words_in(main.label, language_))
        for main in terms
        if main.theme is None
        for each in (main, *(sub for sub in terms if sub.theme == main.code))
    ]


def terms_of(pick: Callable[[Taxonomy], Mapping[str, Term]]) -> Callable[[], Sequence[tuple[str, str]]]:
    """Give the choices of a field from a list of the taxonomy."""
    return lambda: choices(pick(taxonomy()), language.current(), today())


def days_late(days: int) -> str:
    """Say how late something was."""
    if not days:
        return str(_("less than a day late"))
    return str(ngettext("%(num)d day late", "%(num)d days late", days))


def reach(told: str | None, missed: str | None) -> str:
    """
    Say how far an alert went, and that it found nobody somewhere on its way; nothing of one from before that
    was written down.
    """
    if told is None:
        return "" if missed is None else str(_("Nobody could be reached"))
    whom = word(EscalationLevel, told)
    return whom if missed is None else str(_("%(whom)s; somebody could not be reached", whom=whom))


def answer(agrees: bool) -> str:
    """Say what was answered to the question about handing over."""
    return str(_("Yes to handing over") if agrees else _("No to handing over"))
