"""Asking a unit what became of what was said to it or what it promised, what it says, and asking no more."""

from collections.abc import Mapping
from datetime import date

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from triage.cases.decisions.follow_up import (
    FollowedUp,
    FollowUpAnswered,
    FollowUpSent,
    FollowUpWithdrawn,
    to_follow_up,
)
from triage.cases.letter_text import LetterKind
from triage.cases.vocabulary import ReplyQuality
from triage.office.decisions.decision_form import COMPLAINTS, TODAY, DecisionPage, because
from triage.office.decisions.outgoing_form import OfUnit
from triage.office.decisions.unit_letter_form import UnitLetterForm
from triage.office.forms import choice, day, prose, worded
from triage.services.history.case_file import CaseFile


def _may_follow_up(file: CaseFile) -> bool:
    side = file.case.complaint
    units = {*(each.unit for each in side.hearings), *(each.unit for each in side.promises)}
    return any(to_follow_up(file.case, unit) for unit in units if unit is not None)


def _was_asked(file: CaseFile) -> bool:
    return any(each.is_open for each in file.case.complaint.follow_ups)


class FollowUpForm(UnitLetterForm):
    """Ask what became of something."""

    decides = FollowUpSent
    page = DecisionPage("follow-up", COMPLAINTS, of_closed=True, is_offered=_may_follow_up)
    title = _("Follow up on what was said or promised")
    intro = _(
        "{Unit} is asked what became of it, and by which day it is to answer. A closed case stays closed."
    )
    about = choice(_("What do you follow up on?"), _("Choose what you follow up on."), worded(FollowedUp))
    item = prose(_("Questions to {unit}"), _("Write the questions."))
    answer_by_on = day(_("The last day for its answer"), _("Write the last day for its answer."))

    def wanted(self) -> set[str]:
        """Give those to which something was said or that promised something."""
        case = self.decision_context.case
        return {code for code in self.decision_context.names if to_follow_up(case, code)}

    def draft(self) -> None:
        """Begin with the one unit that there is, and with what was said to it last."""
        super().draft()
        case, units = self.decision_context.case, sorted(self.wanted())
        self.unit.data = units[0] if len(units) == 1 else ""
        about = to_follow_up(case, self.unit.data)
        self.about.data = next((str(each) for each in FollowedUp if each in about), None)

    def kind_of_letter(self) -> LetterKind:
        """Give the letter."""
        return LetterKind.FOLLOW_UP

    def said(self) -> Mapping[str, str | date]:
        """Give what it is about, the questions, and the last day."""
        return {
            "about": gettext(FollowedUp(self.about.data).words),
            "questions": self.item.data or "",
            "answer_by": self.answer_by_on.data or "",
        }


class OfOpenFollowUp(OfUnit):
    """A decision about a unit that was asked."""

    def wanted(self) -> set[str]:
        """Give those that were asked."""
        return {each.unit for each in self.decision_context.case.complaint.follow_ups if each.is_open}

    def draft(self) -> None:
        """Choose the unit where only one was asked."""
        asked = sorted(self.wanted())
        if len(asked) == 1:
            self.unit.data = asked[0]


class FollowUpAnswerForm(OfOpenFollowUp):
    """What the unit says became of it."""

    decides = FollowUpAnswered
    page = DecisionPage("follow-up-answer", COMPLAINTS, of_closed=True, is_offered=_was_asked)
    title = _("Register what became of it")
    intro = _("Write what {unit} says has happened since, and how well it answers.")
    at_once = True
    item = prose(_("The reply"), _("Write the reply."))
    quality = choice(_("How well does it answer?"), _("Choose how well it answers."), worded(ReplyQuality))
    happened_on = day(_("The reply came on"), hint=TODAY)


class FollowUpWithdrawForm(OfOpenFollowUp):
    """Wait for the answer no more."""

    decides = FollowUpWithdrawn
    page = DecisionPage("follow-up-withdraw", COMPLAINTS, of_closed=True, is_offered=_was_asked)
    title = _("Withdraw a follow-up")
    intro = _("{Unit} owes no answer any more. That it was asked, and how late it was, stays in the case.")
    reason_item = because()
