"""
What the office's front page, its lists and a case cost beside a bare page, with few and very many cases.

Everything runs in this process, in one thread: what the server adds is the same for both. The time of the
processor stands beside that of the wall, because a busy machine makes only the latter longer.
"""

import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event
from werkzeug.test import TestResponse

from intake.clock import COPENHAGEN
from tests.bench.many import copies
from tests.bench.profiled import profiled
from tests.office import BASE, Browser, OfficeWorld, found_office
from triage.store import cases
from triage.store.visibility import system_access

NOW = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
SIZES = (2_250, 20_000)
ROUNDS = 40
WARMING = 2
PAGES = {
    "today": "/",
    "list": "/cases",
    "list_of_a_state": "/cases?state=new",
    "waiting": "/cases?show=waiting",
    "all": "/cases?show=all",
}
SHARES = {"new": 0.2, "unopened": 0.1, "in_hand": 0.4, "waiting": 0.3}
"""How the many cases stand."""


def office(folder: Path) -> dict[str, object]:
    """Measure each page at each size in turn with the floor, and say where the day's page spends most."""
    measured: dict[str, object] = {}
    for size in SIZES:
        world = office_with(folder / str(size), size)
        anna = world.signed_in("anna")
        summarise(anna)
        pages = {**PAGES, "case": f"/cases/{_references(anna, PAGES['list'])[0]}"}
        measured[str(size)] = {
            **{name: _measure(world, anna, path) for name, path in pages.items()},
            "profile_of_today": profiled(lambda anna=anna: _answer(anna, PAGES["today"]), ROUNDS),
        }
    return measured


def office_with(folder: Path, size: int) -> OfficeWorld:
    """Found an office with so many cases: four are lived through, the rest are copies of these."""
    world = found_office(folder, NOW - timedelta(days=45), automatic_acknowledgement=False)
    lived = _live_through(world)
    beginning = 0
    for name, handle in lived.items():
        count = round((size - len(lived)) * SHARES[name])
        copies(Path(str(world.organisation.triage.url.database)), handle, count, beginning=beginning)
        beginning += count
    return world


def _live_through(world: OfficeWorld) -> dict[str, bytes]:
    lived: dict[str, bytes] = {}
    for name, age in (("in_hand", 40), ("waiting", 30), ("unopened", 9), ("new", 0)):
        world.clock.on(NOW.date() - timedelta(days=age), 9)
        world.send()
        with world.organisation.triage.connect() as connection:
            (row,) = (
                each
                for each in cases.all_cases(connection, system_access())
                if each.handle not in lived.values()
            )
        lived[name] = row.handle
        if name in {"in_hand", "waiting"}:
            anna = world.signed_in("anna")
            anna.get(f"/cases/{row.case_reference}")
            anna.follow(f"/cases/{row.case_reference}/open")
            answer = {"in_hand": "within", "waiting": "awaiting_information"}[name]
            anna.decide(row.case_reference, "scope", scope=answer, reason_item="Som det ser ud.")
    world.clock.on(date(NOW.year, NOW.month, NOW.day), 9)
    return lived


def summarise(anna: Browser) -> None:
    """Write a summary of every case that a measured page shows, so that each line has one to open."""
    for reference in sorted({each for path in PAGES.values() for each in _references(anna, path)}):
        anna.save(reference, "summary", item=f"Sagen {reference} handler om et udbud")


def _references(anna: Browser, path: str) -> list[str]:
    return [link.attrs["href"].split("/")[2] for link in anna.get(path).query('a[href^="/cases/"]')]


def _measure(world: OfficeWorld, anna: Browser, path: str) -> dict[str, object]:
    floor, page = _Took(), _Took()
    bare = Flask("floor")
    bare.add_url_rule("/", "floor", lambda: "<!doctype html><title>x</title><p>x")
    visitor = bare.test_client()
    for number in range(ROUNDS + WARMING):
        if number == WARMING:
            floor, page = _Took(), _Took()
        with floor.timed():
            visitor.get("/", base_url=BASE)
        with page.timed():
            _answer(anna, path)
    with asked(world) as said:
        answer = _answer(anna, path)
    return {
        "wall_ms": _figures(page.wall),
        "cpu_ms": _figures(page.cpu),
        "times_the_floor": round(statistics.median(page.cpu) / statistics.median(floor.cpu), 1),
        "kilobytes": round(len(answer.data) / 1000),
        "queries": len(said),
    }


def _answer(anna: Browser, path: str) -> TestResponse:
    answer = anna.client.get(path, base_url=BASE)
    if answer.status_code != HTTPStatus.OK:
        raise RuntimeError(f"{path} answered {answer.status_code}")
    return answer


@dataclass
class _Took:
    """The seconds of many requests, on the wall and of the processor."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @contextmanager
    def timed(self) -> Iterator[None]:
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.wall.append(time.perf_counter() - wall)
        self.cpu.append(time.process_time() - cpu)


def _figures(seconds: list[float]) -> dict[str, float]:
    *_, p95 = statistics.quantiles(seconds, n=20)
    return {"median": round(statistics.median(seconds) * 1000, 1), "p95": round(p95 * 1000, 1)}


@contextmanager
def asked(world: OfficeWorld) -> Iterator[list[str]]:
    """Write down every statement that both databases are asked."""
    said: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        said.append(statement)

    engines = (world.organisation.triage, world.organisation.intake)
    for engine in engines:
        event.listen(engine, "before_cursor_execute", note)
    try:
        yield said
    finally:
        for engine in engines:
            event.remove(engine, "before_cursor_execute", note)
