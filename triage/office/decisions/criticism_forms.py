"""Hearing a department before it is criticised, its comments, and what is said to it."""

from flask_babel import lazy_gettext as _

from triage.cases.vocabulary import CriticismKind
from triage.office.decisions.complaint_forms import DEPARTMENT, TODAY, OfDepartment, offer
from triage.office.decisions.decision_form import DecisionForm
from triage.office.forms import choice, day, listed, prose
from triage.office.presentation import labels
from triage.services.casework import refer
from triage.services.casework.execute import Decision


class HearingForm(OfDepartment):
    """Send a department the draft of what will be said about it."""

    title = _("Hear a department before criticism")
    intro = _("The department sees the draft and may comment on it before anything is said.")
    internal = ("text",)
    department = listed(_("Department"), DEPARTMENT, list)
    text = prose(_("The draft that the department is heard about"), _("Write the draft."))
    answer_by = day(_("The last day for its comments"), _("Write the last day for its comments."))

    def decision(self) -> Decision:
        """Give what was typed."""
        return refer.heard(
            department=self.department.data, text=self.text.data, answer_by=self.answer_by.data
        )


class HearingAnswerForm(DecisionForm):
    """What the department said to the draft."""

    title = _("Register the department's comments")
    intro = _("Write what the department says to the draft, or that it has nothing to say.")
    internal = ("text",)
    department = listed(_("Department"), DEPARTMENT, list)
    text = prose(_("The comments"), _("Write the comments."))
    answered_on = day(_("On which day"), hint=TODAY)

    def prepare(self) -> None:
        """
        Offer the departments that are being heard, and all where none is, so that the domain can say so.
        """
        hearings = self.matter.view.case_file.case.hearings
        heard = {each.department for each in hearings if each.answered_on is None}
        wanted = {code: name for code, name in self.matter.names.items() if code in heard}
        offer(self, wanted or self.matter.departments)

    def decision(self) -> Decision:
        """Give what was typed."""
        return refer.hearing_answered(
            department=self.department.data, text=self.text.data, answered_on=self.answered_on.data
        )


class CriticismForm(OfDepartment):
    """Criticism, a formal request or a recommendation."""

    title = _("Record criticism or a recommendation")
    intro = _("Only after the department has been heard, or its time to comment has passed.")
    internal = ("text",)
    kind = choice(_("What is it?"), _("Choose what it is."), labels.options(labels.CRITICISM))
    department = listed(_("Department"), DEPARTMENT, list)
    text = prose(_("What is said to the department"), _("Write what is said to the department."))

    def decision(self) -> Decision:
        """Give what was typed."""
        return refer.criticised(
            kind=CriticismKind(self.kind.data), department=self.department.data, text=self.text.data
        )
