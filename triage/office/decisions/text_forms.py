"""
Decisions that are words: the summary, notes, messages, the acknowledgement, feedback and the answer to a
citizen.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from flask_babel import lazy_gettext as _

from triage.cases.letter_text import LetterKind
from triage.cases.letters import acknowledgement_kind, feedback_kind
from triage.cases.vocabulary import FeedbackKind
from triage.office.decisions.decision_form import DecisionForm
from triage.office.decisions.letter_form import PAGE, WRITE, PostForm, given_field, language_field, way_field
from triage.office.forms import choice, line, prose, yes
from triage.office.presentation import labels
from triage.services.casework import correspond, give_feedback, refer
from triage.services.casework.execute import Decision
from triage.services.casework.letters import told_as

FEEDBACK_LETTERS: Mapping[str, LetterKind] = MappingProxyType(
    {
        FeedbackKind.INTERIM: LetterKind.FEEDBACK_INTERIM,
        FeedbackKind.FINAL: LetterKind.FEEDBACK_FINAL,
        FeedbackKind.REJECTION: LetterKind.OUTSIDE,
    }
)


class SummaryForm(DecisionForm):
    """The line by which lists show the case."""

    title = _("Write a summary")
    intro = _("One line that lets you recognise the case in lists. It is sealed to those who hold the case.")
    at_once = True
    internal = ("text",)
    text = line(
        _("Summary"), _("Write a summary."), hint=_("Without names, for example: Gifts from a supplier.")
    )

    def draft(self) -> None:
        """Begin with the summary as it is."""
        self.text.data = self.matter.view.summary or ""

    def decision(self) -> Decision:
        """Give what was typed."""
        return correspond.summary(text=self.text.data)


class NoteForm(DecisionForm):
    """A note for the unit alone."""

    title = _("Write a note")
    intro = _("Notes stay in the unit. The reporter never sees them.")
    at_once = True
    internal = ("text",)
    text = prose(_("Note"), _("Write the note."))

    def decision(self) -> Decision:
        """Give what was typed."""
        return correspond.note(text=self.text.data)


class MessageForm(DecisionForm):
    """A message to the reporter."""

    title = _("Send a message")
    intro = _("The message is placed in the mailbox, where it is read with the receipt code.")
    reporter_reads = ("text",)
    text = prose(_("Message"), WRITE)
    asks = yes(_("The message asks a question, and we wait for the answer"))

    def decision(self) -> Decision:
        """Give what was typed."""
        return correspond.message(text=self.text.data, asks=self.asks.data)


class AcknowledgeForm(PostForm):
    """The acknowledgement, by hand."""

    title = _("Acknowledge receipt")
    intro = _("A letter that says that it has arrived, and when there is more to hear.")
    language = language_field()
    text = prose(_("Acknowledgement"), WRITE, rows=PAGE)
    given_on = given_field()
    sent_by = way_field()

    def kind_of_letter(self) -> LetterKind:
        """Give the acknowledgement for this side of the house."""
        return acknowledgement_kind(self.matter.view.case_file.case)

    def decision(self) -> Decision:
        """Give what was typed."""
        sent = self.sent()
        if sent.given_on is not None:
            return told_as(correspond.acknowledgement_handed(given_on=sent.given_on, text=sent.text), sent)
        return told_as(correspond.acknowledgement(text=sent.text), sent)


class FeedbackForm(PostForm):
    """Interim or final feedback, or the rejection."""

    title = _("Give feedback")
    intro = _("Feedback says what has been done, or will be done, and why. It is due within three months.")
    kind = choice(_("Kind of feedback"), _("Choose the kind of feedback."), labels.options(labels.FEEDBACK))
    language = language_field()
    text = prose(_("Feedback"), WRITE, rows=PAGE)
    given_on = given_field()
    sent_by = way_field()

    def draft(self) -> None:
        """Begin with the kind that the decisions point to."""
        points_to = feedback_kind(self.matter.view.case_file.case)
        self.kind.data = next(str(kind) for kind, letter in FEEDBACK_LETTERS.items() if letter is points_to)
        super().draft()

    def kind_of_letter(self) -> LetterKind:
        """Give the letter of the kind that is chosen."""
        case = self.matter.view.case_file.case
        return FEEDBACK_LETTERS.get(self.kind.data or "", feedback_kind(case))

    def typed(self) -> Mapping[str, str | date | None]:
        """Give the guidance that was written with the decision, where the content was opened."""
        decision = self.matter.view.case_file.case.scope_decision
        item = None if decision is None else decision.guidance_item
        written = self.matter.view.texts.get(item or "")
        return {} if written is None or written.text is None else {"guidance": written.text}

    def decision(self) -> Decision:
        """Give what was typed."""
        kind, sent = FeedbackKind(self.kind.data), self.sent()
        if sent.given_on is not None:
            handed = give_feedback.feedback_handed(kind=kind, text=sent.text, given_on=sent.given_on)
            return told_as(handed, sent)
        return told_as(give_feedback.feedback(kind=kind, text=sent.text), sent)


class AnswerForm(PostForm):
    """The answer to a citizen."""

    title = _("Answer the citizen")
    intro = _(
        "The answer ends the citizen's waiting. It can be placed in the mailbox or given by phone, letter or "
        "at a meeting."
    )
    language = language_field()
    text = prose(_("Answer"), WRITE, rows=PAGE)
    given_on = given_field()
    sent_by = way_field()

    def kind_of_letter(self) -> LetterKind:
        """Give the letter."""
        return LetterKind.ANSWER

    def decision(self) -> Decision:
        """Give what was typed."""
        sent = self.sent()
        if sent.given_on is not None:
            return told_as(refer.answer_handed(text=sent.text, given_on=sent.given_on), sent)
        return told_as(refer.answer(text=sent.text), sent)
