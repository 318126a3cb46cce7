"""
Sorting a case on one page: its type, the unit it is about, its themes or points, how it is handled.

What the citizen wrote fills it in first: whoever sorts only confirms, and what is as it was is not recorded
again.
"""

from collections.abc import Iterator
from typing import Any

from flask_babel import lazy_gettext as _
from wtforms import FormField

from triage.cases.case import Case
from triage.cases.decisions.assessment import ReportThemesRecorded
from triage.cases.decisions.complaints import REJECTED, HandlingRecorded, ThemesRecorded, UnitRecorded
from triage.cases.decisions.consent import ConsentGiven
from triage.cases.decisions.inquiries import TypeRecorded
from triage.cases.decisions.mandate import MandateRecorded
from triage.cases.decisions.ordered_counts import CountsTicked
from triage.cases.decisions.points import PointsRecorded, themes
from triage.cases.decisions.receiving import CaseAssigned
from triage.cases.typed import Typed, typed
from triage.office.decisions.counted_marks import offer_marks
from triage.office.decisions.decision_form import (
    COMPLAINTS,
    REPORTS,
    DecisionContext,
    DecisionForm,
    DecisionPage,
)
from triage.office.decisions.point_forms import MORE, ROWS, PointRow, PointRows
from triage.office.decisions.portal_answers import PortalAnswersForm, told_in_form
from triage.office.forms import listed, offer, several
from triage.office.presentation import labels
from triage.office.request_context import organisation
from triage.office.typed_fields import ChoiceLines


def unit_in_words(decision_context: DecisionContext) -> str | None:
    """Give the unit that the citizen named, where the content is open and the words name one."""
    told = told_in_form(decision_context)
    if told is None:
        return None
    found = organisation().units.called(told.unit, on=decision_context.file.today)
    return None if found is None else found.code


def _is_to_sort(case: Case) -> bool:
    is_taken_up = case.opened_on is not None and case.complaint.rejection is None
    return is_taken_up and (case.complaint.unit is None or not themes(case))


def _is_report_to_sort(case: Case) -> bool:
    return case.opened_on is not None and case.newest(ReportThemesRecorded) is None


def _ticked(case: Case) -> tuple[str, ...]:
    ticked = case.newest(CountsTicked)
    return () if ticked is None else ticked.marks


class PointsIfAny(PointRows):
    """The rows of points, all of which may stay empty."""

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Refuse what the rows refuse, where something stands in one."""
        is_empty = not any(each.theme.data or each.is_without_theme for each in self.rows)
        return is_empty or super().validate(form, extra_validators)


class SortForm(PortalAnswersForm):
    """What a complaint is about and how it is handled."""

    decides = UnitRecorded
    also = (
        TypeRecorded,
        ThemesRecorded,
        PointsRecorded,
        HandlingRecorded,
        ConsentGiven,
        MandateRecorded,
        CountsTicked,
    )
    page = DecisionPage("sort", COMPLAINTS, _is_to_sort)
    title = _("Sort the inquiry")
    intro = _("What it is about and how it is handled. Leave open what you do not know yet.")
    at_once = True
    type = listed(_("Type"), None, list)
    unit = listed(_("{Bare_unit}"), None, list)
    main = listed(_("Main theme"), None, labels.themes)
    others = ChoiceLines(_("Other themes"), each=_("One more theme"), choices=labels.themes)
    points = PointsIfAny(FormField(PointRow), _("Complaint points, one by one"), min_entries=ROWS)
    codes = several(
        _("Handling"),
        list,
        hint=_("What you refer is ticked by itself."),
    )
    marks = several(_("Ordered counts"), list)
    more_rows = MORE
    folded: tuple[str, ...] = ()
    """The fields that are folded away until somebody wants them."""

    def prepare(self) -> None:
        """
        Offer the units and handlings, the recorded ones though they are no more, and themes where there are
        no points.
        """
        super().prepare()
        case = self.decision_context.case
        self.codes.choices = labels.handlings(case)
        offered, recorded = dict(self.decision_context.units), case.complaint.unit
        if recorded is not None:
            offered.setdefault(recorded, self.decision_context.names.get(recorded, recorded))
        offer(self.unit, offered.items())
        # To reject it has a page of its own.
        types = labels.terms_of(lambda t: t.inquiry_types)()
        offer(self.type, (each for each in types if each[0] != REJECTED or case.complaint.type == REJECTED))
        self.points.offer_units(offered)
        offer_marks(self, case.received_on, _ticked(case))
        if case.newest(PointsRecorded) is not None and "main" in self:
            del self.main, self.others
        self.folded = self._folded()

    def _folded(self) -> tuple[str, ...]:
        return () if any(self.points.points()) else ("points",)

    def draft(self) -> None:
        """Begin with what was recorded, else with the unit that the citizen named."""
        case, proposed = self.decision_context.case, unit_in_words(self.decision_context)
        self.type.data = case.complaint.type
        self.unit.data = case.complaint.unit or proposed or ""
        if proposed is not None and case.complaint.unit is None:
            self.notice = _("The citizen has named {unit}. See whether this is the right one.")
        if "main" in self:
            self.main.data, *others = themes(case) or ("",)
            self.others.begin_with(others)
        else:
            self.points.begin_with(case)
        handling = case.newest(HandlingRecorded)
        self.codes.data = [] if handling is None else list(handling.codes)
        if "marks" in self:
            self.marks.data = list(_ticked(case))
        super().draft()
        self.folded = self._folded()

    def reshown(self, step: str) -> bool:
        """Give one row more."""
        if step == MORE:
            self.points.append_entry()
            self.prepare()
        return step == MORE

    def completed(self) -> bool:
        """Insist that something is sorted, and on a main theme beside others."""
        if "main" in self and self.others.codes and not self.main.data:
            self.main.errors = [_("Choose the main theme.")]
        elif not self.decisions():
            self.unit.errors = [_("Nothing is chosen that was not recorded before.")]
        return not self.errors

    def decisions(self) -> tuple[Typed, ...]:
        """Give what differs from what was recorded: of themes and points the points, where there are any."""
        return tuple(self._new())

    def _new(self) -> Iterator[Typed]:
        case = self.decision_context.case
        if self.type.data and self.type.data != case.complaint.type:
            yield typed(TypeRecorded, type=self.type.data)
        if self.unit.data and self.unit.data != case.complaint.unit:
            yield typed(UnitRecorded, unit=self.unit.data)
        points, recorded = tuple(self.points.points()), case.newest(PointsRecorded)
        if points and (recorded is None or points != recorded.points):
            yield typed(PointsRecorded, points=list(points))
        chosen = self._themes()
        if not points and chosen and chosen != themes(case):
            yield typed(ThemesRecorded, main=chosen[0], others=list(chosen[1:]))
        handling = case.newest(HandlingRecorded)
        if tuple(self.codes.data or ()) != (() if handling is None else handling.codes):
            yield typed(HandlingRecorded, codes=self.codes.data)
        if "marks" in self and set(self.marks.data or ()) != set(_ticked(case)):
            yield typed(CountsTicked, marks=self.marks.data)
        yield from self.answers()

    def _themes(self) -> tuple[str, ...]:
        if "main" not in self or not self.main.data:
            return ()
        return tuple(dict.fromkeys((self.main.data, *self.others.codes)))


class SortReportForm(DecisionForm):
    """What a report is about, and who has it."""

    decides = ReportThemesRecorded
    also = (CaseAssigned,)
    page = DecisionPage("sort-report", REPORTS, _is_report_to_sort)
    title = _("Sort the report")
    intro = _("What it is about and who is looked to first. Leave open what you do not know yet.")
    at_once = True
    themes = several(_("Themes"), labels.terms_of(lambda t: t.report_themes))
    handler = listed(_("Who looks after it?"), None, list)

    def prepare(self) -> None:
        """Offer the advisors."""
        offer(self.handler, self.decision_context.advisors.items())

    def draft(self) -> None:
        """Begin with what was recorded."""
        case = self.decision_context.case
        self.themes.data = list(themes(case))
        self.handler.data = case.handler or ""

    def completed(self) -> bool:
        """Insist that something is sorted."""
        if not self.decisions():
            self.themes.errors = [_("Nothing is chosen that was not recorded before.")]
        return not self.errors

    def decisions(self) -> tuple[Typed, ...]:
        """Give what differs from what was recorded."""
        return tuple(self._new())

    def _new(self) -> Iterator[Typed]:
        case = self.decision_context.case
        if tuple(self.themes.data or ()) != themes(case):
            yield typed(ReportThemesRecorded, themes=self.themes.data)
        if self.handler.data and self.handler.data != case.handler:
            yield typed(CaseAssigned, handler=self.handler.data)
