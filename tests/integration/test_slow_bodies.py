"""A portal to which very many send a byte at a time."""

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.process import Running, Town, a_town
from tests.reporter import HOST, Attachment, Http, Reporter
from tests.soak.slow import KIB, trickling

MANY = 300
TEXTS = {"relation": "employee", "what": "Hej", "name": "", "contact": ""}


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A fresh installation in real time."""
    with a_town(tmp_path) as fresh:
        yield fresh


def write_a_report(portal: Running, *files: Attachment) -> None:
    """Write and send a report."""
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
    """Whatever they announce, even where threads have begun with some: a report with a file gets through."""
    portal = town.start("portal")
    write_a_report(portal)
    with trickling(portal.port, MANY, length=length, first=first) as slow:
        write_a_report(portal, Attachment.of("a.bin", bytes(40 * KIB)))
        if first < 64 * KIB:
            assert portal.worker.num_threads() < 30
            write_a_report(portal, Attachment.of("b.bin", bytes(3000 * KIB)))
        assert slow.ended == 0
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
