"""Those who send a body a byte at a time, and what others notice of them."""

import selectors
import socket
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from tests.bench.journeys import Browser, Connection, front, submission
from tests.reporter import HOST, Reporter

KIB = 1024


@contextmanager
def trickling(port: int, many: int, *, length: int = 100 * KIB, first: int = 200) -> Iterator[Counter[str]]:
    """
    Hold many uploads open, each a byte a second after its first bytes; who is sent away begins anew.

    Args:
        port: the portal's.
        many: how many.
        length: what each says that it will send.
        first: what each sends at once.
    """
    someone = Reporter(port, {})
    someone.begin()
    head = (
        f"POST /en/report/{someone.ticket}/files HTTP/1.1\r\nHost: {HOST}\r\n"
        f"Content-Type: multipart/form-data; boundary=x\r\nContent-Length: {length}\r\n\r\n"
        '--x\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n'
    ).encode() + b"a" * first
    lines: set[socket.socket] = set()
    noted: Counter[str] = Counter()
    stop = threading.Event()

    def begin() -> None:
        line = socket.create_connection((HOST, port))
        line.sendall(head)
        lines.add(line)

    def go_on() -> None:
        while not stop.wait(1):
            for line in list(lines):
                if not _goes_on(line):
                    lines.remove(line)
                    line.close()
                    noted["ended"] += 1
                    begin()

    for _ in range(many):
        begin()
    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield noted
    finally:
        stop.set()
        thread.join()
        for line in lines:
            line.close()


def _goes_on(line: socket.socket) -> bool:
    with selectors.DefaultSelector() as ready:
        ready.register(line, selectors.EVENT_READ)
        if ready.select(0):
            return False  # An answer, or the end.
    try:
        line.send(b"a")
    except OSError:
        return False
    return True


def journeys(port: int, seconds: float, *, people: int = 4) -> list[float]:
    """Let people write reports, with a rest after each; give how long each page took."""
    took: list[float] = []
    failed: list[BaseException] = []
    until = time.monotonic() + seconds

    def person() -> None:
        line = Connection(port)
        browser = Browser(line)
        try:
            while time.monotonic() < until:
                submission(browser)
                front(browser)
                time.sleep(0.2)
        except (OSError, RuntimeError) as error:
            failed.append(error)
        finally:
            line.close()
        took.extend(each for page in browser.took.values() for each in page)

    threads = [threading.Thread(target=person) for _ in range(people)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failed:
        raise failed[0]
    return took
