"""
A date set wrong for a while, and a long sleep: it is said, what comes in is taken with true days, and what
cannot be undone waits until the wrong time is over or somebody has confirmed it.
"""

from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from intake.store.engine import read
from tests.clockwork import REPORT, Clockwork, a_clockwork, at
from triage.cases.decisions.assessment import ScopeAssessed
from triage.cases.decisions.hand_over import HandOverAsked
from triage.cases.typed import typed
from triage.cases.vocabulary import Scope
from triage.cli import main
from triage.services.clock.heartbeat import clock_is_silent
from triage.services.clock.steadiness import is_off, moment_to_go_by
from triage.store import postbox
from triage.store.visibility import system_access

NOW = at("Mon 2026-11-23")
SOON = NOW + timedelta(minutes=10)
AHEAD = at("Mon 2027-05-24")
BACK = at("Thu 2020-01-02")


@pytest.fixture
def town(tmp_path) -> Clockwork:
    """An installation whose clock has ticked."""
    town = a_clockwork(tmp_path / "town", NOW)
    town.tick()
    return town


def asked(town: Clockwork) -> None:
    """A reporter has been asked about a hand-over."""
    town.send()
    town.tick()
    town.decide_opened()
    words = {"reason": "own_employment", "reason_item": "Nej.", "guidance_item": "Spørg."}
    town.decide(typed(ScopeAssessed, scope=Scope.OUTSIDE, **words))
    town.decide(typed(HandOverAsked, item="Må vi?", answer_by_on=date(2026, 12, 23)))
    town.tick()


def expired(town: Clockwork) -> bool:
    """Whether the question was taken for unanswered."""
    return any("hand_over:expired" in town.told(row.handle) for row in town.cases)


@pytest.mark.parametrize("wrong", [AHEAD, BACK])
def test_what_comes_in_while_the_date_is_wrong_is_taken_with_the_true_day(town, wrong):
    """It is there at once, acknowledged, and each of its days is the day that it really was."""
    town.send(REPORT, now=NOW)
    assert town.tick(wrong, jumped=True) == ()
    assert town.case.received_on == NOW.date()
    assert town.tick(SOON, jumped=True) == ()
    assert {each.day for each in town.case_file.history} == {NOW.date()}
    assert "acknowledgement:given" in town.told()


def test_a_day_that_was_told_by_a_wrong_date_is_not_believed(town):
    """The portal took it half a year ahead; for the office it came today, and it has its clocks."""
    town.send(REPORT, now=AHEAD)
    town.tick(AHEAD, jumped=True)
    town.now = NOW
    assert town.case.received_on == town.case_file.case.received_on == NOW.date()
    assert town.case.next_due_strict is not None


def test_no_question_expires_and_no_date_is_promised_by_a_wrong_date(town):
    """Half a year ahead for one tick; the next one goes on as if nothing had been."""
    asked(town)
    with read(town.organisation.intake) as connection:
        before = postbox.promises(connection)
    town.tick(AHEAD, jumped=True)
    town.tick(SOON, jumped=True)
    assert not expired(town)
    with read(town.organisation.intake) as connection:
        assert postbox.promises(connection) == before
    assert [each.on for each in town.checkpoints()] == [NOW.date()]


def test_it_is_said_until_it_is_over(town):
    """The office, the doctor and the clock's health go by this; a clock that ticks is not silent."""
    town.tick(AHEAD, jumped=True)
    assert is_off(town.organisation, AHEAD)
    assert not clock_is_silent(town.organisation, AHEAD)
    town.tick(SOON, jumped=True)
    assert not is_off(town.organisation, SOON)
    assert is_off(town.organisation, BACK)


def test_after_a_long_sleep_what_has_come_is_taken_and_the_rest_waits_for_a_word(town, monkeypatch):
    """Weeks without a tick: what came on some day proves that day; the question expires when confirmed."""
    asked(town)
    late = at("Mon 2027-01-11")
    town.send(REPORT, now=at("Mon 2026-12-28"))
    town.tick(late, jumped=True)
    assert sorted(row.received_on for row in town.cases) == [NOW.date(), date(2026, 12, 28)]
    assert is_off(town.organisation, late)
    assert not expired(town)

    monkeypatch.setenv("BETRO_SETTINGS", str(town.settings))
    monkeypatch.setattr("intake.clock.SystemClock.now", lambda _self: late)
    said = CliRunner().invoke(main, ["clock", "confirm", "--yes"])
    assert (said.exit_code, "confirmed" in said.output) == (0, True)
    town.tick(late, jumped=True)
    assert not is_off(town.organisation, late)
    assert expired(town)


def test_a_day_between_two_ticks_is_no_jump(town):
    """A night without power is none."""
    night = NOW + timedelta(hours=23)
    assert moment_to_go_by(town.organisation, system_access(), night) == night
    assert moment_to_go_by(town.organisation, system_access(), NOW + timedelta(hours=25)) == NOW
