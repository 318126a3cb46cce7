"""What starts or ends a limit that the municipality has set and published itself."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from intake.page import language
from triage.office.decisions.clock_form import TODAY
from triage.office.decisions.decision_form import DecisionForm
from triage.office.forms import day, listed
from triage.office.request_context import organisation
from triage.services.casework import own_limits
from triage.services.casework.execute import Decision

NOT_SET_UP = _(
    "The municipality's own limits have not been set up in this installation, so there is none to count by. "
    "Those who run Betro can do it."
)
NONE_HERE = _("The municipality has published no limit of its own for this kind of case.")


class OwnLimitForm(DecisionForm):
    """Record what a limit of the municipality's own counts from, or what ends it."""

    title = _("Start or end a limit that the municipality has set itself")
    intro = _(
        "The municipality has published how long it may take, area by area. The limit that held on the day "
        "counts, also when another has been published since."
    )
    event = listed(_("What happened?"), _("Choose what happened."), list)
    area = listed(_("In which area?"), _("Choose the area."), list)
    happened_on = day(_("On which day"), hint=TODAY)

    def unavailable_reason(self) -> str:
        """Say why there is nothing to choose from, if so."""
        if not organisation().rulebook.local.limits:
            return str(NOT_SET_UP)
        if not own_limits.external_events(organisation(), self._scheme):
            return str(NONE_HERE)
        return ""

    def prepare(self) -> None:
        """Offer what is published for this kind of case."""
        events = organisation().rulebook.events
        known = own_limits.external_events(organisation(), self._scheme)
        areas = own_limits.areas(organisation(), self._scheme, language.current())
        first = ("", gettext("Choose"))
        self.event.choices = [first, *((tag, gettext(events[tag].title)) for tag in known)]
        self.area.choices = [first, *areas.items()]

    def decision(self) -> Decision:
        """Give what was typed."""
        return own_limits.happened(
            organisation(),
            self.matter.view.case_file,
            event=self.event.data,
            area=self.area.data,
            happened_on=self.happened_on.data,
        )

    @property
    def _scheme(self) -> str:
        return self.matter.view.case_file.case.scheme
