"""
`make bench`: what sealing costs, as ratios to a floor measured in the same run, and what a tick of the clock
costs when a million deadlines are open, and counting those of 100,000 cases anew. Prints JSON.
`make bench ARGS=clock` measures that part alone.

No figure is asserted anywhere: machines differ, and a timed test is a coin toss.
"""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from crypto.envelope import new_id
from intake.clock import SystemClock
from tests.bench.clock import clock
from tests.bench.journeys import Browser, come_back, floor_submission, static_pages, submission
from tests.bench.recompute import recompute
from triage.cases.permissions import Role
from triage.cli.processes import answers, free_port, granian
from triage.clock.dependencies import dependencies_of
from triage.services.clock.tick import tick
from triage.services.people.enrol import NewPerson
from triage.services.people.provision import found, open_installation
from triage.settings import load_clock

CLIENTS = 4
SECONDS = float(os.environ.get("BETRO_BENCH_SECONDS", "8"))
RETURNS = 60


def main(chosen: Sequence[str]) -> None:
    """Measure the parts that are *chosen*, or all, and print."""
    if unknown := set(chosen) - set(PARTS):
        sys.exit(f"unknown: {', '.join(sorted(unknown))}; the parts are {', '.join(PARTS)}")
    var = Path("var/bench")
    var.mkdir(parents=True, exist_ok=True)
    measured: dict[str, object] = {}
    for name, part in PARTS.items():
        if not chosen or name in chosen:
            with tempfile.TemporaryDirectory(dir=var) as folder:
                measured[name] = part(Path(folder))
    print(json.dumps(measured, indent=1))


def portal(folder: Path) -> dict[str, object]:
    """
    Measure a submission against a bare form, and coming back with a code against two pages that open nothing.
    """
    settings = installation(folder / "town", SystemClock().now())
    betro_portal = serve("intake.web:from_environment", {"BETRO_SETTINGS": str(settings)})
    plain = f"sqlite:///{(folder / 'floor.db').resolve()}"
    floor = serve("tests.bench.floor:create", {"BETRO_BENCH_DATABASE": plain})
    with betro_portal as portal_port, floor as floor_port:
        # Floor, Betro, floor: the floor's two rounds show how much the machine itself wavers.
        before = throughput(floor_port, floor_submission)
        betro = throughput(portal_port, lambda browser: submission(browser) and None)
        after = throughput(floor_port, floor_submission)
        back, still = returns(portal_port)
    base = statistics.mean((before, after))
    return {
        "submission_journey": {
            "betro_per_second": round(betro, 1),
            "floor_per_second": [round(before, 1), round(after, 1)],
            "ratio": round(betro / base, 3),
            "betro_requests": 7,
            "floor_requests": 2,
            "ratio_per_request": round(betro * 7 / (base * 2), 3),
        },
        "return_with_code": {
            "median_ms": round(back * 1000, 2),
            "two_static_pages_median_ms": round(still * 1000, 2),
            "ratio": round(back / still, 2),
        },
        "clients": CLIENTS,
        "seconds_each": SECONDS,
    }


def installation(folder: Path, now: datetime) -> Path:
    """Found an installation and let the clock publish its dates; give its settings file."""
    first = [NewPerson("first", "First", Role.ADVISOR), NewPerson("second", "Second", Role.ADVISOR)]
    made = found(folder, mode="test", names=("Egeby", "Egeby"), first=first, today=now.date())
    hands = dependencies_of(load_clock({"BETRO_SETTINGS": str(made.settings)}))
    tick(open_installation(made.settings), hands, now=now, owner=new_id())
    return made.settings


@contextmanager
def serve(factory: str, environment: dict[str, str]) -> Iterator[int]:
    """Serve an app with the server, the workers and the threads that a real installation has."""
    port = free_port()
    with subprocess.Popen(granian(factory, port, workers=1), env={**os.environ, **environment}) as process:
        try:
            if not answers(port, within=30):
                sys.exit(f"{factory} did not start")
            yield port
        finally:
            process.terminate()


def throughput(port: int, journey: Callable[[Browser], None]) -> float:
    """Give whole journeys per second of a few clients that never rest."""
    done = [0] * CLIENTS
    until = time.monotonic() + SECONDS

    def client(number: int) -> None:
        browser = Browser(port)
        while time.monotonic() < until:
            journey(browser)
            done[number] += 1

    started = time.monotonic()
    threads = [threading.Thread(target=client, args=(number,)) for number in range(CLIENTS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(done) / (time.monotonic() - started)


def returns(port: int) -> tuple[float, float]:
    """Give the median seconds of coming back with a code, and of two pages that open nothing."""
    browser = Browser(port)
    code = submission(browser)
    back, still = [], []
    for _ in range(RETURNS):
        started = time.perf_counter()
        come_back(browser, code)
        middle = time.perf_counter()
        static_pages(browser)
        back.append(middle - started)
        still.append(time.perf_counter() - middle)
    return statistics.median(back), statistics.median(still)


PARTS: Mapping[str, Callable[[Path], dict[str, object]]] = {
    "portal": portal,
    "clock": clock,
    "recompute": recompute,
}

if __name__ == "__main__":
    main(sys.argv[1:])
