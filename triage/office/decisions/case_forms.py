"""How a case ends and goes on, who looks after it, and the receipt code."""

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from intake.page.formats import longdate
from triage.cases.case import Case
from triage.cases.decisions.closing import CaseClosed, CaseReopened, owed_by_law
from triage.cases.decisions.receiving import CaseAssigned, CodeKnownToOffice
from triage.office.decisions.decision_form import (
    WHY,
    WHY_HINT,
    DecisionContext,
    DecisionForm,
    DecisionPage,
    Side,
    because,
)
from triage.office.forms import listed, offer, prose
from triage.office.presentation.clock_choices import name_of


def _may_be_closed(case: Case) -> bool:
    if case.hand_over_pending:
        return False
    if case.is_report:
        return case.told_on is not None
    is_told = case.complaint.answered_on is not None or case.is_own_initiative
    return is_told and not case.complaint.open_referrals


def owed_in_words(decision_context: DecisionContext) -> list[str]:
    """Say what of a case somebody has a right to by law, which goes on when the case is closed."""
    return [
        gettext(
            "%(what)s goes on after closing. It is due on %(date)s.",
            what=name_of(each, decision_context.names),
            date=longdate(each.due_strict),
        )
        for each in owed_by_law(decision_context.file.deadlines)
    ]


def before_closing(decision_context: DecisionContext) -> list[str]:
    """
    Name what of the other side's is unread or unanswered, a hand-over that was agreed to, and a unit that was
    heard for nothing.
    """
    case, said = decision_context.case, []
    if case.unanswered_since is not None:
        since = longdate(case.unanswered_since)
        said.append(
            gettext("Something was added on %(date)s that nobody has read.", date=since)
            if case.has_unread
            else gettext(
                "What was added on %(date)s has not been answered. The time for that goes on.", date=since
            )
        )
    if case.hand_over_agreed and not (case.hand_over and case.hand_over.has_crossed):
        said.append(gettext("There is a yes to the hand-over, and nothing has been handed over."))
    said += [
        gettext(
            "%(unit)s was heard on %(date)s, and nothing has been said about it since.",
            unit=decision_context.names.get(each.unit, each.unit),
            date=longdate(each.sent_on),
        )
        for each in case.complaint.hearings
        if each.used_on is None and each.withdrawn_on is None
    ]
    return said


class CloseForm(DecisionForm):
    """Close the case."""

    decides = CaseClosed
    page = DecisionPage("close", comes_next=_may_be_closed)
    title = _("Close the case")
    intro = _(
        "A closed case stays readable and can be reopened with a reason. The office's own deadlines end with "
        "it. What somebody has a right to by law goes on."
    )
    reason_item = prose(_("Why the case is closed although something is still owed"), WHY, hint=WHY_HINT)

    def prepare(self) -> None:
        """Ask for the reason only where nothing but what is owed speaks against it, and name that."""
        owed = owed_in_words(self.decision_context)
        if _may_be_closed(self.decision_context.case) and owed:
            self.reason_item.description = " ".join((*owed, str(WHY_HINT)))
        else:
            del self.reason_item

    def warnings(self) -> list[str]:
        """Name what is owed by law, and what else should be known before it is closed."""
        return [*owed_in_words(self.decision_context), *before_closing(self.decision_context)]


class ReopenForm(DecisionForm):
    """Open a closed case again."""

    decides = CaseReopened
    page = DecisionPage("reopen", reopens=True)
    title = _("Reopen the case")
    intro = _("The dates of the law stay where they were.")
    reason_item = because()


class AssignForm(DecisionForm):
    """Give the case to one advisor."""

    decides = CaseAssigned
    page = DecisionPage("assign", Side.ALL)
    title = _("Choose who looks after the case")
    intro = _("It changes nobody's access; it says who is looked to first.")
    at_once = True
    handler = listed(_("Who looks after it?"), _("Choose a person."), list)

    def prepare(self) -> None:
        """Offer the advisors."""
        offer(self.handler, self.decision_context.advisors.items())


class CodeKnownForm(DecisionForm):
    """The receipt code is known to the office."""

    decides = CodeKnownToOffice
    page = DecisionPage("code", needs_mailbox=True)
    title = _("Note that the receipt code is known to us")
    intro = _(
        "Use this when somebody in the unit has seen or heard the receipt code. The mailbox says so from "
        "then on."
    )
