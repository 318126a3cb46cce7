"""What a reader of "Why this date?" is told: facts first, then every step, in either language."""

from dataclasses import replace
from datetime import date

import pytest

from tests.story import RULEBOOK, a_complaint, a_report, day
from tests.turned import extended, happened, turned
from triage.cases.decisions.clocks import (
    ClockInterrupted,
    ClockRestarted,
    ClockSuspended,
    DeadlineExtended,
)
from triage.engine.compute import compute
from triage.engine.deadline import Deadline
from triage.engine.explain import Explanation, explain, plain_text
from triage.rules.codes import Confidence
from triage.services.views.explain import wording_in

MONDAY = "Mon 2026-11-23"


def in_words(deadline: Deadline, language: str = "en", subject: str = "") -> Explanation:
    """The explanation of a deadline."""
    return explain(deadline, wording_in(RULEBOOK, language), subject=subject)


def feedback() -> Deadline:
    """WB-FB of a report acknowledged on Sun 2025-11-30: due on Sat 2026-02-28."""
    return a_report("Sun 2025-11-30", acknowledged_on="Sun 2025-11-30").deadline("WB-FB", "Mon 2025-12-01")


def test_a_weekend_explains_the_later_date() -> None:
    """Both dates are named, with a sentence on which of them counts, and each skipped day."""
    told = in_words(feedback())
    facts = dict(told.facts)
    assert facts["Deadline"] == "Saturday 28 February 2026"
    assert facts["Latest date"] == "Monday 2 March 2026"
    assert told.notes[0].startswith("The deadline is the day to keep.")
    assert "Saturday 28 February 2026 is no working day (weekend), so the latest date moves on." in told.steps
    assert told.steps[-1] == "Latest date: Monday 2 March 2026."


def test_one_date_is_named_once() -> None:
    """Where both dates are one, nobody has to look for the difference."""
    told = in_words(a_complaint(MONDAY).deadline("BR-FIRST", MONDAY))
    assert "Latest date" not in dict(told.facts)
    assert told.notes == ()
    assert not any(each.startswith("Latest date") for each in told.steps)


def test_what_nobody_has_checked_is_not_called_law() -> None:
    """A statute of unverified source is said to be a limit whose source has not been checked."""
    rule = replace(feedback().counted_by, confidence=Confidence.UNVERIFIED)
    told = dict(in_words(replace(feedback(), counted_by=rule)).facts)
    assert "law" not in told["What it is"].lower()
    assert told["How sure we are of the source"].endswith("Do not rely on it as law.")
    assert dict(in_words(feedback()).facts)["What it is"] == "A limit given by law"


def test_what_the_office_has_set_itself_is_said_once() -> None:
    """Of its own limit the reader learns that it is no law, and looks for no source."""
    told = dict(in_words(a_complaint(MONDAY).deadline("BR-READ", MONDAY)).facts)
    assert told["What it is"] == "This is a limit that the office has set for itself. It is not law."
    assert not {"Source", "How sure we are of the source"} & set(told)


def test_a_danish_step_begins_with_a_capital() -> None:
    """The names of days are written small in Danish, but not at the beginning of a sentence."""
    steps = in_words(feedback(), "da").steps
    assert any(each.startswith("Lørdag 28. februar 2026 er ikke en arbejdsdag (weekend)") for each in steps)
    assert all(each[0].isupper() for each in steps)


def test_a_lawful_move_keeps_the_first_date_in_sight() -> None:
    """After an extension both the date that holds and the first one stand among the facts."""
    story = a_complaint(MONDAY, opened_on=MONDAY)
    clock = story.clock("BR-FIRST", MONDAY)
    story.then(DeadlineExtended, on=MONDAY, clock=clock, until_on="Mon 2026-12-21", reason="absence")
    facts = dict(in_words(story.deadline("BR-FIRST", MONDAY)).facts)
    assert facts["Deadline"] == "Monday 21 December 2026"
    assert facts["First date"] == "Monday 7 December 2026"


def test_a_clock_that_stands_says_so() -> None:
    """The reader learns that no time runs, since when and why."""
    story = a_complaint(MONDAY, opened_on=MONDAY)
    clock = story.clock("BR-FIRST", MONDAY)
    story.then(ClockSuspended, on=MONDAY, clock=clock, reason="awaiting_citizen")
    told = in_words(story.deadline("BR-FIRST", "Thu 2026-11-26"), "da")
    assert told.notes[-1].startswith("Tiden står stille lige nu")
    assert "Grunden: vi venter på noget fra borgeren." in told.steps


def test_a_latest_date_of_an_unconfirmed_number_is_not_called_law() -> None:
    """After an access request the reader learns whose number the later date is, above and in the steps."""
    story = happened(a_complaint(MONDAY, opened_on=MONDAY), MONDAY, "decision:received")
    turned(story, ClockInterrupted, "Fri 2026-12-18", "RSL-67", reason="access_requested")
    turned(story, ClockRestarted, "Mon 2026-12-21", "RSL-67")
    told = in_words(story.deadline("RSL-67", "Mon 2026-12-21"))
    facts = dict(told.facts)
    assert (facts["Deadline"], facts["Latest date"]) == ("Thursday 24 December 2026", "Monday 4 January 2027")
    assert told.notes[1].endswith("a number that nobody has confirmed. Do not take it for law.")
    (least,) = [each for each in told.steps if "is said to leave at least 14 days" in each]
    assert least.startswith("Forvaltningsloven § 17")


def test_an_aim_that_is_the_deadline_itself_is_left_out() -> None:
    """The house's own aim is told where it is earlier, and marked as no law in the steps."""
    same = replace(feedback(), due_target=date(2026, 2, 28))
    earlier = replace(feedback(), due_target=date(2026, 2, 20))
    assert "The house's own aim" not in dict(in_words(same).facts)
    assert dict(in_words(earlier).facts)["The house's own aim"] == "Friday 20 February 2026"


def test_a_day_that_a_letter_promised_is_no_mere_aim() -> None:
    """Within the longer limit of the law the reader finds the day that the letter named, as a promise."""
    story = happened(a_complaint(MONDAY, opened_on=MONDAY), MONDAY, "document_access:requested")
    extended(story, MONDAY, "OFL-36", "Mon 2026-12-07")
    told = in_words(story.deadline("OFL-36-14", MONDAY))
    facts = dict(told.facts)
    assert facts["Promised in the letter"] == "Monday 7 December 2026"
    assert "The house's own aim" not in facts
    assert any(each.startswith("The letter promised it for Monday 7 December 2026") for each in told.steps)


def test_hours_are_told_with_their_time() -> None:
    """A limit in hours ends at a moment of Copenhagen time; at midnight a day ends."""
    rule = RULEBOOK.versions["BL-24H"][-1]
    begun = day("Mon 2026-11-23")
    facts = dict(in_words(compute(rule, begun)).facts)
    assert facts["Deadline"] == "Monday 23 November 2026 at 24.00"
    assert "Latest date" not in facts


@pytest.mark.parametrize("language", ["da", "en"])
def test_the_text_holds_everything_in_order(language: str) -> None:
    """Head, title with whom it is about, facts, notes, steps with their numbers; and a last line end."""
    told = in_words(feedback(), language, subject="Jobcentret")
    text = plain_text(told, "Ny Kommune", "Sag ABCD1234")
    places = [text.index(part) for part in (told.heading, told.title, told.facts[0][1], told.steps_heading)]
    assert text.startswith("Ny Kommune\nSag ABCD1234\n\n")
    assert places == sorted(places)
    assert f"{told.title} (Jobcentret)\n" in text
    assert all(f"{number:2}. {each}\n" in text for number, each in enumerate(told.steps, start=1))
