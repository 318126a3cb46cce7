"""What `betro deadline` prints: the sentences of the office's page, in the language that was asked for."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

from intake.domain.days import written
from intake.page.language import NAMES, SOURCE, catalogue
from triage.domain.counting import COPENHAGEN
from triage.domain.deadlines import Deadline
from triage.domain.trace import Wording, holiday_titles, period_text, sentence, show_iso
from triage.domain.words import msgid
from triage.rules.model import Confidence, Rule
from triage.rules.rulebook import Rulebook

LANGUAGES = (SOURCE, *(code for code in NAMES if code != SOURCE))
"""English first: it is what the command speaks when nobody says otherwise."""
_CATALOGUES = ("office", "shared")
_ENGLISH = ("due_strict", "due_latest", "source", "confidence")
_LABELS = (msgid("Date"), msgid("Latest date"), msgid("Source"), msgid("How sure we are of the source"))
_CONFIDENCE = {
    Confidence.V: msgid("the text of the rule was read"),
    Confidence.V2: msgid("a secondary source was read, not the text of the rule itself"),
    Confidence.UNVERIFIED: msgid("NOT CONFIRMED by any source: do not treat this as law"),
    Confidence.HOUSE: msgid("the office's own rule, not law"),
}


def wording_in(book: Rulebook, language: str) -> Wording:
    """The wording of a language: ISO dates with weekdays in English, dates in words elsewhere."""
    translate = _translation(language)
    return Wording(translate, _show(language, translate), book.events, holiday_titles(book.calendars))


def _translation(language: str) -> Callable[[str], str]:
    return catalogue(language, _CATALOGUES).gettext


def _show(language: str, translate: Callable[[str], str]) -> Callable[[date], str]:
    if language == SOURCE:
        return show_iso

    def show(value: date) -> str:
        if not isinstance(value, datetime):
            return written(value, "long", language)
        local = value.astimezone(COPENHAGEN)
        day = written(local.date(), "long", language)
        return translate(msgid("%(date)s at %(time)s")) % {"date": day, "time": f"{local:%H.%M}"}

    return show


def as_data(book: Rulebook, answer: Deadline, language: str) -> dict[str, Any]:
    """The answer as JSON values: ISO dates, or times with offset for limits in hours."""
    wording = wording_in(book, language)
    due = answer.due_at.isoformat() if answer.due_at else None
    return {
        "rule": answer.rule,
        "rule_version": answer.rule_version,
        "title": wording.translate(answer.title),
        "kind": answer.kind.value,
        "source": wording.translate(answer.source),
        "confidence": answer.confidence.value,
        "starts_on": answer.starts_on.isoformat(),
        "due_strict": due or answer.due_strict.isoformat(),
        "due_latest": due or answer.due_latest.isoformat(),
        "satisfied_on": answer.satisfied_on.isoformat() if answer.satisfied_on else None,
        "days_late": answer.days_late,
        "trace": [
            {"code": s.code, "text": sentence(s, wording), "params": {n: _plain(v) for n, v in s.params}}
            for s in answer.trace
        ],
    }


def _plain(value: str | int | date) -> str | int:
    return value.isoformat() if isinstance(value, date) else value


def as_text(book: Rulebook, answer: Deadline, language: str) -> str:
    """The answer for people: the dates, the source, and the reasons one on a line."""
    wording = wording_in(book, language)
    say = wording.translate
    labels = _ENGLISH if language == SOURCE else [say(label) for label in _LABELS]
    values = (
        wording.show(answer.due_at or answer.due_strict),
        wording.show(answer.due_at or answer.due_latest),
        say(answer.source),
        say(_CONFIDENCE[answer.confidence]),
    )
    width = max(len(label) for label in labels)
    version = say(msgid("version %(number)s")) % {"number": answer.rule_version}
    lines = [
        f"{answer.rule} ({version}): {say(answer.title)}",
        *(f"{label:{width}}  {value}" for label, value in zip(labels, values, strict=True)),
        "",
        say(msgid("Why this date?")),
        *(f"  {number}. {sentence(s, wording)}" for number, s in enumerate(answer.trace, start=1)),
    ]
    return "\n".join(lines)


def list_data(book: Rulebook, language: str) -> list[dict[str, Any]]:
    """Every rule and duty as JSON values; a duty has neither length nor unit."""
    say = _translation(language)
    rules = [
        {
            "rule": rule.id,
            "title": say(rule.title),
            "country": rule.country,
            "schemes": sorted(scheme.value for scheme in rule.schemes),
            "kind": rule.kind.value,
            "starts": book.events[rule.starts].name,
            "length": None if rule.own_length else rule.period.length,
            "unit": rule.period.unit.value,
            "source": say(rule.source),
            "confidence": rule.confidence.value,
        }
        for rule in _newest(book)
    ]
    duties = [
        {
            "rule": duty.id,
            "title": say(duty.title),
            "starts": book.events[duty.starts].name,
            "length": None,
            "unit": None,
            "source": say(duty.source),
            "confidence": duty.confidence.value,
        }
        for duty in book.duties.values()
    ]
    return [*rules, *duties]


def list_text(book: Rulebook, language: str) -> str:
    """Every rule and duty, one on a line: id, limit, how sure, title."""
    say = _translation(language)
    rows = [(rule.id, _limit(rule, say), rule.confidence, say(rule.title)) for rule in _newest(book)]
    rows += [(d.id, say(msgid("no fixed limit")), d.confidence, say(d.title)) for d in book.duties.values()]
    ids, limits, marks = (max(len(row[n]) for row in rows) for n in range(3))
    return "\n".join(f"{a:{ids}}  {b:{limits}}  {c.value:{marks}}  {d}" for a, b, c, d in rows)


def _newest(book: Rulebook) -> list[Rule]:
    return [versions[-1] for versions in book.versions.values()]


def _limit(rule: Rule, say: Callable[[str], str]) -> str:
    return (
        say(msgid("own limit")) if rule.own_length else period_text(rule.period.length, rule.period.unit, say)
    )
