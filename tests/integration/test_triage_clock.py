"""The clock's road from a submission to an acknowledged case, broken at every step and going on."""

from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy.exc import IntegrityError

from intake.services.attach import Upload
from intake.store.engine import read
from tests.clockwork import COMPLAINT, Clockwork, a_clockwork, at
from triage.cases.decisions.messages import MessageDecided
from triage.cases.roles import Role
from triage.cases.typed import typed
from triage.services.clock.heartbeat import clock_is_silent
from triage.services.clock.receive import fetch
from triage.services.people.new_person import NewPerson
from triage.services.people.tickets import invite
from triage.store import postbox

pytestmark = pytest.mark.both_engines

MON = "Mon 2026-11-23"
ACKNOWLEDGED = ["case:received", "acknowledgement:decided", "acknowledgement:given"]


@pytest.fixture
def town(tmp_path: Path) -> Clockwork:
    """An installation on Mon 23 November 2026."""
    return a_clockwork(tmp_path / "town", at(MON))


def test_a_report_becomes_an_acknowledged_case_in_one_tick(town):
    """A case with a random reference, a grant for each advisor, a card in the mailbox; no ciphertext."""
    code = town.send()
    assert town.tick() == ()
    assert town.told() == ACKNOWLEDGED
    assert {row.person for row in town.rows("triage", "grant")} == {
        town.enrolled[name].handle for name in ("anna", "bo")
    }
    assert town.rows("triage", "item") == []
    card = town.mailbox(code).card
    assert card is not None
    assert (card.state, card.acknowledged_on, card.acknowledged_automatically) == (
        "acknowledged",
        date(2026, 11, 23),
        True,
    )
    town.is_sound()


def test_a_second_tick_changes_nothing(town):
    """Neither database, but for the lease and the heartbeat."""
    town.send()
    town.tick()
    before = town.dump("intake"), town.dump("triage")
    assert town.tick(town.now + timedelta(minutes=1)) == ()
    after = town.dump("intake"), town.dump("triage")
    assert after[0] == before[0]
    changed = {name for name in after[1] if after[1][name] != before[1][name]}
    assert changed == {"lease", "heartbeat"}


def test_an_invitation_that_nobody_took_up_goes_with_the_day(town):
    """Its name and address too, though no other ticket is ever given: on the day after its last."""
    new = NewPerson("eva", "Eva Advisor", Role.ADVISOR, "eva@example.test")
    ticket = invite(town.organisation, new, today=town.now.date())
    for day, number in ((ticket.until_on, 1), (ticket.until_on + timedelta(days=1), 0)):
        assert town.tick(at(f"{day:%a} {day}")) == ()
        assert len(town.rows("triage", "enrolment")) == number


@pytest.mark.parametrize(
    ("line", "table", "act"),
    [
        ("intake", "published", "INSERT"),
        ("triage", "case", "INSERT"),
        ("triage", "grant", "INSERT"),
        ("triage", "event", "INSERT"),
        ("triage", "journal", "INSERT"),
        ("triage", "deadline", "INSERT"),
        ("triage", "case", "UPDATE"),
        ("triage", "alert", "INSERT"),
        ("triage", "outbox", "INSERT"),
        ("intake", "arrival", "DELETE"),
        ("intake", "item", "INSERT"),
        ("intake", "stanza", "INSERT"),
        ("triage", "outbox", "UPDATE"),
        ("triage", "heartbeat", "INSERT"),
    ],
)
@pytest.mark.parametrize("when", ["from the start", "after the case was made"])
def test_a_crash_at_any_step_is_made_good_by_the_next_tick(town, line, table, act, when):
    """Exactly once: one case, one acknowledgement, one alert of each thing, the newest card on top."""
    code = town.send()
    if when != "from the start":
        fetch(town.organisation, now=town.now)
        town.write(code, "Jeg glemte at skrive, hvor det var.")
    # The heartbeat stands outside the steps, so that its fault comes through.
    with town.broken(line, table, act), suppress(IntegrityError):
        town.tick()
    assert town.tick(town.now + timedelta(minutes=1)) == ()
    assert town.tick(town.now + timedelta(minutes=1)) == ()
    expected = ACKNOWLEDGED if when == "from the start" else [*ACKNOWLEDGED, "message:received"]
    assert sorted(town.told()) == sorted(expected)
    assert len(town.rows("triage", "journal", subject=town.case.handle)) == len(expected)
    wrote = when != "from the start"
    assert sorted(row.rule for row in town.rows("triage", "alert")) == (
        ["heard", "new"] if wrote else ["new"]
    )
    view = town.mailbox(code)
    assert not view.has_warnings
    assert view.card is not None
    assert view.card.state == "acknowledged"
    assert len(town.rows("intake", "published")) == 60
    town.is_sound()


def test_a_message_before_the_report_was_noticed_is_noticed_too(town):
    """Both arrivals of one tick, in whichever order they are drawn."""
    for _ in range(8):
        town.write(town.send(), "Jeg glemte noget.")
    assert town.tick() == ()
    for row in town.cases:
        assert sorted(town.told(row.handle)) == sorted([*ACKNOWLEDGED, "message:received"])
    town.is_sound()


def test_one_case_that_fails_keeps_no_other_waiting(town):
    """A message that cannot be placed, and the report and the message of others are handled all the same."""
    town.send()
    town.tick()
    stuck = town.case.handle
    with town.broken("intake", "item", "INSERT"):
        town.decide(typed(MessageDecided, item="Denne kan ikke leveres."))
    town.sql("triage", "UPDATE outbox SET payload = '0' WHERE kind = 'message' AND done_on IS NULL")
    code = town.send()
    assert town.tick() == ("messages",)
    other = next(row for row in town.cases if row.handle != stuck)
    assert town.told(other.handle) == ACKNOWLEDGED
    town.decide(typed(MessageDecided, item="Denne kan."), other.case_reference)
    assert [letter.text for letter in town.mailbox(code).messages] == ["Denne kan."]


def test_a_message_arrives_as_one_event_with_the_day_it_was_written(town):
    """Written on Monday, noticed on Tuesday after the clock had stood still."""
    code = town.send()
    town.tick()
    town.write(code, "Jeg har et billede.")
    with town.broken("intake", "arrival", "DELETE"):
        assert town.tick(at("Tue 2026-11-24")) == ("receive",)
    assert town.tick() == ()
    assert town.told().count("message:received") == 1
    row = next(row for row in town.rows("triage", "event") if "message:received/" in row.payload)
    assert '"on":"2026-11-24"' in row.payload
    assert '"happened_on":"2026-11-23"' in row.payload


def test_a_complaint_takes_the_same_road(town):
    """Received, acknowledged, under the rules of the complaint side."""
    code = town.send(COMPLAINT)
    town.tick()
    assert town.told() == ACKNOWLEDGED
    assert town.case.scheme == "complaints"
    assert {row.rule for row in town.rows("triage", "deadline")} >= {"BR-ACK", "BR-FIRST"}
    card = town.mailbox(code).card
    assert card is not None
    assert card.state == "acknowledged"
    town.is_sound()


def test_of_two_clocks_one_works(town):
    """The other does nothing until the lease has run out; a clock keeps its own."""
    assert town.tick(owner=b"a" * 16) == ()
    assert town.tick(owner=b"b" * 16) is None
    assert town.tick(town.now + timedelta(seconds=10), owner=b"a" * 16) == ()
    assert town.tick(town.now + timedelta(seconds=14), owner=b"b" * 16) is None
    assert town.tick(town.now + timedelta(seconds=2), owner=b"b" * 16) == ()
    assert town.tick(owner=b"a" * 16) is None
    (lease,) = town.rows("triage", "lease")
    assert (lease.owner, lease.fence) == (b"b" * 16, 3)


def test_a_clock_that_is_set_back_neither_stops_the_work_nor_hides_that_it_stood(town):
    """A lease and a heartbeat of three hours ahead count for nothing when the time is right again."""
    assert town.tick(town.now + timedelta(hours=3), owner=b"a" * 16) == ()
    right = town.now - timedelta(hours=3)

    assert clock_is_silent(town.organisation, right)
    assert town.tick(right, owner=b"b" * 16) == ()
    assert not clock_is_silent(town.organisation, right)


def test_the_heart_beats_only_where_every_step_ran(town):
    """So that the office's red banner tells of a clock that runs and cannot."""
    town.tick()
    (beat,) = town.rows("triage", "heartbeat", process="clock")
    assert beat.at == town.now
    with town.broken("intake", "published", "INSERT"):
        assert town.tick(at("Tue 2026-11-24")) == ("promise",)
    assert town.rows("triage", "heartbeat", process="clock") == [beat]


def test_the_promise_stands_for_sixty_days_and_old_days_go(town):
    """Each day's own dates, by the same engine as the case's; the portal computes none."""
    town.tick()
    town.tick(at("Thu 2026-11-26"))
    rows = sorted(town.rows("intake", "published"))
    assert [row.received_on for row in rows] == [
        date(2026, 11, 26) + timedelta(days=number) for number in range(60)
    ]
    assert all(row.acknowledge_by == row.received_on + timedelta(days=7) for row in rows)
    assert rows[0].feedback_by == date(2027, 3, 3)
    with read(town.organisation.intake) as connection:
        assert postbox.promises(connection) == [tuple(row) for row in rows]


def test_abandoned_files_are_reaped_by_the_clock(town):
    """A draft that was never sent is gone after its day, its row and its bytes."""
    with Upload(town.organisation.reception, now=town.now) as upload:
        upload.write(b"x" * 1000)
        upload.finish(name="billede.jpg", content_type="image/jpeg")
    files = list(town.organisation.settings.blob_folder.glob("*/*"))
    assert len(files) == 1
    town.tick(at("Tue 2026-11-24"))
    assert files[0].exists()
    town.tick(at("Wed 2026-11-25"))
    assert not files[0].exists()
    assert town.rows("intake", "blob") == []
