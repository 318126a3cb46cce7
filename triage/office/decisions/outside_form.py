"""
Outside the scheme on one page: the answer with its reason, what was done, the letter, the end of the case.

Several decisions are made in one press. Each is an event of its own that may say no, and the reporter's
letter is shown word for word before anything happens.
"""

from collections.abc import Mapping
from types import MappingProxyType

from flask_babel import gettext
from flask_babel import lazy_gettext as _

from intake.domain.languages import words_in
from triage.cases.decisions.assessment import ScopeAssessed
from triage.cases.decisions.dispositions import DispositionRecorded
from triage.cases.decisions.feedback import FeedbackDecided
from triage.cases.letter_text import LetterKind
from triage.cases.typed import Typed, typed
from triage.cases.vocabulary import FORWARDED, HANDED_OVER, MANAGER_INFORMED, FeedbackKind, Scope
from triage.office.decisions.decision_form import REPORTS, DecisionPage, because
from triage.office.decisions.report_forms import as_deducible, done_in_words, is_to_assess, out_of_scope
from triage.office.decisions.turning_away import TurningAwayForm
from triage.office.forms import WHERE_NEEDED, day, line, listed, prose, several
from triage.office.presentation import labels
from triage.office.request_context import organisation

NEEDED_OF_MANAGER: Mapping[str, object] = MappingProxyType(
    {
        "recipient_item": _("Write who was informed."),
        "summary_item": _("Write the summary."),
        "can_be_deduced": _("Answer whether the reporter can be deduced."),
    }
)
OF_MANAGER = (*NEEDED_OF_MANAGER, "ground", "ground_item", "notice_on")
"""What is asked where a manager was informed, by the names of the event's fields."""


def done_here() -> list[tuple[str, str]]:
    """Offer what can have been done, and of what needs more that a manager was informed."""
    offered = labels.terms_of(lambda t: t.dispositions)()
    known = {code for code, _words in done_in_words()} | {MANAGER_INFORMED}
    return [each for each in offered if each[0] in known]


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
    internal = ("reason_item", *(name for name in OF_MANAGER if name.endswith("_item")))
    apart = OF_MANAGER
    reason = listed(_("Reason"), _("Choose the reason."), labels.terms_of(out_of_scope))
    reason_item = because(rows=4)
    dispositions = several(_("What has been done?"), done_here)
    recipient_item = line(_("Who was informed"), WHERE_NEEDED)
    summary_item = prose(_("The summary the manager got"), WHERE_NEEDED, rows=4)
    can_be_deduced = listed(
        _("Can the reporter be deduced from the summary?"),
        WHERE_NEEDED,
        lambda: [("no", _("No")), ("yes", _("Yes, or perhaps"))],
    )
    ground = listed(
        _("Ground, if the reporter can be deduced"),
        WHERE_NEEDED,
        labels.terms_of(lambda t: t.disclosure_grounds),
    )
    ground_item = line(_("The consent or the ground in words"), WHERE_NEEDED)
    notice_on = day(
        _("The day the reporter was told in advance"),
        WHERE_NEEDED,
        hint=_("Needed when the ground is not the reporter's consent."),
    )

    def prepare(self) -> None:
        """Say what has a page of its own; where no manager is on the list, ask nothing about one."""
        super().prepare()
        terms = dict(labels.terms_of(lambda t: t.dispositions)())
        self.apart_title = terms.get(MANAGER_INFORMED, "")
        if not self.apart_title:
            self.apart = ()
            for name in OF_MANAGER:
                del self[name]
        # Where there is no citizens' adviser nothing is handed over to one.
        apart = (FORWARDED, HANDED_OVER) if organisation().settings.schemes.complaints else (FORWARDED,)
        others = [terms[code] for code in apart if code in terms]
        if others:
            self.dispositions.description = gettext(
                "Has a page of its own under “Everything you can do”: %(others)s. Then do not close the case "
                "here, and record it afterwards.",
                others=", ".join(others),
            )

    @property
    def informs_manager(self) -> bool:
        """Whether a manager was informed: it is ticked, or something of it is written."""
        return MANAGER_INFORMED in (self.dispositions.data or ()) or any(
            self[name].data for name in self.apart
        )

    @property
    def says_apart(self) -> bool:  # type: ignore[override]  # a plain attribute where nothing is folded
        """Whether something of it is typed, or is to be put right."""
        return self.informs_manager

    def completed(self) -> bool:
        """Ask besides for what a manager was told."""
        if self.informs_manager:
            for name, missing in NEEDED_OF_MANAGER.items():
                if not self[name].data:
                    self[name].errors = [missing]
        return not self.errors and super().completed()

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
        codes = [code for code in self.dispositions.data or () if code != MANAGER_INFORMED]
        done = [typed(DispositionRecorded, code=code, reason_item=why) for code in codes]
        if self.informs_manager:
            told = {**self.filled(OF_MANAGER), "reason_item": why}
            done.append(typed(DispositionRecorded, code=MANAGER_INFORMED, **as_deducible(told)))
        return (assessed, *done, *super().decisions())

    def _guidance(self) -> str:
        """Give the guidance as the letter has it; where it was written anew, that is the letter."""
        term, letter = self.decision_context.taxonomy.out_of_scope.get(self.reason.data), self.words.data
        ours = "" if term is None or term.guidance is None else words_in(term.guidance, self.language.data)
        return ours if ours and ours in letter else letter
