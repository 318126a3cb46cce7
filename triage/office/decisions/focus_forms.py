"""Focus points: what is looked at in a year, moved on to a later one, or done."""

from flask_babel import lazy_gettext as _

from triage.cases.decisions.focus_points import FocusPointDone, FocusPointMoved, FocusPointSet
from triage.cases.register_kinds import RegisterKind
from triage.office.decisions.decision_form import REGISTER, DecisionForm, DecisionPage
from triage.office.decisions.entry_form import IN_ONE_LINE, EntryForm
from triage.office.forms import line, listed, prose
from triage.office.number_fields import a_year
from triage.office.presentation import labels


class FocusForm(EntryForm):
    """What is looked at."""

    begins = FocusPointSet
    title = _("New focus point")
    intro = _("What you will look at in a year. The account of the year before tells of it.")
    summary_item = line(_("What do you look at?"), _("Write what you look at."), hint=IN_ONE_LINE)
    year = a_year(_("In which year?"), ahead=1)
    theme = listed(_("Theme"), None, labels.themes)
    item = prose(_("What else is to be said of it"), rows=4)


class MoveFocusForm(DecisionForm):
    """It is looked at in a later year too."""

    decides = FocusPointMoved
    page = DecisionPage("move-focus", REGISTER, is_near=True, of_kind=RegisterKind.FOCUS_POINT)
    title = _("Move it on to a later year")
    intro = _("The account says that it was moved on.")
    at_once = True
    year = a_year(_("To which year?"), ahead=1)


class FocusDoneForm(DecisionForm):
    """It is looked at no longer."""

    decides = FocusPointDone
    page = DecisionPage("focus-done", REGISTER, is_near=True, of_kind=RegisterKind.FOCUS_POINT)
    title = _("It is done")
    intro = _("You look at it no longer.")
    at_once = True
    item = prose(_("What came of it"), rows=4)
