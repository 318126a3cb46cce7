"""
What every page that turns one clock of a case has: the choice of the clock, and its rule.

Every clock that is open is offered, whatever its rule allows: where the rule says no, the refusal names the
provision, and that is worth more than a choice that is missing.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from triage.cases.decisions.clocks import RunningDeadline
from triage.engine.case_deadlines import Deadline
from triage.engine.trace import REASON_MSGIDS
from triage.office.decisions.decision_form import DecisionForm
from triage.office.presentation import labels
from triage.office.presentation.clock_choices import clock_choices, clock_of
from triage.office.request_context import organisation, today
from triage.rules.model import ClockReason
from triage.services.casework import clocks

CLOCK = _("Which deadline?")
CHOOSE_CLOCK = _("Choose the deadline.")
REASON = _("Reason")
CHOOSE_REASON = _("Choose the reason.")
WHY = _("Write the reason.")
TODAY = _("Leave it empty if it was today.")


def reasons(codes: Iterable[ClockReason]) -> Callable[[], Sequence[tuple[str, str]]]:
    """Give reasons as choices; one about a citizen only where there are any."""

    def offered() -> Sequence[tuple[str, str]]:
        everybody = organisation().settings.schemes.complaints
        wanted = [code for code in codes if everybody or code is not ClockReason.AWAITING_CITIZEN]
        return labels.options({code: REASON_MSGIDS[code] for code in wanted})()

    return offered


class OfClock(DecisionForm):
    """A decision about one clock of the case. A form of this family has the field `clock`."""

    wants_paused: ClassVar[bool | None] = None
    """Whether only clocks that stand still are offered, or only those that run; None for both."""

    def prepare(self) -> None:
        """Offer the clocks that are open."""
        super().prepare()
        offered = [
            each
            for each in self.matter.view.deadlines
            if each.is_open and self.wants_paused in (None, each.is_paused)
        ]
        self.clock.choices = [("", gettext("Choose")), *clock_choices(offered, self.matter.names)]

    def chosen(self) -> Deadline | None:
        """Give the clock that was chosen."""
        return clock_of(self.matter.view.deadlines, self.clock.data)

    def turned(self) -> RunningDeadline:
        """Give it with its rule, as the commands want it."""
        return as_clock(self, self.chosen())


def as_clock(form: DecisionForm, deadline: Deadline | None) -> RunningDeadline:
    """Give a clock of the form's case with its rule."""
    if deadline is None:
        raise RuntimeError("a clock was chosen that the form did not offer")
    return clocks.clock_of(organisation(), form.matter.view.case_file, deadline, today=today())
