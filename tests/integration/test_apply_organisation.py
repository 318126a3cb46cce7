"""What an organisation applies: a dated snapshot that every process goes by, and that nothing takes back."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from intake.store import snapshots
from intake.store.engine import read
from intake.store.snapshots import DamagedSnapshotError
from tests.cli.test_installation import betro
from tests.clockwork import Clockwork, a_clockwork, at
from tests.office import found_office
from tests.own_folder import has_set, unit_table
from tests.weekdays import on
from triage.rules.tables import RulebookError
from triage.services.organisation import as_applied
from triage.services.people.apply_organisation import ApplyError, apply, check

MONDAY = on("Mon 2026-11-23")
TUESDAY = on("Tue 2026-11-24")
JOB = unit_table("job", "Jobcentret", "Job centre", more='addressee = "Jobcenterchef Karen Hansen"')
ENDED = JOB + "valid_to = 2026-11-30\n"


@pytest.fixture
def town(tmp_path: Path) -> Clockwork:
    """An installation of Monday 23 November with one unit."""
    town = a_clockwork(tmp_path / "town", at("Mon 2026-11-23"))
    town.organisation = has_set(town.organisation, {"units.toml": JOB}, today=MONDAY)
    return town


def test_both_databases_hold_the_snapshot_and_the_log_its_hash(town: Clockwork) -> None:
    """The office's whole, with the day, who and why; the portal's without an address of anybody."""
    (_init, whole), (_first, part) = town.rows("triage", "snapshot"), town.rows("intake", "snapshot")
    assert (whole.number, whole.on, part.number, part.on) == (2, MONDAY, 2, MONDAY)
    said = json.loads(whole.content)
    assert (said["by"], said["reason"]) == ("tests", "for a test")
    assert said["files"]["units.toml"] == JOB
    assert "Jobcentret" in part.content
    assert "Karen" not in part.content
    logged = [row.digest for row in town.rows("triage", "journal", action="organisation:applied")]
    assert logged[-1] == whole.digest


def test_the_same_again_writes_nothing(town: Clockwork) -> None:
    """And says so, with exit code 0."""
    before = town.dump("triage"), town.dump("intake")
    said = betro("organisation", "apply", "--reason", "Igen", settings=town.settings)
    assert (said.exit_code, "nothing was changed" in said.output) == (0, True)
    assert (town.dump("triage"), town.dump("intake")) == before


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("", r"^units.toml:1: the unit 'job' stood here when it was applied"),
        (JOB.replace("2020-01-01", "2025-01-01"), "another meaning"),
        (JOB.replace("names", "navne"), r"^units.toml:\d+: "),
    ],
)
def test_a_code_is_ended_and_never_taken_out_or_used_again(town: Clockwork, text: str, fault: str) -> None:
    """Refused by check and by apply, with the file; nothing is written."""
    before = town.dump("triage")
    for step in (
        lambda: check(town.organisation, {"units.toml": text}, today=TUESDAY),
        lambda: apply(town.organisation, {"units.toml": text}, reason="x", by="y", today=TUESDAY),
    ):
        with pytest.raises(RulebookError, match=fault):
            step()
    assert town.dump("triage") == before


def test_what_was_applied_holds_from_its_day(town: Clockwork) -> None:
    """Yesterday's organisation is what it was; an ended unit is offered no more and keeps its name."""
    today = has_set(town.organisation, {"units.toml": ENDED}, today=TUESDAY)
    assert as_applied(today, MONDAY).units.by_code["job"].valid_to is None
    assert today.units.choices("da", on("Mon 2026-11-30")) == {"job": "Jobcentret"}
    assert today.units.choices("da", on("Tue 2026-12-01")) == {}
    assert today.units.names("da") == {"job": "Jobcentret"}


def test_a_day_before_the_last_and_a_reason_of_nothing_are_refused(town: Clockwork) -> None:
    """A machine whose date is wrong writes no history."""
    files = {"units.toml": ENDED}
    with pytest.raises(ApplyError, match="is this machine's date right"):
        apply(town.organisation, files, reason="x", by="y", today=on("Sun 2026-11-22"))
    with pytest.raises(ApplyError, match="a reason is one line"):
        apply(town.organisation, files, reason=" ", by="y", today=TUESDAY)


def test_a_snapshot_that_was_altered_is_refused(town: Clockwork) -> None:
    """Whoever edits the database behind our back is found out by the hash."""
    town.sql("triage", "UPDATE snapshot SET content = replace(content, 'Jobcentret', 'Borgmesteren')")
    with pytest.raises(DamagedSnapshotError):
        as_applied(replace(town.organisation, applied=0), MONDAY)
    assert betro("doctor", settings=town.settings).exit_code == 1


def test_a_restored_database_gets_what_it_lacks(town: Clockwork) -> None:
    """Where intake is an older copy, applying the same folder again fills it."""
    town.sql("intake", "DELETE FROM snapshot WHERE number = 2")
    betro("organisation", "apply", "--reason", "Efter gendannelse", settings=town.settings)
    with read(town.organisation.intake) as connection:
        assert snapshots.newest_number(connection, town.now.date()) == 2


def test_the_office_goes_by_it_from_the_next_page_on(tmp_path: Path) -> None:
    """Without a restart and in the session that was open."""
    world = found_office(tmp_path / "office", at("Mon 2026-11-23"))
    anna = world.signed_in("anna")
    assert "Jobcentret" not in str(anna.get("/register/inquiry").to_html())
    has_set(world.organisation, {"units.toml": JOB})
    assert "Jobcentret" in str(anna.get("/register/inquiry").to_html())
