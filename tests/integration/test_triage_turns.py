"""
Alerts go to the handler, the stand-ins and the administrators in turn; whoever cannot be told is passed over
at once, and that is said.
"""

import smtplib
from datetime import date, datetime, timedelta
from email.message import EmailMessage, Message
from itertools import product
from pathlib import Path

import pytest
from sqlalchemy import insert, update

from intake.store.engine import read, write
from tests.clockwork import Clockwork, a_clockwork, at
from triage.cases.decisions.receiving import CaseAssigned
from triage.cases.typed import typed
from triage.services.clock.mailing import BODY_OCTETS, alert_mail, send_mail
from triage.store import alerts, journal
from triage.store.tables import grant, person
from triage.store.visibility import system_access

MON = "Mon 2026-11-23"
LATER = "Tue 2026-11-24"


@pytest.fixture
def town(tmp_path: Path) -> Clockwork:
    """An installation on Mon 23 November 2026 that acknowledges by hand, with one report that nobody has."""
    town = a_clockwork(tmp_path / "town", at(MON), automatic_acknowledgement=False)
    town.send()
    town.tick()
    return town


def assign(town: Clockwork, name: str) -> None:
    """Give the only case to somebody."""
    town.decide_opened()
    town.decide(typed(CaseAssigned, handler=town.enrolled[name].handle.hex()))


def change(town: Clockwork, name: str, **values: object) -> None:
    """Change what is known of a person."""
    with write(town.organisation.triage) as connection:
        connection.execute(update(person).where(person.c.sign_in_name == name).values(values))


def regrant(town: Clockwork, name: str, **values: object) -> None:
    """Change the grant of a person to the only case."""
    with write(town.organisation.triage) as connection:
        query = update(grant).where(grant.c.person == town.enrolled[name].handle)
        connection.execute(query.values(values))


def told(town: Clockwork, now: datetime) -> set[str]:
    """Forget the mail that waits, let the clock tick, and give who was asked to be mailed by it."""
    town.sql("triage", "DELETE FROM outbox WHERE kind = 'mail'")
    town.tick(now)
    names = {each.handle: name for name, each in town.enrolled.items()}
    return {names[row.person] for row in town.rows("triage", "outbox", kind="mail")}


def reached(town: Clockwork, step: str) -> tuple[str | None, str | None]:
    """How far a step of the acknowledgement's clock went, and whom it missed."""
    (row,) = [row for row in town.rows("triage", "alert", rule="WB-ACK") if row.step.endswith(f":{step}")]
    return row.told, row.missed


def reached_by_any(town: Clockwork, step: str) -> set[tuple[str | None, str | None]]:
    """How far a step of an acknowledgement's clock went in any case, and whom it missed."""
    rows = town.rows("triage", "alert", rule="WB-ACK")
    return {(row.told, row.missed) for row in rows if row.step.endswith(f":{step}")}


def findings(town: Clockwork, action: str) -> int:
    """How often the journal says so."""
    with read(town.organisation.triage) as connection:
        return sum(each.action == action for each in journal.entries(connection))


def test_handler_stand_in_and_administrator_are_told_in_turn(town):
    """Half-way Anna alone, who has the case; at nine tenths Bo too; two weeks late Carla too."""
    assign(town, "anna")
    assert told(town, at("Thu 2026-11-26", 9)) == {"anna"}
    assert told(town, at("Sun 2026-11-29", 9)) == {"anna", "bo"}
    assert "carla" not in told(town, at("Fri 2026-12-11", 9))
    assert told(town, at("Mon 2026-12-14", 9)) == {"anna", "bo", "carla"}
    assert [reached(town, step) for step in ("p50", "p90", "late14")] == [
        ("handler", None),
        ("stand_in", None),
        ("administrator", None),
    ]
    assert findings(town, "alert:escalated") == 0


def administrator_mails(town: Clockwork) -> list[date]:
    """The days on which the administrator's mail has its slot."""
    rows = town.rows("triage", "outbox", kind="mail", person=town.enrolled["carla"].handle)
    return sorted(row.slot.date() for row in rows)


def test_an_administrator_is_told_once_in_three_weeks_that_the_office_does_not_react(town):
    """The mail says the same whatever the case: that of Monday 14 December stands until 4 January."""
    town.send(now=at("Mon 2026-11-30"))
    for week in range(5):
        town.tick(at("Mon 2026-12-07", 9) + timedelta(weeks=week))
    steps = ("late14", "late21", "late28", "late35")
    assert all(("administrator", None) in reached_by_any(town, step) for step in steps)
    assert administrator_mails(town) == [date(2026, 12, 16), date(2027, 1, 6)]


def test_an_administrator_is_told_at_once_where_nobody_else_could_be(town):
    """Although a mail of the week before stands: then it is the only one."""
    town.tick(at("Mon 2026-12-14", 9))
    for name in ("anna", "bo"):
        change(town, name, ended_on=date(2026, 12, 18))
    town.tick(at("Mon 2026-12-21", 9))
    assert administrator_mails(town) == [date(2026, 12, 16), date(2026, 12, 23)]


def test_a_case_that_nobody_has_is_told_to_all_who_hold_it(town):
    """From the first step on."""
    assert told(town, at("Thu 2026-11-26", 9)) == {"anna", "bo"}


def test_who_sees_only_the_dates_is_told_as_a_stand_in(town):
    """A deputy with the clocks of a case, when the handler's warnings have not helped."""
    regrant(town, "bo", level="clocks")
    assign(town, "anna")
    assert told(town, at("Thu 2026-11-26", 9)) == {"anna"}
    assert told(town, at("Sun 2026-11-29", 9)) == {"anna", "bo"}


@pytest.mark.parametrize(
    "away",
    [
        lambda town: regrant(town, "anna", until_on=date(2026, 11, 25)),
        lambda town: regrant(town, "anna", from_on=date(2026, 12, 24)),
        lambda town: change(town, "anna", ended_on=date(2026, 11, 25)),
    ],
    ids=["the grant has ended", "the grant has not begun", "has left"],
)
def test_while_the_handler_is_away_the_stand_in_is_told_from_the_first_step(town, away):
    """Planned absence and a vacancy redirect the alerts, they never mute them."""
    assign(town, "anna")
    away(town)
    assert told(town, at("Thu 2026-11-26", 9)) == {"bo"}


def test_a_handler_without_an_address_is_passed_over_and_it_is_said(town):
    """To the stand-in at once; the alert, the journal and the doctor's count tell of it."""
    assign(town, "anna")
    change(town, "anna", mail=None)
    assert told(town, at("Thu 2026-11-26", 9)) == {"bo"}
    assert reached(town, "p50") == ("stand_in", "handler")
    assert findings(town, "alert:escalated") == 1
    with read(town.organisation.triage) as connection:
        assert alerts.missed(connection, system_access(), since=date(2026, 11, 26)) == 1


def test_where_nobody_holds_the_case_the_administrator_is_told_at_once(town):
    """No case is named, and no grant follows from it."""
    for name in ("anna", "bo"):
        regrant(town, name, until_on=date(2026, 11, 25))
    before = town.rows("triage", "grant")
    assert told(town, at("Thu 2026-11-26", 9)) == {"carla"}
    assert reached(town, "p50") == ("administrator", "handler")
    assert town.rows("triage", "grant") == before
    town.tick(at("Fri 2026-11-27", 8))
    (mail,) = [each for each in town.mails() if each["To"] == "carla@example.test"]
    assert "Enheden har ikke handlet" in str(mail["Subject"])
    assert town.case.case_reference not in mail.as_string()
    assert town.case.case_reference not in mail.get_payload(decode=True).decode()


def test_an_alert_that_reaches_nobody_at_all_stands_and_is_said(town):
    """The lists and the doctor tell of it; no mail can."""
    for name in ("anna", "bo", "carla"):
        change(town, name, mail=None)
    assert told(town, at("Thu 2026-11-26", 9)) == set()
    assert reached(town, "p50") == (None, "handler")


def test_a_new_report_that_nobody_can_be_told_of_goes_to_the_administrator(tmp_path):
    """The alert of something new goes to all who hold it, and where none has an address, further."""
    town = a_clockwork(tmp_path / "town", at(MON))
    for name in ("anna", "bo"):
        change(town, name, mail=None)
    town.send()
    assert told(town, at(MON)) == {"carla"}


def test_without_the_digest_every_alert_goes_with_the_next_mail(tmp_path):
    """Half-way on a Thursday at nine: at twelve, not on Friday at eight."""
    town = a_clockwork(tmp_path / "town", at(MON), automatic_acknowledgement=False, digest=False)
    town.send()
    town.tick()
    town.tick(at("Thu 2026-11-26", 9))
    assert {row.slot for row in town.rows("triage", "outbox", kind="mail")} == {
        at(MON, 12),
        at("Thu 2026-11-26", 12),
    }


@pytest.mark.parametrize(
    "now",
    [
        at(MON, 13),
        at(MON, 17, 30),
        at(LATER, 3),
        at(LATER, 7, 59),
        at("Sat 2026-11-28", 8),
        at("Sun 2026-11-29", 12),
    ],
    ids=str,
)
def test_a_clock_that_comes_back_between_two_slots_sends_nothing_before_the_next(town, now):
    """The hour of a mail tells nobody when the machine was started again; no mail leaves on a free day."""
    town.tick(now)
    assert town.mails() == []


@pytest.mark.parametrize("now", [at(MON, 12), at(MON, 12, 59), at(MON, 16), at(LATER, 8, 30)], ids=str)
def test_what_is_late_leaves_with_a_later_slot(town, now):
    """Within the hour that begins with it."""
    town.tick(now)
    assert {mail["To"] for mail in town.mails()} == {"anna@example.test", "bo@example.test"}


class Refusing:
    """A mail server that fails for some receivers in a certain way, and takes the rest."""

    def __init__(self, error: Exception, *addresses: str) -> None:
        self.error, self.addresses = error, addresses
        self.taken: list[Message] = []

    def send(self, message: EmailMessage) -> None:
        """Take or refuse."""
        if message["To"] in self.addresses:
            raise self.error
        self.taken.append(message)

    @property
    def receivers(self) -> list[str]:
        """Who was written to."""
        return sorted(str(mail["To"]).partition("@")[0] for mail in self.taken)


RECIPIENT = smtplib.SMTPRecipientsRefused({"x": (550, b"no such receiver")})
FAILURES = [
    RECIPIENT,
    smtplib.SMTPDataError(554, b"not taken"),
    smtplib.SMTPServerDisconnected("gone"),
    TimeoutError("too slow"),
    ConnectionRefusedError("nobody there"),
]


def five(town: Clockwork, **third: object) -> list[str]:
    """Let five people hold the only case, and give their names in the order in which they are mailed."""
    names = ["anna", "bo", "cy", "di", "ed"]
    with write(town.organisation.triage) as connection:
        for name in names[2:]:
            handle = name.encode().ljust(16, b"\x80")
            connection.execute(
                insert(person).values(
                    handle=handle,
                    sign_in_name=name,
                    display_name=name,
                    role="advisor",
                    mail=f"{name}@example.test",
                    key_id=handle,
                    wrapped_seed=b"",
                    language="da",
                )
            )
            connection.execute(
                insert(grant).values(
                    case=town.case.handle, person=handle, level="content", from_on=date(2026, 1, 5)
                )
            )
    town.sql("triage", "DELETE FROM outbox WHERE kind = 'mail'")
    town.tick(at("Thu 2026-11-26", 9))
    rows = {row.person: row.key for row in town.rows("triage", "outbox", kind="mail")}
    handles = {row.handle: row.sign_in_name for row in town.rows("triage", "person")}
    assert len(rows) == 5
    return [handles[each] for each in sorted(rows, key=lambda one: rows[one])]


@pytest.mark.parametrize(
    ("failure", "position"), list(product(FAILURES, range(5))), ids=lambda one: repr(one)[:24]
)
def test_one_of_five_who_cannot_be_mailed_silences_none_of_the_others(town, failure, position):
    """Whichever of them, and in whatever way the server fails for them: the rest is told in the same slot."""
    order = five(town)
    monday = at("Mon 2026-11-30", 8)
    post = Refusing(failure, f"{order[position]}@example.test")
    for minute in range(3):
        send_mail(town.organisation, system_access(), post, now=monday + timedelta(minutes=minute))
    assert post.receivers == sorted({*order} - {order[position]})
    post.addresses = ()
    send_mail(town.organisation, system_access(), post, now=monday + timedelta(minutes=8))
    assert post.receivers == sorted(order)


@pytest.mark.parametrize(
    ("change_of", "position"),
    list(product([{"mail": None}, {"ended_on": date(2026, 11, 26)}], range(5))),
    ids=str,
)
def test_one_of_five_who_left_before_the_slot_silences_none_of_the_others(town, change_of, position):
    """Their mail is asked for on Thursday; on Monday they have left or have no address any more."""
    order = five(town)
    change(town, order[position], **change_of)
    post = Refusing(RECIPIENT)
    send_mail(town.organisation, system_access(), post, now=at("Mon 2026-11-30", 8))
    assert post.receivers == sorted({*order} - {order[position]})


def test_a_handler_whose_mail_is_refused_is_stood_in_for_in_the_next_slot(town):
    """Anna alone was to be told on Monday at eight; Bo is told at twelve, once, and it is written down."""
    assign(town, "anna")
    assert told(town, at("Thu 2026-11-26", 9)) == {"anna"}
    post = Refusing(RECIPIENT, "anna@example.test")
    monday = at("Mon 2026-11-30", 8)
    for minutes in (0, 6, 12, 240, 246):
        send_mail(town.organisation, system_access(), post, now=monday + timedelta(minutes=minutes))
    assert [(mail["To"], mail["Date"]) for mail in post.taken] == [
        ("bo@example.test", "Mon, 30 Nov 2026 12:00:00 +0100")
    ]
    assert findings(town, "mail:unreached") == 1


def test_where_every_mail_is_refused_the_administrator_is_told(town):
    """Neither Anna nor Bo can be mailed: Carla is told in the next slot that the unit does not react."""
    told(town, at("Thu 2026-11-26", 9))
    post = Refusing(RECIPIENT, "anna@example.test", "bo@example.test")
    for hour in (8, 12):
        send_mail(town.organisation, system_access(), post, now=at("Mon 2026-11-30", hour))
    assert post.receivers == ["carla"]


def test_a_handler_who_left_before_the_slot_is_stood_in_for(town):
    """The mail asked for on Thursday is nobody's on Monday; Bo is told at twelve."""
    assign(town, "anna")
    town.tick(at(MON, 12))
    assert told(town, at("Thu 2026-11-26", 9)) == {"anna"}
    change(town, "anna", ended_on=date(2026, 11, 26))
    post = Refusing(RECIPIENT)
    for hour in (8, 12):
        send_mail(town.organisation, system_access(), post, now=at("Mon 2026-11-30", hour))
    assert post.receivers == ["bo"]


def test_a_server_that_is_down_is_no_reason_to_tell_others(town):
    """Nobody was refused: the mail waits, and nothing is asked for in anybody's place."""
    before = town.rows("triage", "outbox", kind="mail")
    for failure in (ConnectionRefusedError(), TimeoutError(), smtplib.SMTPServerDisconnected("x")):
        post = Refusing(failure, "anna@example.test", "bo@example.test")
        send_mail(town.organisation, system_access(), post, now=at(MON, 12))
    assert {row.key for row in town.rows("triage", "outbox", kind="mail")} == {row.key for row in before}


def test_every_mail_has_the_same_size(town):
    """Whatever the case, the slot, the language and how far it has gone; addresses of one length."""
    mails = [
        alert_mail(
            key=f"mail:{key}",
            sender="betro@ny.test",
            receiver=receiver,
            language=language,
            slot=slot,
            to_administrator=to_administrator,
        )
        for key, receiver, language, slot, to_administrator in product(
            (1, 22, 333),
            ("anna@example.test", "bess@example.test"),
            ("da", "en", "pl"),
            (at(MON, 8), at(MON, 12), at("Fri 2027-01-01", 16), at("Wed 2027-06-09", 8)),
            (False, True),
        )
    ]
    assert len({len(bytes(mail)) for mail in mails}) == 1
    assert {len(str(mail["Subject"])) for mail in mails} == {24}
    assert {len(mail.get_payload(decode=True)) for mail in mails} == {BODY_OCTETS}
    words = {(str(mail["Subject"]), mail.get_payload(decode=True)) for mail in mails}
    assert len(words) == 4
