"""The aims that a house sets for itself: earlier than the date that holds, and refused when in doubt."""

from pathlib import Path

import pytest

from tests.own_limits import AIM, house
from tests.rulebooks import Changed
from tests.weekdays import on
from triage.engine.compute import compute
from triage.engine.deadline import Deadline
from triage.engine.ladder import due_steps
from triage.rules.rulebook import with_local_limits
from triage.rules.tables import File, RulebookError

ACK = AIM.replace("BR-FIRST", "WB-ACK")


def aimed(folder: Path, text: str, rule: str, start: str) -> Deadline:
    """One deadline as the house has it."""
    day = on(start)
    return compute(house(folder, text).in_case(rule, day), day)


def test_an_aim_is_a_date_of_its_own(tmp_path: Path) -> None:
    """Five working days are the aim, and the ten that hold stay where they were."""
    found = aimed(tmp_path, AIM, "BR-FIRST", "Mon 2026-11-23")
    assert (found.due_target, found.due_strict) == (on("Mon 2026-11-30"), on("Mon 2026-12-07"))
    (said,) = [each for each in found.trace if each.code == "target"]
    assert (said["on"], said["period"]) == (found.due_target, "5 working_day")


def test_an_aim_holds_for_what_begins_while_it_is_valid(tmp_path: Path) -> None:
    """Both ends are included; before and after there is no aim."""
    text = f"{AIM}valid_to = 2026-12-31\n"
    starts = ("Wed 2025-12-31", "Thu 2026-01-01", "Thu 2026-12-31", "Fri 2027-01-01")
    found = [aimed(tmp_path, text, "BR-FIRST", start).due_target for start in starts]
    assert [each is not None for each in found] == [False, True, True, False]


def test_an_aim_that_holidays_push_too_far_is_the_deadline_itself(tmp_path: Path) -> None:
    """Over Easter five working days reach past the seven days of the law; nothing later is ever shown."""
    found = aimed(tmp_path, ACK, "WB-ACK", "Mon 2026-03-30")
    assert found.due_target == found.due_strict == on("Mon 2026-04-06")
    assert "target_held" in {each.code for each in found.trace}
    assert "target" not in {each.code for each in found.trace}


def test_nobody_is_warned_about_an_aim(tmp_path: Path) -> None:
    """The ladder and the colours follow the strict date, as if there were no aim."""
    found = aimed(tmp_path, AIM, "BR-FIRST", "Mon 2026-11-23")
    plain = aimed(tmp_path, ACK, "BR-FIRST", "Mon 2026-11-23")
    assert plain.due_target is None
    for day in ("Tue 2026-12-01", "Mon 2026-12-07", "Wed 2026-12-09"):
        assert due_steps(found, on(day)) == due_steps(plain, on(day))
        assert found.is_overdue(on(day)) == plain.is_overdue(on(day))
    assert not found.is_overdue(on("Tue 2026-12-01"))
    feedback = AIM.replace("BR-FIRST", "WB-FB").replace("length = 5", "length = 30")
    long = aimed(tmp_path, feedback, "WB-FB", "Mon 2026-11-23")
    assert long.due_target is not None
    other = aimed(tmp_path, AIM, "WB-FB", "Mon 2026-11-23")
    assert due_steps(long, on("Wed 2027-03-03")) == due_steps(other, on("Wed 2027-03-03"))


@pytest.mark.parametrize(
    ("old", "new", "line", "says"),
    [
        ("length = 5\n", "lenght = 5\n", 4, "unknown key 'lenght'"),
        ("length = 5\n", "length = 5\ncolour = 1\n", 5, "unknown key 'colour'"),
        ("length = 5\n", "length = 0\n", 4, "at least 1"),
        ("length = 5\n", "length = 10\n", 4, "must be able to come before its own date"),
        (
            'length = 5\nunit = "working_day"\ncalendar = "strict"',
            'length = 2\nunit = "month"',
            4,
            "own date",
        ),
        ('"working_day"', '"hour"', 5, "never in hours"),
        ('calendar = "strict"\n', "", 2, "needs a 'calendar'"),
        ('"BR-FIRST"', '"BR-NONE"', 3, "'rule' is 'BR-NONE', which nothing declares"),
        ('"BR-FIRST"', '"GDPR-33"', 3, "no day comes before it"),
        ("valid_from = 2026-01-01\n", "", 2, "'valid_from' is missing"),
        ("2026-01-01\n", "2026-01-01\nvalid_to = 2025-12-31\n", 8, "'valid_to' is before 'valid_from'"),
        ("2026-01-01\n", f"2026-01-01\n{AIM}", 14, "two targets hold on 2026-01-01"),
        ("2026-01-01\n", f"2026-01-01\n{AIM.replace('2026', '2027')}", 14, "two targets hold on 2027-01-01"),
        (
            "[[target]]",
            '[[area]]\ncode = "letters"\nnames = { da = "B", en = "L" }\n[[target]]',
            3,
            "nothing declares",
        ),
    ],
)
def test_a_slip_is_refused_with_file_and_line(
    old: str, new: str, line: int, says: str, tmp_path: Path
) -> None:
    """Nothing is defaulted, and an aim that could never come first is no aim."""
    assert old in AIM
    with pytest.raises(RulebookError) as caught:
        house(tmp_path, AIM.replace(old, new, 1))
    assert str(caught.value).startswith(f"limits.toml:{line}: "), caught.value
    assert says in str(caught.value)


def test_a_house_may_stop_aiming_for_a_while(tmp_path: Path) -> None:
    """Unlike a published limit, an aim may have a gap."""
    text = f"{AIM}valid_to = 2026-06-30\n{AIM.replace('2026', '2027')}"
    assert aimed(tmp_path, text, "BR-FIRST", "Mon 2026-11-23").due_target is None
    assert aimed(tmp_path, text, "BR-FIRST", "Mon 2027-02-01").due_target is not None


def test_an_aim_may_name_a_rule_that_betro_learnt_of_lately(tmp_path: Path) -> None:
    """The books of earlier days, which do not know the rule, are no reason to refuse the file."""
    rules = Changed(tmp_path / "rules")
    text = rules.folder.joinpath("deadlines.toml").read_text()
    block = rules._block("BR-FIRST").replace('"BR-FIRST"', '"BR-NEW"')
    rules.folder.joinpath("deadlines.toml").write_text(f"{text}\n{block}\nknown_from = 2026-12-01\n")
    file = tmp_path / "limits.toml"
    file.write_text(AIM.replace("BR-FIRST", "BR-NEW"), encoding="utf-8")
    book = with_local_limits(rules.book, File.open(file))
    assert book.in_case("BR-NEW", on("Mon 2026-11-23")).target is not None
    with pytest.raises(LookupError):
        book.known(on("Mon 2026-11-30")).in_case("BR-NEW", on("Mon 2026-11-23"))
