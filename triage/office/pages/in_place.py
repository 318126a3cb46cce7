"""
The forms that stand on the page of a case: a note or a contact, the answer or a message, and the end of what
is outside the scheme or rejected.

They are the forms of those decisions and are sent to them; what is refused is shown on the decision's own
page with everything that was typed.
"""

from dataclasses import dataclass

from triage.office.decisions.complaint_forms import AnswerForm
from triage.office.decisions.correspondence_forms import ContactForm, MessageForm, NoteForm
from triage.office.decisions.decision_form import DecisionContext, DecisionForm
from triage.office.decisions.outside_form import OutsideForm
from triage.office.decisions.pages import decision_context_of
from triage.office.decisions.reject_form import RejectForm, is_to_reject
from triage.office.presentation import drafts
from triage.services.views.case_view import CaseView


@dataclass(frozen=True, slots=True)
class FormsHere:
    """The forms on a page; None where one is not for the case as it stands."""

    note: DecisionForm
    contact: DecisionForm | None
    answer: DecisionForm | None
    message: DecisionForm | None
    turning_away: DecisionForm | None

    @property
    def names(self) -> tuple[str, ...]:
        """The decision pages whose form stands here, so that nothing leads there besides."""
        found = (self.note, self.contact, self.answer, self.message, self.turning_away)
        return tuple(each.page.name for each in found if each is not None)


def forms_here(view: CaseView) -> FormsHere:
    """Give the forms of a case, each begun as its own page begins it; an answer only to what is open."""
    decision_context, case = decision_context_of(view), view.case_file.case
    is_read = view.is_opened or not decision_context.has_mailbox
    owes = case.is_complaint and not case.is_own_initiative and is_read and AnswerForm.page.comes_next(case)
    return FormsHere(
        note=_begun(NoteForm, decision_context),
        contact=None if case.is_contact or case.is_register else _begun(ContactForm, decision_context),
        answer=_begun(AnswerForm, decision_context) if owes and case.is_open else None,
        message=_begun(MessageForm, decision_context) if is_read and decision_context.has_mailbox else None,
        turning_away=_turning_away(decision_context) if is_read and case.is_open else None,
    )


def _turning_away(decision_context: DecisionContext) -> DecisionForm | None:
    """Begin the form that ends what nobody has taken up yet."""
    case = decision_context.case
    if case.is_report:
        is_next = decision_context.is_opened and OutsideForm.page.comes_next(case)
        return _begun(OutsideForm, decision_context) if is_next else None
    return _begun(RejectForm, decision_context) if case.is_complaint and is_to_reject(case) else None


def _begun(kind: type[DecisionForm], decision_context: DecisionContext) -> DecisionForm:
    """Begin a form whose fields are told apart from those of the others on the page."""
    form = kind(formdata=None)
    form.bind(decision_context)
    form.draft()
    for each in form:
        each.id = each.label.field_id = f"{kind.page.name}-{each.id}"
    drafts.offer_to_keep(form, kind.page.name, decision_context.file.row.case_reference)
    return form
