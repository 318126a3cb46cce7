"""A day in an office with more of everything than a page shows."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path

from sqlalchemy import update

from crypto.receipt import ReceiptCode
from intake.clock import COPENHAGEN
from intake.services.submit import ComplaintDraft, Draft
from intake.store.engine import write
from tests.bench.many import copies
from tests.office import A_REPORT, OUTSIDE, OfficeWorld, found_office
from triage.rules.codes import Scheme
from triage.services.clock.alerting import raise_due_alerts
from triage.services.clock.heartbeat import PROCESS
from triage.store import alerts, cases
from triage.store.cases import CaseRow
from triage.store.tables import case
from triage.store.visibility import system_access

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
MANY = 35


def wrote(world: OfficeWorld, code: ReceiptCode) -> None:
    """The reporter writes, and it is taken over."""
    world.write(code)
    world.tick()


def closed(world: OfficeWorld, code: ReceiptCode, reference: str) -> None:
    """It is told, closed, and written to since."""
    anna = world.signed_in()
    anna.get(f"/cases/{reference}")
    anna.follow(f"/cases/{reference}/open")
    anna.decide(reference, "scope", **OUTSIDE)
    anna.decide(reference, "feedback", kind="rejection", item="Det er uden for ordningen.")
    anna.decide(reference, "close")
    wrote(world, code)


def waiting(world: OfficeWorld, _code: ReceiptCode, reference: str) -> None:
    """It is read and acknowledged, and the reporter is asked."""
    anna = world.signed_in()
    anna.get(f"/cases/{reference}")
    anna.follow(f"/cases/{reference}/open")
    anna.decide(reference, "acknowledge", item="Vi har modtaget din indberetning.")
    anna.decide(reference, "scope", scope="awaiting_information", reason_item="Hvem var det?")


def forgotten(world: OfficeWorld, code: ReceiptCode, _reference: str) -> None:
    """Nobody opens it, and the reporter writes again."""
    wrote(world, code)


def new(_world: OfficeWorld, _code: ReceiptCode, _reference: str) -> None:
    """It has just come."""


def asked_again(world: OfficeWorld, code: ReceiptCode, _reference: str) -> None:
    """A citizen has written, and once more before anybody looked."""
    wrote(world, code)


def asked(_world: OfficeWorld, _code: ReceiptCode, _reference: str) -> None:
    """A citizen has just written, and is answered in two weeks."""


def read(world: OfficeWorld, _code: ReceiptCode, reference: str) -> None:
    """A citizen's letter is read, and nothing has to be done soon."""
    anna = world.signed_in()
    anna.get(f"/cases/{reference}")
    anna.follow(f"/cases/{reference}/open")


A_COMPLAINT = ComplaintDraft("Jobcenter", "Jeg hører intet om mine sygedagpenge.", "Et svar")
STORIES: dict[Callable[[OfficeWorld, ReceiptCode, str], None], tuple[date, Draft]] = {
    closed: (date(2026, 11, 11), A_REPORT),
    waiting: (date(2026, 11, 12), A_REPORT),
    forgotten: (date(2026, 11, 12), A_REPORT),
    read: (date(2026, 11, 20), A_COMPLAINT),
    new: (MONDAY.date(), A_REPORT),
    asked_again: (MONDAY.date(), A_COMPLAINT),
    asked: (MONDAY.date(), A_COMPLAINT),
}
"""Of each the day on which it came, and what was sent: every group of the day has more than a page."""
BEYOND = {
    "unread": "state = 'new', waits = 0, unanswered_since = '2026-11-20', has_unread = 1",
    "unopened": "state = 'new', waits = 0, unanswered_since = NULL, has_unread = 0",
    "asked": "state = 'awaiting_information', waits = 1, unanswered_since = NULL, has_unread = 0",
    "quiet": "state = 'investigating', waits = 0, unanswered_since = NULL, has_unread = 0",
}
"""How the last case stands once more, with a date that is far off: one group of the day each."""


def a_full_day(folder: Path) -> OfficeWorld:
    """Found an office on Monday 23 November 2026, with thirty-six cases of each story."""
    world = found_office(folder, MONDAY - timedelta(days=12), automatic_acknowledgement=False)
    known: dict[bytes, CaseRow] = {}
    for play, (day, draft) in STORIES.items():
        world.clock.on(day)
        code = world.send(draft)
        with world.organisation.triage.connect() as connection:
            rows = {each.handle: each for each in cases.all_cases(connection, system_access())}
        (handle,) = rows.keys() - known.keys()
        known = rows
        play(world, code, rows[handle].case_reference)
    world.clock.on(MONDAY.date())
    for days in range(11):
        raise_due_alerts(world.organisation, system_access(), now=MONDAY - timedelta(days=10 - days))
    for number, handle in enumerate(known):
        copies(Path(str(world.organisation.triage.url.database)), handle, MANY, beginning=number * MANY)
    with write(world.organisation.triage) as connection:
        # The first clocks of what citizens wrote have been met: nothing of it is due within seven days.
        met = update(case).where(case.c.scheme == Scheme.COMPLAINTS)
        connection.execute(met.values(next_due_strict=date(2026, 12, 14)))
        alerts.beat(connection, PROCESS, world.clock.now())
    return world
