"""
A file of a quarter of a gibibyte, or two whole ones in `make soak`, up through the portal and down from the
office: flat memory, never plain on the disk.
"""

import hashlib
import random
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from itertools import islice
from pathlib import Path
from urllib.parse import urlencode

import psutil
import pytest

from crypto.blob import open_blob
from intake.clock import COPENHAGEN
from intake.services.attach import blob_pieces
from intake.store.engine import read
from tests.process import Running, Town, a_town, at_the_office
from tests.reporter import Attachment, Http, Reporter, send_form
from tests.rounds import rounds
from triage.services.clock.receive import fetch
from triage.services.history.case_file import read_file
from triage.services.reading.mailbox import correspondence
from triage.store import cases
from triage.store.visibility import system_access

MIB = 1 << 20
SIZE = rounds(256, 2048) * MIB
ENCLOSED = 128 * MIB
ALLOWED = 32 * MIB
NEEDLE = random.Random(2).randbytes(32)
PAGE = NEEDLE + random.Random(3).randbytes(4096 - 32)
"""Every page of the file carries the needle, so that no page of it can lie anywhere in plain unseen."""


def pieces() -> Iterator[bytes]:
    """Give the file, each MiB of it different from the others."""
    block = PAGE * (MIB // len(PAGE) - 1) + NEEDLE
    rest = random.Random(4).randbytes(MIB - len(block) - 8)
    for number in range(SIZE // MIB):
        yield block + rest + number.to_bytes(8, "big")


class Watch:
    """A process under observation: how far its memory grows, and which files it holds open."""

    def __init__(self, process: psutil.Process) -> None:
        self._process = process
        self._over = threading.Event()
        self.begins_with = process.memory_info().rss
        self.most = self.begins_with
        self.held: set[str] = set()

    @property
    def growth(self) -> int:
        """Bytes of memory above what it began with, at the worst moment seen."""
        return self.most - self.begins_with

    def look(self) -> None:
        """Look again and again until the watch is over."""
        folder = Path(f"/proc/{self._process.pid}/fd")
        while not self._over.wait(0.02):
            self.most = max(self.most, self._process.memory_info().rss)
            for each in folder.iterdir():
                with suppress(FileNotFoundError):
                    self.held.add(str(each.readlink()))

    @classmethod
    @contextmanager
    def over(cls, process: psutil.Process) -> Iterator["Watch"]:
        """Watch a process while the block runs."""
        watch = cls(process)
        thread = threading.Thread(target=watch.look)
        thread.start()
        try:
            yield watch
        finally:
            watch._over.set()
            thread.join()


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A fresh installation in real time; its files are removed whatever happens."""
    with a_town(tmp_path) as fresh:
        try:
            yield fresh
        finally:
            for path in (fresh.home / "intake" / "blobs").rglob("*"):
                if path.is_file():
                    path.unlink()


def uploaded(town: Town, portal: Running) -> None:
    """Send the file with a report, watching the portal's worker."""
    someone = Reporter(
        portal.port, {"relation": "employee", "what": "Se bilaget.", "name": "", "contact": ""}
    )
    someone.begin()
    someone.attach(Attachment.of("lille", b"x" * MIB))
    with Watch.over(portal.worker) as watch:
        before = portal.worker.io_counters().write_chars
        someone.attach(Attachment("stor.bin", SIZE, pieces))
        written = portal.worker.io_counters().write_chars - before
    assert watch.growth < ALLOWED
    # Ciphertext with its padding, once, and little else: no second copy anywhere.
    assert SIZE < written < SIZE * 1.07
    kept = {each for each in watch.held if each.startswith("/") and not each.startswith("/dev/")}
    assert all(each.startswith(str(town.folder)) for each in kept), kept
    assert not [each for each in kept if each.endswith("(deleted)")]
    someone.check()
    someone.send()


def registered(town: Town, office: Running) -> None:
    """Send some of it with a new inquiry, watching the office's worker."""
    anna = at_the_office(town, office)
    client = anna.client
    assert isinstance(client, Http)
    fields = list({**anna.inquiry(), "type": "orientation", "step": "close"}.items())
    with Watch.over(office.worker) as watch:
        some = Attachment("stor.bin", ENCLOSED, lambda: islice(pieces(), ENCLOSED // MIB))
        assert send_form(client.port, "/register/inquiry", fields, [some], client=client).status_code == 303
    assert watch.growth < ALLOWED
    kept = {each for each in watch.held if each.startswith("/") and not each.startswith("/dev/")}
    assert kept
    assert all(each.startswith(str(town.folder)) for each in kept), kept
    assert not [each for each in kept if each.endswith("(deleted)")]


@pytest.mark.heavy
def test_a_large_file_comes_with_an_inquiry_in_flat_memory(town: Town) -> None:
    """The office's memory grows by less than 32 MiB, and the disk sees ciphertext only."""
    office = town.start("office")
    registered(town, office)
    office.end()
    assert_only_ciphertext(town)


def assert_only_ciphertext(town: Town) -> None:
    """See that no page of the file lies in plain in any file, and nothing at all in the temporary folder."""
    assert list(town.temporary.iterdir()) == []
    for path in town.home.rglob("*"):
        if path.is_file():
            tail = b""
            with path.open("rb") as file:
                while piece := file.read(16 * MIB):
                    assert NEEDLE not in tail + piece, path
                    tail = piece[-len(NEEDLE) :]


def digest_of(parts: Iterator[bytes], look: Callable[[], object] = lambda: None) -> bytes:
    """Hash pieces one by one."""
    found = hashlib.sha256()
    for each in parts:
        found.update(each)
        look()
    return found.digest()


@pytest.mark.heavy
def test_a_large_file_goes_up_and_comes_down_in_flat_memory(town: Town) -> None:
    """The memory of portal and office grows by less than 32 MiB, the disk sees ciphertext only, and what
    comes down has the hash of what was sent."""
    portal = town.start("portal")
    uploaded(town, portal)
    portal.end()
    assert_only_ciphertext(town)
    wanted = digest_of(pieces())
    now = datetime.now(COPENHAGEN)
    fetch(town.organisation, now=now)
    with read(town.organisation.triage) as connection:
        (row,) = cases.all_cases(connection, system_access())
        file = read_file(connection, town.organisation, row, today=now.date())
    files = correspondence(town.organisation, town.signed_in(), file, today=now.date()).files
    entry = next(each.entry for each in files if each.entry.name == "stor.bin")
    assert entry.size == SIZE
    with Watch.over(psutil.Process()) as own:
        opened = open_blob(
            entry.key,
            blob_pieces(town.organisation.settings.blob_folder, entry.blob),
            entry.size,
            entry.hashes,
        )
        assert digest_of(opened) == wanted
    assert own.growth < ALLOWED
    assert downloaded(town, row.case_reference, entry.blob) == wanted


def downloaded(town: Town, reference: str, blob: bytes) -> bytes:
    """Bring the file down through the office's pages as a slow reader would begin; give its hash."""
    office = town.start("office")
    anna = at_the_office(town, office)
    anna.get(f"/cases/{reference}")
    anna.follow(f"/cases/{reference}/open")
    path = f"/cases/{reference}/files/{blob.hex()}"
    anna.get(path)
    fields = urlencode({"csrf_token": anna.value("csrf_token")}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    client = anna.client
    assert isinstance(client, Http)
    with Watch.over(office.worker) as watch, client.asked("POST", path, fields, headers) as response:
        assert response.status == 200
        assert response.headers["Content-Length"] == str(SIZE)
        # A reader who waits must not make the server read ahead for ever.
        time.sleep(2)
        found = hashlib.sha256()
        while piece := response.read(MIB):
            found.update(piece)
    assert watch.growth < ALLOWED
    return found.digest()
