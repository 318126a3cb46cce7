"""`betro deadline`: what an operator or a grader of our dates types, and what comes back."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from tests.clockwork import a_clockwork, at
from tests.own_folder import has_set
from triage.cli import main
from triage.engine.compute import compute
from triage.engine.explain import explain, plain_text
from triage.rules.rulebook import load_rulebook
from triage.services.views.explain import wording_in

BOOK = load_rulebook()


def ask(*words: str) -> dict[str, Any]:
    """The JSON answer to a command that works."""
    result = CliRunner().invoke(main, ["deadline", *words, "--json"])
    assert result.exit_code == 0, result.output
    answer: dict[str, Any] = json.loads(result.stdout)
    return answer


def refused(*words: str) -> str:
    """The sentence of a command that is refused: exit code 2, and nothing on standard output."""
    result = CliRunner().invoke(main, ["deadline", *words])
    assert result.exit_code == 2, result.output
    assert result.stdout == ""
    return result.stderr


def test_the_command_of_the_manual() -> None:
    """Saturday 28 February 2026, at the latest Monday 2 March, and why."""
    answer = ask("WB-FB", "start=2025-11-30", "received=2025-11-23")
    assert (answer["due_strict"], answer["due_latest"]) == ("2026-02-28", "2026-03-02")
    assert (answer["rule"], answer["confidence"], answer["kind"]) == ("WB-FB", "V2", "statute")
    assert [step["code"] for step in answer["trace"]] == [
        "started",
        "period",
        "clamped",
        "due_strict",
        "rolled",
        "rolled",
        "due_latest",
    ]
    assert answer["trace"][0]["params"] == {"event": "acknowledgement:given", "on": "2025-11-30"}


def test_start_is_the_event_that_the_rule_counts_from() -> None:
    """Its own name and its tag mean the same."""
    answers = [
        ask("WB-FB", f"{name}=2025-11-30") for name in ("start", "acknowledged", "acknowledgement:given")
    ]
    assert answers[0] == answers[1] == answers[2]


def test_the_cap_alone_is_enough() -> None:
    """No acknowledgement: counted from received and seven days."""
    assert ask("WB-FB", "received=2025-03-03")["due_strict"] == "2025-06-10"
    assert ask("WB-FB-NOACK", "start=2025-03-03")["due_strict"] == "2025-06-10"


def test_hours_answer_with_times_and_offsets() -> None:
    """The night that is an hour short; a local time is understood as Copenhagen's."""
    for start in ("2026-03-28T12:00:00+01:00", "2026-03-28T11:00:00Z", "2026-03-28T12:00"):
        answer = ask("BL-24H", f"start={start}")
        assert answer["due_strict"] == answer["due_latest"] == "2026-03-29T13:00:00+02:00"


def test_what_ends_the_clock_may_be_told() -> None:
    """With the day of feedback the answer says how late it was."""
    answer = ask("WB-FB", "start=2025-11-30", "feedback=2026-03-05")
    assert (answer["satisfied_on"], answer["days_late"]) == ("2026-03-05", 5)


OWN_LIMITS = """
[[limit]]
rule = "RSL-3-2"
area = "home_help"
length = 6
unit = "week"
valid_from = 2025-01-01
valid_to = 2025-12-31
source = "Decided by the council on 28 November 2024"

[[limit]]
rule = "RSL-3-2"
area = "home_help"
length = 20
unit = "working_day"
calendar = "strict"
valid_from = 2026-01-01
source = "Decided by the council on 27 November 2025"

[[limit]]
rule = "RSL-3-2"
area = "cash_benefit"
length = 14
unit = "day"
valid_from = 2025-01-01
source = "Decided by the council on 28 November 2024"

[[limit]]
rule = "LOCAL-RESP"
area = "letters"
length = 10
unit = "working_day"
calendar = "strict"
valid_from = 2025-01-01
source = "Service rule of 2024"
"""


@pytest.fixture
def limits(tmp_path: Path) -> str:
    """A file of own limits."""
    file = tmp_path / "limits.toml"
    file.write_text(OWN_LIMITS, encoding="utf-8")
    return str(file)


def test_a_limit_that_each_body_sets_itself() -> None:
    """The municipality's own published limit may be typed; without a unit it is in the rule's own, weeks."""
    words = ("RSL-3-2", "start=2025-03-03", "length=20", "unit=working_day")
    assert ask(*words)["due_strict"] == "2025-03-31"
    assert ask("RSL-3-2", "start=2025-03-03", "length=6")["due_strict"] == "2025-04-14"


def test_a_limit_from_the_file_of_own_limits(limits: str) -> None:
    """By area and by the day it begins; the answer names the law and where the limit is published."""
    answer = ask("RSL-3-2", "area=home_help", "start=2025-03-03", "--limits", limits)
    assert answer["due_strict"] == "2025-04-14"
    assert answer["source"].startswith("Retssikkerhedsloven § 3, stk. 2; Decided by the council")
    assert answer["confidence"] == "V2"
    later = ask("RSL-3-2", "area=home_help", "start=2026-03-02", "--limits", limits)
    assert (later["due_strict"], later["due_latest"]) == ("2026-03-30", "2026-03-30")


def test_what_was_applied_needs_no_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With settings at hand nobody types a file's name."""
    town = a_clockwork(tmp_path / "town", at("Mon 2026-11-23"))
    has_set(town.organisation, {"limits.toml": OWN_LIMITS})
    monkeypatch.setenv("BETRO_SETTINGS", str(town.settings))
    assert ask("RSL-3-2", "area=cash_benefit", "start=2025-03-03")["due_strict"] == "2025-03-17"


def test_a_local_rule_has_its_example_until_the_house_says_otherwise(limits: str) -> None:
    """Eight working days as in Ringsted; where the file has one area only, it need not be named."""
    assert ask("LOCAL-RESP", "start=2025-04-10")["due_strict"] == "2025-04-25"
    published = ask("LOCAL-RESP", "start=2025-04-10", "--limits", limits)
    assert (published["due_strict"], published["source"]) == ("2025-04-29", "Service rule of 2024")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["start=2025-03-03"], "say area= one of cash_benefit, home_help"),
        (["start=2025-03-03", "area=parks"], "published for 'parks'; known areas: cash_benefit, home_help"),
        (
            ["start=2024-03-04", "area=home_help"],
            "no limit of RSL-3-2 for home_help is in force on 2024-03-04",
        ),
    ],
)
def test_what_is_missing_is_said(words: list[str], says: str, limits: str) -> None:
    """No area, an unknown one, or one without a limit on that day: never a guess."""
    assert says in " ".join(refused("RSL-3-2", *words, "--limits", limits).split())


def test_a_wrong_file_is_refused_with_its_line(tmp_path: Path) -> None:
    """The same words as the check of Betro's own rules."""
    file = tmp_path / "limits.toml"
    file.write_text(OWN_LIMITS.replace("length = 6", "length = 0"), encoding="utf-8")
    result = CliRunner().invoke(
        main, ["deadline", "RSL-3-2", "area=home_help", "start=2025-03-03", "--limits", str(file)]
    )
    assert result.exit_code == 1
    assert "limits.toml:5: 'length' must be a whole number of at least 1" in result.stderr


def test_the_reasons_in_the_words_of_the_office() -> None:
    """The page "Why this date?" as plain text, in the language that was asked for."""
    danish = CliRunner().invoke(main, ["deadline", "WB-ACK", "start=2025-04-11", "--lang", "da"])
    english = CliRunner().invoke(main, ["deadline", "WB-ACK", "start=2025-04-11", "--lang", "en"])
    assert (danish.exit_code, english.exit_code) == (0, 0)
    assert danish.stdout.startswith("Hvorfor denne dato?\nBekræftelse på modtagelse til indberetteren\n")
    assert english.stdout.startswith("Why this date?\nAcknowledgement to the reporter\n")
    assert "Fristen er 7 dage." in danish.stdout
    assert "Friday 18 April 2025" in english.stdout
    answer = ask("WB-ACK", "start=2025-04-11", "--lang", "da")
    assert answer["title"] == "Bekræftelse på modtagelse til indberetteren"
    assert answer["due_strict"] == "2025-04-18"


def test_the_office_and_the_command_say_the_same() -> None:
    """One function explains a date; neither has words of its own."""
    rule = BOOK.rule("GDPR-12-3", date(2025, 1, 31))
    page = plain_text(explain(compute(rule, date(2025, 1, 31)), wording_in(BOOK, "da")))
    printed = CliRunner().invoke(main, ["deadline", "GDPR-12-3", "start=2025-01-31", "--lang", "da"]).stdout
    assert printed == page


@pytest.mark.parametrize("rule", BOOK.ids)
def test_no_answer_in_danish_is_half_english(rule: str) -> None:
    """Every sentence that the command can print has been translated."""
    hours = BOOK.versions[rule][-1].period.unit == "hour"
    words = [
        rule,
        f"start=2026-11-20{'T14:30' if hours else ''}",
        *(["length=4"] if rule in ("RSL-3-2", "RSL-REMAND") else []),
    ]
    danish, english = ask(*words, "--lang", "da"), ask(*words)
    assert danish["title"] != english["title"]
    for one, other in zip(danish["trace"], english["trace"], strict=True):
        assert one["code"] == other["code"]
        assert one["text"] != other["text"]


def test_the_list_of_rules() -> None:
    """Every id with its limit and how sure we are; for programs too."""
    result = CliRunner().invoke(main, ["deadline", "--list"])
    assert result.exit_code == 0
    ids = [line.split()[0] for line in result.stdout.splitlines()]
    assert ids == [*BOOK.ids, *BOOK.duties]
    listed = {
        each["rule"]: each
        for each in json.loads(CliRunner().invoke(main, ["deadline", "--list", "--json"]).stdout)
    }
    assert (listed["OFL-36"]["length"], listed["OFL-36"]["unit"]) == (7, "working_day")
    assert (listed["RSL-3-2"]["length"], listed["WB-FU"]["length"]) == (None, None)


def test_text_for_people() -> None:
    """Dates with weekdays, the source, how sure we are, and the numbered reasons."""
    result = CliRunner().invoke(main, ["deadline", "WB-ACK", "start=2025-04-11"])
    assert result.exit_code == 0
    lines = result.stdout.splitlines()
    assert lines[:3] == [
        "WB-ACK (version 1): Acknowledgement to the reporter",
        "due_strict  Fri 2025-04-18",
        "due_latest  Tue 2025-04-22",
    ]
    assert "  4. Fri 2025-04-18 is no working day (Good Friday), so the latest date moves on." in lines


def test_what_is_not_confirmed_is_never_shown_as_law() -> None:
    """A rule that no source confirms says so in capitals."""
    result = CliRunner().invoke(main, ["deadline", "WB-RET-PL", "start=2025-06-30"])
    assert "NOT CONFIRMED by any source" in result.stdout


@pytest.mark.parametrize("rule", BOOK.ids)
def test_every_rule_answers(rule: str) -> None:
    """Each id gives two dates, or two times with an offset."""
    hours = BOOK.versions[rule][-1].period.unit == "hour"
    extra = ["length=4", "unit=week"] if BOOK.versions[rule][-1].own_length else []
    answer = ask(rule, f"start=2026-11-20{'T14:30' if hours else ''}", *extra)
    assert answer["due_strict"] <= answer["due_latest"]
    assert ("+01:00" in answer["due_strict"]) == hours


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["WB-NOTHING", "start=2025-01-01"], "There is no rule 'WB-NOTHING'. Known are: WB-ACK,"),
        (["WB-FU", "start=2025-01-01"], "WB-FU has no fixed limit"),
        (["WB-ACK"], "WB-ACK needs start=DATE"),
        (["WB-FB"], "WB-FB needs start or received=DATE"),
        (["WB-ACK", "start"], "'start' is not EVENT=DATE"),
        (["WB-ACK", "start=30-11-2025"], "is not a date; write 2026-12-31"),
        (["WB-ACK", "start=2025-02-29"], "start=2025-02-29 is not a date"),
        (["WB-ACK", "start="], "start= is not a date"),
        (["WB-ACK", "start=9999-12-31"], "too far away"),
        (["GDPR-33", "start=0001-01-01T00:00+14:00"], "too far away"),
        (["WB-ACK", "start=2020-01-01"], "known from 2021-12-17"),
        (["WB-ACK", "start=2025-01-01", "opened=2025-01-02"], "WB-ACK does not look at 'opened'"),
        (["WB-ACK", "start=2025-01-01", "received=2025-01-02"], "'received' is given twice"),
        (["WB-FB", "start=2025-11-20", "received=2025-11-23"], "acknowledged is before received"),
        (["BL-24H", "start=2026-03-28"], "needs a time"),
        (["BL-24H", "start=2026-03-29T02:30"], "add an offset, +01:00 or +02:00"),
        (["BL-24H", "start=2026-10-25T02:30"], "add an offset, +01:00 or +02:00"),
        (
            ["RSL-3-2", "start=2025-01-01"],
            "RSL-3-2 has no length of its own: each municipality publishes one",
        ),
        (["RSL-3-2", "start=2025-01-01", "area=home_help"], "for 'home_help'; known areas: none"),
        (["RSL-3-2", "start=2025-01-01", "area=home_help", "length=4"], "either area= or length="),
        (["RSL-3-2", "start=2025-01-01", "unit=week"], "unit= needs length="),
        (["RSL-3-2", "start=2025-01-01", "length=0"], "length=0 is not a whole number from 1"),
        (["WB-ACK", "start=2025-01-01", "length=9"], "WB-ACK has its own length; it takes no length="),
        (["RSL-3-2", "start=2025-01-01", "length=4", "unit=fortnight"], "unit=fortnight is not one of"),
        ([], "Say which rule"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_bad_input_is_refused_with_a_sentence(words: list[str], says: str) -> None:
    """Whatever cannot be understood is named, and the exit code is 2."""
    assert says in " ".join(refused(*words).split())


AIMED = OWN_LIMITS + '\n[[target]]\nrule = "WB-ACK"\nlength = 3\nunit = "day"\nvalid_from = 2026-01-01\n'


def test_a_target_of_the_house_stands_beside_the_dates(tmp_path: Path) -> None:
    """In JSON and in text, for starts from its first day on; the dates of the law stay the same."""
    file = tmp_path / "limits.toml"
    file.write_text(AIMED, encoding="utf-8")
    words = ("WB-ACK", "start=2026-11-23")
    plain, aimed = ask(*words), ask(*words, "--limits", str(file))
    assert "due_target" not in plain
    assert aimed["due_target"] == "2026-11-26"
    assert (aimed["due_strict"], aimed["due_latest"]) == (plain["due_strict"], plain["due_latest"])
    said = CliRunner().invoke(main, ["deadline", *words, "--limits", str(file)]).stdout
    assert "due_target  Thu 2026-11-26\n" in said
    assert "due_target" not in ask("WB-ACK", "start=2025-12-31", "--limits", str(file))


def test_the_law_waits_for_no_installation(monkeypatch: pytest.MonkeyPatch) -> None:
    """Settings that cannot be read cost the house's own targets, said on standard error, and nothing else."""
    monkeypatch.setenv("BETRO_SETTINGS", "/nowhere/betro.toml")
    result = CliRunner().invoke(main, ["deadline", "WB-ACK", "start=2026-11-23", "--json"])
    assert result.exit_code == 0
    assert json.loads(result.stdout)["due_strict"] == "2026-11-30"
    assert result.stderr.startswith("without the house's own targets: ")
    assert CliRunner().invoke(main, ["deadline", "RSL-3-2", "start=2026-11-23", "area=a"]).exit_code == 1


def test_an_organisation_of_one_scheme_is_told_of_its_own_clocks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An employer's list has no clock of the citizens' adviser; without an installation it has all."""
    everything = CliRunner().invoke(main, ["deadline", "--list"]).stdout
    town = a_clockwork(tmp_path / "town", at("Mon 2026-11-23"), schemes="whistleblowing")
    monkeypatch.setenv("BETRO_SETTINGS", str(town.settings))
    said = CliRunner().invoke(main, ["deadline", "--list"]).stdout
    for rule, is_there in (("WB-ACK ", True), ("BR-SCOPE ", True), ("BR-REPLY ", False), ("RSL-67 ", False)):
        assert rule in everything
        assert (rule in said) is is_there
