"""What an inquiry, a person and a point are when cases belong together, some of which do not count."""

import pytest
from msgspec.structs import replace

from tests.countables import Year, points
from tests.weekdays import on
from triage.accounts.results import CountedAccount
from triage.cases.case import TypeSince
from triage.cases.countable import CountableContact
from triage.cases.vocabulary import ContactDirection, OtherSide
from triage.rules.organisation_data import read_organisation_data

HEAD = """
code = "own"
title = { da = "B" }
valid_from = 2020-01-01
repeats = "never"
repeat_links = ["repeat"]
unit_of_inquiry = "first"
rounding = "plain"
"""
TABLES = "".join(
    f"""
[[table]]
code = "{thing}_{trait}"
title = {{ da = "T" }}
counts = "{thing}"
rows = {{ by = "{trait}" }}
"""
    for thing, trait in (
        ("person", "main_theme"),
        ("inquiry", "type"),
        ("inquiry", "returned"),
        ("point", "position"),
        ("point", "main_theme"),
        ("contact", "channel"),
        ("report", "channel"),
    )
)
FEB = on("Mon 2026-02-02")


def a_year() -> Year:
    """Cases of 2026."""
    return Year(on("Thu 2026-01-01"), on("Thu 2026-12-31"))


def rows(year: Year, table: str, more: str = "") -> dict[str, int]:
    """The rows of a table with their numbers."""
    account = counted(year, more)
    return {code: row[-1] for code, row in account.tables[table].values().items()}


def counted(year: Year, more: str = "") -> CountedAccount:
    """The account."""
    data = read_organisation_data({"counting/own.toml": HEAD + TABLES + more})
    return year.counted(data, data.profiles["own"])


def test_somebody_with_a_matter_that_does_not_count_counts_by_the_other() -> None:
    """And stands in its row only; with none that counts they are nobody."""
    year = a_year()
    links = (("repeat", "C0000002"),)
    year.case(links=links, themes=("language",), not_counted="misdirected", on=FEB)
    year.case(links=(("repeat", "C0000001"),), themes=("courtesy",), on=on("Tue 2026-02-03"))
    year.case(not_counted="misdirected", themes=("openness",))
    always = counted_always(year)
    assert always == {"courtesy": 1}


def counted_always(year: Year) -> dict[str, int]:
    """The people by theme where each case is an inquiry of its own."""
    data = read_organisation_data({"counting/own.toml": HEAD.replace("never", "always") + TABLES})
    table = year.counted(data, data.profiles["own"]).tables["person_main_theme"]
    return {code: row[-1] for code, row in table.values().items()}


def test_an_inquiry_is_what_its_first_case_is_that_counts() -> None:
    """A second case may count where the first does not."""
    year = a_year()
    year.inquiry_of({"kind": "guidance", "not_counted": "no_time_spent"}, {"kind": "complaint"})
    assert rows(year, "inquiry_type") == {"complaint": 1}


def test_an_inquiry_has_one_main_point() -> None:
    """That of its first case; the main point of another is a following one."""
    year = a_year()
    year.inquiry_of({"points": points("language")}, {"points": points("courtesy", "openness")})
    assert rows(year, "point_position") == {"main": 1, "following": 2}


@pytest.mark.parametrize(
    ("direction", "other_side", "number"),
    [
        (ContactDirection.IN, OtherSide.CITIZEN, 1),
        (None, None, 1),
        (ContactDirection.OUT, OtherSide.CITIZEN, 0),
        (ContactDirection.IN, OtherSide.LEADER, 0),
    ],
)
def test_somebody_of_last_year_counts_when_they_turn_to_us_again(
    direction: ContactDirection | None, other_side: OtherSide | None, number: int
) -> None:
    """Not when we turn to them, or a leader calls about it."""
    year = a_year()
    old = year.case(on=on("Mon 2025-03-03"), themes=("language",))
    again = CountableContact(FEB, "phone", direction, other_side)
    year.records[0] = replace(old, contacts=(*old.contacts, again))
    assert sum(rows(year, "person_main_theme").values()) == number


def test_the_type_is_that_of_the_last_day() -> None:
    """What it became afterwards is next year's; before the first it is what it became first."""
    year = a_year()
    case = year.case(on=FEB)
    types = (TypeSince(FEB, "guidance"), TypeSince(on("Mon 2027-02-01"), "complaint"))
    year.records[0] = replace(case, of=replace(case.of, types=types))
    assert rows(year, "inquiry_type") == {"guidance": 1}


def test_who_says_the_same_once_more_has_come_back() -> None:
    """In a case of its own, that is part of the first inquiry."""
    year = a_year()
    year.case(links=(("repeat", "C0000002"),), on=FEB)
    year.case(links=(("repeat", "C0000001"),), on=on("Tue 2026-02-03"))
    year.case(on=FEB)
    assert rows(year, "inquiry_returned") == {"yes": 1, "no": 1}


def test_what_is_left_out_of_some_things_stays_in_others() -> None:
    """As the profile names them; and what cannot be asked of a thing leaves none of it out."""
    year = a_year()
    year.cases(2, points=points("language"), themes=("language",), handlings=("help_complaint",))
    year.report(scope="outside")
    left_out = """
[[left_out]]
things = ["point"]
where = { main_handling = ["help_complaint"] }
why = { da = "Nej" }
[[left_out]]
where = { unit = ["not_said"], channel = ["portal"] }
why = { da = "Nej" }
"""
    account = counted(year, left_out)
    assert account.tables["point_position"].cell().value == 0
    assert account.tables["inquiry_type"].cell().value == 2
    assert account.tables["report_channel"].cell().value == 1


def test_a_point_has_the_unit_that_it_is_about() -> None:
    """Else that of its case."""
    year = a_year()
    year.case(unit="cam", points=(*points("language", unit="cbu"), *points("courtesy")[:1]))
    units = '[[unit]]\ncode = "cam"\nnames = { da = "A" }\nvalid_from = 2020-01-01\n'
    files = {"units.toml": units + units.replace("cam", "cbu"), "counting/own.toml": HEAD + BY_UNIT}
    data = read_organisation_data(files)
    assert year.counted(data, data.profiles["own"]).tables["t"].values() == {"cam": [1], "cbu": [1]}


BY_UNIT = """
[[table]]
code = "t"
title = { da = "T" }
counts = "point"
rows = { by = "unit" }
"""
