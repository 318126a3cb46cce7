"""Counts that somebody has ordered."""

from flask_babel import lazy_gettext as _

from triage.cases.decisions.ordered_counts import CountEnded, CountOrdered
from triage.cases.decisions.own_initiative import OrderedBy
from triage.cases.register_kinds import RegisterKind
from triage.office.decisions.decision_form import REGISTER, TODAY, DecisionForm, DecisionPage, because
from triage.office.decisions.entry_form import IN_ONE_LINE, EntryForm
from triage.office.forms import choice, day, line, prose, worded
from triage.office.number_fields import code_word


class CountForm(EntryForm):
    """What is counted, and who ordered it."""

    begins = CountOrdered
    title = _("New ordered count")
    intro = _("While it runs, inquiries are ticked with its mark when they are registered or sorted.")
    summary_item = line(_("What is counted?"), _("Write what is counted."), hint=IN_ONE_LINE)
    mark = code_word(
        _("Mark"),
        _("Write the mark."),
        hint=_("A short word by which inquiries are ticked and counted. Small letters, digits and hyphens."),
    )
    ordered_by = choice(_("Who ordered it?"), _("Choose who ordered it."), worded(OrderedBy))
    item = prose(_("What else is to be said of it"), rows=4)
    happened_on = day(_("From"), hint=TODAY)


class EndCountForm(DecisionForm):
    """It is counted no longer."""

    decides = CountEnded
    page = DecisionPage("end-count", REGISTER, is_near=True, of_kind=RegisterKind.ORDERED_COUNT)
    title = _("End the count")
    intro = _("Nothing is ticked with it any more. What was ticked stays counted.")
    at_once = True
    happened_on = day(_("The last day"), hint=TODAY)
    reason_item = because(_("Why it ends"), rows=3)
