"""
The one writer of history: event, journal, projections and the wish for a card stand together or not at all.
"""

from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from intake.contents.item_ref import ItemRef
from intake.store.engine import read, write
from tests.clockwork import Clockwork, a_clockwork, at
from triage.cases.decisions.assessment import ScopeAssessed
from triage.cases.decisions.messages import MessageDecided
from triage.cases.decisions.receiving import NoteAdded
from triage.cases.typed import typed
from triage.cases.vocabulary import Scope
from triage.services.casework.open_case import open_report
from triage.services.history.record import differs, event_digest, record
from triage.store import events, inspection, journal

pytestmark = pytest.mark.both_engines

OUTSIDE = typed(
    ScopeAssessed,
    scope=Scope.OUTSIDE,
    reason_item="Det drejer sig om egne forhold.",
    reason="own_employment",
    guidance_item="Tillidsrepræsentanten kan hjælpe.",
)
MESSAGE = typed(MessageDecided, item="Hvornår skete det?", asks=True)


@pytest.fixture
def town(tmp_path: Path) -> Clockwork:
    """An installation on Mon 23 November 2026 with one report that was received and acknowledged."""
    town = a_clockwork(tmp_path / "town", at("Mon 2026-11-23"))
    town.send()
    assert town.tick() == ()
    open_report(town.organisation, town.who(), town.case.case_reference, now=town.now)
    assert town.tick() == ()
    return town


@pytest.mark.parametrize(
    ("decision", "table", "act"),
    [
        (OUTSIDE, "event", "INSERT"),
        (OUTSIDE, "journal", "INSERT"),
        (OUTSIDE, "case", "UPDATE"),
        (OUTSIDE, "deadline", "DELETE"),
        (OUTSIDE, "deadline", "INSERT"),
        (OUTSIDE, "item", "INSERT"),
        (OUTSIDE, "stanza", "INSERT"),
        (MESSAGE, "outbox", "INSERT"),
    ],
)
def test_a_decision_is_written_whole_or_not_at_all(town, decision, table, act):
    """Whichever of its parts cannot be written, none of them is, and the same decision goes through later."""
    before = town.dump("triage")
    with town.broken("triage", table, act), pytest.raises(IntegrityError):
        town.decide(decision)
    assert town.dump("triage") == before
    town.decide(decision)
    assert town.dump("triage") != before


def test_the_wish_for_a_card_stands_with_the_event(town):
    """Where the card cannot be asked for, there is no case either; the report waits."""
    town.send()
    before = town.dump("triage")
    with town.broken("triage", "outbox", "INSERT"):
        assert town.tick() == ("receive",)
    after = town.dump("triage")
    assert {name for name in after if after[name] != before[name]} <= {"lease"}


def test_every_event_has_its_entry_and_the_entries_are_a_chain(town):
    """The journal says who did what on which day, by handles; the digest is that of the event."""
    town.decide(MESSAGE)
    handle = town.case.handle
    with read(town.organisation.triage) as connection:
        told = events.history(connection, handle)
        entries = [each for each in journal.entries(connection) if each.subject == handle]
        assert journal.first_fault(connection) is None
        assert inspection.journalled(connection, handle, events.stored(connection, handle))
    assert [each.action for each in entries] == [str(each.tag) for each in told]
    assert [each.digest for each in entries] == [event_digest(each) for each in told]
    anna = town.enrolled["anna"].handle
    assert {each.actor for each in entries} == {journal.SYSTEM, anna}


def test_projections_are_what_a_fresh_fold_gives(town):
    """After every step, also one that settles deadlines and moves the next one."""
    for decision in (MESSAGE, OUTSIDE, typed(NoteAdded, item="En note")):
        town.decide(decision)
        assert not stale(town)


@pytest.mark.parametrize(
    "planted",
    [
        "UPDATE \"case\" SET next_due_strict = '2031-01-01'",
        "UPDATE \"case\" SET state = 'closed'",
        'UPDATE "case" SET is_open = false',
        "UPDATE deadline SET settled_on = NULL",
        "UPDATE deadline SET due_strict = '2031-01-01'",
        "DELETE FROM deadline",
        "UPDATE deadline SET next_step_on = '2031-01-01'",
        "UPDATE deadline SET next_step_on = NULL",
    ],
)
def test_a_projection_that_was_changed_is_seen(town, planted):
    """Whatever it is that lists, colours and alerts would be wrong by."""
    assert not stale(town)
    town.sql("triage", planted)
    assert stale(town)


def test_a_look_too_early_is_no_fault(town):
    """The clock then looks, finds nothing to raise and writes the right day; no alert is lost by it."""
    right = town.rows("triage", "deadline")
    town.sql("triage", "UPDATE deadline SET next_step_on = '2026-11-23' WHERE settled_on IS NULL")
    assert not stale(town)
    assert town.tick() == ()
    assert town.rows("triage", "deadline") == right


def test_a_look_after_a_step_that_was_raised_is_no_fault(town):
    """The same day with the alert gone is one."""
    town.tick(at("Sat 2027-02-20"))
    assert not stale(town)
    town.sql("triage", "DELETE FROM alert WHERE rule = 'WB-FB'")
    assert stale(town)


def stale(town: Clockwork) -> bool:
    """Ask what the doctor asks."""
    with read(town.organisation.triage) as connection:
        return differs(connection, town.organisation, town.case.handle)


class ChangedMyMindError(Exception):
    """The caller of `record` does not go through with it."""


def test_the_transaction_is_the_callers(town):
    """What the caller undoes afterwards takes event, entry and projections with it."""
    before = town.dump("triage")
    handle = town.case.handle
    with pytest.raises(ChangedMyMindError), write(town.organisation.triage) as connection:  # noqa: PT012 - one transaction
        note = NoteAdded(on=town.now.date(), actor="cd" * 16, item=ItemRef("ab" * 16, "0" * 64))
        record(connection, town.organisation, town.case_file, [note])
        assert len(events.history(connection, handle)) > len(town.rows("triage", "event"))
        raise ChangedMyMindError
    assert town.dump("triage") == before
