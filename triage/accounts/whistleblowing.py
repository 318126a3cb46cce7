"""
The account of the whistleblower scheme: what came, what became of it, and what was open on the last day.

Whistleblower Act § 27: a public employer publishes at least once a year how many reports it received, handled
on the merits and rejected, how many led to a police report, and their overall themes. Whatever came in or was
open before is one of three at the end, so the numbers add up or there is no account.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain, combinations

from intake.domain.translatable import N_, Worded
from triage.accounts.results import AccountPeriod
from triage.cases.countable import CountableCase, CountableReport
from triage.cases.countable_reports import Aftermath, Course, Standing, standing_on

References = frozenset[str]


class Number(Worded):
    """The numbers of the account that stand by themselves."""

    RECEIVED = "received", N_("Received")
    CARRIED_OVER = "carried_over", N_("Carried over from before")
    TAKEN_UP = "taken_up", N_("Taken up again")
    MERITS = "merits", N_("Handled on the merits")
    REJECTED = "rejected", N_("Rejected")
    OPEN = "open", N_("Still open on the last day")
    POLICE = "police", N_("Led to a police report")


CAME = (Number.RECEIVED, Number.CARRIED_OVER, Number.TAKEN_UP)
BECAME = (Number.MERITS, Number.REJECTED, Number.OPEN)
"""What came in is what became of it."""
_BECAME = {Standing.MERITS: Number.MERITS, Standing.REJECTED: Number.REJECTED, Standing.OPEN: Number.OPEN}


class AccountError(ValueError):
    """An account that does not add up; nobody sees its numbers."""


@dataclass(frozen=True)
class WhistleblowerAccount:
    """
    The account of one period.

    Attributes:
        numbers: of each number the references of its reports.
        reports: what is counted of each report, by its reference; those that are left out among them.
        reasons: why each rejected report was rejected, a code, as it stood on the last day.
        left_out: those received in the period that do not count, by why.

    Raises:
        AccountError: what came in is not what became of it, or a report stands twice.
    """

    period: AccountPeriod
    numbers: Mapping[Number, References]
    reports: Mapping[str, CountableReport] = field(default_factory=dict, repr=False)
    reasons: Mapping[str, str] = field(default_factory=dict)
    left_out: Mapping[str, References] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Refuse what does not add up."""
        came, became = (self.together(some) for some in (CAME, BECAME))
        for some in (CAME, BECAME):
            if any(self.numbers[one] & self.numbers[other] for one, other in combinations(some, 2)):
                raise AccountError("a report stands in two numbers of one sum")
        if came != became or not self.numbers[Number.POLICE] <= came:
            raise AccountError("what came in is not what became of it")
        if came & self.together_left_out:
            raise AccountError("a report that is left out is counted")

    def together(self, numbers: Iterable[Number]) -> References:
        """Give the references of several numbers."""
        return frozenset(chain.from_iterable(self.numbers[each] for each in numbers))

    @property
    def together_left_out(self) -> References:
        """The references of all that do not count."""
        return frozenset(chain.from_iterable(self.left_out.values()))

    def count(self, number: Number) -> int:
        """Give one of the numbers."""
        return len(self.numbers[number])


def account_of(
    records: Iterable[object], period: AccountPeriod, *, known_on: date | None = None
) -> WhistleblowerAccount:
    """
    Give the account of a period: what stood on its last day, in whichever year it is made.

    Args:
        records: what is counted; of what is no report nothing.
        known_on: count as it was told at the end of that day, without what was corrected since.

    Raises:
        AccountError: it does not add up.
    """
    reports = {
        each.case: each.of
        for each in records
        if isinstance(each, CountableCase) and isinstance(each.of, CountableReport)
    }
    numbers: dict[Number, set[str]] = {each: set() for each in Number}
    reasons, left_out = dict[str, str](), dict[str, set[str]]()
    for reference, report in reports.items():
        course = course_known(report, known_on)
        if report.left_out is not None:
            if course and period.holds(course[0].on):
                left_out.setdefault(report.left_out, set()).add(reference)
            continue
        for number in _numbers(course, period):
            numbers[number].add(reference)
        last = standing_on(course, period.last)
        if reference in numbers[Number.REJECTED] and last is not None and last.reason is not None:
            reasons[reference] = last.reason
    return WhistleblowerAccount(
        period,
        {number: frozenset(of) for number, of in numbers.items()},
        reports,
        reasons,
        {why: frozenset(of) for why, of in left_out.items()},
    )


def course_known(report: CountableReport, known_on: date | None) -> Course:
    """Give how a report stood, as it was told at the end of a day; as it is told now where none is named."""
    if known_on is not None:
        for each in report.corrected:
            if each.corrected_on > known_on:
                return each.course
    return report.course


def joined(parts: Iterable[WhistleblowerAccount]) -> WhistleblowerAccount:
    """
    Give the account of everybody's reports out of those of several circles of people who hold them.

    Args:
        parts: one for each circle, of one period; a report is held by one circle.

    Raises:
        AccountError: they are of different periods, a report stands in two, or there is none.
    """
    several = tuple(parts)
    if len({each.period for each in several}) != 1:
        raise AccountError("the parts of an account are of one period")
    held = [each.together(CAME) | each.together_left_out for each in several]
    if any(one & other for one, other in combinations(held, 2)):
        raise AccountError("a report stands in two parts of an account")
    whys = frozenset(chain.from_iterable(each.left_out for each in several))
    return WhistleblowerAccount(
        several[0].period,
        {each: frozenset(chain.from_iterable(part.numbers[each] for part in several)) for each in Number},
        {reference: report for part in several for reference, report in part.reports.items()},
        {reference: reason for part in several for reference, reason in part.reasons.items()},
        {why: frozenset(chain.from_iterable(part.left_out.get(why, ()) for part in several)) for why in whys},
    )


@dataclass(frozen=True, slots=True)
class AccountChange:
    """A number that was told otherwise before corrections: what it was and is, and the reports of it."""

    number: Number
    was: int
    now: int
    references: References


def changes(was: WhistleblowerAccount, now: WhistleblowerAccount) -> tuple[AccountChange, ...]:
    """Give the numbers of an account that are not what they were, also where as many came as went."""
    return tuple(
        AccountChange(each, was.count(each), now.count(each), was.numbers[each] ^ now.numbers[each])
        for each in Number
        if was.numbers[each] != now.numbers[each]
    )


def aftermaths(account: WhistleblowerAccount) -> Mapping[str, Aftermath]:
    """Give what came of the reports handled on the merits, as far as anybody recorded it."""
    told = ((each, account.reports[each].aftermath) for each in sorted(account.numbers[Number.MERITS]))
    return {reference: aftermath for reference, aftermath in told if aftermath is not None}


def _numbers(course: Course, period: AccountPeriod) -> Iterable[Number]:
    """Give the numbers in which a report stands."""
    last = standing_on(course, period.last)
    if last is None:
        return
    before = standing_on(course, period.first - timedelta(days=1))
    if before is None:
        yield Number.RECEIVED
    elif before.standing is Standing.OPEN:
        yield Number.CARRIED_OVER
    elif any(period.holds(each.on) for each in course):
        yield Number.TAKEN_UP
    else:
        return
    yield _BECAME[last.standing]
    if last.police_on is not None and (before is None or before.police_on is None):
        yield Number.POLICE
