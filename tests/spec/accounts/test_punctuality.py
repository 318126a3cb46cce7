"""The deadline account: which deadlines fell due in a period, and how each was kept."""

from collections import Counter
from dataclasses import replace as replace_in
from datetime import date
from decimal import Decimal
from itertools import product

from msgspec.structs import replace

from intake.domain.schemes import Schemes
from tests.countables import Year, shipped
from tests.story import RULEBOOK, UNITS, Story, a_complaint, a_report
from tests.turned import given_longer, happened, referred
from tests.weekdays import on
from triage.accounts.answer_times import ANSWERS, AnswerCount
from triage.accounts.document import Grid, NumberShown, Section
from triage.accounts.kept import THEIRS
from triage.accounts.laid import Laid, median
from triage.accounts.punctual_blocks import PunctualBlocks
from triage.accounts.punctuality import Punctuality, PunctualityCount
from triage.accounts.quarterly import Quarter, rounded_to, status_step
from triage.accounts.results import AccountPeriod
from triage.cases.countable import CountableCase, CountableRequest, countable
from triage.cases.decisions.missed import BreachExplained
from triage.cases.decisions.referral import ReferralSent, ReplyReceived
from triage.cases.facts import facts
from triage.cases.vocabulary import ReplyQuality, Responsible
from triage.engine.case_deadlines import deadlines
from triage.rules.codes import Scheme
from triage.rules.rulebook import Rulebook
from triage.services.accounts.punctual import punctual_counts, punctual_sections, times_of_everybody

FEBRUARY = AccountPeriod(on("Mon 2027-02-01"), on("Sun 2027-02-28"))
MARCH = AccountPeriod(on("Mon 2027-03-01"), on("Wed 2027-03-31"))
"""The reply of the unit that was asked is due on Wednesday 24 February."""


def record(story: Story, today: str) -> CountableCase:
    """What is counted of a story as it stands on a day."""
    due = deadlines(facts(story.case), story.rulebook, on(today))
    found = countable(story.case, "HKP37SQQ", due)
    assert isinstance(found, CountableCase)
    return found


def counted(period: AccountPeriod, *records: CountableCase, rulebook: Rulebook = RULEBOOK) -> Punctuality:
    """The deadline account of some cases."""
    count = PunctualityCount(period, rulebook, UNITS)
    for each in records:
        count.add(each)
    return count.result()


def kept(account: Punctuality, rule: str) -> dict[str, int]:
    """How the deadlines of a rule were kept, whosever limit it is."""
    found: dict[str, int] = {}
    for table in account.tables.values():
        for line in table.rows:
            if line.code.split(":")[1:2] == [rule]:
                cells = {column.code: table.cell(line.code, column.code).value for column in table.columns}
                found |= {code: value for code, value in cells.items() if value}
    return found


def replied(story: Story, day: str) -> Story:
    return story.then(ReplyReceived, on=day, unit="schools", quality=ReplyQuality.FULL)


def test_a_deadline_belongs_to_the_period_in_which_its_day_lies_whenever_it_is_met() -> None:
    """Due on Wednesday 24 February: answered in March it was late, and open and late on 28 February."""
    story = replied(referred(), "Tue 2027-03-02")
    told = record(story, "Wed 2027-03-31")

    assert kept(counted(FEBRUARY, told), "BR-REPLY") == {"open_late": 1}
    until_due = AccountPeriod(FEBRUARY.first, on("Wed 2027-02-24"))
    assert kept(counted(until_due, told), "BR-REPLY") == {"not_over": 1}
    assert kept(counted(AccountPeriod(FEBRUARY.first, MARCH.last), told), "BR-REPLY") == {"late": 1}
    assert kept(counted(MARCH, told), "BR-REPLY") == {}


def test_a_longer_time_moves_a_deadline_to_the_period_of_its_new_day_and_late_counts_from_the_first() -> None:
    """Given until Friday 12 March and answered on Monday 15 March: late by 19 days, in March alone."""
    story = replied(given_longer(referred(), "Mon 2027-02-15", "Fri 2027-03-12"), "Mon 2027-03-15")
    told = record(story, "Wed 2027-03-31")
    march = counted(MARCH, told)

    assert kept(counted(FEBRUARY, told), "BR-REPLY") == {}
    assert kept(march, "BR-REPLY") == {"late": 1}
    assert march.measures["schools"].late_by == {19: 1}
    assert march.measures["schools"].longer == 1


def test_a_missed_reply_is_counted_though_the_unit_was_asked_again_and_has_another_clock() -> None:
    """The kept breach stands beside the new deadline, with what was said of it."""
    story = replied(referred(), "Mon 2027-03-01")
    explained = {"rule": "BR-REPLY", "subject": "schools", "due_on": "Wed 2027-02-24", "days_late": 5}
    story.then(BreachExplained, on="Mon 2027-03-01", responsible=Responsible.UNIT, **explained)
    story.then(ReferralSent, on="Mon 2027-03-01", unit="schools")
    account = counted(AccountPeriod(FEBRUARY.first, MARCH.last), record(story, "Tue 2027-03-30"))

    assert kept(account, "BR-REPLY") == {"late": 1, "open_late": 1}
    assert account.measures["schools"].late_by == {5: 1, 9: 1}
    by = account.tables["deadline_responsible_of_some"]
    assert by.cell("unit").value == 1


def test_what_a_longer_rule_replaces_is_counted_once_under_the_first() -> None:
    """Access to documents put off once: one deadline of one rule, given longer."""
    monday = "Mon 2027-02-01"
    asked = happened(a_complaint(monday, opened_on=monday), monday, "document_access:requested")
    story = happened(asked, "Tue 2027-02-02", "document_access:extended")
    told = record(happened(story, "Thu 2027-02-18", "document_access:decided"), "Sun 2027-02-28")
    account = counted(AccountPeriod(FEBRUARY.first, MARCH.last), told)

    assert kept(account, "OFL-36") == {"in_time": 1}
    assert kept(account, "OFL-36-14") == {}
    assert account.measures["statute:OFL-36"].longer == 1


def test_what_stands_still_has_not_fallen_due() -> None:
    """It is told as standing, and as nothing else."""
    told = record(referred(), "Sun 2027-02-28")
    still = tuple(replace(each, paused_now=each.rule == "BR-REPLY") for each in told.deadlines)
    account = counted(FEBRUARY, replace(told, deadlines=still))

    assert kept(account, "BR-REPLY") == {}
    assert account.standing == 1


def test_law_bylaw_and_the_offices_own_aims_are_three_kinds_and_never_one_table() -> None:
    """An acknowledgement within the law; a reply by the office's own clock, until a bylaw says more."""
    report = a_report("Mon 2027-02-01", acknowledged_on="Wed 2027-02-03", opened_on="Wed 2027-02-03")
    account = counted(FEBRUARY, record(report, "Sun 2027-02-28"), record(referred(), "Sun 2027-02-28"))
    kinds = {row.rule: row.kind for row in account.rows.values()}

    assert (kinds["WB-ACK"], kinds["BR-REPLY"]) == ("statute", "house")
    assert {grid.code for grid in grids(account)} >= {"deadlines_statute", "deadlines_house"}
    assert account.measures["statute:WB-ACK"].took == {2: 1}


def grids(account: Punctuality, **laid: object) -> list[Grid]:
    """The tables of an account as they are laid out, in the words of the source."""
    answers = AnswerCount(account.period).result()
    how = Laid(RULEBOOK, UNITS, "en", lambda sentence: sentence, **laid)  # type: ignore[arg-type]  # named here
    sections: tuple[Section, ...] = PunctualBlocks(account, answers, how).sections()
    return [block for section in sections for block in section.blocks if isinstance(block, Grid)]


def test_the_office_says_what_it_was_late_with_and_of_single_people_nothing() -> None:
    """One late acknowledgement of four is shown to everybody, without its case; one request is not."""
    _data, profile = shipped("naestved")
    monday, end = "Mon 2027-02-01", "Sun 2027-02-28"
    days = ("Tue 2027-02-02", "Wed 2027-02-03", "Thu 2027-02-04", "Mon 2027-02-15")
    told = [record(a_report(monday, acknowledged_on=each, opened_on=each), end) for each in days]
    account = counted(FEBRUARY, *told, record(referred(), end))
    shown = {grid.code: grid for grid in grids(account, published_by=profile)}
    law, own = shown["deadlines_statute"].cells, shown["deadlines_house"].cells

    assert law["statute:WB-ACK", "late"] == NumberShown(1)
    assert law["statute:WB-ACK", "median_days_late"] == NumberShown(Decimal(7))
    assert own["house:BR-ACK", "open_late"].is_suppressed, "a single inquiry"
    assert own["house:BR-REPLY", "open_late"].is_suppressed
    assert own["house:BR-REPLY", "median_days_late"].is_suppressed
    assert shown["deadlines_by_unit"].cells["schools", "fell_due"].is_suppressed
    held = {grid.code: grid for grid in grids(account)}
    assert held["deadlines_by_unit"].cells["schools", "fell_due"] == NumberShown(1, cases=("HKP37SQQ",))


def test_the_middle_of_an_even_number_lies_halfway() -> None:
    """Of 3, 4, 8 and 9 days it is 6; of nothing there is none."""
    assert median(Counter([3, 4, 8, 9])) == 6
    assert median(Counter([3, 4])) == 3.5
    assert median(Counter()) is None


def test_units_answers_are_told_by_days_and_what_came_after_the_period_is_not_answered() -> None:
    """Sent in February: one answer in 9 days, one in March, one never; each reminder is counted."""
    year = Year(FEBRUARY.first, FEBRUARY.last)
    sent = on("Mon 2027-02-08")
    for replied_on, chases in ((on("Wed 2027-02-17"), 0), (on("Mon 2027-03-08"), 1), (None, 3)):
        year.case(requests=(CountableRequest("schools", sent, replied_on=replied_on, chases=chases),))
    year.case(requests=(CountableRequest("schools", date(2027, 1, 29)),))
    count = AnswerCount(year.period)
    for each in year.records:
        count.add(each)
    told = count.result()

    assert told.tables[ANSWERS].values() == {"schools": [0, 1, 0, 0, 0, 2, 3]}
    assert (told.by_unit["schools"].days, told.by_unit["schools"].reminders) == ({9: 1}, 4)


def test_no_small_number_of_a_quarter_follows_from_the_other_quarters_and_the_year() -> None:
    """Whatever four quarters count: what rounds alike and makes the year's sum is never one or two alone."""
    step, below = status_step(3), 3
    bands = {rounded: [n for n in range(30) if rounded_to(n, step) == rounded] for rounded in (0, 10, 20)}
    for quarters in product((0, 1, 2, 4, 5, 9, 14, 15), repeat=4):
        of = [bands[rounded_to(each, step)] for each in quarters]
        for place, value in enumerate(quarters):
            others = [band for number, band in enumerate(of) if number != place]
            least = max(of[place][0], sum(quarters) - sum(band[-1] for band in others))
            most = min(of[place][-1], sum(quarters) - sum(band[0] for band in others))
            assert not (least == most == value and 0 < value < below), quarters


def test_a_quarter_has_its_days_and_the_last_closed_one_is_over() -> None:
    """On Friday 1 January the fourth of the year before is over."""
    assert str(Quarter.last_closed(on("Fri 2027-01-01"))) == "2026-Q4"
    assert Quarter.read("2026-Q4").period == AccountPeriod(on("Thu 2026-10-01"), on("Thu 2026-12-31"))
    assert Quarter.last_closed(on("Wed 2027-03-31")) == Quarter(2026, 4)


def test_the_times_of_reports_are_told_to_those_alone_who_hold_them() -> None:
    """Of reports no other number leaves than those that the law asks for."""
    _data, profile = shipped("naestved")
    laid = Laid(RULEBOOK, UNITS, "en", lambda sentence: sentence, profile)
    told = [record(a_report("Mon 2027-02-01", acknowledged_on="Wed 2027-02-03"), "Sun 2027-02-28")]

    counted = punctual_counts(told, FEBRUARY, RULEBOOK, UNITS)
    assert punctual_sections(counted, Scheme.WHISTLEBLOWING, laid) == ()
    assert punctual_sections(counted, Scheme.WHISTLEBLOWING, replace_in(laid, published_by=None))
    (times,) = times_of_everybody(counted, Schemes.BOTH, laid)
    assert not any(isinstance(each, Grid) for each in times.blocks)


def test_every_clock_that_is_left_out_is_one_that_there_is() -> None:
    """A rule that is renamed would come into the account unseen."""
    assert set(RULEBOOK.ids) >= THEIRS
