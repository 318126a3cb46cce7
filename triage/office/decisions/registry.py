"""
Every decision page, in the order in which the case page lists them: that of the modules here, and in each the
order in which its forms stand.

What a page decides, where it is, its title and what the reporter reads stand in its form; when it may happen,
what it does and what the history and the audit log say of it stand in its event. Menus are made from here.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from intake.domain.schemes import Schemes
from triage.cases.letter_text import LetterKind
from triage.cases.register_kinds import RegisterKind
from triage.office.decisions import (
    access_forms,
    account_forms,
    account_public_forms,
    activity_forms,
    appeal_forms,
    case_forms,
    chase_form,
    clock_forms,
    complaint_forms,
    consent_forms,
    correcting_forms,
    correspondence_forms,
    count_forms,
    criticism_forms,
    doubt_form,
    entry_forms,
    figure_forms,
    focus_forms,
    follow_up_forms,
    following_forms,
    hand_over_forms,
    inquiry_forms,
    inquiry_hand_over_forms,
    letter_forms,
    link_form,
    meeting_forms,
    minutes_forms,
    minutes_locked_forms,
    outside_form,
    point_forms,
    recommendation_forms,
    record_forms,
    recording_forms,
    reject_form,
    report_account_forms,
    report_forms,
    request_form,
    sort_forms,
)
from triage.office.decisions.decision_form import COMPLAINTS, REGISTER, REPORTS, DecisionForm, DecisionPage
from triage.office.decisions.letter_form import LetterForm
from triage.services.history.case_file import CaseFile

MODULES = (
    correspondence_forms,
    outside_form,
    report_forms,
    sort_forms,
    point_forms,
    request_form,
    chase_form,
    complaint_forms,
    criticism_forms,
    follow_up_forms,
    reject_form,
    consent_forms,
    inquiry_forms,
    record_forms,
    report_account_forms,
    meeting_forms,
    minutes_forms,
    minutes_locked_forms,
    recording_forms,
    following_forms,
    link_form,
    hand_over_forms,
    inquiry_hand_over_forms,
    letter_forms,
    case_forms,
    correcting_forms,
    appeal_forms,
    activity_forms,
    figure_forms,
    count_forms,
    focus_forms,
    access_forms,
    doubt_form,
    clock_forms,
    recommendation_forms,
    account_forms,
    account_public_forms,
    entry_forms,
)
FORMS: Mapping[str, type[DecisionForm]] = {
    form.page.name: form
    for module in MODULES
    for form in vars(module).values()
    if isinstance(form, type)
    and issubclass(form, DecisionForm)
    and form.__module__ == module.__name__
    and "page" in vars(form)
}
"""The form of each page by the last part of its address."""
LETTER_PAGES: Mapping[LetterKind, str] = {
    kind: name for name, form in FORMS.items() if issubclass(form, LetterForm) for kind in form.letters
}
"""The page on which each letter is written that falls due and extends no clock."""


def forms_of(schemes: Schemes) -> Mapping[str, type[DecisionForm]]:
    """Give the forms that an organisation with these schemes has, by the last part of their address."""
    return {name: form for name, form in FORMS.items() if _is_of(form.page, schemes)}


def _is_of(page: DecisionPage, schemes: Schemes) -> bool:
    if page.crosses:
        return schemes.reports and schemes.complaints
    # The registers are the citizens' adviser's, but for the account of a year, which either side has and may
    # close or withdraw as any entry.
    keeps = schemes.complaints or page.of_kind in {None, RegisterKind.ACCOUNT}
    runs = (schemes.reports and REPORTS, schemes.complaints and COMPLAINTS, keeps and REGISTER)
    return any(each and each in page.side for each in runs)


@dataclass(frozen=True, slots=True)
class Ways:
    """
    The names of the decision pages: those that come next, those that are always near, the others that belong
    to this kind of case, and those that are about its deadlines.
    """

    onward: tuple[str, ...]
    near: tuple[str, ...]
    others: tuple[str, ...]
    clocks: tuple[str, ...]


def ways(file: CaseFile, schemes: Schemes = Schemes.BOTH) -> Ways:
    """Give the ways on from a case as it stands, where the organisation runs these schemes."""
    case, has_mailbox = file.case, file.row.intake_reference is not None
    pages = [form.page for form in forms_of(schemes).values() if form.page.is_for(case)]
    pages = [each for each in pages if has_mailbox or not each.needs_mailbox]
    pages = [each for each in pages if not (each.to_sender and case.is_own_initiative)]
    if case.is_open:
        pages = [each for each in pages if not each.reopens]
    else:
        pages = [each for each in pages if each.of_closed or each.reopens]
    pages = [each for each in pages if each.is_offered(file)]
    waits = case.is_open or case.unanswered
    onward = tuple(each.name for each in pages if waits and each.comes_next(case))
    rest = [each for each in pages if each.name not in onward]
    return Ways(
        onward=onward,
        near=tuple(each.name for each in rest if each.is_near),
        others=tuple(each.name for each in rest if not each.of_clocks and not each.is_near),
        clocks=tuple(each.name for each in pages if each.of_clocks),
    )
