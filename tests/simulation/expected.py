"""
The alerts that a year ought to have seen, worked out a second time and another way.

The journal tells in which order things became known, and each tick how far it had come by then. Nothing here
asks the ladder, the index or the alerts that were stored: every day of every open deadline is walked through.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from intake.clock import local_date
from tests.simulation.year import Ticked
from triage.cases.decisions.receiving import CaseReceived
from triage.cases.events import CaseEvent
from triage.cases.fold import fold
from triage.engine.case_deadlines import deadlines
from triage.engine.deadline import Deadline
from triage.rules.codes import EscalationLevel
from triage.rules.model import Ladder
from triage.services.clock.alerting import HEARD, NEW
from triage.services.history.case_file import facts_of
from triage.services.organisation import Organisation

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, order=True)
class ExpectedAlert:
    """
    One alert that ought to be there: its day, its case, what rang, how far, and the tick that raised it.
    """

    on: date
    case: bytes
    rule: str
    subject: str
    step: str
    to: EscalationLevel
    at: datetime


class ExpectedAlerts:
    """Walks through the ticks of a year."""

    def __init__(self, organisation: Organisation, histories: Mapping[bytes, Sequence[CaseEvent]]) -> None:
        self._organisation = organisation
        self._histories = histories
        self._known = dict.fromkeys(histories, 0)
        self._due: dict[bytes, list[Deadline]] = {}
        self._heard: set[tuple[bytes, str, str, str]] = set()
        self._day = date.min

    def of(self, ticked: Iterable[Ticked], told: Sequence[tuple[int, bytes]]) -> Iterator[ExpectedAlert]:
        """
        Give the alerts of every tick.

        Args:
            told: the journal's entries about events, each with its number and its case.
        """
        place = 0
        for each in ticked:
            changed = set()
            while place < len(told) and told[place][0] <= each.seq:
                handle = told[place][1]
                self._known[handle] += 1
                changed.add(handle)
                place += 1
            yield from self._at(each, changed)

    def _at(self, tick: Ticked, changed: set[bytes]) -> Iterator[ExpectedAlert]:
        now, today = tick.at, local_date(tick.by)
        for handle in changed:
            known = self._histories[handle][: self._known[handle]]
            if isinstance(known[0], CaseReceived) and known[0].actor is None:
                to = EscalationLevel.HANDLER
                yield from self._once(ExpectedAlert(known[0].on, handle, NEW, "", NEW, to, now))
            for place, event in enumerate(known):
                if event.tells:
                    handler = EscalationLevel.HANDLER
                    yield from self._once(
                        ExpectedAlert(event.on, handle, HEARD, "", str(place), handler, now)
                    )
            so_far = facts_of(self._organisation, fold(known))
            # A tick that goes by an earlier time knows all the same what has been recorded since.
            due = deadlines(so_far, self._organisation.rulebook, max(today, known[-1].on))
            self._due[handle] = [one for one in due if one.is_open and not one.is_paused]
        by_the_hour = {handle for handle, due in self._due.items() if any(one.due_at for one in due)}
        for handle in list(self._due) if today != self._day else changed | by_the_hour:
            since = self._histories[handle][0].on
            for one in self._due[handle]:
                for step, to in steps(one, since, tick.by):
                    day, *hour = due_by(one)
                    key = ":".join((day, step, *hour))
                    yield from self._once(ExpectedAlert(today, handle, one.rule, one.subject, key, to, now))
        self._day = today

    def _once(self, alert: ExpectedAlert) -> Iterator[ExpectedAlert]:
        key = (alert.case, alert.rule, alert.subject, alert.step)
        if key not in self._heard:
            self._heard.add(key)
            yield alert


def due_by(one: Deadline) -> tuple[str, ...]:
    """Say by when it is due, by which its steps are told from those of another: by a day, or its hour too."""
    return (str(one.due_strict), *([] if one.due_at is None else [f"{one.due_at:%H%M%z}"]))


def steps(one: Deadline, since: date, now: datetime) -> list[tuple[str, EscalationLevel]]:
    """Give the steps that have come by *now* and how far each goes; of those before *since* only the last."""
    *ladders, ladder = one.counted_by.ladders
    if one.due_at is None:
        length = (one.due_strict - one.starts_on).days
        ladder = next(each for each in ladders if each.up_to_days is None or length <= each.up_to_days)
    reach = dict(zip((*ladder.percent, *ladder.days_before), ladder.to, strict=True))
    late = dict(zip(ladder.overdue_days, ladder.overdue_to, strict=True))
    come = [
        *(_by_the_minute(one, one.due_at, reach, late[1], now) if one.due_at else ()),
        *_by_the_day(one, ladder, reach, late, local_date(now)),
    ]
    before = [step for day, step in come if day < since]
    return before[-1:] + [step for day, step in come if day >= since]


def _by_the_day(
    one: Deadline,
    ladder: Ladder,
    reach: Mapping[int, EscalationLevel],
    late: Mapping[int, EscalationLevel],
    today: date,
) -> Iterator[tuple[date, tuple[str, EscalationLevel]]]:
    """Walk day after day from the start of the clock; of a limit in hours only what comes after its end."""
    length = (one.due_strict - one.starts_on).days
    day = one.starts_on
    while day <= today:
        gone, left = (day - one.starts_on).days, (one.due_strict - day).days
        come = [
            (f"p{each}", reach[each])
            for each in ladder.percent
            if one.due_at is None and gone * 100 <= length * each < (gone + 1) * 100
        ]
        come += [(f"d{each}", reach[each]) for each in ladder.days_before if left == each]
        if -left in late or (-left > 14 and -left % 7 == 0):
            past = (day - one.due_latest).days
            come.append((f"late{-left}", late[max((each for each in late if each <= past), default=1)]))
        yield from ((day, step) for step in come[-1:])
        day += ONE_DAY


def _by_the_minute(
    one: Deadline,
    due_at: datetime,
    reach: Mapping[int, EscalationLevel],
    over: EscalationLevel,
    now: datetime,
) -> Iterator[tuple[date, tuple[str, EscalationLevel]]]:
    """Walk through the minutes of a limit in hours, of which 24 are no day when the clocks change."""
    minutes = one.counted_by.period.length * 60
    begun = due_at.astimezone(UTC) - timedelta(minutes=minutes)
    for gone in range(minutes):
        at = begun + timedelta(minutes=gone)
        for each in reach:
            if gone * 100 <= minutes * each < (gone + 1) * 100 and at < now.astimezone(UTC):
                yield local_date(at), (f"p{each}", reach[each])
    if due_at.astimezone(UTC) < now.astimezone(UTC):
        yield one.due_strict, ("late0", over)
