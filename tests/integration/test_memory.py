"""
What lingers in the memory of real processes, and who may look there.

`deploy/THREAT_MODEL.md` names the bounds that stand here.
"""

import hashlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPException
from pathlib import Path

import psutil
import pytest

from crypto import labels
from crypto.hazmat import kdf
from crypto.identities import SEED_BYTES
from crypto.passphrase import unwrap
from intake.store.engine import read
from tests.integration.test_processes import BEGUN, a_slow_body
from tests.live_memory import forms_of, lingering, may_be_read
from tests.patience import wait_for
from tests.process import Running, Town, a_town, at_the_office
from tests.reporter import HOST, Http, Reporter, open_with_code, write_more
from triage.services.clock.receive import fetch
from triage.store import people

ROOT = Path(__file__).parents[2]
FURTHER = 60
MOST = 2
"""So often what somebody wrote may still stand there after so many further requests."""
FIRST, NAME, MORE, PLANTED = "Kvartalsbonus7391", "Wilhelmine8842", "Tilfoejelse5521", "Halvtsendt6634"
FACTORIES = {
    "portal": "from intake.web import from_environment; from_environment()",
    "office": "from triage.office import from_environment; from_environment()",
    "clock": "from triage.clock import start as it; it.run = lambda *_, **__: None; it.start()",
}
MANY = 40 * 1024 * 1024
HOLDS = f"""\
import sys
word = sys.stdin.readline().strip()
texts = [word, word + chr(0x2014), word + chr(0x1F426)]
many = bytearray((word[::-1] * ({MANY} // len(word))).encode())
print("held", flush=True)
sys.stdin.readline()
"""
"""A process that holds what it is told as a text of one, two and four bytes, and backwards in many places."""
only_linux = pytest.mark.skipif(sys.platform != "linux", reason="only Linux has it")


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A fresh installation in real time."""
    with a_town(tmp_path) as fresh:
        yield fresh


@pytest.fixture
def open_town(town: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Town:
    """One whose processes let their parent look, who need not be root then; all else is as it runs."""
    first = tmp_path / "first"
    first.mkdir()
    # Python imports this before anything else.
    line = "import intake.own_memory as memory; memory.close_memory = lambda: True\n"
    (first / "sitecustomize.py").write_text(line, encoding="utf-8")
    monkeypatch.setenv("PYTHONPATH", f"{first}{os.pathsep}{ROOT}")
    return town


def a_report(portal: Running) -> Reporter:
    """Send a report with a name."""
    told = f"Lederen gav {FIRST} \N{EM DASH} penge. "
    someone = Reporter(
        portal.port, {"relation": "employee", "what": told, "name": f"{NAME} Navn", "contact": ""}
    )
    someone.begin()
    someone.check()
    someone.send()
    return someone


def look_about(port: int, pages: tuple[str, ...]) -> None:
    """Send so many further requests, of others."""
    for number in range(FURTHER):
        assert Http(port).get(pages[number % len(pages)]).status_code == 200


def require_readable(process: psutil.Process) -> None:
    """Say why nothing can be seen, where the machine forbids to look."""
    if may_be_read(process):
        return
    why = "this machine lets nobody look into a process: run as root, or where ptrace is allowed"
    if os.environ.get("CI") == "true":
        pytest.fail(f"{why}; nothing else shows what lingers there")
    pytest.skip(why)


def find_what_is_half_sent(portal: Running) -> None:
    """Plant a word in the worker of the portal, by a form that is under way, and see that it is found."""
    someone = Reporter(portal.port, {})
    someone.begin()
    body = f"what={PLANTED}"
    with socket.create_connection((HOST, portal.port)) as line:
        line.sendall(
            f"POST /en/report/{someone.ticket}/what HTTP/1.1\r\nHost: {HOST}\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n"
            f"Content-Length: {len(body) + 1000}\r\n\r\n{body}".encode()
        )
        wanted = {"planted": forms_of(PLANTED)}
        assert wait_for(lambda: any(lingering(each, wanted)["planted"] for each in portal.family))


@only_linux
def test_whoever_looks_finds_each_form_of_a_word_and_every_place_of_it() -> None:
    """In a process that holds it as a text of one, two and four bytes, and over more than one piece."""
    word, other = "Plantet0517", "Fremmed2290"
    with subprocess.Popen(
        [sys.executable, "-c", HOLDS], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(f"{word}\n")
        process.stdin.flush()
        assert process.stdout.readline() == "held\n"
        forms = dict(zip(("one", "two", "four"), ((each,) for each in forms_of(word)), strict=True))
        wanted = {**forms, "many": (word[::-1].encode(),), "other": forms_of(other)}
        found = lingering(psutil.Process(process.pid), wanted)
        process.stdin.close()
    assert found.pop("other") == 0
    assert found.pop("many") >= MANY // len(word)
    assert min(found.values()) > 0, found


@only_linux
def test_after_sixty_more_requests_hardly_a_word_or_a_code_is_in_the_memory_of_the_portal(
    open_town: Town,
) -> None:
    """
    A report, a name, a message and the code that opened the mailbox: what is given back is overwritten, and
    what a form that breaks off had brought.
    """
    portal = open_town.start("portal")
    require_readable(portal.worker)
    find_what_is_half_sent(portal)
    code = a_report(portal).code
    mailbox = open_with_code(portal.port, code.grouped)
    assert write_more(portal.port, mailbox, f"Endnu {MORE} ord").status_code == 200
    look_about(portal.port, ("/en/", "/da/", "/en/report/", "/en/mailbox/"))

    wanted = {
        **{words: forms_of(words) for words in (FIRST, NAME, MORE, PLANTED)},
        "code": (*forms_of(code.grouped), *forms_of(code.symbols)),
        "secret": (code.secret,),
    }
    for process in portal.family:
        found = lingering(process, wanted)
        assert max(found.values()) <= MOST, found


@only_linux
def test_after_signing_out_the_memory_of_the_office_holds_no_seed_and_no_passphrase(open_town: Town) -> None:
    """Nor more than a trace of what was read there; all of it was found before."""
    town = open_town
    portal, office = town.start("portal"), town.start("office")
    require_readable(office.worker)
    a_report(portal)
    anna, told = town.person("anna"), town.person("anna").passphrase
    fetch(town.organisation, now=town.now())
    with read(town.organisation.triage) as connection:
        row = next(each for each in people.people(connection) if each.handle == anna.handle)
    seed = unwrap(told, row.wrapped_seed)
    expanded = hashlib.shake_256(kdf.derive(seed[:SEED_BYTES], labels.IDENTITY_KEM)).digest(96)
    wanted = {
        "passphrase": forms_of(told),
        "seed": (seed[:SEED_BYTES],),
        "opens": (expanded[:32], expanded[64:]),
        "signs": (kdf.derive(seed[:SEED_BYTES], labels.IDENTITY_SIGN),),
        "totp": (seed[SEED_BYTES:],),
        "first": forms_of(FIRST),
    }
    browser = at_the_office(town, office)
    browser.open_case()
    assert FIRST in browser.words()
    before = lingering(office.worker, wanted)
    # The seed itself goes at once; what was made of it stays as long as the session.
    assert min(before[each] for each in ("opens", "signs", "totp")) > 0, before
    assert before["first"] > 0, before
    browser.post("/sign-out")
    look_about(office.port, ("/sign-in",))

    found = lingering(office.worker, wanted)
    assert found.pop("first") <= MOST
    assert set(found.values()) == {0}, found


@only_linux
@pytest.mark.parametrize("name", FACTORIES)
def test_no_other_process_of_the_same_user_may_read_the_memory_of_a_service(town: Town, name: str) -> None:
    """Each of the three asks the kernel for it as it begins, `make run` or not; so there is no core dump."""
    ask = "import ctypes; print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))"  # PR_GET_DUMPABLE
    done = subprocess.run(
        [sys.executable, "-c", f"{FACTORIES[name]}; {ask}"],
        env=town.environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "0\n"


def test_a_worker_that_is_replaced_ends_the_upload_that_is_under_way(town: Town) -> None:
    """Another answers meanwhile, and the earlier one goes when the sender is done."""
    portal = town.start("portal")
    earlier = portal.worker
    with a_slow_body(portal) as line:
        portal.process.send_signal(signal.SIGHUP)
        assert wait_for(lambda: not is_listening(earlier))
        assert wait_for(lambda: is_answered(portal))
        assert portal.worker.pid != earlier.pid
        assert earlier.is_running()
        line.sendall(b"x" * (1_000_000 - len(BEGUN)))
        assert line.recv(64).startswith(b"HTTP/1.1 ")
    assert wait_for(lambda: not earlier.is_running())
    assert portal.end() == 0


def is_answered(portal: Running) -> bool:
    """Say whether a page is answered; what was waiting at a worker that listens no more is not."""
    with suppress(OSError, HTTPException):
        return Http(portal.port).get("/en/").status_code == 200
    return False


def is_listening(process: psutil.Process) -> bool:
    """Say whether a process takes new connections."""
    return any(each.status == psutil.CONN_LISTEN for each in process.net_connections())


def test_the_portal_renews_its_workers_and_the_office_never_does(town: Town) -> None:
    """Whoever is signed in lives in the memory of the office's one worker."""
    portal, office = (psutil.Process(town.start(name).process.pid).cmdline() for name in ("portal", "office"))
    assert portal[portal.index("--workers-lifetime") + 1] == "1800"
    assert "--workers-lifetime" not in office


def test_a_portal_whose_settings_were_broken_meanwhile_goes_on(town: Town) -> None:
    """The next worker does not begin, so the earlier one stays; put right, it is replaced as ever."""
    portal, settings = town.start("portal"), town.founded.settings
    earlier, right = portal.worker, settings.read_text(encoding="utf-8")
    settings.write_text(right + "no_such_key = 1\n", encoding="utf-8")
    portal.process.send_signal(signal.SIGHUP)
    assert wait_for(lambda: "the earlier one goes on" in portal.log.read_text(encoding="utf-8"))
    assert Http(portal.port).get("/en/").status_code == 200
    assert portal.worker == earlier

    settings.write_text(right, encoding="utf-8")
    portal.process.send_signal(signal.SIGHUP)
    assert wait_for(lambda: not earlier.is_running())
    assert Http(portal.port).get("/en/").status_code == 200
    assert portal.end() == 0
