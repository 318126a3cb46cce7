"""Why this date: the steps in the order in which a person would count, and their English sentences."""

import re
from datetime import datetime

import pytest

from tests.weekdays import on
from triage.engine.compute import compute
from triage.engine.deadline import Deadline
from triage.engine.trace import STEP_MSGIDS, TraceStep, Wording, holiday_titles, sentence, show_iso, step
from triage.rules.rulebook import load_rulebook

BOOK = load_rulebook()
ENGLISH = Wording(str, show_iso, show_iso, BOOK.events, holiday_titles(BOOK.calendars), "en")


def clock(rule: str, start: str | None, **events: str) -> Deadline:
    """A deadline of a rule; events by their short names."""
    tags = {event.name: event.tag for event in BOOK.events.values()}
    happened = {tags[name]: on(text) for name, text in events.items()}
    first = on(start) if start else next(iter(happened.values()))
    return compute(BOOK.rule(rule, first), on(start) if start else None, happened)


def told(deadline: Deadline) -> list[str]:
    """The trace in English."""
    return [sentence(step, ENGLISH) for step in deadline.trace]


def test_a_clamped_and_rolled_date() -> None:
    """From the acknowledgement to the Monday after the last Saturday of February."""
    assert told(clock("WB-FB", "Sun 2025-11-30", received="Sun 2025-11-23")) == [
        "Acknowledgement given: Sun 2025-11-30. That day itself is not counted.",
        "The limit is 3 months.",
        "That month has no day number 30, so its last day is used: Sat 2026-02-28.",
        "Due: Sat 2026-02-28.",
        "Sat 2026-02-28 is no working day (weekend), so the latest date moves on.",
        "Sun 2026-03-01 is no working day (weekend), so the latest date moves on.",
        "Latest date: Mon 2026-03-02.",
    ]


def test_a_late_acknowledgement() -> None:
    """The trace says that it was late and from when is counted instead."""
    assert told(clock("WB-FB", "Fri 2026-12-25", received="Wed 2026-12-16"))[0] == (
        "Acknowledgement given: Fri 2026-12-25. That was late, and a late one buys no time: "
        "counted from Wed 2026-12-23."
    )


def test_no_acknowledgement() -> None:
    """The trace says what is missing and where the count begins without it."""
    assert told(clock("WB-FB", None, received="Wed 2026-12-16"))[0] == (
        "Acknowledgement given: not yet. Counted from Wed 2026-12-23 (7 days after: Received)."
    )


def test_working_days_name_every_day() -> None:
    """Each day is counted or named as what it is, over Easter, once when both readings agree."""
    assert told(clock("OFL-36-SNAREST", "Wed 2026-04-01"))[2:] == [
        "Thu 2026-04-02 is not counted: Maundy Thursday.",
        "Fri 2026-04-03 is not counted: Good Friday.",
        "Sat 2026-04-04 is not counted: weekend.",
        "Sun 2026-04-05 is not counted: Easter Sunday.",
        "Mon 2026-04-06 is not counted: Easter Monday.",
        "Tue 2026-04-07 is day 1.",
        "Wed 2026-04-08 is day 2.",
        "Due: Wed 2026-04-08.",
        "Latest date: Wed 2026-04-08.",
    ]


def test_two_readings_are_both_told() -> None:
    """5 June is a working day in one reading and Constitution Day in the other."""
    assert told(clock("OFL-36-SNAREST", "Wed 2026-06-03"))[2:] == [
        "Counted with the calendar that gives the earliest date:",
        "Thu 2026-06-04 is day 1.",
        "Fri 2026-06-05 is day 2.",
        "Due: Fri 2026-06-05.",
        "Counted with the calendar that gives the latest date:",
        "Thu 2026-06-04 is day 1.",
        "Fri 2026-06-05 is not counted: Constitution Day (5 June).",
        "Sat 2026-06-06 is not counted: weekend.",
        "Sun 2026-06-07 is not counted: weekend.",
        "Mon 2026-06-08 is day 2.",
        "Latest date: Mon 2026-06-08.",
    ]


def test_hours() -> None:
    """A moment, a length, a moment, and the reason why nothing is moved."""
    start = datetime.fromisoformat("2026-03-28T12:00:00+01:00")
    deadline = compute(BOOK.rule("BL-24H", on("Sat 2026-03-28")), start)
    assert told(deadline) == [
        (
            "Child notification received: Sat 2026-03-28T12:00+01:00. "
            "Hours run from that moment, also at night, at weekends and on holidays."
        ),
        "The limit is 24 hours.",
        "Due: Sun 2026-03-29T13:00+02:00. A limit in hours is never moved.",
    ]


@pytest.mark.parametrize(
    ("feedback", "says"),
    [
        ("Tue 2027-03-16", "Feedback given: Tue 2027-03-16, in time."),
        ("Wed 2027-03-17", "Feedback given: Wed 2027-03-17, 1 day late."),
        ("Thu 2027-04-01", "Feedback given: Thu 2027-04-01, 16 days late."),
    ],
)
def test_how_it_ended(feedback: str, says: str) -> None:
    """In time on the date itself; late against the strict date."""
    assert told(clock("WB-FB", "Wed 2026-12-16", feedback=feedback))[-1] == says


def test_a_date_nobody_has_confirmed_says_so() -> None:
    """Beyond the calendars' best-before date the trace ends with a warning."""
    assert told(clock("WB-FB", "Tue 2028-10-17"))[-1].startswith("Holidays after Sun 2028-12-31 are computed")


def test_a_translation_is_asked_for_every_word() -> None:
    """Sentences, events, days and periods all pass through the catalogue."""
    asked: list[str] = []

    def translate(text: str) -> str:
        asked.append(text)
        return text

    wording = Wording(translate, show_iso, show_iso, BOOK.events, holiday_titles(BOOK.calendars), "en")
    for one in clock("WB-FB", None, received="Wed 2026-12-16").trace:
        sentence(one, wording)
    assert {"Acknowledgement given", "Received", "%(length)s days", "%(length)s months"} <= set(asked)


def test_every_step_of_every_rule_has_its_words() -> None:
    """No code, day or event that a rule can name is without a sentence, and every placeholder is filled."""
    codes: set[str] = set()
    for rule in (rule for versions in BOOK.versions.values() for rule in versions if not rule.own_length):
        for start in ("Thu 2025-12-18", "Sat 2025-01-25", "Wed 2023-05-03", "Fri 2028-05-26"):
            for one in compute(rule, on(start)).trace:
                text = sentence(one, ENGLISH)
                assert "%(" not in text
                codes.add(one.code)
    assert codes >= {
        "started",
        "started_at",
        "skipped",
        "counted",
        "rolled",
        "lead",
        "lead_latest",
        "year_end",
    }


def test_a_step_without_a_sentence_cannot_be_made() -> None:
    """A misspelt code fails where it is written, not on somebody's screen."""
    with pytest.raises(KeyError):
        step("due_strickt", on=on("Fri 2026-11-20"))
    with pytest.raises(KeyError):
        TraceStep("due_strict", ())["on"]


def test_sentences_have_placeholders_that_gettext_can_check() -> None:
    """Only named placeholders, so that a translator may turn the sentence round."""
    for text in STEP_MSGIDS.values():
        assert "%" not in re.sub(r"%\(\w+\)s", "", text)
