"""More time for a clock, an acknowledgement that falls away, and what a clock counts from."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from intake.domain.words import N_
from triage.cases.decisions.clocks import EXTENSION_REASONS
from triage.cases.events import Tag
from triage.cases.letter_text import LetterKind
from triage.cases.letters import extension_kind, is_for_sender
from triage.cases.refusals import Refusal
from triage.office.decisions.clock_form import (
    CHOOSE_CLOCK,
    CHOOSE_REASON,
    CLOCK,
    REASON,
    TODAY,
    WHY,
    OfClock,
    as_clock,
    reasons,
)
from triage.office.decisions.decision_form import DecisionForm
from triage.office.decisions.letter_form import (
    DRAFTED,
    PAGE,
    PostForm,
    given_field,
    language_field,
    way_field,
)
from triage.office.forms import choice, day, listed, prose
from triage.office.presentation import labels
from triage.office.presentation.clock_choices import wanted_clock
from triage.office.request_context import organisation
from triage.services.casework import clocks
from triage.services.casework.execute import Decision
from triage.services.casework.letters import told_as

WAIVERS: Mapping[str, str] = {
    "expressly_asked": N_("The person has expressly asked for it"),
    "endangers_identity": N_("It would endanger the reporter's identity"),
    "no_contact_details": N_("We have no way to reach the person"),
}


NOT_FOR_REPORTER = _(
    "This letter is not for the reporter, so it is not placed in the mailbox. Write the date on which you "
    "gave it to the one who asked."
)


class ExtendForm(OfClock, PostForm):
    """Give a clock longer, with the letter that says so."""

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
    reason = listed(REASON, CHOOSE_REASON, reasons(EXTENSION_REASONS))
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
        subject = "" if deadline is None else deadline.subject
        promised = (
            each.promised_on
            for each in self.matter.view.case_file.case.open_referrals
            if each.department == subject
        )
        self.until_on.data = next(promised, None)
        super().draft()

    def kind_of_letter(self) -> LetterKind:
        """Give the letter for this clock."""
        deadline = self.chosen()
        if deadline is None:
            return LetterKind.EXTENSION
        return extension_kind(self.matter.view.case_file.case, as_clock(self, deadline).rule)

    def completed(self) -> bool:
        """Keep out of a reporter's mailbox what is about somebody else's request."""
        if not super().completed():
            return False
        deadline = self.chosen()
        if self.given_on.data or deadline is None:
            return True
        rule = as_clock(self, deadline).rule
        # What cannot be extended at all is refused with its provision.
        is_refused = rule.may_extend is None and not rule.by_notice
        if is_refused or is_for_sender(self.matter.view.case_file.case, rule):
            return True
        self.given_on.errors = [NOT_FOR_REPORTER]
        return False

    def typed(self) -> Mapping[str, str | date | None]:
        """Give reason and dates."""
        deadline = self.chosen()
        return {
            "reason": self.why.data,
            "new_date": self.until_on.data,
            "due_strict": None if deadline is None else deadline.due_strict,
        }

    def decision(self) -> Decision:
        """Give what was typed."""
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


class WaiveForm(DecisionForm):
    """Leave the acknowledgement out."""

    title = _("Leave the acknowledgement out")
    intro = _("Only where the law allows it, and for one of its reasons.")
    internal = ("why",)
    reason = choice(REASON, CHOOSE_REASON, labels.options(WAIVERS))
    why = prose(_("Your reason in words"), WHY)

    def decision(self) -> Decision:
        """Give what was typed."""
        view = self.matter.view
        found = [
            as_clock(self, each)
            for each in view.deadlines
            if Tag.ACKNOWLEDGEMENT_GIVEN in as_clock(self, each).rule.satisfied_by
        ]
        if not found:
            # A contact runs no clock.
            raise Refusal("acknowledgement_not_waivable")
        return clocks.waived(clock=found[0], reason=self.reason.data, why=self.why.data)


class ExternalEventForm(DecisionForm):
    """Record what a clock counts from, or what ends it."""

    title = _("Record what a time limit counts from")
    intro = _(
        "For what is no step of the case itself: somebody asks for access to documents, or a decision is "
        "received. It starts or ends the time limits that belong to it."
    )
    event = listed(_("What happened?"), _("Choose what happened."), list)
    happened_on = day(_("On which day"), hint=TODAY)

    def prepare(self) -> None:
        """Offer what the rules of this kind of case speak of."""
        events = organisation().rulebook.events
        known = clocks.external_events(organisation(), self.matter.view.case_file.case.scheme)
        self.event.choices = [("", gettext("Choose")), *((tag, gettext(events[tag].title)) for tag in known)]

    def decision(self) -> Decision:
        """Give what was typed."""
        case_file = self.matter.view.case_file
        return clocks.external_event(
            so_far=clocks.facts_of(organisation(), case_file),
            known=clocks.external_events(organisation(), case_file.case.scheme),
            event=self.event.data,
            happened_on=self.happened_on.data,
        )
