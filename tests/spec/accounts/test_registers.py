"""What an account tells of the registers: counted by the profile, and listed for whoever may open them."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from tests.countables import Year, lists_of, shipped
from tests.weekdays import on
from triage.accounts.count import count
from triage.accounts.document import Grid, Listed, Section
from triage.accounts.entry_lists import EntryWords, entry_sections
from triage.accounts.explaining import Explainer
from triage.accounts.publishing import as_published, publish
from triage.accounts.results import AccountPeriod
from triage.cases.appeals import CountableAppeal
from triage.cases.countable_entries import CountableEntry
from triage.cases.decisions.activities import CountableActivity
from triage.cases.decisions.external_figures import CountableFigure, FigureOfYear
from triage.cases.decisions.focus_points import CountableFocus
from triage.cases.decisions.ordered_counts import CountableOrder
from triage.cases.decisions.results import Learning
from triage.rules.counted import Thing
from triage.rules.counting_profile import FigureRule
from triage.rules.register_tables import with_registers

DATA, PROFILE = shipped("odsherred")
YEAR = AccountPeriod(date(2026, 1, 1), date(2026, 12, 31))
UNIT = next(iter(DATA.units.by_code))
MAY = on("Fri 2026-05-01")


def sections(*entries: CountableEntry, **titles: str) -> dict[str, Section]:
    """The sections of a year in English, by code."""
    words = EntryWords(lists_of(DATA), "en", str, titles, YEAR)
    return {each.code: each for each in entry_sections(entries, words)}


def listed(section: Section) -> list[dict[str, str]]:
    """Its lines by the heads of their columns."""
    (block,) = section.blocks
    assert isinstance(block, Listed)
    return [dict(zip(block.columns, row, strict=True)) for row in block.rows]


def test_every_profile_counts_the_registers() -> None:
    """Unless it counts the same things itself: Albertslund's has a table of the Appeals Board."""
    added = {each.code for each in with_registers(PROFILE).tables} - {each.code for each in PROFILE.tables}
    assert added == {
        "register_appeals_by_unit",
        "register_remarks",
        "register_activities",
        "register_participants",
        "register_learning",
        "register_ordered_counts",
    }
    own = with_registers(shipped("albertslund")[1])
    assert not {"register_appeals_by_unit", "register_remarks"} & {each.code for each in own.tables}


def test_the_registers_are_counted() -> None:
    """Appeals by results and without the dismissed; people where something was held; what was ticked."""
    year = Year(YEAR.first, YEAR.last)
    year.appeal(unit=UNIT, result="changed", remarks=("no_answer",), remarked=True)
    year.appeal(unit=UNIT, result="upheld", remarked=False)
    year.appeal(unit=UNIT, result="withdrawn")
    for state, people in (("held", 12), ("held", None), ("planned", 30), ("called_off", None)):
        year.records.append(CountableActivity("A", MAY, "teaching", state, people=people))
    year.case(learning=(Learning(unit=UNIT, has=True),), ordered_counts=("no-receipt",))
    year.case()
    counted = count(with_registers(PROFILE), year.records, YEAR, lists_of(DATA))
    assert counted.tables["register_appeals_by_unit"].values() == {UNIT: [1, 1, 0, 0, 0, 1, 3]}
    share = counted.figures["register_appeals_remarked"].cell
    assert (share.value, share.base, share.percent) == (1, 2, Decimal(50))
    assert counted.tables["register_activities"].values() == {"teaching": [1, 2, 1, 4]}
    assert counted.tables["register_participants"].values() == {"teaching": [12]}
    assert counted.tables["register_learning"].values() == {UNIT: [1, 0, 1]}
    assert counted.tables["register_ordered_counts"].values() == {"no-receipt": [1]}


def test_nobody_is_recognised_by_what_the_office_did() -> None:
    """Two visits are published as two; two decisions over a unit are not."""
    year = Year(YEAR.first, YEAR.last)
    year.records += [CountableActivity(each, MAY, "visit", "held", people=2) for each in ("A", "B")]
    for _ in range(2):
        year.appeal(unit=UNIT, result="upheld")
    seen = as_published(publish(count(with_registers(PROFILE), year.records, YEAR, lists_of(DATA))))
    assert seen.tables["register_activities"].cell("visit", "held").value == 2
    assert seen.tables["register_participants"].cell("visit").value == 4
    assert seen.tables["register_appeals_by_unit"].cell(UNIT, "upheld").is_suppressed
    assert seen.figures["register_appeals"].cell.is_suppressed


def test_entries_are_listed_in_the_order_of_their_days() -> None:
    """What lies outside the period is not there; a line that may not be opened is told by its reference."""
    later = CountableAppeal("LATER", date(2026, 6, 1), "appeals_board", UNIT, "remanded")
    first = replace_day(later, "FIRST", MAY)
    other = replace_day(later, "OTHER", date(2027, 1, 4))
    appeals = listed(sections(later, other, first, FIRST="Home care")["appeals"])
    assert [each["About"] for each in appeals] == ["Home care", "LATER"]
    assert appeals[0]["Decided on"] == "1 May 2026"
    assert appeals[0]["Result"] == "Remanded"


def replace_day(appeal: CountableAppeal, case: str, day: date) -> CountableAppeal:
    """The same decision on another day."""
    return CountableAppeal(case, day, appeal.body, appeal.unit, appeal.result)


def test_figures_from_elsewhere_stand_beside_those_of_earlier_years() -> None:
    """With their change as the last step rounds it; what comes later is not known yet."""
    known = {2025: 214, 2026: 160, 2027: 1}
    values = tuple(FigureOfYear(year, Decimal(value)) for year, value in known.items())
    (grid,) = sections(CountableFigure("F", MAY, "number", values), F="Complaints")["external_figures"].blocks
    assert isinstance(grid, Grid)
    assert [each.words for each in grid.rows] == ["Complaints (number)"]
    assert [each.key for each in grid.columns] == ["2025", "2026", "change"]
    assert grid.cells["F", "change"].value == Decimal("-25.2")


def test_a_profile_reckons_with_a_figure_from_elsewhere() -> None:
    """By its name, of the year in which the period ends; with none of that year there is nothing to say."""
    year = Year(YEAR.first, YEAR.last)
    year.cases(3)
    rule = FigureRule(code="per_thousand", label={"da": "x"}, counts=Thing.CASE, external="people", each=1000)
    profile = replace(PROFILE, figures=(*PROFILE.figures, rule))
    assert count(profile, year.records, YEAR, lists_of(DATA)).figures["per_thousand"].ratio is None
    known = tuple(FigureOfYear(each, Decimal(value)) for each, value in ((2025, 1), (2026, 27_000)))
    year.records.append(CountableFigure("F", MAY, "number", known, "people"))
    counted = count(profile, year.records, YEAR, lists_of(DATA))
    assert counted.figures["per_thousand"].ratio == Decimal("0.11")
    rules = Explainer(profile, lists_of(DATA), "en", str)
    said = "For each 1000 of “people”, a figure from elsewhere for the last year."
    assert rules.rule(rule).endswith(said)


def test_an_ordered_count_is_told_with_its_days() -> None:
    """One that ended before the period is not."""
    ended = CountableOrder("E", date(2025, 1, 1), "old", "council", date(2025, 12, 31))
    runs = CountableOrder("R", date(2025, 1, 1), "no-receipt", "finance_committee")
    (line,) = listed(sections(ended, runs)["ordered_counts"])
    assert (line["Mark"], line["Ordered by"], line["From"]) == (
        "no-receipt",
        "The finance committee",
        "1 January 2025",
    )


def test_focus_points_of_the_year_and_of_the_next() -> None:
    """What became of those of the year; those of the next are new, or were moved on."""
    done = CountableFocus("D", MAY, (2026,), done_on=MAY)
    moved = CountableFocus("M", MAY, (2026, 2027))
    new = CountableFocus("N", MAY, (2027,))
    old = CountableFocus("O", MAY, (2024,), done_on=date(2024, 12, 1))
    points = {each["Focus point"]: each for each in listed(sections(done, moved, new, old)["focus_points"])}
    assert {code: each["What became of it"] for code, each in points.items()} == {
        "D": "Done",
        "M": "Moved on to 2027",
        "N": "",
    }
