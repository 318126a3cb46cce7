"""The limits that a municipality publishes itself: read as strictly as Betro's own rules."""

from pathlib import Path

import pytest

from tests.weekdays import on
from triage.engine.compute import compute
from triage.rules.local_limits import LocalLimits, NoSuchLimitError
from triage.rules.rulebook import load_rulebook, with_local_limits
from triage.rules.tables import File, RulebookError

BOOK = load_rulebook()
GOOD = """\
[[limit]]
rule = "RSL-3-2"
area = "home_help"
length = 4
unit = "week"
valid_from = 2025-01-01
valid_to = 2025-12-31
source = "Decided in 2024"

[[limit]]
rule = "RSL-3-2"
area = "home_help"
length = 15
unit = "working_day"
calendar = "strict"
valid_from = 2026-01-01
source = "Decided in 2025"
"""
AREA = 'area = "home_help"\n'


def limits(folder: Path, text: str) -> LocalLimits:
    """The limits of a file with that text."""
    file = folder / "limits.toml"
    file.write_text(text, encoding="utf-8")
    return with_local_limits(BOOK, File.open(file)).local


def test_no_file_means_no_limits() -> None:
    """A house that has set none needs no file."""
    assert BOOK.local.rows == ()


def test_the_limit_of_the_day_the_clock_begins(tmp_path: Path) -> None:
    """Both ends of the validity are included; what began last year keeps last year's limit."""
    found = limits(tmp_path, GOOD)
    assert found.areas("RSL-3-2") == ("home_help",)
    law = BOOK.rule("RSL-3-2", on("Thu 2026-01-01"))
    assert found.limited(law, "home_help", on("Wed 2025-12-31")).source.endswith("; Decided in 2024")
    assert found.limited(law, "home_help", on("Thu 2026-01-01")).source.endswith("; Decided in 2025")


def test_the_rule_counts_by_the_houses_own_limit(tmp_path: Path) -> None:
    """Fifteen working days over Christmas: strict and latest as for any other rule."""
    today = on("Mon 2026-12-07")
    rule = limits(tmp_path, GOOD).limited(BOOK.rule("RSL-3-2", today), "home_help", today)
    answer = compute(rule, today)
    assert (answer.due_strict, answer.due_latest) == (on("Tue 2026-12-29"), on("Wed 2026-12-30"))
    assert answer.counted_by.source == "Retssikkerhedsloven § 3, stk. 2; Decided in 2025"


@pytest.mark.parametrize(
    ("rule", "area", "day", "says"),
    [
        ("RSL-3-2", "parks", "Thu 2026-01-01", "no limit of RSL-3-2 is published for 'parks'"),
        ("RSL-3-2", "home_help", "Tue 2024-12-31", "home_help is in force on 2024-12-31"),
        ("LOCAL-RESP", "letters", "Thu 2026-01-01", "known areas: none"),
    ],
)
def test_what_nobody_published_is_never_guessed(
    rule: str, area: str, day: str, says: str, tmp_path: Path
) -> None:
    """The sentence says what is missing."""
    with pytest.raises(NoSuchLimitError, match=says):
        limits(tmp_path, GOOD).limited(BOOK.versions[rule][-1], area, on(day))


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("length = 4\n", "lenght = 4\n", 4, "unknown key 'lenght'"),
        ("length = 4\n", "length = 4\ncolour = 1\n", 5, "unknown key 'colour'"),
        ("length = 4\n", "length = 0\n", 4, "at least 1"),
        ('"week"', '"hour"', 5, "never in hours"),
        ('"week"', '"fortnight"', 5, "'unit' is 'fortnight'"),
        ('unit = "week"\n', 'unit = "week"\ncalendar = "strict"\n', 6, "has no use for a 'calendar'"),
        ('calendar = "strict"\n', "", 10, "needs a 'calendar'"),
        ('calendar = "strict"\n', 'calendar = "danish"\n', 15, "'calendar' is 'danish'"),
        ('rule = "RSL-3-2"', 'rule = "WB-ACK"', 2, "'rule' is 'WB-ACK', which nothing declares"),
        ('rule = "RSL-3-2"', 'rule = "BR-REPLY"', 2, "'rule' is 'BR-REPLY', which nothing declares"),
        (AREA, 'area = "Home help"\n', 3, "small letters, digits and underscores"),
        ('source = "Decided in 2024"\n', "", 1, "'source' is missing"),
        ("valid_to = 2025-12-31\n", "", 15, "RSL-3-2 home_help: two limits hold on 2026-01-01"),
        ("valid_to = 2025-12-31", "valid_to = 2026-01-01", 16, "RSL-3-2 home_help: two limits hold"),
        (
            "valid_to = 2025-12-31",
            "valid_to = 2025-12-30",
            16,
            "RSL-3-2 home_help: no limit holds just before",
        ),
        ("valid_to = 2025-12-31", "valid_to = 2024-12-31", 7, "'valid_to' is before 'valid_from'"),
        ("valid_to = 2025-12-31", 'valid_to = "2025-12-31"', 7, "must be a date"),
        ("[[limit]]", "[[limits]]", 1, "unknown table 'limits'"),
    ],
)
def test_a_slip_is_refused_with_file_and_line(
    old: str, new: str, line: int, says: str, tmp_path: Path
) -> None:
    """Nothing is defaulted: a misspelt key, an overlap and a gap are all said where they stand."""
    with pytest.raises(RulebookError) as caught:
        limits(tmp_path, GOOD.replace(old, new, 1))
    assert str(caught.value).startswith(f"limits.toml:{line}: ")
    assert says in str(caught.value)


CHANGE = """
[[temporary]]
rule = "RSL-3-2"
area = "home_help"
length = 6
unit = "week"
valid_from = 2026-07-01
valid_to = 2026-08-31
source = "News"
url = "https://www.example.dk/news"
reason = { da = "Ferie", en = "Holidays" }
"""


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("valid_to = 2026-08-31\n", "", "19: 'valid_to' is missing"),
        ('reason = { da = "Ferie", en = "Holidays" }\n', "", "19: 'reason' is missing"),
        ('area = "home_help"\nlength = 6', 'area = "parks"\nlength = 6', "21: RSL-3-2 parks: there is no [["),
        ("https://www", "http://www", "27: 'url' is 'http://www.example.dk/news'; it is an address"),
        ("[[temporary]]", "publish = true\n[[temporary]]", "19: unknown key 'publish'"),
        ('source = "Decided in 2025"', 'source = "x"\nreason.da = "y"', "18: unknown key 'reason'"),
    ],
)
def test_a_slip_in_a_change_for_a_time_is_refused(old: str, new: str, says: str, tmp_path: Path) -> None:
    """It has an end, a reason, and a limit that it changes."""
    assert len(limits(tmp_path, GOOD + CHANGE).of("temporary")) == 1
    text = GOOD + CHANGE
    assert text.count(old) == 1
    with pytest.raises(RulebookError) as caught:
        limits(tmp_path, text.replace(old, new))
    assert str(caught.value).startswith(f"limits.toml:{says}")


def test_whether_all_may_see_them_stands_at_the_head(tmp_path: Path) -> None:
    """Nobody shows them by mistake: without the line no portal does."""
    assert limits(tmp_path, f"publish = true\n{GOOD}").publish
    assert not limits(tmp_path, GOOD).publish


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    """By its name alone: where it lies is nobody's business in a message."""
    with pytest.raises(RulebookError, match=r"^limits.toml:1: the file cannot be read$"):
        File.open(tmp_path / "limits.toml")
