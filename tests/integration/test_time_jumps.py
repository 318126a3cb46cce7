"""
A date set wrong for a while, and a long sleep: it is said, what comes in is taken with true days, and what
cannot be undone waits until the wrong time is over or somebody has confirmed it.
"""

from datetime import date, timedelta

import pytest
from click.testing import CliRunner

from intake.services.attach import Upload, path_of
from intake.store.engine import read
from tests.clockwork import REPORT, Clockwork, a_clockwork, at
from tests.office import StandingClock
from triage.cases.decisions.assessment import ScopeAssessed
from triage.cases.decisions.hand_over import HandOverAsked
from triage.cases.typed import typed
from triage.cases.vocabulary import Scope
from triage.cli import main
from triage.clock import Served, beating
from triage.clock.health import Pulse
from triage.services.clock.heartbeat import clock_is_silent
from triage.services.clock.steadiness import is_off
from triage.services.organisation import Live
from triage.services.organisation.announce import close, reopen
from triage.store import postbox

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


def test_no_mailbox_keeps_a_day_that_has_not_come(town):
    """What was written half a year ahead would stand above every later answer for as long."""
    code = town.send(REPORT, now=NOW)
    town.tick()
    town.now = AHEAD
    town.write(code, "Mere om det.")
    other = town.send(REPORT, now=AHEAD)
    town.tick(AHEAD, jumped=True)
    assert town.tick(SOON, jumped=True) == ()
    assert {row.placed_on for row in town.rows("intake", "item")} == {NOW.date()}
    assert {row.received_on for row in town.rows("intake", "submission")} == {NOW.date()}
    assert [each.on for each in town.mailbox(code).messages] == [NOW.date()]
    assert town.mailbox(other).received_on == NOW.date()


def test_what_comes_after_a_long_sleep_keeps_its_day_in_the_mailbox(town):
    """The machine was right all the time: nothing is put to another day before somebody has said so."""
    late = at("Mon 2026-12-14")
    town.send(REPORT, now=late)
    for _ in range(2):
        town.tick(late, jumped=True)
    town.tick(late)
    (first,) = (row for row in town.rows("intake", "item") if row.kind == "report")
    assert first.placed_on == late.date()


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


def test_the_first_tick_of_all_believes_no_day_before_the_founding(tmp_path):
    """Set back between the founding and the clock's first start: it is said, and what came has a true day."""
    founded = at("Mon 2026-01-05")
    town = a_clockwork(tmp_path / "town", founded)
    town.send(REPORT, now=founded)
    assert town.tick(BACK, jumped=True) == ()
    assert is_off(town.organisation, BACK)
    assert town.case.received_on == founded.date()
    assert town.tick(founded + timedelta(hours=2), jumped=True) == ()
    assert not is_off(town.organisation, town.now)
    assert {each.day for each in town.case_file.history} == {founded.date()}


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
    town.tick(night, jumped=True)
    assert not is_off(town.organisation, night)
    town.tick(night + timedelta(hours=25), jumped=True)
    assert is_off(town.organisation, night + timedelta(hours=25))


@pytest.mark.parametrize("wrong", [AHEAD, BACK])
def test_the_doctor_calls_nothing_wrong_that_only_the_wrong_date_makes_so(town, monkeypatch, wrong):
    """Neither that nobody stands in the directory or holds a case, nor that mail waits for half a year."""
    town.send()
    town.tick()
    monkeypatch.setenv("BETRO_SETTINGS", str(town.settings))
    monkeypatch.setattr("intake.clock.SystemClock.now", lambda _self: NOW)
    before = [line for line in CliRunner().invoke(main, ["doctor"]).output.splitlines() if "wrong" in line]
    monkeypatch.setattr("intake.clock.SystemClock.now", lambda _self: wrong)
    town.tick(wrong, jumped=True)
    now = CliRunner().invoke(main, ["doctor"]).output.splitlines()
    (more,) = set(now) - set(before)
    assert more.startswith("wrong  time: ")


@pytest.mark.parametrize("wrong", [AHEAD, BACK])
def test_a_wrong_date_that_stays_runs_on_from_the_true_one(tmp_path, wrong):
    """
    For a week a report is taken on its true day, the ladder is climbed on its true days, mail leaves in its
    slots, and nothing expires; where the date is put right, that is over without a word.
    """
    town = a_clockwork(tmp_path / "town", NOW, automatic_acknowledgement=False)
    town.tick()
    town.send(REPORT, now=NOW)
    mailed: dict[date, int] = {}
    for hours in range(0, 7 * 24, 2):
        assert town.tick(wrong + timedelta(hours=hours), jumped=True) == ()
        mailed[(NOW + timedelta(hours=hours)).date()] = len(town.mails())
    assert is_off(town.organisation, town.now)
    assert {row.step.partition(":")[2]: row.on for row in town.rows("triage", "alert", rule="WB-ACK")} == {
        "p50": date(2026, 11, 26),
        "p75": date(2026, 11, 28),
        "p90": date(2026, 11, 29),
        "p100": date(2026, 11, 30),
    }
    assert 0 < mailed[NOW.date()] < mailed[date(2026, 11, 30)]
    # The portal's day is never before that of the clock (`test_portal_time_jump`).
    town.send(REPORT, now=max(town.now, NOW))
    town.tick(town.now + timedelta(minutes=1), jumped=True)
    day = date(2026, 11, 30) if wrong is AHEAD else NOW.date()
    assert sorted(row.received_on for row in town.cases) == [NOW.date(), day]
    right = NOW + timedelta(days=7, hours=1)
    town.tick(right, jumped=True)
    assert not is_off(town.organisation, right)


def test_days_of_maintenance_are_no_jump(town):
    """The clock ran and did nothing; when it is opened again, nobody has to confirm anything."""
    close(town.organisation, today=NOW.date())
    for hours in range(1, 73, 12):
        assert town.tick(NOW + timedelta(hours=hours), jumped=True) is None
    reopen(town.organisation, today=town.now.date())
    assert not is_off(town.organisation, town.now)


def test_a_step_that_fails_for_days_is_no_jump(town):
    """Whoever mends it two days later finds an office that may decide, and questions that expire."""
    town.sql("intake", "ALTER TABLE published RENAME TO hidden")
    for hours in range(0, 48, 12):
        assert town.tick(NOW + timedelta(hours=hours), jumped=True) == ("promise",)
    assert not is_off(town.organisation, town.now)


def test_nothing_is_removed_while_the_date_is_wrong(town):
    """Half a year ahead for one tick: what somebody is attaching, and what is set apart, lie there still."""
    with Upload(town.organisation.reception, now=NOW) as upload:
        upload.write(b"x" * 5000)
        attached = upload.finish(name="bilag.pdf", content_type="application/pdf")
    path = path_of(town.organisation.reception.blob_folder, attached.blob)
    town.tick(AHEAD, jumped=True)
    town.tick(SOON, jumped=True)
    assert path.exists()
    town.tick(AHEAD)
    assert not path.exists()


def test_nothing_is_applied_or_granted_by_a_wrong_date(town, monkeypatch):
    """No rules, no folder of the organisation, no person; the doctor says why."""
    monkeypatch.setenv("BETRO_SETTINGS", str(town.settings))
    monkeypatch.setattr("intake.clock.SystemClock.now", lambda _self: AHEAD)
    town.tick(AHEAD, jumped=True)
    before = town.dump("triage")
    reason = ["--reason", "law_change"]
    for words, seed in (
        (["rules", "apply", *reason], None),
        (["organisation", "apply", str(town.folder), *reason], None),
        (["people", "add", "eva", "Eva", "--role", "advisor"], (b"r" * 32).hex()),
    ):
        said = CliRunner().invoke(main, words, input=seed)
        assert (said.exit_code, "betro clock confirm" in said.output) == (1, True), said.output
    assert town.dump("triage") == before
    assert any(
        line.startswith("wrong  time: ") for line in CliRunner().invoke(main, ["doctor"]).output.splitlines()
    )


def test_the_clock_tells_whoever_watches_it(town):
    """GET /healthz is 503 with the word while the time is off, and well when it is over."""
    told = []
    pulse = Pulse()
    for moment in (NOW, AHEAD, SOON, BACK):
        served = Served(
            Live(town.organisation, StandingClock(moment)), StandingClock(moment), town.dependencies
        )
        beating(served, b"c" * 16, pulse)()
        told.append((pulse.told()[0], pulse.told()[1]["status"]))
    assert told == [(200, "ok"), (503, "time"), (200, "ok"), (503, "time")]
