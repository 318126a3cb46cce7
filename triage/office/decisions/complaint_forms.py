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
from triage.cases.decisions.criticism import CriticismRecorded, HearingAnswered, HearingSent
from triage.cases.decisions.points import PointsRecorded
from triage.cases.decisions.referral import ReferralRecalled, ReferralSent, ReplyDelayed, ReplyReceived
from triage.cases.letter_text import LetterKind
from triage.cases.typed import Typed
from triage.cases.vocabulary import AnswersCitizen, CriticismKind, ReplyQuality
from triage.office.decisions.decision_form import COMPLAINTS, TODAY, DecisionForm, DecisionPage, because
from triage.office.decisions.ending_form import EndingForm
from triage.office.decisions.handled import handled_by_referral
from triage.office.decisions.letter_form import PAGE, WRITE
from triage.office.decisions.outgoing_form import OfUnit, OutgoingForm
from triage.office.forms import choice, day, listed, prose, several, worded, yes
from triage.office.presentation import labels


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


def _is_to_refer(case: Case) -> bool:
    side = case.complaint
    return _is_taken_up(case) and side.unit is not None and not side.referrals and side.answered_on is None


class ReferForm(OutgoingForm):
    """Refer to a unit's leader."""

    decides = ReferralSent
    also = (HandlingRecorded,)
    page = DecisionPage("refer", COMPLAINTS, _is_to_refer)
    title = _("Refer to {a_unit}")
    intro = _(
        "The leader of {unit} has three weeks to reply. Send the questions as you usually do: "
        "Betro sends none."
    )
    item = prose(_("Questions to {unit}"), _("Write the questions."))
    answers_citizen = choice(_("Who answers the citizen?"), _("Choose who answers."), worded(AnswersCitizen))
    happened_on = day(_("Sent on"), hint=TODAY)

    def draft(self) -> None:
        """Begin with the unit that was recorded."""
        super().draft()
        self.unit.data = self.decision_context.case.complaint.unit or ""
        self.answers_citizen.data = str(AnswersCitizen.UNIT)

    def decisions(self) -> tuple[Typed, ...]:
        """Give the referral, and that this is how it is handled."""
        return (*super().decisions(), *handled_by_referral(self.decision_context))


class ReplyForm(OfOpenReferral):
    """A unit's reply."""

    decides = ReplyReceived
    page = DecisionPage("reply", COMPLAINTS, lambda case: bool(case.complaint.open_referrals))
    title = _("Register the reply from {unit}")
    intro = _("Write the reply, or what it comes to, and the date on which it came.")
    item = prose(_("The reply"), _("Write the reply."))
    quality = choice(_("How well does it answer?"), _("Choose how well it answers."), worded(ReplyQuality))
    citizen_contacted = yes(_("{Unit} confirms having answered the citizen"))
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


class HearingForm(OutgoingForm):
    """Send a unit the draft of what will be said about it."""

    decides = HearingSent
    page = DecisionPage("hearing", COMPLAINTS)
    title = _("Hear {a_unit} before criticism")
    intro = _("{Unit} sees the draft and may comment on it before anything is said.")
    item = prose(_("The draft that {unit} is heard about"), _("Write the draft."))
    answer_by_on = day(_("The last day for its comments"), _("Write the last day for its comments."))


class HearingAnswerForm(OfUnit):
    """What the unit said to the draft."""

    decides = HearingAnswered
    page = DecisionPage("hearing-answer", COMPLAINTS)
    title = _("Register the comments from {unit}")
    intro = _("Write what {unit} says to the draft, or that there is nothing to say.")
    item = prose(_("The comments"), _("Write the comments."))
    happened_on = day(_("On which day"), hint=TODAY)

    def wanted(self) -> set[str]:
        """Give those that are being heard."""
        hearings = self.decision_context.case.complaint.hearings
        return {each.unit for each in hearings if each.answered_on is None}


class CriticismForm(OutgoingForm):
    """Criticism, a formal request or a recommendation."""

    decides = CriticismRecorded
    page = DecisionPage("criticism", COMPLAINTS)
    title = _("Record criticism or a recommendation")
    intro = _("Only after {unit} has been heard, or the time to comment has passed.")
    kind = choice(_("What is it?"), _("Choose what it is."), worded(CriticismKind))
    item = prose(_("What is said to {unit}"), _("Write what is said to {unit}."))


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
