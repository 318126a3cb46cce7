"""
What the office's pages cost with a hundred and with a hundred thousand cases: new inquiry, the day, the lists
and a case, beside a bare form; and how large its pages are.

Everything runs in this process, in one thread: what the server adds is the same for all. The time of the
processor stands beside that of the wall, because a busy machine makes only the latter longer. Both sizes and
the floor take turns, so that a slow moment falls on each.
"""

import statistics
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from typing import Any

from werkzeug.test import TestResponse

from tests.bench.floor import bare
from tests.bench.offices import CALL, WORDS, asked, lived_office
from tests.bench.profiled import profiled
from tests.bench.sizes import largest
from tests.office import BASE

SIZES = (100, 100_000)
ROUNDS = 40
WARMING = 2
PAGES = {
    "new_inquiry": "/register/inquiry",
    "today": "/",
    "list": "/cases",
    "list_of_a_state": "/cases?state=new",
    "waiting": "/cases?show=waiting",
    "all": "/cases?show=all",
    "closed": "/cases?show=closed",
    "by_unit": "/cases?sort=unit&show=all",
}
REGISTERED = "new_inquiry_registered"
WANTED = {"ratio_at_most": 1.5, "milliseconds_below": 100, "largest_page_below_bytes": 100_000}


def office(folder: Path) -> dict[str, object]:
    """Measure each page at both sizes in turn with the floor; and say what is large, and where time goes."""
    started = time.perf_counter()
    towns = {size: _Town(folder / str(size), size) for size in SIZES}
    filled, floor = time.perf_counter() - started, _Bare(folder / "floor.db")
    pages = {name: _compared(towns, floor, name) for name in (*PAGES, "case", REGISTERED)}
    many = towns[SIZES[-1]]
    return {
        "seconds_to_fill": round(filled, 1),
        "wanted": WANTED,
        "highest_ratio": max(page["ratio"] for page in pages.values()),
        "highest_median_ms": max(page["many"]["wall_ms"]["median"] for page in pages.values()),
        "largest_pages": largest(many.anna),
        "pages": pages,
        "profiles": {
            name: profiled(lambda name=name: many.once(name, _Took()), ROUNDS)
            for name in ("today", REGISTERED)
        },
    }


class _Town:
    """An office with so many cases, and what an adviser does in it."""

    def __init__(self, folder: Path, size: int) -> None:
        self.world, lived = lived_office(folder, size)
        self.anna = self.world.signed_in("anna")
        self._paths = {**PAGES, "case": f"/cases/{lived['written']}"}
        self.anna.get(self._paths["case"])
        self.anna.follow(f"{self._paths['case']}/open")

    def once(self, name: str, took: "_Took") -> TestResponse:
        """Open a page, or register an inquiry that was typed into a page of its own, and note how long."""
        sent = self._sent(name)
        with took.timed():
            return self._answer(name, sent)

    def profile(self, name: str) -> dict[str, object]:
        """Give in which functions the time of it goes."""
        sent = [self._sent(name) for _ in range(ROUNDS)]
        return profiled(lambda: self._answer(name, sent.pop()), ROUNDS)

    def _sent(self, name: str) -> dict[str, str]:
        return {**self.anna.inquiry(**CALL), "step": "close"} if name == REGISTERED else {}

    def _answer(self, name: str, sent: Mapping[str, str]) -> TestResponse:
        if name != REGISTERED:
            return _right(self.anna.client.get(self._paths[name], base_url=BASE), HTTPStatus.OK)
        given = {"base_url": BASE, "content_type": "multipart/form-data"}
        return _right(self.anna.client.post(PAGES["new_inquiry"], data=sent, **given), HTTPStatus.SEE_OTHER)


def _right(answer: TestResponse, status: HTTPStatus) -> TestResponse:
    if answer.status_code != status:
        raise RuntimeError(f"{answer.request.path} was answered {answer.status_code}")
    return answer


class _Bare:
    """The floor: a bare page, and a bare form that is stored."""

    def __init__(self, database: Path) -> None:
        self._client = bare(f"sqlite:///{database.resolve()}").test_client()

    def once(self, name: str, took: "_Took") -> None:
        """Do the bare counterpart of a page once."""
        with took.timed():
            if name == REGISTERED:
                self._client.post("/", data={"what": WORDS}, base_url=BASE)
            else:
                self._client.get("/", base_url=BASE)


def _compared(towns: Mapping[int, _Town], floor: _Bare, name: str) -> dict[str, Any]:
    few, many = towns.values()
    for each in (few, many, floor) * WARMING:
        each.once(name, _Took())
    took = [(each, _Took()) for each in (few, many, floor)]
    for _ in range(ROUNDS):
        for each, noted in took:
            each.once(name, noted)
    of_few, of_many, of_floor = (noted for _, noted in took)
    with asked(many.world) as said:
        answer = many.once(name, _Took())
    rows = [town.once(name, _Took()).data.count(b"<tr") for town in (few, many)]
    return {
        "few": of_few.figures(),
        "many": {**of_many.figures(), "bytes": len(answer.data), "queries": len(said)},
        "rows": rows,
        "floor": of_floor.figures(),
        "ratio": of_many.times(of_few),
        "times_the_floor": of_many.times(of_floor),
    }


@dataclass
class _Took:
    """The seconds of many requests, on the wall and of the processor."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    @contextmanager
    def timed(self) -> Iterator[None]:
        """Note how long something takes."""
        wall, cpu = time.perf_counter(), time.process_time()
        yield
        self.wall.append(time.perf_counter() - wall)
        self.cpu.append(time.process_time() - cpu)

    def figures(self) -> dict[str, dict[str, float]]:
        """Give the medians and the 95th of a hundred, in milliseconds."""
        return {"wall_ms": _figures(self.wall), "cpu_ms": _figures(self.cpu)}

    def times(self, other: "_Took") -> float:
        """Give how many times the processor's time of another it took."""
        return round(statistics.median(self.cpu) / statistics.median(other.cpu), 2)


def _figures(seconds: list[float]) -> dict[str, float]:
    *_, p95 = statistics.quantiles(seconds, n=20)
    return {"median": round(statistics.median(seconds) * 1000, 1), "p95": round(p95 * 1000, 1)}
