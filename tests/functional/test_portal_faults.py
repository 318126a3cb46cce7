"""What a visitor meets where something behind the portal fails or is shut."""

from datetime import date
from pathlib import Path

import pytest

from crypto.receipt import new_receipt_code
from intake.services.attach import Upload
from intake.services.submit import ReportDraft, submit
from intake.store import notices
from intake.store.engine import write
from intake.store.notices import Notice, NoticePeriod
from intake.web import writing
from tests.builders import MONDAY, PortalWorld, a_portal
from tests.functional.test_portal_gate import post, ticket_of
from tests.functional.test_portal_report import SEND, write_until
from tests.functional.test_portal_uploads import at_files, attach, blobs, send
from tests.property.test_cut_bodies import a_part
from tests.visitor import Visitor


@pytest.fixture
def world(tmp_path: Path) -> PortalWorld:
    """A portal on Monday 23 November 2026."""
    return a_portal(tmp_path / "portal")


@pytest.fixture
def visitor(world: PortalWorld) -> Visitor:
    """Somebody at its English pages."""
    return Visitor(world.app.test_client())


def without_database(world: PortalWorld) -> None:
    """Let the database be gone, and the page of the fault be shown."""
    world.app.config["PROPAGATE_EXCEPTIONS"] = False
    for reception in (world.reception, world.app.extensions["portal"].reception):
        reception.engine.dispose()
    database = world.folder / "intake.db"
    database.rename(world.folder / "gone.db")
    database.mkdir()


def close(world: PortalWorld) -> None:
    """Shut the house."""
    with write(world.reception.engine, even_closed=True) as connection:
        notices.say(connection, Notice.CLOSED, NoticePeriod(date(2026, 11, 23), None))


def open_again(world: PortalWorld) -> None:
    """Take that back."""
    with write(world.reception.engine, even_closed=True) as connection:
        notices.take_back(connection, Notice.CLOSED)


@pytest.mark.parametrize("path", ["/en/", "/en/protection/", "/en/privacy/"])
def test_pages_that_only_tell_do_so_without_a_database(world, visitor, path):
    """What is protected is told; who could read is not known, and that nothing can be received is said."""
    without_database(world)
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


def test_what_broke_off_is_kept_by_the_page_of_a_fault_and_cannot_be_sent_from_there(world, visitor):
    """Half a message would go as if it were whole; nothing of it can have been sent, and the page says so."""
    code = new_receipt_code()
    submit(world.reception, ReportDraft(relation="employee", what="hej"), code, now=MONDAY)
    form = a_part("code", code.grouped) + a_part("text", "Lederen tager ikke imod gaver.")
    path = f"/en/mailbox/{ticket_of(visitor)}/message"
    without_database(world)
    answer, _body = post(world, path, form[:-20], "multipart/form-data; boundary=xyz")

    assert answer.status_code == 503
    assert "Nothing has been sent" in answer.text
    assert "not certain" not in answer.text
    database = world.folder / "intake.db"
    database.rmdir()
    (world.folder / "gone.db").rename(database)
    visitor.pages.append((path, answer.text))
    visitor.press("See what arrived", status=400)
    assert "did not arrive whole" in visitor.words()
    assert visitor.values("text")[0].startswith("Lederen")


def test_a_fault_of_a_page_that_sends_nothing_says_that_nothing_was_sent(world, visitor, monkeypatch):
    """Before the last page nothing can have been received; on it that is not certain."""
    world.app.config["PROPAGATE_EXCEPTIONS"] = False

    def fails(*_args: object) -> None:
        raise ValueError

    for heading, button, may_be_sent in (
        ("What happened", "Next", False),
        ("Check your answers and send", SEND, True),
    ):
        write_until(visitor, heading)
        with monkeypatch.context() as patch:
            patch.setattr(writing, "_filled", fails)
            visitor.press(button, status=500)
        assert ("not certain" in visitor.words()) == may_be_sent
        assert ("Nothing has been sent" in visitor.words()) != may_be_sent


def test_a_mailbox_that_cannot_be_opened_has_taken_nothing(world, visitor):
    """Looking sends nothing, whatever fails."""
    code = new_receipt_code()
    visitor.get("/en/mailbox/")
    without_database(world)
    visitor.press("Open the mailbox", code=code.grouped, status=503)
    assert "Nothing has been sent" in visitor.words()
    assert "not certain" not in visitor.words()
