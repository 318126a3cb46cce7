"""Hearing a unit before anything is said about it, and saying it: each is a letter to the unit."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from triage.cases.decisions.criticism import CriticismRecorded, HearingSent
from triage.cases.letter_text import LetterKind
from triage.cases.vocabulary import CriticismKind
from triage.office.decisions.decision_form import COMPLAINTS, DecisionPage
from triage.office.decisions.unit_letter_form import UnitLetterForm
from triage.office.forms import choice, day, prose, worded


class HearingForm(UnitLetterForm):
    """Send a unit the draft of what will be said about it."""

    decides = HearingSent
    page = DecisionPage("hearing", COMPLAINTS)
    title = _("Hear {a_unit} before criticism")
    intro = _("{Unit} sees the draft and may comment on it before anything is said.")
    item = prose(_("The draft that {unit} is heard about"), _("Write the draft."))
    answer_by_on = day(_("The last day for its comments"), _("Write the last day for its comments."))

    def draft(self) -> None:
        """Begin with the unit that was recorded."""
        super().draft()
        self.unit.data = self.decision_context.case.complaint.unit or ""

    def kind_of_letter(self) -> LetterKind:
        """Give the letter."""
        return LetterKind.UNIT_HEARING

    def said(self) -> Mapping[str, str | date]:
        """Give the draft, and the last day."""
        return {"draft": self.item.data or "", "answer_by": self.answer_by_on.data or ""}


class CriticismForm(UnitLetterForm):
    """Criticism, a formal request or a recommendation."""

    decides = CriticismRecorded
    page = DecisionPage("criticism", COMPLAINTS)
    title = _("Record criticism or a recommendation")
    intro = _("Only after {unit} has been heard, or the time to comment has passed.")
    kind = choice(_("What is it?"), _("Choose what it is."), worded(CriticismKind))
    item = prose(_("What is said to {unit}"), _("Write what is said to {unit}."))

    def draft(self) -> None:
        """Begin with the unit that was heard last."""
        super().draft()
        hearings = self.decision_context.case.complaint.hearings
        self.unit.data = hearings[-1].unit if hearings else ""

    def kind_of_letter(self) -> LetterKind:
        """Give the letter: a recommendation has words of its own."""
        is_recommended = self.kind.data == CriticismKind.RECOMMENDATION
        return LetterKind.RECOMMENDATION if is_recommended else LetterKind.CRITICISM

    def said(self) -> Mapping[str, str | date]:
        """Give what is said, and what it is."""
        return {"what": gettext(CriticismKind(self.kind.data).words), "said": self.item.data or ""}
