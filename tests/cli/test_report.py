"""betro report: an account as a file, as everybody may see it."""

import json
from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import NamedTuple

import click
import pytest
from click.testing import Result

from intake.clock import COPENHAGEN
from tests.cli.test_installation import betro
from tests.office import found_office
from tests.spec.accounts.test_files import faults
from triage.cli.report import report as report_command

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
TUESDAY = MONDAY + timedelta(days=1)
YEAR = ("--from", "2026-01-01", "--to", "2026-12-31")


class CalledOffice(NamedTuple):
    """An office that people called, with its folder and the references of their cases."""

    folder: Path
    references: list[str]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> CalledOffice:
    """An office with five calls of one theme, and the day after one of another."""
    folder = tmp_path_factory.mktemp("report")
    (folder / "now").write_text(TUESDAY.isoformat(), encoding="utf-8")
    office = found_office(folder / "office", MONDAY)
    call = {"summary_item": "Venter", "handling": "guidance"}
    references = [office.signed_in().closed_call(**call, theme="processing_time") for _ in range(5)]
    office.clock.on(TUESDAY.date())
    references.append(office.signed_in().closed_call(**call, theme="courtesy"))
    return CalledOffice(folder, references)


def report(world: CalledOffice, *words: str) -> Result:
    """Ask for an account."""
    settings, clock = world.folder / "office" / "betro.toml", str(world.folder / "now")
    return betro("report", *words, settings=settings, BETRO_CLOCK_FILE=clock)


def inquiries(said: Result) -> int | None:
    """How many an account says there were; None where it leaves that out."""
    assert said.exit_code == 0, said.output
    blocks = [block for section in json.loads(said.stdout)["sections"] for block in section["blocks"]]
    numbers = [each for block in blocks if block["kind"] == "numbers" for each in block["numbers"]]
    value: int | None = next(each["value"] for each in numbers if each["code"] == "inquiries")
    return value


def test_an_account_without_a_browser(world: CalledOffice) -> None:
    """Small numbers left out, and no case named."""
    said = report(world, *YEAR, "--language", "en")
    assert said.exit_code == 0, said.output
    told = json.loads(said.stdout)
    assert (told["form"], told["language"], told["first"]) == ("betro/account", "en", "2026-01-01")
    assert inquiries(said) == 6
    tables = [
        block
        for section in told["sections"]
        for block in section["blocks"]
        if block["kind"] == "table" and any(row["key"].endswith("courtesy") for row in block["rows"])
    ]
    assert tables
    for table in tables:
        of_one = [each for each in table["cells"] if each["row"].endswith("courtesy")]
        assert any(each["is_suppressed"] for each in of_one)
        assert not [each for each in of_one if each["value"]]
    assert not [each for each in world.references if each in said.stdout]


def test_the_status_of_a_quarter_is_a_file_too(world: CalledOffice) -> None:
    """Nobody came in the third quarter: it reads right all the same, in round numbers."""
    said = report(world, "--quarter", "2026-Q3", "--format", "html", "--language", "en")
    assert said.exit_code == 0, said.output
    assert "Status of quarter 3 of 2026" in said.stdout
    assert "Numbers are rounded to the nearest 10" in said.stdout


def test_two_files_of_days_that_overlap_tell_nothing_small_together(world: CalledOffice) -> None:
    """Without Tuesday's call there would be five; the year, asked for again, says what it said."""
    until_monday = ("--from", "2026-01-01", "--to", "2026-11-23")
    year = report(world, *YEAR)
    assert [inquiries(report(world, *each)) for each in (YEAR, until_monday, until_monday)] == [6, None, None]
    assert report(world, *YEAR).stdout == year.stdout


@pytest.mark.parametrize(
    ("ending", "scheme", "begins"),
    [
        ("pdf", "complaints", b"%PDF"),
        ("pdf", "whistleblowing", b"%PDF"),
        ("docx", "complaints", b"PK"),
        ("html", "whistleblowing", b"<!doctype html>"),
        ("csv", "complaints", b"\xef\xbb\xbf"),
    ],
)
def test_a_file_is_written(
    world: CalledOffice, tmp_path: Path, ending: str, scheme: str, begins: bytes
) -> None:
    """Every part of an account goes into every file, and the PDF can be read aloud."""
    file = tmp_path / f"account.{ending}"
    said = report(world, *YEAR, "--scheme", scheme, "--format", ending, "--output", str(file))
    assert (said.exit_code, said.stdout) == (0, "")
    assert ("holdt ude" in said.stderr) is (scheme == "whistleblowing"), (
        "what a total may tell is said before"
    )
    assert file.read_bytes().startswith(begins)
    assert ending != "pdf" or faults(file.read_bytes()) == []


def test_a_terminal_is_shown_no_binary(monkeypatch: pytest.MonkeyPatch) -> None:
    """Text it is shown; of the rest it is said where it can go."""
    monkeypatch.setattr("sys.stdout", SimpleNamespace(isatty=lambda: True))
    with pytest.raises(click.UsageError, match="A terminal cannot show pdf; name a file with --output"):
        report_command.main([*YEAR, "--format", "pdf"], standalone_mode=False)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        (("--from", "2026-12-31", "--to", "2026-01-01"), "--to lies before --from"),
        ((*YEAR, "--profile", "nowhere"), "no counting profile 'nowhere'; known are"),
        ((*YEAR, "--format", "xls"), "'xls' is not one of"),
        ((*YEAR, "--scheme", "nobody"), "'nobody' is not one of"),
        (("--from", "1/1-2026", "--to", "2026-12-31"), "does not match the format"),
        (("--quarter", "2026-Q4"), "2026-Q4 is not over"),
        ((*YEAR[:3], "2026-06-30", "--scheme", "external"), "an account of reports is of a calendar year"),
        (("--quarter", "autumn"), "one is written 2026-Q3"),
        ((*YEAR, "--quarter", "2026-Q3"), "Name --from and --to, or --quarter alone"),
    ],
)
def test_what_cannot_be_made_is_refused(world: CalledOffice, words: tuple[str, ...], why: str) -> None:
    """In a sentence, with the exit code of a wrong call."""
    said = report(world, *words)
    assert said.exit_code == 2
    assert why in said.output
