"""Activities: what is planned or was held, and what became of a plan."""

from flask_babel import lazy_gettext as _

from triage.cases.case import Case
from triage.cases.decisions.activities import (
    MOST_PEOPLE,
    ActivityCalledOff,
    ActivityHeld,
    ActivityKind,
    ActivityRegistered,
)
from triage.cases.register_kinds import RegisterKind
from triage.office.decisions.decision_form import REGISTER, TODAY, DecisionForm, DecisionPage
from triage.office.decisions.entry_form import IN_ONE_LINE, EntryForm
from triage.office.forms import choice, day, line, prose, several, worded
from triage.office.number_fields import whole


class ActivityForm(EntryForm):
    """What is done beside the cases."""

    begins = ActivityRegistered
    title = _("New activity")
    intro = _("A day to come plans it, and you are reminded of it. What was today or before has been held.")
    summary_item = line(_("What is it?"), _("Write what it is."), hint=IN_ONE_LINE)
    activity = choice(_("What kind of activity?"), _("Choose the kind."), worded(ActivityKind))
    meets_on = day(_("Day"), _("Write the day."))
    units = several(_("{Units} that take part"), list)
    people = whole(_("How many people"), 1, MOST_PEOPLE, hint=_("Yourselves not counted."))
    item = prose(_("What else is to be said of it"), rows=4)


def _is_planned(case: Case) -> bool:
    return case.is_open and case.register.kind is RegisterKind.ACTIVITY


class HeldForm(DecisionForm):
    """It was held."""

    decides = ActivityHeld
    page = DecisionPage("held", REGISTER, comes_next=_is_planned, of_kind=RegisterKind.ACTIVITY)
    title = _("It was held")
    intro = _("It counts on the day on which it was held.")
    at_once = True
    happened_on = day(_("Held on"), hint=TODAY)
    people = whole(_("How many people came"), 1, MOST_PEOPLE, hint=_("Yourselves not counted."))


class CalledOffForm(DecisionForm):
    """It was not held."""

    decides = ActivityCalledOff
    page = DecisionPage("called-off", REGISTER, comes_next=_is_planned, of_kind=RegisterKind.ACTIVITY)
    title = _("It was called off")
    intro = _("It stays in the register as called off.")
    at_once = True
    reason_item = prose(_("Why"), rows=3)
