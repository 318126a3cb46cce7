"""After a changed rule: the preview lists what would move, and following it stands whole in each case."""

from dataclasses import replace
from pathlib import Path

import pytest

from intake.store.engine import read
from tests.clockwork import COMPLAINT, Clockwork, a_clockwork, at
from tests.own_folder import with_book
from tests.rulebooks import Changed
from tests.weekdays import on
from triage.cases.decisions.clocks import RulesApplied
from triage.rules.codes import ApplyReason
from triage.services.clock import apply_rules
from triage.services.clock.apply_rules import Move
from triage.services.history.one_by_one import SomeFailedError
from triage.store import events
from triage.store.projections import Dates
from triage.store.visibility import system_access

CALENDAR_CHANGE = ApplyReason.CALENDAR_CHANGE
LAW_CHANGE = ApplyReason.LAW_CHANGE

TODAY = on("Tue 2026-12-01")
OLD = Dates(on("Mon 2026-12-07"), on("Mon 2026-12-07"))
NEW = Dates(on("Mon 2026-12-14"), on("Mon 2026-12-14"))


@pytest.fixture
def town(tmp_path: Path) -> Clockwork:
    """
    Two complaints and a report of Monday 23 November; on 1 December a longer first answer becomes known.
    """
    town = a_clockwork(tmp_path / "town", at("Mon 2026-11-23"))
    for draft in (COMPLAINT, COMPLAINT):
        town.send(draft)
    town.send()
    assert town.tick() == ()
    rules = Changed(tmp_path / "rules").from_day("BR-FIRST", on("Sun 2026-11-01"), TODAY, length="15")
    town.organisation = with_book(town.organisation, rules.book)
    town.now = at("Tue 2026-12-01")
    return town


def complaints(town: Clockwork) -> list[str]:
    """Give the references of the complaints."""
    return sorted(row.case_reference for row in town.cases if row.scheme == "complaints")


def test_nothing_moves_by_itself(town):
    """The clock ticks with the new rules, and every case keeps its date: right by history and projection."""
    before = town.dump("triage")["deadline"]
    assert town.tick() == ()
    assert [row[:9] for row in town.dump("triage")["deadline"]] == [row[:9] for row in before]
    town.is_sound()


def test_the_preview_lists_every_open_case_that_would_move(town):
    """Both complaints with old and new dates, the report not; and nothing is written."""
    before = town.dump("triage")
    moves = apply_rules.preview(town.organisation, system_access(), today=TODAY)
    assert list(moves) == [Move(each, "BR-FIRST", "", OLD, NEW) for each in complaints(town)]
    assert town.dump("triage") == before


def test_a_case_that_follows_tells_it_in_history_journal_and_lists(town):
    """One event and one entry per case that moves, the new dates in the lists, once however often asked."""
    entries = len(town.rows("triage", "journal"))
    assert (
        apply_rules.apply(
            town.organisation,
            system_access(),
            today=TODAY,
            reason=LAW_CHANGE,
            reference="LOV-1-2026",
        )
        == 2
    )
    for row in town.cases:
        told = town.told(row.handle)
        assert (told.count("rules:applied") == 1) == (row.scheme == "complaints")
    assert len(town.rows("triage", "journal")) == entries + 2
    moved = town.rows("triage", "deadline", rule="BR-FIRST")
    assert {(row.due_strict, row.rule_version) for row in moved} == {(NEW.strict, 2)}
    assert apply_rules.preview(town.organisation, system_access(), today=TODAY) == ()
    assert apply_rules.apply(town.organisation, system_access(), today=TODAY, reason=LAW_CHANGE) == 0
    town.tick()
    town.is_sound()


def test_the_event_holds_codes_and_a_day(town):
    """Nobody's sentence stands in the plain: a reason from the list, the day, a reference to look up."""
    apply_rules.apply(
        town.organisation, system_access(), today=TODAY, reason=LAW_CHANGE, reference="LOV-1-2026"
    )
    (handle,) = [row.handle for row in town.cases if row.case_reference == complaints(town)[0]]
    with read(town.organisation.triage) as connection:
        last = events.history(connection, handle)[-1]
    assert last == RulesApplied(on=TODAY, as_of_on=TODAY, reason="law_change", reference="LOV-1-2026")
    for wrong in ({"reason": "because"}, {"reason": LAW_CHANGE, "reference": "because I say so"}):
        with pytest.raises(ValueError, match=r"reason|reference"):
            apply_rules.apply(town.organisation, system_access(), today=TODAY, **wrong)


def test_what_is_kept_of_a_case_says_what_its_history_does(town):
    """Where nothing is kept, or what an earlier Betro derived, the history is read."""
    foreseen = apply_rules.preview(town.organisation, system_access(), today=TODAY)
    assert foreseen
    for changed in ('UPDATE case_facts SET facts = \'{"form":"facts/0"}\'', "DELETE FROM case_facts"):
        town.sql("triage", changed)
        assert apply_rules.preview(town.organisation, system_access(), today=TODAY) == foreseen


def test_a_case_that_cannot_follow_keeps_no_other_from_it(town):
    """Either all of it stands in a case or none; the rest follows, and it is done next time."""
    with town.broken("triage", "journal", "INSERT"), pytest.raises(SomeFailedError):
        apply_rules.apply(town.organisation, system_access(), today=TODAY, reason=LAW_CHANGE)
    town.is_sound()
    assert not any("rules:applied/" in row.payload for row in town.rows("triage", "event"))
    assert apply_rules.apply(town.organisation, system_access(), today=TODAY, reason=LAW_CHANGE) == 2


def test_closing_days_that_were_set_later_are_seen_and_followed(town):
    """The stored dates are what people saw: whatever would change them is listed, and told in the case."""
    settings = replace(town.organisation.settings, closing_days=frozenset({on("Wed 2026-12-02")}))
    town.organisation = replace(town.organisation, settings=settings)
    assert {move.rule for move in apply_rules.preview(town.organisation, system_access(), today=TODAY)} == {
        "BR-FIRST"
    }
    apply_rules.apply(town.organisation, system_access(), today=TODAY, reason=CALENDAR_CHANGE)
    (due,) = {row.due_strict for row in town.rows("triage", "deadline", rule="BR-FIRST")}
    assert due == on("Tue 2026-12-15")


def test_a_new_rule_begins_a_clock_only_when_a_case_follows(tmp_path, town):
    """A rule that nobody knew has no old date; until then the case has no such clock."""
    rules = Changed(tmp_path / "more")
    text = rules.folder.joinpath("deadlines.toml").read_text()
    block = rules._block("BR-READ").replace('"BR-READ"', '"BR-NEW"').replace("length = 2", "length = 20")
    rules.folder.joinpath("deadlines.toml").write_text(f"{text}\n{block}\nknown_from = 2026-12-01\n")
    town.organisation = with_book(town.organisation, rules.book)
    assert {
        (move.rule, move.old) for move in apply_rules.preview(town.organisation, system_access(), today=TODAY)
    } == {("BR-NEW", None)}
    assert apply_rules.apply(town.organisation, system_access(), today=TODAY, reason=LAW_CHANGE) == 3
    assert len(town.rows("triage", "deadline", rule="BR-NEW")) == 3


def without(folder: Path, rule: str) -> Changed:
    """Give a copy of the rules that lacks one."""
    rules = Changed(folder)
    file = rules.folder / "deadlines.toml"
    file.write_text(file.read_text().replace(rules._block(rule), ""))
    return rules


def test_a_clock_whose_rule_is_gone_ends_in_the_open(tmp_path, town):
    """It is listed before it ends, told in the history of each case, and no list keeps it."""
    town.organisation = with_book(town.organisation, without(tmp_path / "fewer", "BR-SCOPE").book)
    ends = [
        move
        for move in apply_rules.preview(town.organisation, system_access(), today=TODAY)
        if move.new is None
    ]
    assert [(move.rule, move.subject) for move in ends] == [("BR-SCOPE", "")]
    assert apply_rules.apply(town.organisation, system_access(), today=TODAY, reason=LAW_CHANGE) == 1
    assert town.rows("triage", "deadline", rule="BR-SCOPE") == []
    assert apply_rules.preview(town.organisation, system_access(), today=TODAY) == ()
    town.is_sound()


def test_a_ladder_with_an_earlier_step_is_climbed_though_no_date_moves(tmp_path, town):
    """The feedback is to be warned of 80 days before: looked at then, not at thirty days as before."""
    rules = Changed(tmp_path / "ladder")
    file = rules.folder / "ladder.toml"
    text = file.read_text().replace("days_before = [30,", "days_before = [80, 30,")
    long = text.index('id = "long"')
    file.write_text(text[:long] + text[long:].replace('to = ["handler",', 'to = ["handler", "handler",', 1))
    town.organisation = with_book(town.organisation, rules.book)
    (before,) = town.rows("triage", "deadline", rule="WB-FB")
    assert apply_rules.preview(town.organisation, system_access(), today=TODAY) == ()
    assert apply_rules.look_again(town.organisation, system_access()) == 1
    (after,) = town.rows("triage", "deadline", rule="WB-FB")
    assert (before.next_step_on - after.next_step_on).days == 50
    assert not any("rules:applied/" in row.payload for row in town.rows("triage", "event"))
    assert apply_rules.look_again(town.organisation, system_access()) == 0
