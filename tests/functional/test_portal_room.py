"""Room for attachments that are not sent yet: bounded, shared, and never all one visitor's."""

import shutil
from io import BytesIO
from pathlib import Path
from urllib.parse import urljoin

import pytest
from sqlalchemy.exc import OperationalError

from intake.services.attach import Upload
from intake.store import disk
from intake.store.engine import NoTurnError
from intake.web import room
from intake.web.room import NEWCOMERS
from tests.builders import MONDAY, PortalWorld, a_portal
from tests.functional.test_portal_gate import a_form
from tests.functional.test_portal_uploads import MIB, at_files, attach, blobs, received, send
from tests.visitor import BASE, Visitor


@pytest.fixture
def world(tmp_path: Path) -> PortalWorld:
    """A portal on Monday 23 November 2026."""
    return a_portal(tmp_path / "portal")


@pytest.fixture
def visitor(world: PortalWorld) -> Visitor:
    """Somebody at the English page of files."""
    return at_files(world)


@pytest.mark.parametrize("where", ["__init__", "write", "finish"])
@pytest.mark.parametrize("fault", [OSError(28, "full"), NoTurnError(), OperationalError("", None, OSError())])
def test_a_full_disk_or_a_database_that_stores_nothing_keeps_the_text(
    world, visitor, monkeypatch, where, fault
):
    """Wherever an upload breaks for it, the page comes again with everything typed, and says why."""
    with monkeypatch.context() as patch:

        def broken(*_args: object, **_options: object) -> None:
            raise fault

        patch.setattr(Upload, where, broken)
        words = attach(visitor, ("a.txt", b"a"), status=422)
    assert "no room" in words
    assert visitor.values("what") == ["hej"]
    attach(visitor, ("a.txt", b"a"))
    send(visitor)
    assert received(world) == [("a.txt", b"a")]


def test_unsent_files_may_take_only_so_much_room(tmp_path):
    """A flood of uploads that are never sent stops by itself, and what is under way counts."""
    world = a_portal(tmp_path / "portal", unclaimed_limit_mib=1)
    attach(at_files(world), ("a.bin", bytes(MIB // 2)))
    words = attach(at_files(world), ("b.bin", bytes(MIB)), status=422)

    assert "no room" in words
    assert len(blobs(world)) == 1


def test_what_is_only_announced_takes_no_room(tmp_path):
    """A request that says it will bring everything, and brings a little, keeps nobody out."""
    world = a_portal(tmp_path / "portal", unclaimed_limit_mib=1)
    running, visitor = world.app.extensions["portal"].room, at_files(world)

    class Little(BytesIO):
        """The beginning of a form, after which somebody else attaches a file."""

        def readinto(self, buffer) -> int:
            taken = super().readinto(buffer)
            if not taken:
                attach(visitor, ("b.bin", bytes(MIB // 4)))
            return taken

    path = urljoin(visitor.pages[-1][0], visitor.page.query_one("main form").attrs["action"])
    answer = at_files(world).client.post(
        path,
        base_url=BASE,
        content_type="multipart/form-data; boundary=x",
        input_stream=Little(a_form(size=MIB // 8).removesuffix(b"--x--\r\n")),
        environ_overrides={"CONTENT_LENGTH": str(60 * MIB)},
    )

    assert answer.status_code == 400
    assert "b.bin" in visitor.words()
    assert running.under_way == 0
    assert not running.is_full(today=MONDAY.date(), share=NEWCOMERS)


def test_the_earliest_drafts_of_a_flood_make_room(tmp_path, monkeypatch):
    """Left for a quarter of an hour they may go, the earlier half first; a fresh one and a sent one never."""
    world = a_portal(tmp_path / "portal", unclaimed_limit_mib=1)
    sent = at_files(world)
    attach(sent, ("sendt.bin", bytes(MIB // 8)))
    send(sent)
    early, late = at_files(world), at_files(world)
    attach(early, ("a.bin", bytes(MIB // 3)))
    attach(late, ("b.bin", bytes(MIB // 3)))
    assert "no room" in attach(at_files(world), ("c.bin", bytes(MIB // 4)), status=422)
    monkeypatch.setattr(room, "LEFT_SECONDS", 0.0)
    monkeypatch.setattr(room, "COUNT_SECONDS", 0.0)
    attach(at_files(world), ("c.bin", bytes(MIB // 4)))
    assert len(blobs(world)) == 3
    send(late)
    while early.heading != "Check your answers and send":
        early.press("Next")
    early.press("Send the report", status=422)
    assert "a.bin" in early.words(".alert-warning")


def test_the_last_room_is_for_those_who_come_back(tmp_path):
    """A code that opens a mailbox has a quarter to itself, which no code and a made up one do not get."""
    world = a_portal(tmp_path / "portal", unclaimed_limit_mib=1)
    back = at_files(world)
    send(back)
    code = back.code
    attach(at_files(world), ("a.bin", bytes(MIB * 7 // 10)))
    assert "no room" in attach(at_files(world), ("b.bin", bytes(MIB // 8)), status=422)
    back.get("/en/mailbox/")
    back.press("Open the mailbox", code=code)
    back.press("Attach the chosen files", files={"files": [("b.bin", bytes(MIB // 8))]})
    assert "b.bin" in back.words()


def test_some_of_the_disk_is_left_for_texts(world, visitor, monkeypatch):
    """Where little is free, files wait and a report without them goes through."""
    nearly = shutil.disk_usage(world.folder)._replace(free=1000)
    with monkeypatch.context() as patch:
        patch.setattr(disk.shutil, "disk_usage", lambda _path: nearly)
        assert "no room" in attach(visitor, ("a.txt", b"a"), status=422)
        visitor.press("Next")
        send(visitor)
