"""A limit that the municipality has published runs in a case, for its area, as it was known when it began."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.own_limits import EVERYTHING, LIMITS, house
from tests.weekdays import on
from triage.engine.case_deadlines import deadlines
from triage.engine.changes import RuleUpdate
from triage.engine.deadline import Deadline, Facts
from triage.rules.codes import ApplyReason
from triage.rules.rulebook import Rulebook, load_rulebook
from triage.rules.tables import RulebookError

BEGUN, TODAY = on("Mon 2026-11-23"), on("Wed 2026-12-02")
APPLICATION, DECIDED = "application:received", "application:decided"


def a_case(tag: str = APPLICATION, area: str = "home_help", begun: str = "Mon 2026-11-23") -> Facts:
    """A complaint in which something of an area was recorded on the day it happened."""
    day = on(begun)
    return Facts("complaints", {}, instances={area: {tag: day}}, recorded={(tag, area): day})


def run(book: Rulebook, case: Facts, rule: str = "RSL-3-2") -> Deadline | None:
    """The deadline of a rule."""
    return next((each for each in deadlines(case, book, on("Fri 2027-01-29")) if each.rule == rule), None)


def corrected(folder: Path, known_from: str = "2026-12-01") -> Rulebook:
    """Five weeks had been decided, and four were written by mistake."""
    first = LIMITS.index("[[limit]]")
    row = LIMITS[first : LIMITS.index("[[limit]]", first + 1)].replace("length = 4", "length = 5")
    return house(folder, f"{LIMITS}\n{row}known_from = {known_from}\n")


def test_the_published_length_runs_from_the_day_of_the_application(tmp_path: Path) -> None:
    """Four weeks, for that area, and the answer names the law and where the limit is published."""
    found = run(house(tmp_path), a_case())
    assert found is not None
    assert (found.subject, found.due_strict) == ("home_help", on("Mon 2026-12-21"))
    assert found.counted_by.source == "Retssikkerhedsloven § 3, stk. 2; Decided in 2024"


def test_what_begins_under_the_next_limit_follows_it(tmp_path: Path) -> None:
    """The last day of the old limit and the first of the new."""
    book = house(tmp_path)
    last, first = run(book, a_case(begun="Thu 2026-12-31")), run(book, a_case(begun="Fri 2027-01-01"))
    assert last is not None
    assert first is not None
    assert last.due_strict == on("Thu 2027-01-28")
    assert (first.due_strict, first.counted_by.source[-15:]) == (on("Fri 2027-01-22"), "Decided in 2026")


def test_the_decision_for_the_area_ends_it(tmp_path: Path) -> None:
    """One day late is one day late."""
    case = a_case()
    decided = {**case.instances["home_help"], DECIDED: on("Tue 2026-12-22")}
    found = run(house(tmp_path), replace(case, instances={"home_help": decided}))
    assert found is not None
    assert (found.is_open, found.days_late) == (False, 1)


def test_a_local_rule_runs_only_where_the_house_has_published_it(tmp_path: Path) -> None:
    """Without a file the calculator's example binds nobody; with one its own ten days do."""
    case = a_case("enquiry:received", "letters")
    found = run(house(tmp_path), case, "LOCAL-RESP")
    assert found is not None
    assert (found.due_strict, found.counted_by.source) == (on("Mon 2026-12-07"), "Service rule of 2024")
    assert run(load_rulebook(), case, "LOCAL-RESP") is None


@pytest.mark.parametrize("case", [a_case(area="parks"), a_case(begun="Tue 2024-12-31")])
def test_nothing_runs_where_nothing_is_published(case: Facts, tmp_path: Path) -> None:
    """Another area, another time: no length is guessed."""
    assert run(house(tmp_path), case) is None


def test_a_limit_that_is_learnt_of_later_moves_no_case_by_itself(tmp_path: Path) -> None:
    """What was recorded before the correction keeps four weeks; what is recorded since has five."""
    book = corrected(tmp_path)
    before, since = run(book, a_case()), run(book, a_case(begun="Tue 2026-12-01"))
    assert before is not None
    assert since is not None
    assert before.due_strict == on("Mon 2026-12-21")
    assert since.due_strict == on("Tue 2027-01-05")


def test_a_case_that_is_told_follows_the_correction(tmp_path: Path) -> None:
    """As after a changed rule, with the old date in the reasons."""
    told = replace(a_case(), applied=(RuleUpdate(TODAY, TODAY, ApplyReason.CORRECTION),))
    found = run(corrected(tmp_path), told)
    assert found is not None
    assert found.due_strict == on("Mon 2026-12-28")
    assert [each["old"] for each in found.trace if each.code == "superseded"] == [on("Mon 2026-12-21")]


def test_a_new_limit_written_late_leaves_what_began_meanwhile(tmp_path: Path) -> None:
    """It holds from January and was written on the 15th: an application of the 4th keeps what it was told."""
    text = EVERYTHING.replace(
        "valid_from = 2027-01-01\n", "valid_from = 2027-01-01\nknown_from = 2027-01-15\n"
    )
    found = run(house(tmp_path, text), a_case(begun="Mon 2027-01-04"))
    assert found is not None
    assert found.due_strict == on("Mon 2027-02-01")


def test_a_correction_must_say_since_when(tmp_path: Path) -> None:
    """Two rows of one day that nobody can tell apart are refused."""
    with pytest.raises(RulebookError, match=r"limits.toml:\d+: RSL-3-2 home_help: two limits hold"):
        corrected(tmp_path, "2025-01-01")
