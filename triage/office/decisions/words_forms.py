"""
Decisions that are words: the summary, notes, messages, the acknowledgement, feedback, the answer to a
citizen, what was said; and letters that stand on their own.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from triage.cases.decisions.acknowledgement import AcknowledgementDecided
from triage.cases.decisions.complaints import AnswerDecided
from triage.cases.decisions.feedback import FeedbackDecided
from triage.cases.decisions.messages import LetterRecorded, MessageDecided, MinutesApproved, MinutesDrafted
from triage.cases.decisions.receiving import ContactRegistered, NoteAdded, SummarySet
from triage.cases.letter_text import LetterKind
from triage.cases.letters import acknowledgement_kind, delay_kind, feedback_kind, is_waited_for
from triage.cases.vocabulary import FeedbackKind
from triage.engine.case_deadlines import Deadline
from triage.office.decisions.decision_form import TODAY, DecisionForm
from triage.office.decisions.letter_form import (
    DRAFTED,
    PAGE,
    WRITE,
    ByHandForm,
    PostForm,
    given_field,
    language_field,
    way_field,
)
from triage.office.forms import choice, day, line, listed, prose, yes
from triage.office.presentation import labels
from triage.office.presentation.clock_choices import clock_choices, clock_of, wanted_clock
from triage.office.request_context import organisation

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
    """A note for the unit alone."""

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
    title = _("Acknowledge receipt")
    intro = _("A letter that says that it has arrived, and when there is more to hear.")
    language = language_field()
    item = prose(_("Acknowledgement"), WRITE, rows=PAGE)
    given_on = given_field()
    sent_by = way_field()

    def kind_of_letter(self) -> LetterKind:
        """Give the acknowledgement for this side of the house."""
        return acknowledgement_kind(self.matter.case)


class FeedbackForm(PostForm):
    """Interim or final feedback, or the rejection."""

    decides = FeedbackDecided
    title = _("Give feedback")
    intro = _("Feedback says what has been done, or will be done, and why. It is due within three months.")
    kind = choice(_("Kind of feedback"), _("Choose the kind of feedback."), labels.options(labels.FEEDBACK))
    language = language_field()
    item = prose(_("Feedback"), WRITE, rows=PAGE)
    given_on = given_field()
    sent_by = way_field()

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
    language = language_field()
    item = prose(_("Answer"), WRITE, rows=PAGE)
    given_on = given_field()
    sent_by = way_field()

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
    given_on = given_field()


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


class DelayNoticeForm(PostForm):
    """Tell that an answer takes longer, why, and until when."""

    decides = LetterRecorded
    title = _("Tell about a delay")
    intro = _(
        "A letter with the reason and a new date. It moves no deadline: late against the original date "
        "stays late."
    )
    drafts_at_once = False
    reporter_reads = ("reason_item", "item")
    clock = listed(_("Which deadline?"), _("Choose the deadline."), list)
    until_on = day(_("The new date"), _("Write the new date."))
    reason_item = prose(_("Why it takes longer"), _("Write the reason."))
    language = language_field()
    item = prose(_("The letter"), hint=DRAFTED, rows=PAGE)
    given_on = given_field()
    sent_by = way_field()

    def prepare(self) -> None:
        """Offer the clocks for which the reporter or the citizen waits."""
        super().prepare()
        case, book = self.matter.case, organisation().rulebook
        waited = [each for each in self.matter.view.deadlines if is_waited_for(case, each, book)]
        self.clock.choices = [
            ("", gettext("Choose")),
            *clock_choices([each for each in waited if each.is_open], self.matter.names),
        ]

    def draft(self) -> None:
        """Begin with the clock that the list of letters named."""
        self.clock.data = wanted_clock(self.matter.view.deadlines)
        super().draft()

    def kind_of_letter(self) -> LetterKind:
        """Give the letter for this side of the house."""
        return delay_kind(self.matter.case)

    def typed(self) -> Mapping[str, str | date | None]:
        """Give reason and dates."""
        late = self._late()
        return {
            "reason": self.reason_item.data,
            "new_date": self.until_on.data,
            "due_strict": None if late is None else late.due_strict,
        }

    def given(self) -> dict[str, object]:
        """Give what was typed, and the clock."""
        late = self._late()
        rule, subject = (self.clock.data, "") if late is None else (late.rule, late.subject)
        return {**super().given(), "rule": rule, "subject": subject}

    def _late(self) -> Deadline | None:
        return clock_of(self.matter.view.deadlines, self.clock.data)


class AppealForm(PostForm):
    """Tell how a decision can be appealed."""

    decides = LetterRecorded
    title = _("Guide on how to appeal")
    intro = _("A letter that says where, by when and how a decision can be appealed.")
    drafts_at_once = False
    reporter_reads = ("appeal_body", "how", "item")
    appeal_body = line(_("Who the appeal goes to"), _("Write who the appeal goes to."))
    until_on = day(_("The last day for the appeal"), _("Write the last day for the appeal."))
    how = prose(
        _("How to do it"),
        _("Write how to do it."),
        hint=_("For example: send the appeal to the department that made the decision; it sends it on."),
    )
    language = language_field()
    item = prose(_("The letter"), hint=DRAFTED, rows=PAGE)
    given_on = given_field()
    sent_by = way_field()

    def kind_of_letter(self) -> LetterKind:
        """Give the letter."""
        return LetterKind.APPEAL

    def typed(self) -> Mapping[str, str | date | None]:
        """Give where, by when and how."""
        return {
            "appeal_body": self.appeal_body.data,
            "appeal_by": self.until_on.data,
            "how": self.how.data,
        }
