"""
The alerts of a limit in hours: told at once, at any hour of any day for as long as it runs and when it has
passed. All other mail keeps its slots.
"""

import smtplib
from dataclasses import replace
from datetime import datetime, timedelta
from email.message import EmailMessage, Message

import pytest
from sqlalchemy import update

from intake.store.engine import write
from tests.clockwork import Clockwork, a_clockwork, at
from triage.cases.decisions.correcting import EventCorrected
from triage.cases.decisions.external_events import ExternalEventRecorded
from triage.cases.typed import typed
from triage.services.clock.alerting import ask_for_mail
from triage.services.clock.mailing import send_mail
from triage.store.tables import grant, person
from triage.store.visibility import system_access

BOTH = ["anna", "bo"]
FRI = at("Fri 2026-11-27", 16, 30)
CHRISTMAS = at("Thu 2026-12-24", 16, 30)


@pytest.fixture
def town(tmp_path) -> Clockwork:
    """An installation with one report that has been read; what it asked for has been mailed."""
    town = a_clockwork(tmp_path / "town", at("Mon 2026-11-23"))
    town.send()
    town.tick()
    town.decide_opened()
    town.tick(at("Mon 2026-11-23", 12))
    for mail in town.mail_folder.glob("*.eml"):
        mail.unlink()
    return town


def is_warned(town: Clockwork, now: datetime) -> None:
    """A child was told of, for which there are 24 hours from now on; nothing else waits."""
    town.sql("triage", "DELETE FROM outbox WHERE kind = 'mail'")
    town.now = now
    event = "child_notification:received"
    town.decide(typed(ExternalEventRecorded, event=event, happened_on=now.date(), at_time=f"{now:%H:%M}"))


def change(town: Clockwork, table, column, name: str, **values: object) -> None:
    """Change the row of a person, or the grants."""
    with write(town.organisation.triage) as connection:
        found = column == town.enrolled[name].handle
        connection.execute(update(table).where(found).values(values))


def live(town: Clockwork, since: datetime, hours: int, minutes: int = 30) -> list[tuple[str, list[str]]]:
    """Let the clock tick now and then; give when mail came and to whom."""
    known: set[str] = set()
    came = []
    for step in range(hours * 60 // minutes + 1):
        now = since + timedelta(minutes=minutes * step + 1)
        assert town.tick(now) == ()
        new = [each for each in town.mails() if each["Message-ID"] not in known]
        known |= {str(each["Message-ID"]) for each in new}
        if new:
            came.append((f"{now:%a %H:%M}", sorted(str(each["To"]).partition("@")[0] for each in new)))
    return came


@pytest.mark.parametrize(
    ("begun", "told"),
    [
        (FRI, ["Fri 16:31", "Sat 04:31", "Sat 10:31", "Sat 14:31", "Sat 16:31"]),
        (CHRISTMAS, ["Thu 16:31", "Fri 04:31", "Fri 10:31", "Fri 14:31", "Fri 16:31"]),
        (at("Sat 2026-11-28", 9), ["Sat 09:01", "Sat 21:01", "Sun 03:01", "Sun 07:01", "Sun 09:01"]),
    ],
    ids=["Friday 16:30", "Christmas", "Saturday"],
)
def test_a_limit_in_hours_rings_when_it_begins_before_it_ends_and_when_it_has_passed(town, begun, told):
    """At once, after half of its time, three quarters, nine tenths, and all of it; night and Saturday."""
    is_warned(town, begun)
    assert live(town, begun, 24) == [(when, BOTH) for when in told]
    steps = [row.step.split(":")[1] for row in town.rows("triage", "alert", rule="BL-24H")]
    assert sorted(steps) == ["late0", "p0", "p50", "p75", "p90"]


def test_once_it_is_done_nothing_rings(town):
    """Assessed on Friday evening, the night is quiet."""
    is_warned(town, FRI)
    town.tick(FRI + timedelta(minutes=1))
    town.now = at("Fri 2026-11-27", 18)
    event = "child_notification:assessed"
    town.decide(typed(ExternalEventRecorded, event=event, happened_on=town.now.date(), at_time="18:00"))
    assert [when for when, _ in live(town, town.now, 24)] == ["Fri 18:01"]


def corrected(town: Clockwork, now: datetime, at_time: str) -> None:
    """Put right when the child was told of."""
    town.now = now
    (number,) = [
        place
        for place, each in enumerate(town.case_file.history, start=1)
        if isinstance(each, ExternalEventRecorded)
    ]
    right = {"number": number, "field": "at_time", "right_code": at_time}
    town.decide(typed(EventCorrected, **right, reason_item="Der stod forkert."))


def test_a_time_that_is_corrected_rings_anew_by_the_right_one(town):
    """Typed as 16.30, and 18.00 as it turns out: it warns again, though the old one had on the same day."""
    is_warned(town, FRI)
    assert [when for when, _ in live(town, FRI, 22)][-1] == "Sat 14:31"
    for mail in town.mail_folder.glob("*.eml"):
        mail.unlink()
    corrected(town, at("Sat 2026-11-28", 15), "18:00")
    told = live(town, town.now, 4)
    assert told == [(when, BOTH) for when in ("Sat 15:01", "Sat 16:01", "Sat 18:01")]


@pytest.mark.parametrize(("hour", "struck"), [(16, []), (17, [("BL-24H", True)])])
def test_a_limit_that_ran_out_by_a_wrong_time_of_that_day_is_struck_out(town, hour, struck):
    """By 16.30 it was over at five; that it began at 18.00 comes out then. At four nothing was over yet."""
    is_warned(town, FRI)
    corrected(town, at("Sat 2026-11-28", hour), "18:00")
    assert [(each.rule, each.mistaken) for each in town.case_file.case.breaches] == struck


def test_the_quarter_is_forgotten_when_no_mail_can_ask_for_it(town):
    """On Sunday the database tells the quarter of Friday no more; that a mail left stays, once for each."""
    is_warned(town, FRI)
    live(town, FRI, 5)
    town.tick(at("Sat 2026-11-28", 1))
    asked = town.rows("triage", "outbox", kind="urgent")
    assert {(row.key[-5:], row.done_on.isoformat()) for row in asked} == {("16:30", "2026-11-27")}
    assert {row.slot for row in asked} == {FRI}
    for now in (at("Sat 2026-11-28", 20), at("Sun 2026-11-29", 10)):
        town.tick(now)
    kept = [row for row in town.rows("triage", "outbox", kind="urgent") if "2026-11-27" in row.key]
    assert len(kept) == len(asked) == len(BOTH)
    assert {row.slot for row in kept} == {None}
    assert not any("16:30" in row.key for row in kept)


def test_it_says_nothing_and_takes_nothing_else_along(town):
    """The words and the size of any other mail, no minute but the quarter; what has a slot waits for it."""
    is_warned(town, FRI + timedelta(minutes=4))
    town.send(now=FRI + timedelta(minutes=4))
    town.tick(FRI + timedelta(minutes=5))
    mails = town.mails()
    assert [(mail["To"], mail["Date"]) for mail in mails] == [
        (f"{name}@example.test", "Fri, 27 Nov 2026 16:30:00 +0100") for name in BOTH
    ]
    town.send(now=FRI + timedelta(minutes=6))
    assert [when for when, _ in live(town, at("Fri 2026-11-27", 23), 5)] == ["Fri 23:01"]
    for mail in town.mail_folder.glob("*.eml"):
        mail.unlink()
    town.tick(at("Mon 2026-11-30", 8))
    (other,) = [each for each in town.mails() if each["To"] == mails[0]["To"]]
    assert other.get_payload() == mails[0].get_payload()
    assert len(other.as_bytes()) == len(mails[0].as_bytes())


def test_a_clock_that_stood_still_tells_it_when_it_runs_again(town):
    """Off from Friday evening to Saturday at two: one mail for what was missed, at once, in time."""
    is_warned(town, FRI)
    back = at("Sat 2026-11-28", 14)
    town.tick(back)
    town.tick(back + timedelta(minutes=1))
    assert [(mail["To"], mail["Date"]) for mail in town.mails()] == [
        (f"{name}@example.test", "Sat, 28 Nov 2026 14:00:00 +0100") for name in BOTH
    ]


def test_where_nobody_holds_the_case_the_administrator_is_told_each_time(town):
    """On Friday evening and through the Saturday: hers is the only mail."""
    is_warned(town, FRI)
    for name in BOTH:
        change(town, grant, grant.c.person, name, until_on=at("Thu 2026-11-26").date())
    assert [who for _, who in live(town, FRI, 24)] == [["carla"]] * 5
    assert {row.told for row in town.rows("triage", "alert", rule="BL-24H")} == {"administrator"}


def test_two_within_a_quarter_are_told_within_the_next(town):
    """The second one does not disappear behind the first, which has left."""
    first = town.case.case_reference
    town.send(now=at("Fri 2026-11-27"))
    town.tick()
    (second,) = [row.case_reference for row in town.cases if row.case_reference != first]
    what = typed(
        ExternalEventRecorded,
        event="child_notification:received",
        happened_on=FRI.date(),
        at_time="16:30",
    )
    town.sql("triage", "DELETE FROM outbox WHERE kind = 'mail'")
    told = []
    for minutes, reference in ((0, first), (5, second)):
        town.now = FRI + timedelta(minutes=minutes)
        town.decide(what, reference)
        town.tick(town.now + timedelta(minutes=1))
        told.append(len(town.mails()))
    town.tick(FRI + timedelta(minutes=15))
    assert [*told, len(town.mails())] == [2, 2, 4]


class Post:
    """A mail server that can be down, or refuse some receivers."""

    def __init__(self) -> None:
        self.refused: set[str] = set()
        self.is_down = False
        self.tried: list[str] = []
        self.taken: list[Message] = []

    def send(self, message: EmailMessage) -> None:
        """Take, refuse or fail."""
        if self.is_down:
            raise ConnectionRefusedError
        name = str(message["To"]).partition("@")[0]
        self.tried.append(name)
        if name in self.refused:
            raise smtplib.SMTPRecipientsRefused({name: (550, b"no such receiver")})
        self.taken.append(message)


def mailing_by(town: Clockwork, **how: object) -> Post:
    """Let the clock mail through such a server, and tick once a minute after the Friday's alert."""
    post = Post()
    for name, value in how.items():
        setattr(post, name, value)
    town.dependencies = replace(town.dependencies, post=post)
    is_warned(town, FRI)
    return post


def test_where_both_are_refused_the_administrator_is_told_at_once(town):
    """On Friday evening, once for this alert, although both are tried again every five minutes."""
    post = mailing_by(town, refused={*BOTH})
    for minutes in (1, 2, 3, 8, 20):
        assert town.tick(FRI + timedelta(minutes=minutes)) == ()
    assert [str(mail["To"]) for mail in post.taken] == ["carla@example.test"]
    assert post.tried.count("anna") == 3


def test_a_later_alert_of_one_who_is_refused_is_not_lost_behind_an_urgent_one(town):
    """Anna is refused on Sunday evening; what she alone is to be told on Monday, Bo is told at twelve."""
    post = mailing_by(town, refused={"anna"})
    sunday, monday = at("Sun 2026-11-29", 20), at("Mon 2026-11-30", 8)
    with write(town.organisation.triage) as connection:
        for name in BOTH:
            ask_for_mail(connection, town.enrolled[name].handle, sunday, at_once=True)
    send_mail(town.organisation, system_access(), post, now=sunday)
    with write(town.organisation.triage) as connection:
        ask_for_mail(connection, town.enrolled["anna"].handle, monday)
    for now in (monday, at("Mon 2026-11-30", 12)):
        send_mail(town.organisation, system_access(), post, now=now)
    assert [(mail["To"], mail["Date"][:22]) for mail in post.taken] == [
        ("bo@example.test", "Sun, 29 Nov 2026 20:00"),
        ("bo@example.test", "Mon, 30 Nov 2026 12:00"),
    ]


def test_an_address_that_takes_no_mail_is_knocked_at_for_a_day(town):
    """Then its mail waits for the slots of Monday like any other."""
    post = mailing_by(town, refused={*BOTH})
    town.sql("triage", "UPDATE deadline SET next_step_on = NULL")
    change(town, person, person.c.handle, "bo", mail=None)
    send_mail(town.organisation, system_access(), post, now=FRI)
    with write(town.organisation.triage) as connection:
        ask_for_mail(connection, town.enrolled["anna"].handle, FRI, at_once=True)
    for now in (FRI, FRI + timedelta(hours=23), FRI + timedelta(hours=24), at("Mon 2026-11-30", 9)):
        send_mail(town.organisation, system_access(), post, now=now)
    assert post.tried.count("anna") == 2
    send_mail(town.organisation, system_access(), post, now=at("Mon 2026-11-30", 12))
    assert post.tried.count("anna") == 3


def test_a_server_that_was_down_gets_it_when_it_is_up_again_whatever_the_hour(town):
    """Asked for before the slot of 16, in which nobody answered either: it does not wait for Monday."""
    post = mailing_by(town, is_down=True)
    advisors = [town.enrolled[name].handle for name in BOTH]
    with write(town.organisation.triage) as connection:
        for each in advisors:
            ask_for_mail(connection, each, at("Fri 2026-11-27", 15, 45), at_once=True)
            ask_for_mail(connection, each, at("Fri 2026-11-27", 16))
    for minutes in range(0, 60, 10):
        send_mail(town.organisation, system_access(), post, now=at("Fri 2026-11-27", 16, minutes))
    post.is_down = False
    send_mail(town.organisation, system_access(), post, now=at("Fri 2026-11-27", 17, 10))
    assert len(post.taken) == 2
    assert town.rows("triage", "outbox", done_on=None) == []


def test_while_the_date_is_wrong_it_is_told_at_the_hours_that_really_are(town):
    """The machine shows half a year later for good: the alerts go on by the time that is believed."""
    post = mailing_by(town)
    town.tick(FRI)
    came = []
    for hours in range(26):
        town.tick(FRI + timedelta(days=180, hours=hours), jumped=True)
        came.append(len(post.taken))
    # The moment itself belongs to the time before it.
    assert [came[hours] for hours in (0, 1, 12, 13, 25)] == [0, 2, 2, 4, 10]
