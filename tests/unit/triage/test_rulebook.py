"""The rulebook as it ships, and what its reader refuses: with the file and the line, never with a default."""

import re
from collections.abc import Callable
from datetime import date
from importlib import resources
from pathlib import Path

import pytest

from triage.engine.calendar import is_working_day
from triage.rules.codes import Confidence, RuleKind
from triage.rules.rulebook import (
    NoSuchRuleError,
    NotInForceError,
    load_rulebook,
    read_rulebook,
)
from triage.rules.tables import RulebookError

FILES = ("deadlines.toml", "countries.toml", "calendars.toml", "ladder.toml")
BOOK = load_rulebook()
Edit = Callable[[str, str, str], Path]


@pytest.fixture
def edit(tmp_path: Path) -> Edit:
    """Copy the shipped files with one piece of one of them replaced, once."""

    def change(name: str, old: str, new: str) -> Path:
        for file in FILES:
            text = resources.files("triage.rules").joinpath(file).read_text(encoding="utf-8")
            if file == name:
                assert old in text, f"{name} has no {old!r} to change"
                text = text.replace(old, new, 1)
            (tmp_path / file).write_text(text, encoding="utf-8")
        return tmp_path

    return change


def refusal(folder: Path) -> str:
    """The sentence with which a changed rulebook is refused."""
    with pytest.raises(RulebookError) as caught:
        read_rulebook(folder)
    return str(caught.value)


def line_of(folder: Path, name: str, text: str) -> str:
    """Where a text first stands, as the reader would say it."""
    lines = (folder / name).read_text(encoding="utf-8").splitlines()
    return f"{name}:{next(n for n, line in enumerate(lines, start=1) if text in line)}: "


ACK = 'id = "WB-ACK"\nversion = 1\n'
"""The head of the rule that most edits change."""

CHANGES = [
    ("deadlines.toml", ACK, ACK + "lenght = 8\n", "unknown key 'lenght'", "lenght"),
    ("deadlines.toml", "{ length = 7, ", "{ ", "'length' is missing", 'period = { unit = "day" }'),
    ("deadlines.toml", "{ length = 7", "{ length = -1", "'length' must be a whole number", "length = -1"),
    ("deadlines.toml", "{ length = 7", "{ length = true", "'length' must be a whole number", "length = true"),
    ("deadlines.toml", 'unit = "day" }', 'unit = "days" }', "'unit' is 'days'", 'unit = "days"'),
    ("deadlines.toml", "{ length = 7", "{ length = 0", "either a length or 'own_length'", "length = 0"),
    ("deadlines.toml", "own_length = true\n", "", "either a length or 'own_length'", "length = 0"),
    ("deadlines.toml", 'confidence = "V"\n', 'confidence = "sure"\n', "'confidence' is 'sure'", "sure"),
    ("deadlines.toml", 'roll = "statutory"', 'roll = "next"', "'roll' is 'next'", 'roll = "next"'),
    ("deadlines.toml", 'roll = "statutory"\n', "", "'roll' is missing", 'id = "WB-ACK"'),
    ("deadlines.toml", '= "statutory" }', '= "danish" }', "'calendar_latest' is 'danish'", '"danish"'),
    ("deadlines.toml", 'roll = "none"', 'roll = "strict"', "cannot roll; 'roll' must be 'none'", ""),
    (
        "deadlines.toml",
        'unit = "day" }',
        'unit = "working_day" }',
        "needs a 'calendar'",
        'unit = "working_day" }',
    ),
    ("deadlines.toml", 'month_end = "clamp"\n', "", "'month_end' belongs to months", 'id = "WB-FB"'),
    (
        "deadlines.toml",
        'unit = "day" }\n',
        'unit = "day" }\nmonth_end = "clamp"\n',
        "'month_end' belongs",
        "clamp",
    ),
    ("deadlines.toml", "may_pause = false", 'may_pause = "no"', "'may_pause' must be true or false", '"no"'),
    (
        "deadlines.toml",
        'may_extend = "never"',
        'may_extend = "WB-FB9"',
        "'WB-FB9', which is no rule",
        "WB-FB9",
    ),
    (
        "deadlines.toml",
        'may_extend = "WB-EXT-FB6"',
        'may_extend = "WB-ACK"',
        "it needs 'only_after'",
        'may_extend = "WB-ACK"',
    ),
    ("deadlines.toml", "waivers = []", 'waivers = ["bored"]', "belong together", "bored"),
    ("deadlines.toml", "waivers = []", 'waivers = ["a", "a"]', "says the same twice", '["a", "a"]'),
    (
        "deadlines.toml",
        'schemes = ["whistleblowing"]',
        "schemes = []",
        "no case arms it",
        "schemes = []",
    ),
    ("deadlines.toml", 'schemes = ["whistleblowing"]', 'schemes = ["wb"]', "'schemes' is 'wb'", '"wb"'),
    (
        "deadlines.toml",
        'schemes = ["whistleblowing"]',
        'schemes = ["complaints"]\ncalculator = true',
        "no case arms it",
        'schemes = ["complaints"]',
    ),
    ("deadlines.toml", 'starts = "case:received"', 'starts = "case:gone"', "nothing declares", "case:gone"),
    (
        "deadlines.toml",
        'satisfied_by = ["ack',
        'satisfied_by = ["x:y", "ack',
        "'satisfied_by' is 'x:y', which nothing",
        "x:y",
    ),
    ("deadlines.toml", 'event = "case:received",', 'event = "case:gone",', "nothing declares", "case:gone"),
    ("deadlines.toml", "length = 7, unit", "days = 1, length = 7, unit", "unknown key 'days'", "days = 1"),
    ("deadlines.toml", "valid_from = 2021-12-17", 'valid_from = "2021"', "must be a date", '"2021"'),
    (
        "deadlines.toml",
        "valid_from = 2021-12-17",
        "valid_from = 2021-12-17\nvalid_to = 2020-01-01",
        "'valid_to' is before 'valid_from'",
        "valid_to = 2020-01-01",
    ),
    (
        "deadlines.toml",
        "valid_to = 2023-12-31",
        "valid_to = 2024-01-01",
        "two versions hold on 2024-01-01",
        "",
    ),
    ("deadlines.toml", "valid_to = 2023-12-31", "valid_to = 2023-12-30", "no version holds just before", ""),
    ("deadlines.toml", "valid_to = 2023-12-31\n", "", "two versions hold on 2024-01-01", ""),
    ("deadlines.toml", "version = 2\n", "version = 1\n", "needs a higher 'version' number", ""),
    ("deadlines.toml", ACK, 'id = "WB-ACK"\nversion = 0\n', "'version' must be", "version = 0"),
    ("deadlines.toml", 'id = "WB-ACK"', 'id = "wb ack"', "capitals and digits", "wb ack"),
    ("deadlines.toml", 'country = "DK"', 'country = "Denmark"', "two capital letters", "Denmark"),
    ("deadlines.toml", 'confidence = "house"', 'confidence = "V"', "'house' for house rules", ""),
    (
        "deadlines.toml",
        'kind = "statute"\n',
        'kind = "statute"\nown_closing = true\n',
        "never move a date given by law",
        "own_closing = true",
    ),
    (
        "deadlines.toml",
        '{ length = 14, unit = "day", source',
        '{ length = 0, unit = "day", source',
        "days or weeks",
        'length = 0, unit = "day", source',
    ),
    (
        "deadlines.toml",
        '{ length = 14, unit = "day", source',
        '{ length = 14, unit = "month", source',
        "days or weeks",
        'unit = "month", source',
    ),
    (
        "deadlines.toml",
        ', source = "Forvaltningsloven § 17" } }',
        " } }",
        "'source' is missing",
        'at_least = { length = 14, unit = "day" }',
    ),
    ("deadlines.toml", "at_least = {", "at_most = {", "unknown key 'at_most'", "at_most = {"),
    (
        "deadlines.toml",
        '{ then = "runs_on", ',
        '{ then = "counts_anew", ',
        "belongs to the rest",
        'reasons = ["access_requested"]',
    ),
    ("deadlines.toml", 'id = "WB-FU"', 'id = "WB-FB"', "both a rule and a duty", ""),
    ("deadlines.toml", 'name = "feedback"', 'name = "received"', "is taken", 'tag = "feedback:given"'),
    ("deadlines.toml", 'tag = "feedback:given"', 'tag = "feedback"', "subject:event", 'tag = "feedback"'),
    ("deadlines.toml", "[[event]]\ntag", "[[occurrence]]\n[[event]]\ntag", "unknown table 'occurrence'", ""),
    ("deadlines.toml", "version = 1\n", "version = \n", "line ", "version = "),
    ("countries.toml", "length = 7,", "length = 7, length = 8,", "line ", "length = 8"),
    ("calendars.toml", 'fixed = "12-25"', 'fixed = "12-32"', "not a day of every year", "12-32"),
    ("calendars.toml", 'fixed = "12-25"', 'fixed = "2-9"', "written 12-31", '"2-9"'),
    ("calendars.toml", 'fixed = "12-25"', 'fixed = "02-29"', "not a day of every year", "02-29"),
    ("calendars.toml", "last_year = 2023", "last_year = 2023\nfirst_year = 2024", "before 'first_year'", ""),
    ("calendars.toml", '"new_years_day", ', '"new_year", ', "'new_year', which nothing declares", ""),
    ("calendars.toml", ', "christmas_eve"', "", "no calendar uses the holiday 'christmas_eve'", ""),
    ("calendars.toml", "free_weekdays = [6, 7]", "free_weekdays = [0]", "ISO weekdays", "[0]"),
    ("calendars.toml", 'id = "statutory"', 'id = "strict"', "is declared twice", ""),
    ("calendars.toml", "best_before = 2028-12-31\n", "", "'best_before' is missing", 'id = "strict"'),
    ("ladder.toml", "percent = [50, 75, 90, 100]", "percent = [75, 50]", "must rise", "[75, 50]"),
    ("ladder.toml", "percent = [50, 75, 90, 100]", "percent = []", "has no step", ""),
    ("ladder.toml", "days_before = [30,", "days_before = [2,", "must fall", "[2,"),
    ("ladder.toml", 'to = ["handler", "handler", "stand_in", "stand_in"]', "", "'to' is missing", ""),
    (
        "ladder.toml",
        'to = ["handler", "handler", "stand_in", "stand_in"]',
        'to = ["handler"]',
        "each step",
        "to =",
    ),
    (
        "ladder.toml",
        'to = ["handler", "handler", "stand_in"',
        'to = ["stand_in", "handler", "stand_in"',
        "fall back",
        "to = [",
    ),
    (
        "ladder.toml",
        'to = ["handler", "handler", "handler"',
        'to = ["boss", "handler", "handler"',
        "'to' is 'boss'",
        '"boss"',
    ),
    (
        "ladder.toml",
        'overdue_to = ["stand_in", "stand_in", "stand_in", "administrator"]',
        'overdue_to = ["handler", "stand_in", "stand_in", "administrator"]',
        "fall back",
        "",
    ),
    ("ladder.toml", "overdue_days = [1, 3, 7, 14]", "overdue_days = [1, 3, 7]", "for each step", ""),
    (
        "ladder.toml",
        "overdue_days = [1, 3, 7, 14]",
        "overdue_days = [1, 7, 3, 14]",
        "must rise",
        "[1, 7, 3, 14]",
    ),
    ("ladder.toml", 'id = "long"\n', 'id = "long"\nup_to_days = 400\n', "last ladder in days must have", ""),
    ("ladder.toml", 'id = "long"\n', 'id = "long"\nup_to_days = 30\n', "the order of 'up_to_days'", ""),
    ("ladder.toml", "in_hours = true\npercent = [0,", "percent = [1,", "one ladder is in hours", ""),
    ("ladder.toml", "in_hours = true\n", "in_hours = true\nup_to_days = 9\n", "takes every length", ""),
    ("ladder.toml", "[0, 50, 75, 90]", "[0, 50, 75, 100]", "between 0 and 99", "[0, 50"),
]


@pytest.mark.parametrize(
    ("name", "old", "new", "says", "at"), CHANGES, ids=lambda text: re.sub(r"\W+", " ", text)
)
def test_a_slip_in_the_data_is_refused(edit: Edit, name: str, old: str, new: str, says: str, at: str) -> None:
    """Each slip is refused with a sentence that begins with the file and the line of the slip."""
    folder = edit(name, old, new)
    sentence = refusal(folder)
    assert says in sentence
    assert re.match(rf"{name}:\d+: ", sentence)
    if at:
        found = int(sentence.split(":")[1])
        written = int(line_of(folder, name, at).split(":")[1])
        assert found in (written, written - 1), f"{sentence} but it stands in line {written}"


@pytest.mark.parametrize(
    "key", ["source", "title", "kind", "starts", "satisfied_by", "may_extend", "valid_from"]
)
def test_no_key_has_a_silent_default(edit: Edit, key: str) -> None:
    """A rule without a source, or without any other of its keys, is refused."""
    text = resources.files("triage.rules").joinpath("deadlines.toml").read_text(encoding="utf-8")
    line = next(line for line in text[text.index(ACK) :].splitlines() if line.startswith(f"{key} = "))
    before, after = text[: text.index(ACK)], text[text.index(ACK) :]
    folder = edit("deadlines.toml", text, before + after.replace(line + "\n", "", 1))
    assert f"'{key}' is missing" in refusal(folder)


def test_the_shipped_rulebook_is_read_once() -> None:
    """Every caller gets the same object."""
    assert load_rulebook() is BOOK


def test_a_rule_is_found_by_the_day_of_its_event() -> None:
    """Outside its validity it does not exist, and the reader is told from when it is known."""
    assert BOOK.rule("BL-6HV", date(2023, 12, 31)).version == 1
    assert BOOK.rule("BL-6HV", date(2024, 1, 1)).version == 2
    with pytest.raises(NotInForceError, match="2021-12-17"):
        BOOK.rule("WB-ACK", date(2021, 12, 16))
    with pytest.raises(NoSuchRuleError):
        BOOK.rule("WB-NOTHING", date(2026, 1, 1))


def test_a_rule_that_has_ended_says_when(edit: Edit) -> None:
    """A repealed rule gives no date for what happens afterwards."""
    old = "valid_from = 2021-12-17\n"
    book = read_rulebook(edit("deadlines.toml", old, old + "valid_to = 2026-12-31\n"))
    assert book.rule("WB-ACK", date(2026, 12, 31)).id == "WB-ACK"
    with pytest.raises(NotInForceError, match="ended on 2026-12-31"):
        book.rule("WB-ACK", date(2027, 1, 1))


def test_a_holiday_begins_and_ends_in_its_years(edit: Edit) -> None:
    """A holiday made in 2025 is no holiday in 2024."""
    old = "last_year = 2023"
    book = read_rulebook(edit("calendars.toml", old, "first_year = 2025\nlast_year = 2026"))
    days = [date(2024, 4, 26), date(2025, 5, 16), date(2026, 5, 1), date(2027, 4, 23)]
    assert [is_working_day(book.calendars["strict"], day) for day in days] == [True, False, False, True]


def test_law_is_told_from_house_rules() -> None:
    """Every rule names its source, and no house rule claims to be law."""
    for rule in (rule for versions in BOOK.versions.values() for rule in versions):
        assert rule.source
        assert (rule.kind is RuleKind.HOUSE) == (rule.confidence is Confidence.HOUSE)


def test_titles_are_there_for_the_catalogue() -> None:
    """Every id has an English title."""
    assert BOOK.titles["WB-FB"] == "Feedback to the reporter"
    assert set(BOOK.titles) == set(BOOK.ids)
