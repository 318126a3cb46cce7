"""Unique strings are told to the system everywhere a person can; no file it writes may hold any of them."""

import random
import re
import secrets
import sqlite3
import threading
from base64 import b32decode, b64encode, urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from html import unescape
from json import loads
from pathlib import Path
from urllib.parse import quote

import pytest
from sqlalchemy import select

from crypto.passphrase import unwrap
from crypto.receipt import parse_receipt_code
from intake.store.engine import read
from tests.html import parse
from tests.office import Browser
from tests.patience import PATIENCE, wait_for
from tests.process import Running, Town, a_town, at_the_office
from tests.reporter import (
    TICKET,
    Attachment,
    Broken,
    Http,
    Reporter,
    hidden,
    open_with_code,
    send_form,
    write_more,
)
from triage.services.clock.mail_schedule import next_slot
from triage.services.clock.receive import fetch
from triage.services.clock.steadiness import believe
from triage.services.clock.tick import tick
from triage.store import cases, events
from triage.store.tables import person
from triage.store.visibility import system_access


def forms(secret: bytes) -> dict[str, bytes]:
    """Give the ways in which a string may lie in a file."""
    found = {"as it is": secret, "hex": secret.hex().encode(), "HEX": secret.hex().upper().encode()}
    with suppress(UnicodeDecodeError):
        text = secret.decode()
        found["lower"] = text.lower().encode()
        found["upper"] = text.upper().encode()
        found["utf-16 le"] = text.encode("utf-16-le")
        found["utf-16 be"] = text.encode("utf-16-be")
        found["quoted"] = quote(text).encode()
    found["percent"] = "".join(f"%{byte:02x}" for byte in secret).encode()
    found["Percent"] = "".join(f"%{byte:02X}" for byte in secret).encode()
    for shift in range(3):
        # The middle of what base64 makes of it, wherever it begins in what was encoded.
        whole = len(secret) - (shift + len(secret)) % 3
        inner = (bytes(shift) + secret)[: shift + whole]
        cut = slice(4 if shift else 0, len(inner) // 3 * 4)
        found[f"base64 {shift}"] = b64encode(inner)[cut]
        found[f"base64url {shift}"] = urlsafe_b64encode(inner)[cut]
    return found


@dataclass
class Canaries:
    """Everything that must lie nowhere, by what it is."""

    told: dict[str, bytes] = field(default_factory=dict)

    def word(self, what: str) -> str:
        """Make a string that nobody else has, for one place in which it is told."""
        made = f"kanarie{secrets.token_hex(8)}"
        self.told[what] = made.encode()
        return made

    def code(self, code: str) -> None:
        """Keep a receipt code in all its spellings."""
        for spelling in (code, code.replace("-", ""), code.replace("-", " ")):
            self.told[f"code {len(self.told)}"] = spelling.encode()

    def file(self, carried: str) -> None:
        """Keep the secret of a file, out of the hidden value that a page carries."""
        self.told[f"file {len(self.told)}"] = bytes.fromhex(loads(urlsafe_b64decode(carried))[1])

    @property
    def needles(self) -> dict[str, bytes]:
        """Every canary in each of its forms."""
        return {
            f"{what}, {how}": form for what, told in self.told.items() for how, form in forms(told).items()
        }


def files_of(*folders: Path) -> Iterator[Path]:
    """Give every file in folders."""
    for folder in folders:
        yield from (path for path in folder.rglob("*") if path.is_file())


def found_in(paths: Iterable[Path], needles: Mapping[str, bytes]) -> list[str]:
    """Give what was found, with the file it lies in. A file's name counts as much as its content."""
    hits = []
    for path in paths:
        held = str(path).encode() + b"\0" + path.read_bytes()
        hits += [f"{path.name}: {what}" for what, needle in needles.items() if needle in held]
    return hits


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A fresh installation in real time; the clock looks every second."""
    with a_town(tmp_path, tick_seconds=1) as fresh:
        yield fresh


@pytest.mark.parametrize("turn", range(16))
def test_the_scan_finds_what_was_planted(tmp_path: Path, turn: int) -> None:
    """Control: each form of a canary, amid other bytes in a file or in a database, is found."""
    canaries = Canaries()
    canaries.word("planted")
    assert len(canaries.needles) == 16
    how, form = list(canaries.needles.items())[turn]
    noise = random.Random(turn)
    (tmp_path / "a.log").write_bytes(noise.randbytes(5000) + form + noise.randbytes(5000))
    with sqlite3.connect(tmp_path / "b.db") as connection:
        connection.execute("CREATE TABLE t (x BLOB)")
        connection.execute("INSERT INTO t VALUES (?)", (noise.randbytes(100) + form,))
    connection.close()
    hits = found_in(files_of(tmp_path), canaries.needles)
    assert f"a.log: {how}" in hits
    assert f"b.db: {how}" in hits


@pytest.mark.parametrize("before", range(7))
def test_the_scan_finds_base64_at_any_place(tmp_path: Path, before: int) -> None:
    """Control: a canary inside something longer that was encoded whole is found."""
    canaries = Canaries()
    word = canaries.word("planted").encode()
    (tmp_path / "a.log").write_bytes(b64encode(bytes(before) + word + b"and more"))
    assert found_in(files_of(tmp_path), canaries.needles)


def a_report(town: Town, portal: Running, canaries: Canaries) -> str:
    """Send a report with a canary in every field and file, and one file taken back; give its code."""
    what = canaries.word("text") + "\næøå €\n" + canaries.word("second line")
    someone = Reporter(portal.port, {"relation": "employee", "what": what})
    for name in ("when", "where", "name", "contact"):
        someone.texts[name] = canaries.word(name)
    someone.begin()
    content = canaries.word("content").encode()
    someone.attach(
        Attachment.of(f"{canaries.word('file name')}.txt", content),
        Attachment.of(f"{canaries.word('long name')}.bin", random.Random(1).randbytes(150_000) + content * 9),
    )
    someone.attach(Attachment.of(canaries.word("taken back"), canaries.word("taken back too").encode() * 900))
    for each in someone.attached:
        canaries.file(each)
    fields = [*someone.texts.items(), *(("attached", each) for each in someone.attached)]
    step = f"/en/report/{someone.ticket}/files"
    answer = send_form(portal.port, step, [*fields, ("remove", someone.attached.pop())])
    assert [value for name, value in hidden(answer.text) if name == "attached"] == someone.attached
    someone.check()
    code = someone.send()
    canaries.code(code)
    assert someone.send() == code
    return code


def a_complaint(portal: Running, canaries: Canaries) -> str:
    """Send a complaint with a canary in every field; give its code."""
    names = ("unit", "what", "wish", "name", "address", "phone", "email")
    texts = {name: canaries.word(f"complaint {name}") for name in names}
    someone = Reporter(portal.port, texts, kind="complaint")
    someone.begin()
    someone.check()
    code = someone.send()
    canaries.code(code)
    return code


def mistakes(portal: Running, office: Running, canaries: Canaries) -> None:
    """Do what goes wrong: wrong addresses, codes, tickets, sizes and passphrases, with canaries all over."""
    line = Http(portal.port)
    word = canaries.word("address")
    headers = {"User-Agent": canaries.word("agent"), "X-Forwarded-For": canaries.word("forwarded")}
    headers |= {"Cookie": f"a={canaries.word('cookie')}", "Referer": f"http://x.test/{word}"}
    assert line.ask("GET", f"/en/{word}?q={word}", None, headers).status_code == 404
    forged = send_form(portal.port, f"/en/report/{word}/what", [("what", word)])
    assert "The page had been open for too long" in forged.text
    assert word in forged.text
    wrong = canaries.word("mistyped code")
    assert wrong in open_with_code(portal.port, wrong).text
    someone = Reporter(portal.port, {"what": canaries.word("too long") * 9000})
    someone.begin()
    assert (
        send_form(portal.port, f"/en/report/{someone.ticket}/what", [*someone.texts.items()]).status_code
        == 422
    )
    broken = f"--x\r\n{canaries.word('broken form')}\r\n\r\n".encode()
    kind = {"Content-Type": "multipart/form-data; boundary=x"}
    line.ask("POST", f"/en/report/{someone.ticket}/what", broken, kind)
    visitor = Http(office.port)
    assert visitor.ask("GET", f"/cases/{word}?q={word}", None, headers).status_code in (303, 401, 404)
    fields = {"name": "anna", "passphrase": canaries.word("mistyped passphrase"), "code": "000000"}
    visitor.post("/sign-in", data=fields, content_type="")


def is_acknowledged(town: Town) -> bool:
    """Whether the clock has acknowledged everything that came in."""
    with read(town.organisation.triage) as connection:
        came = cases.all_cases(connection, system_access())
        tags = [{each.tag for each in events.history(connection, row.handle)} for row in came]
    return bool(tags) and all("acknowledgement:given" in each for each in tags)


def the_unit_works(town: Town, office: Running, canaries: Canaries) -> None:
    """Open, read, bring a file down, write and decide at the office's pages, with canaries in every text."""
    bo = at_the_office(town, office, "bo")
    with read(town.organisation.triage) as connection:
        rows = {row.scheme: row for row in cases.all_cases(connection, system_access())}
    reference = rows["whistleblowing"].case_reference
    bo.get(f"/cases/{reference}")
    bo.follow(f"/cases/{reference}/open")
    assert canaries.told["text"].decode() in bo.words()
    link = bo.page.query_one(f'a[href*="/cases/{reference}/files/"]') if bo.page else None
    assert link is not None
    path = link.attrs["href"] or ""
    bo.get(path)
    assert canaries.told["content"] in bo.post(path).data
    bo.save(reference, "summary", item=canaries.word("summary"))
    bo.save(reference, "note", item=canaries.word("note"))
    note = f"/cases/{reference}/note"
    bo.get(note)
    kept = {"item": canaries.word("draft"), "kept_as": bo.value("kept_as")}
    bo.follow(f"{note}/draft", {**kept, "step": "keep"})
    bo.get(f"{note}?draft={kept['kept_as']}")
    assert bo.value_of("item") == kept["item"]
    bo.decide(reference, "message", item=canaries.word("answer"), asks="y")
    bo.get(f"/cases/{reference}/identity")
    bo.post(f"/cases/{reference}/identity", {"why": canaries.word("why the name")})
    assert canaries.told["name"].decode() in bo.words()
    bo.decide(reference, "scope", scope="within", reason_item=canaries.word("why within"))
    bo.get(f"/cases/{rows['complaints'].case_reference}")
    bo.follow(f"/cases/{rows['complaints'].case_reference}/open")
    assert canaries.told["complaint what"].decode() in bo.words()
    what_came_by_letter(town, bo, canaries)
    client = bo.client
    assert isinstance(client, Http)
    for number, cookie in enumerate(client.cookies.values()):
        canaries.told[f"session {number}"] = cookie.encode()


def what_came_by_letter(town: Town, bo: Browser, canaries: Canaries) -> None:
    """Register an inquiry and a report with files, each after it was refused once, and bring a file down."""
    client = bo.client
    assert isinstance(client, Http)
    day = str(town.now().date())
    mail = {"channel": "mail", "type": "orientation", "item": canaries.word("mail"), "step": "go_on"}
    letter = {"channel": "letter", "organisation_on": day, "office_on": day, "name": canaries.word("named")}
    for path, typed, missing in (
        ("/register/inquiry", mail, "summary_item"),
        ("/register/report", letter, "what"),
    ):
        content = canaries.word(f"enclosure {path}").encode()
        enclosure = Attachment.of(canaries.word(f"name of it {path}"), content * 9000)
        bo.get(path)
        fields = [*typed.items(), *((name, bo.value(name)) for name in ("csrf_token", "once", "kept_as"))]
        refused = send_form(client.port, path, fields, [enclosure], client=client)
        (carried,) = re.findall(r'name="attached"[^>]*value="([^"]+)"', refused.text)
        canaries.file(unescape(carried))
        fields += [("attached", unescape(carried)), (missing, canaries.word(f"line {path}"))]
        taken = send_form(client.port, path, fields, client=client)
        assert taken.status_code in (200, 303), taken.text
        if taken.status_code == 200:
            code = parse_receipt_code(parse(taken.text).query_one(".betro-code").to_text()).grouped
            canaries.code(code)
            continue
        bo.get(taken.headers["Location"])
        assert bo.page is not None
        link = str(bo.page.query_one('#content a[href*="/files/"]').attrs["href"])
        bo.get(link)
        assert bo.post(link).data == content * 9000


def seeds_and_phrases(town: Town, canaries: Canaries) -> None:
    """Keep what the ceremony and the people were told once."""
    canaries.told["root seed"] = town.founded.root_seed
    canaries.told["recovery seed"] = town.founded.recovery_seed
    with read(town.organisation.triage) as connection:
        query = select(person.c.sign_in_name, person.c.wrapped_seed)
        wrapped = {row.sign_in_name: row.wrapped_seed for row in connection.execute(query)}
    for each in town.founded.enrolled:
        name = each.person.sign_in_name
        canaries.told[f"passphrase of {name}"] = each.passphrase.encode()
        canaries.told[f"spoken passphrase of {name}"] = each.passphrase.replace("-", " ").encode()
        canaries.told[f"one-time secret of {name}"] = each.totp_secret.encode()
        canaries.told[f"raw one-time secret of {name}"] = b32decode(each.totp_secret)
        canaries.told[f"seed of {name}"] = unwrap(each.passphrase, wrapped[name])[:32]


def an_upload_cut_off(portal: Running, canaries: Canaries) -> None:
    """Kill the portal while a file with canaries is under way."""
    content = canaries.word("cut off").encode() * 100
    arrived = threading.Event()

    def endless() -> Iterator[bytes]:
        for number in range(4000):
            if number == 1000:
                arrived.set()
            yield content

    def send() -> None:
        someone = Reporter(portal.port, {"what": canaries.word("cut off text")})
        with suppress(*Broken):
            someone.begin()
            someone.attach(Attachment(canaries.word("cut off name"), len(content) * 4000, endless))

    sending = threading.Thread(target=send)
    sending.start()
    assert arrived.wait(PATIENCE)
    portal.kill()
    sending.join()


@pytest.mark.heavy
def test_nothing_told_in_confidence_lies_in_any_file(town: Town) -> None:
    """Reports, complaints, messages, files, mistakes, office work and kills: no database, log of writing,
    blob, mail, checkpoint, output or temporary file holds a word, a name, a code, a passphrase or a seed."""
    canaries = Canaries()
    seeds_and_phrases(town, canaries)
    portal, office, clock = (town.start(name) for name in ("portal", "office", "clock"))
    code = a_report(town, portal, canaries)
    a_complaint(portal, canaries)
    fetch(town.organisation, now=town.now())
    # What the clock adds while somebody writes is shown to her first.
    assert wait_for(lambda: is_acknowledged(town))
    the_unit_works(town, office, canaries)
    lower = open_with_code(portal.port, code.replace("-", "").lower())
    assert canaries.told["answer"].decode() in lower.text
    more = Attachment.of(canaries.word("second file"), canaries.word("second content").encode())
    assert write_more(portal.port, lower, canaries.word("message"), more).status_code == 200
    mistakes(portal, office, canaries)
    everywhere = (town.folder,)
    assert found_in(files_of(*everywhere), canaries.needles) == []
    an_upload_cut_off(portal, canaries)
    clock.kill()
    office.kill()
    town.let_go()
    assert found_in(files_of(*everywhere), canaries.needles) == []
    again = [town.start(name) for name in ("portal", "office", "clock")]
    assert canaries.told["message"].decode() in open_with_code(again[0].port, code).text
    for each in again:
        each.end()
    # A week on, every draft is reaped and every reminder asked for; in the slot after it the mail goes out.
    later = town.now() + timedelta(days=7)
    slot = next_slot(later, town.organisation.is_working_day, morning_only=True)
    for moment in (later, slot):
        believe(town.organisation, moment)
        assert tick(town.organisation, town.dependencies, now=moment, owner=b"l" * 16) == ()
    assert found_in(files_of(*everywhere), canaries.needles) == []
    kinds = {path.suffix or path.parent.name for path in files_of(*everywhere)}
    assert {".db", ".turn", ".log", ".json", ".key", ".eml"} <= kinds, kinds
    assert list(town.temporary.iterdir()) == []


def test_an_error_of_ours_logs_no_content(town: Town) -> None:
    """A portal whose database has no tables takes nothing, and its log says where and never what."""
    canaries = Canaries()
    portal = town.start("portal")
    someone = Reporter(portal.port, {"relation": "employee", "what": canaries.word("text")})
    someone.begin()
    someone.check()
    canaries.code(someone.code.grouped)
    mailbox = TICKET.findall(Http(portal.port).get("/en/mailbox/").text)[0]
    portal.kill()
    town.settings["intake_database"] = f"sqlite:///{town.home / 'intake' / 'empty.db'}"
    portal = town.start("portal")
    path = f"/en/report/{someone.ticket}"
    assert send_form(portal.port, f"{path}/check", someone.form).status_code == 503
    file = Attachment.of(canaries.word("file name"), canaries.word("content").encode())
    assert send_form(portal.port, f"{path}/files", someone.form, [file]).status_code == 422
    asked = [("code", someone.code.grouped)]
    assert send_form(portal.port, f"/en/mailbox/{mailbox}/open", asked).status_code == 503
    portal.kill()
    said = portal.log.read_text()
    assert said.count("OperationalError") == 2
    assert found_in(files_of(town.folder), canaries.needles) == []
