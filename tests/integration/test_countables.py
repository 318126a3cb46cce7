"""What accounts count is kept beside each case: in the event's own transaction, for who may see it."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete
from sqlalchemy.exc import DBAPIError

from intake.store.engine import read, write
from tests.clockwork import COMPLAINT, Clockwork, a_clockwork, at
from tests.weekdays import on
from triage.accounts.results import AccountPeriod
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.complaints import AnswerGiven
from triage.cases.decisions.links import CasesLinked, LinkReason
from triage.cases.decisions.receiving import ReportOpened
from triage.cases.events import CaseEvent
from triage.services.accounts.records import records
from triage.services.history.case_file import file_of
from triage.services.history.record import record
from triage.store import countables
from triage.store.cases import CaseRow
from triage.store.tables import grant
from triage.store.visibility import Access, system_access, visible_to

pytestmark = pytest.mark.both_engines

YEAR = AccountPeriod(date(2026, 1, 1), date(2026, 12, 31))
LATER = AccountPeriod(date(2028, 1, 1), date(2028, 12, 31))
"""When not even a limit that was met begins or ends any more."""

DONE = (ReportOpened, AnswerGiven, CaseClosed)
ACTOR = "a1" * 16


def told(town: Clockwork, case: CaseRow, *events: CaseEvent) -> None:
    """Record events in a case."""
    with write(town.organisation.triage) as connection:
        file = file_of(connection, town.organisation, case.handle, today=events[-1].on)
        record(connection, town.organisation, file, events)


def linked(town: Clockwork, one: CaseRow, other: CaseRow) -> None:
    """Say of two cases that the same person came twice."""
    for here, there in ((one, other), (other, one)):
        told(
            town,
            here,
            CasesLinked(
                on=on("Tue 2026-11-24"),
                actor=ACTOR,
                other=there.case_reference,
                why=LinkReason.REPEAT,
            ),
        )


def counted(town: Clockwork, period: AccountPeriod, access: Access) -> list[str]:
    """The references of what an account is given."""
    return [each.case for each in records(town.organisation, access, period)]


def test_an_account_is_given_what_is_of_its_days_and_what_hangs_together_with_it(tmp_path: Path) -> None:
    """
    Each once, in the order of days; what ended before comes only where it is linked to, however far; and of
    what somebody may not see nothing comes, nor what only that leads to.
    """
    town = a_clockwork(tmp_path / "town", at("Mon 2026-11-23"))
    for _ in range(4):
        town.send(COMPLAINT)
    town.send()
    town.tick()
    cases = sorted(town.cases, key=lambda each: (each.scheme, each.handle))
    stays, first, between, gone, report = cases
    for each in (first, between, gone):
        # All that was owed has been done.
        told(town, each, *(done(on=on("Tue 2026-11-24"), actor=ACTOR) for done in DONE))
    linked(town, stays, between)
    linked(town, between, first)

    everything = [each.case_reference for each in sorted(cases, key=lambda each: each.handle)]
    assert counted(town, YEAR, system_access()) == everything
    of_later = [each.case_reference for each in sorted((stays, report), key=lambda each: each.handle)]
    found = counted(town, LATER, system_access())
    assert found[:2] == of_later
    assert sorted(found[2:]) == sorted((between.case_reference, first.case_reference))

    bo = town.who("bo").handle
    grants = [(row.case, row.person) for row in town.rows("triage", "grant")]
    assert (between.handle, bo) in grants
    with write(town.organisation.triage) as connection:
        connection.execute(delete(grant).where(grant.c.case == between.handle, grant.c.person == bo))
    assert counted(town, LATER, visible_to(bo, on("Tue 2026-11-24"))) == of_later

    with read(town.organisation.triage) as connection:
        kinds = {
            kind: [found.case for _handle, found in countables.of_kind(connection, system_access(), [kind])]
            for kind in ("inquiry", "report", "appeal")
        }
    assert kinds["report"] == [report.case_reference]
    assert (len(kinds["inquiry"]), kinds["appeal"]) == (4, [])

    # And where it cannot be written, nothing of the event stands.
    before = town.dump("triage")
    with town.broken("triage", "countable", "INSERT"), pytest.raises(DBAPIError):
        told(town, stays, CaseClosed(on=on("Tue 2026-11-24"), actor=ACTOR))
    assert town.dump("triage") == before
