"""Registering a report that began with a contact, while the clock is looking for new reports."""

import threading
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from crypto.mailbox import Mailbox
from intake.clock import COPENHAGEN
from intake.services.correspond import open_mailbox
from intake.store.engine import read
from tests.colleagues import who_is
from tests.office import A_REPORT, found_office
from triage.cases.decisions.registering import CaseRegistered
from triage.cases.typed import typed
from triage.rules.codes import Scheme
from triage.services.casework import register_report
from triage.services.casework.register_contact import register_contact
from triage.services.casework.register_report import register
from triage.services.clock.receive import fetch, receive
from triage.services.history.one_by_one import SomeFailedError
from triage.store.tables import case

NOW = datetime(2026, 11, 3, 10, tzinfo=COPENHAGEN)
ROUNDS = 12


def test_a_contact_becomes_one_case_however_busy_the_clock_is(tmp_path: Path) -> None:
    """A clock that never rests makes no second case of a report that is being registered."""
    now = NOW
    world = found_office(tmp_path / "office", now)
    who = who_is(world)
    over = threading.Event()

    def busy_clock() -> None:
        while not over.is_set():
            fetch(world.organisation, now=now)

    clock = threading.Thread(target=busy_clock)
    clock.start()
    try:
        for _ in range(ROUNDS):
            row = register_contact(world.organisation, who, "Vil gerne mødes", now=now)
            contact = row.case_reference
            origin = typed(
                CaseRegistered,
                scheme=Scheme.WHISTLEBLOWING,
                channel="in_person",
                organisation_on=now.date(),
                office_on=now.date(),
            )
            made = register(world.organisation, who, A_REPORT, origin, now=now, contact=contact)
            assert made.case_reference == contact
            assert open_mailbox(world.reception, Mailbox.from_code(made.code), now=now).first is not None
    finally:
        over.set()
        clock.join()

    with read(world.organisation.triage) as connection:
        assert connection.execute(select(func.count()).select_from(case)).scalar_one() == ROUNDS


def test_what_fails_after_a_report_was_registered_keeps_nobody_from_its_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Nor does what fails of another's. The code is known there alone; of an error the log has the kind."""
    world = found_office(tmp_path / "office", NOW)
    who = who_is(world)
    row = register_contact(world.organisation, who, "Vil gerne mødes", now=NOW)

    def fails(*_given: object, **_named: object) -> None:
        raise RuntimeError("Mette Hansen")

    def fails_for_another(*given: Any, **named: Any) -> None:
        receive(*given, **named)
        raise SomeFailedError

    monkeypatch.setattr(register_report, "receive", fails_for_another)
    monkeypatch.setattr(register_report, "bring_stanzas", fails)
    days = {"organisation_on": NOW.date(), "office_on": NOW.date()}
    origin = typed(CaseRegistered, scheme=Scheme.WHISTLEBLOWING, channel="in_person", **days)
    made = register(world.organisation, who, A_REPORT, origin, now=NOW, contact=row.case_reference)
    assert open_mailbox(world.reception, Mailbox.from_code(made.code), now=NOW).first is not None
    assert "register: RuntimeError" in caplog.text
    assert "Mette Hansen" not in caplog.text
