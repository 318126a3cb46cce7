"""
What the office's front page and its lists cost, with few cases and with very many, beside a bare page.

Everything runs in this process: what the server adds is the same for both.
"""

import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import event

from intake.clock import COPENHAGEN
from tests.bench.many import copies
from tests.office import BASE, Browser, OfficeWorld, found_office
from triage.store import cases
from triage.store.visibility import system_access

NOW = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
SIZES = (2_250, 20_000)
ROUNDS = 40
PAGES = {
    "today": "/",
    "list": "/cases",
    "list_of_a_state": "/cases?state=new",
    "waiting": "/cases?show=waiting",
}
SHARES = {"new": 0.2, "unopened": 0.1, "in_hand": 0.4, "waiting": 0.3}
"""How the many cases stand."""


def office(folder: Path) -> dict[str, object]:
    """Measure each page at each size in turn with the floor."""
    floor = _floor()
    measured: dict[str, object] = {}
    for size in SIZES:
        world = office_with(folder / str(size), size)
        anna = world.signed_in("anna")
        summarise(anna)
        measured[str(size)] = {name: _measure(world, anna, path, floor) for name, path in PAGES.items()}
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
    shown = {path: anna.get(path).query('a[href^="/cases/"]') for path in PAGES.values()}
    found = {link.attrs["href"].split("/")[2] for links in shown.values() for link in links}
    for reference in sorted(found):
        anna.save(reference, "summary", item=f"Sagen {reference} handler om et udbud")


def _floor() -> Callable[[], float]:
    app = Flask("floor")
    app.add_url_rule("/", "floor", lambda: "<!doctype html><title>x</title><p>x")
    client = app.test_client()
    return lambda: _seconds(lambda: client.get("/", base_url=BASE))


def _measure(world: OfficeWorld, anna: Browser, path: str, floor: Callable[[], float]) -> dict[str, object]:
    took: list[float] = []
    bare: list[float] = []
    for number in range(ROUNDS + 2):
        bare.append(floor())
        seconds = _seconds(lambda: anna.client.get(path, base_url=BASE))
        if number > 1:
            took.append(seconds)
    with asked(world) as said:
        answer = anna.client.get(path, base_url=BASE)
    took.sort()
    median = statistics.median(took)
    return {
        "median_ms": round(median * 1000, 1),
        "p95_ms": round(took[int(len(took) * 0.95)] * 1000, 1),
        "times_the_floor": round(median / statistics.median(bare), 1),
        "kilobytes": round(len(answer.data) / 1000),
        "queries": len(said),
    }


def _seconds(ask: Callable[[], Any]) -> float:
    started = time.perf_counter()
    ask()
    return time.perf_counter() - started


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
