"""
Sorting a case on one page: the unit it is about, its themes, how it is handled, who has it.

What the citizen wrote fills it in first: whoever sorts only confirms, and what is as it was is not recorded
again.
"""

from collections.abc import Iterator

from flask_babel import lazy_gettext as _

from intake.contents.mailbox import ComplaintTold
from triage.cases.case import Case
from triage.cases.decisions.complaints import HandlingRecorded, ThemesRecorded, UnitRecorded
from triage.cases.typed import Typed, typed
from triage.office.decisions.decision_form import COMPLAINTS, DecisionContext, DecisionForm, Page
from triage.office.forms import listed, offer, several
from triage.office.presentation import labels
from triage.office.request_context import organisation


def unit_in_words(matter: DecisionContext) -> str | None:
    """Give the unit that the citizen named, where the content is open and the words name one."""
    told = None if matter.view.letters is None else matter.view.letters.first
    if not isinstance(told, ComplaintTold):
        return None
    found = organisation().units.called(told.unit, on=matter.file.today)
    return None if found is None else found.code


def _is_to_sort(case: Case) -> bool:
    is_taken_up = case.opened_on is not None and case.complaint.rejection is None
    return is_taken_up and (case.complaint.unit is None or case.newest(ThemesRecorded) is None)


class SortForm(DecisionForm):
    """What a complaint is about and how it is handled."""

    decides = UnitRecorded
    also = (ThemesRecorded, HandlingRecorded)
    page = Page("sort", COMPLAINTS, _is_to_sort)
    title = _("Sort the inquiry")
    intro = _("What it is about and how it is handled. Leave open what you do not know yet.")
    at_once = True
    unit = listed(_("{Unit}"), None, list)
    main = listed(_("Main theme"), None, labels.themes)
    others = several(_("Other themes"), labels.terms_of(lambda t: t.themes))
    codes = several(_("Handling"), labels.terms_of(lambda t: t.handlings))

    def prepare(self) -> None:
        """Offer the units, and the one that was recorded, though it may be no more."""
        offered, recorded = dict(self.matter.units), self.matter.case.complaint.unit
        if recorded is not None:
            offered.setdefault(recorded, self.matter.names.get(recorded, recorded))
        offer(self.unit, offered.items())

    def draft(self) -> None:
        """Begin with what was recorded, else with the unit that the citizen named."""
        case, proposed = self.matter.case, unit_in_words(self.matter)
        self.unit.data = case.complaint.unit or proposed or ""
        if proposed is not None and case.complaint.unit is None:
            self.notice = _("The citizen has named {unit}. See whether this is the right one.")
        themes, handling = case.newest(ThemesRecorded), case.newest(HandlingRecorded)
        self.main.data = "" if themes is None else themes.main
        self.others.data = [] if themes is None else list(themes.others)
        self.codes.data = [] if handling is None else list(handling.codes)

    def completed(self) -> bool:
        """Insist that something is sorted, and on a main theme beside others."""
        if self.others.data and not self.main.data:
            self.main.errors = [_("Choose the main theme.")]
        elif not self.decisions():
            self.unit.errors = [_("Nothing is chosen that was not recorded before.")]
        return not self.errors

    def decisions(self) -> tuple[Typed, ...]:
        """Give what differs from what was recorded."""
        return tuple(self._new())

    def _new(self) -> Iterator[Typed]:
        case = self.matter.case
        if self.unit.data and self.unit.data != case.complaint.unit:
            yield typed(UnitRecorded, unit=self.unit.data)
        themes, recorded = self._themes(), case.newest(ThemesRecorded)
        if themes is not None and (recorded is None or themes != (recorded.main, recorded.others)):
            yield typed(ThemesRecorded, main=themes[0], others=list(themes[1]))
        handling = case.newest(HandlingRecorded)
        if tuple(self.codes.data or ()) != (() if handling is None else handling.codes):
            yield typed(HandlingRecorded, codes=self.codes.data)

    def _themes(self) -> tuple[str, tuple[str, ...]] | None:
        main = self.main.data
        return (main, tuple(each for each in self.others.data or () if each != main)) if main else None
