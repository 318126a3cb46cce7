"""What the bench's clients do: a whole submission, one return, and the floor's two requests."""

import http.client
import re
import secrets
import time
from collections import defaultdict
from html import unescape
from typing import Protocol

from tests.patience import PATIENCE

FIELD = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
ACTION = re.compile(r'<form method="post" action="([^"]*)"')
CODE = re.compile(r"[0-9A-Z]{5}(?:-[0-9A-Z]{5}){4}")
TEXT = "Der mangler bilag for tre indkøb, og lederen har bedt os om at lade være med at spørge. " * 25
TEXT_PAGES = ("relation", "what", "receivers", "files", "name", "check")
"""The pages that are shown while a report is being written, each named by what it asks for."""


class Transport(Protocol):
    """How a request reaches an app: over a connection, or inside this process."""

    def answer(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Give status and body of the answer."""


class Connection:
    """One kept connection to a server."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)

    def answer(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Give status and body of the answer."""
        self._connection.request(method, path, body or None, headers)
        response = self._connection.getresponse()
        return response.status, response.read()

    def close(self) -> None:
        """Let go of the server."""
        self._connection.close()


class Browser:
    """One visitor, who notes how many seconds each kind of page took."""

    def __init__(self, transport: Transport) -> None:
        self._transport = transport
        self.took: dict[str, list[float]] = defaultdict(list)

    def get(self, path: str, kind: str) -> str:
        """Fetch a page that must answer 200."""
        return self._answer(kind, "GET", path, b"", {})

    def post(self, path: str, kind: str, fields: list[tuple[str, str]]) -> str:
        """Send a multipart form that must be answered with 200."""
        boundary = secrets.token_hex(16)
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields
        ]
        body = ("".join(parts) + f"--{boundary}--\r\n").encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        return self._answer(kind, "POST", path, body, headers)

    def _answer(self, kind: str, method: str, path: str, body: bytes, headers: dict[str, str]) -> str:
        started = time.perf_counter()
        status, page = self._transport.answer(method, path, body, headers)
        self.took[kind].append(time.perf_counter() - started)
        if status != 200:
            raise RuntimeError(f"{method} {kind}: answered {status}")
        return page.decode()

    def next(self, page: str, kind: str, **typed: str) -> str:
        """Fill the page's form and send it; *kind* is the page that answers."""
        action = unescape(ACTION.search(page)[1])
        hidden = [(name, unescape(value)) for name, value in FIELD.findall(page)]
        return self.post(action, kind, [*hidden, *typed.items()])


def submission(browser: Browser) -> str:
    """Write a whole report and give its receipt code: seven requests."""
    page = browser.get("/da/report/", "relation")
    page = browser.next(page, "what", relation="employee")
    page = browser.next(page, "receivers", what=TEXT, when="i oktober", where="Indkøb")
    page = browser.next(page, "files")
    page = browser.next(page, "name")
    page = browser.next(page, "check")
    page = browser.next(page, "sending")
    found = CODE.search(re.sub(r"<[^>]*>", "", page))
    if found is None:
        raise RuntimeError("no receipt code on the last page")
    return found[0]


def floor_submission(browser: Browser) -> None:
    """Send the floor's form: two requests."""
    browser.get("/", "form")
    browser.post("/", "sending", [("what", TEXT)])


def come_back(browser: Browser, code: str) -> None:
    """Come back with a code: two requests, the second opens the mailbox."""
    page = browser.get("/da/mailbox/", "code")
    page = browser.next(page, "mailbox", code=code)
    if TEXT[:40] not in page:
        raise RuntimeError("the mailbox did not show what was sent")


def front(browser: Browser) -> None:
    """Fetch the front page, which opens nothing."""
    browser.get("/da/", "front")
