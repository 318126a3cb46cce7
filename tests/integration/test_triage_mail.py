"""Alerts and the mail about them, through a real mail server on this machine."""

import logging
import smtplib
import socket
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import update

from intake.store.engine import write
from tests.clockwork import COMPLAINT, Clockwork, a_clockwork, at
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.complaints import AnswerDecided
from triage.cases.decisions.external_events import ExternalEventRecorded
from triage.cases.decisions.receiving import CaseAssigned
from triage.cases.typed import typed
from triage.services.clock.alerting import ask_for_mail
from triage.services.clock.mail_transport import SmtpPost
from triage.services.clock.mailing import alert_mail, send_mail
from triage.store.tables import person
from triage.store.visibility import system_access

pytestmark = pytest.mark.both_engines

MON = "Mon 2026-11-23"


@dataclass
class Office:
    """A mail server's hands: keeps what it takes, and refuses whom it is told to."""

    taken: list[tuple[str, bytes]] = field(default_factory=list)
    refused: set[str] = field(default_factory=set)

    async def handle_RCPT(
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        """Take or refuse a receiver."""
        if address in self.refused:
            return "550 no such receiver"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Keep a mail as it came over the wire."""
        self.taken.append((envelope.rcpt_tos[0], envelope.content))
        return "250 OK"

    @property
    def mails(self) -> list[Message]:
        """What was taken, in order."""
        return [message_from_bytes(raw) for _, raw in self.taken]

    @property
    def receivers(self) -> list[str]:
        """Who was written to, in order."""
        return [receiver for receiver, _ in self.taken]


@pytest.fixture
def office() -> Office:
    """The hands of the mail server."""
    return Office()


@dataclass
class Server:
    """A mail server that can be stopped and started again."""

    office: Office
    port: int
    running: Controller | None = None

    def start(self) -> None:
        """Take mail."""
        self.running = Controller(self.office, hostname="127.0.0.1", port=self.port)
        self.running.start()

    def stop(self) -> None:
        """Take no more."""
        if self.running is not None:
            self.running.stop()
        self.running = None


@pytest.fixture
def server(office: Office) -> Iterator[Server]:
    """A running mail server."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        server = Server(office, probe.getsockname()[1])
    server.start()
    yield server
    server.stop()


@pytest.fixture
def town(tmp_path: Path, server: Server) -> Clockwork:
    """An installation on Mon 23 November 2026 that mails through the server."""
    port = server.port
    return a_clockwork(
        tmp_path / "town", at(MON), mail_host="127.0.0.1", mail_port=port, mail_sender="betro@ny.test"
    )


def test_a_new_report_is_told_in_the_next_slot(town, office):
    """Sent at 10:00, mailed at 12:00 to the two advisors, not to the administrator, and once."""
    town.send()
    town.tick()
    assert office.taken == []
    town.tick(at(MON, 11, 59))
    assert office.taken == []
    town.tick(at(MON, 12))
    town.tick(at(MON, 12, 1))
    assert sorted(office.receivers) == ["anna@example.test", "bo@example.test"]
    assert {mail["Date"] for mail in office.mails} == {"Mon, 23 Nov 2026 12:00:00 +0100"}


def test_mail_says_nothing_of_the_case(town, office):
    """No reference, no date but the slot's, and for each receiver the same words and the same size."""
    town.send()
    town.tick()
    town.tick(at(MON, 12))
    first = dict(office.taken)
    town.send(COMPLAINT)
    town.send()
    town.tick(at("Tue 2026-11-24", 9))
    town.tick(at("Tue 2026-11-24", 12))
    second = dict(office.taken[2:])
    assert first.keys() == second.keys()
    for receiver, raw in first.items():
        one, other = message_from_bytes(raw), message_from_bytes(second[receiver])
        assert one.get_payload() == other.get_payload()
        assert len(raw) == len(second[receiver])
        different = {name for name, value in one.items() if other[name] != value}
        assert different == {"Date", "Message-ID"}
    for row in town.cases:
        for _, raw in office.taken:
            assert row.case_reference.encode() not in raw
            assert row.handle.hex().encode() not in raw


def test_each_reads_their_own_language(town, office):
    """Anna Danish, Bo English, as they chose; both are automatic mail by the standard's header."""
    town.send()
    town.tick()
    town.tick(at(MON, 12))
    words = {mail["To"]: mail.get_payload(decode=True) for mail in office.mails}
    assert "Log på Betro".encode() in words["anna@example.test"]
    assert b"Sign in to Betro" in words["bo@example.test"]
    assert {mail["Auto-Submitted"] for mail in office.mails} == {"auto-generated"}
    assert {mail["From"] for mail in office.mails} == {"betro@ny.test"}


def test_many_cases_of_one_slot_are_one_mail(town, office):
    """Nobody is told how many."""
    for _ in range(5):
        town.send()
    town.tick()
    town.tick(at(MON, 12))
    assert sorted(office.receivers) == ["anna@example.test", "bo@example.test"]


def test_a_server_that_was_down_gets_the_same_mail_later(town, office, server):
    """The same Message-ID; and after days of silence one mail a person, not one for each slot."""
    town.send()
    town.tick()
    server.stop()
    assert town.tick(at(MON, 12)) == ()
    waiting = town.rows("triage", "outbox", kind="mail", done_on=None)
    assert len(waiting) == 2
    for minutes in (1, 6, 12):
        assert town.tick(at(MON, 12, minutes)) == ()
    server.start()
    town.tick(at(MON, 12, 20))
    town.tick(at(MON, 12, 30))
    assert sorted(office.receivers) == ["anna@example.test", "bo@example.test"]
    expected = {
        alert_mail(key=row.key, sender="betro@ny.test", receiver="x@y.test", language="da", slot=row.slot)[
            "Message-ID"
        ]
        for row in waiting
    }
    assert {mail["Message-ID"] for mail in office.mails} == expected


def test_after_days_without_a_server_there_is_one_mail_each(town, office, server):
    """All say the same, so the newest slot stands for the others."""
    server.stop()
    for day in range(4):
        town.send(now=at(MON) + timedelta(days=day))
        for hours in (0, 2.5, 6.5):
            town.tick(at(MON) + timedelta(days=day, hours=hours))
    server.start()
    town.tick(at("Thu 2026-11-26", 16, 40))
    town.tick(at("Thu 2026-11-26", 16, 50))
    assert sorted(office.receivers) == ["anna@example.test", "bo@example.test"]
    assert town.rows("triage", "outbox", kind="mail", done_on=None) == [
        row for row in town.rows("triage", "outbox", kind="mail") if row.slot > town.now
    ]


def test_one_who_is_refused_silences_nobody(town, office):
    """Nor does one whose address cannot stand in a mail, nor one who has left."""
    office.refused.add("anna@example.test")
    town.send()
    town.tick()
    assert town.tick(at(MON, 12)) == ()
    assert office.receivers == ["bo@example.test"]
    # Refused again and again, there is never more than one waiting for her.
    for day in range(1, 5):
        town.send(now=at(MON) + timedelta(days=day))
        for hours in (0, 2.5, 6.5):
            town.tick(at(MON) + timedelta(days=day, hours=hours))
    town.tick(at("Fri 2026-11-27", 16, 40))
    behind = [
        row
        for row in town.rows("triage", "outbox", kind="mail", done_on=None)
        if row.person == town.enrolled["anna"].handle and row.slot <= town.now
    ]
    assert len(behind) == 1
    assert set(office.receivers) == {"bo@example.test"}
    office.refused.clear()
    town.tick(at("Fri 2026-11-27", 16, 50))
    assert office.receivers.count("anna@example.test") == 1


def test_a_colleague_is_told_of_a_closed_case_that_still_owes(town, office):
    """Closed over a request for access; whoever has the case is refused: the other is told, nobody else."""
    office.refused.add("anna@example.test")
    town.send(COMPLAINT)
    town.tick()
    town.decide_opened()
    town.decide(typed(CaseAssigned, handler=town.enrolled["anna"].handle.hex()))
    town.decide(typed(ExternalEventRecorded, event="document_access:requested"))
    town.decide(typed(AnswerDecided, item="Svaret."))
    town.decide(typed(CaseClosed, reason_item="Svaret om aktindsigt følger."))
    for hours in range(2, 8 * 24, 4):
        town.tick(at(MON) + timedelta(hours=hours))
    assert set(office.receivers) == {"bo@example.test"}


def test_a_colleague_is_told_of_each_alert_of_one_who_is_refused(town, office):
    """
    Refused since Monday, Anna has another mail that waits for Wednesday's slot: trying the first one again
    on Tuesday does not lose it, and Bo is told in the slot after it.
    """
    office.refused.add("anna@example.test")
    town.send(COMPLAINT)
    town.tick()
    town.decide_opened()
    town.decide(typed(CaseAssigned, handler=town.enrolled["anna"].handle.hex()))
    town.decide(typed(AnswerDecided, item="Svaret."))
    town.tick(at(MON, 12))
    town.tick(at(MON, 16))
    with write(town.organisation.triage) as connection:
        ask_for_mail(connection, town.enrolled["anna"].handle, at("Wed 2026-11-25", 8))
    town.tick(at("Tue 2026-11-24", 8))
    town.tick(at("Wed 2026-11-25", 8))
    assert office.receivers == ["bo@example.test"] * 2
    town.tick(at("Wed 2026-11-25", 12))
    assert office.receivers == ["bo@example.test"] * 3


def test_a_wrong_address_silences_nobody(town, office):
    """One that cannot stand in a header: that mail waits."""
    _change(town, "anna", mail="anna@example.test\nBcc: x@y.test")
    town.send()
    town.tick()
    assert town.tick(at(MON, 12)) == ()
    assert office.receivers == ["bo@example.test"]


@pytest.mark.parametrize("change", [{"mail": None}, {"ended_on": date(2026, 11, 22)}])
def test_nobody_is_written_to_who_has_left_or_has_no_address(town, office, change):
    """Their row is done and forgotten."""
    _change(town, "anna", **change)
    town.send()
    town.tick()
    town.tick(at(MON, 12))
    assert office.receivers == ["bo@example.test"]
    assert town.rows("triage", "outbox", kind="mail", done_on=None) == []


def _change(town: Clockwork, name: str, **values: object) -> None:
    with write(town.organisation.triage) as connection:
        connection.execute(update(person).where(person.c.sign_in_name == name).values(values))


def test_one_who_makes_the_server_hang_comes_behind_the_others(town, office):
    """A receiver whose try ends in silence is not tried again for five minutes, and the others are."""
    town.send()
    town.tick()
    tried: list[str] = []

    class Tarpit:
        """The same server, which never answers for the first it is asked about."""

        def send(self, message: Message) -> None:
            tried.append(message["To"])
            if message["To"] == tried[0]:
                raise TimeoutError
            SmtpPost("127.0.0.1", town.dependencies.post.port).send(message)

    for minute in range(4):
        send_mail(town.organisation, system_access(), Tarpit(), now=at(MON, 12, minute))
    assert tried == [tried[0], tried[1]]
    assert office.receivers == [tried[1]]
    send_mail(town.organisation, system_access(), Tarpit(), now=at(MON, 12, 6))
    assert tried[2] == tried[0]


def test_a_mail_sent_before_the_crash_is_sent_again_under_the_same_id(town, office):
    """At least once: the receiver's mail server can tell."""
    town.send()
    town.tick()
    with town.broken("triage", "outbox", "UPDATE OF done_on"):
        town.tick(at(MON, 12))
    town.tick(at(MON, 12, 6))
    ids = [mail["Message-ID"] for mail in office.mails if mail["To"] == "anna@example.test"]
    assert len(ids) in {1, 2}
    assert len(set(ids)) == 1


def test_no_address_and_no_reference_is_logged(town, office, caplog):
    """Not even where a mail is refused."""
    office.refused |= {"anna@example.test", "bo@example.test"}
    town.send()
    with caplog.at_level(logging.DEBUG, logger="betro"):
        town.tick()
        town.tick(at(MON, 12))
    assert "refused" in caplog.text
    assert "example.test" not in caplog.text
    assert town.case.case_reference not in caplog.text


def test_a_server_elsewhere_must_prove_who_it_is(town, server):
    """Only on this machine does mail go without TLS; a server that offers none gets nothing."""
    elsewhere = Controller(Office(), hostname="127.0.0.2", port=server.port)
    elsewhere.start()
    message = alert_mail(
        key="k", sender="betro@ny.test", receiver="anna@example.test", language="da", slot=at(MON, 12)
    )
    try:
        with pytest.raises(smtplib.SMTPNotSupportedError):
            SmtpPost("127.0.0.2", server.port).send(message)
    finally:
        elsewhere.stop()
    assert elsewhere.handler.taken == []
