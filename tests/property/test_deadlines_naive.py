"""A second, deliberately naive implementation: lists of dates and steps of one day, nothing shared with ours.

It holds its own table of rules, written by hand, so a slip in deadlines.toml shows here too.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import accumulate
from zoneinfo import ZoneInfo

import pytest

from triage.engine.changes import ChangeKind, ClockChange
from triage.engine.compute import compute
from triage.rules.rulebook import load_rulebook

BOOK = load_rulebook()
FIRST, LAST = date(2022, 1, 1), date(2032, 12, 31)
ONE = timedelta(days=1)

EASTERS = ["2022-04-17", "2023-04-09", "2024-03-31", "2025-04-20", "2026-04-05", "2027-03-28", "2028-04-16"]
EASTERS += ["2029-04-01", "2030-04-21", "2031-04-13", "2032-03-28", "2033-04-17", "2034-04-09", "2035-03-25"]
PUBLIC: set[date] = set()
THREE: set[date] = set()
FRENCH: set[date] = set()
for text in EASTERS:
    easter, year = date.fromisoformat(text), text[:4]
    moving = (-3, -2, 0, 1, 39, 49, 50, *([26] if year < "2024" else []))
    PUBLIC |= {easter + timedelta(days=n) for n in moving}
    PUBLIC |= {date.fromisoformat(f"{year}-{rest}") for rest in ("01-01", "12-25", "12-26")}
    THREE |= {date.fromisoformat(f"{year}-{rest}") for rest in ("06-05", "12-24", "12-31")}
    FRENCH |= {easter + timedelta(days=n) for n in (1, 39, 50)}
    fixed = ["01-01", "05-01", "05-08", "07-14", "08-15", "11-01", "11-11", "12-25"]
    FRENCH |= {date.fromisoformat(f"{year}-{rest}") for rest in fixed}

ALL_DAYS = [FIRST + timedelta(days=n) for n in range((date(2039, 12, 31) - FIRST).days)]
OPEN = {
    "strict": [d for d in ALL_DAYS if d.isoweekday() < 6 and d not in PUBLIC],
    "statutory": [d for d in ALL_DAYS if d.isoweekday() < 6 and d not in PUBLIC and d not in THREE],
    "weekdays": [d for d in ALL_DAYS if d.isoweekday() < 7 and d not in PUBLIC],
    "fr": [d for d in ALL_DAYS if d.isoweekday() < 6 and d not in FRENCH],
}
OPEN_SETS = {name: set(days) for name, days in OPEN.items()}
# How many open days there are up to and including a day.
UP_TO = {
    name: dict(zip(ALL_DAYS, accumulate(d in days for d in ALL_DAYS), strict=True))
    for name, days in OPEN_SETS.items()
}

# rule: (number, unit, does the latest date move to a working day?)
PLAIN = {
    "WB-ACK": (7, "days", True),
    "WB-EXT-ACK": (7, "days", True),
    "WB-FB": (3, "months", True),
    "WB-EXT-FB3": (3, "months", True),
    "WB-EXT-FB6": (6, "months", True),
    "BR-ACK": (7, "days", True),
    "BR-REPLY": (21, "days", True),
    "BR-AGE": (12, "months", False),
    "BR-SCOPE": (14, "days", True),
    "BR-QUESTION": (21, "days", True),
    "BR-CONSENT": (30, "days", False),
    "BR-INTERIM": (3, "months", True),
    "BR-CLOSE": (30, "days", True),
    "BR-REOPEN": (14, "days", True),
    "BR-RETAIN": (2, "months", True),
    "BR-DORMANT": (30, "days", True),
    "BR-HEARING": (14, "days", True),
    "BR-PROMISE": (14, "days", True),
    "BR-FOLLOW-UP": (14, "days", True),
    "BR-MEETING": (14, "days", False),
    "BR-REMADE": (3, "months", True),
    "BR-ACTIVITY": (14, "days", False),
    "BR-COMMENT": (14, "days", True),
    "BR-RENEW": (12, "months", True),
    "BR-REC-ANSWER": (30, "days", True),
    "BR-REC-ASSESS": (12, "months", True),
    "BR-REC-ONWARD": (30, "days", True),
    "RSL-67": (28, "days", True),
    "RSL-66": (28, "days", True),
    "BL-20-3": (4, "months", True),
    "GDPR-12-3": (1, "months", True),
    "GDPR-12-3-EXT": (3, "months", True),
    "WAS-YEAR": (12, "months", False),
    "WB-PUB": (12, "months", False),
    "WB-EUSTAT": (12, "months", False),
    "WB-ACK-DE": (7, "days", False),
    "WB-FB-DE": (3, "months", False),
    "WB-RET-DE": (36, "months", False),
    "WB-FB-FR": (3, "months", False),
    "WB-ACK-SE": (7, "days", False),
    "WB-FB-SE": (3, "months", False),
    "WB-RET-SE": (24, "months", False),
    "WB-ACK-IT": (7, "days", False),
    "WB-FB-IT": (3, "months", False),
    "WB-FWD-IT": (7, "days", False),
    "WB-RET-IT": (60, "months", False),
    "WB-ACK-NL": (7, "days", False),
    "WB-FB-NL": (3, "months", False),
    "WB-ACK-PL": (7, "days", False),
    "WB-FB-PL": (3, "months", False),
    "WB-MEET-PL": (14, "days", False),
    "WB-ACK-IE": (7, "days", False),
    "WB-FB-IE": (3, "months", False),
    "WB-EXT-ACK-IE": (7, "days", False),
    "WB-MORE-IE": (3, "months", False),
    "WB-IRRELEVANT-PL": (14, "days", False),
}
# rule: (number, calendar of the strict date, calendar of the latest date)
COUNTED = {
    "OFL-36-SNAREST": (2, "strict", "statutory"),
    "OFL-36": (7, "strict", "statutory"),
    "OFL-36-14": (14, "strict", "statutory"),
    "OFL-36-40": (40, "strict", "statutory"),
    "OFL-37-2": (7, "strict", "statutory"),
    "OFL-37-3": (20, "strict", "statutory"),
    "OFL-39-1": (14, "strict", "statutory"),
    "OFL-39-2": (7, "strict", "statutory"),
    "OFL-39-3": (20, "strict", "statutory"),
    "FVL-16": (7, "strict", "statutory"),
    "LOCAL-RESP": (8, "strict", "statutory"),
    "BR-READ": (2, "statutory", "statutory"),
    "BR-ANSWER": (5, "statutory", "statutory"),
    "BR-FIRST": (10, "statutory", "statutory"),
    "BR-MINUTES": (10, "statutory", "statutory"),
    "BR-FINAL": (10, "statutory", "statutory"),
    "BR-IDENTITY": (5, "statutory", "statutory"),
    "BR-ACTION": (5, "statutory", "statutory"),
    "POST-6HV": (6, "weekdays", "statutory"),
    "BL-6HV": (6, "weekdays", "statutory"),
    "WB-ACK-FR": (7, "fr", "fr"),
    "WB-MEET-FR": (20, "fr", "fr"),
}
HOURS = {"BL-24H": 24, "GDPR-33": 72}
TWO_STEPS = {"WB-FB-NOACK", "RSL-67-POST", "WB-RET-PL"}


def months_later(start: date, months: int) -> date:
    """Try the same day number, then one less, until the calendar has it."""
    total = start.year * 12 + start.month - 1 + months
    for number in range(start.day, 0, -1):
        try:
            return date(total // 12, total % 12 + 1, number)
        except ValueError:
            continue
    raise AssertionError


def moved(day: date) -> date:
    """The day, or the next open one."""
    while day not in OPEN_SETS["statutory"]:
        day += ONE
    return day


def nth_open(start: date, number: int, calendar: str) -> date:
    """The so-many-th open day after the start, from the list of all open days."""
    return OPEN[calendar][UP_TO[calendar][start] + number - 1]


def later(start: date, number: int, unit: str) -> date:
    """Days by stepping, months by trying."""
    return start + number * ONE if unit == "days" else months_later(start, number)


def starts(rule: str) -> list[date]:
    """Every day of 2022 to 2032 on which a version of the rule is in force."""
    versions = BOOK.versions[rule]
    return [d for d in ALL_DAYS if d <= LAST and any(v.holds(d) for v in versions)]


def ours(rule: str, start: date) -> tuple[date, date]:
    """What the engine says."""
    found = compute(BOOK.rule(rule, start), start)
    return found.due_strict, found.due_latest


def test_the_naive_tables_hold_every_rule() -> None:
    """A new rule must be written here too; a rule with a published limit has no length of its own."""
    own = {id_ for id_ in BOOK.ids if BOOK.versions[id_][-1].own_length}
    assert set(PLAIN) | set(COUNTED) | set(HOURS) | TWO_STEPS | own == set(BOOK.ids)


@pytest.mark.parametrize("rule", PLAIN)
def test_days_weeks_and_months(rule: str) -> None:
    """Both implementations agree on every start."""
    number, unit, rolls = PLAIN[rule]
    for start in starts(rule):
        due = later(start, number, unit)
        assert ours(rule, start) == (due, moved(due) if rolls else due), start


@pytest.mark.parametrize("rule", COUNTED)
def test_working_days(rule: str) -> None:
    """Both implementations agree on every start, in both readings."""
    number, strict, latest = COUNTED[rule]
    for start in starts(rule):
        assert ours(rule, start) == (nth_open(start, number, strict), nth_open(start, number, latest)), start


@pytest.mark.parametrize("rule", HOURS)
def test_hours(rule: str) -> None:
    """Both implementations agree on starts at odd times of every day, both changes of the clock included."""
    copenhagen = ZoneInfo("Europe/Copenhagen")
    for n, start in enumerate(starts(rule)):
        begun = datetime(start.year, start.month, start.day, n % 24, n % 60, tzinfo=UTC)
        rule_then = BOOK.rule(rule, begun.astimezone(copenhagen).date())
        found = compute(rule_then, begun).due_at
        assert found is not None
        assert found.timestamp() == begun.timestamp() + HOURS[rule] * 3600
        assert found.isoformat() == datetime.fromtimestamp(found.timestamp(), copenhagen).isoformat()


def test_feedback_when_nothing_was_acknowledged() -> None:
    """Seven days, then three months."""
    for start in starts("WB-FB-NOACK"):
        due = months_later(start + 7 * ONE, 3)
        assert ours("WB-FB-NOACK", start) == (due, moved(due))


def test_complaint_about_a_letter() -> None:
    """Six weekdays in both readings, then four weeks, then the move to a working day."""
    for start in starts("RSL-67-POST"):
        strict = nth_open(start, 6, "weekdays") + 28 * ONE
        latest = moved(nth_open(start, 6, "statutory") + 28 * ONE)
        assert ours("RSL-67-POST", start) == (strict, latest)


def test_three_years_from_the_end_of_the_year() -> None:
    """Always 31 December, three years on."""
    for start in starts("WB-RET-PL"):
        assert ours("WB-RET-PL", start) == (date(start.year + 3, 12, 31),) * 2


def spent(start: date, stops: list[tuple[date, date]]) -> tuple[date, date]:
    """Four weeks spent day by day, none while access is undecided; in the late reading 14 are left then."""
    left = left_late = 28
    day = start
    for asked, decided in stops:
        while day < asked:
            day, left, left_late = day + ONE, left - 1, left_late - 1
        day, left_late = decided, max(left_late, 14)
    return day + left * ONE, moved(day + left_late * ONE)


def test_access_asked_for_in_the_complaint_period() -> None:
    """Once and twice, on every day of the four weeks, decided at once and after up to two months."""
    rule = BOOK.versions["RSL-67"][-1]
    for number, start in enumerate(starts("RSL-67")):
        asked = start + (number % 29) * ONE
        decided = asked + (number % 61) * ONE
        again = decided + (number % (29 - number % 29)) * ONE
        stops = [(asked, decided), (again, again + (number % 17) * ONE)]
        for some in (stops[:1], stops):
            changes = [
                ClockChange(kind, on)
                for stop in some
                for kind, on in zip((ChangeKind.INTERRUPTED, ChangeKind.RESTARTED), stop, strict=True)
            ]
            found = compute(rule, start, changes=changes)
            assert (found.due_strict, found.due_latest) == spent(start, some), (start, some)


CAPPED = [
    "WB-FB",
    "WB-EXT-FB3",
    "WB-EXT-FB6",
    *(f"WB-FB-{c}" for c in ("DE", "FR", "SE", "IT", "NL", "PL", "IE")),
]


def limit_for_acknowledging(rule: str, received: date) -> date:
    """The seventh day, in France the seventh open one."""
    return nth_open(received, 7, "fr") if rule.endswith("FR") else received + 7 * ONE


@pytest.mark.parametrize("rule", CAPPED)
def test_late_acknowledgement_buys_nothing(rule: str) -> None:
    """The earlier of acknowledgement and its limit counts, whenever it was given, and when it never was."""
    months, _, rolls = PLAIN[rule]
    version = BOOK.versions[rule][-1]
    for number, received in enumerate(ALL_DAYS[: (LAST - FIRST).days]):
        limit = limit_for_acknowledging(rule, received)
        acknowledged = received + (0, 6, 7, 8, 14)[number % 5] * ONE
        due = months_later(min(acknowledged, limit), months)
        found = compute(version, acknowledged, {"case:received": received})
        assert (found.due_strict, found.due_latest) == (due, moved(due) if rolls else due), received
        never = compute(version, None, {"case:received": received})
        assert never.due_strict == months_later(limit, months), received
