"""The refusals of what is recorded about a case besides its course, each provoked."""

from collections.abc import Callable, Mapping
from typing import Any

import pytest

from tests.story import Story, a_complaint, a_report
from triage.cases.decisions.assessment import ReportThemesRecorded
from triage.cases.decisions.complaints import AnswerDecided, ThemesRecorded
from triage.cases.decisions.holders import DoubtKind, DoubtSettled, held_afterwards, require_doubted
from triage.cases.decisions.links import CasesLinked, LinkReason, require_linkable
from triage.cases.decisions.meetings import MeetingKind, MeetingRecorded, MeetingRole
from triage.cases.decisions.own_initiative import OwnInitiativeBegun, OwnInitiativeKind, Published
from triage.cases.decisions.points import Point, PointsRecorded
from triage.cases.decisions.promises import PromiseKept, PromiseMade
from triage.cases.decisions.report_account import (
    AftermathRecorded,
    LeftOutBecause,
    ProceedingsOutcome,
    ReportCountedAgain,
    ReportLeftOut,
)
from triage.cases.refusals import Refusal
from triage.cases.vocabulary import Position

ON = "Mon 2027-01-11"
NEXT = "Tue 2027-01-12"
MAIN = Point(theme="no_answer", position=Position.MAIN)
TEST = {"on": ON, "reason": LeftOutBecause.TEST}
REPEAT = {"other": "0000WXYZ", "why": LinkReason.REPEAT}


def _complaint() -> Story:
    return a_complaint(ON, opened_on=ON)


def _points(*points: Point) -> Refusal:
    return _complaint().refused(PointsRecorded, on=ON, points=points)


def _promise(**given: Any) -> Refusal:
    story = _complaint().then(PromiseMade, on=ON, number=1, due_on=NEXT)
    return story.refused(PromiseMade, on=NEXT, **{"number": 2, "due_on": NEXT, **given})


def _meeting(kind: MeetingKind, **given: Any) -> Refusal:
    return _complaint().refused(MeetingRecorded, on=NEXT, kind=kind, role=MeetingRole.CHAIR, **given)


def _of(asked: Callable[[], object]) -> Refusal:
    with pytest.raises(Refusal) as caught:
        asked()
    return caught.value


def _held(add: str = "", remove: str = "") -> Refusal:
    """Of a case that a and b hold; c is an advisor too, and z stands outside."""
    given = {"add": _persons(add), "remove": _persons(remove)}
    able = {"advisors": _persons("abc"), "alternates": _persons("z")}
    return _of(lambda: held_afterwards(_persons("ab"), **given, **able))


def _persons(names: str) -> frozenset[bytes]:
    return frozenset(each.encode() for each in names)


def _begun(kind: OwnInitiativeKind) -> dict[str, Any]:
    return {"on": ON, "kind": kind}


RECORDED: Mapping[str, Callable[[], Refusal]] = {
    "points_missing": _points,
    "points_need_one_main": lambda: _points(Point(theme="no_answer")),
    "unknown_code": lambda: _points(MAIN, Point(theme="weather")),
    "point_twice": lambda: _points(MAIN, Point(theme="no_answer")),
    "themes_in_points": lambda: (
        _complaint()
        .then(PointsRecorded, on=ON, points=(MAIN,))
        .refused(ThemesRecorded, on=ON, main="no_answer")
    ),
    "promise_missing": lambda: _promise(item=""),
    "promise_date_missing": lambda: _meeting(MeetingKind.CITIZEN, promise_item=True),
    "promise_date_past": lambda: _promise(due_on=ON),
    "promise_recorded": lambda: _promise(number=1),
    "no_open_promise": lambda: _complaint().refused(PromiseKept, on=ON, number=1),
    "nobody_came": lambda: (
        Story().then(OwnInitiativeBegun, **_begun(OwnInitiativeKind.GENERAL)).refused(AnswerDecided, on=ON)
    ),
    "order_needs_orderer": lambda: Story().refused(OwnInitiativeBegun, **_begun(OwnInitiativeKind.ORDERED)),
    "only_own_initiative": lambda: _complaint().refused(Published, on=ON),
    "report_themes_missing": lambda: a_report(ON, opened_on=ON).refused(ReportThemesRecorded, on=ON),
    "left_out_already": lambda: (
        a_report(ON, opened_on=ON).then(ReportLeftOut, **TEST).refused(ReportLeftOut, **TEST)
    ),
    "not_left_out": lambda: a_report(ON, opened_on=ON).refused(ReportCountedAgain, on=ON),
    "aftermath_missing": lambda: a_report(ON, opened_on=ON).refused(AftermathRecorded, on=ON),
    "proceedings_day_missing": lambda: a_report(ON, opened_on=ON).refused(
        AftermathRecorded, on=ON, outcome=ProceedingsOutcome.UNDER_WAY
    ),
    "linked_already": lambda: (
        _complaint().then(CasesLinked, on=ON, **REPEAT).refused(CasesLinked, on=NEXT, **REPEAT)
    ),
    "doubt_reason_missing": lambda: _complaint().refused(
        DoubtSettled, on=ON, kind=DoubtKind.GRANT, reason_item=""
    ),
    "doubt_none": lambda: _of(lambda: require_doubted(DoubtKind.GRANT, [DoubtKind.CHANGED])),
    "holder_is_not": lambda: _held(remove="c"),
    "holder_already": lambda: _held(add="a"),
    "holder_cannot": lambda: _held(add="x"),
    "alternate_not_needed": lambda: _held(add="z"),
    "holders_none": lambda: _held(remove="ab"),
    "holders_too_few": lambda: _held(remove="b"),
    "link_unknown": lambda: _of(lambda: require_linkable(_complaint().case, None)),
}
"""By what each is refused with."""
