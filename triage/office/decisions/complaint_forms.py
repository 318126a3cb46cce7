"""
Decisions about a complaint: what it is about, how it is handled, turning it away; referring it to a
unit and what that answers; hearing a unit before it is criticised.
"""

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from triage.cases.decisions.complaints import (
    HandlingRecorded,
    InquiryRejected,
    ThemesRecorded,
    UnitRecorded,
)
from triage.cases.decisions.criticism import CriticismRecorded, HearingAnswered, HearingSent
from triage.cases.decisions.referral import ReferralRecalled, ReferralSent, ReplyDelayed, ReplyReceived
from triage.cases.vocabulary import AnswersCitizen
from triage.office.decisions.decision_form import TODAY, DecisionForm, because
from triage.office.forms import choice, day, listed, prose, several, yes
from triage.office.presentation import labels

UNIT = _("Choose the department.")


class OfUnit(DecisionForm):
    """A decision that names a unit."""

    def wanted(self) -> set[str]:
        """Give the codes of those that it can be about; where there are none, all are offered."""
        return set()

    def prepare(self) -> None:
        """Offer the units: where none fits all, so that the refusal can say so."""
        wanted = self.wanted()
        # One that owes a reply may have ceased to be since.
        fitting = {code: name for code, name in self.matter.names.items() if code in wanted}
        fitting = fitting or self.matter.units
        self.unit.choices = [("", gettext("Choose")), *fitting.items()]


class OfOpenReferral(OfUnit):
    """A decision about a unit that owes a reply."""

    def wanted(self) -> set[str]:
        """Give those that owe one."""
        return {each.unit for each in self.matter.case.complaint.open_referrals}

    def draft(self) -> None:
        """Choose the unit where only one owes a reply."""
        owing = [each.unit for each in self.matter.case.complaint.open_referrals]
        if len(owing) == 1:
            self.unit.data = owing[0]


class UnitForm(OfUnit):
    """Which unit is it about?"""

    decides = UnitRecorded
    title = _("Record the department")
    intro = _("Which part of the organisation the complaint is about.")
    at_once = True
    unit = listed(_("Department"), UNIT, list)


class ThemesForm(DecisionForm):
    """What is it about?"""

    decides = ThemesRecorded
    title = _("Record themes")
    intro = _("One main theme, and others if the case touches them. The annual report counts them.")
    at_once = True
    main = listed(_("Main theme"), _("Choose the main theme."), labels.themes)
    others = several(_("Other themes"), labels.terms_of(lambda t: t.themes))

    def given(self) -> dict[str, object]:
        """Give what was typed; the main theme is not another one."""
        return {**super().given(), "others": [each for each in self.others.data if each != self.main.data]}


class HandlingForm(DecisionForm):
    """How was it handled?"""

    decides = HandlingRecorded
    title = _("Record how it is handled")
    intro = _("You can choose several. A later answer takes the place of this one.")
    at_once = True
    codes = several(_("Handling"), labels.terms_of(lambda t: t.handlings))


class RejectForm(DecisionForm):
    """Turn an inquiry away."""

    decides = InquiryRejected
    title = _("Reject the inquiry")
    intro = _("Tell the citizen in an answer why, and where to turn instead.")
    reason = choice(_("Reason"), _("Choose the reason."), labels.terms_of(lambda t: t.rejection_reasons))
    reason_item = because()


class ReferForm(OfUnit):
    """Refer to a unit's leader."""

    decides = ReferralSent
    title = _("Refer to a department")
    intro = _(
        "The department's leader has three weeks to reply. Print the questions or send them as you usually "
        "do."
    )
    unit = listed(_("Department"), UNIT, list)
    item = prose(_("Questions to the department"), _("Write the questions."))
    answers_citizen = choice(
        _("Who answers the citizen?"), _("Choose who answers."), labels.options(labels.ANSWERS)
    )
    happened_on = day(_("Sent on"), hint=TODAY)

    def draft(self) -> None:
        """Begin with the unit that was recorded."""
        self.unit.data = self.matter.case.complaint.unit or ""
        self.answers_citizen.data = str(AnswersCitizen.UNIT)


class ReplyForm(OfOpenReferral):
    """A unit's reply."""

    decides = ReplyReceived
    title = _("Register the department's reply")
    intro = _("Write the reply, or what it comes to, and the date on which it came.")
    unit = listed(_("Department"), UNIT, list)
    item = prose(_("The reply"), _("Write the reply."))
    quality = choice(
        _("How well does it answer?"), _("Choose how well it answers."), labels.options(labels.QUALITY)
    )
    citizen_contacted = yes(_("The department confirms that it has answered the citizen"))
    happened_on = day(_("The reply came on"), hint=TODAY)


class DelayForm(OfOpenReferral):
    """A unit announced a later date."""

    decides = ReplyDelayed
    title = _("Register an announced delay")
    intro = _("The first date stays: late against it is late. Tell the citizen about the new date.")
    unit = listed(_("Department"), UNIT, list)
    promised_on = day(_("The new date"), _("Write the new date."))
    happened_on = day(_("Announced on"), hint=TODAY)
    reason_item = because(_("The department's reason"), hint="")


class RecallForm(OfOpenReferral):
    """Take a referral back."""

    decides = ReferralRecalled
    title = _("Recall a referral")
    intro = _("The department owes no reply any more.")
    unit = listed(_("Department"), UNIT, list)
    reason_item = because()


class HearingForm(OfUnit):
    """Send a unit the draft of what will be said about it."""

    decides = HearingSent
    title = _("Hear a department before criticism")
    intro = _("The department sees the draft and may comment on it before anything is said.")
    unit = listed(_("Department"), UNIT, list)
    item = prose(_("The draft that the department is heard about"), _("Write the draft."))
    answer_by_on = day(_("The last day for its comments"), _("Write the last day for its comments."))


class HearingAnswerForm(OfUnit):
    """What the unit said to the draft."""

    decides = HearingAnswered
    title = _("Register the department's comments")
    intro = _("Write what the department says to the draft, or that it has nothing to say.")
    unit = listed(_("Department"), UNIT, list)
    item = prose(_("The comments"), _("Write the comments."))
    happened_on = day(_("On which day"), hint=TODAY)

    def wanted(self) -> set[str]:
        """Give those that are being heard."""
        hearings = self.matter.case.complaint.hearings
        return {each.unit for each in hearings if each.answered_on is None}


class CriticismForm(OfUnit):
    """Criticism, a formal request or a recommendation."""

    decides = CriticismRecorded
    title = _("Record criticism or a recommendation")
    intro = _("Only after the department has been heard, or its time to comment has passed.")
    kind = choice(_("What is it?"), _("Choose what it is."), labels.options(labels.CRITICISM))
    unit = listed(_("Department"), UNIT, list)
    item = prose(_("What is said to the department"), _("Write what is said to the department."))
