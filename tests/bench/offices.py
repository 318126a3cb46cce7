"""
An office with very many cases as they are in life: some have just come, some are in hand, some wait, and of
most calls nothing is left to do. One of each is lived through by the real pages, and its rows are copied.

What people write in them stands between angle quotes, so that it can be told from what Betro says.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import event, insert, select

from crypto.envelope import Direction, Kind, new_id
from crypto.index_row import seal_row
from crypto.receipt import ReceiptCode
from intake.clock import COPENHAGEN, local_date
from intake.contents.forms import encode
from intake.contents.index import IndexContent, Indexed, ReportIndex
from intake.services.submit import ReportDraft
from intake.store.engine import write
from tests.bench.many import WITH_TEXTS, copies
from tests.office import OfficeWorld, found_office
from tests.own_folder import has_units
from triage.cases.vocabulary import State
from triage.services.clock.alerting import raise_due_alerts
from triage.services.clock.heartbeat import PROCESS
from triage.services.people.first_signed import FirstSigned
from triage.services.people.sign_in import SignedIn
from triage.services.people.stated import inner_reference
from triage.services.reading.index import form_of
from triage.services.reading.memory import Memory
from triage.store import alerts, cases
from triage.store.cases import CaseRow
from triage.store.tables import case, index_row
from triage.store.visibility import system_access

NOW = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
"""A Monday morning."""
WORDS = "«Venter på svar om det, der er søgt om i foråret»"
REPORT = ReportDraft(relation="employee", what=WORDS, when="«I foråret»")
CALL = {
    "summary_item": WORDS,
    "unit": "job",
    "theme": "processing_time",
    "handling": "guidance",
    "name": "«Ida Sørensen»",
    "phone": "12345678",
}
"""What is typed of a call, so that it may be closed in the conversation."""
RANG = 9
"""For so many days the clock has raised alerts."""


@dataclass(frozen=True, slots=True)
class Lot:
    """How one case in so many is lived: it came so many days ago, and then this was done."""

    share: float
    age: int
    live: Callable[[OfficeWorld], object]


def _comes(world: OfficeWorld) -> ReceiptCode:
    code = world.send(REPORT)
    world.tick()
    return code


def _assessed(scope: str) -> Callable[[OfficeWorld], ReceiptCode]:
    def live(world: OfficeWorld) -> ReceiptCode:
        code, anna = _comes(world), world.signed_in("anna")
        reference = _rows(world)[-1].case_reference
        anna.get(f"/cases/{reference}")
        anna.follow(f"/cases/{reference}/open")
        anna.save(reference, "summary", item=WORDS)
        anna.decide(reference, "scope", scope=scope, reason_item=WORDS)
        return code

    return live


def _written_again(world: OfficeWorld) -> None:
    world.write(_assessed("within")(world), WORDS)
    world.tick()


LOTS = {
    "in_hand": Lot(0.1, 40, _assessed("within")),
    "waiting": Lot(0.3, 30, _assessed("awaiting_information")),
    "called": Lot(0.3, 25, lambda world: world.signed_in("anna").closed_call(**CALL)),
    "written": Lot(0.1, 20, _written_again),
    "taken": Lot(0.05, 12, lambda world: world.signed_in("anna").call(**CALL)),
    "unopened": Lot(0.05, 9, _comes),
    "new": Lot(0.1, 0, _comes),
}


def office_with(folder: Path, size: int) -> OfficeWorld:
    """Found an office with so many cases."""
    return lived_office(folder, size)[0]


def lived_office(folder: Path, size: int) -> tuple[OfficeWorld, Mapping[str, str]]:
    """Found an office with so many cases, and give the reference of the one that each lot was lived in."""
    world = found_office(folder, NOW - timedelta(days=45))
    world.organisation = has_units(world.organisation, ("job", "Jobcentret", "Job centre"))
    lived: dict[str, CaseRow] = {}
    for name, lot in LOTS.items():
        world.clock.on(NOW.date() - timedelta(days=lot.age), 9)
        lot.live(world)
        lived[name] = _rows(world)[-1]
    for days in range(RANG, -1, -1):
        raise_due_alerts(world.organisation, system_access(), now=NOW - timedelta(days=days))
    world.clock.on(NOW.date(), 9)
    file, beginning = Path(str(world.organisation.triage.url.database)), 0
    for name, row in lived.items():
        count = max(0, round(size * LOTS[name].share) - 1)
        copies(file, row.handle, count, beginning=beginning, tables=WITH_TEXTS)
        beginning += count
    with write(world.organisation.triage) as connection:
        alerts.beat(connection, PROCESS, NOW)
    give_rows(world, _told)
    return world, {name: row.case_reference for name, row in lived.items()}


def _told(form: type[Indexed]) -> Indexed:
    return ReportIndex(line=WORDS) if form is ReportIndex else IndexContent(line=WORDS, name=CALL["name"])


def _rows(world: OfficeWorld) -> Sequence[CaseRow]:
    """Give the cases there are, that of the youngest last."""
    with world.organisation.triage.connect() as connection:
        return sorted(cases.all_cases(connection, system_access()), key=lambda row: row.received_on)


def give_rows(world: OfficeWorld, told: Callable[[type[Indexed]], Indexed]) -> None:
    """Seal a row of the index for each case that was opened and has none: what is *told* in its form."""
    who = somebody(world)
    Memory(who).refresh(world.organisation, local_date(world.clock.now()))
    ((key, row_key),) = who.row_keys.items()
    has_row = select(index_row.c.case)
    asked = select(case.c.handle, case.c.scheme).where(
        case.c.state != State.NEW, case.c.handle.not_in(has_row)
    )
    with write(world.organisation.triage) as connection:
        left = connection.execute(asked.order_by(case.c.handle)).all()
        rows = []
        for handle, scheme in left:
            row_id = new_id()
            context = world.organisation.context(Kind.INDEX, handle, row_id, Direction.INTERNAL)
            row = seal_row(row_key, encode(told(form_of(scheme))), context=context)
            rows.append({"case": handle, "key": key, "id": row_id, "row": row})
        if rows:
            connection.execute(insert(index_row), rows)


def knows_copies(world: OfficeWorld) -> None:
    """Tell the newest session who holds each case: of a copy there is nothing that could be opened."""
    who = [*world.app.extensions["betro_office"].sessions._sessions.values()][-1].who
    assert isinstance(who, SignedIn)
    listed = frozenset(world.enrolled[name].identity.key_id for name in ("anna", "bo"))
    who.firsts.update({inner_reference(row): FirstSigned(listed) for row in _rows(world)})


def somebody(world: OfficeWorld) -> SignedIn:
    """Give somebody who has just signed in."""
    world.signed_in("anna")
    sessions = world.app.extensions["betro_office"].sessions
    who = [*sessions._sessions.values()][-1].who
    assert isinstance(who, SignedIn)
    return who


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
