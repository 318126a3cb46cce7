"""
Decisions that are words: the summary, notes, messages, the acknowledgement, feedback and the answer to a
citizen.
"""

from flask_babel import lazy_gettext as _

from triage.domain.words import FeedbackKind, Scope
from triage.services import correspond, give_feedback, refer
from triage.services.desk import Decision
from triage.web import drafts, labels
from triage.web.decision import DecisionForm
from triage.web.forms import choice, day, line, prose, yes

WRITE = _("Write what you want to say.")
BY_HAND = _("Given by hand on")
BY_HAND_HINT = _(
    "Leave this empty to place the text in the mailbox. Write the date only if you have given it at a "
    "meeting, by letter "
    "or on the phone."
)


class SummaryForm(DecisionForm):
    """
    The line by which lists show the case.
    """

    title = _("Write a summary")
    intro = _("One line that lets you recognise the case in lists. It is sealed to those who hold the case.")
    at_once = True
    internal = ("text",)
    text = line(
        _("Summary"), _("Write a summary."), hint=_("Without names, for example: Gifts from a supplier.")
    )

    def draft(self) -> None:
        """
        Begin with the summary as it is.
        """
        self.text.data = self.matter.view.summary or ""

    def decision(self) -> Decision:
        """
        Give what was typed.
        """
        return correspond.summary(text=self.text.data)


class NoteForm(DecisionForm):
    """
    A note for the unit alone.
    """

    title = _("Write a note")
    intro = _("Notes stay in the unit. The reporter never sees them.")
    at_once = True
    internal = ("text",)
    text = prose(_("Note"), _("Write the note."))

    def decision(self) -> Decision:
        """
        Give what was typed.
        """
        return correspond.note(text=self.text.data)


class MessageForm(DecisionForm):
    """
    A message to the reporter.
    """

    title = _("Send a message")
    intro = _("The message is placed in the mailbox, where it is read with the receipt code.")
    reporter_reads = ("text",)
    text = prose(_("Message"), WRITE)
    asks = yes(_("The message asks a question, and we wait for the answer"))

    def decision(self) -> Decision:
        """
        Give what was typed.
        """
        return correspond.message(text=self.text.data, asks=self.asks.data)


class ByHandForm(DecisionForm):
    """
    Words that are placed in the mailbox, or were given by hand on a date.
    """

    reporter_reads = ("text",)

    def prepare(self) -> None:
        """
        Ask for the date where there is no mailbox.
        """
        if not self.matter.has_mailbox:
            self.given_on.description = _("This case has no mailbox. Write the date on which you gave it.")

    def completed(self) -> bool:
        """
        Insist on a date where there is no mailbox.
        """
        if self.matter.has_mailbox or self.given_on.data:
            return True
        self.given_on.errors = [_("This case has no mailbox. Write the date on which you gave it.")]
        return False


class AcknowledgeForm(ByHandForm):
    """
    The acknowledgement, by hand.
    """

    title = _("Acknowledge receipt")
    intro = _("The reporter is told that the report has arrived, and when there is more to hear.")
    text = prose(_("Acknowledgement"), WRITE)
    given_on = day(BY_HAND, hint=BY_HAND_HINT)

    def draft(self) -> None:
        """
        Begin with our own words.
        """
        self.text.data = drafts.acknowledgement(self.matter)

    def decision(self) -> Decision:
        """
        Give what was typed.
        """
        if self.given_on.data:
            return correspond.acknowledgement_handed(given_on=self.given_on.data, text=self.text.data)
        return correspond.acknowledgement(text=self.text.data)


class FeedbackForm(ByHandForm):
    """
    Interim or final feedback, or the rejection.
    """

    title = _("Give feedback")
    intro = _("Feedback says what has been done, or will be done, and why. It is due within three months.")
    kind = choice(_("Kind of feedback"), _("Choose the kind of feedback."), labels.options(labels.FEEDBACK))
    text = prose(_("Feedback"), WRITE)
    given_on = day(BY_HAND, hint=BY_HAND_HINT)

    def draft(self) -> None:
        """
        Begin with the kind that the decisions point to, and the frame of its words.
        """
        case = self.matter.view.standing.case
        if case.scope is Scope.OUTSIDE:
            kind, text = FeedbackKind.REJECTION, drafts.rejection(self.matter)
        elif case.investigation is not None and (
            case.outcome is not None or case.investigation != "investigate"
        ):
            kind, text = FeedbackKind.FINAL, drafts.final()
        else:
            kind, text = FeedbackKind.INTERIM, drafts.interim()
        self.kind.data, self.text.data = str(kind), text

    def decision(self) -> Decision:
        """
        Give what was typed.
        """
        kind = FeedbackKind(self.kind.data)
        if self.given_on.data:
            return give_feedback.feedback_handed(kind=kind, text=self.text.data, given_on=self.given_on.data)
        return give_feedback.feedback(kind=kind, text=self.text.data)


class AnswerForm(ByHandForm):
    """
    The answer to a citizen.
    """

    title = _("Answer the citizen")
    intro = _(
        "The answer ends the citizen's waiting. It can be placed in the mailbox or given by phone, letter or "
        "at a meeting."
    )
    text = prose(_("Answer"), WRITE)
    given_on = day(BY_HAND, hint=BY_HAND_HINT)

    def decision(self) -> Decision:
        """
        Give what was typed.
        """
        if self.given_on.data:
            return refer.answer_handed(text=self.text.data, given_on=self.given_on.data)
        return refer.answer(text=self.text.data)
