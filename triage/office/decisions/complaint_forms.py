"""Decisions about a complaint: what it is about, how it is handled, and turning it away."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from triage.office.decisions.decision_form import DecisionForm
from triage.office.forms import OfficeForm, listed, several
from triage.office.presentation import labels
from triage.services.casework import refer
from triage.services.casework.execute import Decision

WHY = _("Write the reason.")
WHY_HINT = _("For the unit alone. Write it so that a colleague understands it in a year.")
TODAY = _("Leave it empty if it was today.")
DEPARTMENT = _("Choose the department.")


def offer(form: OfficeForm, departments: dict[str, str]) -> None:
    """Put the organisation's departments into the form's field."""
    form.department.choices = [("", gettext("Choose")), *departments.items()]


class OfDepartment(DecisionForm):
    """A decision that names a department."""

    def prepare(self) -> None:
        """Offer the departments."""
        offer(self, self.matter.departments)


class DepartmentForm(OfDepartment):
    """Which department is it about?"""

    title = _("Record the department")
    intro = _("Which part of the organisation the complaint is about.")
    at_once = True
    department = listed(_("Department"), DEPARTMENT, list)

    def decision(self) -> Decision:
        """Give what was typed."""
        return refer.department(code=self.department.data)


class ThemesForm(DecisionForm):
    """What is it about?"""

    title = _("Record themes")
    intro = _("One main theme, and others if the case touches them. The annual report counts them.")
    at_once = True
    main = listed(_("Main theme"), _("Choose the main theme."), labels.themes)
    others = several(_("Other themes"), labels.terms_of(lambda t: t.themes))

    def decision(self) -> Decision:
        """Give what was typed."""
        return refer.themes(self.matter.taxonomy, main=self.main.data, others=self.others.data)


class HandlingForm(DecisionForm):
    """How was it handled?"""

    title = _("Record how it is handled")
    intro = _("You can choose several. A later answer takes the place of this one.")
    at_once = True
    codes = several(_("Handling"), labels.terms_of(lambda t: t.handlings))

    def decision(self) -> Decision:
        """Give what was typed."""
        return refer.handling(self.matter.taxonomy, codes=self.codes.data)
