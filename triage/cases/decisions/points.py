"""
What is complained about, point by point, and the themes that follow from it.

The main theme of a case is that of its main point; of an inquiry without points, guidance for one, the one
that was recorded by itself. Whoever asks for the themes of a case asks here.
"""

from __future__ import annotations

from typing import ClassVar

from intake.contents.versioned import Part
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.assessment import ReportThemesRecorded
from triage.cases.decisions.complaints import ThemesRecorded
from triage.cases.events import CaseEvent, Code
from triage.cases.guards import require_code, require_open_complaint, require_opened
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import Position, RaisedBy, Upheld


class Point(Part, frozen=True, kw_only=True):
    """
    One thing that is complained about.

    Attributes:
        unit: the unit that it is about, where that is not the one of the case.
        raised_by: who saw it; an adviser sees what nobody complained about, too.
        upheld: whether it was right, or None where nobody has said.
    """

    theme: Code
    unit: Code | None = None
    position: Position = Position.FOLLOWING
    raised_by: RaisedBy = RaisedBy.CITIZEN
    upheld: Upheld | None = None


class PointsRecorded(CaseEvent, frozen=True, kw_only=True, tag="points:recorded/1"):
    """The points of a complaint, one of them the main one. Later ones replace them as a whole."""

    points: tuple[Point, ...] = ()

    sentence: ClassVar[str] = N_("Complaint points: %(themes)s")

    @property
    def main(self) -> Point:
        """The main point."""
        return next(each for each in self.points if each.position is Position.MAIN)

    @property
    def themes(self) -> tuple[str, ...]:
        """Their themes, each once, that of the main point first."""
        return tuple(dict.fromkeys((self.main.theme, *(each.theme for each in self.points))))

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse no point, no or several main points, the same point twice, and a theme of no list."""
        require_open_complaint(case)
        require_opened(case)
        if not self.points:
            raise Refusal("points_missing")
        if [each.position for each in self.points].count(Position.MAIN) != 1:
            raise Refusal("points_need_one_main")
        if len({(each.theme, each.unit or case.complaint.unit) for each in self.points}) < len(self.points):
            raise Refusal("point_twice")
        for each in self.points:
            require_code(each.theme, context.taxonomy.themes, self.on)


def main_theme(case: Case) -> str | None:
    """Give the code of what a case is mainly about, a report by the first theme of its own list; or None."""
    return next(iter(themes(case)), None)


def themes(case: Case) -> tuple[str, ...]:
    """Give the codes of what a case is about, each once, the main one first."""
    if case.is_report:
        of_report = case.newest(ReportThemesRecorded)
        return () if of_report is None else of_report.themes
    points, recorded = case.newest(PointsRecorded), case.newest(ThemesRecorded)
    if points is not None:
        return points.themes
    return () if recorded is None else tuple(dict.fromkeys((recorded.main, *recorded.others)))
