"""
What it costs to count every deadline of very many cases anew after a rule was changed, compared with only
reading the histories that say it, and with only reading what is kept of them.
"""

import json
import random
import secrets
import time
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select

from intake.clock import COPENHAGEN
from intake.contents.item_ref import ItemRef
from intake.store.engine import read, write
from tests.clockwork import Clockwork, a_clockwork
from tests.own_folder import with_book
from tests.rulebooks import Changed
from tests.story import TAXONOMY
from triage.cases.context import CheckContext
from triage.cases.decisions.acknowledgement import AcknowledgementDecided, AcknowledgementGiven
from triage.cases.decisions.assessment import ScopeAssessed
from triage.cases.decisions.receiving import CaseReceived, ReportOpened
from triage.cases.decisions.referral import ReferralSent
from triage.cases.events import CaseEvent
from triage.cases.facts import facts
from triage.cases.fold import fold
from triage.cases.history import decide, written
from triage.cases.kept_facts import written as written_facts
from triage.cases.vocabulary import Scope
from triage.engine.case_deadlines import deadlines
from triage.engine.deadline import Deadline
from triage.rules.codes import ApplyReason, Scheme
from triage.rules.rulebook import load_rulebook
from triage.services.clock import apply_rules
from triage.store import kept_facts, tables
from triage.store.visibility import system_access

CORRECTION = ApplyReason.CORRECTION

CASES = 100_000
FOLLOWING = 1_000
STORIES = 20_000
DAYS = 700
BATCH = 50_000
NOW = datetime(2026, 11, 23, 8, tzinfo=COPENHAGEN)
ACTOR = "a1" * 16
Row = dict[str, object]


def recompute(folder: Path) -> dict[str, object]:
    """Let the preview of a changed rule go through every case, and some cases follow it."""
    rules = Changed(folder / "rules").corrected("BR-FIRST", NOW.date(), length="15").book
    many, few = _town(folder / "many", CASES), _town(folder / "few", FOLLOWING)
    for town in (many, few):
        town.organisation = with_book(town.organisation, rules)
    before, rows = _timed(lambda: _read_only(many))
    seconds, moved = _timed(
        lambda: len(
            apply_rules.preview(many.organisation, system_access(), today=NOW.date(), reason=CORRECTION)
        )
    )
    after, _rows = _timed(lambda: _read_only(many))
    kept, _cases = _timed(lambda: _read_kept(many))
    followed, cases = _timed(
        lambda: apply_rules.apply(few.organisation, system_access(), today=NOW.date(), reason=CORRECTION)
    )
    floor = (before + after) / 2
    return {
        "cases": CASES,
        "events": rows,
        "would_move": moved,
        "preview_seconds": round(seconds, 1),
        "cases_per_second": round(CASES / seconds),
        "floor_seconds": [round(before, 1), round(after, 1)],
        "floor": "every event of every open case read from the same database and decoded",
        "ratio": round(seconds / floor, 2),
        "kept_seconds": round(kept, 1),
        "kept": "what is kept of every open case and the dates that stand, which the preview reads",
        "ratio_to_kept": round(seconds / kept, 2),
        "followed": {"cases": cases, "of": FOLLOWING, "cases_per_second": round(cases / followed)},
    }


def _timed(do: Callable[[], int]) -> tuple[float, int]:
    started = time.perf_counter()
    found = do()
    return time.perf_counter() - started, found


def _read_only(town: Clockwork) -> int:
    """Read and decode every event of every open case, and make nothing of it."""
    event, case = tables.event, tables.case
    query = (
        select(event.c.case, event.c.payload)
        .join_from(event, case, event.c.case == case.c.handle)
        .where(case.c.is_open)
        .order_by(event.c.case, event.c.seq)
    )
    with read(town.organisation.triage) as connection:
        found = connection.execution_options(yield_per=1000).execute(query)
        return sum(1 for row in found if json.loads(row.payload) is not None)


def _read_kept(town: Clockwork) -> int:
    """Read and decode what the preview reads, and count nothing."""
    with read(town.organisation.triage) as connection:
        found = kept_facts.open_cases(connection, system_access())
        return sum(1 for each in found if json.loads(each.facts or "{}") and each.dates is not None)


def _town(folder: Path, cases: int) -> Clockwork:
    town = a_clockwork(folder, NOW)
    chance = random.Random(cases)
    stories = [_story(chance) for _ in range(min(STORIES, cases))]
    filled: dict[str, list[Row]] = {"case": [], "event": [], "deadline": [], "case_facts": []}
    for number in range(cases):
        for name, row in _copied(number, stories[number % len(stories)]):
            filled[name].append(row)
        if number == cases - 1 or len(filled["event"]) > BATCH:
            with write(town.organisation.triage) as connection:
                for name, rows in filled.items():
                    connection.execute(insert(tables.metadata.tables[name]), rows)
            filled = {name: [] for name in filled}
    return town


def _story(chance: random.Random) -> dict[str, list[Row]]:
    """The rows of one case of the last two years, told by the real commands; its handle is still missing."""
    scheme = chance.choice([each for each in Scheme if each is not Scheme.REGISTER])
    day = NOW.date() - timedelta(days=chance.randrange(1, DAYS))
    told: list[CaseEvent] = [CaseReceived(on=day, scheme=scheme, channel="portal", received_on=day)]

    def then(event: type[CaseEvent], later: int, **given: Any) -> None:
        on = day + timedelta(days=later)
        if on <= NOW.date():
            case = fold(told)
            context = CheckContext(TAXONOMY, load_rulebook(), on, facts(case))
            told.extend(decide(case, event(on=on, **given), context))

    first = chance.randrange(0, 9)
    then(AcknowledgementDecided, first)
    then(AcknowledgementGiven, first)
    then(ReportOpened, first + 1, actor=ACTOR)
    if scheme is Scheme.COMPLAINTS:
        asked = {"unit": "schools", "item": _item(chance), "ground_item": _item(chance)}
        then(ReferralSent, first + 2, actor=ACTOR, **asked)
    else:
        then(ScopeAssessed, first + 2, actor=ACTOR, scope=Scope.WITHIN, reason_item=_item(chance))
    due = deadlines(facts(fold(told)), load_rulebook(), told[-1].on)
    row = {"scheme": scheme, "channel": "portal", "received_on": day, "state": "new"}
    row |= {"is_open": True, "waits": False, "has_unread": False}
    return {
        "case": [row],
        "event": [_event(seq, each) for seq, each in enumerate(told, start=1)],
        "deadline": [_deadline(each) for each in due if each.is_open],
        "case_facts": [{"facts": written_facts(facts(fold(told)))}],
    }


def _event(seq: int, each: CaseEvent) -> Row:
    return {"seq": seq, "payload": written(each)}


def _deadline(each: Deadline) -> Row:
    names = ("rule", "subject", "starts_on", "due_strict", "due_latest")
    return {**{name: getattr(each, name) for name in names}, "rule_version": each.counted_by.version}


def _copied(number: int, story: dict[str, list[Row]]) -> Iterator[tuple[str, Row]]:
    """The rows of one more case with this history."""
    handle = secrets.token_bytes(16)
    for row in story["case"]:
        yield "case", {**row, "handle": handle, "case_reference": f"{number:08d}"}
    for name in ("event", "deadline", "case_facts"):
        for row in story[name]:
            yield name, {**row, "case": handle}


def _item(chance: random.Random) -> ItemRef:
    return ItemRef(f"{chance.getrandbits(128):032x}", "0" * 64)
