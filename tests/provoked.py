"""The refusals of what is recorded about a complaint besides its course, each provoked."""

from collections.abc import Callable, Mapping

from tests.story import a_complaint
from triage.cases.decisions.complaints import ThemesRecorded
from triage.cases.decisions.points import Point, PointsRecorded
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import Position

ON = "Mon 2027-01-11"
MAIN = Point(theme="no_answer", position=Position.MAIN)


def _points(*points: Point) -> Refusal:
    return a_complaint(ON, opened_on=ON).refused(PointsRecorded, on=ON, points=points)


def _themes_beside_points() -> Refusal:
    story = a_complaint(ON, opened_on=ON).then(PointsRecorded, on=ON, points=(MAIN,))
    return story.refused(ThemesRecorded, on=ON, main="no_answer")


RECORDED: Mapping[str, Callable[[], Refusal]] = {
    "points_missing": _points,
    "points_need_one_main": lambda: _points(Point(theme="no_answer")),
    "unknown_code": lambda: _points(MAIN, Point(theme="weather")),
    "point_twice": lambda: _points(MAIN, Point(theme="no_answer")),
    "themes_in_points": _themes_beside_points,
}
