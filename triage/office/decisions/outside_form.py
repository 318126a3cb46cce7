"""
Outside the scheme on one page: the answer with its reason, what was done, the letter, the end of the case.

Several decisions are made in one press. Each is an event of its own that may say no, and the reporter's
letter is shown word for word before anything happens.
"""

from types import MappingProxyType

from flask_babel import lazy_gettext as _

from intake.domain.languages import words_in
from triage.cases.decisions.assessment import ScopeAssessed
from triage.cases.decisions.dispositions import DispositionRecorded
from triage.cases.decisions.feedback import FeedbackDecided
from triage.cases.letter_text import LetterKind
from triage.cases.typed import Typed, typed
from triage.cases.vocabulary import FeedbackKind, Scope
from triage.office.decisions.decision_form import REPORTS, DecisionPage, because
from triage.office.decisions.report_forms import done_in_words, is_to_assess, out_of_scope
from triage.office.decisions.turning_away import TurningAwayForm
from triage.office.forms import listed, several
from triage.office.presentation import labels


class OutsideForm(TurningAwayForm):
    """Say that a report is outside the scheme, tell the reporter, and close the case."""

    decides = FeedbackDecided
    also = (*TurningAwayForm.also, ScopeAssessed, DispositionRecorded)
    fixed = MappingProxyType({"kind": FeedbackKind.REJECTION})
    page = DecisionPage("outside", REPORTS, is_to_assess)
    title = _("Outside the scheme: tell and close")
    intro = _(
        "The assessment, what has been done, the letter to the reporter and the end of the case, in one. You "
        "see what the reporter will read before it is sent."
    )
    internal = ("reason_item",)
    reason = listed(_("Reason"), _("Choose the reason."), labels.terms_of(out_of_scope))
    reason_item = because(rows=4)
    dispositions = several(_("What has been done?"), done_in_words)

    def kind_of_letter(self) -> LetterKind:
        """Give the letter."""
        return LetterKind.OUTSIDE

    def decisions(self) -> tuple[Typed, ...]:
        """Give the assessment, what was done, the rejection, and the closing: at once, or once it is told."""
        why = self.reason_item.data
        assessed = typed(
            ScopeAssessed,
            scope=Scope.OUTSIDE,
            reason=self.reason.data,
            reason_item=why,
            guidance_item=self._guidance(),
        )
        done = (
            typed(DispositionRecorded, code=code, reason_item=why) for code in self.dispositions.data or ()
        )
        return (assessed, *done, *super().decisions())

    def _guidance(self) -> str:
        """Give the guidance as the letter has it; where it was written anew, that is the letter."""
        term, letter = self.decision_context.taxonomy.out_of_scope.get(self.reason.data), self.words.data
        ours = "" if term is None or term.guidance is None else words_in(term.guidance, self.language.data)
        return ours if ours and ours in letter else letter
