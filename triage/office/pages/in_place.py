"""
The forms that stand on the page of a case: a note or a contact, and the answer or a message.

They are the forms of those decisions and are sent to them; what is refused is shown on the decision's own
page with everything that was typed.
"""

from dataclasses import dataclass

from triage.office.decisions.complaint_forms import AnswerForm
from triage.office.decisions.correspondence_forms import ContactForm, MessageForm, NoteForm
from triage.office.decisions.decision_form import DecisionContext, DecisionForm
from triage.office.decisions.outside_form import OutsideForm
from triage.office.decisions.pages import decision_context_of
from triage.office.presentation import drafts
from triage.services.views.case_view import CaseView


@dataclass(frozen=True, slots=True)
class FormsHere:
    """The forms on a page; None where one is not for the case as it stands."""

    note: DecisionForm
    contact: DecisionForm | None
    answer: DecisionForm | None
    message: DecisionForm | None
    outside: DecisionForm | None

    @property
    def names(self) -> tuple[str, ...]:
        """The decision pages whose form stands here, so that nothing leads there besides."""
        found = (self.note, self.contact, self.answer, self.message, self.outside)
        return tuple(each.page.name for each in found if each is not None)


def forms_here(view: CaseView) -> FormsHere:
    """Give the forms of a case, each begun as its own page begins it; an answer only to what is open."""
    decision_context, case = decision_context_of(view), view.case_file.case
    is_read = view.is_opened or not decision_context.has_mailbox
    owes = not (case.is_report or case.is_own_initiative) and is_read and AnswerForm.page.comes_next(case)
    return FormsHere(
        note=_begun(NoteForm, decision_context),
        contact=None if case.is_contact else _begun(ContactForm, decision_context),
        answer=_begun(AnswerForm, decision_context) if owes and case.is_open else None,
        message=_begun(MessageForm, decision_context) if is_read and decision_context.has_mailbox else None,
        outside=_begun(OutsideForm, decision_context) if _is_to_assess(decision_context) else None,
    )


def _is_to_assess(decision_context: DecisionContext) -> bool:
    case = decision_context.case
    return (
        decision_context.is_opened and case.is_report and case.is_open and OutsideForm.page.comes_next(case)
    )


def _begun(kind: type[DecisionForm], decision_context: DecisionContext) -> DecisionForm:
    """Begin a form whose fields are told apart from those of the others on the page."""
    form = kind(formdata=None)
    form.bind(decision_context)
    form.draft()
    for each in form:
        each.id = each.label.field_id = f"{kind.page.name}-{each.id}"
    drafts.offer_to_keep(form, kind.page.name, decision_context.file.row.case_reference)
    return form
