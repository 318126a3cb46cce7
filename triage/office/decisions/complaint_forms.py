"""
Decisions about a complaint: what it is about, how it is handled, the answer; referring it to a
unit and what that answers; hearing a unit before it is criticised.
"""

from flask_babel import lazy_gettext as _

from triage.cases.case import Case
from triage.cases.decisions.complaints import (
    AnswerDecided,
    HandlingRecorded,
    ThemesRecorded,
    UnitRecorded,
)
from triage.cases.decisions.criticism import HearingAnswered, HearingWithdrawn
from triage.cases.decisions.points import PointsRecorded
from triage.cases.decisions.referral import ReferralRecalled, ReplyDelayed, ReplyReceived
from triage.cases.letter_text import LetterKind
from triage.cases.vocabulary import AnswersCitizen, ReplyQuality
from triage.office.decisions.decision_form import COMPLAINTS, TODAY, DecisionForm, DecisionPage, because
from triage.office.decisions.ending_form import EndingForm
from triage.office.decisions.letter_form import PAGE, WRITE
from triage.office.decisions.outgoing_form import OfUnit
from triage.office.forms import choice, day, listed, prose, several, worded, yes
from triage.office.presentation import labels
from triage.services.history.case_file import CaseFile


class OfOpenReferral(OfUnit):
    """A decision about a unit that owes a reply."""

    def wanted(self) -> set[str]:
        """Give those that owe one."""
        return {each.unit for each in self.decision_context.case.complaint.open_referrals}

    def draft(self) -> None:
        """Choose the unit where only one owes a reply."""
        owing = [each.unit for each in self.decision_context.case.complaint.open_referrals]
        if len(owing) == 1:
            self.unit.data = owing[0]


def _is_taken_up(case: Case) -> bool:
    return case.opened_on is not None and case.complaint.rejection is None


class UnitForm(OfUnit):
    """Which unit is it about?"""

    decides = UnitRecorded
    page = DecisionPage("unit", COMPLAINTS)
    title = _("Record {unit}")
    intro = _("Which part of the organisation the complaint is about.")
    at_once = True


class ThemesForm(DecisionForm):
    """What is it about?"""

    decides = ThemesRecorded
    page = DecisionPage(
        "themes",
        COMPLAINTS,
        is_offered=lambda file: file.case.newest(PointsRecorded) is None,
    )
    title = _("Record themes")
    intro = _(
        "For an inquiry without complaint points, guidance for one: one main theme, and others if it touches "
        "them. The themes of a complaint follow from its points."
    )
    at_once = True
    main = listed(_("Main theme"), _("Choose the main theme."), labels.themes)
    others = several(_("Other themes"), labels.terms_of(lambda t: t.themes))

    def given(self) -> dict[str, object]:
        """Give what was typed; the main theme is not another one."""
        return {**super().given(), "others": [each for each in self.others.data if each != self.main.data]}


class HandlingForm(DecisionForm):
    """How was it handled?"""

    decides = HandlingRecorded
    page = DecisionPage("handling", COMPLAINTS)
    title = _("Record how it is handled")
    intro = _("You can choose several. A later answer takes the place of this one.")
    at_once = True
    codes = several(_("Handling"), list)

    def prepare(self) -> None:
        """Offer what can be chosen, and what was."""
        self.codes.choices = labels.handlings(self.decision_context.case)


class ReplyForm(OfOpenReferral):
    """A unit's reply."""

    decides = ReplyReceived
    page = DecisionPage("reply", COMPLAINTS, lambda case: bool(case.complaint.open_referrals))
    title = _("Register the reply from {unit}")
    intro = _("Write the reply, or what it comes to, and the date on which it came.")
    item = prose(_("The reply"), _("Write the reply."))
    quality = choice(_("How well does it answer?"), _("Choose how well it answers."), worded(ReplyQuality))
    citizen_contacted = yes(_("{Unit} confirms having answered the citizen"))
    more_to_come = yes(
        _("It is a part: more is to come"), hint=_("The request stays open, and its time goes on running.")
    )
    happened_on = day(_("The reply came on"), hint=TODAY)


class DelayForm(OfOpenReferral):
    """A unit announced a later date."""

    decides = ReplyDelayed
    page = DecisionPage("delay", COMPLAINTS)
    title = _("Register an announced delay")
    intro = _("The first date stays: late against it is late. Tell the citizen about the new date.")
    promised_on = day(_("The new date"), _("Write the new date."))
    happened_on = day(_("Announced on"), hint=TODAY)
    reason_item = because(_("The reason that {unit} gives"), hint="")


class RecallForm(OfOpenReferral):
    """Take a referral back."""

    decides = ReferralRecalled
    page = DecisionPage("recall", COMPLAINTS)
    title = _("Recall a referral")
    intro = _("{Unit} owes no reply any more.")
    reason_item = because()


class OfOpenHearing(OfUnit):
    """A decision about a unit that is being heard."""

    def wanted(self) -> set[str]:
        """Give those that are being heard."""
        return {each.unit for each in self.decision_context.case.complaint.hearings if each.is_open}


def _is_heard(file: CaseFile) -> bool:
    return any(each.is_open for each in file.case.complaint.hearings)


class HearingAnswerForm(OfOpenHearing):
    """What the unit said to the draft."""

    decides = HearingAnswered
    page = DecisionPage("hearing-answer", COMPLAINTS)
    title = _("Register the comments from {unit}")
    intro = _("Write what {unit} says to the draft, or that there is nothing to say.")
    item = prose(_("The comments"), _("Write the comments."))
    happened_on = day(_("On which day"), hint=TODAY)


class HearingWithdrawForm(OfOpenHearing):
    """Take a hearing back."""

    decides = HearingWithdrawn
    page = DecisionPage("hearing-withdraw", COMPLAINTS, is_offered=_is_heard)
    title = _("Withdraw a hearing")
    intro = _(
        "{Unit} owes no comments any more, and what it was heard about cannot be said without a new hearing."
    )
    reason_item = because()


def _owes_answer(case: Case) -> bool:
    """Tell whether the citizen may wait: no answer yet, or a unit has told the adviser since."""
    side = case.complaint
    replied = any(
        each.replied_on is not None and each.answers_citizen is AnswersCitizen.ADVISOR
        for each in side.referrals
    )
    return case.opened_on is not None and not side.open_referrals and (side.answered_on is None or replied)


class AnswerForm(EndingForm):
    """The answer to a citizen."""

    decides = AnswerDecided
    page = DecisionPage("answer", COMPLAINTS, _owes_answer, to_sender=True)
    title = _("Answer the citizen")
    intro = _(
        "The answer ends the citizen's waiting. It can be placed in the mailbox or given by phone, letter or "
        "at a meeting."
    )
    item = prose(_("Answer"), WRITE, rows=PAGE)

    def kind_of_letter(self) -> LetterKind:
        """Give the letter; who was rejected is told why."""
        is_rejected = self.decision_context.case.complaint.rejection is not None
        return LetterKind.REJECTION if is_rejected else LetterKind.ANSWER
