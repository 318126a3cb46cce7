"""A profile explains itself: how a municipality counts, and the rule behind each number, in plain words."""

import pytest

from tests.countables import Year, lists_of, shipped
from tests.weekdays import on
from triage.accounts.explaining import Explainer
from triage.accounts.words import line_words
from triage.rules.counted import Thing
from triage.rules.counting_words import TableSide
from triage.rules.organisation_data import ready_names


def explainer(municipality: str) -> Explainer:
    """What explains the profile of a ready folder, in English."""
    data, profile = shipped(municipality)
    return Explainer(profile, lists_of(data), "en", lambda text: data.words.filled({"en": text})["en"])


def test_how_naestved_counts() -> None:
    """Repeats, units, what counts as what, what does not count, sets, rounding and small numbers."""
    assert explainer("naestved").general() == (
        "The same person with the same matter once more is a new inquiry each time.",
        "An inquiry that is about several centres belongs to: the centre of its first case.",
        "A complaint over a decision counts as guidance on the system of appeals.",
        (
            "What is registered and does not count: Misdirected: it belongs elsewhere; "
            "A consultation with a member of staff; It is registered already."
        ),
        "What belongs to no centre and what is rejected counts only where time was spent on it.",
        (
            "“Hearing of parties, reasons or the system of appeals” stands for “A hearing of parties”, "
            "“The reasons of a decision” or “The system of appeals”."
        ),
        (
            "“Long processing time, time limits, no word of a delay or no answer” stands for "
            "“Long processing time”, “Time limit for document access not kept”, “Time limit for a remanded "
            "case not kept”, “Not told when to expect an answer” or “Cannot reach the centre or get "
            "an answer”."
        ),
        "Percentages are rounded each by itself, so they may not add up to 100.",
        "Numbers below 3 are not published, so that nobody can be recognised.",
    )


def test_the_rule_behind_a_number() -> None:
    """What it counts, of when, by what, and what its percentage is of; in the municipality's own words."""
    _data, profile = shipped("albertslund")
    explained = explainer("albertslund")
    assert explained.rule(profile.figure("board_decisions_remarked")) == (
        "Counts decisions of an appeals body in the period, of which holds: with remarks: “Yes”, "
        "but not: result: “The appeal was dismissed”. "
        "The percentage is of: Decisions of the Appeals Board, without those dismissed."
    )
    table = next(each for each in profile.tables if each.code == "themes_by_department")
    assert explained.rule(table) == (
        "Counts points in the period. By theme and department. Each percentage is of its column."
    )
    assert (explained.thing(Thing.POINT), explained.thing(Thing.CASE)) == ("points", "cases")
    _data, odsherred = shipped("odsherred")
    assert explainer("odsherred").rule(odsherred.figure("inquiries_each")) == (
        "Counts inquiries in the period. Divided by: Inquirers."
    )


@pytest.mark.parametrize("municipality", ready_names())
def test_nothing_is_left_to_be_filled_in(municipality: str) -> None:
    """Whatever a profile says."""
    _data, profile = shipped(municipality)
    explained = explainer(municipality)
    said = [*explained.general(), *(explained.rule(each) for each in (*profile.figures, *profile.tables))]
    assert not [each for each in said if "%(" in each or "{" in each]


def test_each_line_of_a_table_has_its_words() -> None:
    """Its own, else those of the units, of the lists and of the cases."""
    data, profile = shipped("albertslund")
    year = Year(on("Mon 2024-04-01"), on("Mon 2025-03-31"))
    year.appeal(unit="bae", result="rejected")
    year.appeal(unit="os", remarked=True)
    year.appeal(remarked=False)
    table = year.counted(data, profile).tables["board_by_department"]
    words = [
        [
            line_words(each, table.rule, side, profile, lists_of(data), "da", lambda text: f"_{text}")
            for each in lines
        ]
        for side, lines in ((TableSide.ROWS, table.rows), (TableSide.COLUMNS, table.columns))
    ]
    assert words[0] == [
        "Børn & Familie",
        "Borger & Arbejdsmarked",
        "Ældre, Sundhed & Social",
        "Dagtilbud & Skole",
        "Økonomi & Stab",
        "_Not said",
    ]
    assert words[1] == ["Uden bemærkninger", "Med bemærkninger", "Klage afvist"]
