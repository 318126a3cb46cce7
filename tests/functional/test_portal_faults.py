"""What a visitor meets where something behind the portal fails or is shut."""

from datetime import date
from pathlib import Path

import pytest

from intake.services.attach import Upload
from intake.store import notices
from intake.store.engine import write
from intake.store.notices import Days, Notice
from tests.builders import PortalWorld, a_portal
from tests.functional.test_portal_report import SEND, write_until
from tests.functional.test_portal_uploads import at_files, attach, blobs, send
from tests.visitor import Visitor


@pytest.fixture
def world(tmp_path: Path) -> PortalWorld:
    """A portal on Monday 23 November 2026."""
    return a_portal(tmp_path / "portal")


@pytest.fixture
def visitor(world: PortalWorld) -> Visitor:
    """Somebody at its English pages."""
    return Visitor(world.app.test_client())


def close(world: PortalWorld) -> None:
    """Shut the house."""
    with write(world.reception.engine, even_closed=True) as connection:
        notices.say(connection, Notice.CLOSED, Days(date(2026, 11, 23), None))


def open_again(world: PortalWorld) -> None:
    """Take that back."""
    with write(world.reception.engine, even_closed=True) as connection:
        notices.take_back(connection, Notice.CLOSED)


@pytest.mark.parametrize("path", ["/en/", "/en/protection/", "/en/privacy/"])
def test_pages_that_only_tell_do_so_without_a_database(world, visitor, path):
    """What is protected is told; who could read is not known, and that nothing can be received is said."""
    world.reception.engine.dispose()
    database = world.folder / "intake.db"
    database.rename(world.folder / "gone.db")
    database.mkdir()
    visitor.get(path)
    if path == "/en/":
        assert "Nothing can be stored or looked up just now." in visitor.words(".alert-error")
        assert "At least two people" not in visitor.words()


def test_what_was_typed_is_sent_from_the_page_that_says_we_are_closed(world, visitor):
    """Without going back: the same form, when it is open again."""
    write_until(visitor, "Check your answers and send")
    close(world)
    visitor.press(SEND, status=503)
    assert "Nothing has been sent" in visitor.words()
    open_again(world)
    visitor.press("Send it again")
    assert visitor.heading == "We have received your report"


def test_the_way_out_stands_on_every_page_also_on_one_of_an_error(world, visitor):
    """Whoever is frightened must be able to leave from anywhere."""
    visitor.get("/en/")
    visitor.get("/en/nothing/", 404)
    write_until(visitor, "Check your answers and send")
    close(world)
    visitor.press(SEND, status=503)
    assert all("Leave this page" in markup for _path, markup in visitor.pages)


def test_uploads_that_were_under_way_when_we_closed_take_no_room(world, monkeypatch):
    """Their bytes are counted no more and nothing of them stays half on the disk; then all goes on."""
    visitor = at_files(world)
    with monkeypatch.context() as patch:

        def closed(*_args: object, **_options: object) -> None:
            close(world)
            raise OSError(28, "full")

        patch.setattr(Upload, "finish", closed)
        attach(visitor, ("a.txt", b"a"), ("b.txt", b"b"), status=422)
    assert world.app.extensions["portal"].room.under_way == 0
    assert blobs(world) == []
    open_again(world)
    attach(visitor, ("a.txt", b"a"))
    send(visitor)
