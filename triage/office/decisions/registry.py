"""
Every decision page, one entry each, in the order in which the case page lists them.

An entry says where the page is, which side of the house has it and when it usually comes next. What it
decides, its title and what the reporter reads stand in its form; when it may happen, what it does and what
the history and the audit log say of it stand in its event. Menus are made from here.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Flag, auto

from intake.domain.schemes import Schemes
from triage.cases.case import Case
from triage.cases.decisions.external_events import own_events
from triage.cases.letter_text import LetterKind
from triage.cases.vocabulary import AnswersCitizen, Investigation, Scope
from triage.office.decisions import (
    case_forms,
    clock_forms,
    complaint_forms,
    letter_forms,
    report_forms,
    words_forms,
)
from triage.office.decisions.decision_form import DecisionForm
from triage.office.decisions.letter_form import LetterForm
from triage.services.history.case_file import CaseFile


def _never(_case: Case) -> bool:
    return False


class Side(Flag):
    """A side of the house."""

    REPORTS = auto()
    COMPLAINTS = auto()
    BOTH = REPORTS | COMPLAINTS


REPORTS, COMPLAINTS = Side.REPORTS, Side.COMPLAINTS


@dataclass(frozen=True, slots=True)
class Page:
    """
    A decision page.

    Attributes:
        name: the last part of its address.
        side: which side of the house has it.
        comes_next: whether it usually comes next; it allows and forbids nothing: that is the event's.
        crosses: whether it leads from a report to the complaint side, and so needs that there is one.
        needs_mailbox: whether it is not led to where there is none.
        of_clocks: whether it is about the deadlines.
        of_closed: whether it is for a closed case too; *reopens*: for no other.
        is_offered: whether anybody is led there in this case.
    """

    name: str
    form: type[DecisionForm]
    side: Side = Side.BOTH
    comes_next: Callable[[Case], bool] = _never
    crosses: bool = False
    needs_mailbox: bool = False
    of_clocks: bool = False
    of_closed: bool = False
    reopens: bool = False
    is_offered: Callable[[CaseFile], bool] = lambda _file: True


def is_of(page: Page, schemes: Schemes) -> bool:
    """Say whether an organisation that runs these schemes has a page."""
    if page.crosses:
        return schemes.reports and schemes.complaints
    return (schemes.reports and REPORTS in page.side) or (schemes.complaints and COMPLAINTS in page.side)


@dataclass(frozen=True, slots=True)
class Ways:
    """
    The names of the decision pages: those that come next, the others that belong to this kind of case, and
    those that are about its deadlines.
    """

    onward: tuple[str, ...]
    others: tuple[str, ...]
    clocks: tuple[str, ...]


def ways(file: CaseFile, schemes: Schemes = Schemes.BOTH) -> Ways:
    """Give the ways on from a case as it stands, where the organisation runs these schemes."""
    case, has_mailbox = file.case, file.row.intake_reference is not None
    here = REPORTS if case.is_report else COMPLAINTS
    side = [each for each in PAGES if here in each.side and is_of(each, schemes)]
    if case.closed_on is not None:
        closed = [each for each in side if each.of_closed or each.reopens]
        return Ways(
            (),
            tuple(each.name for each in closed if not each.of_clocks),
            tuple(each.name for each in closed if each.of_clocks),
        )
    open_ = [each for each in side if not each.reopens and each.is_offered(file)]
    onward = tuple(each.name for each in open_ if each.comes_next(case))
    return Ways(
        onward,
        tuple(
            each.name
            for each in open_
            if not each.of_clocks and each.name not in onward and (has_mailbox or not each.needs_mailbox)
        ),
        tuple(each.name for each in open_ if each.of_clocks),
    )


def _is_read(case: Case) -> bool:
    return case.opened_on is not None


def _has_no_summary(case: Case) -> bool:
    return _is_read(case) and case.summary_item is None


def _is_to_assess(case: Case) -> bool:
    return _is_read(case) and case.report.scope in {None, Scope.AWAITING_INFORMATION}


def _is_to_investigate(case: Case) -> bool:
    return case.report.is_within and case.report.investigation is None


def _is_investigated(case: Case) -> bool:
    return case.report.investigation is Investigation.INVESTIGATE and case.report.outcome is None


def _has_no_unit(case: Case) -> bool:
    return _is_read(case) and case.complaint.unit is None


def _has_no_themes(case: Case) -> bool:
    return _is_read(case) and case.complaint.themes is None


def _is_unacknowledged(case: Case) -> bool:
    return case.acknowledged_on is None and case.acknowledgement.decided_on is None


def _is_ready_for_final(case: Case) -> bool:
    report = case.report
    if case.told_on is not None or report.pending_feedback is not None:
        return False
    if report.scope is Scope.OUTSIDE:
        return True
    if report.investigation is Investigation.INVESTIGATE:
        return report.outcome is not None
    return report.investigation is not None


def _is_asked_about(case: Case) -> bool:
    return case.report.hand_over_pending


def _owes_answer(case: Case) -> bool:
    """Tell whether the citizen may wait: no answer yet, or a unit has told the adviser since."""
    side = case.complaint
    replied = any(
        each.replied_on is not None and each.answers_citizen is AnswersCitizen.ADVISOR
        for each in side.referrals
    )
    return _is_read(case) and not side.open_referrals and (side.answered_on is None or replied)


def _is_to_refer(case: Case) -> bool:
    side = case.complaint
    return side.unit is not None and not side.referrals and side.answered_on is None


def _may_be_closed(case: Case) -> bool:
    if case.is_report:
        return case.told_on is not None and not case.report.hand_over_pending
    return case.complaint.answered_on is not None and not case.complaint.open_referrals


def _has_own_limits(file: CaseFile) -> bool:
    return bool(own_events(file.context.rulebook, file.facts))


def _has_waivers(file: CaseFile) -> bool:
    """Whether a deadline that still runs may fall away for a reason that its rule knows."""
    version = file.context.rulebook.version
    return any(each.is_open and version(each.rule, each.rule_version).waivers for each in file.deadlines)


PAGES = (
    Page("reopen", case_forms.ReopenForm, reopens=True),
    Page("note", words_forms.NoteForm, of_closed=True),
    Page("summary", words_forms.SummaryForm, comes_next=_has_no_summary, of_closed=True),
    Page("message", words_forms.MessageForm, needs_mailbox=True),
    Page("acknowledge", words_forms.AcknowledgeForm, comes_next=_is_unacknowledged),
    Page("contact", words_forms.ContactForm),
    Page("minutes", words_forms.MinutesForm, REPORTS),
    Page("minutes-approved", words_forms.MinutesApprovedForm, REPORTS),
    Page("scope", report_forms.ScopeForm, REPORTS, _is_to_assess),
    Page("investigation", report_forms.InvestigationForm, REPORTS, _is_to_investigate),
    Page("disposition", report_forms.DispositionForm, REPORTS),
    Page("manager", report_forms.ManagerForm, REPORTS),
    Page("forward", report_forms.ForwardForm, REPORTS),
    Page("outcome", report_forms.OutcomeForm, REPORTS, _is_investigated),
    Page("hand-over", report_forms.HandOverForm, REPORTS, crosses=True, needs_mailbox=True),
    Page("consent", report_forms.ConsentForm, REPORTS, _is_asked_about, crosses=True),
    Page("decline", report_forms.DeclineForm, REPORTS, _is_asked_about, crosses=True),
    Page("feedback", words_forms.FeedbackForm, REPORTS, _is_ready_for_final),
    Page("unit", complaint_forms.UnitForm, COMPLAINTS, _has_no_unit),
    Page("themes", complaint_forms.ThemesForm, COMPLAINTS, _has_no_themes),
    Page("handling", complaint_forms.HandlingForm, COMPLAINTS),
    Page("refer", complaint_forms.ReferForm, COMPLAINTS, _is_to_refer),
    Page("delay", complaint_forms.DelayForm, COMPLAINTS),
    Page("reply", complaint_forms.ReplyForm, COMPLAINTS, lambda case: bool(case.complaint.open_referrals)),
    Page("recall", complaint_forms.RecallForm, COMPLAINTS),
    Page("hearing", complaint_forms.HearingForm, COMPLAINTS),
    Page("hearing-answer", complaint_forms.HearingAnswerForm, COMPLAINTS),
    Page("criticism", complaint_forms.CriticismForm, COMPLAINTS),
    Page("answer", words_forms.AnswerForm, COMPLAINTS, _owes_answer),
    Page("reject", complaint_forms.RejectForm, COMPLAINTS),
    Page("appeal", letter_forms.AppealForm),
    Page("code", case_forms.CodeForm, needs_mailbox=True),
    Page("assign", case_forms.AssignForm),
    Page("close", case_forms.CloseForm, comes_next=_may_be_closed),
    Page("delay-notice", letter_forms.DelayNoticeForm, of_clocks=True),
    Page("extend", letter_forms.ExtendForm, of_clocks=True),
    Page("suspend", clock_forms.SuspendForm, of_clocks=True),
    Page("resume", clock_forms.ResumeForm, of_clocks=True),
    Page("interrupt", clock_forms.InterruptForm, of_clocks=True),
    Page("restart", clock_forms.RestartForm, of_clocks=True),
    # Where no reason lets the acknowledgement fall away, as on a Danish internal scheme, nobody is led there.
    Page("waive", clock_forms.WaiveForm, of_clocks=True, is_offered=_has_waivers),
    Page("happening", clock_forms.ExternalEventForm, of_clocks=True),
    Page("own-limit", clock_forms.OwnLimitForm, of_clocks=True, is_offered=_has_own_limits),
    Page("breach", clock_forms.BreachForm, of_clocks=True, of_closed=True),
)


def forms_of(schemes: Schemes) -> Mapping[str, type[DecisionForm]]:
    """Give the forms that an organisation with these schemes has, by the last part of their address."""
    return {each.name: each.form for each in PAGES if is_of(each, schemes)}


FORMS: Mapping[str, type[DecisionForm]] = {each.name: each.form for each in PAGES}
"""The form of each page by the last part of its address."""
LETTER_PAGES: Mapping[LetterKind, str] = {
    kind: each.name for each in PAGES if issubclass(each.form, LetterForm) for kind in each.form.letters
}
"""The page on which each letter is written that falls due and extends no clock."""
