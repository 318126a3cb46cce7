"""
How a case ends or goes on elsewhere: closing, reopening, rejecting, handing over; a missed deadline, who
looks after it, and the receipt code.
"""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from triage.cases.case_values import Breach
from triage.cases.letter_text import LetterKind
from triage.cases.vocabulary import Responsible
from triage.office.decisions.decision_form import DecisionForm
from triage.office.decisions.letter_form import PAGE, LetterForm, language_field
from triage.office.forms import choice, day, line, listed, prose
from triage.office.presentation import labels
from triage.office.presentation.breaches import breach_key, breach_words, missed
from triage.office.request_context import organisation
from triage.services.casework import close, correspond, hand_over, refer
from triage.services.casework.execute import Decision
from triage.services.casework.letters import told_as
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn

WHY = _("Write the reason.")
WHY_HINT = _("For the unit alone. Write it so that a colleague understands it in a year.")


class CloseForm(DecisionForm):
    """Close the case."""

    title = _("Close the case")
    intro = _(
        "A closed case stays readable and can be reopened with a reason. Deadlines that are still open in "
        "it are no longer followed."
    )

    def decision(self) -> Decision:
        """Give the decision; there is nothing to type."""
        return close.closed()


class ReopenForm(DecisionForm):
    """Open a closed case again."""

    title = _("Reopen the case")
    intro = _("The dates of the law stay where they were.")
    internal = ("why",)
    why = prose(_("Your reason in words"), WHY, hint=WHY_HINT)

    def decision(self) -> Decision:
        """Give what was typed."""
        return close.reopened(why=self.why.data)


class BreachForm(DecisionForm):
    """Say why a deadline was missed, also one whose clock has begun anew or is gone since."""

    missed: Mapping[str, Breach]
    title = _("Explain a missed deadline")
    intro = _("A missed deadline stays visible. Say why it was missed and who answers for it.")
    internal = ("why",)
    rule = listed(_("Which deadline?"), _("Choose the deadline."), list)
    responsible = choice(
        _("Who answers for it?"), _("Choose who answers for it."), labels.options(labels.RESPONSIBLE)
    )
    why = prose(_("Your reason in words"), WHY, hint=WHY_HINT)

    def prepare(self) -> None:
        """Offer the deadlines of this case that were missed."""
        self.missed = {breach_key(each): each for each in missed(self.matter.view)}
        self.rule.choices = [
            ("", gettext("Choose")),
            *((key, breach_words(each, self.matter.names)) for key, each in self.missed.items()),
        ]

    def unavailable_reason(self) -> str:
        """Say so where there is nothing to explain."""
        return "" if self.missed else gettext("No deadline of this case has been missed.")

    def decision(self) -> Decision:
        """Give what was typed."""
        return close.breach_explained(
            missed=self.missed[self.rule.data],
            responsible=Responsible(self.responsible.data),
            why=self.why.data,
        )


class AssignForm(DecisionForm):
    """Give the case to one advisor."""

    title = _("Choose who looks after the case")
    intro = _("It changes nobody's access; it says who is looked to first.")
    at_once = True
    handler = listed(_("Who looks after it?"), _("Choose a person."), list)

    def prepare(self) -> None:
        """Offer the advisors."""
        self.handler.choices = [("", gettext("Choose")), *self.matter.advisors.items()]

    def decision(self) -> Decision:
        """Give what was typed."""
        return correspond.assigned(handler=bytes.fromhex(self.handler.data))


class CodeForm(DecisionForm):
    """The receipt code is known to the unit."""

    title = _("Note that the receipt code is known to us")
    intro = _(
        "Use this when somebody in the unit has seen or heard the receipt code. The reporter is then told so "
        "in the mailbox."
    )
    at_once = True

    def decision(self) -> Decision:
        """Give the decision; there is nothing to type."""
        return correspond.code_known()


class HandOverForm(LetterForm):
    """Ask for consent to hand over."""

    title = _("Ask about handing over to the citizens' adviser")
    intro = _("The reporter has 30 days to answer. Without a yes nothing is passed on.")
    language = language_field()
    text = prose(_("The question"), _("Write the question."), rows=PAGE)

    def kind_of_letter(self) -> LetterKind:
        """Give the letter."""
        return LetterKind.HAND_OVER

    def decision(self) -> Decision:
        """Give what was typed."""
        return told_as(hand_over.asked(organisation(), text=self.text.data), self.sent())


class ConsentForm(DecisionForm):
    """The reporter agreed to the hand-over."""

    title = _("Register a yes to handing over")
    intro = _(
        "A case begins with the citizens' adviser, and its time limits count from the day of the consent."
    )
    internal = ("consent", "summary")
    consented_on = day(_("The day the reporter said yes"), _("Write the date."))
    consent = prose(_("The reporter's words"), _("Write how the reporter said yes."))
    summary = line(
        _("What is passed on"),
        _("Write what is passed on."),
        hint=_("Your own summary. Only this crosses; nothing of the report does."),
    )

    def decision(self) -> Decision:
        """Give what was typed, for the preview."""
        return hand_over.consented(consented_on=self.consented_on.data, consent=self.consent.data)

    def execute(self, organisation: Organisation, who: SignedIn, *, now: datetime) -> str:
        """Record the consent and begin the new case; show the new one."""
        return hand_over.carry_over(
            organisation,
            who,
            self.matter.view.case_file.row.case_reference,
            consented_on=self.consented_on.data,
            consent=self.consent.data,
            summary=self.summary.data,
            now=now,
        )


class DeclineForm(DecisionForm):
    """The reporter said no to the hand-over."""

    title = _("Register a no to handing over")
    intro = _("Nothing is passed on.")
    declined_on = day(_("The day the reporter said no"), _("Write the date."))

    def decision(self) -> Decision:
        """Give what was typed."""
        return hand_over.declined(declined_on=self.declined_on.data)


class RejectForm(DecisionForm):
    """Turn an inquiry away."""

    title = _("Reject the inquiry")
    intro = _("Tell the citizen in an answer why, and where to turn instead.")
    internal = ("why",)
    reason = choice(_("Reason"), _("Choose the reason."), labels.terms_of(lambda t: t.rejection_reasons))
    why = prose(_("Your reason in words"), WHY, hint=WHY_HINT)

    def decision(self) -> Decision:
        """Give what was typed."""
        return refer.rejected(self.matter.taxonomy, reason=self.reason.data, why=self.why.data)
