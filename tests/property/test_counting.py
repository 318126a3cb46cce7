"""Whatever is counted, each thing is counted once for every base, and in whichever order it comes."""

from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.countables import lists_of
from triage.accounts.count import count
from triage.accounts.results import AccountPeriod, CountedAccount
from triage.cases.case import TypeSince
from triage.cases.countable import CountableCase, CountableContact, CountableInquiry
from triage.cases.decisions.points import Point
from triage.cases.vocabulary import Position
from triage.rules.organisation_data import OrganisationData, read_organisation_data

FIRST = date(2026, 1, 1)
PERIOD = AccountPeriod(FIRST, date(2026, 12, 31))
HALVES = (AccountPeriod(FIRST, date(2026, 6, 30)), AccountPeriod(date(2026, 7, 1), PERIOD.last))
THINGS = ("person", "inquiry", "case", "contact", "point")
ONCE = ("main_theme", "type")
TABLES = "".join(
    f"""
[[figure]]
code = "{thing}"
label = {{ da = "F" }}
counts = "{thing}"
"""
    + "".join(
        f"""
[[table]]
code = "{thing}_{trait}"
title = {{ da = "T" }}
counts = "{thing}"
rows = {{ by = "{trait}" }}
columns = {{ by = "without_administration" }}
share = "table"
"""
        for trait in (*ONCE, "theme")
    )
    for thing in THINGS
)


def data(repeats: str) -> OrganisationData:
    """A profile that counts everything by everything."""
    head = f"""
code = "own"
title = {{ da = "B" }}
valid_from = 2020-01-01
repeats = "{repeats}"
{"repeat_months = 3" if repeats == "after" else ""}
unit_of_inquiry = "first"
rounding = "largest_remainder"
"""
    return read_organisation_data({"counting/own.toml": head + TABLES})


PROFILES = {each: data(each) for each in ("never", "after", "always", "contact")}


@st.composite
def years(draw: st.DrawFn) -> list[CountableCase]:
    """Cases of two years, some of them linked, each to the other."""
    number = draw(st.integers(0, 14))
    pairs = draw(st.lists(st.tuples(*[st.integers(0, max(0, number - 1))] * 2), max_size=number))
    links: dict[int, list[tuple[str, str]]] = {}
    for one, other in pairs:
        if one != other and number:
            why = draw(st.sampled_from(("duplicate", "repeat", "same_matter", "same_inquiry")))
            for here, there in ((one, other), (other, one)):
                links.setdefault(here, []).append((why, f"C{there}"))
    return [_case(draw, place, links.get(place, [])) for place in range(number)]


def _case(draw: st.DrawFn, place: int, links: list[tuple[str, str]]) -> CountableCase:
    day = FIRST + timedelta(days=draw(st.integers(-200, 500)))
    days = draw(st.lists(st.integers(0, 300), max_size=3))
    themes = tuple(
        draw(st.lists(st.sampled_from(("no_answer", "language", "courtesy")), unique=True, max_size=3))
    )
    positions = (Position.MAIN, Position.FOLLOWING, Position.FOLLOWING)
    return CountableCase(
        case=f"C{place}",
        began_on=day,
        channel=draw(st.sampled_from(("phone", "mail"))),
        of=CountableInquiry(
            types=(TypeSince(day, draw(st.sampled_from(("guidance", "complaint")))),),
            themes=themes,
            points=tuple(
                Point(theme=each, position=position)
                for each, position in zip(themes, positions, strict=False)
            ),
            not_counted=draw(st.sampled_from((None, None, "misdirected"))),
            without_administration=draw(st.booleans()),
        ),
        links=tuple(links),
        contacts=tuple(CountableContact(day + timedelta(days=each), "phone") for each in (0, *days)),
    )


def counted(repeats: str, cases: list[CountableCase], period: AccountPeriod = PERIOD) -> CountedAccount:
    """The account."""
    known = PROFILES[repeats]
    return count(known.profiles["own"], cases, period, lists_of(known))


@settings(max_examples=30)
@given(years(), st.sampled_from(sorted(PROFILES)))
def test_each_thing_stands_in_one_row_and_one_column(cases: list[CountableCase], repeats: str) -> None:
    """The rows make up the total, the total is the figure, and the percentages come to 100."""
    account = counted(repeats, cases)
    for thing in THINGS:
        total = account.figures[thing].value
        for trait in ONCE:
            table = account.tables[f"{thing}_{trait}"]
            assert table.cell().value == total
            # Somebody with two matters stands in the row of each.
            if thing == "person":
                continue
            assert table.adds_up
            assert (
                sum(table.cells[row.path, col.path].value for row in table.rows for col in table.columns)
                == total
            )
            shares = [table.cell(row.path).percent or 0 for row in table.rows]
            assert sum(shares) == (100 if total else 0)


@settings(max_examples=30)
@given(years())
def test_a_case_is_counted_once(cases: list[CountableCase]) -> None:
    """Each that counts and began in the year, unless it was registered twice; and in one row."""
    account = counted("always", cases)
    table = account.tables["case_type"]
    behind = [case for row in table.rows for case in table.cell(row.path).cases]
    assert len(behind) == len(set(behind)) == account.figures["case"].value
    expected = {
        each.case
        for each in cases
        if PERIOD.holds(each.began_on)
        and isinstance(each.of, CountableInquiry)
        and each.of.not_counted is None
        and not any(why == "duplicate" for why, _other in each.links)
    }
    assert expected <= set(behind)


@settings(max_examples=30)
@given(years(), st.sampled_from(sorted(PROFILES)), st.integers())
def test_the_order_in_which_cases_come_is_nothing(
    cases: list[CountableCase], repeats: str, seed: int
) -> None:
    """A store may give them in any."""
    mixed = list(cases)
    Random(seed).shuffle(mixed)
    one, other = counted(repeats, cases), counted(repeats, mixed)
    assert {code: table.values() for code, table in one.tables.items()} == {
        code: table.values() for code, table in other.tables.items()
    }


@settings(max_examples=30)
@given(years(), st.sampled_from(sorted(PROFILES)))
def test_two_halves_are_a_year(cases: list[CountableCase], repeats: str) -> None:
    """Of all but the people, who may come in both."""
    whole, *halves = (counted(repeats, cases, period) for period in (PERIOD, *HALVES))
    for thing in THINGS[1:]:
        assert whole.figures[thing].value == sum(half.figures[thing].value for half in halves)
    people = [half.figures["person"].value for half in halves]
    assert max(people) <= whole.figures["person"].value <= sum(people)
