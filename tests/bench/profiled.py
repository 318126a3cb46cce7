"""Where the time of something goes: the functions in which it spends most."""

import cProfile
import pstats
import time
from collections.abc import Callable
from pathlib import Path

ROWS = 10


def profiled(do: Callable[[], object], times: int) -> dict[str, object]:
    """Do something so many times, and give its ten dearest functions, in milliseconds of one time."""
    watch = cProfile.Profile(time.process_time)
    watch.enable()
    for _ in range(times):
        do()
    watch.disable()
    rows = sorted(
        pstats.Stats(watch).get_stats_profile().func_profiles.items(), key=lambda row: -row[1].tottime
    )
    return {
        f"{name} ({Path(row.file_name).name}:{row.line_number})": {
            "calls": row.ncalls,
            "own_ms": round(row.tottime / times * 1000, 2),
            "all_ms": round(row.cumtime / times * 1000, 2),
        }
        for name, row in rows[:ROWS]
    }
