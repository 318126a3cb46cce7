"""
Decisions that are words: the summary, notes, messages, the acknowledgement, feedback, the answer to a
citizen, and what was said.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from flask_babel import lazy_gettext as _

from triage.cases.decisions.acknowledgement import AcknowledgementDecided
from triage.cases.decisions.complaints import AnswerDecided
from triage.cases.decisions.feedback import FeedbackDecided
from triage.cases.decisions.messages import MessageDecided, MinutesApproved, MinutesDrafted
from triage.cases.decisions.receiving import ContactRegistered, NoteAdded, SummarySet
from triage.cases.letter_text import LetterKind
from triage.cases.letters import acknowledgement_kind, feedback_kind
from triage.cases.vocabulary import FeedbackKind
from triage.office.decisions.decision_form import TODAY, DecisionForm
from triage.office.decisions.letter_form import (
    PAGE,
    WRITE,
    ByHandForm,
    PostForm,
)
from triage.office.forms import choice, day, line, listed, prose, yes
from triage.office.presentation import labels

FEEDBACK_LETTERS: Mapping[str, LetterKind] = MappingProxyType(
    {
        FeedbackKind.INTERIM: LetterKind.FEEDBACK_INTERIM,
        FeedbackKind.FINAL: LetterKind.FEEDBACK_FINAL,
        FeedbackKind.REJECTION: LetterKind.OUTSIDE,
    }
)


class SummaryForm(DecisionForm):
    """The line by which lists show the case."""

    decides = SummarySet
    title = _("Write a summary")
    intro = _("One line that lets you recognise the case in lists. It is sealed to those who hold the case.")
    at_once = True
    item = line(
        _("Summary"), _("Write a summary."), hint=_("Without names, for example: Gifts from a supplier.")
    )

    def draft(self) -> None:
        """Begin with the summary as it is."""
        self.item.data = self.matter.view.summary or ""


class NoteForm(DecisionForm):
    """A note for the office alone."""

    decides = NoteAdded
    title = _("Write a note")
    intro = _("Notes stay in the unit. The reporter never sees them.")
    at_once = True
    item = prose(_("Note"), _("Write the note."))


class MessageForm(DecisionForm):
    """A message to the reporter."""

    decides = MessageDecided
    title = _("Send a message")
    intro = _("The message is placed in the mailbox, where it is read with the receipt code.")
    item = prose(_("Message"), WRITE)
    asks = yes(_("The message asks a question, and we wait for the answer"))


class AcknowledgeForm(PostForm):
    """The acknowledgement, by hand."""

    decides = AcknowledgementDecided
    letters = (LetterKind.ACKNOWLEDGEMENT, LetterKind.ACKNOWLEDGEMENT_COMPLAINT)
    title = _("Acknowledge receipt")
    intro = _("A letter that says that it has arrived, and when there is more to hear.")
    item = prose(_("Acknowledgement"), WRITE, rows=PAGE)

    def kind_of_letter(self) -> LetterKind:
        """Give the acknowledgement for this side of the house."""
        return acknowledgement_kind(self.matter.case)


class FeedbackForm(PostForm):
    """Interim or final feedback, or the rejection."""

    decides = FeedbackDecided
    letters = tuple(FEEDBACK_LETTERS.values())
    title = _("Give feedback")
    intro = _("Feedback says what has been done, or will be done, and why. It is due within three months.")
    kind = choice(_("Kind of feedback"), _("Choose the kind of feedback."), labels.options(labels.FEEDBACK))
    item = prose(_("Feedback"), WRITE, rows=PAGE)

    def draft(self) -> None:
        """Begin with the kind that the decisions point to."""
        points_to = feedback_kind(self.matter.case)
        self.kind.data = next(str(kind) for kind, letter in FEEDBACK_LETTERS.items() if letter is points_to)
        super().draft()

    def kind_of_letter(self) -> LetterKind:
        """Give the letter of the kind that is chosen."""
        return FEEDBACK_LETTERS.get(self.kind.data or "", feedback_kind(self.matter.case))

    def typed(self) -> Mapping[str, str | date | None]:
        """Give the guidance that was written with the decision, where the content was opened."""
        assessed = self.matter.case.report.scope_assessed
        item = None if assessed is None else assessed.guidance_item
        written = None if item is None else self.matter.view.texts.get(item.id)
        return {} if written is None or written.text is None else {"guidance": written.text}


class AnswerForm(PostForm):
    """The answer to a citizen."""

    decides = AnswerDecided
    title = _("Answer the citizen")
    intro = _(
        "The answer ends the citizen's waiting. It can be placed in the mailbox or given by phone, letter or "
        "at a meeting."
    )
    item = prose(_("Answer"), WRITE, rows=PAGE)

    def kind_of_letter(self) -> LetterKind:
        """Give the letter."""
        return LetterKind.ANSWER


class ContactForm(DecisionForm):
    """One more call or talk on the same matter."""

    decides = ContactRegistered
    title = _("Register a further contact")
    intro = _(
        "For one more call, letter or talk on the same matter. It starts no new case and no time limit."
    )
    at_once = True
    channel = listed(
        _("How did it come?"),
        _("Choose how it came."),
        lambda: [pair for pair in labels.terms_of(lambda t: t.channels)() if pair[0] != "portal"],
    )
    happened_on = day(_("On which day"), hint=TODAY)
    item = prose(_("What was said"), _("Write what was said."))


class MinutesForm(ByHandForm):
    """Minutes of an oral report."""

    decides = MinutesDrafted
    title = _("Write minutes for the reporter")
    intro = _(
        "The reporter reads the minutes of what was said, can correct them and approves them. "
        "Then they are locked."
    )
    item = prose(_("Minutes"), _("Write the minutes."))


class MinutesApprovedForm(DecisionForm):
    """The reporter approved the minutes."""

    decides = MinutesApproved
    title = _("Register that the minutes were approved")
    intro = _("The reporter has read the minutes and agrees with them. They can no longer be changed.")
    happened_on = day(_("Approved on"), _("Write the date."))

    def given(self) -> dict[str, object]:
        """Give what was typed, and which minutes they are."""
        minutes = self.matter.case.minutes
        return {**super().given(), "item": None if minutes is None else minutes.item}
