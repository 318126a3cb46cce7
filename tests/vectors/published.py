"""
What is published of a year, and what is kept of it, frozen in `published/`, one file for each form and
version; `python -m tests.vectors.published` writes those that are not there, and what each holds
(`tests.vectors.released`).
"""

from datetime import date
from pathlib import Path

from intake.contents.published import (
    PUBLISHED,
    AccountPublished,
    AccountSection,
    GridBlock,
    GridRow,
    ListBlock,
    NumberLine,
    NumbersBlock,
    ProseBlock,
    Published,
    PublishedFact,
    PublishedFollowUp,
    Recommendation,
    RecommendationsPublished,
    ShownNumber,
)
from intake.contents.versioned import Forms, Versioned, header
from tests.vectors.released import freeze
from triage.accounts.told import TOLD, ToldAccount, ToldNumber, ToldThing

FOLDER = Path(__file__).parent / "published"
DRAWING = '<svg viewBox="0 0 9 9"><title>Måneder</title><rect width="9" height="4"/></svg>'
PAPERS: tuple[Published | ToldAccount, ...] = (
    AccountPublished(
        title="Beretning 2026",
        organisation="Prøveby Kommune",
        language="da",
        first=date(2026, 1, 1),
        last=date(2026, 12, 31),
        made_on=date(2027, 1, 20),
        sections=(
            AccountSection(
                "all",
                "Alt",
                (
                    ProseBlock(("En borger ringede.",), is_quoted=True),
                    NumbersBlock((NumberLine("Sager", ShownNumber("1.204", "100 %"), "Hver for sig."),)),
                    GridBlock(
                        code="units",
                        title="Enheder",
                        columns=("Klage", "I alt"),
                        rows=(
                            GridRow("Jobcentret", (ShownNumber(is_left_out=True), ShownNumber("12")), 1),
                            GridRow("I alt", (ShownNumber("20"), ShownNumber("40")), is_total=True),
                        ),
                        row_heading="Enhed",
                        rule="Hver sag én gang.",
                        notes=("Summerne går op.",),
                        drawing=DRAWING,
                    ),
                    ListBlock("Møder", ("Dag", "Hvad"), (("1. marts 2026", "Kursus"),)),
                ),
            ),
        ),
        marks=("Foreløbig",),
    ),
    RecommendationsPublished(
        language="en",
        made_on=date(2027, 1, 20),
        recommendations=(
            Recommendation(
                name="2026-3",
                year=2026,
                text="Answer letters.",
                facts=(PublishedFact("To", "The job centre"),),
                follow_up=(PublishedFollowUp(date(2026, 9, 1), "Accepted", "We do so now."),),
            ),
        ),
    ),
    ToldAccount(
        things=(ToldThing("case", "0000WXYZ", 1),),
        numbers=(
            ToldNumber("cases", (0,), is_figure=True),
            ToldNumber("units", (0,), ("job",), ("complaint",), is_left_out=True),
        ),
    ),
)
"""A value in every field."""


def forms_of(paper: Published | ToldAccount) -> Forms[Versioned] | Forms[ToldAccount]:
    """Say by what it is written and read."""
    return TOLD if isinstance(paper, ToldAccount) else PUBLISHED


def path_of(paper: Published | ToldAccount) -> Path:
    """Say in which file the newest version of a form is frozen."""
    name, version = header(type(paper))
    return FOLDER / f"{name}-{version}.json"


if __name__ == "__main__":
    FOLDER.mkdir(exist_ok=True)
    for each in PAPERS:
        if not path_of(each).exists():
            path_of(each).write_bytes(forms_of(each).write(each))
    freeze()
