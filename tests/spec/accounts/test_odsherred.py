"""
The figures that Odsherred printed for 2023, from cases of their margins.

Lost with the account's tables, and so not here: people and inquiries by type and centre, though the profile
has both tables. The complaints to the mayor (268, 214, 160) and the digital figures are counted elsewhere:
external figures, with their source. Whether the 110 who came to complain are inquiries, and the 13 cases, the
account says in two ways; both are cases here.
"""

from decimal import Decimal

import pytest

from tests.countables import Year, shipped
from tests.weekdays import on
from triage.accounts.results import CountedAccount
from triage.accounts.rounding import change

DATA, PROFILE = shipped("odsherred")


@pytest.fixture(scope="module")
def odsherred() -> CountedAccount:
    """The year as it was printed."""
    year = Year(on("Sun 2023-01-01"), on("Sun 2023-12-31"))
    # 49 people with 219 contacts in one centre, of whom 23 came to complain and 13 did.
    children = {"unit": "children_families"}
    year.cases(13, contacts=5, wish="complaint", kind="complaint", **children)
    year.cases(10, contacts=5, wish="complaint", kind="clarification", **children)
    year.cases(26, contacts=4, kind="guidance", **children)
    # The others: 237 people with 694 contacts, of whom 87 came to complain and none did.
    year.cases(87, contacts=3, wish="complaint", kind="clarification", unit="job_centre")
    year.cases(133, contacts=3, kind="guidance", unit="benefits")
    year.cases(17, contacts=2, kind="guidance", unit="adults")
    report = {"scope": "outside", "scope_reason": "reporter_not_covered"}
    year.report(**report, dispositions=("manager_informed",), themes=("staff_conduct",))
    year.report(
        scope="outside",
        scope_reason="collaboration_stress",
        dispositions=("manager_informed",),
        themes=("local_resources",),
    )
    both = ("guided_elsewhere", "forwarded_with_agreement")
    year.report(**report, dispositions=both, themes=("child_welfare",))
    year.report(**report, dispositions=("handed_over",))
    return year.counted(DATA, PROFILE)


def test_people_and_inquiries(odsherred: CountedAccount) -> None:
    """286 people turned to the adviser 913 times, 3.19 times each."""
    figures = odsherred.figures
    assert (figures["inquirers"].value, figures["inquiries"].value) == (286, 913)
    assert figures["inquiries_each"].ratio == Decimal("3.19")


def test_the_centre_of_the_long_courses(odsherred: CountedAccount) -> None:
    """17.1 % of the people made 24.0 % of the inquiries, 4.47 each."""
    people, inquiries = (odsherred.figures[f"children_{each}"] for each in ("inquirers", "inquiries"))
    assert (people.value, people.cell.percent) == (49, Decimal("17.1"))
    assert (inquiries.value, inquiries.cell.percent) == (219, Decimal("24.0"))
    assert odsherred.figures["children_inquiries_each"].ratio == Decimal("4.47")


def test_what_they_came_for_and_what_it_became(odsherred: CountedAccount) -> None:
    """110 came to complain and 13 of those did."""
    ended = odsherred.figures["ended_as_complaint"]
    assert (ended.value, ended.cell.base, ended.cell.percent) == (13, 110, Decimal("11.8"))


def test_an_earlier_year_is_counted_by_the_same_rule() -> None:
    """36 people with 114 contacts in one area in 2021, and 14 people in 2022."""
    year = Year(on("Fri 2021-01-01"), on("Fri 2021-12-31"))
    year.cases(30, contacts=3, unit="job_centre")
    year.cases(6, contacts=4, unit="job_centre")
    figures = year.counted(DATA, PROFILE).figures
    assert figures["job_centre_inquirers"].value == 36
    assert figures["job_centre_inquiries"].value == 114
    later = Year(on("Sat 2022-01-01"), on("Sat 2022-12-31"))
    later.cases(14, unit="job_centre")
    assert later.counted(DATA, PROFILE).figures["job_centre_inquirers"].value == 14


def test_complaints_to_the_mayor_fell() -> None:
    """268, 214 and 160 in three years: external figures, of which only the change is computed."""
    steps = [change(268, 214, 1), change(214, 160, 1), change(268, 160, 1), change(0, 9, 1)]
    assert steps == [Decimal("-20.1"), Decimal("-25.2"), Decimal("-40.3"), None]


def test_somebody_who_comes_with_another_matter_is_one_person(odsherred: CountedAccount) -> None:
    """And each contact is an inquiry all the same, those of last year being last year's."""
    year = Year(on("Sun 2023-01-01"), on("Sun 2023-12-31"))
    old = year.case(unit="benefits", contacts=2, on=on("Wed 2022-11-30"))
    year.case(unit="job_centre", contacts=3, links=(("repeat", old.case),))
    year.records[0] = type(old)(
        old.case, old.began_on, old.channel, old.of, None, (("repeat", "C0000002"),), old.contacts
    )
    told = year.counted(DATA, PROFILE)
    assert (told.figures["inquirers"].value, told.figures["inquiries"].value) == (1, 4)
    by_centre = told.tables["inquirers_by_centre"]
    assert by_centre.values() == {"benefits": [0, 0, 1, 1], "job_centre": [0, 0, 1, 1]}
    assert not by_centre.adds_up


def test_the_four_reports(odsherred: CountedAccount) -> None:
    """All outside, three by citizens; one was both guided and passed on, so the columns count five."""
    table = odsherred.tables["reports_by_disposition"]
    assert table.values() == {
        "reporter_not_covered": [1, 1, 1, 1, 3],
        "collaboration_stress": [1, 0, 0, 0, 1],
    }
    assert [table.cell(column=each.path).value for each in table.columns] == [2, 1, 1, 1]
    assert table.cell().value == odsherred.figures["reports"].value == 4
    assert not table.adds_up
    assert odsherred.tables["reports_by_assessment"].values() == {"within": [0], "outside": [4]}
