"""Decisions of appeals bodies, and what a unit has decided anew after one."""

from flask_babel import lazy_gettext as _

from triage.cases.appeals import AppealResult, DecidingBody
from triage.cases.decisions.appeals import AppealDecided, AppealRemade, waits_for_unit
from triage.cases.register_kinds import RegisterKind
from triage.office.decisions.decision_form import REGISTER, TODAY, DecisionForm, DecisionPage
from triage.office.decisions.entry_form import IN_ONE_LINE, EntryForm
from triage.office.forms import choice, day, line, listed, prose, worded, yes
from triage.office.presentation import labels
from triage.office.typed_fields import ChoiceLines


class AppealEntryForm(EntryForm):
    """What an appeals body has decided."""

    begins = AppealDecided
    title = _("New decision of an appeals body")
    intro = _("Whatever its result. What was remanded gets a deadline here until {unit} has decided anew.")
    summary_item = line(_("What is it about?"), _("Write what it is about."), hint=IN_ONE_LINE)
    decided_by = choice(_("Who decided?"), _("Choose who decided."), worded(DecidingBody))
    result = choice(_("What is the result?"), _("Choose the result."), worded(AppealResult))
    unit = listed(_("{Bare_unit}"), None, list)
    remarked = yes(_("It remarks on how the case was handled"))
    remarks = ChoiceLines(_("Themes of the remarks"), each=_("Theme of a remark"), choices=labels.themes)
    born_of = line(_("Our own cases about it"), hint=_("Their references, with spaces between."))
    item = prose(_("What else is to be said of it"), rows=4)
    happened_on = day(_("Decided on"), hint=TODAY)


class RemadeForm(DecisionForm):
    """The unit has decided anew."""

    decides = AppealRemade
    page = DecisionPage(
        "remade",
        REGISTER,
        comes_next=waits_for_unit,
        of_kind=RegisterKind.APPEAL,
        is_offered=lambda file: waits_for_unit(file.case),
    )
    title = _("{Unit} has decided anew")
    intro = _("What was remanded has been decided anew; nothing more is awaited of it.")
    at_once = True
    happened_on = day(_("Decided anew on"), hint=TODAY)
