"""Kill -9 of the clock: everything is received, acknowledged and told once, whenever it dies."""

import hashlib
import random
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, Table, func, select

from crypto.envelope import Direction
from crypto.mailbox import Mailbox
from crypto.receipt import ReceiptCode, new_receipt_code
from intake.clock import COPENHAGEN, FileClock
from intake.services.correspond import open_mailbox, write_message
from intake.services.submit import ReportDraft, submit
from intake.store import tables as intake
from intake.store.engine import read
from tests.patience import PATIENCE
from tests.process import Town, a_town
from tests.rounds import rounds
from triage.cases.decisions.messages import MessageDecided
from triage.cases.facts import facts
from triage.cases.fold import fold
from triage.cases.history import read as read_event
from triage.cases.typed import typed
from triage.engine.case_deadlines import deadlines
from triage.services.casework.execute import execute
from triage.services.casework.open_case import open_report
from triage.services.clock.steadiness import believe
from triage.services.clock.tick import LEASE, tick
from triage.services.history.card import card_of
from triage.services.history.record import differs
from triage.services.people.settling import STATED
from triage.store import cases, events, journal, outbox
from triage.store import tables as triage
from triage.store.visibility import system_access

SEED = 20261123
EARLY = datetime(2026, 11, 23, 7, 54, tzinfo=COPENHAGEN)
"""Monday 23 November 2026, six minutes before mail leaves."""
TURNS = rounds(4, 40)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A fresh installation early on a Monday; its clock looks every second."""
    with a_town(tmp_path, now=EARLY, tick_seconds=1) as fresh:
        yield fresh


@dataclass
class Crowd:
    """Reporters and an advisor who go on while clocks come and die."""

    town: Town
    clock: FileClock
    sure: random.Random = field(default_factory=lambda: random.Random(SEED))
    codes: dict[bytes, ReceiptCode] = field(default_factory=dict)
    written: Counter[bytes] = field(default_factory=Counter)
    told: Counter[bytes] = field(default_factory=Counter)

    def reporters(self) -> None:
        """Send five reports, and a second message to three that were sent before."""
        reception = self.town.organisation.reception
        for _ in range(5):
            code = new_receipt_code()
            sent = submit(reception, ReportDraft("employee", "Noget skete."), code, now=self.clock.now())
            self.codes[sent.reference] = code
            time.sleep(self.sure.uniform(0, 0.05))
        for reference in self.sure.sample(sorted(self.codes), 3):
            write_message(
                reception, Mailbox.from_code(self.codes[reference]), "Mere om det.", now=self.clock.now()
            )
            self.written[reference] += 1

    def advisor(self) -> None:
        """Open three cases, if there are so many, and write to their reporters."""
        who = self.town.signed_in("anna")
        with read(self.town.organisation.triage) as connection:
            rows = list(cases.all_cases(connection, system_access()))
        for row in random.Random(len(rows)).sample(rows, min(3, len(rows))):
            assert row.intake_reference is not None
            open_report(self.town.organisation, who, row.case_reference, now=self.clock.now())
            message = typed(MessageDecided, item="Tak. Hvornår?", asks=True)
            execute(self.town.organisation, who, row.case_reference, message, now=self.clock.now())
            self.told[row.intake_reference] += 1


def lease_fence(town: Town) -> int:
    """Give how often the clocks' lease was taken or renewed: a tick has begun when it grows."""
    with read(town.organisation.triage) as connection:
        return int(connection.execute(select(triage.lease.c.fence)).scalar() or 0)


def received(town: Town) -> int:
    """Give how many cases there are: a tick has come to what was sent in when it grows."""
    with read(town.organisation.triage) as connection:
        return int(connection.execute(select(func.count()).select_from(triage.case)).scalar() or 0)


def one_clock_dies(town: Town, crowd: Crowd, sure: random.Random, sign: Callable[[Town], int]) -> None:
    """Start a clock while people go on, and kill it soon after the *sign* of its tick has grown."""
    before = sign(town)
    people = [threading.Thread(target=act) for act in (crowd.reporters, crowd.advisor)]
    clock = town.start("clock")
    for each in people:
        each.start()
    until = time.monotonic() + PATIENCE
    while sign(town) == before:
        assert time.monotonic() < until, clock.log.read_text()
        time.sleep(0.005)
    time.sleep(sure.uniform(0, 0.25))
    clock.kill()
    for each in people:
        each.join()


@pytest.mark.heavy
def test_a_clock_that_dies_at_any_moment_does_everything_once(town: Town) -> None:
    """Kills under load: each submission is one case with one acknowledgement, each message one event,
    the newest card tells the present state, no outbox row is left, and the journal verifies."""
    sure = random.Random(SEED)
    crowd = Crowd(town, FileClock(town.folder / "moment"))
    moment = EARLY
    for number in range(TURNS):
        # On a busy machine what a clock does first takes longer than the pause before its death.
        one_clock_dies(town, crowd, sure, lease_fence if number % 2 else received)
        moment += LEASE + timedelta(seconds=1)
        town.set_clock(moment)
    assert all("failed" not in each.log.read_text() for each in town.started)
    with read(town.organisation.triage) as connection:
        left = connection.execute(select(triage.outbox).where(triage.outbox.c.done_on.is_(None))).all()
        assert left, "nothing was broken off"
    # After the day's last mail everything must have gone; each tick takes a bounded number of rows.
    late = EARLY.replace(hour=16, minute=30)
    settle(town, late)
    assert len(crowd.codes) == TURNS * 5
    assert_each_once(town, crowd)
    assert_all_told(town, crowd, late)
    with read(town.organisation.triage) as connection:
        assert journal.first_fault(connection) is None
        assert not [
            row
            for row in cases.all_cases(connection, system_access())
            if differs(connection, town.organisation, row.handle)
        ]


def settle(town: Town, late: datetime) -> None:
    """Tick until a tick changes nothing any more."""
    before: dict[str, str] = {}
    for number in range(8):
        now = late + number * timedelta(minutes=6)
        believe(town.organisation, now)
        assert tick(town.organisation, town.dependencies, now=now, owner=b"l" * 16) == ()
        after = everything(town)
        if after == before:
            return
        before = after
    raise AssertionError("the clock finds no end")


def assert_each_once(town: Town, crowd: Crowd) -> None:
    """See that each submission is one case, and each thing that happened one event with one journal entry."""
    with read(town.organisation.triage) as connection:
        rows = {row.intake_reference: row for row in cases.all_cases(connection, system_access())}
        assert set(rows) == set(crowd.codes)
        assert len(rows) == connection.execute(select(func.count()).select_from(triage.case)).scalar()
        for reference, row in rows.items():
            tags = Counter(event.tag for event in events.history(connection, row.handle))
            assert tags["case:received"] == 1
            assert tags["acknowledgement:decided"] == tags["acknowledgement:given"] == 1
            assert tags["message:received"] == crowd.written[reference]
            assert tags["message:decided"] == tags["message:given"] == crowd.told[reference]
        happened = connection.execute(select(triage.event.c.case, triage.event.c.payload)).all()
        entered = connection.execute(
            select(triage.journal.c.subject, triage.journal.c.action).where(
                triage.journal.c.action.not_in(("organisation:applied", *STATED))
            )
        ).all()
        # What came into the directory is of no case; it is entered once like everything else.
        stated = connection.execute(
            select(triage.journal.c.digest).where(triage.journal.c.action.in_(STATED))
        )
        assert set(Counter(stated.scalars()).values()) == {1}
        assert Counter(map(tuple, entered)) == Counter(
            (case, read_event(told).tag) for case, told in happened
        )
    with read(town.organisation.intake) as connection:
        assert connection.execute(select(intake.arrival)).all() == []


def assert_all_told(town: Town, crowd: Crowd, late: datetime) -> None:
    """See that the outbox is empty, mail went once, and each mailbox shows the present state."""
    organisation = town.organisation
    with read(organisation.triage) as connection:
        rows = connection.execute(select(triage.outbox)).all()
        # The reminder of a case that an advisor has opened goes with the mail of the next morning.
        rows = [row for row in rows if row.slot is None or row.slot <= late]
        assert not [row for row in rows if row.done_on is None or row.payload is not None]
        mails = [row for row in rows if row.kind == outbox.Target.MAIL]
        handles = {row.intake_reference: row.handle for row in cases.all_cases(connection, system_access())}
    assert mails
    # Each of the two advisors is told; a newer mail stands for an older one that was never sent.
    assert 2 <= len(list((town.home / "triage" / "mail").glob("*.eml"))) <= len(mails)
    for reference, code in crowd.codes.items():
        view = open_mailbox(organisation.reception, Mailbox.from_code(code), now=late)
        assert not view.has_warnings
        assert sum(not letter.mine for letter in view.messages) == crowd.told[reference]
        assert sum(letter.mine for letter in view.messages) == crowd.written[reference]
        with read(organisation.triage) as connection:
            history = events.history(connection, handles[reference])
            mine = [row.kind for row in rows if row.case == handles[reference]]
        due = deadlines(facts(fold(history)), organisation.rulebook, late.date())
        version = view.card.version if view.card else 0
        assert view.card == card_of(fold(history), due, crowd.told[reference], version=version)
        with read(organisation.intake) as connection:
            versions = _counters(connection, reference, Direction.CARD)
        assert versions == list(range(1, len(versions) + 1))
        assert 1 <= len(versions) <= mine.count("card") + mine.count("acknowledgement")


def _counters(connection: Connection, reference: bytes, direction: str) -> list[int]:
    query = select(intake.item.c.counter).where(
        intake.item.c.reference == reference, intake.item.c.direction == direction
    )
    return sorted(connection.execute(query).scalars())


def everything(town: Town) -> dict[str, str]:
    """Give a digest of each table but the lease and the heartbeat, which tell of time itself."""
    found = {}
    for engine, metadata in (
        (town.organisation.intake, intake.metadata),
        (town.organisation.triage, triage.metadata),
    ):
        with read(engine) as connection:
            for table in metadata.sorted_tables:
                if table.name not in ("lease", "heartbeat"):
                    found[f"{id(metadata)}.{table.name}"] = _digest(connection, table)
    return found


def _digest(connection: Connection, table: Table) -> str:
    rows = sorted(repr(tuple(row)) for row in connection.execute(select(table)))
    return hashlib.sha256("\n".join(rows).encode()).hexdigest()
