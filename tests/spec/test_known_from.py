"""A rule or calendar was changed: a case keeps what was known when its clocks began, until told to follow."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.rulebooks import Changed
from tests.weekdays import on
from triage.engine.case_deadlines import deadlines
from triage.engine.changes import ChangeKind, ClockChange, RuleUpdate
from triage.engine.deadline import Deadline, Facts
from triage.rules.codes import ApplyReason
from triage.rules.rulebook import Rulebook
from triage.rules.tables import RulebookError

CALENDAR_CHANGE = ApplyReason.CALENDAR_CHANGE
CORRECTION = ApplyReason.CORRECTION
LAW_CHANGE = ApplyReason.LAW_CHANGE

RECEIVED, KNOWN, TODAY = on("Mon 2026-11-23"), on("Tue 2026-12-01"), on("Wed 2026-12-02")
CAME = ("case:received", "office:received")
COMPLAINT = Facts("complaints", dict.fromkeys(CAME, RECEIVED), recorded={(tag, ""): RECEIVED for tag in CAME})


@pytest.fixture
def longer(tmp_path: Path) -> Rulebook:
    """Fifteen working days instead of ten from November on, learnt of on Tuesday 1 December."""
    return Changed(tmp_path / "rules").from_day("BR-FIRST", on("Sun 2026-11-01"), KNOWN, length="15").book


def first(book: Rulebook, facts: Facts) -> Deadline:
    """The deadline of the first answer."""
    return next(each for each in deadlines(facts, book, TODAY) if each.rule == "BR-FIRST")


def following(facts: Facts, reason: str = LAW_CHANGE) -> Facts:
    """The same case, told today to follow."""
    return replace(facts, applied=(*facts.applied, RuleUpdate(TODAY, TODAY, reason)))


def test_a_case_keeps_what_was_known_when_it_was_recorded(longer: Rulebook) -> None:
    """The law had changed already, and nobody knew: the date that was given stands."""
    found = first(longer, COMPLAINT)
    assert (found.due_strict, found.counted_by.version) == (on("Mon 2026-12-07"), 1)


def test_what_is_recorded_after_it_was_known_follows_at_once(longer: Rulebook) -> None:
    """A letter of November that is typed in in December gets the dates of the law as it is known then."""
    late = replace(COMPLAINT, recorded={("case:received", ""): KNOWN})
    assert first(longer, late).due_strict == on("Mon 2026-12-14")


def test_told_to_follow_it_moves_and_says_from_what(longer: Rulebook) -> None:
    """The new date, the first date, and in the reasons the old date, the day and why."""
    found = first(longer, following(COMPLAINT))
    assert (found.due_strict, found.original_strict) == (on("Mon 2026-12-14"), on("Mon 2026-12-07"))
    (said,) = [step for step in found.trace if step.code == "superseded"]
    assert (said["on"], said["old"], said["because"]) == (TODAY, on("Mon 2026-12-07"), LAW_CHANGE)


def test_what_was_met_is_never_counted_anew(longer: Rulebook) -> None:
    """Answered on the Friday before, the case keeps the computation that it was met under."""
    answered = replace(COMPLAINT, occurred={**COMPLAINT.occurred, "answer:given": on("Fri 2026-11-27")})
    assert first(longer, following(answered)) == first(longer, answered)


def test_a_breach_is_not_mended_by_a_new_law(tmp_path: Path) -> None:
    """The day had passed when the case was told to follow: it stays missed, and the reasons say so."""
    book = Changed(tmp_path / "rules").from_day("BR-READ", on("Sun 2026-11-01"), KNOWN, length="30").book
    found = {each.rule: each for each in deadlines(following(COMPLAINT), book, TODAY)}["BR-READ"]
    assert found.is_overdue(TODAY)
    assert found.trace[-1].code == "superseded_late"


def test_a_mistake_of_ours_is_put_right_backwards(tmp_path: Path) -> None:
    """A correction moves what only seemed to be missed, and its date is the original one."""
    book = Changed(tmp_path / "rules").corrected("BR-READ", KNOWN, length="30").book
    before = {each.rule: each for each in deadlines(COMPLAINT, book, TODAY)}["BR-READ"]
    after = {each.rule: each for each in deadlines(following(COMPLAINT, CORRECTION), book, TODAY)}["BR-READ"]
    assert (before.is_overdue(TODAY), after.is_overdue(TODAY)) == (True, False)
    assert after.original_strict == after.due_strict


def test_a_holiday_learnt_of_later_waits_too(tmp_path: Path) -> None:
    """A new free day in the calendar: not counted in a case only once the case follows."""
    book = Changed(tmp_path / "rules").holiday("statutory", on("Thu 2026-12-03"), KNOWN).book
    assert first(book, COMPLAINT).due_strict == on("Mon 2026-12-07")
    assert first(book, following(COMPLAINT, CALENDAR_CHANGE)).due_strict == on("Tue 2026-12-08")


def test_a_pause_stays_where_the_rule_is_changed(longer: Rulebook) -> None:
    """The turns of a clock belong to the case, not to the version of the rule."""
    changes = (
        ClockChange(ChangeKind.SUSPENDED, on("Wed 2026-11-25"), reason="awaiting_citizen"),
        ClockChange(ChangeKind.RESUMED, on("Fri 2026-11-27")),
    )
    stood = replace(COMPLAINT, changes={("BR-FIRST", ""): changes})
    assert first(longer, stood).due_strict == on("Wed 2026-12-09")
    assert first(longer, following(stood)).due_strict == on("Wed 2026-12-16")


def test_every_earlier_day_has_its_own_book(longer: Rulebook) -> None:
    """Asked for an earlier day, the book knows no more than it did; a version nobody knew ended nothing."""
    then = longer.known(on("Mon 2026-11-30")).rule("BR-FIRST", RECEIVED)
    now = longer.known(KNOWN).rule("BR-FIRST", RECEIVED)
    assert (then.period.length, then.valid_to, now.period.length) == (10, None, 15)
    assert longer.known(None) is longer


@pytest.mark.parametrize(
    ("changed", "says"),
    [
        ({"valid_from": "2020-01-01", "length": "15"}, "must say 'known_from'"),
        ({"known_from": "2026-12-01"}, "two versions hold on"),
        ({"known_from": "2026-12-01", "corrects": "7"}, "there is no version 7 to correct"),
    ],
)
def test_a_later_version_says_since_when_it_is_known(
    tmp_path: Path, changed: dict[str, str], says: str
) -> None:
    """And what it corrects, or it overlaps."""
    rules = Changed(tmp_path / "rules")._append(Changed(tmp_path / "rules")._block("BR-FIRST"), **changed)
    with pytest.raises(RulebookError, match=says) as refused:
        _ = rules.book
    assert str(refused.value).startswith("deadlines.toml:")


def test_a_corrected_version_is_still_there_for_the_cases_that_keep_it(tmp_path: Path) -> None:
    """A case that does not follow yet is asked by the rule that it was counted with, and nothing stumbles."""
    book = Changed(tmp_path).corrected("BR-FIRST", on("Tue 2026-12-01"), length="12").book
    assert [rule.version for rule in book.versions["BR-FIRST"]] == [2]
    assert (book.version("BR-FIRST", 1).period.length, book.version("BR-FIRST", 2).period.length) == (10, 12)
    with pytest.raises(LookupError):
        book.version("BR-FIRST", 3)
