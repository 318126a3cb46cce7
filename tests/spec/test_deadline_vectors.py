"""Every vector of tests/vectors/deadlines: one rule, one start, the two dates that must come out."""

import tomllib
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from triage.engine.changes import ChangeKind, ClockChange
from triage.engine.compute import compute
from triage.engine.deadline import Deadline
from triage.rules.codes import MonthEnd
from triage.rules.rulebook import load_rulebook

FOLDER = Path(__file__).parents[1] / "vectors" / "deadlines"
KEYS = {"id", "rule", "start", "events", "month_end", "own_closing", "changes", "due_strict", "due_latest"}
KEYS |= {"because", "steps"}
BOOK = load_rulebook()


def day(text: str) -> date | datetime:
    """A date whose weekday must be true, or a time with an offset."""
    if "T" in text[1:]:
        at = datetime.fromisoformat(text)
        assert at.utcoffset() is not None, f"{text} has no offset"
        return at
    weekday, _, iso = text.partition(" ")
    found = date.fromisoformat(iso)
    assert f"{found:%a}" == weekday, f"{iso} is a {found:%A}, not a {weekday}"
    return found


def whole_days(text: str) -> date:
    """A date whose weekday must be true."""
    found = day(text)
    assert not isinstance(found, datetime)
    return found


def closing(texts: list[str]) -> frozenset[date]:
    """Every day from the first to the last."""
    if not texts:
        return frozenset()
    first, last = (whole_days(text) for text in texts)
    return frozenset(first + timedelta(days=n) for n in range((last - first).days + 1))


def vectors() -> list[dict[str, Any]]:
    """All vectors of all files; a misspelt key or a number used twice is refused."""
    found: list[dict[str, Any]] = []
    for path in sorted(FOLDER.glob("*.toml")):
        found += tomllib.loads(path.read_text(encoding="utf-8"))["vector"]
    assert all(set(vector) <= KEYS for vector in found)
    ids = [vector["id"] for vector in found]
    assert len(set(ids)) == len(ids)
    return found


def answer(vector: dict[str, Any]) -> Deadline:
    """What the engine says to a vector."""
    newest = BOOK.versions[vector["rule"]][-1]
    tags = {BOOK.events[tag].name: tag for tag in BOOK.events}
    events = {tags[name]: day(text) for name, text in vector.get("events", {}).items()}
    start = day(vector["start"]) if "start" in vector else None
    first = start if start is not None else next(iter(events.values()))
    rule = BOOK.rule(newest.id, first.date() if isinstance(first, datetime) else first)
    if "month_end" in vector:
        rule = replace(rule, month_end=MonthEnd(vector["month_end"]))
    changes = [ClockChange(ChangeKind(kind), whole_days(text)) for kind, text in vector.get("changes", [])]
    return compute(rule, start, events, own_closing=closing(vector.get("own_closing", [])), changes=changes)


@pytest.mark.parametrize("vector", vectors(), ids=lambda vector: vector["id"])
def test_vector(vector: dict[str, Any]) -> None:
    """The strict and the latest date are those of the vector; a limit in hours has one moment."""
    found = answer(vector)
    expected = day(vector["due_strict"])
    if isinstance(expected, datetime):
        assert found.due_at is not None
        assert found.due_at.isoformat() == expected.isoformat(), vector["because"]
        assert "due_latest" not in vector
    else:
        assert found.due_at is None
        assert (found.due_strict, found.due_latest) == (expected, day(vector["due_latest"])), vector[
            "because"
        ]
    if "steps" in vector:
        assert [each.code for each in found.trace] == vector["steps"]


def test_every_rule_has_a_vector() -> None:
    """A rule that nobody computed by hand is one that nobody checked; own limits have no length to check."""
    tested = {vector["rule"] for vector in vectors()}
    assert set(BOOK.ids) - tested == {id_ for id_ in BOOK.ids if BOOK.versions[id_][-1].own_length}
