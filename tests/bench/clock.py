"""What a tick of the clock costs when very much is open, compared with when little is; as much is due."""

import statistics
import time
from datetime import datetime
from pathlib import Path

from intake.clock import COPENHAGEN
from tests.bench.many import fill, ring_again
from tests.clockwork import Clockwork, a_clockwork

MANY = 1_000_000
FEW = 1_000
DUE = 100
ROUNDS = 5
NOW = datetime(2026, 11, 23, 8, tzinfo=COPENHAGEN)
"""A Monday in a mail slot, so that the tick sends mail too."""


def clock(folder: Path) -> dict[str, object]:
    """Measure one whole tick, every step of it, on both sizes in turn."""
    towns: dict[str, Clockwork] = {}
    stands: dict[str, dict[str, float]] = {}
    for name, open_deadlines in (("few", FEW), ("many", MANY)):
        started = time.monotonic()
        towns[name] = a_clockwork(folder / name, NOW)
        counts = fill(towns[name], NOW, open_deadlines=open_deadlines, due=DUE)
        stands[name] = {**counts, "seconds_to_fill": round(time.monotonic() - started, 1)}
    took: dict[str, list[float]] = {name: [] for name in towns}
    raised: dict[str, int] = {}
    # In turn, so that a slow moment of the machine falls on both; the first round only warms up.
    for number in range(ROUNDS + 1):
        for name, town in towns.items():
            raised[name], seconds = _tick(town)
            if number:
                took[name].append(seconds)
    medians = {name: statistics.median(all_of_it) for name, all_of_it in took.items()}
    return {
        **{
            name: {
                **stands[name],
                "raised_by_a_tick": raised[name],
                "median_ms": round(medians[name] * 1000, 1),
                "ms": [round(each * 1000, 1) for each in took[name]],
            }
            for name in towns
        },
        "ratio": round(medians["many"] / medians["few"], 2),
    }


def _tick(town: Clockwork) -> tuple[int, float]:
    ring_again(town, NOW)
    started = time.perf_counter()
    failed = town.tick(NOW)
    seconds = time.perf_counter() - started
    if failed != ():
        raise RuntimeError(f"steps of the tick failed: {failed}")
    today = [row for row in town.rows("triage", "alert", on=NOW.date()) if row.rule != "new"]
    return len(today), seconds
