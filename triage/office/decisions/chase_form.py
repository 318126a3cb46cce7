"""A reminder to a unit that owes a reply: the letter is ready, and one press records it."""

from collections.abc import Mapping
from datetime import date

from flask import request
from flask_babel import gettext
from flask_babel import lazy_gettext as _

from intake.domain.days import written
from intake.domain.translatable import N_
from triage.cases.decisions.chases import ChaseSent, DueChase, due_chases
from triage.cases.decisions.clocks import is_owed_by_unit
from triage.cases.decisions.referral import ReferralSent
from triage.cases.letter_text import LetterKind
from triage.cases.vocabulary import ChaseLevel
from triage.office.decisions.decision_form import COMPLAINTS, TODAY, DecisionPage
from triage.office.decisions.unit_letter_form import UnitLetterForm, clause_sentence
from triage.office.forms import choice, day, worded
from triage.office.request_context import today
from triage.services.history.case_file import CaseFile

LETTERS = {
    ChaseLevel.UNIT: LetterKind.CHASE,
    ChaseLevel.LEADER: LetterKind.CHASE_LEADER,
    ChaseLevel.DIRECTOR: LetterKind.CHASE_DIRECTOR,
}


REMINDS: Mapping[ChaseLevel, str] = {
    ChaseLevel.UNIT: N_("Remind {unit}"),
    ChaseLevel.LEADER: N_("Remind the leader"),
    ChaseLevel.DIRECTOR: N_("Remind the director"),
}
"""What stands on the button of a reminder that is ready."""


def is_chase_due(file: CaseFile) -> bool:
    """Whether a reminder is ready in a case."""
    return bool(due_chases(file.case, file.deadlines, file.today))


class ChaseForm(UnitLetterForm):
    """Remind a unit of the reply that it owes."""

    decides = ChaseSent
    page = DecisionPage(
        "chase", COMPLAINTS, lambda case: bool(case.complaint.open_referrals), is_offered=is_chase_due
    )
    title = _("Remind {a_unit}")
    intro = _("The letter is ready: choose whom it goes to, save it, and print it or copy it into a mail.")
    to = choice(_("Whom does it go to?"), _("Choose whom it goes to."), worded(ChaseLevel))
    happened_on = day(_("Sent on"), hint=TODAY)

    def wanted(self) -> set[str]:
        """Give those that owe a reply."""
        return {each.unit for each in self.decision_context.case.complaint.open_referrals}

    def draft(self) -> None:
        """
        Begin with the reminder that is ready for the unit that the address names, or for any; or else with
        the first unit that owes. It goes as the request went.
        """
        super().draft()
        ready, owing = (
            self._due(),
            [each.unit for each in self.decision_context.case.complaint.open_referrals],
        )
        self.unit.data = ready.unit if ready is not None else next(iter(owing), "")
        self.to.data = str(ChaseLevel.UNIT if ready is None else ready.to)
        history = reversed(self.decision_context.case.history)
        asked = [each for each in history if isinstance(each, ReferralSent) and each.unit == self.unit.data]
        self.sent_by.data = str(asked[0].sent_by or "") if asked else ""

    def is_ready(self) -> bool:
        """Whether a reminder is ready that may go, so that its letter is shown at once."""
        return self._due() is not None and self.is_covered()

    def _due(self) -> DueChase | None:
        file, named = self.decision_context.file, request.args.get("unit")
        due = due_chases(file.case, file.deadlines, today())
        return next((each for each in due if named in (None, each.unit)), None)

    def level(self) -> ChaseLevel:
        """Give how far up it goes."""
        return ChaseLevel(self.to.data)

    def kind_of_letter(self) -> LetterKind:
        """Give the letter."""
        return LETTERS[self.level()]

    def said(self) -> Mapping[str, str | date]:
        """Give when it was asked, by when it owed, and the clause that this follows from."""
        file = self.decision_context.file
        asked = [each for each in file.case.complaint.open_referrals if each.unit == self.unit.data]
        clocks = [each for each in file.deadlines if each.subject == self.unit.data and each.is_open]
        clock = next((each for each in clocks if is_owed_by_unit(each.counted_by)), None)
        if clock is None or not asked:
            return {"asked_on": "", "due": "", "clause": ""}
        due = written(clock.due_strict, "long", self.written_in)
        return {
            "asked_on": asked[-1].sent_on,
            "due": gettext("The time limit was %(date)s, and we have had no answer.", date=due)
            if clock.due_strict < self.sent_on
            else gettext("The time limit is %(date)s.", date=due),
            "clause": clause_sentence(clock, self.written_in),
        }
