"""
What the clock does when the world around it fails: a day without mail, a machine asleep for a week, a
time of day that is set back, and the two nights of the year that are an hour longer or shorter.
"""

from collections import Counter
from datetime import UTC, date, datetime, timedelta
from email.message import EmailMessage
from pathlib import Path

import pytest

from intake.clock import COPENHAGEN
from intake.store.engine import write
from tests.clockwork import COMPLAINT, Clockwork, a_clockwork, at
from tests.fire import handlers, letters, warnings
from triage.services.clock.alerting import ask_for_mail
from triage.services.clock.mailing import send_mail
from triage.services.people.enrol import Enrolled
from triage.store.visibility import system_access

MON = "Mon 2026-11-23"


class Unsteady:
    """A mail server that answers nobody while it is down, and keeps what it took in order."""

    def __init__(self) -> None:
        self.is_down = False
        self.taken: list[EmailMessage] = []

    def send(self, message: EmailMessage) -> None:
        """Take a mail."""
        if self.is_down:
            raise ConnectionRefusedError
        self.taken.append(message)

    @property
    def told(self) -> list[tuple[str, str]]:
        """Who was told, and of which slot, in the order of arrival."""
        return [(each["To"].partition("@")[0], each["Date"]) for each in self.taken]


@pytest.fixture
def town(tmp_path: Path) -> Clockwork:
    """An installation on Mon 23 November 2026 whose clock does not acknowledge by itself."""
    return a_clockwork(tmp_path / "town", at(MON), automatic_acknowledgement=False)


def test_a_day_without_a_mail_server_loses_no_mail_and_keeps_their_order(town):
    """From Monday at 12 to Tuesday at 12; then each is told once, whoever has waited longest first."""
    office = Unsteady()
    people = handlers(town, 6)
    slots = [at(MON, 12), at(MON, 16), at("Tue 2026-11-24", 8)]
    with write(town.organisation.triage) as connection:
        for number, person in enumerate(reversed(people)):
            ask_for_mail(connection, person, slots[number // 2])
    office.is_down = True
    for slot in slots:
        for minutes in range(0, 60, 10):
            assert (
                send_mail(
                    town.organisation,
                    system_access(),
                    office,
                    now=slot + timedelta(minutes=minutes),
                )
                == 0
            )
    office.is_down = False
    noon = at("Tue 2026-11-24", 12, 10)
    assert send_mail(town.organisation, system_access(), office, now=noon) == 6
    assert send_mail(town.organisation, system_access(), office, now=noon + timedelta(minutes=10)) == 0
    dates = [slot.strftime("%a, %d %b %Y %H:%M:%S +0100") for slot in slots]
    assert [told_on for _, told_on in office.told] == [each for each in dates for _ in range(2)]
    assert {name for name, _ in office.told} == {f"handler{number}" for number in range(1, 7)}
    assert len({each["Message-ID"] for each in office.taken}) == 6
    assert town.rows("triage", "outbox", done_on=None) == []


@pytest.mark.parametrize("woken", [at("Mon 2026-11-30", 3), at("Mon 2026-11-30", 12, 20)], ids=str)
def test_a_week_asleep_is_caught_up_with_at_once_and_told_once(town, woken):
    """Every warning that was missed stands, as computed by hand; each gets one mail, in the next slot."""
    received = letters(town, [date(2026, 11, 23)] * 3, [each.handle for each in _advisors(town)])
    assert town.tick(at(MON, 16)) == ()
    before = len(town.mails())
    assert town.tick(woken) == ()
    rows = [row for row in town.rows("triage", "alert") if row.rule in ("WB-ACK", "BR-READ")]
    assert Counter((row.case, row.rule, row.step) for row in rows) == Counter(
        (handle, *each) for handle, day in received.items() for each in warnings(day, woken.date())
    )
    for minutes in range(0, 60 * 24, 20):
        town.tick(woken + timedelta(minutes=minutes))
    sent = town.mails()[before:]
    advisors = Counter(mail["To"] for mail in sent if "carla" not in mail["To"])
    slots = {mail["Date"] for mail in sent}
    assert advisors
    assert max(Counter((mail["To"], mail["Date"]) for mail in sent).values()) == 1
    assert min(datetime.strptime(each, "%a, %d %b %Y %H:%M:%S %z") for each in slots) >= at(
        "Mon 2026-11-30", 8
    )


def _advisors(town: Clockwork) -> list[Enrolled]:
    return [town.enrolled["anna"], town.enrolled["bo"]]


@pytest.mark.parametrize("when", [at(MON, 12, 10), at(MON, 12, 59), at(MON, 13, 5), at(MON, 0, 20)], ids=str)
def test_an_hour_that_comes_twice_doubles_nothing(town, when):
    """The time is set back by an hour in the middle of the day or after midnight: the same rows and mails."""
    letters(town, [date(2026, 11, 18)] * 3, [each.handle for each in _advisors(town)])
    day = at(MON, 0)
    moments = [day + timedelta(minutes=10 * number) for number in range(24 * 6)]
    lived = [each for each in moments if each <= when]
    lived += [
        when - timedelta(hours=1) + timedelta(minutes=10 * number) for number in range(24 * 6 - len(lived))
    ]
    for each in lived:
        assert town.tick(each) == ()
    mails = Counter((mail["To"], mail["Date"]) for mail in town.mails())
    assert set(mails.values()) == {1}
    slots = {row.slot for row in town.rows("triage", "outbox", kind="mail") if row.slot <= town.now}
    assert {date for _, date in mails} == {
        each.astimezone(COPENHAGEN).strftime("%a, %d %b %Y %H:%M:%S %z") for each in slots
    }
    assert town.rows("triage", "outbox", done_on=None) == [
        row for row in town.rows("triage", "outbox") if row.slot > town.now
    ]


def test_a_mail_that_was_claimed_before_the_time_was_set_back_waits_for_no_second_hour(town):
    """Its claim runs until later than any claim may."""
    office = Unsteady()
    (person,) = handlers(town, 1)
    with write(town.organisation.triage) as connection:
        ask_for_mail(connection, person, at(MON, 12))
    office.is_down = True
    assert send_mail(town.organisation, system_access(), office, now=at(MON, 12, 58)) == 0
    office.is_down = False
    assert send_mail(town.organisation, system_access(), office, now=at(MON, 12, 59)) == 0
    assert send_mail(town.organisation, system_access(), office, now=at(MON, 12, 2)) == 1


def test_what_comes_in_an_hour_that_is_lived_twice_is_told_with_the_next_mail(tmp_path):
    """The mail of 08 has left, then the time is set back: a complaint that comes now is told of at 12."""
    town = a_clockwork(tmp_path / "town", at(MON, 7), automatic_acknowledgement=False)
    town.send()
    for moment in (at(MON, 7), at(MON, 8, 5)):
        town.tick(moment)
    assert {mail["To"] for mail in town.mails()} == {"anna@example.test", "bo@example.test"}
    town.send(COMPLAINT, at(MON, 7, 10))
    for moment in (at(MON, 7, 11), at(MON, 8, 6), at(MON, 12, 1)):
        town.tick(moment)
    told = [mail["To"] for mail in town.mails()]
    assert Counter(told) == {"anna@example.test": 2, "bo@example.test": 2}


NIGHTS = [
    ("Sun 2026-03-29", "Mon 2026-03-30", "+0100", "+0200"),
    ("Sun 2026-10-25", "Mon 2026-10-26", "+0200", "+0100"),
    # Easter: the mail waits for Tuesday.
    ("Sun 2027-03-28", "Tue 2027-03-30", "+0100", "+0200"),
    ("Sun 2027-10-31", "Mon 2027-11-01", "+0200", "+0100"),
]


@pytest.mark.parametrize(("sunday", "mailed", "before", "after"), NIGHTS)
def test_the_nights_between_two_times_ring_once_and_mail_leaves_at_eight(
    tmp_path, sunday, mailed, before, after
):
    """A tick every half hour of real time since Thursday: each warning on its day, one mail a slot, at 08."""
    night = at(sunday, 0)
    due = night.date() - timedelta(days=7)
    town = a_clockwork(tmp_path / "town", night, automatic_acknowledgement=False)
    letters(town, [due - timedelta(days=7)], [each.handle for each in _advisors(town)])
    moment = (night - timedelta(days=3)).astimezone(UTC)
    while moment <= at(mailed, 9):
        assert town.tick(moment.astimezone(COPENHAGEN)) == ()
        moment += timedelta(minutes=30)
    late = {
        int(row.step.partition(":late")[2]): row.on
        for row in town.rows("triage", "alert", rule="WB-ACK")
        if ":late" in row.step
    }
    assert sorted(late) == [1, 3, 7]
    # The day that was lived through rang on itself: the Sunday of 23 or 25 hours.
    assert late[7] == night.date()
    dates = [mail["Date"] for mail in town.mails() if mail["To"] == "anna@example.test"]
    told = sorted(datetime.strptime(each, "%a, %d %b %Y %H:%M:%S %z") for each in dates)
    assert len(told) == len(set(told))
    assert {f"{each:%H%z}" for each in told if each < night} <= {f"{hour:02}{before}" for hour in (8, 12, 16)}
    assert [f"{each:%a %Y-%m-%d %H%z}" for each in told if each >= night] == [f"{mailed} 08{after}"]
