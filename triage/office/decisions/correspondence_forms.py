"""
Decisions that are words: the summary, notes, messages, the acknowledgement, feedback, the answer to a
citizen, and what was said.
"""

from flask_babel import lazy_gettext as _

from triage.cases.case import Case
from triage.cases.decisions.acknowledgement import AcknowledgementDecided
from triage.cases.decisions.messages import AnswerNotNeeded, MessageDecided
from triage.cases.decisions.receiving import PHONE, ContactRegistered, NoteAdded, SummarySet
from triage.cases.letter_text import LetterKind
from triage.cases.letters import acknowledgement_kind
from triage.cases.vocabulary import ContactDirection, OtherSide
from triage.office.decisions.decision_form import TODAY, DecisionForm, DecisionPage, Side, because
from triage.office.decisions.letter_form import PAGE, WRITE, PostForm
from triage.office.forms import choice, day, line, listed, prose, worded, yes
from triage.office.presentation import labels


def _has_no_summary(case: Case) -> bool:
    return case.opened_on is not None and case.summary_item is None


class SummaryForm(DecisionForm):
    """The line by which lists show the case."""

    decides = SummarySet
    page = DecisionPage("summary", Side.ALL, comes_next=_has_no_summary, of_closed=True)
    title = _("Write a summary")
    intro = _("One line that lets you recognise the case in lists. It is sealed to those who hold the case.")
    at_once = True
    item = line(
        _("Summary"), _("Write a summary."), hint=_("Without names, for example: Gifts from a supplier.")
    )

    def draft(self) -> None:
        """Begin with the summary as it is."""
        self.item.data = self.decision_context.view.summary or ""


class NoteForm(DecisionForm):
    """A note for the office alone."""

    decides = NoteAdded
    page = DecisionPage("note", Side.ALL, of_closed=True)
    title = _("Write a note")
    intro = _("Notes stay in the unit. They are never shown in the mailbox.")
    at_once = True
    item = prose(_("Note"), _("Write the note."))


def _is_unanswered(case: Case) -> bool:
    return bool(case.unanswered) and not case.has_unread


class MessageForm(DecisionForm):
    """A message to the reporter."""

    decides = MessageDecided
    page = DecisionPage("message", comes_next=_is_unanswered, needs_mailbox=True, of_closed=True)
    title = _("Send a message")
    intro = _("The message is placed in the mailbox, where it is read with the receipt code.")
    item = prose(_("Message"), WRITE)
    asks = yes(_("The message asks a question, and we wait for the answer"))

    def prepare(self) -> None:
        """Ask nothing in a closed case."""
        if not self.decision_context.case.is_open:
            del self.asks


class NoAnswerForm(DecisionForm):
    """What was added needs no answer."""

    decides = AnswerNotNeeded
    page = DecisionPage("no-answer", comes_next=_is_unanswered, of_closed=True)
    title = _("Note that no answer is needed")
    intro = _("For what needs no answer, a thank-you for example, or was answered in another way.")
    at_once = True
    reason_item = because()


def _is_unacknowledged(case: Case) -> bool:
    is_open = case.acknowledged_on is None and case.acknowledgement.decided_on is None
    return is_open and not (case.is_own_initiative or case.complaint.before_betro)


class AcknowledgeForm(PostForm):
    """The acknowledgement, by hand."""

    decides = AcknowledgementDecided
    letters = (LetterKind.ACKNOWLEDGEMENT, LetterKind.ACKNOWLEDGEMENT_COMPLAINT)
    page = DecisionPage("acknowledge", comes_next=_is_unacknowledged, to_sender=True)
    title = _("Acknowledge receipt")
    intro = _("A letter that says that it has arrived, and when there is more to hear.")
    item = prose(_("Acknowledgement"), WRITE, rows=PAGE)

    def kind_of_letter(self) -> LetterKind:
        """Give the acknowledgement for this side of the house."""
        return acknowledgement_kind(self.decision_context.case)


class ContactForm(DecisionForm):
    """One more contact on the same matter."""

    decides = ContactRegistered
    page = DecisionPage("contact", of_closed=True)
    title = _("Register a contact")
    intro = _(
        "For one more call, letter or talk on the same matter, in a closed case too. It starts no new case "
        "and no time limit."
    )
    at_once = True
    other_side = listed(_("With whom?"), _("Choose whom it was with."), worded(OtherSide))
    direction = choice(_("Who turned to whom?"), _("Choose who turned to whom."), worded(ContactDirection))
    channel = listed(
        _("How did it come?"),
        _("Choose how it came."),
        labels.ways_of_people,
    )
    happened_on = day(_("On which day"), hint=TODAY)
    item = prose(_("What was said"), _("Write what was said."))

    def draft(self) -> None:
        """Begin with a call by whoever the case came from: that is the commonest."""
        self.other_side.data, self.direction.data = str(OtherSide.CITIZEN), str(ContactDirection.IN)
        self.channel.data = PHONE
