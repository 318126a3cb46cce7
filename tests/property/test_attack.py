"""Whoever has every account that was ever shown works out nothing small, however small the town."""

from calendar import monthrange
from dataclasses import replace as replaced
from datetime import date, timedelta
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from intake.contents.published import PUBLISHED
from tests.attacker import Attacker
from tests.countables import lists_of
from triage.accounts.count import count
from triage.accounts.counted import CountedBlocks
from triage.accounts.document import AccountDocument
from triage.accounts.for_the_portal import for_the_portal
from triage.accounts.publishing import PublishedAccount, as_published, publish
from triage.accounts.quarterly import coarse_account, status_step
from triage.accounts.results import AccountPeriod, CountedAccount
from triage.cases.case import TypeSince
from triage.cases.countable import CountableCase, CountableContact, CountableInquiry
from triage.cases.decisions.points import Point
from triage.cases.vocabulary import Position
from triage.rules.organisation_data import read_organisation_data
from triage.services.accounts.files import FileFormat, account_file
from triage.services.accounts.sheet import AccountSheet

DATA = read_organisation_data({})
BELOW = DATA.standard.head.suppress_below
FIRST, LAST = date(2026, 1, 1), date(2026, 12, 31)
YEAR = AccountPeriod(FIRST, LAST)
QUARTERS = tuple(
    AccountPeriod(date(2026, month, 1), last)
    for month, last in (
        (1, date(2026, 3, 31)),
        (4, date(2026, 6, 30)),
        (7, date(2026, 9, 30)),
        (10, LAST),
    )
)
MONTHS = tuple(
    AccountPeriod(date(2026, month, 1), date(2026, month, monthrange(2026, month)[1]))
    for month in range(1, 13)
)
THEMES = ("no_answer", "language", "courtesy", "openness")


def town(seed: int, cases: int) -> list[CountableCase]:
    """The complaints of a small town in a year and the weeks before it."""
    random = Random(seed)
    units = random.sample(("job", "care", "school", "tax"), random.randint(1, 4))
    return [_case(random, number, units) for number in range(cases)]


def _case(random: Random, number: int, units: list[str]) -> CountableCase:
    day = FIRST + timedelta(days=random.randrange(-40, 365))
    themes = tuple(dict.fromkeys(random.choices(THEMES, k=random.choice((1, 1, 1, 2)))))
    positions = (Position.MAIN, Position.FOLLOWING)
    return CountableCase(
        case=f"C{number}",
        began_on=day,
        channel=random.choice(("phone", "phone", "mail", "portal")),
        of=CountableInquiry(
            unit=random.choice(units),
            types=(TypeSince(day, random.choice(("guidance", "guidance", "complaint"))),),
            themes=themes,
            points=tuple(
                Point(theme=theme, position=position, unit=random.choice(units))
                for theme, position in zip(themes, positions, strict=False)
            ),
            handlings=(random.choice(("guided", "answered")),),
            wish=random.choice(("complain", "guide", None)),
            without_administration=random.random() < 0.5,
            in_conversation=random.random() < 0.3,
        ),
        closed_on=day + timedelta(days=random.randrange(1, 120)) if random.random() < 0.8 else None,
        contacts=(CountableContact(day, "phone"),),
    )


def corrected(cases: list[CountableCase], seed: int) -> list[CountableCase]:
    """The same with another type and unit of one of them."""
    at = seed % len(cases)
    of = cases[at].of
    assert isinstance(of, CountableInquiry)
    other = replace(of, types=(TypeSince(cases[at].began_on, "clarification"),), unit="library")
    return [*cases[:at], replace(cases[at], of=other), *cases[at + 1 :]]


def account(
    cases: list[CountableCase], period: AccountPeriod, *earlier: PublishedAccount
) -> PublishedAccount:
    """What of a period is shown beside what was shown before."""
    return publish(count(DATA.standard, cases, period, lists_of(DATA)), earlier)


def coarse(records: list[CountableCase], period: AccountPeriod) -> tuple[CountedAccount, CountedAccount]:
    """What they see who hold no case, and what was counted."""
    whole = account(records, period)
    return coarse_account(as_published(whole)), whole.account


def everything_told(
    records: list[CountableCase], published: list[PublishedAccount], rounded: list[tuple[CountedAccount, ...]]
) -> Attacker:
    """Somebody who has exact accounts and rounded ones, and knows that every period is made of its months."""
    months = [count(DATA.standard, records, each, lists_of(DATA)) for each in MONTHS]
    shown = [*(as_published(each) for each in published), *(each for each, _whole in rounded)]
    nothing = [replaced(each, figures={}, tables={}) for each in months]
    true = [*(each.account for each in published), *(whole for _shown, whole in rounded)]
    at = range(len(published), len(shown))
    return Attacker([*shown, *nothing], [*true, *months], dict.fromkeys(at, status_step(BELOW)))


def attacker(accounts: list[PublishedAccount]) -> Attacker:
    """Somebody who has all of them."""
    return Attacker([as_published(each) for each in accounts], [each.account for each in accounts])


@given(st.integers(0, 10_000), st.integers(3, 40))
@settings(max_examples=8)
def test_nobody_works_out_a_small_number_from_all_that_is_shown(seed: int, cases: int) -> None:
    """Every quarter, the year, and the year once more after something in it was put right."""
    records = town(seed, cases)
    shown: list[PublishedAccount] = []
    for period in (*QUARTERS, YEAR):
        shown.append(account(records, period, *shown))
    shown.append(account(corrected(records, seed), YEAR, *shown))
    everything = attacker(shown)
    found = everything.works_out()
    assert all(everything.true[place] == value for place, value in found.items())
    assert everything.small_ones(BELOW) == {}
    assert list(everything.tells_apart(BELOW)) == []


@given(st.integers(0, 10_000), st.integers(3, 60), st.lists(st.integers(0, 11), min_size=4, max_size=4))
@settings(max_examples=6)
def test_no_days_of_a_file_tell_anything_beside_accounts_and_figures(
    seed: int, cases: int, months: list[int]
) -> None:
    """Two files of any months, the account of the year, and the rounded figures of year and quarters."""
    records = town(seed, cases)
    files = [AccountPeriod(MONTHS[min(of)].first, MONTHS[max(of)].last) for of in (months[:2], months[2:])]
    shown: list[PublishedAccount] = []
    for period in (files[0], YEAR, files[1]):
        shown.append(account(records, period, *shown))
    everything = everything_told(records, shown, [coarse(records, each) for each in (*QUARTERS, YEAR)])
    assert everything.small_ones(BELOW) == {}
    assert list(everything.tells_apart(BELOW)) == []


def test_the_attacker_finds_what_files_tell_that_were_not_remembered() -> None:
    """Two of days that overlap tell what came in the month between them."""
    records = town(1, 30)
    files = [account(records, AccountPeriod(FIRST, MONTHS[last].last)) for last in (9, 10, 11)]
    assert list(everything_told(records, files, []).tells_apart(BELOW))


def test_the_attacker_finds_what_rounding_tells_of_half_a_sum_that_is_left_out() -> None:
    """Of six, of whom five or more telephoned and somebody wrote, one wrote."""
    channels = (*["phone"] * 5, "mail")
    cases = [CountableCase(f"C{at}", FIRST, each, CountableInquiry()) for at, each in enumerate(channels)]
    public, (good, whole) = account(cases, YEAR), coarse(cases, YEAR)
    assert everything_told(cases, [public], [(good, whole)]).closes_in_on(BELOW) == {}
    bad = coarse_account(whole)
    assert everything_told(cases, [public], [(bad, whole)]).closes_in_on(BELOW)


def test_the_attacker_finds_what_accounts_tell_that_do_not_know_of_each_other() -> None:
    """Each by itself leaves out enough; together they tell small numbers, and what became of one case."""
    records = town(1, 30)
    alone = [account(records, each) for each in (*QUARTERS, YEAR)]
    assert all(attacker([each]).small_ones(BELOW) == {} for each in alone)
    assert attacker(alone).small_ones(BELOW)
    later = account(corrected(records, 1), YEAR)
    assert list(attacker([alone[-1], later]).tells_apart(BELOW))


def test_the_attacker_finds_what_a_table_tells_that_leaves_out_the_small_ones_alone() -> None:
    """The rest of a row is what is missing to its sum."""
    whole = account(town(2, 30), YEAR)
    small = {
        spot
        for spot in whole.hidden
        if not spot.is_figure
        and 0 < whole.account.tables[spot.code].cells[spot.row, spot.column].value < BELOW
    }
    assert attacker([PublishedAccount(whole.account, frozenset(small))]).small_ones(BELOW)


def test_what_is_left_out_leaves_no_trace_in_any_file_or_page() -> None:
    """Two towns whose small numbers differ, and nothing else, look the same to the last byte."""
    files = []
    for few in (("mail", "mail", "letter"), ("mail", "letter", "letter")):
        channels = (*few, *("phone",) * 9)
        cases = [CountableCase(f"C{at}", FIRST, each, CountableInquiry()) for at, each in enumerate(channels)]
        shown = as_published(account(cases, YEAR))
        assert shown.tables["by_channel"].cell("mail").is_suppressed
        blocks = CountedBlocks(shown, lists_of(DATA), "da", str).sections()
        document = AccountDocument("Beretning", "Prøveby", "da", FIRST, LAST, LAST, blocks)
        sheet = AccountSheet(document, ("Prøveby",), str)
        made = [account_file(sheet, each).content for each in FileFormat if each is not FileFormat.PDF]
        files.append([*made, PUBLISHED.write(for_the_portal(document, str))])
    assert files[0] == files[1]
