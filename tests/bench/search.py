"""
What the search costs with ten thousand cases: until it is ready after signing in, and each question.

The time of the processor stands beside that of the wall, because a busy machine makes only the latter longer.
"""

import random
import statistics
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from http import HTTPStatus
from pathlib import Path

from sqlalchemy import select

from intake.clock import COPENHAGEN, local_date
from intake.contents.index import IndexContent
from intake.contents.mailbox import Contact
from intake.services.submit import ComplaintDraft
from tests.bench.many import copies
from tests.bench.offices import give_rows, somebody
from tests.office import BASE, Browser, OfficeWorld, found_office
from triage.services.people.sign_in import SignedIn
from triage.services.reading.memory import Memory
from triage.store.tables import case

NOW = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
SIZES = (100, 10_000)
ROUNDS = 20
SYLLABLES = (
    *("ba", "be", "bo", "da", "de", "di", "fo", "ga", "ge", "ha", "hu", "jo", "ka", "ki", "lo", "ma", "me"),
    *("mo", "na", "ny", "ol", "pe", "ra", "re", "ri", "sa", "se", "so", "ta", "ti", "un", "va", "vi"),
)
SOUGHT = {
    "name": "Ida Sorensen",
    "slip": "Soerenson",
    "number": "+45 12 34 56 78",
    "common": "ba",
    "words": "sygedagpenge svar",
    "reference": "00000042",
    "nothing": "xylofonspiller",
}
A_COMPLAINT = ComplaintDraft(
    unit="Jobcenter",
    what="Jeg hører intet om mine sygedagpenge, og ingen giver svar.",
    wish="Et svar",
    contact=Contact(name="Ida Sørensen", phone="12345678"),
)


def search(folder: Path) -> dict[str, object]:
    """Measure each question at each size."""
    measured: dict[str, object] = {}
    for size in SIZES:
        world = found_office(folder / str(size), NOW - timedelta(days=1))
        world.send(A_COMPLAINT)
        anna = world.signed_in()
        anna.open_case()
        _fill(world, size - 1)
        who = somebody(world)
        measured[str(size)] = {
            "ready": _timed(lambda world=world, who=who: _ready(world, who), rounds=3),
            **{name: _timed(_asking(anna, text)) for name, text in SOUGHT.items()},
        }
    return measured


def _ready(world: OfficeWorld, who: SignedIn) -> None:
    who.row_keys.clear()
    Memory(who).refresh(world.organisation, local_date(NOW))


def _fill(world: OfficeWorld, count: int) -> None:
    """Copy the case, and give each copy a row of its own, with words that hardly two have in common."""
    drawn = random.Random(2026)
    with world.organisation.triage.connect() as connection:
        (lived,) = connection.execute(select(case.c.handle)).scalars()
    copies(Path(str(world.organisation.triage.url.database)), lived, count, beginning=0)
    give_rows(world, lambda _form: _words(drawn))


def _words(drawn: random.Random) -> IndexContent:
    def some(number: int) -> str:
        return " ".join("".join(drawn.choices(SYLLABLES, k=drawn.randint(1, 4))) for _ in range(number))

    name, phone = some(2).title(), str(drawn.randint(20_000_000, 99_999_999))
    return IndexContent(line=some(8), first_words=some(12), name=name, phone=phone)


def _asking(anna: Browser, text: str) -> Callable[[], None]:
    anna.get("/")
    token = anna.value("csrf_token")

    def ask() -> None:
        sent = anna.client.post("/search", data={"sought": text, "csrf_token": token}, base_url=BASE)
        answer = anna.client.get(sent.headers["Location"], base_url=BASE)
        if answer.status_code != HTTPStatus.OK:
            raise RuntimeError("the page was not shown")
        answer.get_data()

    ask()
    return ask


def _timed(act: Callable[[], object], *, rounds: int = ROUNDS) -> dict[str, float]:
    """Give the median and the 95th of a hundred, in milliseconds, and the median of the processor alone."""
    walls, cpus = [], []
    for _ in range(rounds):
        wall, cpu = time.perf_counter(), time.process_time()
        act()
        walls.append(1000 * (time.perf_counter() - wall))
        cpus.append(1000 * (time.process_time() - cpu))
    worst = sorted(walls)[min(rounds - 1, rounds * 95 // 100)]
    figures = {"wall_ms": statistics.median(walls), "wall_p95_ms": worst, "cpu_ms": statistics.median(cpus)}
    return {name: round(figure, 1) for name, figure in figures.items()}
