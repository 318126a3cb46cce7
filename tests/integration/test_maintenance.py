"""Closed for maintenance, and a database renamed away: nothing is half done, and who sends is told."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from crypto.receipt import new_receipt_code
from intake.domain.closed import ClosedError, MovedError
from intake.services.submit import Sent, submit
from intake.store import engine
from intake.store.engine import write
from tests.backups import Kept, a_kept_town, readable
from tests.cli.test_installation import betro
from tests.clockwork import REPORT, at
from triage.cases.decisions.registering import CaseRegistered
from triage.cases.typed import typed
from triage.rules.codes import Scheme
from triage.services.casework import register_report
from triage.services.casework.register_contact import register_contact
from triage.services.clock.mailing import send_mail
from triage.services.organisation.announce import close, reopen
from triage.services.organisation.moment import one_moment
from triage.store.outbox import CLAIM
from triage.store.visibility import system_access


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """A town with one opened report."""
    kept = a_kept_town(tmp_path)
    kept.town.send()
    assert kept.town.tick() == ()
    kept.town.decide_opened()
    assert kept.town.tick() == ()
    return kept


def switch(kept: Kept, to: str) -> str:
    """Type `betro maintenance`."""
    said = betro("maintenance", to, settings=kept.town.settings)
    assert said.exit_code == 0, said.output
    return said.output


@pytest.mark.both_engines
def test_while_it_is_closed_nothing_is_written_and_everything_can_be_read_and_kept(kept, tmp_path):
    """Portal, office and clock wait; a backup is made, comes out open, and then everything goes on."""
    town = kept.town
    assert switch(kept, "on") == "closed to writers\n"
    assert switch(kept, "on") == "closed to writers\n"
    before = {line: town.dump(line) for line in ("intake", "triage")}
    with pytest.raises(ClosedError):
        submit(town.organisation.reception, REPORT, new_receipt_code(), now=town.now)
    with pytest.raises(ClosedError):
        town.decide_opened()
    assert town.tick() is None
    assert readable(town) == 1
    assert {line: town.dump(line) for line in ("intake", "triage")} == before
    assert "wrong  maintenance: the service is closed since 2026-11-23; " in doctor(kept)
    assert kept.backup().exit_code == 0
    again = kept.restored(tmp_path / "again")
    again.send()
    assert again.tick() == ()
    assert switch(kept, "off") == "open\n"
    town.send()
    assert town.tick() == ()
    town.is_sound()
    assert [row.action for row in town.rows("triage", "journal")].count("service:closed") == 1


def test_a_mail_that_its_server_has_is_not_sent_again_after_a_closing(kept):
    """It is closed while a mail is handed over: that mail counts as sent, and the next one waits."""
    town, noon = kept.town, at("Mon 2026-11-23", 12)
    sent: list[str] = []

    class Server:
        """A mail server that takes a second, in which somebody closes."""

        def send(self, message: EmailMessage) -> None:
            """Take it."""
            sent.append(message["Message-ID"])
            close(town.organisation, today=noon.date())

    with pytest.raises(ClosedError):
        send_mail(town.organisation, system_access(), Server(), now=noon)
    assert len(sent) == 1
    reopen(town.organisation, today=noon.date())
    # By then nobody has the mail in hand any more (`outbox.claim`).
    assert town.tick(noon + 2 * CLAIM) == ()
    later = [mail["Message-ID"] for mail in town.mails()]
    assert later
    assert not set(later) & set(sent)


@pytest.mark.both_engines
def test_a_report_that_is_being_registered_is_registered_whole_though_it_is_closed_meanwhile(
    kept, monkeypatch
):
    """Between its first write and its last: the receipt code is shown, and case and mailbox are there."""
    town = kept.town
    real = register_report.submit

    def closed_behind(*words: Any, **named: Any) -> Sent:
        """Close when the report is stored."""
        sent = real(*words, **named)
        close(town.organisation, today=town.now.date())
        return sent

    monkeypatch.setattr(register_report, "submit", closed_behind)
    day = town.now.date()
    origin = typed(
        CaseRegistered, scheme=Scheme.WHISTLEBLOWING, channel="phone", organisation_on=day, office_on=day
    )
    made = register_report.register(town.organisation, town.who(), REPORT, origin, now=town.now)
    with pytest.raises(ClosedError):
        town.send()
    reopen(town.organisation, today=day)
    assert "case:registered" in ",".join(town.told(made.handle))
    assert town.tick() == ()
    assert town.mailbox(made.code).card is not None
    town.is_sound()


@pytest.mark.both_engines
def test_whoever_takes_both_databases_takes_triage_first(kept, monkeypatch):
    """The other way round two such writers would wait for each other for ever."""
    town, held = kept.town, list[str]()
    taken = set[tuple[str, ...]]()
    real = engine._turn

    @contextmanager
    def noted(database: Engine) -> Iterator[None]:
        """Note what is held when another is taken."""
        held.append("intake" if database is town.organisation.intake else "triage")
        taken.add(tuple(held))
        try:
            with real(database):
                yield
        finally:
            held.pop()

    monkeypatch.setattr(engine, "_turn", noted)
    who, day = town.who(), town.now.date()
    contact = register_contact(town.organisation, who, "Vil gerne mødes", now=town.now).case_reference
    origin = typed(
        CaseRegistered, scheme=Scheme.WHISTLEBLOWING, channel="phone", organisation_on=day, office_on=day
    )
    register_report.register(town.organisation, who, REPORT, origin, now=town.now, contact=contact)
    with one_moment(town.organisation):
        pass
    town.send()
    assert town.tick() == ()
    assert taken == {("intake",), ("triage",), ("triage", "intake")}


def doctor(kept: Kept) -> str:
    """Ask the doctor."""
    return betro("doctor", settings=kept.town.settings).output


@pytest.mark.both_engines
def test_who_is_writing_comes_to_the_end_before_it_is_closed(kept):
    """The switch waits for the one transaction, and the next is refused."""
    intake = kept.town.organisation.intake
    with write(intake) as connection:
        closing = threading.Thread(target=switch, args=(kept, "on"))
        closing.start()
        closing.join(0.5)
        assert closing.is_alive()
        connection.exec_driver_sql("DELETE FROM published")
    closing.join()
    assert kept.town.rows("intake", "published") == []
    with pytest.raises(ClosedError), write(intake):
        pass


def test_a_database_that_is_renamed_away_stops_the_writer(kept):
    """Nothing is confirmed into the renamed file; put back, or another put in its place, it is written on."""
    town, file = kept.town, kept.town.file("intake")
    town.send()
    away = file.with_suffix(".away")
    file.rename(away)
    with pytest.raises(MovedError):
        submit(town.organisation.reception, REPORT, new_receipt_code(), now=town.now)
    assert not file.exists()
    away.rename(file)
    code = town.send()
    assert town.mailbox(code)
    assert town.tick() == ()
    town.is_sound()


def test_a_database_that_another_is_put_in_place_of_is_not_written_to_by_who_has_the_old_one_open(kept):
    """The first writer is refused and the next one writes into the file that lies there."""
    town, file = kept.town, kept.town.file("intake")
    town.organisation.intake.dispose()
    copy = file.with_suffix(".copy")
    copy.write_bytes(file.read_bytes())
    town.send()
    file.rename(file.with_suffix(".away"))
    for side in ("-wal", "-shm"):
        Path(f"{file}{side}").unlink(missing_ok=True)
    copy.rename(file)
    with pytest.raises(MovedError):
        submit(town.organisation.reception, REPORT, new_receipt_code(), now=town.now)
    code = town.send()
    assert town.mailbox(code)
    assert len(town.rows("intake", "submission")) == 2
