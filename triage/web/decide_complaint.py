"""
Decisions about a complaint: what it is about, the departments, and turning it away.
"""

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from triage.domain.words import AnswersCitizen, ReplyQuality
from triage.services import refer
from triage.services.desk import Decision
from triage.web import labels
from triage.web.decision import DecisionForm
from triage.web.forms import OfficeForm, choice, day, listed, prose, several, yes

WHY = _("Write the reason.")
WHY_HINT = _("For the unit alone. Write it so that a colleague understands it in a year.")
TODAY = _("Leave it empty if it was today.")
DEPARTMENT = _("Choose the department.")


def offer(form: OfficeForm, departments: dict[str, str]) -> None:
    """
    Put the organisation's departments into the form's field.
    """
    form.department.choices = [("", gettext("Choose")), *departments.items()]


class OfDepartment(DecisionForm):
    """
    A decision that names a department.
    """

    def prepare(self) -> None:
        """
        Offer the departments.
        """
        offer(self, self.matter.departments)


class OfOpenReferral(DecisionForm):
    """
    A decision about a department that owes a reply.
    """

    def prepare(self) -> None:
        """
        Offer the departments that owe one, and all where none does, so that the domain can say so.
        """
        owing = {each.department for each in self.matter.view.standing.case.open_referrals}
        wanted = {code: name for code, name in self.matter.departments.items() if code in owing}
        offer(self, wanted or self.matter.departments)

    def draft(self) -> None:
        """
        Choose the department where only one owes a reply.
        """
        owing = [each.department for each in self.matter.view.standing.case.open_referrals]
        if len(owing) == 1:
            self.department.data = owing[0]


class DepartmentForm(OfDepartment):
    """
    Which department is it about?
    """

    title = _("Record the department")
    intro = _("Which part of the organisation the complaint is about.")
    at_once = True
    department = listed(_("Department"), DEPARTMENT, list)

    def decision(self) -> Decision:
        """
        Give what was typed.
        """
        return refer.department(code=self.department.data)


class ThemesForm(DecisionForm):
    """
    What is it about?
    """

    title = _("Record themes")
    intro = _("One main theme, and others if the case touches them. The annual report counts them.")
    at_once = True
    main = listed(_("Main theme"), _("Choose the main theme."), labels.terms_of(lambda t: t.themes))
    others = several(_("Other themes"), labels.terms_of(lambda t: t.themes))

    def decision(self) -> Decision:
        """
        Give what was typed.
        """
        return refer.themes(self.matter.taxonomy, main=self.main.data, others=self.others.data)


class HandlingForm(DecisionForm):
    """
    How was it handled?
    """

    title = _("Record how it is handled")
    intro = _("You can choose several. A later answer takes the place of this one.")
    at_once = True
    codes = several(_("Handling"), labels.terms_of(lambda t: t.handlings))

    def decision(self) -> Decision:
        """
        Give what was typed.
        """
        return refer.handling(self.matter.taxonomy, codes=self.codes.data)


class RejectForm(DecisionForm):
    """
    Turn an inquiry away.
    """

    title = _("Reject the inquiry")
    intro = _("Tell the citizen in an answer why, and where to turn instead.")
    internal = ("why",)
    reason = choice(_("Reason"), _("Choose the reason."), labels.terms_of(lambda t: t.rejection_reasons))
    why = prose(_("Your reason in words"), WHY, hint=WHY_HINT)

    def decision(self) -> Decision:
        """
        Give what was typed.
        """
        return refer.rejected(self.matter.taxonomy, reason=self.reason.data, why=self.why.data)


class ReferForm(OfDepartment):
    """
    Refer to a department's leader.
    """

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
        """
        Begin with the department that was recorded.
        """
        self.department.data = self.matter.view.standing.case.department or ""
        self.answers.data = str(AnswersCitizen.DEPARTMENT)

    def decision(self) -> Decision:
        """
        Give what was typed.
        """
        return refer.referred(
            department=self.department.data,
            questions=self.questions.data,
            answers_citizen=AnswersCitizen(self.answers.data),
            sent_on=self.sent_on.data,
        )


class ReplyForm(OfOpenReferral):
    """
    A department's reply.
    """

    title = _("Register the department's reply")
    intro = _("Write the reply, or what it comes to, and the date on which it came.")
    internal = ("reply",)
    department = listed(_("Department"), DEPARTMENT, list)
    reply = prose(_("The reply"), _("Write the reply."))
    quality = choice(
        _("How well does it answer?"), _("Choose how well it answers."), labels.options(labels.QUALITY)
    )
    citizen_contacted = yes(_("The department confirms that it has contacted the citizen"))
    replied_on = day(_("The reply came on"), hint=TODAY)

    def decision(self) -> Decision:
        """
        Give what was typed.
        """
        return refer.reply_registered(
            department=self.department.data,
            reply=self.reply.data,
            quality=ReplyQuality(self.quality.data),
            citizen_contacted=self.citizen_contacted.data,
            replied_on=self.replied_on.data,
        )


class DelayForm(OfOpenReferral):
    """
    A department announced a later date.
    """

    title = _("Register an announced delay")
    intro = _("The first date stays: late against it is late. Tell the citizen about the new date.")
    internal = ("why",)
    department = listed(_("Department"), DEPARTMENT, list)
    promised_on = day(_("The new date"), _("Write the new date."))
    announced_on = day(_("Announced on"), hint=TODAY)
    why = prose(_("The department's reason"), WHY)

    def decision(self) -> Decision:
        """
        Give what was typed.
        """
        return refer.delay_announced(
            department=self.department.data,
            promised_on=self.promised_on.data,
            why=self.why.data,
            announced_on=self.announced_on.data,
        )


class RecallForm(OfOpenReferral):
    """
    Take a referral back.
    """

    title = _("Recall a referral")
    intro = _("The department owes no reply any more.")
    internal = ("why",)
    department = listed(_("Department"), DEPARTMENT, list)
    why = prose(_("Your reason in words"), WHY, hint=WHY_HINT)

    def decision(self) -> Decision:
        """
        Give what was typed.
        """
        return refer.referral_recalled(department=self.department.data, why=self.why.data)
