"""
The tables that Næstved printed for 2023, from cases of their margins.

Not printed, and so not here: the cases by month and the chart by centre are lost, the figures of 2022 (the
account says "about 12 % more" and no number), and the types of the seven small centres.
"""

from decimal import Decimal

import pytest

from tests.countables import Year, shipped
from tests.weekdays import on
from triage.accounts.results import CountedAccount

DATA, PROFILE = shipped("naestved")
SMALL = {"csa": 23, "chp": 21, "ctm": 12, "cds": 12, "ckb": 10}


def account(*, cam_complaints: int = 51, cam_on_decisions: int = 29) -> CountedAccount:
    """The account of a year with the margins that are printed."""
    year = Year(on("Sun 2023-01-01"), on("Sun 2023-12-31"))
    cam_guidance = 161 - cam_complaints
    year.cases(cam_complaints, unit="cam", kind="complaint", themes=("long_processing",))
    year.cases(cam_on_decisions, unit="cam", kind="guidance", themes=("ask_reasons",))
    # A complaint over a decision counts as guidance; what it is about is no subject of guidance.
    year.cases(5, unit="cam", kind="complaint", themes=("decision_content",))
    year.cases(cam_guidance - cam_on_decisions - 5 - 28, unit="cam", kind="guidance")
    # 14 inquiries are two cases each.
    for _ in range(14):
        year.inquiry_of(*[{"unit": "cam", "kind": "guidance", "themes": ("ask_way",)}] * 2)
    year.cases(50, unit="cbu", kind="complaint", themes=("courtesy", "no_word_of_delay"))
    year.cases(22, unit="cbu", kind="complaint", themes=("courtesy",))
    year.cases(14, unit="cbu", kind="guidance")
    for unit, number in SMALL.items():
        year.cases(number - 1, unit=unit, kind="guidance")
        # That no time was spent keeps out only what belongs to no centre and what is rejected.
        year.case(unit=unit, kind="guidance", not_counted="no_time_spent")
    year.cases(56, kind="elsewhere")
    year.cases(12, kind="rejected", unit="cam", rejection="older_than_a_year")
    # None of these counts.
    year.cases(3, kind="elsewhere", not_counted="no_time_spent")
    year.cases(2, kind="rejected", not_counted="no_time_spent")
    year.cases(4, kind="guidance", not_counted="misdirected")
    year.cases(4, kind="guidance", not_counted="staff_consultation")
    for _ in range(12):
        year.report(scope="outside", scope_reason="own_employment")
    year.report(scope="within", investigation="investigate", finding="no_breach_found",
                closed_on=on("Wed 2023-11-01"))  # fmt: skip
    year.report(scope="within", investigation="investigate", closed_on=on("Fri 2024-03-01"))
    return year.counted(DATA, PROFILE)


@pytest.fixture(scope="module")
def naestved() -> CountedAccount:
    """The year as it was printed."""
    return account()


def test_inquiries_and_cases(naestved: CountedAccount) -> None:
    """379 inquiries are 393 cases."""
    assert naestved.figures["inquiries"].value == 379
    assert naestved.figures["cases"].value == 393


def test_cases_by_centre(naestved: CountedAccount) -> None:
    """Every row of the chart, the centres without any and the sum of the two large ones too."""
    table = naestved.tables["cases_by_centre"]
    assert {code: row[0] for code, row in table.values().items()} == {
        "cam": 161,
        "cbu": 86,
        **SMALL,
        "cei": 0,
        "cok": 0,
        "no_centre": 56,
        "turned_away": 12,
        "cam_and_cbu": 247,
    }
    assert table.cell().value == 393
    assert table.adds_up
    printed = {"cam": 41, "cbu": 22, "cam_and_cbu": 63}
    assert {code: table.cell(code).percent for code in printed} == printed


@pytest.mark.parametrize(("complaints", "on_decisions"), [(51, 29), (52, 28)])
def test_types_of_the_two_large_centres(complaints: int, on_decisions: int) -> None:
    """What is printed of CAM is told by two splits alike: 32, 68 and 26 %; of CBU by one, 72 and 14."""
    told = account(cam_complaints=complaints, cam_on_decisions=on_decisions)
    table = told.tables["types_by_centre"]
    assert [table.cell("cam", code).percent for code in ("complaint", "guidance")] == [32, 68]
    assert [table.cell("cbu", code).percent for code in ("complaint", "guidance")] == [84, 16]
    assert table.values()["cbu"] == [72, 14, 86]
    assert told.figures["cam_guidance_on_decisions"].cell.percent == 26
    assert told.figures["cam_guidance"].value == 161 - complaints


def test_waiting_is_part_of_most_complaints_over_the_children_s_centre(naestved: CountedAccount) -> None:
    """50 of 72 is 69.4, printed as "about 70": to the nearest ten."""
    figure = naestved.figures["cbu_complaints_on_waiting"]
    assert (figure.value, figure.cell.base, figure.cell.percent) == (50, 72, Decimal(70))


def test_the_whistleblower_account(naestved: CountedAccount) -> None:
    """14 reports: 12 outside, 2 investigated, of which 1 was not finished."""
    table = naestved.tables["reports_by_assessment"]
    assert naestved.figures["reports"].value == 14
    assert table.values() == {"outside_purpose": [12], "investigated": [2]}
    assert naestved.figures["investigations_not_finished"].value == 1


def test_each_number_has_its_cases_behind_it(naestved: CountedAccount) -> None:
    """As many as it says, each once; of the inquiries both cases of those that are two."""
    for table in naestved.tables.values():
        for cell in table.cells.values():
            assert len(set(cell.cases)) == len(cell.cases) == cell.value
    assert len(naestved.figures["inquiries"].cell.cases) == 393
