"""
A founded installation and its clock, without the pages: real databases, real keys, and faults planted in the
databases themselves.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from email import message_from_bytes
from email.message import Message
from pathlib import Path
from typing import Any

from sqlalchemy import Table, select

from crypto.journal import Checkpoint
from crypto.keys import SigningKey
from crypto.mailbox import Mailbox
from crypto.receipt import ReceiptCode, new_receipt_code
from intake.clock import COPENHAGEN
from intake.services.correspond import MailboxView, open_mailbox, write_message
from intake.services.submit import ComplaintDraft, Draft, ReportDraft, submit
from intake.store import tables as intake_tables
from intake.store.engine import read, write
from tests.postgres import choice, database_of, server
from tests.world import an_installation
from triage.cases.roles import Role
from triage.cases.typed import Typed
from triage.clock.dependencies import dependencies_of
from triage.services.casework.execute import execute
from triage.services.casework.open_case import open_report
from triage.services.clock.steadiness import believe
from triage.services.clock.tick import ClockDependencies, tick
from triage.services.history.case_file import CaseFile
from triage.services.history.record import differs
from triage.services.organisation import Organisation
from triage.services.organisation.announce import closed_since
from triage.services.people.enrol import Enrolled, NewPerson
from triage.services.people.provision import open_installation
from triage.services.people.sign_in import SignedIn
from triage.services.reading.visible_case import case_file
from triage.settings import load_clock
from triage.store import alerts, events, journal, tables
from triage.store.cases import CaseRow, all_cases
from triage.store.visibility import system_access

PEOPLE = (
    NewPerson("anna", "Anna", Role.ADVISOR, "anna@example.test"),
    NewPerson("bo", "Bo", Role.ADVISOR, "bo@example.test", "en"),
    NewPerson("carla", "Carla", Role.ADMINISTRATOR, "carla@example.test"),
)
REPORT = ReportDraft("employee", "Lederen tager imod gaver fra en leverandør.")
COMPLAINT = ComplaintDraft("social", "Jeg har ikke fået svar på mit brev.", "Et svar")
CLOCK = b"c" * 16
PLANTED = (
    "CREATE OR REPLACE FUNCTION planted() RETURNS trigger LANGUAGE plpgsql AS "
    "$$BEGIN RAISE 'a planted fault' USING ERRCODE = 'integrity_constraint_violation'; END$$"
)
"""The same fault for PostgreSQL."""
DATABASES: Mapping[str, Mapping[str, Table]] = {
    "intake": intake_tables.metadata.tables,
    "triage": tables.metadata.tables,
}


def at(text: str, hour: int = 10, minute: int = 0) -> datetime:
    """Give a moment of a day written with its weekday, such as `Wed 2026-12-16`."""
    weekday, iso = text.split()
    day = date.fromisoformat(iso)
    assert f"{day:%a}" == weekday, f"{iso} is a {day:%A}"
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=COPENHAGEN)


@dataclass
class Clockwork:
    """One installation with its clock."""

    folder: Path
    organisation: Organisation
    dependencies: ClockDependencies
    now: datetime
    enrolled: dict[str, Enrolled] = field(repr=False)
    backup_seed: bytes = field(repr=False)
    root: SigningKey = field(default_factory=lambda: SigningKey.from_seed(bytes(32)), repr=False)

    @property
    def settings(self) -> Path:
        """Where the settings are."""
        return self.folder / "betro.toml"

    def tick(
        self, now: datetime | None = None, owner: bytes = CLOCK, *, jumped: bool = False
    ) -> tuple[str, ...] | None:
        """
        Let the clock tick, now or at a moment that then is now; give the steps that failed. That the time has
        come so far is believed, unless it has *jumped*.
        """
        self.now = now or self.now
        if not jumped and not closed_since(self.organisation):
            believe(self.organisation, self.now)
        return tick(self.organisation, self.dependencies, now=self.now, owner=owner)

    def send(self, draft: Draft = REPORT, now: datetime | None = None) -> ReceiptCode:
        """Let somebody send something in."""
        self.now = now or self.now
        code = new_receipt_code()
        submit(self.organisation.reception, draft, code, now=self.now)
        return code

    def write(self, code: ReceiptCode, text: str) -> None:
        """Let a reporter add a message."""
        write_message(self.organisation.reception, Mailbox.from_code(code), text, now=self.now)

    def mailbox(self, code: ReceiptCode) -> MailboxView:
        """Come back with a receipt code."""
        return open_mailbox(self.organisation.reception, Mailbox.from_code(code), now=self.now)

    def who(self, name: str = "anna") -> SignedIn:
        """Give somebody who has signed in."""
        each = self.enrolled[name]
        return SignedIn(each.handle, each.person.role, name, "da", each.identity)

    def decide(self, decision: Typed, reference: str | None = None, name: str = "anna") -> None:
        """Let an advisor decide in a case, or in the only one there is."""
        execute(
            self.organisation, self.who(name), reference or self.case.case_reference, decision, now=self.now
        )

    @property
    def case_file(self) -> CaseFile:
        """The file of the only case there is, as an advisor has it now."""
        today = self.now.date()
        return case_file(self.organisation, self.who(), self.case.case_reference, today=today)

    @property
    def cases(self) -> Sequence[CaseRow]:
        """Every case."""
        with read(self.organisation.triage) as connection:
            return all_cases(connection, system_access())

    @property
    def case(self) -> CaseRow:
        """The only case there is."""
        (only,) = self.cases
        return only

    def told(self, handle: bytes | None = None) -> list[str]:
        """Give the tags of what happened in a case, or in the only one there is."""
        with read(self.organisation.triage) as connection:
            return [str(each.tag) for each in events.history(connection, handle or self.case.handle)]

    def rows(self, line: str, table: str, **where: Any) -> list[Any]:
        """Give the rows of a table, or those that have certain values."""
        found = DATABASES[line][table]
        engine = self.organisation.intake if line == "intake" else self.organisation.triage
        query = select(found).where(*(found.c[name] == value for name, value in where.items()))
        with read(engine) as connection:
            return list(connection.execute(query))

    def dump(self, line: str) -> dict[str, list[tuple[Any, ...]]]:
        """Give everything that a database holds."""
        return {name: sorted(map(tuple, self.rows(line, name)), key=repr) for name in DATABASES[line]}

    def mails(self) -> list[Message]:
        """Give the mails that were written to the folder, by date and receiver."""
        found = [message_from_bytes(path.read_bytes()) for path in self.mail_folder.glob("*.eml")]
        return sorted(found, key=lambda each: (each["Date"], each["To"]))

    @property
    def mail_folder(self) -> Path:
        """Where mail goes."""
        return self.folder / "triage" / "mail"

    def checkpoints(self) -> list[Checkpoint]:
        """Give the checkpoints that were written, the oldest first."""
        folder = self.folder / "triage" / "checkpoints"
        return [Checkpoint.from_json(path.read_text()) for path in sorted(folder.glob("*.json"))]

    def decide_opened(self) -> None:
        """Let an advisor open the only case there is."""
        open_report(self.organisation, self.who(), self.case.case_reference, now=self.now)

    def is_sound(self) -> None:
        """Insist on a whole journal and right projections, and on nothing that waits but mail."""
        with read(self.organisation.triage) as connection:
            assert journal.first_fault(connection) is None
            assert not any(differs(connection, self.organisation, row.handle) for row in self.cases)
        assert self.rows("intake", "arrival") == []
        assert [row.key for row in self.rows("triage", "outbox", done_on=None) if row.kind != "mail"] == []

    def file(self, line: str) -> Path:
        """Give the file of a database."""
        return self.folder / line / f"{line}.db"

    def sql(self, line: str, *statements: str) -> None:
        """Change a database behind Betro's back."""
        if not choice.is_sqlite:
            server().run(*statements, database=database_of(self.organisation, line))
            return
        with sqlite3.connect(self.file(line)) as connection:
            for each in statements:
                connection.execute(each)
        connection.close()

    @contextmanager
    def broken(self, line: str, table: str, act: str) -> Iterator[None]:
        """
        Make every INSERT, UPDATE or DELETE on a table fail for a while: what was committed before it stands,
        as after a crash at that very place.
        """
        fault = "BEGIN SELECT RAISE(ABORT, 'a planted fault'); END"
        mend = "DROP TRIGGER planted"
        if not choice.is_sqlite:
            self.sql(line, PLANTED)
            fault = "FOR EACH ROW EXECUTE FUNCTION planted()"
            mend += f' ON "{table}"'
        self.sql(line, f'CREATE TRIGGER planted BEFORE {act} ON "{table}" {fault}')
        try:
            yield
        finally:
            self.sql(line, mend)


def a_clockwork(folder: Path, now: datetime, **settings: object) -> Clockwork:
    """
    Found an installation in *folder*, with settings of its own where given; two advisors, one administrator.
    """
    installation = an_installation(folder, PEOPLE, at("Mon 2026-01-05").date(), **settings)
    if moment := settings.get("clock_file"):
        Path(str(moment)).write_text(now.isoformat(), encoding="utf-8")
    enrolled = {each.person.sign_in_name: each for each in installation.enrolled}
    root = SigningKey.from_seed(installation.root_seed)
    return replace(opened(folder, now, enrolled, installation.backup_seed), root=root)


def opened(folder: Path, now: datetime, enrolled: dict[str, Enrolled], backup_seed: bytes) -> Clockwork:
    """Open the installation that stands in *folder*."""
    path = folder / "betro.toml"
    clock = load_clock({"BETRO_SETTINGS": str(path)})
    return Clockwork(folder, open_installation(path), dependencies_of(clock), now, enrolled, backup_seed)


def is_backed_up(settings: Path) -> None:
    """Let an installation have a backup and a drill of just now, as doctor wants it of one in production."""
    organisation = open_installation(settings)
    with write(organisation.triage) as connection:
        for process in ("backup", "drill"):
            alerts.beat(connection, process, datetime.now(COPENHAGEN))
