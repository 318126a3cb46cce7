"""What the bench's clients do: a whole submission, one return, and the floor's two requests."""

import http.client
import re
import secrets
from html import unescape

FIELD = re.compile(r'<input type="hidden" name="([^"]*)" value="([^"]*)">')
ACTION = re.compile(r'<form method="post" action="([^"]*)"')
CODE = re.compile(r"[0-9A-Z]{5}(?:-[0-9A-Z]{5}){4}")
TEXT = "Der mangler bilag for tre indkøb, og lederen har bedt os om at lade være med at spørge. " * 25


class Browser:
    """One visitor with one kept connection."""

    def __init__(self, port: int) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)

    def get(self, path: str) -> str:
        """Fetch a page that must answer 200."""
        self._connection.request("GET", path)
        return self._answer()

    def post(self, path: str, fields: list[tuple[str, str]]) -> str:
        """Send a multipart form that must be answered with 200."""
        boundary = secrets.token_hex(16)
        parts = [
            f'--{boundary}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'
            for name, value in fields
        ]
        body = ("".join(parts) + f"--{boundary}--\r\n").encode()
        headers = {"Content-Type": f"multipart/form-data; boundary={boundary}"}
        self._connection.request("POST", path, body, headers)
        return self._answer()

    def _answer(self) -> str:
        response = self._connection.getresponse()
        body = response.read().decode()
        if response.status != 200:
            raise RuntimeError(f"answered {response.status}")
        return body

    def next(self, page: str, **typed: str) -> str:
        """Fill the page's form and send it."""
        action = unescape(ACTION.search(page)[1])
        hidden = [(name, unescape(value)) for name, value in FIELD.findall(page)]
        return self.post(action, [*hidden, *typed.items()])


def submission(browser: Browser) -> str:
    """Write a whole report and give its receipt code: seven requests."""
    page = browser.get("/da/report/")
    page = browser.next(page, relation="employee")
    page = browser.next(page, what=TEXT)
    page = browser.next(page, when="i oktober", where="Indkøb")
    page = browser.next(page)
    page = browser.next(page)
    page = browser.next(page)
    found = CODE.search(re.sub(r"<[^>]*>", "", page))
    if found is None:
        raise RuntimeError("no receipt code on the last page")
    return found[0]


def floor_submission(browser: Browser) -> None:
    """Send the floor's form: two requests."""
    browser.get("/")
    browser.post("/", [("what", TEXT)])


def come_back(browser: Browser, code: str) -> None:
    """Come back with a code: two requests, the second opens the mailbox."""
    page = browser.get("/da/mailbox/")
    page = browser.next(page, code=code)
    if TEXT[:40] not in page:
        raise RuntimeError("the mailbox did not show what was sent")


def static_pages(browser: Browser) -> None:
    """Fetch two pages of the same app that open nothing."""
    browser.get("/da/")
    browser.get("/da/protection/")
