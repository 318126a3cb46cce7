"""
The four tables that Albertslund printed for April 2024 to March 2025, from cases of their margins.

Its figures 1-4 are pictures without numbers. Said in the text, and not what the table says: processing time
"fills most of all single themes" (22 points): "Anden offentligretlig lovgivning" has 41.
"""

from decimal import Decimal

import pytest

from tests.countables import Year, cells, points, shipped
from tests.weekdays import on
from triage.accounts.results import CountedAccount
from triage.accounts.rounding import as_percent

DATA, PROFILE = shipped("albertslund")
UNITS = ["bae", "bf", "ds", "kfe", "mt", "aess", "os", "others"]
MAIN = [50, 39, 17, 5, 4, 34, 1, 12]
FOLLOWING = [10, 12, 9, 3, 3, 4, 0, 0]
TREE = {
    "other": {
        "other_public_law": [12, 12, 2, 1, 0, 6, 0, 8],
        "private_law": [1, 0, 0, 0, 0, 0, 0, 2],
    },
    "data_protection": {
        "data_security": [0, 1, 0, 0, 0, 1, 0, 0],
        "rectify_erase": [0, 0, 1, 0, 0, 0, 0, 0],
        "data_handling": [0, 0, 1, 0, 0, 0, 0, 0],
    },
    "administration_act": {
        "reasons_given": [4, 1, 2, 1, 0, 4, 0, 0],
        "appeal_guidance": [0, 0, 0, 0, 1, 0, 0, 2],
        "party_access": [0, 1, 2, 0, 0, 1, 0, 0],
        "party_hearing": [0, 1, 0, 1, 1, 0, 0, 0],
        "representation": [0, 0, 0, 0, 0, 1, 0, 0],
        "duty_to_guide": [3, 1, 0, 0, 0, 0, 0, 0],
    },
    "good_administration": {
        "manner": [3, 0, 0, 2, 0, 3, 0, 0],
        "simplicity": [0, 0, 1, 0, 0, 0, 0, 0],
        "involvement": [0, 6, 5, 0, 1, 0, 0, 0],
        "coordination": [1, 2, 0, 0, 0, 1, 0, 0],
        "follow_up": [0, 0, 1, 0, 0, 0, 0, 0],
        "kept_informed": [2, 2, 0, 0, 0, 2, 0, 0],
        "local_time_and_answers": [5, 6, 3, 0, 2, 5, 1, 0],
        "language": [1, 1, 0, 0, 1, 1, 0, 0],
        "courtesy": [4, 2, 0, 0, 0, 2, 0, 0],
        "openness": [4, 4, 7, 1, 1, 2, 0, 0],
    },
    "facts_and_authority": {
        "decision_content": [5, 4, 0, 0, 0, 2, 0, 0],
        "local_other_substance": [1, 0, 1, 1, 0, 0, 0, 0],
    },
    "openness_act": {"duty_to_note": [0, 3, 0, 1, 0, 0, 0, 0]},
    "performance": {
        "level_of_service": [10, 0, 0, 0, 0, 0, 0, 0],
        "local_concrete_service": [1, 2, 0, 0, 0, 6, 0, 0],
    },
    "local_principles": {"local_case_facts": [3, 2, 0, 0, 0, 1, 0, 0]},
}
MAIN_ROWS = {
    "other": [13, 12, 2, 1, 0, 6, 0, 10, 44],
    "data_protection": [0, 1, 2, 0, 0, 1, 0, 0, 4],
    "administration_act": [7, 4, 4, 2, 2, 6, 0, 2, 27],
    "good_administration": [20, 23, 17, 3, 5, 16, 1, 0, 85],
    "facts_and_authority": [6, 4, 1, 1, 0, 2, 0, 0, 14],
    "openness_act": [0, 3, 0, 1, 0, 0, 0, 0, 4],
    "performance": [11, 2, 0, 0, 0, 6, 0, 0, 19],
    "local_principles": [3, 2, 0, 0, 0, 1, 0, 0, 6],
}
BOARD = {"bf": (7, 10, 2), "bae": (11, 14, 2), "aess": (11, 7, 0), "ds": (0, 0, 0)}
REMARKS = {"bf": (6, 5, 3), "bae": (9, 6, 1), "aess": (2, 6, 1)}
SUBJECTS = ("reasons_given", "local_case_facts", "local_time_and_answers")


@pytest.fixture(scope="module")
def albertslund() -> CountedAccount:
    """The year as it was printed: the points of each department, shared out over its main points."""
    year = Year(on("Mon 2024-04-01"), on("Mon 2025-03-31"))
    told = {unit: list[str]() for unit in UNITS}
    for subs in TREE.values():
        for theme, unit in cells(subs, UNITS):
            told[unit].append(theme)
    for unit, main in zip(UNITS, MAIN, strict=True):
        shares = [told[unit][place::main] for place in range(main)]
        for share in shares:
            year.case(unit=unit, kind="complaint", themes=tuple(share), points=points(*share))
    # Help with a complaint over a decision is outside the figures.
    year.cases(6, unit="bae", themes=("ask_appeal",), points=points("ask_appeal"),
               handlings=("help_complaint",))  # fmt: skip
    for unit, (without, remarked, dismissed) in BOARD.items():
        subjects = REMARKS.get(unit, (0, 0, 0))
        for place in range(remarked):
            said = tuple(each for each, number in zip(SUBJECTS, subjects, strict=True) if place < number)
            year.appeal(unit=unit, result="changed" if place % 2 else "upheld", remarks=said, remarked=True)
        for _ in range(without):
            year.appeal(unit=unit, result="upheld", remarked=False)
        for _ in range(dismissed):
            year.appeal(unit=unit, result="rejected")
    return year.counted(DATA, PROFILE)


def test_inquiries_and_points(albertslund: CountedAccount) -> None:
    """162 inquiries with 203 points."""
    assert albertslund.figures["inquiries"].value == 162
    assert albertslund.figures["points"].value == 203


def test_table_1(albertslund: CountedAccount) -> None:
    """Main and following points of each department: every cell."""
    table = albertslund.tables["points_by_department"]
    rows = zip(UNITS, MAIN, FOLLOWING, strict=True)
    assert table.values() == {unit: [main, following, main + following] for unit, main, following in rows}
    assert [table.cell(column=each).value for each in ("main_points", "following_points")] == [162, 41]
    assert table.cell().value == 203
    assert table.adds_up


def test_table_2(albertslund: CountedAccount) -> None:
    """Eight themes, their sub-themes and eight departments: every one of 36 rows, in their order."""
    table = albertslund.tables["themes_by_department"]
    subs = {code: [*row, sum(row)] for rows in TREE.values() for code, row in rows.items()}
    assert table.values() == {**MAIN_ROWS, **subs}
    assert [each.code for each in table.rows] == [
        code for main, rows in TREE.items() for code in (main, *rows)
    ]
    totals = [table.cell(column=unit).value for unit in UNITS]
    assert [*totals, table.cell().value] == [60, 51, 26, 8, 7, 38, 1, 12, 203]
    assert table.adds_up


def test_the_delay_measure(albertslund: CountedAccount) -> None:
    """A little over a third of the points on administrative practice."""
    delays = albertslund.figures["delays"].cell
    assert (delays.value, delays.base, delays.percent) == (29, 85, Decimal("34.1"))
    assert [as_percent(Decimal("34.1"), each) for each in ("da", "en")] == [
        "34,1\N{NO-BREAK SPACE}%",
        "34.1%",
    ]


def test_table_3(albertslund: CountedAccount) -> None:
    """The Appeals Board's decisions; the department has another name there, and one has none."""
    table = albertslund.tables["board_by_department"]
    assert table.values() == {
        "bf": [7, 10, 2, 19],
        "citizens_labour": [11, 14, 2, 27],
        "aess": [11, 7, 0, 18],
        "ds": [0, 0, 0, 0],
    }
    assert [table.cell(column=each.path).value for each in table.columns] == [29, 31, 4]
    assert table.cell().value == 64


def test_what_was_dismissed_is_outside_the_base(albertslund: CountedAccount) -> None:
    """31 of 60 is over half, and 31 of 64 would not be."""
    cell = albertslund.figures["board_decisions_remarked"].cell
    assert (cell.value, cell.base, cell.percent) == (31, 60, Decimal("51.7"))


def test_table_4(albertslund: CountedAccount) -> None:
    """39 remarks on 31 decisions, which add up to no number of decisions: there is no column for that."""
    table = albertslund.tables["remarks_by_department"]
    assert {code: row[:3] for code, row in table.values().items()} == {
        "bf": [6, 5, 3],
        "citizens_labour": [9, 6, 1],
        "aess": [2, 6, 1],
        "ds": [0, 0, 0],
    }
    assert [table.cell(column=each).value for each in SUBJECTS] == [17, 17, 5]
    assert not table.rule.row_totals
