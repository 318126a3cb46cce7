"""
A large file up through the portal and down from the office, each piece compared with what came in, beside the
same bytes through the same server, written and read in plain: as ratios, with the worst of the memory.

`BETRO_BENCH_MIB` says how large it is; 2,048 where it says nothing.
"""

import os
import time
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from urllib.parse import urlencode

from intake.clock import COPENHAGEN
from tests.bench.portal import serve
from tests.integration.test_big_upload import Watch
from tests.process import Town, a_town, at_the_office
from tests.reporter import Attachment, Http, Reporter, send_form
from triage.services.clock.receive import fetch
from triage.store import cases
from triage.store.visibility import system_access

MIB = 1024 * 1024
SIZE = int(os.environ.get("BETRO_BENCH_MIB", "2048"))
NAME = "stor.bin"


def upload(folder: Path) -> dict[str, object]:
    """Measure both ways, the plain one first."""
    plain = _plain(folder / "plain.bin")
    with a_town(folder / "betro", upload_limit_mib=SIZE + 64) as town:
        portal = town.start("portal")
        someone = Reporter(
            portal.port, {"relation": "employee", "what": "Se bilaget.", "name": "", "contact": ""}
        )
        someone.begin()
        with Watch.over(portal.worker) as above:
            up = _seconds(lambda: someone.attach(Attachment(NAME, SIZE * MIB, _pieces)))
        someone.check()
        someone.send()
        portal.end()
        down, below = _downloaded(town)
    return {
        "mib": SIZE,
        "upload": {"seconds": round(up, 1), "ratio": round(up / plain[0], 2), "memory_mib": _mib(above)},
        "download": {
            "seconds": round(down, 1),
            "ratio": round(down / plain[1], 2),
            "memory_mib": _mib(below),
        },
    }


def _pieces() -> Iterator[bytes]:
    piece = os.urandom(MIB - 8)
    for number in range(SIZE):
        yield piece + number.to_bytes(8, "big")


def _seconds(done: Callable[[], object]) -> float:
    began = time.perf_counter()
    done()
    return time.perf_counter() - began


def _mib(watch: Watch) -> float:
    return round(watch.growth / MIB, 1)


def _plain(path: Path) -> tuple[float, float]:
    """Give the seconds that the same bytes take in plain, up and down."""
    with serve("tests.bench.floor:create_plain", {"BETRO_BENCH_FILE": str(path.resolve())}) as port:
        attachment = Attachment(NAME, SIZE * MIB, _pieces)
        up = _seconds(lambda: send_form(port, "/", [], [attachment]))
        down = _seconds(lambda: _drained(Http(port), "GET", "/", None, {}))
    path.unlink()
    return up, down


def _drained(client: Http, method: str, path: str, body: bytes | None, headers: dict[str, str]) -> None:
    with client.asked(method, path, body, headers) as response:
        if response.status != 200:
            raise RuntimeError(f"{path} was answered {response.status}")
        while response.read(MIB):
            pass


def _downloaded(town: Town) -> tuple[float, Watch]:
    fetch(town.organisation, now=datetime.now(COPENHAGEN))
    office = town.start("office")
    anna = at_the_office(town, office)
    with town.organisation.triage.connect() as connection:
        (row,) = cases.all_cases(connection, system_access())
    anna.get(f"/cases/{row.case_reference}")
    anna.follow(f"/cases/{row.case_reference}/open")
    (link,) = anna.page.query('a[href*="/files/"]') if anna.page is not None else ()
    path = str(link.attrs["href"])
    anna.get(path)
    fields = urlencode({"csrf_token": anna.value("csrf_token")}).encode()
    headers = {"Content-Type": "application/x-www-form-urlencoded", "Sec-Fetch-Site": "same-origin"}
    client = anna.client
    assert isinstance(client, Http)
    with Watch.over(office.worker) as watch:
        took = _seconds(lambda: _drained(client, "POST", path, fields, headers))
    return took, watch
