"""
What a profile can say that none of the shipped ones does, in the files of a municipality that is nowhere:
centres with departments, one reason for each inquiry, repeats after a time, and bases that leave rows out.
"""

from decimal import Decimal

import pytest

from tests.countables import Year, lists_of, points
from tests.weekdays import on
from triage.accounts.count import count
from triage.accounts.results import CountedAccount, CountedTable
from triage.cases.countable import CountableContact, CountableCriticism, CountableMeeting, CountableRequest
from triage.cases.decisions.results import Learning
from triage.cases.vocabulary import ContactDirection
from triage.rules.organisation_data import OrganisationData, read_organisation_data

UNITS = "".join(
    f'[[unit]]\ncode = "{code}"\nnames = {{ da = "{code}" }}\nlevel = "{level}"\n'
    f"valid_from = 2020-01-01\n{parent}\n"
    for code, level, parent in (
        ("work", "center", ""),
        ("job", "department", 'parent = "work"'),
        ("youth", "department", 'parent = "work"'),
        ("roads", "center", ""),
        ("outside", "other", ""),
    )
)
HEAD = {
    "code": '"own"',
    "title": '{ da = "Beretning" }',
    "valid_from": "2026-01-01",
    "repeats": '"never"',
    "unit_of_inquiry": '"heaviest"',
    "rounding": '"plain"',
    "repeat_links": '["repeat"]',
    "repeat_same": '["main_theme"]',
}
INSIDE = """
[[figure]]
code = "all"
label = { da = "Alle" }
counts = "inquiry"
[[figure]]
code = "inside"
label = { da = "Inden for kommunen" }
counts = "inquiry"
unless = { unit = ["outside"] }
"""
BY_UNIT = """
[[table]]
code = "units"
title = { da = "Centre" }
counts = "inquiry"
rows = { by = "unit", tree = true, listed = ["work", "roads", "outside"] }
share = "base"
base = "inside"
[[own_row]]
table = "units"
code = "both"
label = { da = "Tilsammen" }
sum_of = ["work", "roads"]
"""


def read(text: str, **head: str) -> OrganisationData:
    """What the folder says with this profile."""
    written = "\n".join(f"{key} = {value}" for key, value in {**HEAD, **head}.items())
    return read_organisation_data({"units.toml": UNITS, "counting/own.toml": f"{written}\n{text}"})


def a_year() -> Year:
    """Cases of 2026."""
    return Year(on("Thu 2026-01-01"), on("Thu 2026-12-31"))


def counted(year: Year, text: str, **head: str) -> CountedAccount:
    """The account of a year by such a profile."""
    data = read(text, **head)
    return year.counted(data, data.profiles["own"])


def table(year: Year, text: str, **head: str) -> CountedTable:
    """The one table of such a profile."""
    (found,) = counted(year, text, **head).tables.values()
    return found


def test_a_centre_has_departments_and_a_rest_of_its_own() -> None:
    """What is attributed to no department stands under its centre; what is outside has no percentage."""
    year = a_year()
    year.cases(4, unit="job")
    year.cases(2, unit="youth")
    year.cases(3, unit="work")
    year.cases(2, unit="roads")
    year.cases(1)
    year.cases(6, unit="outside")
    found = table(year, INSIDE + BY_UNIT)
    assert [(each.path, found.cell(each.path).value) for each in found.rows] == [
        (("work",), 9),
        (("work", "job"), 4),
        (("work", "youth"), 2),
        (("work", "unattributed"), 3),
        (("roads",), 2),
        (("outside",), 6),
        (("both",), 11),
        (("not_said",), 1),
    ]
    assert found.adds_up
    assert found.cell().value == 18
    assert (found.cell("work").base, found.cell("work").percent) == (12, 75)
    assert found.cell("outside").percent is None


@pytest.mark.parametrize(
    ("rounding", "rows"), [("plain", [55, 32, 7, 5]), ("largest_remainder", [55, 32, 8, 5])]
)
def test_four_parts_of_94(rounding: str, rows: list[int]) -> None:
    """52, 30, 7 and 5 are 55.3, 31.9, 7.4 and 5.3 per cent: each by itself they come to 99."""
    year = a_year()
    for unit, number in (("job", 52), ("youth", 30), ("roads", 7), ("outside", 5)):
        year.cases(number, unit=unit)
    text = BY_UNIT.replace('"base"', '"table"').replace('base = "inside"\n', "").replace("tree = true, ", "")
    text = text.replace('"work", "roads", "outside"', '"job", "youth", "roads", "outside"')
    text = text.replace('["work", "roads"]', '["job", "youth"]')
    found = table(year, text, rounding=f'"{rounding}"')
    assert [found.cell(each).percent for each in ("job", "youth", "roads", "outside")] == rows
    assert found.cell("both").percent == 87


@pytest.mark.parametrize(("rounding", "both"), [("plain", 30), ("sum_of_rounded", 29)])
def test_a_sum_is_of_the_numbers_or_of_what_is_printed(rounding: str, both: int) -> None:
    """18.4 and 11.4 per cent are 30 together, and 29 where the printed 18 and 11 are added."""
    year = a_year()
    year.cases(184, unit="job")
    year.cases(114, unit="roads")
    year.cases(702, unit="outside")
    text = BY_UNIT.replace('"base"', '"table"').replace('base = "inside"\n', "").replace("tree = true, ", "")
    text = text.replace('["work", "roads"]', '["job", "roads"]').replace('["work", ', '["job", ')
    found = table(year, text, rounding=f'"{rounding}"')
    assert [found.cell(each).percent for each in ("job", "roads", "both")] == [18, 11, both]


@pytest.mark.parametrize(
    ("repeats", "second", "inquiries", "cases"),
    [
        ({"repeats": '"never"'}, "Mon 2026-11-02", 1, 1),
        ({"repeats": '"always"'}, "Mon 2026-11-02", 2, 2),
        ({"repeats": '"after"', "repeat_months": "6"}, "Mon 2026-11-02", 2, 2),
        ({"repeats": '"after"', "repeat_months": "6"}, "Mon 2026-06-01", 1, 1),
        ({"repeats": '"after"', "repeat_months": "6"}, "Wed 2026-09-02", 2, 2),
        ({"repeats": '"after"', "repeat_months": "6"}, "Tue 2026-09-01", 1, 1),
        ({"repeats": '"contact"'}, "Mon 2026-11-02", 2, 2),
    ],
)
def test_the_same_matter_once_more(repeats: dict[str, str], second: str, inquiries: int, cases: int) -> None:
    """It is part of the first inquiry, always a new one, or one from six months after what came last."""
    year = a_year()
    first = year.case(on=on("Fri 2026-01-02"), links=(("repeat", "C0000002"),), themes=("no_answer",))
    year.case(on=on(second), links=(("repeat", first.case),), themes=("no_answer",))
    late = CountableContact(on("Mon 2026-03-02"), "mail", ContactDirection.IN)
    if "repeat_months" in repeats:
        year.records[0] = type(first)(
            first.case, first.began_on, "phone", first.of, None, first.links, (*first.contacts, late)
        )
    text = INSIDE + INSIDE.replace('"all"', '"cases"').replace('"inquiry"', '"case"', 1).replace(
        '"inside"', '"i"'
    )
    figures = counted(year, text, **repeats).figures
    assert (figures["all"].value, figures["cases"].value) == (inquiries, cases)


def test_another_topic_is_another_inquiry_of_the_same_person() -> None:
    """And what was registered twice is none."""
    year = a_year()
    year.case(on=on("Fri 2026-01-02"), links=(("repeat", "C0000002"), ("duplicate", "C0000003")),
              themes=("no_answer",), unit="job")  # fmt: skip
    year.case(on=on("Mon 2026-02-02"), links=(("repeat", "C0000001"),), themes=("language",), unit="roads")
    year.case(on=on("Tue 2026-02-03"), links=(("duplicate", "C0000001"),), themes=("no_answer",), unit="job")
    person = (
        INSIDE.replace('"all"', '"people"').replace('"inquiry"', '"person"', 1).replace('"inside"', '"i"')
    )
    figures = counted(year, INSIDE + person).figures
    assert (figures["all"].value, figures["people"].value) == (2, 1)


def test_an_inquiry_over_several_units_is_where_it_weighs_most() -> None:
    """By its points; or each of them, and then the rows are more than the inquiries."""
    year = a_year()
    told = points("no_answer", "language", unit="roads")
    year.case(unit="job", points=(*points("openness", unit="job"), *told[1:], told[0]), themes=("openness",))
    text = INSIDE + BY_UNIT
    assert table(year, text).cell("roads").value == 1
    assert table(year, text, unit_of_inquiry='"first"').cell("job").value == 1
    each = table(year, text, unit_of_inquiry='"each"')
    assert [each.cell(code).value for code in ("job", "roads")] == [1, 1]
    assert (each.cell().value, each.adds_up) == (1, False)


WHO = """
[[table]]
code = "t"
title = { da = "T" }
counts = "%s"
rows = { by = "%s" }
"""


@pytest.mark.parametrize(
    ("thing", "trait", "rows"),
    [
        ("inquiry", "returned", {"yes": 2, "no": 2}),
        ("inquiry", "cross_area", {"yes": 1, "no": 3}),
        ("inquiry", "over_meeting", {"yes": 1, "no": 3}),
        ("inquiry", "legal_position", {"procedural": 1, "not_said": 3}),
        ("inquiry", "without_administration", {"yes": 3, "no": 1}),
        ("inquiry", "month", {"2026-02": 3, "2026-03": 1}),
        ("meeting", "convener", {"job": 2}),
        ("meeting", "over_meeting", {"yes": 1, "no": 1}),
        ("meeting", "meeting_role", {"observer": 1, "chair": 1}),
        ("criticism", "unit", {"roads": 2}),
        ("criticism", "criticism_kind", {"criticism": 1, "recommendation": 1}),
        ("case", "criticism_kind", {"criticism": 1, "recommendation": 1, "not_said": 3}),
        ("case", "own_kind", {"not_said": 4}),
        ("inquiry", "met", {"yes": 1, "no": 3}),
        ("inquiry", "units", {"job": 1, "roads": 2, "not_said": 2}),
        ("learning", "learns", {"yes": 1, "no": 1}),
        ("learning", "unit", {"job": 1, "roads": 1}),
        ("request", "replied", {"yes": 1, "no": 1}),
        ("request", "request_kind", {"not_said": 2}),
        ("contact", "month", {"2026-02": 3, "2026-03": 1, "2026-12": 2}),
        ("point", "raised_by", {"citizen": 2}),
    ],
)
def test_what_else_can_be_counted(thing: str, trait: str, rows: dict[str, int]) -> None:
    """Of one long course beside three short ones: who came back, met, learnt, was asked and complained."""
    year = a_year()
    feb, mar, dec = on("Mon 2026-02-02"), on("Mon 2026-03-02"), on("Mon 2026-12-07")
    year.case(
        unit="job",
        on=feb,
        contacts=2,
        points=points("openness", "language"),
        legal_position="procedural",
        without_administration=False,
        learning=(Learning(unit="job", has=True), Learning(unit="roads", has=False)),
        meetings=(
            CountableMeeting(mar, "joint", "job", "observer", ("job",), is_complained_of=True),
            CountableMeeting(dec, "unit", "job", "chair", ("roads",)),
        ),
        criticism=(
            CountableCriticism(dec, "roads", "criticism"),
            CountableCriticism(dec, "roads", "recommendation"),
        ),
        requests=(
            CountableRequest("job", feb, replied_on=mar),
            CountableRequest("roads", dec, replied_on=on("Mon 2027-01-11"), chases=2),
        ),
    )
    year.case(unit="roads", on=feb, contacts=2)
    year.cases(1, on=feb)
    year.cases(1, on=mar)
    found = table(year, WHO % (thing, trait))
    assert {each.code: found.cell(each.path).value for each in found.rows} == rows


@pytest.mark.parametrize(
    ("moment", "number"), [("begun", 2), ("closed", 2), ("carried_in", 2), ("carried_out", 2)]
)
def test_which_cases_belong_to_a_period(moment: str, number: int) -> None:
    """Begun or closed in it, open when it began, open when it ended; what ended before is in none."""
    year = a_year()
    before, within, after = on("Mon 2025-03-03"), on("Mon 2026-03-02"), on("Mon 2027-03-01")
    year.case(on=before, closed_on=on("Mon 2025-06-02"))
    year.case(on=before, closed_on=within)
    year.case(on=before)
    year.case(on=within, closed_on=on("Tue 2026-03-03"))
    year.case(on=within, closed_on=after)
    year.case(on=after)
    text = INSIDE.replace('counts = "inquiry"', f'counts = "case"\nmoment = "{moment}"', 1)
    assert counted(year, text).figures["all"].value == number


def test_an_account_without_a_trace_says_the_same() -> None:
    """Only the cases behind a number are missing."""
    year = a_year()
    year.cases(5, unit="job")
    data = read(INSIDE + BY_UNIT)
    profile, lists = data.profiles["own"], lists_of(data)
    plain = count(profile, iter(year.records), year.period, lists, trace=False)
    assert plain.tables["units"].values() == year.counted(data, profile).tables["units"].values()
    assert plain.figures["all"].cell.cases == ()


def test_decimals_are_written_as_a_profile_says() -> None:
    """1 of 3 inquiries, with one decimal."""
    year = a_year()
    year.cases(1, unit="job")
    year.cases(2, unit="roads")
    assert table(year, INSIDE + BY_UNIT, decimals="1").cell("work").percent == Decimal("33.3")


PART = """
[[table]]
code = "t"
title = { da = "T" }
counts = "inquiry"
rows = { by = "unit", %s }
share = "%s"
%s
"""


def test_what_a_table_does_not_list_stands_in_one_line() -> None:
    """Where the profile names it; it adds up all the same."""
    year = a_year()
    for unit, number in (("job", 3), ("youth", 2), ("roads", 1), ("outside", 4)):
        year.cases(number, unit=unit)
    found = table(year, PART % ('listed = ["outside"], rest = { da = "Resten" }', "column", ""))
    assert found.values() == {"outside": [4], "rest": [6]}
    assert found.adds_up
    assert found.cell("rest").percent == 60


def test_a_table_may_round_in_its_own_way() -> None:
    """Two tables of one account are printed as 99 and as 100 per cent."""
    year = a_year()
    for unit in ("job", "roads", "outside"):
        year.cases(1, unit=unit)
    rest = 'listed = ["job", "roads", "outside"]'
    plain = table(year, PART % (rest, "column", ""))
    whole = table(year, PART % (rest, "column", 'rounding = "largest_remainder"'))
    assert [plain.cell(each.path).percent for each in plain.rows] == [33, 33, 33]
    assert [whole.cell(each.path).percent for each in whole.rows] == [34, 33, 33]


def test_a_part_is_a_percentage_of_what_it_belongs_to() -> None:
    """A department of its centre, and a centre of all."""
    year = a_year()
    for unit, number in (("job", 3), ("youth", 1), ("roads", 4)):
        year.cases(number, unit=unit)
    found = table(year, PART % ("tree = true", "above", ""))
    assert {each.code: found.cell(each.path).percent for each in found.rows} == {
        "work": 50,
        "job": 75,
        "youth": 25,
        "roads": 50,
    }


def test_a_department_counts_to_its_centre() -> None:
    """Where a table is of centres; what is in none of them stands by itself."""
    year = a_year()
    for unit, number in (("job", 3), ("work", 1), ("roads", 2), ("outside", 4)):
        year.cases(number, unit=unit)
    found = table(year, PART % ('level = "center"', "column", ""))
    assert found.values() == {"work": [4], "roads": [2], "unattributed": [4]}
    inside = PART.replace('counts = "inquiry"', 'counts = "inquiry"\nwhere = { unit = ["work"] }')
    assert table(year, inside % ('level = "department"', "column", "")).values() == {
        "job": [3],
        "unattributed": [1],
    }


def test_points_are_a_percentage_of_people() -> None:
    """A base may be of another thing: three points of two inquiries, each once in its row."""
    year = a_year()
    year.case(unit="job", points=points("no_answer", "language", unit="job"))
    year.case(unit="roads", points=points("no_answer", unit="roads"))
    year.cases(2, unit="outside")
    text = INSIDE + (PART % ('listed = ["job"]', "base", 'base = "all"')).replace(
        'counts = "inquiry"', 'counts = "point"'
    )
    found = table(year, text)
    assert [(found.cell(each).value, found.cell(each).percent) for each in ("job", "roads")] == [
        (2, 50),
        (1, 25),
    ]
