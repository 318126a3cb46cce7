"""What else comes at an installation: each goes on in threads until its block ends, and counts what came."""

import http.client
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress

from tests.bench.journeys import Browser, Connection, submission
from tests.reporter import HOST, Broken, Http, Reporter

DEAR = (
    ("multipart/form-data; boundary=x", b'--x\r\nContent-Disposition: form-data; name="%s"\r\n\r\nv\r\n'),
    ("multipart/form-data; boundary=x", b"--x\r\nContent-Disposition: form-data\r\n\r\nv\r\n"),
    ("application/x-www-form-urlencoded", b"%"),
    ("application/x-www-form-urlencoded", b"a=&"),
)
"""Forms that cost much to read, each by what it is made of."""


@contextmanager
def _going_on(threads: int, once: Callable[[Counter[str]], None]) -> Iterator[Counter[str]]:
    noted: Counter[str] = Counter()
    stop = threading.Event()

    def run() -> None:
        while not stop.is_set():
            try:
                once(noted)
            except Broken:
                noted["broken off"] += 1

    crowd = [threading.Thread(target=run) for _ in range(threads)]
    for thread in crowd:
        thread.start()
    try:
        yield noted
    finally:
        stop.set()
        for thread in crowd:
            thread.join()


def hungry_forms(port: int, *, threads: int = 4) -> AbstractContextManager[Counter[str]]:
    """Send forms that are dear to take apart."""
    someone = Reporter(port, {})
    someone.begin()
    path = f"/en/report/{someone.ticket}/what"
    bodies = [
        (kind, (piece.replace(b"%s", b"a" * 20_000) if b"%s" in piece else piece) * times)
        for (kind, piece), times in zip(DEAR, (390, 390, 60_000, 20_000), strict=True)
    ]

    def once(noted: Counter[str]) -> None:
        for kind, body in bodies:
            answer = Http(port).ask("POST", path, body, {"Content-Type": kind})
            noted[str(answer.status_code)] += 1

    return _going_on(threads, once)


def broken_uploads(port: int, *, threads: int = 4) -> AbstractContextManager[Counter[str]]:
    """Begin uploads and go away in the middle."""
    someone = Reporter(port, {})
    someone.begin()
    head = (
        f"POST /en/report/{someone.ticket}/files HTTP/1.1\r\nHost: {HOST}\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\nContent-Length: 9000000\r\n\r\n"
        '--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'
    ).encode()

    def once(noted: Counter[str]) -> None:
        with socket.create_connection((HOST, port)) as line:
            line.sendall(head + b"a" * 500_000)
        noted["begun"] += 1

    return _going_on(threads, once)


def flood_of_reports(port: int, *, threads: int = 8) -> AbstractContextManager[Counter[str]]:
    """Send genuine reports as fast as they are taken."""

    def once(noted: Counter[str]) -> None:
        with closing(Connection(port)) as line:
            submission(Browser(line))
        noted["reports"] += 1

    return _going_on(threads, once)


def knocking(port: int, threads: int, *, name: str = "anna") -> AbstractContextManager[Counter[str]]:
    """Try passphrases under an adviser's name and under others."""

    def once(noted: Counter[str]) -> None:
        for tried in (name, f"{name}{noted['tried']}"):
            form = {"name": tried, "passphrase": "six words that are not the right", "code": "000000"}
            with suppress(http.client.HTTPException):
                answer = Http(port).post("/sign-in", data=form, content_type="")
                noted[str(answer.status_code)] += 1
            noted["tried"] += 1

    return _going_on(threads, once)
