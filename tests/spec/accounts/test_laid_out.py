"""What was counted, laid out, drawn and written into files: the same numbers everywhere."""

import json
from dataclasses import replace
from decimal import Decimal
from xml.etree import ElementTree

import pytest

from tests.countables import Year, lists_of, points, shipped
from tests.weekdays import on
from triage.accounts.as_csv import as_csv
from triage.accounts.as_json import as_json
from triage.accounts.chart import chart
from triage.accounts.counted import CountedBlocks
from triage.accounts.document import (
    AccountDocument,
    Chart,
    Grid,
    GridLine,
    Listed,
    NamedNumber,
    Numbers,
    NumberShown,
    Prose,
    Section,
)
from triage.accounts.publishing import as_published, publish
from triage.accounts.shown import number_words

SVG = "{http://www.w3.org/2000/svg}"


def blocks(*, published: bool = False, language: str = "en") -> CountedBlocks:
    """A year of Albertslund: 1239 inquiries, of which one is over a small unit."""
    data, profile = shipped("albertslund")
    year = Year(on("Mon 2024-04-01"), on("Mon 2025-03-31"))
    year.cases(1203, points=points("courtesy", unit="ds"))
    year.cases(20, points=points("courtesy", "language", unit="bf"))
    year.cases(15, points=points("courtesy", "language", unit="os"))
    year.case(points=points("courtesy", "language", unit="kfe"))
    account = year.counted(data, profile)
    account = as_published(publish(account)) if published else account
    return CountedBlocks(
        account, lists_of(data), language, lambda text: data.words.filled({"en": text})["en"]
    )


def document(*told: Section, language: str = "en", marks: tuple[str, ...] = ()) -> AccountDocument:
    """An account of these sections."""
    days = on("Mon 2024-04-01"), on("Mon 2025-03-31"), on("Tue 2025-04-01")
    return AccountDocument("Account", "Egeby", language, *days, told, marks)


def grid(
    kind: Chart | None = Chart.BARS, *, title: str = "By month", first: str = "2024-12", columns: int = 1
) -> Grid:
    """A small table: of a number, nothing, and one that is left out."""
    rows = (
        GridLine(first, "december <2024>"),
        GridLine("2025-01", "januar 2025"),
        GridLine("2025-02", "februar 2025"),
    )
    heads = tuple(GridLine(f"c{each}", f"Column {each}") for each in range(columns))
    numbers = (
        NumberShown(12, Decimal("34.0"), cases=("7Q7Q7Q7Q",)),
        NumberShown(0),
        NumberShown(None, is_suppressed=True),
    )
    cells = {(row.key, each.key): number for row, number in zip(rows, numbers, strict=True) for each in heads}
    return Grid(title[:1].lower(), title, rows, heads, cells, "Month", "Counts cases.", ("Note.",), kind)


def say(text: str) -> str:
    """English."""
    return text


def test_a_table_is_laid_out_with_its_totals_words_and_rule() -> None:
    """Both sides in the words of the municipality, each number as it was counted."""
    table = blocks().table("points_by_department")
    assert [(each.words, each.is_total) for each in table.columns] == [
        ("Main points", False),
        ("Following points", False),
        ("In all", True),
    ]
    assert (table.rows[-1].is_total, table.row_heading) == (True, "Department")
    assert table.cells["ds", "main_points"].value == 1203
    assert len(table.cells["ds", "*"].cases) == 1203
    assert table.rule == "Counts points in the period. By department and main or following point."
    assert [each.code for each in blocks().sections()] == ["figures", "tables", "counting"]


def test_what_is_left_out_says_so_and_leads_nowhere() -> None:
    """In no number, in no file and in no drawing; a note explains it."""
    table = blocks(published=True).table("points_by_department")
    cell = table.cells["kfe", "following_points"]
    assert (cell.is_suppressed, cell.value, cell.cases) == (True, None, ())
    assert any("left out" in note for note in table.notes)
    assert not any(each.cases for each in table.cells.values())
    drawn = chart(table, "en", say)
    assert drawn is not None
    assert "left out" in drawn.svg


@pytest.mark.parametrize(
    ("number", "danish", "english"),
    [
        (NumberShown(1234, Decimal("34.0")), "1.234 (34,0\N{NO-BREAK SPACE}%)", "1,234 (34.0%)"),
        (NumberShown(Decimal("1234.5")), "1.234,5", "1,234.5"),
        (NumberShown(None), "\N{EN DASH}", "\N{EN DASH}"),
        (NumberShown(None, is_suppressed=True), "left out", "left out"),
    ],
)
def test_how_numbers_are_written(number: NumberShown, danish: str, english: str) -> None:
    """As the profile rounds them, with the marks of the language."""
    assert [number_words(number, each, say) for each in ("da", "en")] == [danish, english]


def test_the_file_for_a_spreadsheet() -> None:
    """A decimal comma and no formula, whatever somebody typed; what is left out is a word."""
    listed = Listed("r", "Register", ("Name",), (("=HYPERLINK(1)",), ("@sum",)))
    numbers = Numbers((NamedNumber("n", "Cases", NumberShown(1234, Decimal("0.5"))),))
    told = document(Section("s", "Part", (numbers, grid(), listed, Prose(("Words.",)))), language="da")
    assert as_csv(told, say).splitlines() == [
        "\ufeffAccount;Egeby;2024-04-01;2025-03-31",
        "",
        "Part",
        "Cases;1234;0,5;",
        "",
        "By month",
        "Counts cases.",
        "Note.",
        "Month;Column 0;Column 0, per cent",
        "december <2024>;12;34,0",
        "januar 2025;0;",
        "februar 2025;left out;",
        "",
        "Register",
        "Name",
        "'=HYPERLINK(1)",
        "'@sum",
    ]


def test_the_file_for_a_machine() -> None:
    """Its shape is promised: what is new may come besides, and nothing goes without a new version."""
    numbers = Numbers((NamedNumber("n", "Cases", NumberShown(1234, Decimal("34.0")), "How."),))
    prose = Prose(("Words.",), is_quoted=True)
    listed = Listed("r", "Register", ("Name",), (("Ø",),))
    told = json.loads(
        as_json(document(Section("s", "Part", (numbers, grid(), listed, prose)), marks=("Draft",)))
    )
    (section,) = told.pop("sections")
    assert told == {
        "form": "betro/account",
        "version": 1,
        "title": "Account",
        "organisation": "Egeby",
        "language": "en",
        "first": "2024-04-01",
        "last": "2025-03-31",
        "made_on": "2025-04-01",
        "marks": ["Draft"],
    }
    number, table, entries, words = section["blocks"]
    assert number["numbers"] == [
        {
            "code": "n",
            "words": "Cases",
            "value": 1234,
            "percent": 34.0,
            "is_suppressed": False,
            "rule": "How.",
        }
    ]
    assert sorted(table) == [
        "cells",
        "chart",
        "code",
        "columns",
        "kind",
        "notes",
        "row_heading",
        "rows",
        "rule",
        "title",
    ]
    assert table["rows"][0] == {"key": "2024-12", "words": "december <2024>", "depth": 0, "is_total": False}
    assert table["cells"][2] == {
        "row": "2025-02",
        "column": "c0",
        "value": None,
        "percent": None,
        "is_suppressed": True,
    }
    assert entries == {"kind": "list", "code": "r", "title": "Register", "columns": ["Name"], "rows": [["Ø"]]}
    assert words == {"kind": "text", "paragraphs": ["Words."], "quoted": True}


@pytest.mark.parametrize("kind", list(Chart))
def test_a_drawing_is_an_image_that_says_what_it_shows(kind: Chart) -> None:
    """By title and description; with every number beside its bar, and none for what is left out."""
    drawn = chart(grid(kind), "en", say)
    assert drawn is not None
    svg = ElementTree.fromstring(drawn.svg)
    named = [svg.find(f"{SVG}{each}") for each in ("title", "desc")]
    assert [each.text for each in named if each is not None] == ["By month", drawn.description]
    assert svg.get("aria-labelledby") == " ".join(each.get("id", "") for each in named if each is not None)
    assert svg.get("role") == "img"
    assert "december <2024>: 12; januar 2025: 0; februar 2025: left out" in drawn.description
    words = [each.text for each in svg.iter(f"{SVG}text")]
    assert {"12", "0"} <= set(words)
    marks = list(svg.iter(f"{SVG}rect")) if kind is Chart.BARS else list(svg.iter(f"{SVG}circle"))
    assert len(marks) == (1 if kind is Chart.BARS else 2)
    assert not [
        each for each in svg.iter() if each.get("style") or each.tag in (f"{SVG}style", f"{SVG}script")
    ]


def test_several_columns_are_told_apart_without_colour() -> None:
    """By pattern, and by the order that their names stand in; a wide table draws its totals, or nothing."""
    two = chart(grid(columns=2), "en", say)
    assert two is not None
    assert two.svg.count("url(#chart-b-1)") == 2
    assert {"Column 0", "Column 1"} <= {
        each.text for each in ElementTree.fromstring(two.svg).iter(f"{SVG}text")
    }
    assert chart(grid(columns=4), "en", say) is None
    assert chart(grid(None), "en", say) is None
    wide = grid(columns=4)
    total = replace(wide, columns=(*wide.columns[:3], replace(wide.columns[3], is_total=True)))
    assert chart(total, "en", say) is not None
