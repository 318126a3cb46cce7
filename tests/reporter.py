"""Reporters who speak HTTP to a running portal: a plain client, streamed forms, and a person in a hurry."""

import http.client
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from html.parser import HTMLParser
from typing import Any
from urllib.parse import urlencode

from crypto.receipt import ReceiptCode, parse_receipt_code
from tests.patience import PATIENCE

HOST = "127.0.0.1"
BOUNDARY = "----tests-5f0b1c7d9e"
Broken = (OSError, http.client.HTTPException)
"""What a client sees when the other end is killed."""


@dataclass(frozen=True)
class Answer:
    """An answer as the tests' browsers (`tests.visitor`, `tests.office`) read it."""

    status_code: int
    headers: Message
    data: bytes = field(repr=False)

    @property
    def text(self) -> str:
        """The body as text."""
        return self.data.decode()

    @property
    def mimetype(self) -> str:
        """The content type without its parameters."""
        return self.headers.get_content_type()


class Http:
    """A client with a cookie jar, in the form that the tests' browsers expect of Flask's."""

    def __init__(self, port: int, *, seconds: float = PATIENCE) -> None:
        self.port = port
        self._seconds = seconds
        self.cookies: dict[str, str] = {}

    def get(self, path: str, **_options: Any) -> Answer:
        """Get a page."""
        return self.ask("GET", path)

    def post(
        self,
        path: str,
        *,
        data: bytes | Mapping[str, Any],
        content_type: str,
        headers: Mapping[str, str] | None = None,
        **_options: Any,
    ) -> Answer:
        """Send a form: ready bytes, or fields that are sent urlencoded."""
        if isinstance(data, Mapping):
            data, content_type = urlencode(data, doseq=True).encode(), "application/x-www-form-urlencoded"
        return self.ask("POST", path, data, {"Content-Type": content_type, **(headers or {})})

    def ask(
        self,
        method: str,
        path: str,
        body: bytes | Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Answer:
        """Send one request and read the whole answer."""
        with self.asked(method, path, body, headers) as response:
            return Answer(response.status, response.headers, response.read())

    @contextmanager
    def asked(
        self,
        method: str,
        path: str,
        body: bytes | Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Iterator[http.client.HTTPResponse]:
        """Send one request and give the answer to be read piece by piece."""
        connection = http.client.HTTPConnection(HOST, self.port, timeout=self._seconds)
        try:
            sent = dict(headers or {})
            if self.cookies:
                # The office's cookie is for https; this client stands in for the one behind the proxy.
                sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
            connection.request(method, path, body=body, headers=sent)
            response = connection.getresponse()
            for line in response.headers.get_all("Set-Cookie") or ():
                name, _, value = line.partition(";")[0].partition("=")
                self.cookies[name.strip()] = value
            yield response
        finally:
            connection.close()


@dataclass(frozen=True)
class Attachment:
    """A file to be sent: its pieces are made while they are sent, so its size costs no memory."""

    name: str
    size: int
    pieces: Callable[[], Iterable[bytes]] = field(repr=False)

    @classmethod
    def of(cls, name: str, content: bytes) -> "Attachment":
        """Make one of bytes in memory."""
        return cls(name, len(content), lambda: (content,))


class _Hidden(HTMLParser):
    """The hidden inputs of a page, in order."""

    def __init__(self) -> None:
        super().__init__()
        self.inputs: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        held = dict(attrs)
        if tag == "input" and held.get("type") == "hidden":
            self.inputs.append((held.get("name") or "", held.get("value") or ""))


def hidden(page: str) -> list[tuple[str, str]]:
    """Give the hidden inputs of a page."""
    reader = _Hidden()
    reader.feed(page)
    return reader.inputs


CODE = re.compile(r"(?:[0-9A-Z]{5}-){4}[0-9A-Z]{5}")
TICKET = re.compile(r"/en/(?:report|complaint|mailbox)/([0-9a-f]{40,})/")
LAST_PAGE = {"report": "name", "complaint": "files"}
"""The page before the one that shows everything."""


@dataclass
class Reporter:
    """
    Somebody at the portal in a hurry: the requests of the pages, with the fields of all of them at once.
    """

    port: int
    texts: dict[str, str]
    attached: list[str] = field(default_factory=list)
    form: list[tuple[str, str]] = field(default_factory=list)
    ticket: str = ""
    kind: str = "report"

    @property
    def code(self) -> ReceiptCode:
        """The receipt code of the page before sending."""
        return parse_receipt_code(dict(self.form)["code"])

    def begin(self) -> None:
        """Open the first page, for its ticket."""
        answer = Http(self.port).get(f"/en/{self.kind}/")
        assert answer.status_code == 200, answer.text
        self.ticket = TICKET.findall(answer.text)[0]

    def attach(self, *files: Attachment) -> None:
        """Send files, and keep what the page then carries about them."""
        fields = [*self.texts.items(), *(("attached", each) for each in self.attached), ("upload", "1")]
        answer = self._post("files", fields, files)
        assert answer.status_code == 200, answer.text
        self.attached = [value for name, value in hidden(answer.text) if name == "attached"]

    def check(self) -> None:
        """Open the page before sending."""
        answer = self._post(
            LAST_PAGE[self.kind], [*self.texts.items(), *(("attached", each) for each in self.attached)]
        )
        assert answer.status_code == 200, answer.text
        self.form = hidden(answer.text)
        assert "code" in dict(self.form), answer.text

    def send(self) -> str:
        """Press the last button and give the code that the receipt shows."""
        answer = self._post("check", self.form)
        assert answer.status_code == 200, answer.text
        assert answer.headers["Set-Cookie"] is None
        assert "betro-code" in answer.text, answer.text
        shown = CODE.findall(re.sub("<[^>]*>", "", answer.text))
        assert len(shown) == 1, answer.text
        return str(shown[0])

    def _post(self, step: str, fields: Sequence[tuple[str, str]], files: Sequence[Attachment] = ()) -> Answer:
        return send_form(self.port, f"/en/{self.kind}/{self.ticket}/{step}", fields, files)


def open_with_code(port: int, code: str) -> Answer:
    """Come back to a mailbox."""
    first = Http(port).get("/en/mailbox/")
    return send_form(port, f"/en/mailbox/{TICKET.findall(first.text)[0]}/open", [("code", code)])


def write_more(port: int, mailbox: Answer, text: str, *files: Attachment) -> Answer:
    """Send a message, perhaps with files, from the page of a mailbox."""
    path = f"/en/mailbox/{TICKET.findall(mailbox.text)[0]}/message"
    return send_form(port, path, [*hidden(mailbox.text), ("text", text)], files)


def send_form(
    port: int,
    path: str,
    fields: Sequence[tuple[str, str]],
    files: Sequence[Attachment] = (),
    *,
    client: Http | None = None,
) -> Answer:
    """Send a form as multipart, by a client that has cookies or a new one; the files are streamed."""
    heads = [_head(each) for each in files]
    before = b"".join(
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n'.encode()
        + re.sub("\r\n|\r|\n", "\r\n", value).encode()
        + b"\r\n"
        for name, value in fields
    )
    end = f"--{BOUNDARY}--\r\n".encode()

    def body() -> Iterator[bytes]:
        yield before
        for head, each in zip(heads, files, strict=True):
            yield head
            yield from each.pieces()
            yield b"\r\n"
        yield end

    size = len(before) + len(end) + sum(len(h) + f.size + 2 for h, f in zip(heads, files, strict=True))
    headers = {"Content-Type": f"multipart/form-data; boundary={BOUNDARY}", "Content-Length": str(size)}
    return (client or Http(port)).ask("POST", path, body(), headers)


def _head(each: Attachment) -> bytes:
    quoted = each.name.replace('"', "%22")
    return (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{quoted}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode()
