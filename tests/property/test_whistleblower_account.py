"""Whatever happens to reports, each is counted once; and who compares two years learns no small number."""

from datetime import date, timedelta
from itertools import pairwise, permutations

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.story import ADVISOR, TAXONOMY, UNITS, item
from triage.accounts.publishing import PublishedAccount, as_published
from triage.accounts.results import AccountPeriod
from triage.accounts.whistleblowing import CAME, Number, WhistleblowerAccount, account_of, joined
from triage.accounts.whistleblowing_counted import PROFILE, counted, published
from triage.cases.countable import CountableCase, CountableReport
from triage.cases.countable_reports import ReportStep, Standing, course_of, courses_before
from triage.cases.decisions.assessment import InvestigationDecided, OutcomeRecorded, ScopeAssessed
from triage.cases.decisions.closing import CaseClosed, CaseReopened
from triage.cases.decisions.correcting import EventWithdrawn
from triage.cases.decisions.feedback import FeedbackDecided, FeedbackGiven
from triage.cases.decisions.receiving import CaseReceived
from triage.cases.events import CaseEvent
from triage.cases.fold import fold
from triage.cases.vocabulary import FeedbackKind, Investigation, Scope
from triage.rules.code_lists import CodeLists
from triage.rules.codes import Scheme

BEGAN = date(2025, 1, 1)
LISTS = CodeLists(TAXONOMY, UNITS)
THEMES = tuple(TAXONOMY.report_themes)[:3]
REASONS = tuple(TAXONOMY.out_of_scope)[:2]

happenings = st.sampled_from(
    (*Scope, *Investigation, *FeedbackKind, "breach_found", "police", "closed", "reopened", "withdrawn")
)
histories = st.lists(st.tuples(st.integers(0, 200), happenings), max_size=9)
days = st.integers(0, 900).map(lambda number: BEGAN + timedelta(number))


def told(begins: date, happened: list[tuple[int, str]]) -> list[CaseEvent]:
    """A history, also such as no rule would let happen: an account takes whatever there is."""
    report = {"scheme": Scheme.WHISTLEBLOWING, "channel": "portal", "received_on": begins}
    history: list[CaseEvent] = [CaseReceived(on=begins, **report)]
    on = begins
    for number, (later, what) in enumerate(happened):
        on += timedelta(later)
        common, words = {"on": on, "actor": ADVISOR}, item(number)
        match what:
            case Scope():
                history.append(ScopeAssessed(**common, scope=what, reason_item=words))
            case Investigation():
                history.append(InvestigationDecided(**common, investigation=what, reason_item=words))
            case FeedbackKind():
                history.append(FeedbackDecided(**common, kind=what, item=words))
                history.append(FeedbackGiven(on=on, kind=what, item=words))
            case "closed":
                history.append(CaseClosed(**common))
            case "reopened":
                history.append(CaseReopened(**common, reason_item=words))
            case "withdrawn" if len(history) > 1 and isinstance(history[-1], OutcomeRecorded):
                history.append(EventWithdrawn(**common, number=len(history), reason_item=words))
            case "breach_found" | "police":
                police = {"police_report": True, "police_reported_on": on} if what == "police" else {}
                history.append(OutcomeRecorded(**common, finding="breach_found", reason_item=words, **police))
    return history


def record(number: int, history: list[CaseEvent]) -> CountableCase:
    """What is counted of it."""
    case = fold(history)
    of = CountableReport(course=course_of(case), corrected=courses_before(case))
    return CountableCase(f"R{number:07}", case.received_on, case.channel, of)


@given(
    st.lists(st.tuples(days, histories), max_size=6), st.sets(days, min_size=3, max_size=5), st.integers(1, 3)
)
@settings(max_examples=150)
def test_every_report_is_counted_once_and_carried_over(
    cases: list[tuple[date, list[tuple[int, str]]]], cuts: set[date], circles: int
) -> None:
    """
    What is open at the end of a period is carried over into the next; what came and the police reports of two
    are those of both together; and the parts of several circles of holders make the whole.
    """
    records = [record(number, told(*each)) for number, each in enumerate(cases)]
    ends = sorted(cuts)
    accounts = [
        account_of(records, AccountPeriod(first + timedelta(1), last)) for first, last in pairwise(ends)
    ]
    for one, other in pairwise(accounts):
        assert one.numbers[Number.OPEN] == other.numbers[Number.CARRIED_OVER]
    whole = account_of(records, AccountPeriod(ends[0] + timedelta(1), ends[-1]))
    for number in (Number.RECEIVED, Number.POLICE):
        parts = [each.numbers[number] for each in accounts]
        if number is Number.RECEIVED:
            assert sum(map(len, parts)) == whole.count(number)
        assert whole.numbers[number] <= frozenset().union(*parts)
    assert accounts[-1].numbers[Number.OPEN] == whole.numbers[Number.OPEN]
    of_circles = [account_of(records[place::circles], whole.period) for place in range(circles)]
    assert joined(of_circles) == whole
    for each in records:
        assert isinstance(each.of, CountableReport)
        assert [step.on for step in each.of.course] == sorted(step.on for step in each.of.course)


FIRST, SECOND = (AccountPeriod(date(year, 1, 1), date(year, 12, 31)) for year in (2025, 2026))
BOTH = AccountPeriod(FIRST.first, SECOND.last)
years = st.integers(0, 1).map(lambda year: date(2025 + year, 5, 4))
ended = st.sampled_from(("merits", "merits", "merits", *REASONS, None))
themes_of = st.sets(st.sampled_from(THEMES), min_size=1, max_size=2)
reports = st.lists(
    st.tuples(years, years, ended, themes_of, st.sampled_from((True, True, True, False))),
    min_size=6,
    max_size=18,
)


def made(number: int, begins: date, ends: date, how: str | None, themes: set[str]) -> CountableCase:
    """A report that came in one of two years and was perhaps decided in the same or the next."""
    course = [ReportStep(begins, Standing.OPEN)]
    if how is not None:
        standing = Standing.MERITS if how == "merits" else Standing.REJECTED
        reason = how if how in REASONS else None
        course.append(ReportStep(max(begins, ends), standing, reason=reason))
    of = CountableReport(course=tuple(course), themes=tuple(sorted(themes)))
    return CountableCase(f"R{number:07}", begins, "portal", of)


def shown(each: PublishedAccount) -> list[tuple[bool, frozenset[object]]]:
    """What a reader sees: whether the law asks for it, and what it counts."""
    seen = as_published(each)
    figures = [(True, cell.things) for cell in (one.cell for one in each.account.figures.values())]
    assert not any(one.cell.is_suppressed for one in seen.figures.values())
    return figures + [
        (False, table.cells[place].things)
        for code, table in each.account.tables.items()
        for place, cell in seen.tables[code].cells.items()
        if not cell.is_suppressed
    ]


@given(reports, st.sampled_from((SECOND, BOTH)))
@settings(max_examples=80)
def test_two_accounts_beside_each_other_tell_no_small_number(
    cases: list[tuple[date, date, str | None, set[str], bool]], later: AccountPeriod
) -> None:
    """The law's numbers stand however small; none else does, by itself or as the difference of two."""
    records = [made(number, *said) for number, (*said, _seen) in enumerate(cases)]
    some = [each for each, (*_rest, seen) in zip(records, cases, strict=True) if seen]
    accounts = list[PublishedAccount]()
    for period in (FIRST, later):
        total, seen = account_of(records, period), account_of(some, period)
        accounts.append(published(counted(total, seen, LISTS), accounts))
    told_of = [each for account in accounts for each in shown(account) if each[1]]
    by_law = {things for is_by_law, things in told_of if is_by_law}
    numbers = {things for _by_law, things in told_of}
    small = {
        cell.things
        for account in accounts
        for table in account.account.tables.values()
        for cell in table.cells.values()
        if 0 < len(cell.things) < PROFILE.head.suppress_below
    } - by_law
    assert not numbers & small
    for one, other in permutations(numbers, 2):
        if not {one, other} <= by_law:
            assert not (one < other and len(other - one) < PROFILE.head.suppress_below)
        for third in numbers:
            if not ({one, other, third} <= by_law or one & third) and one | third < other:
                assert other - one - third not in small


def test_the_numbers_of_the_law_stand_however_small_they_are() -> None:
    """One report, handled on the merits: its numbers are told, and its theme and why it came are not."""
    one = made(1, FIRST.first, FIRST.last, "merits", {THEMES[0]})
    total: WhistleblowerAccount = account_of([one], FIRST)
    seen = as_published(published(counted(total, total, LISTS)))
    assert [each.value for each in seen.figures.values()] == [len(total.numbers[each]) for each in Number]
    assert len(total.together(CAME)) == 1
    assert all(cell.is_suppressed for cell in seen.tables["report_themes"].cells.values())
