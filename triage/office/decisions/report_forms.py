"""Decisions about a whistleblower report: the two questions of triage, what is done besides, the outcome."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from flask_babel import lazy_gettext as _

from intake.domain.languages import words_in
from triage.cases.case import Case
from triage.cases.decisions.assessment import InvestigationDecided, OutcomeRecorded, ScopeAssessed
from triage.cases.decisions.dispositions import DispositionRecorded
from triage.cases.decisions.feedback import FeedbackDecided
from triage.cases.letter_text import LetterKind
from triage.cases.letters import feedback_kind
from triage.cases.vocabulary import (
    FORWARDED,
    HANDED_OVER,
    MANAGER_INFORMED,
    FeedbackKind,
    Investigation,
    Scope,
)
from triage.office.decisions.decision_form import REPORTS, TODAY, DecisionForm, DecisionPage, because
from triage.office.decisions.letter_form import PAGE, WRITE, PostForm, last_language
from triage.office.forms import WHERE_NEEDED, choice, day, line, listed, prose, several, worded, yes
from triage.office.presentation import labels
from triage.office.request_context import organisation
from triage.rules.taxonomy import Taxonomy, Term

OF_THEIR_OWN = {MANAGER_INFORMED, FORWARDED, HANDED_OVER}
"""Dispositions that have a page of their own."""
OF_CITIZENS = "citizen_service"
"""The reason that leads to the citizens' adviser."""

FEEDBACK_LETTERS: Mapping[str, LetterKind] = MappingProxyType(
    {
        FeedbackKind.INTERIM: LetterKind.FEEDBACK_INTERIM,
        FeedbackKind.FINAL: LetterKind.FEEDBACK_FINAL,
        FeedbackKind.REJECTION: LetterKind.OUTSIDE,
    }
)


def out_of_scope(taxonomy: Taxonomy) -> Mapping[str, Term]:
    """Give the reasons; one that sends the reporter to the citizens' adviser only where there is one."""
    if organisation().settings.schemes.complaints:
        return taxonomy.out_of_scope
    return {code: term for code, term in taxonomy.out_of_scope.items() if code != OF_CITIZENS}


def is_to_assess(case: Case) -> bool:
    return case.opened_on is not None and case.report.scope in {None, Scope.AWAITING_INFORMATION}


class ScopeForm(DecisionForm):
    """The first question: is it within the scheme?"""

    decides = ScopeAssessed
    page = DecisionPage("scope", REPORTS, is_to_assess)
    title = _("Assess whether it is within the scheme")
    intro = _("The first question. You can change your answer later, with a new reason.")
    reporter_reads = ("guidance_item",)
    scope = choice(_("Is the report within the scheme?"), _("Choose an answer."), worded(Scope))
    reason = listed(_("Reason, when it is outside"), WHERE_NEEDED, labels.terms_of(out_of_scope))
    reason_item = because()
    guidance_item = prose(
        _("Guidance to the reporter, when it is outside"),
        WHERE_NEEDED,
        hint=_("Leave it empty for a draft that fits the reason. It is sent with the feedback, not now."),
    )

    def completed(self) -> bool:
        """Fill in a draft of the guidance, to be read before going on."""
        if self.scope.data != Scope.OUTSIDE or self.guidance_item.data or not self.reason.data:
            return True
        self.guidance_item.data = self._outline()
        self.notice = _("Here is a draft of the guidance. Read it, put it right and go on.")
        return False

    def given(self) -> dict[str, object]:
        """Give what was typed; only what is outside has a reason from the list, and guidance."""
        given = super().given()
        return given if self.scope.data == Scope.OUTSIDE else {**given, "reason": None, "guidance_item": None}

    def _outline(self) -> str:
        term = self.decision_context.taxonomy.out_of_scope.get(self.reason.data or "")
        outline = None if term is None else term.guidance
        return "" if outline is None else words_in(outline, last_language(self.decision_context))


def _is_to_investigate(case: Case) -> bool:
    return case.report.is_within and case.report.investigation is None


class InvestigationForm(DecisionForm):
    """The second question: is it investigated?"""

    decides = InvestigationDecided
    page = DecisionPage("investigation", REPORTS, _is_to_investigate)
    title = _("Decide whether it is investigated")
    intro = _("The second question, for what is within the scheme.")
    investigation = choice(_("What happens to the report?"), _("Choose an answer."), worded(Investigation))
    authority_item = line(_("Authority, when it is forwarded"))
    reason_item = because()

    def given(self) -> dict[str, object]:
        """Give what was typed; only what is forwarded goes to an authority."""
        is_forwarded = self.investigation.data == Investigation.FORWARDED
        return super().given() if is_forwarded else {**super().given(), "authority_item": None}


def _is_investigated(case: Case) -> bool:
    return case.report.investigation is Investigation.INVESTIGATE and case.report.outcome is None


class OutcomeForm(DecisionForm):
    """What the investigation found."""

    decides = OutcomeRecorded
    page = DecisionPage("outcome", REPORTS, _is_investigated)
    title = _("Record the outcome")
    intro = _("What the investigation found and what was done. The yearly account is made from it.")
    finding = choice(_("What was found?"), _("Choose what was found."), labels.terms_of(lambda t: t.findings))
    measures = several(_("What was done about it?"), labels.terms_of(lambda t: t.measures))
    police_report = yes(_("The police have been told"))
    police_reported_on = day(_("The day the police were told"))
    reason_item = because(_("The outcome in words"), _("Write what was found."))


def done_in_words() -> list[tuple[str, str]]:
    """Offer what can have been done with a report, but for what has a page of its own."""
    return [pair for pair in labels.terms_of(lambda t: t.dispositions)() if pair[0] not in OF_THEIR_OWN]


class DispositionForm(DecisionForm):
    """Something done with the report."""

    decides = DispositionRecorded
    page = DecisionPage("disposition", REPORTS)
    title = _("Record what has been done")
    intro = _("What has been done with the report besides investigating it. You can record several things.")
    code = choice(
        _("What has been done?"),
        _("Choose what has been done."),
        done_in_words,
    )
    happened_on = day(_("On which day"), hint=TODAY)
    reason_item = because()


def as_deducible(told: Mapping[str, object]) -> dict[str, object]:
    """Give what was typed of a manager who was informed, with a ground only where one is needed."""
    if told["can_be_deduced"] == "yes":
        return {**told, "can_be_deduced": True}
    return {**told, "can_be_deduced": False, "ground": None, "ground_item": None, "notice_on": None}


class ManagerForm(DecisionForm):
    """A manager was informed by a summary."""

    decides = DispositionRecorded
    fixed = MappingProxyType({"code": MANAGER_INFORMED})
    page = DecisionPage("manager", REPORTS)
    title = _("Record that a manager was informed")
    intro = _("A manager gets your own summary and never the report itself.")
    recipient_item = line(_("Who was informed"), _("Write who was informed."))
    summary_item = prose(_("The summary the manager got"), _("Write the summary."))
    can_be_deduced = choice(
        _("Can the reporter be deduced from the summary?"),
        _("Answer whether the reporter can be deduced."),
        lambda: [("no", _("No")), ("yes", _("Yes, or perhaps"))],
    )
    ground = listed(
        _("Ground, if the reporter can be deduced"), None, labels.terms_of(lambda t: t.disclosure_grounds)
    )
    ground_item = prose(_("The consent or the ground in words"))
    notice_on = day(
        _("The day the reporter was told in advance"),
        hint=_("Needed when the ground is not the reporter's consent."),
    )
    happened_on = day(_("The day the manager was informed"), hint=TODAY)
    reason_item = because()

    def given(self) -> dict[str, object]:
        """Give what was typed; a ground is needed only where the reporter can be deduced."""
        return as_deducible(super().given())


class ForwardForm(DecisionForm):
    """The report was sent on, as the reporter agreed."""

    decides = DispositionRecorded
    fixed = MappingProxyType({"code": FORWARDED})
    page = DecisionPage("forward", REPORTS)
    title = _("Record that it was forwarded as agreed")
    intro = _("A report leaves {whistleblower_unit} only with the reporter's agreement.")
    recipient_item = line(_("Who it was forwarded to"), _("Write who it was forwarded to."))
    agreement_item = prose(
        _("The reporter's agreement"), hint=_("How it was given, or the reporter's own words.")
    )
    agreed_on = day(_("The day the reporter agreed"))
    happened_on = day(_("The day it was forwarded"), hint=TODAY)
    reason_item = because()


def _is_ready_for_final(case: Case) -> bool:
    report = case.report
    if case.told_on is not None or report.pending_feedback is not None:
        return False
    if report.scope is Scope.OUTSIDE:
        return True
    if report.investigation is Investigation.INVESTIGATE:
        return report.outcome is not None
    return report.investigation is not None


class FeedbackForm(PostForm):
    """Interim or final feedback, or the rejection."""

    decides = FeedbackDecided
    letters = tuple(FEEDBACK_LETTERS.values())
    page = DecisionPage("feedback", REPORTS, _is_ready_for_final)
    title = _("Give feedback")
    intro = _("Feedback says what has been done, or will be done, and why. It is due within three months.")
    kind = choice(_("Kind of feedback"), _("Choose the kind of feedback."), worded(FeedbackKind))
    item = prose(_("Feedback"), WRITE, rows=PAGE)

    def draft(self) -> None:
        """Begin with the kind that the decisions point to."""
        points_to = feedback_kind(self.decision_context.case)
        self.kind.data = next(str(kind) for kind, letter in FEEDBACK_LETTERS.items() if letter is points_to)
        super().draft()

    def kind_of_letter(self) -> LetterKind:
        """Give the letter of the kind that is chosen."""
        return FEEDBACK_LETTERS.get(self.kind.data or "", feedback_kind(self.decision_context.case))

    def typed(self) -> Mapping[str, str | date | None]:
        """Give the guidance that was written with the decision, where the content was opened."""
        assessed = self.decision_context.case.report.scope_assessed
        item = None if assessed is None else assessed.guidance_item
        written = None if item is None else self.decision_context.view.texts.get(item.id)
        return {} if written is None or written.text is None else {"guidance": written.text}
