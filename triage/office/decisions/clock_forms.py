"""Turning a clock by hand: stopping it for a while and taking it up, interrupting it and beginning anew."""

from collections.abc import Callable

from flask_babel import lazy_gettext as _

from triage.office.decisions.clock_form import (
    CHOOSE_CLOCK,
    CHOOSE_REASON,
    CLOCK,
    REASON,
    TODAY,
    WHY,
    OfClock,
    reasons,
)
from triage.office.forms import day, listed, prose
from triage.rules.model import ClockReason
from triage.services.casework import clocks
from triage.services.casework.execute import Decision


class StopForm(OfClock):
    """What is asked whenever a running clock is stopped."""

    wants_paused = False
    internal = ("why",)
    clock = listed(CLOCK, CHOOSE_CLOCK, list)
    reason = listed(REASON, CHOOSE_REASON, reasons(ClockReason))
    why = prose(_("Your reason in words"), WHY)
    happened_on = day(_("From which day"), hint=TODAY)

    def stopped(self, decide: Callable[..., Decision]) -> Decision:
        """Give what was typed to the decision that stops the clock."""
        return decide(
            clock=self.turned(),
            reason=self.reason.data,
            why=self.why.data,
            happened_on=self.happened_on.data,
        )


class SuspendForm(StopForm):
    """Stop a clock for a while."""

    title = _("Suspend a deadline")
    intro = _(
        "No time runs until you take it up again; the rest of the time is kept. The rule must allow it."
    )

    def decision(self) -> Decision:
        """Give what was typed."""
        return self.stopped(clocks.suspended)


class ResumeForm(OfClock):
    """Let a suspended clock run on."""

    title = _("Take a suspended deadline up again")
    intro = _("The rest of its time runs on.")
    wants_paused = True
    clock = listed(CLOCK, CHOOSE_CLOCK, list)
    happened_on = day(_("From which day"), hint=TODAY)

    def decision(self) -> Decision:
        """Give what was typed."""
        return clocks.resumed(clock=self.turned(), happened_on=self.happened_on.data)


class InterruptForm(StopForm):
    """Interrupt a clock."""

    title = _("Interrupt a deadline")
    intro = _(
        "For what the law itself lets interrupt a time limit. The rule says whether the rest or the whole of "
        "the time runs afterwards."
    )

    def decision(self) -> Decision:
        """Give what was typed."""
        return self.stopped(clocks.interrupted)


class RestartForm(OfClock):
    """End an interruption, or count a clock anew."""

    title = _("End an interruption, or count anew")
    intro = _("For a deadline that was interrupted, or one that its rule lets count anew.")
    internal = ("why",)
    clock = listed(CLOCK, CHOOSE_CLOCK, list)
    reason = listed(_("Reason, when it is counted anew"), None, reasons(ClockReason))
    why = prose(_("Your reason in words"), WHY)
    happened_on = day(_("From which day"), hint=TODAY)

    def decision(self) -> Decision:
        """Give what was typed."""
        return clocks.restarted(
            clock=self.turned(),
            reason=self.reason.data or None,
            why=self.why.data,
            happened_on=self.happened_on.data,
        )
