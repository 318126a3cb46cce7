"""Referring a complaint to a department, and what the department answers."""

from flask_babel import lazy_gettext as _

from triage.cases.vocabulary import AnswersCitizen, ReplyQuality
from triage.office.decisions.complaint_forms import DEPARTMENT, TODAY, WHY, WHY_HINT, OfDepartment, offer
from triage.office.decisions.decision_form import DecisionForm
from triage.office.forms import choice, day, listed, prose, yes
from triage.office.presentation import labels
from triage.services.casework import refer
from triage.services.casework.execute import Decision


class OfOpenReferral(DecisionForm):
    """A decision about a department that owes a reply."""

    def prepare(self) -> None:
        """Offer the departments that owe one, and all where none does, so that the domain can say so."""
        owing = {each.department for each in self.matter.view.case_file.case.open_referrals}
        wanted = {code: name for code, name in self.matter.names.items() if code in owing}
        offer(self, wanted or self.matter.departments)

    def draft(self) -> None:
        """Choose the department where only one owes a reply."""
        owing = [each.department for each in self.matter.view.case_file.case.open_referrals]
        if len(owing) == 1:
            self.department.data = owing[0]


class ReferForm(OfDepartment):
    """Refer to a department's leader."""

    title = _("Refer to a department")
    intro = _(
        "The department's leader has three weeks to reply. Print the questions or send them as you usually "
        "do."
    )
    internal = ("questions",)
    department = listed(_("Department"), DEPARTMENT, list)
    questions = prose(_("Questions to the department"), _("Write the questions."))
    answers = choice(_("Who answers the citizen?"), _("Choose who answers."), labels.options(labels.ANSWERS))
    sent_on = day(_("Sent on"), hint=TODAY)

    def draft(self) -> None:
        """Begin with the department that was recorded."""
        self.department.data = self.matter.view.case_file.case.department or ""
        self.answers.data = str(AnswersCitizen.DEPARTMENT)

    def decision(self) -> Decision:
        """Give what was typed."""
        return refer.referred(
            department=self.department.data,
            questions=self.questions.data,
            answers_citizen=AnswersCitizen(self.answers.data),
            sent_on=self.sent_on.data,
        )


class ReplyForm(OfOpenReferral):
    """A department's reply."""

    title = _("Register the department's reply")
    intro = _("Write the reply, or what it comes to, and the date on which it came.")
    internal = ("reply",)
    department = listed(_("Department"), DEPARTMENT, list)
    reply = prose(_("The reply"), _("Write the reply."))
    quality = choice(
        _("How well does it answer?"), _("Choose how well it answers."), labels.options(labels.QUALITY)
    )
    citizen_contacted = yes(_("The department confirms that it has answered the citizen"))
    replied_on = day(_("The reply came on"), hint=TODAY)

    def decision(self) -> Decision:
        """Give what was typed."""
        return refer.reply_registered(
            department=self.department.data,
            reply=self.reply.data,
            quality=ReplyQuality(self.quality.data),
            citizen_contacted=self.citizen_contacted.data,
            replied_on=self.replied_on.data,
        )


class DelayForm(OfOpenReferral):
    """A department announced a later date."""

    title = _("Register an announced delay")
    intro = _("The first date stays: late against it is late. Tell the citizen about the new date.")
    internal = ("why",)
    department = listed(_("Department"), DEPARTMENT, list)
    promised_on = day(_("The new date"), _("Write the new date."))
    announced_on = day(_("Announced on"), hint=TODAY)
    why = prose(_("The department's reason"), WHY)

    def decision(self) -> Decision:
        """Give what was typed."""
        return refer.delay_announced(
            department=self.department.data,
            promised_on=self.promised_on.data,
            why=self.why.data,
            announced_on=self.announced_on.data,
        )


class RecallForm(OfOpenReferral):
    """Take a referral back."""

    title = _("Recall a referral")
    intro = _("The department owes no reply any more.")
    internal = ("why",)
    department = listed(_("Department"), DEPARTMENT, list)
    why = prose(_("Your reason in words"), WHY, hint=WHY_HINT)

    def decision(self) -> Decision:
        """Give what was typed."""
        return refer.referral_recalled(department=self.department.data, why=self.why.data)
