"""A portal to which very many send a byte at a time."""

import socket
from collections.abc import Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import func, select

from intake.clock import COPENHAGEN
from intake.store.engine import read
from intake.store.tables import submission
from tests.office import Browser
from tests.patience import wait_for
from tests.process import AtTheOffice, Running, Town, a_town, at_the_office
from tests.reporter import HOST, Answer, Attachment, Broken, Http, Reporter
from tests.soak.attacks import DEAR, broken_uploads, flood_of_reports, hungry_forms, knocking
from tests.soak.slow import KIB, trickling

MANY = 300
HALF_A_MINUTE = timedelta(seconds=30)
TEXTS = {"relation": "employee", "what": "Hej", "name": "", "contact": ""}


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A fresh installation in real time."""
    with a_town(tmp_path) as fresh:
        yield fresh


def is_whole(answer: Answer) -> None:
    """Insist on a page from its first to its last line."""
    assert answer.status_code == 200
    assert answer.data.rstrip().endswith(b"</html>")


def write_a_report(portal: Running, *files: Attachment) -> None:
    """Be one of the others: read a page, then write and send a report; each answer is whole."""
    is_whole(Http(portal.port).get("/en/"))
    someone = Reporter(portal.port, TEXTS)
    someone.begin()
    if files:
        someone.attach(*files)
    someone.check()
    someone.send()


@pytest.mark.parametrize(
    ("length", "first"),
    [(20 * KIB, 200), (500 * KIB, 200), (500 * KIB, 70 * KIB)],
    ids=["small", "long", "begun"],
)
def test_very_many_slow_bodies_cost_no_threads_and_keep_nobody_out(
    town: Town, length: int, first: int
) -> None:
    """Whatever they announce, even where threads have begun with some: a small report with a file gets in."""
    portal = town.start("portal")
    write_a_report(portal)
    with trickling(portal.port, MANY, length=length, first=first):
        write_a_report(portal, Attachment.of("a.bin", bytes(40 * KIB)))
        if first < 64 * KIB:
            assert portal.worker.num_threads() < 30
            write_a_report(portal, Attachment.of("b.bin", bytes(3000 * KIB)))
    assert portal.log.read_text() == ""


def test_an_answer_has_the_head_and_the_length_that_http_asks_for(town: Town) -> None:
    """HEAD, a file that is not modified, a body in chunks, and one that is too large."""
    port = town.start("portal").port
    page = Http(port).get("/en/")
    head = Http(port).ask("HEAD", "/en/")
    assert (head.status_code, head.data, head.headers["Content-Length"]) == (
        200,
        b"",
        page.headers["Content-Length"],
    )
    sheet = "/static/betro.css"
    tag = Http(port).get(sheet).headers["ETag"]
    assert Http(port).ask("GET", sheet, headers={"If-None-Match": tag}).status_code == 304
    someone = Reporter(port, TEXTS)
    someone.begin()
    path = f"/en/report/{someone.ticket}/what"
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    assert Http(port).ask("POST", path, iter([b"what=x"]), form).status_code == 411
    with socket.create_connection((HOST, port)) as line:
        line.sendall(f"POST {path} HTTP/1.1\r\nHost: h\r\nContent-Length: 99999999\r\n\r\n".encode())
        assert line.recv(65536).startswith(b"HTTP/1.1 413 ")


def test_forms_that_are_dear_to_read_and_uploads_that_break_off_are_no_error(town: Town) -> None:
    """Each is answered, or nobody is there to be answered; nothing is left lying, and nothing is said."""
    portal = town.start("portal")
    with hungry_forms(portal.port, threads=1) as dear, broken_uploads(portal.port, threads=1) as broken:
        write_a_report(portal, Attachment.of("a.bin", bytes(40 * KIB)))
        assert wait_for(lambda: sum(dear.values()) >= len(DEAR) and broken["begun"] >= 8)
    assert not [status for status in dear if status.startswith("5")]
    assert wait_for(lambda: not list((town.home / "intake").rglob("*.part")))
    assert portal.log.read_text() == ""


def test_a_flood_of_genuine_reports_keeps_nobody_out_and_loses_none(town: Town) -> None:
    """Whoever writes beside them gets through, and what was confirmed is there."""
    portal = town.start("portal")
    with flood_of_reports(portal.port, threads=4) as noted:
        write_a_report(portal, Attachment.of("a.bin", bytes(40 * KIB)))
        assert wait_for(lambda: noted["reports"] >= 8)
    assert not noted["broken off"]
    with read(town.organisation.intake) as connection:
        kept = connection.execute(select(func.count()).select_from(submission)).scalar_one()
    assert kept == noted["reports"] + 1
    assert portal.log.read_text() == ""


def test_a_worker_that_dies_takes_nobody_else_down(town: Town) -> None:
    """Another stands in its place a moment later, and the server goes on."""
    portal = town.start("portal")
    portal.worker.kill()

    def answers() -> bool:
        with suppress(*Broken):
            return Http(portal.port, seconds=10).get("/en/").status_code == 200
        return False

    assert wait_for(answers)
    assert portal.process.poll() is None
    write_a_report(portal)


def test_knocking_leaves_pages_and_a_known_browser_alone(town: Town) -> None:
    """While twenty knock under her name, an adviser who has signed in here before signs in."""
    office = town.start("office")
    anna = at_the_office(town, office)
    anna.get("/")
    with knocking(office.port, 20) as noted:
        assert wait_for(lambda: noted["tried"] > 40)
        is_whole(Http(office.port).get("/sign-in"))
        anna.post("/sign-out")
        assert wait_for(lambda: at_the_door(town, anna))
    assert office.log.read_text() == ""


def at_the_door(town: Town, anna: Browser) -> bool:
    """Try to sign in with the next code: the one before is used up, and a phone may be ahead."""
    codes = pyotp.TOTP(AtTheOffice(town).enrolled["anna"].totp_secret)
    return anna.sign_in("anna", code=codes.at(datetime.now(COPENHAGEN) + HALF_A_MINUTE)).status_code == 303
