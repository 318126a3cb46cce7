"""Figures from elsewhere, year by year."""

from flask_babel import lazy_gettext as _

from triage.cases.decisions.external_figures import FigureBegun, FigureRecorded, Measure
from triage.cases.register_kinds import RegisterKind
from triage.office.decisions.decision_form import REGISTER, DecisionForm, DecisionPage
from triage.office.decisions.entry_form import EntryForm
from triage.office.forms import choice, line, worded
from triage.office.number_fields import a_year, code_word, number

SOURCE = _("Where is it from?")
NO_SOURCE = _("Write where the figure is from.")


class FigureForm(EntryForm):
    """A figure that somebody else has counted."""

    begins = FigureBegun
    title = _("New figure from elsewhere")
    intro = _("A figure that somebody else has counted. The account shows it year by year with its change.")
    summary_item = line(_("What is it called?"), _("Write what it is called."))
    measure = choice(_("What is it measured in?"), _("Choose what it is measured in."), worded(Measure))
    year = a_year(_("Year"))
    value = number(_("Figure"), _("Write the figure."))
    source_item = line(SOURCE, NO_SOURCE)
    code = code_word(
        _("Name in counting profiles"),
        hint=_("Only where a counting profile reckons with it."),
    )


class FigureYearForm(DecisionForm):
    """The same figure of another year."""

    decides = FigureRecorded
    page = DecisionPage("figure-of-year", REGISTER, is_near=True, of_kind=RegisterKind.EXTERNAL_FIGURE)
    title = _("Figure of another year")
    intro = _("A year that is here already gets the new figure; the old one stays in the history.")
    at_once = True
    year = a_year(_("Year"))
    value = number(_("Figure"), _("Write the figure."))
    source_item = line(SOURCE, NO_SOURCE)
