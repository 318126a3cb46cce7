"""What changed in an account since it was frozen, and why: by the records of then beside those of now."""

from collections.abc import Iterable
from dataclasses import replace as replaced
from json import dumps, loads
from pathlib import Path

from msgspec.structs import replace

from intake.domain.languages import LANGUAGES
from tests.countables import Year, lists_of, shipped
from tests.weekdays import on
from triage.accounts.as_json import as_json
from triage.accounts.beside import beside, reorganised
from triage.accounts.change_words import ChangeWords
from triage.accounts.changes import NumberChange, changed_numbers, changed_records
from triage.accounts.count import count
from triage.accounts.counted import CountedBlocks
from triage.accounts.document import AccountDocument, Grid, NumberShown
from triage.accounts.from_json import from_json
from triage.accounts.places import NumberPlace, PlacedNumber, digest_of, numbers_of
from triage.cases.countable import CountableRecord, read, written
from triage.cases.countable_reports import CourseUntil, ReportStep, Standing
from triage.rules.organisation_data import read_organisation_data

FROZEN = Path(__file__).parents[2] / "vectors" / "accounts" / "frozen.json"
DATA, PROFILE = shipped("naestved")
LISTS = lists_of(DATA)
ANYWHERE, ONE = NumberPlace("figures", "inquiries"), NumberShown(1)
FIRST, LAST = on("Sun 2023-01-01"), on("Sun 2023-12-31")


def say(text: str) -> str:
    """In English, with the municipality's own words."""
    return DATA.words.filled({"en": text})["en"]


def laid_out(year: Year, records: Iterable[CountableRecord]) -> AccountDocument:
    """The account of some records, traced, counted by Betro's own profile."""
    account = count(DATA.standard, records, year.period, LISTS)
    sections = CountedBlocks(account, LISTS, "en", say).sections()
    return AccountDocument("Account", "Næstved", "en", FIRST, LAST, on("Mon 2024-01-15"), sections)


def numbers(year: Year, records: Iterable[CountableRecord]) -> dict[NumberPlace, PlacedNumber]:
    """Its numbers."""
    return numbers_of(laid_out(year, records))


def a_year() -> Year:
    """Three complaints and one inquiry that is guidance, of two centres."""
    year = Year(FIRST, LAST)
    year.cases(2, kind="complaint", unit="cam", themes=("manner",))
    year.case(kind="complaint", unit="cbu", themes=("no_answer",))
    year.case(kind="guidance", unit="cbu")
    return year


def test_the_same_records_give_the_same_digest_for_ever() -> None:
    """Also those that were written and read again, in another order; another number gives another."""
    year = a_year()
    kept = [read(written(each)) for each in reversed(year.records)]
    digest = digest_of(numbers(year, year.records))
    assert digest_of(numbers(year, kept)) == digest
    assert digest_of(numbers(year, year.records[1:])) != digest


def test_what_was_frozen_by_an_earlier_betro_gives_the_results_of_then() -> None:
    """
    Of records as they were kept, by the profile that comes with Betro. Until that is released, who means to
    count otherwise writes the new results there; after that another way to count is another profile.
    """
    kept = loads(FROZEN.read_text(encoding="utf-8"))
    year = Year(FIRST, LAST)
    assert digest_of(numbers(year, [read(dumps(each)) for each in kept["records"]])) == kept["results"]


def test_a_case_that_came_since_stands_in_every_number_that_it_changed() -> None:
    """And nothing else is told as changed."""
    year = a_year()
    kept = list(year.records)
    later = year.case(kind="complaint", unit="cam", themes=("manner",))
    records = changed_records(kept, year.records)
    assert records[later.case].came
    changed = changed_numbers(numbers(year, kept), numbers(year, year.records), records)
    by_place = {each.place: each for each in changed}
    inquiries = by_place[NumberPlace("figures", "inquiries")]
    assert (inquiries.before.value, inquiries.after.value) == (4, 5)
    assert (inquiries.came, inquiries.went, inquiries.otherwise) == ((later.case,), (), ())
    assert by_place[NumberPlace("tables", "by_unit", "cam", "complaint")].after.value == 3
    assert NumberPlace("tables", "by_unit", "cbu", "complaint") not in by_place


def test_why_says_which_fact_of_which_case_is_another() -> None:
    """In words: a case that was moved to another unit went out of one row and came into another."""
    year = a_year()
    kept = list(year.records)
    moved = kept[0]
    now = [replace(moved, of=replace(moved.of, unit="cbu")), *kept[1:]]
    records = changed_records(kept, now)
    changed = changed_numbers(numbers(year, kept), numbers(year, now), records)
    row = next(each for each in changed if each.place == NumberPlace("tables", "by_unit", "cam", "complaint"))
    assert (row.went, row.came) == ((moved.case,), ())
    words = ChangeWords(LISTS, "en", say, lambda day: f"{day:%d.%m.%Y}")
    (because,) = words.why(row, records)
    cam, cbu = (DATA.units.by_code[code].name("en") for code in ("cam", "cbu"))
    assert because == (moved.case, f"centre: was {cam}, is {cbu}")


def test_why_tells_days_truths_and_how_many() -> None:
    """And that a case was not there, or is counted no more."""
    year = a_year()
    then = year.records[0]
    now = replace(
        then,
        closed_on=on("Fri 2024-01-12"),
        contacts=(*then.contacts, *then.contacts),
        of=replace(then.of, without_administration=False, themes=("no_answer", "manner")),
    )
    records = changed_records([then, year.records[1]], [now, year.records[2]])
    words = ChangeWords(LISTS, "en", say, lambda day: f"{day:%d.%m.%Y}")
    told = {
        each.reference: words.why(NumberChange(ANYWHERE, (), ONE, ONE, (each.reference,), (), ()), records)[
            0
        ].words
        for each in records.values()
    }
    assert told[then.case].split("; ") == [
        "the day it was closed: was nothing, is 12.01.2024",
        "contacts: was 1, is 2",
        f"theme: was {theme('manner')}, is {theme('no_answer')}, {theme('manner')}",
        "without the administration: was Yes, is No",
    ]
    assert told[year.records[1].case] == "is counted no more"
    assert told[year.records[2].case] == "was not there when the account was frozen"


def test_why_tells_how_a_report_stands_and_what_it_is_about() -> None:
    """By the last step of its course; what was told before a correction says nothing by itself."""
    year = Year(FIRST, LAST)
    came = ReportStep(on("Mon 2023-03-06"), Standing.OPEN)
    was = year.report(course=(came,), themes=("procurement",))
    rejected = ReportStep(on("Tue 2023-03-07"), Standing.REJECTED)
    told = CourseUntil(on("Mon 2024-03-04"), (came,))
    of = replace(was.of, course=(came, rejected), corrected=(told,), themes=(), left_out="test")  # type: ignore[type-var]  # of a report
    records = changed_records([was], [replace(was, of=of)])
    change = NumberChange(ANYWHERE, (), ONE, ONE, (), (), (was.case,))
    words = ChangeWords(LISTS, "en", say, lambda day: f"{day:%d.%m.%Y}")
    (because,) = words.why(change, records)
    assert because.words == (
        "theme: was Procurement and suppliers, is nothing; "
        "how it stands: was open since 06.03.2023, is rejected on 07.03.2023; "
        "why it is left out of the account: was nothing, is It was sent to try the scheme out"
    )


def theme(code: str) -> str:
    """What a theme is called."""
    return DATA.taxonomy.themes[code].label["en"]


def test_results_are_read_back_as_they_were() -> None:
    """Every number, percentage, row and heading; nothing of them leads to a case any more."""
    year = a_year()
    document = laid_out(year, year.records)
    kept = from_json(as_json(document).decode())
    assert digest_of(numbers_of(kept)) == digest_of(numbers_of(document))
    assert [each.words for each in numbers_of(kept).values()] == [
        each.words for each in numbers_of(document).values()
    ]
    assert not any(each.number.cases for each in numbers_of(kept).values())
    grids = [block for section in kept.sections for block in section.blocks if isinstance(block, Grid)]
    assert {each.rule for each in grids} != {""}
    assert set(LANGUAGES) >= {kept.language}


def test_earlier_years_stand_beside_under_the_same_rule() -> None:
    """Each year a column, in its order; a row that only an earlier year has stands with those of its kind."""
    before, year = Year(on("Sat 2022-01-01"), on("Sat 2022-12-31")), a_year()
    before.case(kind="complaint", unit="cas", themes=("manner",))
    documents = [
        with_days(laid_out(before, before.records), before),
        with_days(laid_out(year, year.records), year),
    ]
    section = beside(documents, say)
    assert (section.code, section.title) == ("earlier", "Earlier years")
    grids = {each.code: each for each in section.blocks if isinstance(each, Grid)}
    figures, units = grids["figures-earlier"], grids["by_unit-earlier"]
    assert [each.words for each in units.columns] == ["2022", "2023"]
    assert [figures.cells["inquiries", each.key].value for each in figures.columns] == [1, 4]
    told = {
        row.key: [units.cells[row.key, column.key].value for column in units.columns] for row in units.rows
    }
    assert told == {"cam": [0, 2], "cbu": [0, 2], "cas": [1, 0], "*": [1, 4]}
    assert list(told)[-1] == "*"


def with_days(document: AccountDocument, year: Year) -> AccountDocument:
    """The same of the days of a year."""
    return replaced(document, first=year.period.first, last=year.period.last)


def test_units_that_began_or_ended_are_told_with_what_they_became() -> None:
    """Of the years that stand beside each other; one that goes on is not among them."""
    units = read_organisation_data({"units.toml": REORGANISED}).units
    listed = reorganised(units, on("Sat 2022-01-01"), LAST, "en", say)
    assert listed is not None
    assert listed.rows == (
        ("Jobs", "ended on 30 June 2022", "Jobs and learning"),
        ("Jobs and learning", "began on 1 July 2022", ""),
    )
    assert reorganised(units, FIRST, LAST, "en", say) is None


REORGANISED = """
[[unit]]
code = "jobs"
names = { da = "Job", en = "Jobs" }
valid_from = 2010-01-01
valid_to = 2022-06-30
successors = ["learning"]

[[unit]]
code = "learning"
names = { da = "Job og læring", en = "Jobs and learning" }
valid_from = 2022-07-01

[[unit]]
code = "roads"
names = { da = "Veje", en = "Roads" }
valid_from = 2010-01-01
"""
