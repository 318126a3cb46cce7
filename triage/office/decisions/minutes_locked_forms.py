"""Minutes that were given to check: approved, or not, and added to."""

from collections.abc import Sequence

from flask_babel import lazy_gettext as _

from triage.cases.case import Case
from triage.cases.decisions.minutes import Minutes, unlocked
from triage.cases.decisions.minutes_locked import (
    ApprovalWay,
    ApprovedBy,
    MinutesAdded,
    MinutesApproved,
    MinutesNotApproved,
    WhyNotApproved,
)
from triage.office.decisions.decision_form import TODAY, DecisionPage
from triage.office.decisions.minutes_forms import WRITE, OfMinutes, has_unlocked
from triage.office.forms import WHERE_NEEDED, choice, day, prose, worded
from triage.services.history.case_file import CaseFile


def _has_locked(file: CaseFile) -> bool:
    return len(unlocked(file.case)) < len(file.case.minutes)


def _waits(case: Case) -> bool:
    return any(each.given_on is not None for each in unlocked(case))


class MinutesApprovedForm(OfMinutes):
    """Whoever spoke approved the minutes."""

    decides = MinutesApproved
    page = DecisionPage("minutes-approved", comes_next=_waits, is_offered=has_unlocked)
    title = _("Register that minutes were approved")
    intro = _("Whoever spoke has read the minutes and agrees with them. They can no longer be changed.")
    at_once = True
    by = choice(_("Who approved them?"), _("Choose who approved them."), worded(ApprovedBy))
    how = choice(_("How?"), _("Choose how they were approved."), worded(ApprovalWay))
    happened_on = day(_("Approved on"), _("Write the date."))

    def draft(self) -> None:
        """Begin with the commonest: an answer in the mailbox, on the day on which it came."""
        super().draft()
        self.by.data = str(ApprovedBy.SPEAKER)
        since = self.decision_context.case.unanswered_since
        if self.decision_context.has_mailbox and since is not None:
            self.how.data, self.happened_on.data = str(ApprovalWay.MAILBOX), since

    def given(self) -> dict[str, object]:
        """Give what was typed, and the version that was approved."""
        return {**super().given(), "item": self.minutes.items[-1]}


class NotApprovedForm(OfMinutes):
    """The minutes could not be approved."""

    decides = MinutesNotApproved
    page = DecisionPage("minutes-not-approved", is_offered=has_unlocked)
    title = _("Register that minutes could not be approved")
    intro = _("The minutes are locked as they stand, with why nobody approved them.")
    at_once = True
    why = choice(_("Why not?"), _("Choose why not."), worded(WhyNotApproved))
    happened_on = day(_("Since"), hint=TODAY)
    item = prose(_("What whoever spoke says of them"), WHERE_NEEDED, rows=3)


class AddedForm(OfMinutes):
    """Something is added to locked minutes."""

    decides = MinutesAdded
    page = DecisionPage("minutes-added", of_closed=True, is_offered=_has_locked)
    title = _("Add to locked minutes")
    intro = _("The minutes stay as they are. What is added stands beside them with its own day.")
    at_once = True
    happened_on = day(_("Said on"), hint=TODAY)
    item = prose(_("What is added"), WRITE, rows=4)

    def wanted(self) -> Sequence[Minutes]:
        """Give those that are locked."""
        return tuple(each for each in self.decision_context.case.minutes if each.locked_on is not None)
