"""betro rules: what is wrong with the rules, which cases would move, and letting them follow."""

import json
from pathlib import Path

import pytest

from tests.cli.test_installation import betro
from tests.clockwork import COMPLAINT, Clockwork, a_clockwork, at
from tests.own_folder import has_set
from tests.own_limits import EVERYTHING
from tests.rulebooks import Changed
from tests.weekdays import on
from triage.services.clock.steadiness import believe

KNOWN = on("Tue 2026-12-01")


@pytest.fixture
def town(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Clockwork:
    """A complaint of Monday 23 November, and rules that changed a week later."""
    clock = tmp_path / "now"
    town = a_clockwork(tmp_path / "town", at("Mon 2026-11-23"), clock_file=clock)
    town.send(COMPLAINT)
    town.tick()
    clock.write_text(at("Tue 2026-12-01").isoformat())
    believe(town.organisation, at("Tue 2026-12-01"))
    rules = Changed(tmp_path / "rules").from_day("BR-FIRST", on("Sun 2026-11-01"), KNOWN, length="15")
    monkeypatch.setattr("triage.rules.organisation_data.load_rulebook", lambda: rules.book)
    return town


def test_the_shipped_rules_are_sound():
    """It says what it has read."""
    said = betro("rules", "check")
    assert said.exit_code == 0
    assert said.output.startswith("deadlines.toml, countries.toml: ")
    assert said.output.endswith("nothing wrong found\n")


@pytest.mark.parametrize(
    ("file", "old", "new", "says"),
    [
        ("deadlines.toml", 'source = "Retssikkerhedsloven § 66"\n', "", "'source' is missing"),
        ("deadlines.toml", "length = 7", "lenght = 7", "unknown key 'lenght'"),
        ("deadlines.toml", "may_pause = false\n", "may_pause = true\n", "'pause_reasons' belong together"),
        (
            "deadlines.toml",
            "may_pause = false\n",
            'may_pause = true\npause_reasons = ["absence"]\n',
            "no pause",
        ),
        ("countries.toml", 'country = "DE"\n', 'country = "Germany"\n', "it is two capital letters"),
        ("calendars.toml", 'fixed = "01-01"\n', 'fixed = "13-01"\n', "is not a day of every year"),
        ("ladder.toml", "[[ladder]]\n", "[[ladders]]\n", ""),
    ],
)
def test_a_fault_is_told_with_file_and_line(tmp_path, file, old, new, says):
    """And the exit code is not 0."""
    rules = Changed(tmp_path / "rules")
    path = rules.folder / file
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))
    said = betro("rules", "check", str(rules.folder))
    assert said.exit_code == 1
    assert f"Error: {file}:" in said.output
    assert says in said.output


def test_a_folder_without_the_files_is_no_rulebook(tmp_path):
    """It says so instead of showing a program's insides."""
    said = betro("rules", "check", str(tmp_path))
    assert (said.exit_code, said.output) == (
        1,
        "Error: a file of the rules cannot be read (FileNotFoundError)\n",
    )


def test_preview_and_apply(town):
    """Listed, listed in JSON, applied once, and then there is nothing more to move."""
    reference = town.case.case_reference
    said = betro("rules", "preview", settings=town.settings)
    line = f"{reference}  BR-FIRST  2026-12-07 (latest 2026-12-07) -> 2026-12-14 (latest 2026-12-14)\n"
    assert (said.exit_code, said.output) == (0, f"{line}1 deadlines of 1 cases would move\n")
    listed = json.loads(betro("rules", "preview", "--json", settings=town.settings).output)
    assert [(each["case"], each["rule"], each["new"]["due_strict"]) for each in listed] == [
        (reference, "BR-FIRST", "2026-12-14")
    ]
    done = betro("rules", "apply", "--reason", "law_change", "--reference", "LOV-1", settings=town.settings)
    assert (done.exit_code, done.output) == (0, "1 cases follow now\n")
    assert betro("rules", "preview", settings=town.settings).output == "0 deadlines of 0 cases would move\n"


@pytest.mark.parametrize(
    "words", [(), ("--reason", "because"), ("--reason", "correction", "--reference", "a whole sentence")]
)
def test_applying_needs_a_reason_from_the_list(town, words):
    """No free text can get into a history that everybody with the database can read."""
    before = town.dump("triage")
    assert betro("rules", "apply", *words, settings=town.settings).exit_code == 2
    assert town.dump("triage") == before


def test_a_file_of_own_limits_is_checked_too(tmp_path):
    """What it has read, or the fault with file and line."""
    file = tmp_path / "limits.toml"
    file.write_text(EVERYTHING)
    said = betro("rules", "check", "--limits", str(file))
    assert "limits.toml: 3 limits of its own, 1 targets\n" in said.output
    file.write_text(EVERYTHING.replace("length = 5", "length = 10"))
    said = betro("rules", "check", "--limits", str(file))
    assert said.exit_code == 1
    assert (
        "Error: limits.toml:34: a target of BR-FIRST must be able to come before its own date" in said.output
    )


CORRECTED = """
[[target]]
rule = "BR-FIRST"
length = 6
unit = "working_day"
calendar = "strict"
valid_from = 2026-01-01
known_from = 2026-12-01
"""


def test_an_aim_that_was_put_right_is_listed(tmp_path):
    """With both dates that hold unmoved, in words and in JSON; until then nothing moves by itself."""
    clock = tmp_path / "now"
    town = a_clockwork(tmp_path / "town", at("Mon 2026-11-23"), clock_file=clock)
    clock.write_text(at("Tue 2026-12-01").isoformat())
    town.organisation = has_set(town.organisation, {"limits.toml": EVERYTHING})
    town.send(COMPLAINT)
    town.tick()
    believe(town.organisation, at("Tue 2026-12-01"))
    has_set(town.organisation, {"limits.toml": EVERYTHING + CORRECTED}, today=on("Tue 2026-12-01"))
    assert "projections" not in betro("doctor", settings=town.settings).output
    wanted = ("rules", "preview", "--reason", "correction")
    said = betro(*wanted, settings=town.settings).output
    assert (
        "BR-FIRST  2026-12-07 (latest 2026-12-07, target 2026-11-30)"
        " -> 2026-12-07 (latest 2026-12-07, target 2026-12-01)\n1 deadlines of 1 cases would move\n"
    ) in said
    (listed,) = json.loads(betro(*wanted, "--json", settings=town.settings).output)
    assert (listed["old"]["due_target"], listed["new"]["due_target"]) == ("2026-11-30", "2026-12-01")
    betro("rules", "apply", "--reason", "correction", settings=town.settings)
    assert betro(*wanted, settings=town.settings).output == "0 deadlines of 0 cases would move\n"
