"""What the clock places in the mailbox: acknowledgement, messages, feedback and status cards, each once."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from crypto.keys import SigningKey
from intake.store.engine import read
from tests.clockwork import REPORT, Clockwork, a_clockwork, at
from triage.cases.decisions.assessment import ScopeAssessed
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.feedback import FeedbackDecided
from triage.cases.decisions.messages import MessageDecided
from triage.cases.decisions.receiving import NoteAdded
from triage.cases.decisions.registering import CaseRegistered
from triage.cases.refusals import Refusal
from triage.cases.typed import typed
from triage.cases.vocabulary import FeedbackKind, Scope
from triage.rules.codes import Scheme
from triage.services.casework.open_case import open_report
from triage.services.casework.register_report import register
from triage.services.clock.acknowledge import acknowledge_due
from triage.services.clock.receive import fetch
from triage.services.history.publish import place_cards
from triage.store import events
from triage.store.visibility import system_access

pytestmark = pytest.mark.both_engines

MON = "Mon 2026-11-23"
ACKNOWLEDGED = ["case:received", "acknowledgement:decided", "acknowledgement:given"]


@pytest.fixture
def town(tmp_path: Path) -> Clockwork:
    """An installation on Mon 23 November 2026."""
    return a_clockwork(tmp_path / "town", at(MON))


@pytest.mark.parametrize(
    ("line", "table", "act"),
    [
        ("intake", "item", "INSERT"),
        ("intake", "stanza", "INSERT"),
        ("triage", "outbox", "UPDATE"),
        ("triage", "journal", "INSERT"),
    ],
)
@pytest.mark.parametrize("days", [0, 1])
def test_an_acknowledgement_is_given_once_and_on_the_day_it_was_placed(town, line, table, act, days):
    """
    Decided stands at once, given only behind the mailbox; where the crash came after the placing, the day of
    the placing counts, and not that of the tick that noticed.
    """
    code = town.send()
    fetch(town.organisation, now=town.now)
    # The journal is broken only when the card lies in the mailbox, so that the crash comes between the two.
    if table == "journal":
        acknowledge_due(town.organisation, system_access(), now=town.now)
    with town.broken(line, table, act):
        assert "cards" in (town.tick() or ())
    assert town.told() == ACKNOWLEDGED[:2]
    placed = bool(town.rows("intake", "item", direction="card"))
    assert placed == (table in {"outbox", "journal"})
    assert town.tick(town.now + timedelta(days=days)) == ()
    assert town.told() == ACKNOWLEDGED
    town.tick()
    card = town.mailbox(code).card
    assert card is not None
    day = 23 if placed else 23 + days
    assert card.acknowledged_on == date(2026, 11, day)
    with read(town.organisation.triage) as connection:
        assert events.history(connection, town.case.handle)[-1].day == date(2026, 11, day)
    town.is_sound()


def test_what_happened_between_a_crash_and_its_repair_is_on_the_card(town):
    """The card from before the crash tells the state of then; it does not hide that the report was opened."""
    code = town.send()
    fetch(town.organisation, now=town.now)
    with town.broken("triage", "outbox", "UPDATE"):
        town.tick()
    open_report(town.organisation, town.who(), town.case.case_reference, now=town.now)
    town.tick()
    town.tick()
    card = town.mailbox(code).card
    assert card is not None
    assert card.state == "being_assessed"
    town.is_sound()


@pytest.mark.parametrize(
    ("line", "table", "act"),
    [("intake", "item", "INSERT"), ("intake", "stanza", "INSERT"), ("triage", "outbox", "UPDATE")],
)
def test_a_message_is_placed_once_and_then_given(town, line, table, act):
    """Decided while it cannot be placed; the next tick places it, and its counter is not used twice."""
    code = town.send()
    town.tick()
    with town.broken(line, table, act):
        town.decide(typed(MessageDecided, item="Hvornår skete det?"))
        assert "messages" in (town.tick() or ())
    assert "message:given" not in town.told()
    town.decide(typed(MessageDecided, item="Og hvor?"))
    assert town.tick() == ()
    assert town.told().count("message:given") == 2
    view = town.mailbox(code)
    assert [letter.text for letter in view.messages] == ["Hvornår skete det?", "Og hvor?"]
    assert not view.has_warnings
    # After placing, the outbox keeps key and digest only.
    rows = town.rows("triage", "outbox", kind="message")
    assert all(row.payload is None and row.digest for row in rows)
    town.is_sound()


@pytest.mark.parametrize("days", range(7))
def test_the_acknowledgement_goes_on_the_day_that_the_house_chose(tmp_path, days):
    """send_after_days 0 to 6: not a day before, and from then on; the last is the day before the law's."""
    town = a_clockwork(tmp_path / "town", at(MON), send_after_days=days)
    town.send()
    for day in range(days):
        town.tick(at(MON) + timedelta(days=day))
        assert town.told() == ACKNOWLEDGED[:1]
    town.tick(at(MON) + timedelta(days=days))
    assert town.told() == ACKNOWLEDGED
    (row,) = town.rows("triage", "deadline", rule="WB-ACK")
    assert row.settled_on == date(2026, 11, 23) + timedelta(days=days)
    assert row.due_strict == date(2026, 11, 30)


def test_nothing_is_acknowledged_where_the_house_does_it_by_hand(tmp_path):
    """The deadline stays open and the ladder rings."""
    town = a_clockwork(tmp_path / "town", at(MON), automatic_acknowledgement=False)
    town.send()
    for day in range(8):
        assert town.tick(at(MON) + timedelta(days=day)) == ()
    assert town.told() == ["case:received"]
    steps = [row.step for row in town.rows("triage", "alert", rule="WB-ACK")]
    assert sorted(steps) == [f"2026-11-30:{step}" for step in ("p100", "p50", "p75", "p90")]


def test_a_registered_report_is_not_acknowledged_by_itself(town):
    """Whoever wrote a letter may never look into the mailbox; the one who came by the portal is."""
    origin = typed(
        CaseRegistered,
        scheme=Scheme.WHISTLEBLOWING,
        channel="letter",
        organisation_on=date(2026, 11, 20),
        office_on=date(2026, 11, 23),
    )
    register(town.organisation, town.who(), REPORT, origin, now=town.now)
    for day in range(3):
        assert town.tick(at(MON) + timedelta(days=day)) == ()
    assert "acknowledgement:decided" not in town.told()


def test_the_months_count_from_the_acknowledgement(tmp_path):
    """Received Mon 23, acknowledged Thu 26 November: feedback by 26 February, on the card too."""
    town = a_clockwork(tmp_path / "town", at(MON), send_after_days=3)
    code = town.send()
    town.tick()
    (before,) = town.rows("triage", "deadline", rule="WB-FB")
    assert before.due_strict == date(2027, 2, 28)
    town.tick(at("Thu 2026-11-26"))
    town.tick()
    (after,) = town.rows("triage", "deadline", rule="WB-FB")
    assert (after.starts_on, after.due_strict) == (date(2026, 11, 26), date(2027, 2, 26))
    card = town.mailbox(code).card
    assert card is not None
    assert card.feedback_by == date(2027, 2, 26)


def test_feedback_is_given_when_it_lies_in_the_mailbox(town):
    """Decided while nothing can be placed: closing is refused until the clock has placed it."""
    code = town.send()
    town.tick()
    open_report(town.organisation, town.who(), town.case.case_reference, now=town.now)
    town.decide(typed(ScopeAssessed, scope=Scope.WITHIN, reason_item="Mulig bestikkelse."))
    with town.broken("intake", "item", "INSERT"):
        town.decide(typed(FeedbackDecided, kind=FeedbackKind.INTERIM, item="Vi undersøger sagen."))
        with pytest.raises(Refusal):
            town.decide(typed(CaseClosed))
    assert "feedback:given" not in town.told()
    assert town.rows("triage", "deadline", rule="WB-FB")[0].settled_on is None
    town.tick(at("Wed 2026-11-25"))
    assert "feedback:given" in town.told()
    assert town.rows("triage", "deadline", rule="WB-FB")[0].settled_on == date(2026, 11, 25)
    assert [letter.text for letter in town.mailbox(code).messages] == ["Vi undersøger sagen."]


def test_a_card_for_each_state_and_the_highest_version_counts(town):
    """One card per changed state; ticks without a change place none; a note is no change for the reporter."""
    code = town.send()
    town.tick()
    open_report(town.organisation, town.who(), town.case.case_reference, now=town.now)
    town.tick()
    town.decide(typed(NoteAdded, item="Kun for enheden"))
    town.tick()
    town.tick()
    versions = sorted(row.counter for row in town.rows("intake", "item", direction="card"))
    assert versions == list(range(1, len(versions) + 1))
    assert len(versions) == 2
    card = town.mailbox(code).card
    assert card is not None
    assert (card.version, card.state) == (2, "being_assessed")


def test_the_card_follows_every_letter(town):
    """Between letter and card the mailbox knows it; also where the letter changes nothing else."""
    code = town.send()
    town.tick()
    open_report(town.organisation, town.who(), town.case.case_reference, now=town.now)
    town.tick()
    for number, text in enumerate(("Tak.", "Vi vender tilbage."), 1):
        town.decide(typed(MessageDecided, item=text))
        between = town.mailbox(code)
        assert between.written_since
        town.tick()
        after = town.mailbox(code)
        assert not after.written_since
        assert after.card is not None
        assert (after.card.newest_message, after.card.state) == (number, "being_assessed")


def test_a_card_that_the_clock_did_not_sign_is_not_believed(town):
    """The portal pins the checkpoint key; another key's card is doubted and the older one shown."""
    code = town.send()
    town.tick()
    open_report(town.organisation, town.who(), town.case.case_reference, now=town.now)
    place_cards(town.organisation, system_access(), SigningKey.from_seed(b"x" * 32), now=town.now)
    view = town.mailbox(code)
    assert view.has_warnings
    assert view.card is not None
    assert view.card.state == "acknowledged"
