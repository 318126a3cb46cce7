"""
Turning a clock by hand: giving it longer, stopping and resuming it, beginning it anew, leaving the
acknowledgement out, and recording what a clock counts from.

Every clock that runs is offered, whatever its rule allows: where the rule says no, the refusal names the
provision, and that is worth more than a choice that is missing.
"""

from collections.abc import Mapping
from datetime import date
from typing import ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from intake.domain.words import N_
from triage.domain.clocks import EXTENSION_REASONS, Clock
from triage.domain.deadlines import Deadline
from triage.domain.events import Tag
from triage.domain.letter_text import LetterKind
from triage.domain.letters import extension_kind
from triage.domain.trace import REASON_MSGIDS
from triage.rules.model import ClockReason
from triage.services import clocks
from triage.services.desk import Decision
from triage.services.letters import told_as
from triage.web import labels
from triage.web.clocks import clock_choices, clock_of, wanted_clock
from triage.web.decision import DecisionForm
from triage.web.edge import today, unit
from triage.web.forms import choice, day, listed, prose
from triage.web.letter_form import DRAFTED, PAGE, PostForm, given_field, language_field, way_field

CLOCK = _("Which deadline?")
CHOOSE_CLOCK = _("Choose the deadline.")
REASON = _("Reason")
CHOOSE_REASON = _("Choose the reason.")
WHY = _("Write the reason.")
TODAY = _("Leave it empty if it was today.")
WAIVERS: Mapping[str, str] = {
    "expressly_asked": N_("The person has expressly asked for it"),
    "endangers_identity": N_("It would endanger the reporter's identity"),
    "no_contact_details": N_("We have no way to reach the person"),
}


def reasons(codes: tuple[ClockReason, ...]) -> Mapping[str, str]:
    """
    Give the words for reasons, as choices.
    """
    return {code: REASON_MSGIDS[code] for code in codes}


class OfClock(DecisionForm):
    """
    A decision about one clock of the case. A form of this family has the field `clock`.
    """

    wants_paused: ClassVar[bool | None] = None
    """Whether only clocks that stand still are offered, or only those that run; None for both."""

    def prepare(self) -> None:
        """
        Offer the clocks that are open.
        """
        super().prepare()
        offered = [
            each
            for each in self.matter.view.deadlines
            if each.is_open and self.wants_paused in (None, each.is_paused)
        ]
        self.clock.choices = [("", gettext("Choose")), *clock_choices(offered, self.matter.departments)]

    def chosen(self) -> Deadline | None:
        """
        Give the clock that was chosen.
        """
        return clock_of(self.matter.view.deadlines, self.clock.data)

    def turned(self) -> Clock:
        """
        Give it with its rule, as the commands want it.
        """
        return as_clock(self, self.chosen())


def as_clock(form: DecisionForm, deadline: Deadline | None) -> Clock:
    """
    Give a clock of the form's case with its rule.
    """
    if deadline is None:
        raise RuntimeError("a clock was chosen that the form did not offer")
    return clocks.clock_of(unit(), form.matter.view.standing, deadline, today=today())


class ExtendForm(OfClock, PostForm):
    """
    Give a clock longer, with the letter that says so.
    """

    title = _("Extend a deadline")
    intro = _(
        "Only where the rule allows it, before the date has passed, and with a letter that gives the reason. "
        "The first date stays visible."
    )
    drafts_at_once = False
    wants_paused = False
    reporter_reads = ("why", "text")
    clock = listed(CLOCK, CHOOSE_CLOCK, list)
    until_on = day(_("The new date"), _("Write the new date."))
    reason = listed(REASON, CHOOSE_REASON, labels.options(reasons(EXTENSION_REASONS)))
    why = prose(_("The reason, as the letter says it"), WHY)
    language = language_field()
    text = prose(_("The letter"), hint=DRAFTED, rows=PAGE)
    given_on = given_field()
    sent_by = way_field()

    def draft(self) -> None:
        """
        Begin with the clock that the list of letters named, and the day that its department has announced.
        """
        self.clock.data = wanted_clock(self.matter.view.deadlines)
        deadline = self.chosen()
        about = "" if deadline is None else deadline.about
        promised = (
            each.promised_on
            for each in self.matter.view.standing.case.open_referrals
            if each.department == about
        )
        self.until_on.data = next(promised, None)
        super().draft()

    def kind_of_letter(self) -> LetterKind:
        """
        Give the letter for this clock.
        """
        deadline = self.chosen()
        if deadline is None:
            return LetterKind.EXTENSION
        return extension_kind(self.matter.view.standing.case, as_clock(self, deadline).rule)

    def typed(self) -> Mapping[str, str | date | None]:
        """
        Give reason and dates.
        """
        deadline = self.chosen()
        return {
            "reason": self.why.data,
            "new_date": self.until_on.data,
            "due_strict": None if deadline is None else deadline.due_strict,
        }

    def decision(self) -> Decision:
        """
        Give what was typed.
        """
        sent = self.sent()
        extended = clocks.extended(
            clock=self.turned(),
            until_on=self.until_on.data,
            reason=self.reason.data,
            why=self.why.data,
            letter=sent.text,
            told_on=sent.given_on,
        )
        return told_as(extended, sent)


class SuspendForm(OfClock):
    """
    Stop a clock for a while.
    """

    title = _("Suspend a deadline")
    intro = _(
        "No time runs until you take it up again; the rest of the time is kept. The rule must allow it."
    )
    wants_paused = False
    internal = ("why",)
    clock = listed(CLOCK, CHOOSE_CLOCK, list)
    reason = listed(REASON, CHOOSE_REASON, labels.options(reasons(tuple(ClockReason))))
    why = prose(_("Your reason in words"), WHY)
    happened_on = day(_("From which day"), hint=TODAY)

    def decision(self) -> Decision:
        """
        Give what was typed.
        """
        return clocks.suspended(
            clock=self.turned(),
            reason=self.reason.data,
            why=self.why.data,
            happened_on=self.happened_on.data,
        )


class ResumeForm(OfClock):
    """
    Let a suspended clock run on.
    """

    title = _("Take a suspended deadline up again")
    intro = _("The rest of its time runs on.")
    wants_paused = True
    clock = listed(CLOCK, CHOOSE_CLOCK, list)
    happened_on = day(_("From which day"), hint=TODAY)

    def decision(self) -> Decision:
        """
        Give what was typed.
        """
        return clocks.resumed(clock=self.turned(), happened_on=self.happened_on.data)


class InterruptForm(OfClock):
    """
    Interrupt a clock.
    """

    title = _("Interrupt a deadline")
    intro = _(
        "For what the law itself lets interrupt a time limit. The rule says whether the rest or the whole of "
        "the time runs afterwards."
    )
    wants_paused = False
    internal = ("why",)
    clock = listed(CLOCK, CHOOSE_CLOCK, list)
    reason = listed(REASON, CHOOSE_REASON, labels.options(reasons(tuple(ClockReason))))
    why = prose(_("Your reason in words"), WHY)
    happened_on = day(_("From which day"), hint=TODAY)

    def decision(self) -> Decision:
        """
        Give what was typed.
        """
        return clocks.interrupted(
            clock=self.turned(),
            reason=self.reason.data,
            why=self.why.data,
            happened_on=self.happened_on.data,
        )


class RestartForm(OfClock):
    """
    End an interruption, or count a clock anew.
    """

    title = _("End an interruption, or count anew")
    intro = _("For a deadline that was interrupted, or one that its rule lets count anew.")
    internal = ("why",)
    clock = listed(CLOCK, CHOOSE_CLOCK, list)
    reason = listed(_("Reason, when it is counted anew"), None, labels.options(reasons(tuple(ClockReason))))
    why = prose(_("Your reason in words"), WHY)
    happened_on = day(_("From which day"), hint=TODAY)

    def decision(self) -> Decision:
        """
        Give what was typed.
        """
        return clocks.restarted(
            clock=self.turned(),
            reason=self.reason.data or None,
            why=self.why.data,
            happened_on=self.happened_on.data,
        )


class WaiveForm(DecisionForm):
    """
    Leave the acknowledgement out.
    """

    title = _("Leave the acknowledgement out")
    intro = _("Only where the law allows it, and for one of its reasons.")
    internal = ("why",)
    reason = choice(REASON, CHOOSE_REASON, labels.options(WAIVERS))
    why = prose(_("Your reason in words"), WHY)

    def decision(self) -> Decision:
        """
        Give what was typed.
        """
        view = self.matter.view
        found = [
            as_clock(self, each)
            for each in view.deadlines
            if Tag.ACKNOWLEDGEMENT_GIVEN in as_clock(self, each).rule.satisfied_by
        ]
        return clocks.waived(clock=found[0], reason=self.reason.data, why=self.why.data)


class HappeningForm(DecisionForm):
    """
    Record what a clock counts from, or what ends it.
    """

    title = _("Record what a time limit counts from")
    intro = _(
        "For what is no step of the case itself: somebody asks for access to documents, or a decision is "
        "received. It starts or ends the time limits that belong to it."
    )
    event = listed(_("What happened?"), _("Choose what happened."), list)
    happened_on = day(_("On which day"), hint=TODAY)

    def prepare(self) -> None:
        """
        Offer what the rules of this kind of case speak of.
        """
        events = unit().rulebook.events
        known = clocks.happenings(unit(), self.matter.view.standing.case.scheme)
        self.event.choices = [("", gettext("Choose")), *((tag, gettext(events[tag].title)) for tag in known)]

    def decision(self) -> Decision:
        """
        Give what was typed.
        """
        standing = self.matter.view.standing
        return clocks.happening(
            so_far=clocks.facts_of(unit(), standing),
            known=clocks.happenings(unit(), standing.case.scheme),
            event=self.event.data,
            happened_on=self.happened_on.data,
        )
