"""
Betro as it runs: portal, office and clock as processes on a fresh installation, and reporters who speak HTTP.

Nothing here knows the inside of a process: it is started by the command line that the demo uses, spoken to
over 127.0.0.1, and ended or killed by a signal. What lies on the disk afterwards is read through the real
services.
"""

import gc
import http.client
import os
import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from email.message import Message
from functools import cached_property
from html.parser import HTMLParser
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

import psutil
import pyotp
from flask.testing import FlaskClient

from crypto.receipt import ReceiptCode, parse_receipt_code
from intake.clock import COPENHAGEN
from tests.office import Browser, OfficeWorld
from triage.cli.processes import Plan, answers
from triage.scheduler.hands import hands_of
from triage.services.enrol import Enrolled, NewPerson, Role
from triage.services.found import Founded, found, open_founded
from triage.services.sign_in import SignedIn
from triage.services.tick import Hands
from triage.services.unit import Unit
from triage.settings import load_clock

HOST = "127.0.0.1"
PATIENCE = 60.0
BOUNDARY = "----tests-5f0b1c7d9e"
PEOPLE = (
    NewPerson("anna", "Anna Advisor", Role.ADVISOR, "anna@example.test"),
    NewPerson("bo", "Bo Advisor", Role.ADVISOR, "bo@example.test"),
)
Broken = (OSError, http.client.HTTPException)
"""What a client sees when the other end is killed."""


def free_port() -> int:
    """Give a port that nothing listens on just now."""
    with socket.create_server((HOST, 0)) as server:
        return int(server.getsockname()[1])


@dataclass
class Running:
    """
    One process of Betro, with the children it made itself; all of them are one process group.
    """

    name: str
    process: subprocess.Popen[bytes]
    port: int
    log: Path

    @property
    def family(self) -> list[psutil.Process]:
        """The process and everything it started."""
        first = psutil.Process(self.process.pid)
        return [first, *first.children(recursive=True)]

    @property
    def worker(self) -> psutil.Process:
        """The process that answers requests."""
        return self.family[-1]

    def kill(self) -> None:
        """Kill it and its children with no word of warning (kill -9)."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        if self.port:
            _wait_until_deaf(self.port)

    def end(self, number: int = signal.SIGTERM) -> tuple[int, float]:
        """Ask it to end; give its exit status and the seconds it took."""
        began = time.monotonic()
        self.process.send_signal(number)
        return self.process.wait(timeout=PATIENCE), time.monotonic() - began

    def clear_away(self) -> None:
        """Make sure that nothing of it is left, whatever a test did."""
        if self.process.poll() is None:
            self.kill()
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)


def _wait_until_deaf(port: int) -> None:
    # A killed worker is a grandchild: it cannot be waited for, and holds its port until the kernel is done.
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) != 0:
                return
    raise AssertionError("a killed process still listens")


@dataclass
class Town:
    """
    One installation in a folder of its own, with folders for its processes' output and temporary files.
    """

    folder: Path
    founded: Founded
    settings: dict[str, str]
    started: list[Running] = field(default_factory=list)

    @property
    def home(self) -> Path:
        """Everything that Betro itself writes."""
        return self.folder / "town"

    @property
    def logs(self) -> Path:
        """What the processes say on stdout and stderr."""
        return self.folder / "logs"

    @property
    def temporary(self) -> Path:
        """TMPDIR of the processes."""
        return self.folder / "temporary"

    @property
    def environment(self) -> dict[str, str]:
        """The environment of the processes: what a shell and a settings file would give them."""
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("BETRO_")}
        given = {f"BETRO_{key.upper()}": value for key, value in self.settings.items()}
        own = {"BETRO_SETTINGS": str(self.founded.settings), "TMPDIR": str(self.temporary)}
        return {**inherited, **given, **own}

    @cached_property
    def unit(self) -> Unit:
        """The installation, opened by the test itself."""
        return open_founded(self.founded.settings)

    def let_go(self) -> None:
        """Close the test's own connections: the next process finds the databases as a crash left them."""
        self.unit.intake.dispose()
        self.unit.triage.dispose()

    @property
    def hands(self) -> Hands:
        """What a clock works with, for a tick in the test's own process."""
        return hands_of(load_clock(self.environment))

    def person(self, name: str) -> Enrolled:
        """Give what a person was told once."""
        return next(each for each in self.founded.enrolled if each.sign_in_name == name)

    def signed_in(self, name: str = "anna") -> SignedIn:
        """Give a person as the office would hold them after signing in."""
        each = self.person(name)
        return SignedIn(each.handle, Role.ADVISOR, name, "da", each.identity)

    def now(self) -> datetime:
        """Give the present moment, where processes go by real time."""
        return datetime.now(COPENHAGEN)

    def set_clock(self, moment: datetime) -> None:
        """Put the clock that all processes go by; never half-way."""
        draft = self.folder / "moment.part"
        draft.write_text(moment.isoformat(), encoding="utf-8")
        draft.replace(self.folder / "moment")

    def start(self, name: str, *, port: int | None = None, wait: bool = True) -> Running:
        """Start portal, office or clock by the demo's own command line, and wait until it listens."""
        ports = {each: (port or free_port()) if each == name else 0 for each in ("portal", "office")}
        plan = Plan(self.founded.settings, ports["portal"], ports["office"])
        log = self.logs / f"{len(self.started):03}-{name}.log"
        with log.open("wb") as out:
            process = subprocess.Popen(
                plan.commands()[name],
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=out,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        running = Running(name, process, ports.get(name, 0), log)
        self.started.append(running)
        if wait and running.port:
            assert answers(running.port, within=PATIENCE), log.read_text()
        return running

    def clear_away(self) -> None:
        """End whatever still runs, and close the databases."""
        for each in self.started:
            each.clear_away()
        self.let_go()


@contextmanager
def a_town(folder: Path, *, now: datetime | None = None, **settings: object) -> Iterator[Town]:
    """
    Found an installation under *folder* with two advisors, and see to it that nothing runs afterwards.

    Args:
        folder: an empty or absent folder.
        now: a moment at which all processes' clocks stand still until `set_clock`; None for real time.
        settings: keys of the settings that differ from the usual ones.
    """
    moment = now or datetime.now(COPENHAGEN)
    names = ("Ny Kommune", "New Municipality")
    founded = found(folder / "town", mode="test", names=names, first=PEOPLE, today=moment.date())
    town = Town(folder, founded, {key: str(value) for key, value in settings.items()})
    # What founding opened is closed, or a killed process would not be the last one at the databases.
    gc.collect()
    town.logs.mkdir()
    town.temporary.mkdir()
    if now is not None:
        town.set_clock(now)
        town.settings["clock_file"] = str(folder / "moment")
    try:
        yield town
    finally:
        town.clear_away()


@dataclass(frozen=True)
class Answer:
    """
    An answer as the tests' browsers (`tests.visitor`, `tests.office`) read it.
    """

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
    """
    A client with a cookie jar, in the form that the tests' browsers expect of Flask's.
    """

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


@dataclass
class AtTheOffice:
    """
    What `tests.office.Browser` must know of the people of a town to sign one of them in.
    """

    town: Town

    @property
    def enrolled(self) -> dict[str, Enrolled]:
        """The people by their sign-in names."""
        return {each.sign_in_name: each for each in self.town.founded.enrolled}

    def code_of(self, name: str) -> str:
        """Give the one-time code that a person's phone shows now."""
        return pyotp.TOTP(self.enrolled[name].totp_secret).now()


def at_the_office(town: Town, office: Running, name: str = "anna") -> Browser:
    """Sign a person in at the office's own pages, over HTTP."""
    browser = Browser(cast("OfficeWorld", AtTheOffice(town)), cast("FlaskClient", Http(office.port)))
    answer = browser.sign_in(name)
    assert answer.status_code == 303, answer.text
    return browser


@dataclass(frozen=True)
class Attachment:
    """
    A file to be sent: its pieces are made while they are sent, so its size costs no memory.
    """

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
    port: int, path: str, fields: Sequence[tuple[str, str]], files: Sequence[Attachment] = ()
) -> Answer:
    """Send a form as multipart; the files are streamed."""
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
    return Http(port).ask("POST", path, body(), headers)


def _head(each: Attachment) -> bytes:
    quoted = each.name.replace('"', "%22")
    return (
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="{quoted}"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n"
    ).encode()
