"""
A year as numbers and as data: lists of what happened, and sums that anybody can add up again from the lists.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from tests.simulation.expected import ExpectedAlert
from tests.simulation.result import Result, Told
from triage.engine.deadline import Deadline

OPEN, IN_TIME, LATE, OVERDUE, STANDS, REPLACED, WAIVED = (
    "open",
    "in_time",
    "late",
    "overdue",
    "stands_still",
    "replaced",
    "waived",
)
NOT_ASSESSED = "not_assessed"
UNEXPLAINED = "unexplained"


def as_data(
    result: Result, expected: Sequence[ExpectedAlert], seed: int, faults: Sequence[tuple[str, str]]
) -> dict[str, Any]:
    """Give everything as JSON values: dates and moments as ISO text, cases by the simulator's names."""
    reach = reaches(result, expected)
    told = sorted(result.told.values(), key=lambda each: each.name)
    data = {
        "year": result.year.season.year,
        "seed": seed,
        "ticks": len(result.year.ticked),
        "refused": len(result.year.post.refused_at),
        "cases": [_case(each) for each in told],
        "deadlines": [_deadline(each, one, result.until) for each in told for one in each.due],
        "alerts": [
            {**asdict(each), "to": reach.get((each.case, each.rule, each.subject, each.step))}
            for each in result.alerts
        ],
        "mails": [
            {"at": each.at.isoformat(), "role": each.role, "to": each.receiver.partition("@")[0]}
            for each in result.mails
        ],
        "letters": [asdict(each) for each in result.letters],
        "breaches": [asdict(each) for each in result.breaches],
        "summary": summary(result),
        "faults": [{"check": name, "fault": fault} for name, fault in faults],
    }
    plain: dict[str, Any] = _plain(data)
    return plain


def reaches(result: Result, expected: Iterable[ExpectedAlert]) -> dict[tuple[str, str, str, str], str]:
    """Give how far each alert goes, by its case, rule, what it is about, and step."""
    return {
        (result.told[each.case].name, each.rule, each.subject, each.step): str(each.to) for each in expected
    }


def summary(result: Result) -> dict[str, Any]:
    """
    Count the year: what came and what became of it, the deadlines of every rule, alerts, mails and breaches.
    """
    told = [each for each in result.told.values() if not each.case.is_contact]
    reports = [each for each in told if each.case.is_report]
    complaints = [each for each in told if each.case.is_complaint]
    deadlines: dict[str, Counter[str]] = {}
    for each in told:
        for one in each.due:
            deadlines.setdefault(one.rule, Counter())[standing_of(one, result.until)] += 1
    return {
        "reports": {
            "received": len(reports),
            "by_scope": _counted(str(each.case.report.scope or NOT_ASSESSED) for each in reports),
            **_open_and_closed(reports),
        },
        "complaints": {
            "received": len(complaints),
            "answered": sum(each.case.complaint.answered_on is not None for each in complaints),
            "not_answered": sum(each.case.complaint.answered_on is None for each in complaints),
            **_open_and_closed(complaints),
        },
        "contacts": len(result.told) - len(told),
        "deadlines": {
            rule: {"armed": counts.total(), **dict(sorted(counts.items()))}
            for rule, counts in sorted(deadlines.items())
        },
        "alerts": _counted(kind_of(each.step) for each in result.alerts),
        "mails": _counted(f"{each.at:%H}" for each in result.mails),
        "letters": _counted(each.what for each in result.letters),
        "breaches": _counted(
            each.responsible or UNEXPLAINED for each in result.breaches if not each.mistaken
        ),
        "events": _counted(str(event.tag) for each in result.told.values() for event in each.history),
        "files": result.files,
        "pages": result.year.pages,
    }


def standing_of(one: Deadline, until: date) -> str:
    """Give where a deadline stands when the year is over."""
    if one.extended_on is not None:
        return REPLACED
    if one.satisfied_on is not None:
        return LATE if one.is_breached(until) else IN_TIME
    if one.waived_on is not None:
        return WAIVED
    if one.is_paused:
        return STANDS
    return OVERDUE if one.is_overdue(until) else OPEN


def kind_of(step: str) -> str:
    """Give the kind of a step by its key: p75, d7, late, new."""
    name = step.split(":")[1] if ":" in step else step
    return "late" if name.startswith("late") else name


def _open_and_closed(told: Sequence[Told]) -> dict[str, int]:
    still = sum(each.case.is_open for each in told)
    return {"open": still, "closed": len(told) - still}


def _counted(each: Iterable[str]) -> dict[str, int]:
    return dict(sorted(Counter(each).items()))


def _case(each: Told) -> dict[str, Any]:
    return {
        "case": each.name,
        "scheme": str(each.case.scheme),
        "channel": each.case.channel,
        "is_contact": each.case.is_contact,
        "received_on": each.case.received_on,
        "office_on": each.case.received_by_office_on,
        "lay_with": each.case.lay_with,
        "scope": str(each.case.report.scope) if each.case.report.scope else None,
        "answered_on": each.case.complaint.answered_on,
        "closed_on": each.case.closed_on,
        "state": str(each.case.state),
    }


def _deadline(each: Told, one: Deadline, until: date) -> dict[str, Any]:
    return {
        "case": each.name,
        "rule": one.rule,
        "subject": one.subject,
        "due": one.due_strict,
        "original": one.original_strict,
        "settled_on": one.satisfied_on or one.extended_on or one.waived_on,
        "standing": standing_of(one, until),
    }


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {name: _plain(each) for name, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date | datetime) else value
