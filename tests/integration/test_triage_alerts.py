"""The ladder of alerts: which steps are raised, when, and that each is raised once."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import event

from tests.clockwork import Clockwork, a_clockwork, at
from triage.cases.decisions.assessment import ScopeAssessed
from triage.cases.decisions.closing import CaseClosed
from triage.cases.decisions.feedback import FeedbackDecided
from triage.cases.typed import typed
from triage.cases.vocabulary import FeedbackKind, Scope
from triage.services.casework.register_inquiry import InquiryOutcome, inquiry, register_inquiry

pytestmark = pytest.mark.both_engines

MON = "Mon 2026-11-23"
KEY = ("case", "rule", "subject", "step")
"""The key of an alert."""


def steps(town: Clockwork, rule: str, since: datetime, days: int, step: int = 1) -> list[tuple[str, date]]:
    """Let the clock tick once a day, and give the steps of a rule in the order they were raised."""
    seen: list[tuple[str, date]] = []
    for day in range(0, days, step):
        town.tick(since + timedelta(days=day))
        new = [(row.step.partition(":")[2], row.on) for row in town.rows("triage", "alert", rule=rule)]
        seen += sorted(set(new) - set(seen), key=lambda each: each[1])
    return seen


def test_the_ladder_of_seven_days(tmp_path):
    """50, 75, 90 and 100 per cent of the way to 30 November, then ever more seldom; each once."""
    town = a_clockwork(tmp_path / "town", at(MON), automatic_acknowledgement=False)
    town.send()
    assert steps(town, "WB-ACK", at(MON), 10) == [
        ("p50", date(2026, 11, 26)),
        ("p75", date(2026, 11, 28)),
        ("p90", date(2026, 11, 29)),
        ("p100", date(2026, 11, 30)),
        ("late1", date(2026, 12, 1)),
    ]


def test_the_ladder_of_three_months(tmp_path):
    """30, 14, 7, 3 and 1 days before 23 February 2027 and on the day, and nothing before."""
    town = a_clockwork(tmp_path / "town", at(MON))
    town.send()
    town.tick()
    assert steps(town, "WB-FB", at("Fri 2027-01-15"), 41) == [
        ("d30", date(2027, 1, 24)),
        ("d14", date(2027, 2, 9)),
        ("d7", date(2027, 2, 16)),
        ("d3", date(2027, 2, 20)),
        ("d1", date(2027, 2, 22)),
        ("d0", date(2027, 2, 23)),
        ("late1", date(2027, 2, 24)),
    ]


def test_what_was_missed_is_caught_up_with_once(tmp_path):
    """A clock that stood still for ten days raises each missed step once; the mail goes in the next slot."""
    town = a_clockwork(tmp_path / "town", at(MON), automatic_acknowledgement=False)
    town.send()
    town.tick()
    town.tick(at("Thu 2026-12-03", 9))
    found = [row.step.partition(":")[2] for row in town.rows("triage", "alert", rule="WB-ACK")]
    assert sorted(found) == sorted(["p50", "p75", "p90", "p100", "late1", "late3"])
    before = len(town.rows("triage", "alert"))
    town.tick(at("Thu 2026-12-03", 10))
    assert len(town.rows("triage", "alert")) == before
    assert town.mails() == []
    town.tick(at("Thu 2026-12-03", 12))
    # Monday's mail, which never left, and today's are one.
    assert [(mail["To"], mail["Date"]) for mail in town.mails()] == [
        (f"{name}@example.test", "Thu, 03 Dec 2026 12:00:00 +0100") for name in ("anna", "bo")
    ]


def test_what_was_missed_is_raised_in_order(tmp_path):
    """The steps of a clock by their days, and the case that has waited longest before the others."""
    town = a_clockwork(tmp_path / "town", at(MON), automatic_acknowledgement=False)
    town.send()
    town.tick()
    older = town.case.handle
    town.send(now=at("Fri 2026-11-27"))
    town.tick()
    stored: list[tuple[bytes, str]] = []

    def note(_connection, _cursor, statement, values, *_rest):
        if not statement.startswith("INSERT INTO alert"):
            return
        # SQLite is given a row, PostgreSQL names.
        handle, rule, _about, step = (
            (values[name] for name in KEY) if isinstance(values, dict) else values[: len(KEY)]
        )
        if rule == "WB-ACK":
            stored.append((bytes(getattr(handle, "obj", handle)), step.partition(":")[2]))

    event.listen(town.organisation.triage, "before_cursor_execute", note)
    town.tick(at("Fri 2026-12-04"))
    cases = [handle for handle, _ in stored]
    assert cases == sorted(cases, key=lambda handle: handle != older)
    days = ["p50", "p75", "p90", "p100", "late1", "late3"]
    assert [step for handle, step in stored if handle == older] == days[1:]
    assert [step for handle, step in stored if handle != older] == days[:4]


def test_the_alert_and_its_mail_stand_together(tmp_path):
    """Where the mail cannot be asked for there is no alert either, and it rings at the next tick."""
    town = a_clockwork(tmp_path / "town", at(MON), automatic_acknowledgement=False)
    town.send()
    town.tick()
    town.tick(at(MON, 12))
    with town.broken("triage", "outbox", "INSERT"):
        assert town.tick(at("Thu 2026-11-26", 9)) == ("alert",)
    assert town.rows("triage", "alert", rule="WB-ACK") == []
    assert town.tick(at("Thu 2026-11-26", 9, 1)) == ()
    assert len(town.rows("triage", "alert", rule="WB-ACK")) == 1


def test_the_digest_waits_for_the_morning_and_what_presses_does_not(tmp_path):
    """Half-way on a Thursday morning goes at 08 on Monday; what is due on Monday goes with the next slot."""
    town = a_clockwork(tmp_path / "town", at(MON, 7), automatic_acknowledgement=False)
    town.send()
    town.tick()
    town.decide_opened()
    town.tick(at(MON, 8))
    rows = {row.key for row in town.rows("triage", "outbox", kind="mail")}
    town.tick(at("Thu 2026-11-26", 9))
    (slot,) = {row.slot for row in town.rows("triage", "outbox", kind="mail") if row.key not in rows}
    assert slot == at("Mon 2026-11-30", 8)
    rows = {row.key for row in town.rows("triage", "outbox", kind="mail")}
    town.tick(at("Mon 2026-11-30", 9))
    slots = {row.slot for row in town.rows("triage", "outbox", kind="mail") if row.key not in rows}
    assert min(slots) == at("Mon 2026-11-30", 12)


def test_a_closed_case_never_rings(tmp_path):
    """Neither a report that was answered nor a call that was closed while it was taken."""
    town = a_clockwork(tmp_path / "town", at(MON))
    town.send()
    town.tick()
    town.decide_opened()
    town.decide(
        typed(
            ScopeAssessed,
            scope=Scope.OUTSIDE,
            reason_item="Egne forhold.",
            reason="own_employment",
            guidance_item="Tillidsrepræsentanten.",
        )
    )
    town.decide(typed(FeedbackDecided, kind=FeedbackKind.REJECTION, item="Det er uden for ordningen."))
    town.decide(typed(CaseClosed))
    came = inquiry(channel="phone", type="guidance", summary_item="Venter på en sagsbehandler.")
    told = InquiryOutcome("social", "processing_time", handlings=["guidance"], closed=True)
    register_inquiry(town.organisation, town.who(), came, told, now=town.now)
    before = len(town.rows("triage", "alert"))
    for day in (1, 10, 40, 100, 200):
        town.tick(at(MON) + timedelta(days=day))
    assert len(town.rows("triage", "alert")) == before
    assert [row for row in town.cases if row.next_due_strict] == []
