"""The points of a complaint: a row for each, the first of them the main one."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext
from flask_babel import lazy_gettext as _
from wtforms import FieldList, Form, FormField

from triage.cases.case import Case
from triage.cases.decisions.points import Point, PointsRecorded, themes
from triage.cases.vocabulary import Position, RaisedBy, Upheld
from triage.office.decisions.decision_form import COMPLAINTS, DecisionForm, DecisionPage
from triage.office.forms import listed, offer, worded, yes
from triage.office.presentation import labels

ROWS = 5
"""So many points have room when the page opens."""
MORE = "more"
"""The step that only asks for one row more."""


class PointRow(Form):
    """One point as it is typed; a row without a theme is no point."""

    theme = listed(_("Theme"), None, labels.themes)
    unit = listed(_("{Bare_unit}, if not that of the case"), None, list)
    upheld = listed(_("Was it upheld?"), None, worded(Upheld))
    seen_by_us = yes(_("{Citizens_adviser} saw it; nobody complained about it"))

    @property
    def is_without_theme(self) -> bool:
        """Whether something is said of a point and not what it is."""
        return not self.theme.data and bool(self.unit.data or self.upheld.data or self.seen_by_us.data)


class PointRows(FieldList):  # type: ignore[type-arg]  # generic in its stubs alone
    """The rows of points; what is wrong is said of all of them at once, in a sentence."""

    def validate(self, form: Any, extra_validators: Any = ()) -> bool:
        """Refuse a row without its theme, and what is on no list."""
        is_valid = super().validate(form, extra_validators)
        said = [] if is_valid else [gettext("Choose one of those on the list.")]
        if any(row.is_without_theme for row in self.rows):
            said.append(gettext("Choose the theme of each point."))
        if not self.rows[0].theme.data:
            said.append(gettext("Begin with the main point."))
        self.errors = said
        return not said

    @property
    def rows(self) -> list[Any]:
        """The forms of the rows."""
        return [each.form for each in self.entries]

    def offer_units(self, units: Mapping[str, str]) -> None:
        """Offer the units in each row."""
        for row in self.rows:
            offer(row.unit, units.items())

    def points(self) -> Iterator[Point]:
        """Give the points that were typed, the first of them as the main one."""
        for number, row in enumerate(self.rows):
            if row.theme.data:
                yield Point(
                    theme=row.theme.data,
                    unit=row.unit.data or None,
                    position=Position.FOLLOWING if number else Position.MAIN,
                    raised_by=RaisedBy.ADVISER if row.seen_by_us.data else RaisedBy.CITIZEN,
                    upheld=Upheld(row.upheld.data) if row.upheld.data else None,
                )

    def begin_with(self, case: Case) -> None:
        """Fill in the points as they stand; where there are none, the themes that were recorded."""
        recorded = case.newest(PointsRecorded)
        if recorded is None:
            known = tuple(Point(theme=each) for each in themes(case))
        else:
            known = (recorded.main, *(each for each in recorded.points if each is not recorded.main))
        self.process(None, [_typed(each) for each in known])


def _typed(point: Point) -> dict[str, object]:
    return {
        "theme": point.theme,
        "unit": point.unit or "",
        "upheld": point.upheld or "",
        "seen_by_us": point.raised_by is RaisedBy.ADVISER,
    }


def point_rows() -> Any:
    """Give the field for points."""
    return PointRows(FormField(PointRow), _("Complaint points"), min_entries=ROWS)


class PointsForm(DecisionForm):
    """What is complained about, point by point?"""

    decides = PointsRecorded
    page = DecisionPage("points", COMPLAINTS)
    title = _("Record complaint points")
    intro = _(
        "A row for each thing that is complained about, the main point first. Rows without a theme are left "
        "out. What you save takes the place of the points that stood here."
    )
    at_once = True
    points = point_rows()
    more_rows = MORE

    def prepare(self) -> None:
        """Offer the units."""
        self.points.offer_units(self.decision_context.units)

    def draft(self) -> None:
        """Begin with the points as they stand."""
        self.points.begin_with(self.decision_context.case)
        self.prepare()

    def reshown(self, step: str) -> bool:
        """Give one row more."""
        if step != MORE:
            return False
        self.points.append_entry()
        self.prepare()
        return True

    def given(self) -> dict[str, object]:
        """Give the points."""
        return {**super().given(), "points": list(self.points.points())}
