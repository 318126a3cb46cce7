"""
Three clocks against one database, killed over and over while many deadlines fall due: twenty-four times and
four hundred deadlines in the suite, two hundred times and two thousand in `make soak`.

Each clock is a process of its own, forked from a warm parent (see tests/fire.py), that runs what
`python -m triage.clock` runs and dies by SIGKILL. Clocks that begin from nothing die in
test_kill_clock.py. What must stand afterwards is computed here with nothing of the clock's own.
"""

import asyncio
import hashlib
import random
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from email import message_from_bytes
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import func, select

from intake.store.engine import read, write
from tests.clockwork import Clockwork, a_clockwork, at
from tests.fire import Nursery, a_nursery, handlers, letters, put_clock, warnings
from tests.process import free_port
from tests.rounds import rounds
from triage.cases.history import EVENTS
from triage.services.clock.alerting import ask_for_mail
from triage.services.clock.steadiness import believe
from triage.services.history.record import differs
from triage.store import events, journal, tables

pytestmark = pytest.mark.both_engines

SEED = 20261130
KILLS = rounds(24, 200)
KILLS_IN_MAIL = KILLS // 4
CLOCKS = 3
LETTERS = rounds(200, 1000)
HANDLERS = rounds(20, 40)
REPORTS = 30
DAYS = tuple(date(2026, 11, day) for day in (20, 21, 22, 23))
"""Friday to Monday: of each letter two deadlines have passed by the Monday after, or do so on that day."""
RULES = ("WB-ACK", "BR-READ")
BEGIN = at("Mon 2026-11-30", 10)
STEP = timedelta(seconds=30)
"""From one kill to the next: a dead clock's lease has run out, and now and then that of one still at work."""
PAUSE = 0.15
MAIL = (8, 12, 16)
"""The hours in which mail may leave."""


@dataclass
class PostOffice:
    """Keeps whom each mail was for and its Message-ID, in the order they came."""

    taken: list[tuple[str, str]] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        """Take a mail, as slowly as a server does that looks into it."""
        await asyncio.sleep(0.02)
        self.taken.append((envelope.rcpt_tos[0], message_from_bytes(envelope.content)["Message-ID"]))
        return "250 OK"


@dataclass
class Fire:
    """One town, its deadlines, and how far the fire has come."""

    town: Clockwork
    office: PostOffice
    received: dict[bytes, date]
    people: list[bytes]
    moment: datetime = BEGIN
    fence: int = 0
    strict_from: datetime | None = None

    def forward(self, moment: datetime) -> None:
        """Move every clock on."""
        # The nights and Sundays that are left out here were lived through.
        believe(self.town.organisation, moment)
        self.moment = max(self.moment, moment)
        put_clock(self.town, self.moment)

    def expected(self) -> set[tuple[bytes, str, str]]:
        """Compute the warnings of every letter by now: the case, the rule, the step."""
        of_day = {day: warnings(day, self.moment.date()) for day in DAYS}
        return {(handle, *each) for handle, day in self.received.items() for each in of_day[day]}

    def work_is_left(self) -> bool:
        """Say whether warnings are missing, or mail or cards wait whose time has come."""
        wanted = len(self.expected())
        waiting = tables.outbox.c.done_on.is_(None), self._due()
        with read(self.town.organisation.triage) as connection:
            # Of the reports, opened by nobody, the younger rule has rung as well.
            step = select(func.count()).where(tables.alert.c.case.in_(self._letters()))
            if connection.execute(step.where(tables.alert.c.rule.in_(RULES))).scalar_one() < wanted:
                return True
            return connection.execute(select(tables.outbox.c.key).where(*waiting)).first() is not None

    @staticmethod
    def _letters() -> Any:
        return select(tables.case.c.handle).where(tables.case.c.intake_reference.is_(None))

    def _due(self) -> Any:
        slot = tables.outbox.c.slot
        return slot.is_(None) | (slot <= self.moment) if self.moment.hour in MAIL else slot.is_(None)

    def fence_grows(self) -> None:
        """See that nobody took the lease with an older number."""
        with read(self.town.organisation.triage) as connection:
            fence = connection.execute(select(tables.lease.c.fence)).scalar() or 0
        assert fence >= self.fence
        self.fence = fence


@pytest.fixture
def fire(tmp_path: Path) -> Iterator[Fire]:
    """Letters with two deadlines each and thirty reports, and a clock that has slept since."""
    office, port = PostOffice(), free_port()
    server = Controller(office, hostname="127.0.0.1", port=port)
    server.start()
    town = a_clockwork(
        tmp_path / "town",
        BEGIN,
        tick_seconds=1,
        clock_file=tmp_path / "town" / "moment",
        mail_host="127.0.0.1",
        mail_port=port,
        mail_sender="betro@ny.test",
    )
    days = [day for day in DAYS for _ in range(LETTERS // len(DAYS))]
    people = handlers(town, HANDLERS)
    received = letters(town, days, people)
    for _ in range(REPORTS):
        town.send()
    put_clock(town, BEGIN)
    yield Fire(town, office, received, people)
    server.stop()


def burn(fire: Fire, nursery: Nursery, sure: random.Random) -> None:
    """Kill, and kill again, always while there are warnings to raise; they are followed by the next day's."""
    while nursery.killed < KILLS - KILLS_IN_MAIL:
        one_dies(fire, nursery, sure)
        if not fire.work_is_left():
            fire.forward(fire.moment.replace(hour=BEGIN.hour) + timedelta(days=1))


def burn_the_mail(fire: Fire, nursery: Nursery, sure: random.Random) -> None:
    """The same while mail leaves: everybody is told, slot after slot, and the clocks do little else."""
    while nursery.alive:
        nursery.kill(0)
    settle(fire)
    while nursery.killed < KILLS:
        fire.forward(_next_mail(fire.moment + timedelta(hours=1)))
        slot = fire.moment.replace(minute=0, second=0)
        fire.strict_from = fire.strict_from or slot
        with write(fire.town.organisation.triage) as connection:
            for person in fire.people:
                ask_for_mail(connection, person, slot)
        while fire.work_is_left() and nursery.killed < KILLS:
            one_dies(fire, nursery, sure)
    while nursery.alive:
        nursery.kill(0)
    # Within the hour, but after what a dead clock has claimed is free again.
    fire.forward(fire.moment + timedelta(minutes=6))
    finish(fire)


def one_dies(fire: Fire, nursery: Nursery, sure: random.Random) -> None:
    """Let three clocks be at work, and kill one of them."""
    while len(nursery.alive) < CLOCKS:
        nursery.fork()
    time.sleep(sure.uniform(0, PAUSE))
    nursery.kill(sure.randrange(CLOCKS))
    fire.fence_grows()
    fire.forward(fire.moment + STEP)


def settle(fire: Fire) -> None:
    """Let one clock do what the fire has left, and send the mail of the next slot."""
    for _ in range(2):
        fire.forward(_next_mail(fire.moment))
        finish(fire)


def finish(fire: Fire) -> None:
    """Let one clock tick until nothing is left."""
    for _ in range(9):
        if not fire.work_is_left():
            break
        assert fire.town.tick(fire.moment) == ()
        fire.forward(fire.moment + STEP)
    assert not fire.work_is_left()


def _next_mail(after: datetime) -> datetime:
    """Give the first moment at which mail leaves and no dead clock's claim stands in the way."""
    moment = after + timedelta(minutes=6)
    while moment.hour not in MAIL or moment.minute > 30 or moment.weekday() > 4:
        moment += timedelta(minutes=10)
    return moment


@pytest.mark.heavy
def test_kills_lose_nothing_and_double_nothing(fire: Fire, capsys: Any) -> None:
    """Every warning once, every mail at least once under one id, every report one case acknowledged once, one
    unbroken journal, and not one step that failed."""
    sure = random.Random(SEED)
    with a_nursery(fire.town) as nursery:
        began = time.monotonic()
        burn(fire, nursery, sure)
        burn_the_mail(fire, nursery, sure)
        burnt = time.monotonic() - began
        words = nursery.log.read_text()
    left = fire.work_is_left()
    began = time.monotonic()
    settle(fire)
    settled = time.monotonic() - began
    with capsys.disabled():
        print(
            f"\nseed {SEED}: {nursery.killed} kills in {burnt:.0f} s, settled in {settled:.0f} s; "
            f"fence {fire.fence}, {len(fire.office.taken)} mails, left {left}, {fire.moment:%d %b %H:%M}"
        )
    assert words == ""
    assert_warned_once(fire)
    assert_told(fire)
    assert_reports_once(fire)
    assert_sound(fire)


def assert_warned_once(fire: Fire) -> None:
    """See that the warnings of the letters are those computed, and each case is announced once."""
    rows = [row for row in fire.town.rows("triage", "alert") if row.case in fire.received]
    rows = [row for row in rows if row.rule in RULES]
    assert {(row.case, row.rule, row.step) for row in rows} == fire.expected()
    assert len(rows) == len(fire.expected())
    assert {row.subject for row in rows} == {""}
    assert len(fire.town.rows("triage", "alert", rule="new")) == REPORTS


def assert_told(fire: Fire) -> None:
    """See that everybody was told under the one id of each mail, and nothing waits."""
    rows = [row for row in fire.town.rows("triage", "outbox") if row.slot is None or row.slot <= fire.moment]
    assert all(row.done_on is not None and row.payload is None for row in rows)
    address = {row.handle: row.mail for row in fire.town.rows("triage", "person")}
    mails = sorted((row for row in rows if row.kind == "mail"), key=lambda row: row.slot)
    assert len(mails) > HANDLERS
    wanted = [(address[row.person], _message_id(row.key)) for row in mails]
    assert set(fire.office.taken) <= set(wanted)
    # All mail says the same: a later slot's stands for an earlier one's that nobody could send in its hour.
    # Where each slot's mail had gone before the next was asked for, every single one was taken.
    newest = {receiver: (receiver, key) for receiver, key in wanted}
    assert set(newest.values()) <= set(fire.office.taken)
    assert fire.strict_from is not None
    strict = {each for each, row in zip(wanted, mails, strict=True) if row.slot >= fire.strict_from}
    assert len(strict) >= HANDLERS
    assert strict <= set(fire.office.taken)


def _message_id(key: str) -> str:
    return f"<{hashlib.sha256(key.encode()).hexdigest()[:32]}@ny.test>"


def assert_reports_once(fire: Fire) -> None:
    """See that each report became one case that was acknowledged once, with cards numbered without a gap."""
    reports = [row for row in fire.town.cases if row.intake_reference]
    submitted = {row.reference for row in fire.town.rows("intake", "submission")}
    assert {row.intake_reference for row in reports} == submitted
    assert len(reports) == len(submitted) == REPORTS
    for row in reports:
        told = Counter(fire.town.told(row.handle))
        assert told["case:received"] == told["acknowledgement:given"] == 1
        cards = fire.town.rows("intake", "item", reference=row.intake_reference, direction="card")
        assert sorted(each.counter for each in cards) == list(range(1, len(cards) + 1))
    assert fire.town.rows("intake", "arrival") == []


def assert_sound(fire: Fire) -> None:
    """See that the journal is whole and tells of every event, and that the projections are a fresh fold's."""
    organisation = fire.town.organisation
    with read(organisation.triage) as connection:
        assert journal.first_fault(connection) is None
        happened = connection.execute(select(func.count()).select_from(tables.event)).scalar_one()
        entered = select(func.count()).where(tables.journal.c.action.in_(list(EVENTS)))
        assert connection.execute(entered).scalar_one() == happened
        drawn = random.Random(SEED).sample(sorted(fire.received), 100)
        assert not [handle for handle in drawn if differs(connection, organisation, handle)]
        assert all(events.history(connection, handle) for handle in drawn)
    (lease,) = fire.town.rows("triage", "lease")
    assert lease.until <= fire.moment + timedelta(seconds=15)
    # As many ticks were begun at least; many a clock dies before it has taken the lease.
    assert lease.fence >= KILLS // 10
