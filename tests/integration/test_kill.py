"""Kill -9 of the portal: what was confirmed is there, and nothing half is ever shown."""

import random
import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from crypto.blob import open_blob
from crypto.mailbox import Mailbox
from crypto.receipt import parse_receipt_code
from intake.clock import COPENHAGEN
from intake.contents.mailbox import ReportContent
from intake.services.attach import blob_pieces, path_of
from intake.services.correspond import open_mailbox
from intake.services.finding import NoSuchMailboxError
from intake.services.reap import reap_drafts
from intake.store.blobs import BlobState
from intake.store.engine import read
from intake.store.mailboxes import find_mailbox
from intake.store.tables import blob, submission
from tests.process import Running, Town, a_town
from tests.reporter import Attachment, Broken, Reporter, open_with_code
from tests.rounds import rounds
from triage.services.clock.receive import fetch
from triage.services.history.case_file import read_file
from triage.services.reading.mailbox import Correspondence, correspondence
from triage.store import cases
from triage.store.visibility import system_access

SEED = 20261121
KILLS_AFTER = rounds(5, 50)
KILLS_AMID = rounds(5, 30)
OUTCOMES = ("confirmed", "stood", "absent")


def now() -> datetime:
    """Give the present moment: these processes go by real time."""
    return datetime.now(COPENHAGEN)


def texts(what: str) -> dict[str, str]:
    """Give the fields of a report."""
    given = {"what": what, "when": "i går", "name": "Åse Ægir", "contact": ""}
    return {"relation": "employee", "where": "", **given}


@dataclass
class Expected:
    """One report as its reporter remembers it."""

    what: str
    files: dict[str, bytes] = field(default_factory=dict)


def opened_by_the_unit(town: Town, code: str) -> Correspondence:
    """Open what lies under a code as an advisor would, with the advisor's own identity."""
    locator = Mailbox.from_code(parse_receipt_code(code)).locator
    with read(town.organisation.intake) as connection:
        standing = find_mailbox(connection, locator)
    assert standing is not None
    with read(town.organisation.triage) as connection:
        row = cases.case_by_intake(connection, system_access(), standing.reference)
        assert row is not None
        file = read_file(connection, town.organisation, row, today=now().date())
    return correspondence(town.organisation, town.signed_in("bo"), file, today=now().date())


def assert_complete(town: Town, code: str, wanted: Expected) -> None:
    """See that mailbox and unit open a report, with each of its files whole."""
    view = open_mailbox(town.organisation.reception, Mailbox.from_code(parse_receipt_code(code)), now=now())
    assert isinstance(view.first, ReportContent)
    assert view.first.what == wanted.what
    assert not view.has_warnings
    seen = opened_by_the_unit(town, code)
    assert seen.integrity_warnings == ()
    assert isinstance(seen.first, ReportContent)
    assert seen.first.what == wanted.what
    assert seen.has_identity
    found = {}
    for each in seen.files:
        pieces = blob_pieces(town.organisation.settings.blob_folder, each.entry.blob)
        found[each.entry.name] = b"".join(
            open_blob(each.entry.key, pieces, each.entry.size, each.entry.hashes)
        )
    assert found == wanted.files


def assert_no_half_file_stands(town: Town) -> None:
    """See that each file which a row calls complete is on the disk with all of its bytes."""
    with read(town.organisation.intake) as connection:
        rows = connection.execute(select(blob)).all()
    for row in rows:
        path = path_of(town.organisation.settings.blob_folder, row.id)
        if row.state != BlobState.BEGUN:
            assert path.stat().st_size == row.size
            assert not path.with_suffix(".part").exists()
        assert (row.reference is not None) == (row.state == BlobState.CLAIMED)


def assert_databases_whole(town: Town) -> None:
    """See that SQLite finds nothing wrong with either file."""
    for name in ("intake/intake.db", "triage/triage.db"):
        with sqlite3.connect(town.home / name) as connection:
            assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
            assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
        connection.close()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A fresh installation in real time."""
    with a_town(tmp_path) as fresh:
        yield fresh


@pytest.mark.heavy
def test_nothing_that_was_confirmed_is_lost_when_the_portal_is_killed(town: Town) -> None:
    """Kill -9 right after the receipt page: every code opens, for reporter and unit alike."""
    sure = random.Random(SEED)
    kept: dict[str, Expected] = {}
    for turn in range(KILLS_AFTER):
        portal = town.start("portal")
        if kept:
            last = next(reversed(kept))
            answer = open_with_code(portal.port, last)
            assert answer.status_code == 200
            assert kept[last].what in answer.text
        wanted = Expected(f"Indberetning {turn} om æbler, øl og åer")
        someone = Reporter(portal.port, texts(wanted.what))
        someone.begin()
        if turn % 2:
            wanted.files[f"bilag {turn}.bin"] = sure.randbytes(sure.randrange(0, 200_000))
            someone.attach(*(Attachment.of(name, content) for name, content in wanted.files.items()))
        someone.check()
        code = someone.send()
        portal.kill()
        kept[code] = wanted
    assert fetch(town.organisation, now=now()) > 2 * KILLS_AFTER
    for code, wanted in kept.items():
        assert_complete(town, code, wanted)
    assert_no_half_file_stands(town)
    assert_databases_whole(town)
    assert len(kept) == KILLS_AFTER


@dataclass
class Sender:
    """Somebody at the portal when it is killed: first prepares, then sends until the line breaks."""

    port: int
    sure: random.Random
    ready: list[tuple[Reporter, Expected]] = field(default_factory=list)
    confirmed: dict[str, Expected] = field(default_factory=dict)
    unsure: list[tuple[Reporter, Expected]] = field(default_factory=list)

    def prepare(self, reports: int) -> None:
        """Write reports with two files each, up to the page before sending."""
        self.ready = [self._written((10, 70_000)) for _ in range(reports)]

    def send_all(self) -> None:
        """Send what is ready, and remember what was confirmed and what may or may not have arrived."""
        for someone, wanted in self.ready:
            try:
                self.confirmed[someone.send()] = wanted
            except Broken:
                self.unsure.append((someone, wanted))

    def upload(self) -> None:
        """Write reports with large files, one after another, and send none."""
        with suppress(*Broken):
            while True:
                self._written((1_000_000, 3_000_000))

    def _written(self, sizes: tuple[int, int]) -> tuple[Reporter, Expected]:
        wanted = Expected(f"Indberetning {self.sure.random()}")
        someone = Reporter(self.port, texts(wanted.what))
        someone.begin()
        for name in ("et.bin", "to.bin"):
            content = self.sure.randbytes(self.sure.choice(sizes))
            someone.attach(Attachment.of(name, content))
            wanted.files[name] = content
        someone.check()
        return someone, wanted


def is_there(town: Town, code: str) -> bool:
    """Say whether a mailbox stands under a code."""
    try:
        open_mailbox(town.organisation.reception, Mailbox.from_code(parse_receipt_code(code)), now=now())
    except NoSuchMailboxError:
        return False
    return True


@pytest.mark.heavy
def test_a_portal_killed_at_any_moment_leaves_reports_whole_or_absent(town: Town) -> None:
    """Kills amid uploads and sendings: confirmed means complete; sending again gives one report; the
    reaper takes what is left over and nothing else."""
    sure = random.Random(SEED)
    kept: dict[str, Expected] = {}
    tally: Counter[str] = Counter()
    portal = town.start("portal")
    folder = town.organisation.settings.blob_folder
    turns = 0
    # Until the kills fell before, amid and after the sendings, and amid an upload: or little was tried.
    while turns < KILLS_AMID or len(tally) < len(OUTCOMES) or not list(folder.rglob("*.part")):
        turns += 1
        senders = killed_amid(portal, sure)
        assert_no_half_file_stands(town)
        stood = {each.code: is_there(town, each.code.grouped) for s in senders for each, _ in s.unsure}
        town.let_go()
        portal = town.start("portal")
        for sender in senders:
            kept |= sender.confirmed
            tally.update(OUTCOMES[0] for _ in sender.confirmed)
            for someone, wanted in sender.unsure:
                tally[OUTCOMES[1] if stood[someone.code] else OUTCOMES[2]] += 1
                someone.port = portal.port
                assert someone.send() == someone.code.grouped
                kept[someone.code.grouped] = wanted
    portal.kill()
    with read(town.organisation.intake) as connection:
        assert len(connection.execute(select(submission.c.reference)).all()) == len(kept)
    while fetch(town.organisation, now=now()):
        pass
    wanted_files = sum(len(each.files) for each in kept.values())
    assert reap_drafts(town.organisation.reception, now=now() + timedelta(days=3)) > 0
    assert len(_files(folder)) == wanted_files
    assert not list(folder.rglob("*.part"))
    for code, wanted in kept.items():
        assert_complete(town, code, wanted)
    assert_databases_whole(town)


def killed_amid(portal: Running, sure: random.Random) -> list[Sender]:
    """Let two people send and one upload, and kill the portal at some sending; give the two who sent."""
    senders = [Sender(portal.port, random.Random(sure.random())) for _ in range(3)]
    for each in senders[:2]:
        each.prepare(3)
    acts = [senders[0].send_all, senders[1].send_all, senders[2].upload]
    threads = [threading.Thread(target=act) for act in acts]
    for thread in threads:
        thread.start()
    wanted = sure.randrange(6)
    while sum(len(each.confirmed) for each in senders[:2]) < wanted and any(
        each.is_alive() for each in threads[:2]
    ):
        time.sleep(0.001)
    time.sleep(sure.uniform(0, 0.03))
    portal.kill()
    for thread in threads:
        thread.join()
    return senders[:2]


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]
