"""A fictive year, run as a user would: what it prints adds up, and it says when something is wrong."""

import json
import logging
import random
import subprocess
import sys
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.patience import PATIENCE
from tests.rounds import rounds
from tests.simulation import checks
from tests.simulation.__main__ import simulate
from tests.simulation.moving import FROM_INQUIRY, MOVED
from tests.simulation.plot import FROM_REPORT, PLACES, stories
from tests.simulation.recording import LINKED, comes_by_itself
from tests.simulation.scenario import Story
from tests.simulation.season import JOINER, season_of
from triage.cases.decisions.complaints import CallRegistered
from triage.cases.history import EVENTS
from triage.rules.codes import Scheme
from triage.services.history import record

pytestmark = pytest.mark.heavy

ROOT = Path(__file__).resolve().parents[2]
FREE = {"01-01", "06-05", "12-24", "12-25", "12-26", "12-31"}
EASTER = date(2026, 4, 5)

HANDING = ("agrees", MOVED)
"""What begins a case on the other side: a yes in the mailbox, or what an adviser carries over."""
NOT_PLAYED: frozenset[str] = frozenset()
"""Tags of decisions that no story makes; a new one may wait here until a story does."""
NOT_WRITTEN = frozenset({CallRegistered.tag})
"""What nothing writes any more."""


def simulated(*arguments: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own."""
    return subprocess.run(
        [sys.executable, "-m", "tests.simulation", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=PATIENCE,
    )


CASES, SEED = rounds((200, 25), (400, 1))
"""So many turn up, drawn so that every kind of event comes up: with so few not every draw has all."""


@pytest.fixture(scope="module")
def year() -> dict[str, Any]:
    """The year 2026 with many cases, as one document."""
    ran = simulated("--year", "2026", "--cases", str(CASES), "--seed", str(SEED))
    assert ran.stderr == ""
    told: dict[str, Any] = json.loads(ran.stdout)
    assert (ran.returncode, told["faults"]) == (0, [])
    return told


def is_free(day: date) -> bool:
    """Whether nobody works on a day of 2026: a hand-made list, and nothing of the calendar's own."""
    moving = {EASTER + timedelta(days=days) for days in (-3, -2, 0, 1, 39, 49, 50)}
    return day.isoweekday() > 5 or f"{day:%m-%d}" in FREE or day in moving


def test_a_year_of_many_cases_happens_as_it_ought_to(year: dict[str, Any]) -> None:
    """More than a thousand ticks, no fault, and no kind of thing that did not come up."""
    assert year["ticks"] > 1000
    assert len([each for each in year["cases"] if each["case"].isdigit()]) == CASES
    assert {each["standing"] for each in year["deadlines"]} >= {"in_time", "late", "open", "overdue"}
    assert {each["scope"] for each in year["cases"]} >= {"within", "partly", "outside", None}
    assert {each["channel"] for each in year["cases"]} >= {
        "portal",
        "phone",
        "letter",
        "whistleblower_scheme",
        "citizens_adviser",
    }
    assert any(each["is_contact"] or each["channel"] == "in_person" for each in year["cases"])
    assert {each["to"] for each in year["alerts"]} == {"handler", "stand_in", "administrator"}
    assert {each["role"] for each in year["mails"]} == {"advisor", "administrator"}
    assert year["refused"] > 0


def test_every_kind_of_event_comes_up(year: dict[str, Any]) -> None:
    """Whatever can be recorded of a case happens in the year, so that the checks have seen it."""
    assert set(EVENTS) - set(year["summary"]["events"]) == NOT_PLAYED | NOT_WRITTEN
    assert {each["scheme"] for each in year["cases"]} == set(Scheme)
    assert year["summary"]["pages"] > 30
    assert year["summary"]["files"] > 50
    assert JOINER in {each["to"] for each in year["mails"]}


def test_what_was_received_is_what_became_of_it(year: dict[str, Any]) -> None:
    """Within, outside and not assessed are all reports; open and closed are all cases."""
    sums, cases = year["summary"], [each for each in year["cases"] if not each["is_contact"]]
    reports = [each for each in cases if each["scheme"].startswith("whistleblowing")]
    complaints = [each for each in cases if each["scheme"] == "complaints"]

    assert sums["reports"]["received"] == len(reports) == sum(sums["reports"]["by_scope"].values())
    assert sums["reports"]["by_scope"] == Counter(each["scope"] or "not_assessed" for each in reports)
    assert sums["complaints"]["received"] == len(complaints)
    assert sums["complaints"]["answered"] + sums["complaints"]["not_answered"] == len(complaints)
    for part, told in ((sums["reports"], reports), (sums["complaints"], complaints)):
        assert part["open"] + part["closed"] == len(told)
        assert part["closed"] == sum(each["state"] == "closed" for each in told)
    assert sums["contacts"] + len(cases) == len(year["cases"])


def test_where_a_late_report_lay_is_told(year: dict[str, Any]) -> None:
    """Of each that the office had later than the organisation, a contact that became one among them."""
    late = [each for each in year["cases"] if each["office_on"] and each["office_on"] > each["received_on"]]
    assert {each["lay_with"] for each in late} == set(PLACES)
    assert {each["lay_with"] for each in year["cases"] if each not in late} == {None}
    reports_of_contacts = {
        event["case"] for event in year["cases"] if event["channel"] == "in_person" and event["lay_with"]
    }
    assert reports_of_contacts


def test_every_deadline_is_counted_once(year: dict[str, Any]) -> None:
    """By rule: what was armed is what was kept, was late, is overdue, or still runs."""
    for rule, counts in year["summary"]["deadlines"].items():
        own = [each for each in year["deadlines"] if each["rule"] == rule]
        assert (
            counts["armed"] == len(own) == sum(number for name, number in counts.items() if name != "armed")
        )
        late = [each for each in own if each["settled_on"] and each["settled_on"] > each["due"]]
        assert counts.get("late", 0) == len(late)
        overdue = [each for each in own if not each["settled_on"] and each["due"] < "2026-12-31"]
        assert counts.get("overdue", 0) == len(
            [each for each in overdue if each["standing"] != "stands_still"]
        )


def test_every_breach_is_told_with_its_days(year: dict[str, Any]) -> None:
    """Late or overdue is a breach, counted from its first date, and stays one; some are explained."""
    late = {
        (e["case"], e["rule"], e["subject"], e["original"])
        for e in year["deadlines"]
        if e["standing"] in {"late", "overdue"}
    }
    told = [(each["case"], each["rule"], each["subject"], each["due"]) for each in year["breaches"]]
    assert len(set(told)) == len(told)
    assert late <= set(told)
    # Whose clock has begun anew since: a unit that was late was asked again.
    counted = [each for each in year["breaches"] if not each["mistaken"]]
    kept = [each for each in counted if (*list(each.values())[1:4], each["due"]) not in late]
    assert "BR-REPLY" in {each["rule"] for each in kept}
    assert all(each["settled_on"] for each in kept)
    for each in counted:
        until = date.fromisoformat(each["settled_on"] or "2026-12-31")
        assert each["days_late"] == (until - date.fromisoformat(each["due"])).days
        assert (each["responsible"] is None) == (each["reason"] is None)
    assert {each["responsible"] for each in year["breaches"]} == {None, "office", "unit", "lay_with"}
    assert sum(year["summary"]["breaches"].values()) == len(counted) < len(year["breaches"])


def test_alerts_and_mails_add_up(year: dict[str, Any]) -> None:
    """Each alert once, in the order of its clock; each mail in a slot of a day that is not free."""
    keys = [(each["case"], each["rule"], each["subject"], each["step"]) for each in year["alerts"]]
    assert len(set(keys)) == len(keys) == sum(year["summary"]["alerts"].values())
    born = {each["case"]: each["received_on"] for each in year["cases"]}
    # A message that a clock finds after weeks asleep is dated by the tick before.
    assert all(each["on"] >= born[each["case"]] for each in year["alerts"] if each["rule"] != "heard")
    moments = [datetime.fromisoformat(each["at"]) for each in year["mails"]]
    assert year["summary"]["mails"] == Counter(f"{at:%H}" for at in moments)
    in_slots = [
        at for at in moments if f"{at:%H:%M}" in {"08:00", "12:00", "16:00"} and not is_free(at.date())
    ]
    # A limit in hours is told at any hour; the check of the slots knows which mail that was.
    assert rounds(0, 1) <= len(moments) - len(in_slots) < len(moments) / 20


def test_mail_is_seldom_enough_to_be_read(year: dict[str, Any]) -> None:
    """At most 1.3 mails to a handler on a working day, and to the administrator on one mail day of ten."""
    first = date(2026, 1, 1)
    days = [first + timedelta(days=number) for number in range(365)]
    working = sum(not is_free(day) for day in days)
    handlers = Counter(each["to"] for each in year["mails"] if each["role"] == "advisor")
    mailed = {each["at"][:10] for each in year["mails"]}
    administrator = {each["at"][:10] for each in year["mails"] if each["role"] == "administrator"}

    assert len(handlers) > 1
    assert max(handlers.values()) <= 1.3 * working
    assert 0 < len(administrator) <= 0.1 * len(mailed)


@pytest.fixture(scope="module")
def small() -> subprocess.CompletedProcess[str]:
    """The year 2026 with six cases."""
    return simulated("--year", "2026", "--cases", "6")


def test_two_alerts_of_one_moment_are_told_by_one_mail(small: subprocess.CompletedProcess[str]) -> None:
    """A report of Friday is new on Monday, told at noon, and half its days are gone: one mail says both."""
    told = json.loads(small.stdout)
    assert (small.returncode, told["faults"]) == (0, [])
    assert {each["rule"] for each in told["alerts"] if each["on"] == "2026-08-10"} == {"new", "WB-ACK"}
    sent = [each["at"][:16] for each in told["mails"] if "2026-08-10" <= each["at"] < "2026-08-12"]
    assert sent == ["2026-08-10T12:00"] * 3


def test_the_same_seed_gives_the_same_year(small: subprocess.CompletedProcess[str]) -> None:
    """Letter for letter, whatever keys and references were drawn."""
    again = simulated("--year", "2026", "--cases", "6")

    assert (small.returncode, again.returncode) == (0, 0)
    assert small.stdout == again.stdout


def drawn_year(seed: int, cases: int) -> list[Story]:
    """Draw the stories of 2028."""
    drawn = random.Random(seed)
    return stories(season_of(2028, drawn, lambda day: day.isoweekday() > 5), cases, drawn)


def test_another_seed_gives_another_year() -> None:
    """Nobody comes on the same days, and everybody who comes does so within the year."""

    def begun(seed: int) -> list[date]:
        return [each.begins for each in drawn_year(seed, 300) if FROM_REPORT not in each.data]

    assert begun(1) == begun(1) != begun(2)
    assert {day.year for day in begun(1)} == {2028}


def test_no_step_waits_for_a_case() -> None:
    """Each is there by the day of its first step, and so is the other that it is linked to, or handed over
    from; in a small year there may be none, and then nothing is linked."""
    waits, seen = [], Counter[str]()
    for seed in range(100):
        told = drawn_year(seed, 6)
        given: dict[str, date] = {}
        for story in told:
            for day, step in story.steps:
                if step.get("agrees") or step["action"] == MOVED:
                    given.setdefault(story.key, day)
        for story in told:
            others = [each.begins for each in told if each is not story and comes_by_itself(each)]
            there = given.get(story.data.get(FROM_REPORT) or story.data.get(FROM_INQUIRY), story.begins)
            for day, step in story.steps:
                seen += Counter({"agrees" if step.get("agrees") else step["action"]: 1})
                is_early = day < there or (step["action"] == LINKED and not min(others, default=day) < day)
                waits += [(seed, story.key, day, step["action"])] if is_early else []
    assert not waits
    assert min(seen[each] for each in (LINKED, *HANDING)) > 10


@pytest.mark.parametrize(("year", "why"), [("2029", "checked until 2028-12-31"), ("2019", "WB-ACK")])
def test_a_year_without_data_is_refused(year: str, why: str) -> None:
    """Nobody guesses a holiday or a law; the sentence names what is missing."""
    said = CliRunner().invoke(simulate, ["--year", year])

    assert said.exit_code == 2
    assert why in said.output
    assert f"there is no data for {year}" in said.output


def test_what_ought_not_to_happen_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    """A step of the ladder that is lost, and a late reply of which nothing is kept when the unit is asked
    again: each is named, and nothing else in that leap year, which ends with 1; the log is silenced for the
    fictive year only."""
    log = logging.getLogger("betro.clock")
    whole = checks.expected_alerts
    monkeypatch.setattr(checks, "expected_alerts", lambda result: whole(result)[:-1])
    monkeypatch.setattr(record, "noted", lambda *_, **__: ())
    said = CliRunner().invoke(simulate, ["--year", "2024", "--cases", "6", "--seed", "11"])

    assert said.exit_code == 1
    alert, kept = json.loads(said.stdout)["faults"]
    assert (alert["check"], kept["check"]) == ("alerts", "lists")
    assert "BR-REPLY" in kept["fault"]
    assert log.isEnabledFor(logging.WARNING)


def test_after_a_day_without_mail_the_clock_ticks_before_the_first_slot() -> None:
    """Else a mail that left outside its slot could not be seen: in the slots all of them leave at once."""
    for seed in range(6):
        season = season_of(2026, random.Random(seed), lambda day: day.isoweekday() > 5)
        for day in (season.no_mail, season.down.last):
            first = season.ticks(day + timedelta(days=1))[0]
            assert f"{first:%H:%M}" == "02:30"
