"""The worked table at the head of `triage.engine.changes`: every line of it is computed."""

import re
from dataclasses import replace

import pytest

from tests.story import day
from triage.engine import changes
from triage.engine.changes import ChangeKind, ClockChange, ended
from triage.rules.codes import ClockReason, Interrupted, TimeUnit
from triage.rules.model import Interruption, Period
from triage.rules.rulebook import load_rulebook

BOOK = load_rulebook()
RULE = replace(
    BOOK.versions["GDPR-12-3"][-1],
    period=Period(14, TimeUnit.DAY, None, None),
    may_pause=True,
    interruption=Interruption(Interrupted.COUNTS_ANEW, tuple(ClockReason)),
    by_notice=True,
    target=None,
    roll=BOOK.calendars["statutory"],
)
LINES = [
    re.split(r" {2,}", line)
    for line in (changes.__doc__ or "").splitlines()
    if re.match(r"[A-Z][a-z]{2} \d{4}-", line)
]


def change_of(on: str, what: str) -> ClockChange:
    """A line's change: a kind, and the date that an extension tells."""
    kind, _to, until = what.partition(" to ")
    return ClockChange(ChangeKind(kind), day(on), day(until) if until else None)


@pytest.mark.parametrize("number", range(len(LINES)))
def test_every_line_of_the_table_is_what_the_engine_counts(number: int) -> None:
    """Both dates, whether it stands still, and that an ignored change leaves everything as it was."""
    start = day(LINES[0][0])
    found = [
        ended(RULE, start, start, [change_of(*line[:2]) for line in LINES[1:upto]])
        for upto in (max(1, number), number + 1)
    ]
    _on, _what, strict, latest, because = LINES[number]

    assert (found[1].strict.on, found[1].latest.on) == (day(strict), day(latest))
    assert ("stands still" in because) == (found[1].stopped is not None)
    if because.startswith("ignored"):
        assert found[0] == found[1]


def test_the_table_is_found() -> None:
    """A table that nobody reads any more would pass."""
    assert len(LINES) == 12
