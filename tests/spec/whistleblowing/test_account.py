"""The whistleblower account of a year: what stood on its last day, in whichever year it is made."""

from datetime import date

import pytest

from tests.story import Story, a_report, outside, told, within
from tests.weekdays import on
from triage.accounts.results import AccountPeriod
from triage.accounts.whistleblowing import (
    AccountError,
    Number,
    WhistleblowerAccount,
    account_of,
    changes,
    joined,
)
from triage.cases.countable import CountableCase, CountableReport
from triage.cases.countable_reports import Aftermath, aftermath_of, course_of, courses_before
from triage.cases.decisions.assessment import OutcomeRecorded, ReportThemesRecorded, ScopeAssessed
from triage.cases.decisions.closing import CaseClosed, CaseReopened
from triage.cases.decisions.correcting import EventCorrected, EventWithdrawn
from triage.cases.decisions.report_account import (
    AftermathRecorded,
    LeftOutBecause,
    ProceedingsOutcome,
    ReportCountedAgain,
    ReportLeftOut,
)
from triage.cases.vocabulary import FeedbackKind, Investigation, Scope

YEAR = AccountPeriod(date(2026, 1, 1), date(2026, 12, 31))
NEXT = AccountPeriod(date(2027, 1, 1), date(2027, 12, 31))
MON, TUE, WED = "Mon 2026-11-23", "Tue 2026-11-24", "Wed 2026-11-25"
LATER = "Mon 2027-03-01"


def record(story: Story, reference: str = "HKP37SQQ") -> CountableCase:
    """What is counted of a report."""
    case = story.case
    themes = case.newest(ReportThemesRecorded)
    left_out = case.report.left_out
    of = CountableReport(
        course=course_of(case),
        corrected=courses_before(case),
        themes=() if themes is None else themes.themes,
        left_out=None if left_out is None else left_out.reason,
        aftermath=aftermath_of(case),
    )
    return CountableCase(reference, case.received_on, case.channel, of)


def numbers(period: AccountPeriod, *stories: Story, known_on: date | None = None) -> dict[str, int]:
    """The numbers of a period that are not nought."""
    records = [record(each, f"R{number:07}") for number, each in enumerate(stories)]
    account = account_of(records, period, known_on=known_on)
    return {str(each): account.count(each) for each in Number if account.count(each)}


def rejected(day: str = TUE) -> Story:
    """A report that was found to be outside the scheme, was told so, and is closed."""
    story = outside(a_report(MON, acknowledged_on=MON, opened_on=MON), day)
    return told(story, day, FeedbackKind.REJECTION).then(CaseClosed, on=day)


def investigated(day: str | None = WED, **found: object) -> Story:
    """A report that is investigated since Tuesday, and of which something was found on a day."""
    story = within(a_report(MON, acknowledged_on=MON, opened_on=MON), TUE, Investigation.INVESTIGATE)
    return story if day is None else story.then(OutcomeRecorded, on=day, finding="breach_found", **found)


def test_each_report_is_one_of_three_at_the_end() -> None:
    """Three came on Monday: one rejected, one handled on the merits, one still investigated."""
    assert numbers(YEAR, rejected(), investigated(), investigated(None)) == {
        "received": 3,
        "merits": 1,
        "rejected": 1,
        "open": 1,
    }


def test_what_is_decided_without_an_investigation_is_handled_on_the_merits() -> None:
    """Within the scheme and not investigated, or forwarded to an authority; within alone is open."""
    report = a_report(MON, opened_on=MON)
    assert numbers(YEAR, within(report, TUE)) == {"received": 1, "open": 1}
    for answer in (Investigation.NO_INVESTIGATION, Investigation.FORWARDED):
        assert numbers(YEAR, within(a_report(MON, opened_on=MON), TUE, answer)) == {
            "received": 1,
            "merits": 1,
        }


def test_the_account_of_a_year_says_what_stood_on_its_last_day() -> None:
    """Found in March 2027: open at the end of 2026, carried over into 2027, whenever either is counted."""
    story = investigated(LATER, police_report=True, police_reported_on=LATER)
    assert numbers(YEAR, story) == {"received": 1, "open": 1}
    assert numbers(NEXT, story) == {"carried_over": 1, "merits": 1, "police": 1}


def test_a_police_report_is_counted_in_the_year_in_which_it_is_recorded() -> None:
    """And once, also where the report is opened again a year later."""
    story = investigated(police_report=True, police_reported_on=WED)
    assert numbers(YEAR, story) == {"received": 1, "merits": 1, "police": 1}
    told(story, WED, FeedbackKind.FINAL).then(CaseClosed, on=WED).then(CaseReopened, on=LATER)
    assert numbers(YEAR, story) == {"received": 1, "merits": 1, "police": 1}
    assert numbers(NEXT, story) == {"taken_up": 1, "open": 1}


def test_what_is_opened_again_is_taken_up_and_open_until_it_is_told_anew() -> None:
    """Rejected in 2026, opened again in March 2027, within the scheme after all, and told in the end."""
    story = rejected().then(CaseReopened, on=LATER)
    assert numbers(YEAR, story) == {"received": 1, "rejected": 1}
    assert numbers(NEXT, story) == {"taken_up": 1, "open": 1}
    within(story, LATER, Investigation.NO_INVESTIGATION)
    assert numbers(NEXT, story) == {"taken_up": 1, "merits": 1}
    assert numbers(YEAR, story) == {"received": 1, "rejected": 1}
    again = rejected().then(CaseReopened, on=LATER)
    told(again, "Tue 2027-03-02", FeedbackKind.REJECTION, number=0x801)
    assert numbers(NEXT, again) == {"taken_up": 1, "rejected": 1}


def test_what_awaits_information_is_open_again() -> None:
    """The first answer was taken back before it was told."""
    story = outside(a_report(MON, opened_on=MON), TUE)
    story.then(ScopeAssessed, on=WED, scope=Scope.AWAITING_INFORMATION)
    assert numbers(YEAR, story) == {"received": 1, "open": 1}
    assert numbers(AccountPeriod(YEAR.first, on(TUE)), story) == {"received": 1, "rejected": 1}


def test_a_decision_that_was_withdrawn_afterwards_is_told_as_what_changed() -> None:
    """Recorded in November 2026 in the wrong case and withdrawn in March 2027: then merits, now open."""
    story = investigated()
    story.then(EventWithdrawn, on=LATER, number=len(story.events))
    assert numbers(YEAR, story) == {"received": 1, "open": 1}
    assert numbers(YEAR, story, known_on=YEAR.last) == {"received": 1, "merits": 1}
    then, now = (account_of([record(story)], YEAR, known_on=known) for known in (YEAR.last, None))
    assert [(each.number, each.was, each.now) for each in changes(then, now)] == [
        (Number.MERITS, 1, 0),
        (Number.OPEN, 0, 1),
    ]
    assert changes(now, now) == ()


def test_a_day_that_was_corrected_moves_a_report_to_another_year() -> None:
    """The police were told on Monday and not on Wednesday; of the numbers of the year nothing changes."""
    story = investigated(police_report=True, police_reported_on=WED)
    number = len(story.events)
    story.then(EventCorrected, on=LATER, number=number, field="police_reported_on", right_on=MON)
    (before,) = courses_before(story.case)
    assert [before.course[-1].police_on, course_of(story.case)[-1].police_on] == [on(WED), on(MON)]
    then, now = (account_of([record(story)], YEAR, known_on=known) for known in (YEAR.last, None))
    assert changes(then, now) == ()


def test_a_duplicate_and_a_test_do_not_count_and_are_told_of() -> None:
    """Left out in a closed case too, in every account that is made from then on, and put back by another."""
    story = rejected().then(ReportLeftOut, on=LATER, reason=LeftOutBecause.DUPLICATE)
    assert numbers(YEAR, story, investigated()) == {"received": 1, "merits": 1}
    account = account_of([record(story)], YEAR)
    assert account.left_out == {"duplicate": {"HKP37SQQ"}}
    assert account_of([record(story)], NEXT).left_out == {}
    assert story.refused(ReportLeftOut, on=LATER, reason=LeftOutBecause.TEST).code == "left_out_already"
    story.then(ReportCountedAgain, on=LATER)
    assert numbers(YEAR, story) == {"received": 1, "rejected": 1}


def test_what_came_of_a_report_in_money_is_kept_where_it_is_known() -> None:
    """And a later answer takes the place of an earlier one."""
    story = investigated().then(AftermathRecorded, on=WED, estimated_damage=25_000)
    began = {"proceedings_on": WED, "outcome": ProceedingsOutcome.UNDER_WAY}
    story.then(AftermathRecorded, on=WED, estimated_damage=30_000, **began)
    assert record(story).of.aftermath == Aftermath(30_000, None, on(WED), "under_way")  # type: ignore[union-attr]  # a report
    assert story.refused(AftermathRecorded, on=WED, proceedings_on=LATER).code == "date_in_future"


def test_themes_are_those_of_what_was_handled_on_the_merits() -> None:
    """They may be recorded in January, when the account is made."""
    story = investigated().then(ReportThemesRecorded, on=LATER, themes=("procurement",))
    account = account_of([record(story)], YEAR)
    assert [account.reports[each].themes for each in account.numbers[Number.MERITS]] == [("procurement",)]
    assert account_of([record(rejected())], YEAR).reasons == {"HKP37SQQ": "own_employment"}


def test_an_account_that_does_not_add_up_is_none() -> None:
    """Nor is one in which a report stands twice, or whose parts overlap or are of two years."""
    none = {each: frozenset[str]() for each in Number}
    for wrong in (
        {Number.RECEIVED: {"A"}},
        {Number.RECEIVED: {"A"}, Number.OPEN: {"B"}},
        {Number.RECEIVED: {"A"}, Number.OPEN: {"A"}, Number.MERITS: {"A"}},
        {Number.POLICE: {"A"}},
    ):
        with pytest.raises(AccountError):
            WhistleblowerAccount(YEAR, {**none, **{each: frozenset(of) for each, of in wrong.items()}})
    part = account_of([record(rejected())], YEAR)
    for parts in ([part, part], [part, account_of([], NEXT)], []):
        with pytest.raises(AccountError):
            joined(parts)
