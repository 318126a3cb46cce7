"""
Decisions about a whistleblower report: the two questions of triage, what is done besides, and the outcome.
"""

from flask_babel import lazy_gettext as _

from intake.domain.languages import words_in
from triage.cases.decisions.dispositions import FORWARDED, HANDED_OVER, MANAGER_INFORMED
from triage.cases.vocabulary import Investigation, Scope
from triage.office.decisions.decision_form import DecisionForm
from triage.office.decisions.letter_form import last_language
from triage.office.forms import choice, day, line, listed, prose, several, yes
from triage.office.presentation import labels
from triage.services.casework import assess
from triage.services.casework.execute import Decision

WHY = _("Write the reason.")
WHY_HINT = _("For the unit alone. Write it so that a colleague understands it in a year.")
OF_THEIR_OWN = {MANAGER_INFORMED, FORWARDED, HANDED_OVER}
"""Dispositions that have a page of their own."""


class ScopeForm(DecisionForm):
    """The first question: is it within the scheme?"""

    title = _("Assess whether it is within the scheme")
    intro = _("The first question. You can change your answer later, with a new reason.")
    internal = ("why",)
    reporter_reads = ("guidance",)
    answer = choice(
        _("Is the report within the scheme?"), _("Choose an answer."), labels.options(labels.SCOPES)
    )
    reason = listed(
        _("Reason, when it is outside"), None, labels.terms_of(lambda taxonomy: taxonomy.out_of_scope)
    )
    why = prose(_("Your reason in words"), WHY, hint=WHY_HINT)
    guidance = prose(
        _("Guidance to the reporter, when it is outside"),
        hint=_("Leave it empty for a draft that fits the reason. It is sent with the feedback, not now."),
    )

    def completed(self) -> bool:
        """Fill in a draft of the guidance, to be read before going on."""
        if self.answer.data != Scope.OUTSIDE or self.guidance.data or not self.reason.data:
            return True
        self.guidance.data = self._outline()
        self.guidance.errors = [_("Here is a draft of the guidance. Read it, put it right and go on.")]
        return False

    def decision(self) -> Decision:
        """Give what was typed."""
        return assess.scope(
            self.matter.taxonomy,
            answer=Scope(self.answer.data),
            why=self.why.data,
            reason=self.reason.data or None,
            guidance=self.guidance.data or None,
        )

    def _outline(self) -> str:
        term = self.matter.taxonomy.out_of_scope.get(self.reason.data or "")
        outline = None if term is None else term.guidance
        return "" if outline is None else words_in(outline, last_language(self.matter))


class InvestigationForm(DecisionForm):
    """The second question: is it investigated?"""

    title = _("Decide whether it is investigated")
    intro = _("The second question, for what is within the scheme.")
    internal = ("why", "authority")
    answer = choice(
        _("What happens to the report?"), _("Choose an answer."), labels.options(labels.INVESTIGATIONS)
    )
    authority = line(_("Authority, when it is forwarded"))
    why = prose(_("Your reason in words"), WHY, hint=WHY_HINT)

    def decision(self) -> Decision:
        """Give what was typed."""
        return assess.investigation(
            answer=Investigation(self.answer.data), why=self.why.data, authority=self.authority.data or None
        )


class OutcomeForm(DecisionForm):
    """What the investigation found."""

    title = _("Record the outcome")
    intro = _("What the investigation found and what was done. The yearly account is made from it.")
    internal = ("why",)
    finding = choice(_("What was found?"), _("Choose what was found."), labels.terms_of(lambda t: t.findings))
    measures = several(_("What was done about it?"), labels.terms_of(lambda t: t.measures))
    police_report = yes(_("The police have been told"))
    police_reported_on = day(_("The day the police were told"))
    why = prose(_("The outcome in words"), _("Write what was found."), hint=WHY_HINT)

    def decision(self) -> Decision:
        """Give what was typed."""
        return assess.outcome(
            self.matter.taxonomy,
            finding=self.finding.data,
            why=self.why.data,
            measures=self.measures.data,
            police_report=self.police_report.data,
            police_reported_on=self.police_reported_on.data,
        )


class DispositionForm(DecisionForm):
    """Something done with the report."""

    title = _("Record what has been done")
    intro = _("What has been done with the report besides investigating it. You can record several things.")
    internal = ("why",)
    code = choice(
        _("What has been done?"),
        _("Choose what has been done."),
        lambda: [pair for pair in labels.terms_of(lambda t: t.dispositions)() if pair[0] not in OF_THEIR_OWN],
    )
    happened_on = day(_("On which day"), hint=_("Leave it empty if it was today."))
    why = prose(_("Your reason in words"), WHY, hint=WHY_HINT)

    def decision(self) -> Decision:
        """Give what was typed."""
        return assess.disposition(
            self.matter.taxonomy, code=self.code.data, why=self.why.data, happened_on=self.happened_on.data
        )


class ManagerForm(DecisionForm):
    """A manager was informed by a summary."""

    title = _("Record that a manager was informed")
    intro = _("A manager gets your own summary and never the report itself.")
    internal = ("recipient", "summary", "why", "ground_text")
    recipient = line(_("Who was informed"), _("Write who was informed."))
    summary = prose(_("The summary the manager got"), _("Write the summary."))
    can_be_deduced = choice(
        _("Can the reporter be deduced from the summary?"),
        _("Answer whether the reporter can be deduced."),
        lambda: [("no", _("No")), ("yes", _("Yes, or perhaps"))],
    )
    ground = listed(
        _("Ground, if the reporter can be deduced"), None, labels.terms_of(lambda t: t.disclosure_grounds)
    )
    ground_text = prose(_("The consent or the ground in words"))
    notice_on = day(
        _("The day the reporter was told in advance"),
        hint=_("Needed when the ground is not the reporter's consent."),
    )
    informed_on = day(_("The day the manager was informed"), hint=_("Leave it empty if it was today."))
    why = prose(_("Your reason in words"), WHY, hint=WHY_HINT)

    def decision(self) -> Decision:
        """Give what was typed."""
        return assess.manager_informed(
            self.matter.taxonomy,
            why=self.why.data,
            summary=self.summary.data,
            recipient=self.recipient.data,
            can_be_deduced=self.can_be_deduced.data == "yes",
            informed_on=self.informed_on.data,
            ground=self.ground.data or None,
            ground_text=self.ground_text.data or None,
            notice_on=self.notice_on.data,
        )


class ForwardForm(DecisionForm):
    """The report was sent on, as the reporter agreed."""

    title = _("Record that it was forwarded as agreed")
    intro = _("A report leaves the unit only with the reporter's agreement.")
    internal = ("recipient", "agreement", "why")
    recipient = line(_("Who it was forwarded to"), _("Write who it was forwarded to."))
    agreement = prose(_("The reporter's agreement"), hint=_("How it was given, or the reporter's own words."))
    agreed_on = day(_("The day the reporter agreed"))
    forwarded_on = day(_("The day it was forwarded"), hint=_("Leave it empty if it was today."))
    why = prose(_("Your reason in words"), WHY, hint=WHY_HINT)

    def decision(self) -> Decision:
        """Give what was typed."""
        return assess.forwarded_with_agreement(
            self.matter.taxonomy,
            why=self.why.data,
            recipient=self.recipient.data,
            agreement=self.agreement.data or "",
            agreed_on=self.agreed_on.data,
            forwarded_on=self.forwarded_on.data,
        )
