"""
`make soak`: an installation under attack and load, and what others notice of it. Prints JSON.

Each part is one kind of attack beside four people who write reports, and takes its share of a quarter of an
hour; `ARGS="--minutes 2"` is for a look. Before each part the same people are measured alone, because the
machine may be busy with other things. No figure is asserted here: the suite has a short form of each.
"""

import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import click

from tests.process import Running, Town, a_town
from tests.soak.attacks import broken_uploads, flood_of_reports, hungry_forms, knocking
from tests.soak.slow import KIB, journeys, trickling

Attack = Callable[[Running, Running], AbstractContextManager[Mapping[str, int]]]

ATTACKS: Mapping[str, Attack] = {
    "500 forms, a byte a second": lambda portal, _office: trickling(portal.port, 500, length=20 * KIB),
    "500 uploads, a byte a second": lambda portal, _office: trickling(portal.port, 500, length=900 * KIB),
    "500 uploads that stop after 70 KiB": lambda portal, _office: trickling(
        portal.port, 500, length=900 * KIB, first=70 * KIB
    ),
    "uploads that break off": lambda portal, _office: broken_uploads(portal.port),
    "forms that are dear to read": lambda portal, _office: hungry_forms(portal.port),
    "a flood of genuine reports": lambda portal, _office: flood_of_reports(portal.port),
    "70 who knock at the office": lambda _portal, office: knocking(office.port, 70),
}


@click.command()
@click.option("--minutes", type=float, default=15.0, show_default=True, help="How long all parts take.")
@click.option("--part", "parts", multiple=True, type=click.Choice(list(ATTACKS)), help="Only this part.")
def soak(*, minutes: float, parts: tuple[str, ...]) -> None:
    """Attack a fresh installation in every way there is, and print what people beside it noticed."""
    chosen = parts or tuple(ATTACKS)
    seconds = minutes * 60 / len(chosen) / 2
    var = Path("var/soak")
    var.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=var) as folder, a_town(Path(folder)) as town:
        measured = {name: _measured(town, ATTACKS[name], seconds) for name in chosen}
    print(json.dumps(measured, indent=1))


def _measured(town: Town, attack: Attack, seconds: float) -> dict[str, object]:
    portal, office = town.start("portal"), town.start("office")
    try:
        journeys(portal.port, 2)
        alone = journeys(portal.port, seconds)
        with attack(portal, office) as noted:
            beside = journeys(portal.port, seconds)
            threads, memory = portal.worker.num_threads(), portal.worker.memory_info().rss
        return {
            "alone_ms": _milliseconds(alone),
            "beside_ms": _milliseconds(beside),
            "p95_ratio": round(_p95(beside) / _p95(alone), 2),
            "threads": threads,
            "memory_mib": memory >> 20,
            "noted": dict(noted),
            "said": portal.log.read_text()[-500:],
        }
    finally:
        portal.end()
        office.end()


def _milliseconds(took: list[float]) -> dict[str, float]:
    return {
        "pages": len(took),
        "median": round(statistics.median(took) * 1000, 1),
        "p95": round(_p95(took) * 1000, 1),
        "longest": round(max(took) * 1000, 1),
    }


def _p95(took: list[float]) -> float:
    return statistics.quantiles(took, n=20)[-1]


if __name__ == "__main__":
    sys.exit(soak())
