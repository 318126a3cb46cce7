"""
What the portal's pages cost beside a bare form, both served as systemd serves the portal.

Floor and Betro take turns, so that a slow moment of the machine falls on both.
"""

import os
import statistics
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from subprocess import Popen

from flask import Flask
from flask.testing import FlaskClient

from crypto.envelope import new_id
from intake.clock import SystemClock
from intake.own_memory import overwriting
from intake.page.serve import granian
from intake.settings import load_portal
from intake.web import create_app
from tests.bench.journeys import (
    TEXT_PAGES,
    Browser,
    Connection,
    come_back,
    floor_submission,
    front,
    submission,
)
from tests.bench.profiled import profiled
from tests.process import free_port
from triage.cases.roles import Role
from triage.cli.processes import answers
from triage.clock.dependencies import dependencies_of
from triage.services.clock.tick import tick
from triage.services.people.enrol import NewPerson
from triage.services.people.provision import install, open_installation
from triage.settings import load_clock

WORKERS = 2
CLIENTS = 8
SECONDS = float(os.environ.get("BETRO_BENCH_SECONDS", "3"))
ROUNDS = int(os.environ.get("BETRO_BENCH_ROUNDS", "6"))
JOURNEYS = 10
"""So many journeys of one visitor in each round."""

Took = dict[str, list[float]]


class Inside:
    """Requests to an app in this process, without a server."""

    def __init__(self, app: Flask) -> None:
        self._client: FlaskClient = app.test_client(use_cookies=False)

    def answer(self, method: str, path: str, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        """Give status and body of the answer."""
        response = self._client.open(path, method=method, data=body, headers=headers)
        return response.status_code, response.data


def portal(folder: Path) -> dict[str, object]:
    """
    Measure every page of a submission and of a return, and whole submissions of one visitor and of many.
    """
    settings = installation(folder / "town", SystemClock().now())
    database = f"sqlite:///{(folder / 'floor.db').resolve()}"
    served = (
        serve("tests.bench.floor:create", {"BETRO_BENCH_DATABASE": database}),
        serve("intake.web:from_environment", {"BETRO_SETTINGS": str(settings)}),
    )
    with served[0] as floor_port, served[1] as port:
        floor, betro, whole = _in_turn(Browser(Connection(floor_port)), Browser(Connection(port)))
        rates = _many_visitors(floor_port, port)
    return {
        "pages": {name: _milliseconds(times) for name, times in betro.items()},
        "floor": {name: _milliseconds(times) for name, times in floor.items()},
        "text_page_to_bare_form": round(_text_page(betro) / statistics.median(floor["form"]), 2),
        "sending_to_bare_sending": _ratio(betro["sending"], floor["sending"]),
        "return_to_bare_form": _ratio(betro["mailbox"], floor["form"]),
        "submission_of_one_visitor": {
            **{name: _milliseconds(times) for name, times in whole.items()},
            "ratio": _ratio(whole["betro"], whole["floor"]),
        },
        "submissions_per_second": {
            **{name: round(statistics.median(each), 1) for name, each in rates.items()},
            "ratio": round(statistics.median(rates["betro"]) / statistics.median(rates["floor"]), 3),
        },
        "workers": WORKERS,
        "clients": CLIENTS,
        "rounds": ROUNDS,
    }


def profile(folder: Path) -> dict[str, object]:
    """Give the functions in which a submission spends most, as milliseconds of their own in one journey."""
    settings = load_portal({"BETRO_SETTINGS": str(installation(folder / "town", SystemClock().now()))})
    browser = Browser(Inside(create_app(settings, settings.clock)))
    submission(browser)
    return profiled(lambda: submission(browser), JOURNEYS)


def _in_turn(floor: Browser, betro: Browser) -> tuple[Took, Took, Took]:
    """Let both browsers go through their journeys in turn; the first round only warms up."""
    whole: Took = defaultdict(list)
    for number in range(ROUNDS + 1):
        # Each several times in a row: the first request after a pause waits for the machine to wake.
        for _ in range(JOURNEYS):
            with _timed(whole["floor"]):
                floor_submission(floor)
        for _ in range(JOURNEYS):
            with _timed(whole["betro"]):
                code = submission(betro)
            come_back(betro, code)
            front(betro)
        if number == 0:
            for took in (whole, floor.took, betro.took):
                took.clear()
    return floor.took, betro.took, whole


@contextmanager
def _timed(times: list[float]) -> Iterator[None]:
    started = time.perf_counter()
    yield
    times.append(time.perf_counter() - started)


def _many_visitors(floor_port: int, port: int) -> dict[str, list[float]]:
    rates: dict[str, list[float]] = {"floor": [], "betro": []}
    for _ in range(ROUNDS):
        rates["floor"].append(throughput(floor_port, floor_submission))
        rates["betro"].append(throughput(port, submission))
    return rates


def _text_page(took: Took) -> float:
    return statistics.mean(statistics.median(took[name]) for name in TEXT_PAGES)


def _ratio(ours: list[float], theirs: list[float]) -> float:
    return round(statistics.median(ours) / statistics.median(theirs), 2)


def _milliseconds(times: list[float]) -> Mapping[str, float]:
    p95 = statistics.quantiles(times, n=20)[-1]
    return {"median_ms": round(statistics.median(times) * 1000, 2), "p95_ms": round(p95 * 1000, 2)}


def installation(folder: Path, now: datetime) -> Path:
    """Found an installation and let the clock publish its dates; give its settings file."""
    first = [NewPerson("first", "First", Role.ADVISOR), NewPerson("second", "Second", Role.ADVISOR)]
    made = install(folder, mode="test", names=("Egeby", "Egeby"), first=first, today=now.date())
    dependencies = dependencies_of(load_clock({"BETRO_SETTINGS": str(made.settings)}))
    tick(open_installation(made.settings), dependencies, now=now, owner=new_id())
    return made.settings


@contextmanager
def serve(factory: str, environment: dict[str, str]) -> Iterator[int]:
    """Serve an app with the server, the workers and the threads that a real installation has."""
    port = free_port()
    with Popen(
        granian(factory, "--host", "127.0.0.1", "--port", str(port), "--workers", str(WORKERS)),
        env={**(overwriting(os.environ) if factory.startswith("intake") else os.environ), **environment},
    ) as process:
        try:
            if not answers(port, within=30):
                sys.exit(f"{factory} did not start")
            yield port
        finally:
            process.terminate()


def throughput(port: int, journey: Callable[[Browser], object]) -> float:
    """Give whole journeys per second of a few clients that never rest."""
    done = [0] * CLIENTS
    until = time.monotonic() + SECONDS

    def client(number: int) -> None:
        browser = Browser(Connection(port))
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
