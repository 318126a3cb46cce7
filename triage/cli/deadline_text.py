"""What `betro deadline` prints: a short answer for operators, or the office's own page as plain text."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

from intake.domain.languages import SOURCE
from intake.domain.translatable import N_
from triage.engine.deadline import Deadline
from triage.engine.explain import explain, plain_text
from triage.engine.trace import Wording, period_text, sentence, show_iso
from triage.rules.codes import Confidence
from triage.rules.model import Duty, Rule
from triage.rules.rulebook import Rulebook
from triage.services.views.explain import wording_in

_CONFIDENCE = {
    Confidence.V: "the text of the rule was read",
    Confidence.V2: "a secondary source was read, not the text of the rule itself",
    Confidence.UNVERIFIED: "NOT CONFIRMED by any source: do not treat this as law",
    Confidence.HOUSE: "the office's own rule, not law",
}


def _wording(book: Rulebook, language: str | None) -> Wording:
    return wording_in(book, language) if language else replace(wording_in(book, SOURCE), show=show_iso)


def as_data(book: Rulebook, answer: Deadline, language: str | None) -> dict[str, Any]:
    """The answer as JSON values: ISO dates, or times with offset for limits in hours."""
    wording = _wording(book, language)
    due = answer.due_at.isoformat() if answer.due_at else None
    rule = answer.counted_by
    return {
        "rule": rule.id,
        "rule_version": rule.version,
        "title": wording.translate(rule.title),
        "kind": rule.kind.value,
        "source": rule.source_in(wording.language, wording.translate),
        "confidence": rule.confidence.value,
        "starts_on": answer.starts_on.isoformat(),
        "due_strict": due or answer.due_strict.isoformat(),
        "due_latest": due or answer.due_latest.isoformat(),
        **_besides(answer),
        "satisfied_on": answer.satisfied_on.isoformat() if answer.satisfied_on else None,
        "days_late": answer.days_late,
        "trace": [
            {"code": s.code, "text": sentence(s, wording), "params": {n: _plain(v) for n, v in s.params}}
            for s in answer.trace
        ],
    }


def _besides(answer: Deadline) -> dict[str, str]:
    days = {
        "due_target": answer.due_target,
        "original_strict": answer.original_strict if answer.original_strict != answer.due_strict else None,
        "suspended_since": answer.suspended_since,
    }
    return {name: day.isoformat() for name, day in days.items() if day is not None}


def _plain(value: str | int | date) -> str | int:
    return value.isoformat() if isinstance(value, date) else value


def as_text(book: Rulebook, answer: Deadline, language: str | None) -> str:
    """The answer for people: what the office's page says in a language, or else the dates in short."""
    wording = _wording(book, language)
    if language is not None:
        return plain_text(explain(answer, wording)).rstrip("\n")
    rule, latest = answer.counted_by, answer.due_at or answer.due_latest
    lines = [
        f"{rule.id} (version {rule.version}): {rule.title}",
        f"due_strict  {show_iso(answer.due_at or answer.due_strict)}",
        f"due_latest  {show_iso(latest)}",
        *([f"due_target  {show_iso(answer.due_target)}"] if answer.due_target else []),
        f"source      {rule.source_in(wording.language, wording.translate)}",
        f"confidence  {_CONFIDENCE[rule.confidence]}",
        "",
        "Why this date?",
        *(f"  {number}. {sentence(s, wording)}" for number, s in enumerate(answer.trace, start=1)),
    ]
    return "\n".join(lines)


def list_data(book: Rulebook, language: str | None) -> list[dict[str, Any]]:
    """Every rule and duty as JSON values; a duty has neither length nor unit."""
    say = _wording(book, language).translate
    of_rules = {
        rule.id: {
            "country": rule.country,
            "schemes": sorted(scheme.value for scheme in rule.schemes) or ["calculator"],
            "kind": rule.kind.value,
            "length": None if rule.own_length else rule.period.length,
            "unit": rule.period.unit.value,
        }
        for rule in _newest(book)
    }
    listed: list[Rule | Duty] = [*_newest(book), *book.duties.values()]
    return [
        {
            "rule": each.id,
            "title": say(each.title),
            "starts": book.events[each.starts].name,
            "source": say(each.source),
            "confidence": each.confidence.value,
            **of_rules.get(each.id, {"length": None, "unit": None}),
        }
        for each in listed
    ]


def list_text(book: Rulebook, language: str | None) -> str:
    """Every rule and duty, one on a line: id, limit, how sure, title."""
    say = _wording(book, language).translate
    rows = [(rule.id, _limit(rule, say), rule.confidence, say(rule.title)) for rule in _newest(book)]
    rows += [(d.id, say(N_("no fixed limit")), d.confidence, say(d.title)) for d in book.duties.values()]
    ids, limits, marks = (max(len(row[n]) for row in rows) for n in range(3))
    return "\n".join(f"{a:{ids}}  {b:{limits}}  {c.value:{marks}}  {d}" for a, b, c, d in rows)


def _newest(book: Rulebook) -> list[Rule]:
    return [versions[-1] for versions in book.versions.values()]


def _limit(rule: Rule, say: Callable[[str], str]) -> str:
    return say(N_("own limit")) if rule.own_length else period_text(rule.period.length, rule.period.unit, say)
