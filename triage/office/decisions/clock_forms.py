"""
What is done to the deadlines of a case: stopping and taking up, what a clock counts from; and why
one was missed.

Every clock that is open is offered, whatever its rule allows: where the rule says no, the refusal names the
provision, and that is worth more than a choice that is missing.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import ClassVar

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from intake.domain.translatable import N_
from intake.page import language as reader
from triage.cases.decisions.access import ENDS
from triage.cases.decisions.acknowledgement import AcknowledgementGiven, AcknowledgementWaived
from triage.cases.decisions.clocks import (
    ClockInterrupted,
    ClockRestarted,
    ClockResumed,
    ClockSuspended,
    ReplyExtended,
    is_owed_by_unit,
)
from triage.cases.decisions.external_events import (
    ExternalEventRecorded,
    counts_hours,
    external_events,
    own_events,
    which_of_several,
)
from triage.cases.decisions.missed import Breach, BreachExplained
from triage.engine.deadline import Deadline
from triage.office.decisions.decision_form import COMPLAINTS, TODAY, DecisionForm, DecisionPage, Side, because
from triage.office.forms import WHERE_NEEDED, choice, day, hour, listed, offer, prose
from triage.office.presentation import labels
from triage.office.presentation.breaches import breach_key, breach_words, missed, responsibles
from triage.office.presentation.clock_choices import clock_choices, clock_of, wanted_clock
from triage.office.request_context import organisation
from triage.rules.codes import ClockReason
from triage.services.history.case_file import CaseFile
from triage.services.people.names import area_names

CLOCK = _("Which deadline?")
REASON = _("Reason")
CHOOSE_REASON = _("Choose the reason.")
FIRST = "1"
"""The number of the first of several, which bears none in the case."""
NOT_SET_UP = _(
    "The municipality's own limits have not been set up in this installation, so there is none to count by. "
    "Those who run Betro can do it."
)
NONE_HERE = _("The municipality has published no limit of its own for this kind of case.")
WAIVERS: Mapping[str, str] = {
    "expressly_asked": N_("The person has expressly asked for it"),
    "endangers_identity": N_("It would endanger the reporter's identity"),
    "no_contact_details": N_("We have no way to reach the person"),
}


def reasons(codes: Iterable[ClockReason]) -> Callable[[], Sequence[tuple[str, str]]]:
    """Give reasons as choices; one about a citizen only where there are any."""

    def offered() -> Sequence[tuple[str, str]]:
        everybody = organisation().settings.schemes.complaints
        wanted = [code for code in codes if everybody or code is not ClockReason.AWAITING_CITIZEN]
        return labels.options({code: code.words for code in wanted})()

    return offered


class ClockForm(DecisionForm):
    """A decision about one clock of the case."""

    clock = listed(CLOCK, _("Choose the deadline."), list)
    wants_paused: ClassVar[bool | None] = None
    """Whether only clocks that stand still are offered, or only those that run; None for both."""

    def prepare(self) -> None:
        """Offer the clocks that are open."""
        super().prepare()
        offered = [
            each for each in self.decision_context.view.deadlines if each.is_open and self.offers(each)
        ]
        offer(self.clock, clock_choices(offered, self.decision_context.names))

    def offers(self, deadline: Deadline) -> bool:
        """Say whether an open clock is one that this can be about."""
        return self.wants_paused in (None, deadline.is_paused)

    def chosen(self) -> Deadline | None:
        """Give the clock that was chosen."""
        return clock_of(self.decision_context.view.deadlines, self.clock.data)

    def given(self) -> dict[str, object]:
        """Give what was typed, and the clock."""
        chosen = self.chosen()
        if chosen is None:
            raise RuntimeError("a clock was chosen that the form did not offer")
        return {**super().given(), "rule": chosen.rule, "subject": chosen.subject}


class StopForm(ClockForm):
    """A clock stops, for a reason that its rule knows."""

    wants_paused = False
    reason = listed(REASON, CHOOSE_REASON, reasons(ClockReason))
    reason_item = because(hint="")
    happened_on = day(_("From which day"), hint=TODAY)


class SuspendForm(StopForm):
    """Stop a clock for a while."""

    decides = ClockSuspended
    page = DecisionPage("suspend", of_clocks=True)
    title = _("Suspend a deadline")
    intro = _(
        "No time runs until you take it up again; the rest of the time is kept. The rule must allow it."
    )


class ResumeForm(ClockForm):
    """Let a suspended clock run on."""

    decides = ClockResumed
    page = DecisionPage("resume", of_clocks=True, of_closed=True)
    title = _("Take a suspended deadline up again")
    intro = _("The rest of its time runs on.")
    wants_paused = True
    happened_on = day(_("From which day"), hint=TODAY)


class InterruptForm(StopForm):
    """Interrupt a clock."""

    decides = ClockInterrupted
    page = DecisionPage("interrupt", of_clocks=True)
    title = _("Interrupt a deadline")
    intro = _(
        "For what the law itself lets interrupt a time limit. The rule says whether the rest or the whole of "
        "the time runs afterwards."
    )


class RestartForm(ClockForm):
    """End an interruption, or count a clock anew."""

    decides = ClockRestarted
    page = DecisionPage("restart", of_clocks=True, of_closed=True)
    title = _("End an interruption, or count anew")
    intro = _("For a deadline that was interrupted, or one that its rule lets count anew.")
    reason = listed(_("Reason, when it is counted anew"), WHERE_NEEDED, reasons(ClockReason))
    reason_item = because(hint="")
    happened_on = day(_("From which day"), hint=TODAY)


def _has_waivers(file: CaseFile) -> bool:
    """Whether a deadline that still runs may fall away for a reason that its rule knows."""
    return any(each.is_open and each.counted_by.waivers for each in file.deadlines)


class WaiveForm(DecisionForm):
    """Leave the acknowledgement out."""

    decides = AcknowledgementWaived
    page = DecisionPage("waive", of_clocks=True, is_offered=_has_waivers)
    title = _("Leave the acknowledgement out")
    intro = _("Only where the law allows it, and for one of its reasons.")
    reason = choice(REASON, CHOOSE_REASON, list)
    reason_item = because(hint="")

    def prepare(self) -> None:
        """Offer the reasons of the rule; where it has none all, so that the refusal can say so."""
        clock = self.decision_context.file.context.settled_by(AcknowledgementGiven.tag)
        offered = WAIVERS if clock is None else clock.rule.waivers or WAIVERS
        self.reason.choices = [(code, gettext(WAIVERS[code])) for code in offered]


class LongerForm(ClockForm):
    """Give a unit longer for its reply."""

    decides = ReplyExtended
    page = DecisionPage(
        "longer",
        COMPLAINTS,
        of_clocks=True,
        is_offered=lambda file: bool(file.case.complaint.open_referrals),
    )
    title = _("Give {unit} longer")
    intro = _(
        "Only before its time is over; the first date stays visible. What the citizen waits for stays where "
        "it was, and no letter is sent: write to the citizen where the answer will be late."
    )
    wants_paused = False
    promised_on = day(_("The new date"), _("Write the new date."))
    reason_item = because()

    def offers(self, deadline: Deadline) -> bool:
        """Offer what a unit owes a reply by."""
        return super().offers(deadline) and is_owed_by_unit(deadline.counted_by)

    def draft(self) -> None:
        """Begin with the clock that a link named, and the day that its unit has announced."""
        self.clock.data = wanted_clock(self.decision_context.view.deadlines)
        deadline = self.chosen()
        announced = {
            each.unit: each.promised_on for each in self.decision_context.case.complaint.open_referrals
        }
        self.promised_on.data = announced.get("" if deadline is None else deadline.subject)


class ExternalEventForm(DecisionForm):
    """Record what a clock counts from, or what ends it."""

    decides = ExternalEventRecorded
    page = DecisionPage("external-event", of_clocks=True, of_closed=True)
    title = _("Record what a time limit counts from")
    intro = _(
        "For what is no step of the case itself: somebody asks for access to documents, or a decision is "
        "received. It starts or ends the time limits that belong to it."
    )
    event = listed(_("What happened?"), _("Choose what happened."), list)
    subject = listed(
        _("Which of several?"), None, list, hint=_("Only for what ends one of several that are under way.")
    )
    happened_on = day(_("On which day"), hint=TODAY)
    at_time = hour(_("At what time"), hint=_("Only for what is counted in hours, as 14:30."))
    item = prose(_("Who it was, and what about"), rows=3)

    def offered(self) -> tuple[str, ...]:
        """Give what may be recorded here."""
        recordable = external_events(organisation().rulebook, self.decision_context.file.facts)
        # What was decided about access has its own page, for a refusal has reasons.
        return tuple(each for each in recordable if each not in ENDS.values())

    def external_event(self) -> tuple[str, str] | None:
        """Give what happened, and where that is said what it is about."""
        return self.event.data, self.which()

    def which(self) -> str:
        """Give which of several it is about: what was chosen, or the only one that it can be."""
        chosen = self.subject.data if "subject" in self else ""
        if chosen:
            return "" if chosen == FIRST else str(chosen)
        return which_of_several(self.event.data, self.decision_context.file.context)[0]

    def completed(self) -> bool:
        """Insist on a choice where it may end several; and on the time of day where hours count."""
        context = self.decision_context.file.context
        is_said = "subject" not in self or self.subject.data
        if not is_said and len(which_of_several(self.event.data, context)) > 1:
            self.subject.errors = [gettext("Choose which of them this ends.")]
            return False
        if not self.at_time.data and counts_hours(self.event.data, context):
            self.at_time.errors = [gettext("The time limit is counted in hours: write the time of day.")]
            return False
        return True

    def warnings(self) -> list[str]:
        """Say that it is not the first of its kind in the case."""
        number = self.which()
        if not number:
            return []
        return [
            gettext("This is number %(number)s in this case, with time limits of its own.", number=number)
        ]

    def given(self) -> dict[str, object]:
        """Give what was typed, and which of several it is."""
        return {**super().given(), "subject": self.which()}

    def prepare(self) -> None:
        """Offer what the rules of this kind of case speak of, and which of several there are."""
        self.offer_events()
        begun = sorted(
            (each for each in self.decision_context.file.facts.instances if each.isdigit()), key=int
        )
        if begun:
            offer(
                self.subject, [(each, gettext("Number %(number)s", number=each)) for each in (FIRST, *begun)]
            )
        else:
            del self.subject

    def offer_events(self) -> None:
        """Offer what may be recorded here."""
        events = organisation().rulebook.events
        offer(self.event, [(tag, gettext(events[tag].title)) for tag in self.offered()])


def _has_own_limits(file: CaseFile) -> bool:
    return bool(own_events(file.context.rulebook, file.facts))


class OwnLimitForm(ExternalEventForm):
    """Record what a limit of the municipality's own counts from, or what ends it."""

    decides = ExternalEventRecorded
    page = DecisionPage("own-limit", of_clocks=True, of_closed=True, is_offered=_has_own_limits)
    title = _("Start or end a limit that the municipality has set itself")
    intro = _(
        "The municipality has published how long it may take, area by area. The limit that held on the day "
        "counts, also when another has been published since."
    )
    event = listed(_("What happened?"), _("Choose what happened."), list)
    subject = listed(_("In which area?"), _("Choose the area."), list)
    happened_on = day(_("On which day"), hint=TODAY)
    at_time = None
    item = None

    def measured_by(self) -> None:
        """Measure its days by no beginning: what a complaint is about lies before it."""

    def which(self) -> str:
        """Give the area."""
        return self.subject.data or ""

    def completed(self) -> bool:
        """There is no more to ask."""
        return True

    def warnings(self) -> list[str]:
        """There is nothing more to know."""
        return []

    def offered(self) -> tuple[str, ...]:
        """Give what may be recorded of an area."""
        return own_events(organisation().rulebook, self.decision_context.file.facts)

    def unavailable_reason(self) -> str:
        """Say why there is nothing to choose from, if so."""
        if not organisation().rulebook.local.areas():
            return str(NOT_SET_UP)
        return "" if self.offered() else str(NONE_HERE)

    def prepare(self) -> None:
        """Offer what is published for this kind of case."""
        self.offer_events()
        published = area_names(organisation(), self.decision_context.file.facts, reader.current())
        offer(self.subject, published.items())


class BreachForm(DecisionForm):
    """Say why a deadline was missed, also one whose clock has begun anew or is gone since."""

    decides = BreachExplained
    missed: Mapping[str, Breach]
    page = DecisionPage("breach", Side.ALL, of_clocks=True, of_closed=True)
    title = _("Explain a missed deadline")
    intro = _("A missed deadline stays visible. Say why it was missed and who answers for it.")
    rule = listed(CLOCK, _("Choose the deadline."), list)
    responsible = choice(_("Who answers for it?"), _("Choose who answers for it."), list)
    reason_item = because()

    def prepare(self) -> None:
        """Offer the deadlines of this case that were missed."""
        self.missed = {
            breach_key(each): each for each in missed(self.decision_context.view) if not each.mistaken
        }
        names = self.decision_context.names
        offer(self.rule, [(key, breach_words(each, names)) for key, each in self.missed.items()])
        self.responsible.choices = responsibles(self.decision_context.case)

    def unavailable_reason(self) -> str:
        """Say so where there is nothing to explain."""
        return "" if self.missed else gettext("No deadline of this case has been missed.")

    def given(self) -> dict[str, object]:
        """Give what was typed, and the breach as the case has it today."""
        late = self.missed[self.rule.data]
        names = ("rule", "subject", "due_on", "days_late")
        return super().given() | {name: getattr(late, name) for name in names}
