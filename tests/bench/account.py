"""
What it costs to count a year of very many cases from what is kept beside them, compared with only reading and
decoding the same rows; and how much memory it takes, of a tenth of them and of all.
"""

import random
import secrets
import time
import tracemalloc
from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert

from intake.clock import COPENHAGEN
from intake.store.engine import write
from tests.clockwork import Clockwork, a_clockwork
from tests.countables import lists_of, points, shipped
from triage.accounts.count import count
from triage.accounts.results import AccountPeriod
from triage.cases.case import TypeSince
from triage.cases.countable import (
    CountableCase,
    CountableContact,
    CountableInquiry,
    CountableRequest,
    written,
)
from triage.cases.countable_deadlines import CountableDeadline
from triage.cases.vocabulary import ContactDirection, ReplyQuality
from triage.rules.codes import Scheme
from triage.rules.organisation_data import OrganisationData
from triage.services.accounts.records import records
from triage.store import tables
from triage.store.visibility import system_access

CASES = 100_000
BATCH = 10_000
MUNICIPALITY = "naestved"
YEAR = AccountPeriod(date(2026, 1, 1), date(2026, 12, 31))
NOW = datetime(2026, 12, 31, 8, tzinfo=COPENHAGEN)
LINKED = 0.05
"""So many of them belong with the one before."""


def account(folder: Path) -> dict[str, object]:
    """Count a year by the profile of a municipality, without the cases behind each number and with them."""
    few, many = _town(folder / "few", CASES // 10), _town(folder / "many", CASES)
    before = _seconds(lambda: _read_only(many))
    seconds = _seconds(lambda: _counted(many, trace=False))
    traced = _seconds(lambda: _counted(many, trace=True))
    floor = (before + _seconds(lambda: _read_only(many))) / 2
    return {
        "cases": CASES,
        "profile": MUNICIPALITY,
        "seconds": round(seconds, 1),
        "ratio": round(seconds / floor, 2),
        "traced_seconds": round(traced, 1),
        "traced_ratio": round(traced / floor, 2),
        "floor_seconds": round(floor, 1),
        "floor": "the same rows read from the same database and decoded",
        "peak_mb": {
            f"{CASES // 10} cases": _peak(lambda: _counted(few, trace=False)),
            f"{CASES} cases": _peak(lambda: _counted(many, trace=False)),
            f"{CASES} cases, traced": _peak(lambda: _counted(many, trace=True)),
        },
    }


def _seconds(do: Callable[[], object]) -> float:
    started = time.perf_counter()
    do()
    return time.perf_counter() - started


def _peak(do: Callable[[], object]) -> float:
    """The most memory that was taken at once, in megabytes."""
    tracemalloc.start()
    do()
    _now, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    return round(peak / 1e6, 1)


def _read_only(town: Clockwork) -> int:
    return sum(1 for _ in records(town.organisation, system_access(), YEAR))


def _counted(town: Clockwork, *, trace: bool) -> int:
    data, profile = shipped(MUNICIPALITY)
    found = records(town.organisation, system_access(), YEAR)
    account = count(profile, found, YEAR, lists_of(data), trace=trace)
    return len(account.tables)


def _town(folder: Path, cases: int) -> Clockwork:
    town = a_clockwork(folder, NOW)
    data, _profile = shipped(MUNICIPALITY)
    made = list(_cases(data, cases))
    for first in range(0, cases, BATCH):
        some = [(secrets.token_bytes(16), each) for each in made[first : first + BATCH]]
        with write(town.organisation.triage) as connection:
            connection.execute(insert(tables.case), [_case(handle, each) for handle, each in some])
            connection.execute(insert(tables.countable), [_kept(handle, each) for handle, each in some])
    return town


def _case(handle: bytes, each: CountableCase) -> dict[str, object]:
    is_open = each.closed_on is None
    row = {"scheme": Scheme.COMPLAINTS, "channel": each.channel, "state": "new" if is_open else "closed"}
    row |= {"handle": handle, "case_reference": each.case, "received_on": each.began_on}
    return row | {"is_open": is_open, "closed_on": each.closed_on, "waits": False, "has_unread": False}


def _kept(handle: bytes, each: CountableCase) -> dict[str, object]:
    days = {"began_on": each.first_on, "ended_on": each.last_on}
    return {"case": handle, "kind": each.kind, "record": written(each), **days}


def _cases(data: OrganisationData, number: int) -> Iterator[CountableCase]:
    """Inquiries of the year as an office has them, a few of which hang together."""
    chance = random.Random(number)
    lists, units = data.taxonomy, [*data.units.by_code]
    types, themes, handlings = [*lists.inquiry_types], [*lists.themes], [*lists.handlings]
    for place in range(number):
        began = YEAR.first + timedelta(days=chance.randrange(365))
        link = ((chance.choice(("repeat", "same_matter")), f"{place ^ 1:08d}"),)
        told = tuple(dict.fromkeys(_some(chance, themes) for _ in range(chance.choice((1, 1, 1, 2)))))
        asked = CountableRequest(
            _some(chance, units),
            began + timedelta(days=2),
            replied_on=began + timedelta(days=19),
            quality=chance.choice(list(ReplyQuality)),
            due_on=began + timedelta(days=23),
        )
        yield CountableCase(
            case=f"{place:08d}",
            began_on=began,
            channel=chance.choice(("phone", "mail", "portal")),
            of=CountableInquiry(
                unit=_some(chance, units),
                types=(TypeSince(began, _some(chance, types)),),
                themes=told,
                points=points(*told),
                handlings=(_some(chance, handlings),),
                requests=(asked,) if chance.random() < 0.2 else (),
                inquirer="citizen",
            ),
            closed_on=began + timedelta(days=30) if chance.random() < 0.8 else None,
            links=link if random.Random(place // 2).random() < LINKED else (),
            contacts=(CountableContact(began, "phone", ContactDirection.IN),) * chance.randrange(1, 4),
            deadlines=tuple(_deadline(rule, began) for rule in ("BR-ACK", "BR-READ", "BR-FIRST")),
        )


def _some(chance: random.Random, codes: list[str]) -> str:
    """One of a list, the first of which come most often, as it is in an office."""
    return codes[int(len(codes) * chance.random() ** 2)]


def _deadline(rule: str, began: date) -> CountableDeadline:
    due = began + timedelta(days=14)
    return CountableDeadline(rule, "", began, due, due, began + timedelta(days=9))
