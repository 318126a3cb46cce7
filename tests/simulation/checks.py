"""What must be true of a year, whatever happened in it; each check gives the faults it finds."""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, time, timedelta

from intake.store.engine import read
from tests.simulation.expected import ExpectedAlert, ExpectedAlerts, due_by
from tests.simulation.held import HELD
from tests.simulation.holding import DOUBTED
from tests.simulation.owed import HAPPENED
from tests.simulation.recalled import RECALLED
from tests.simulation.result import Result
from tests.simulation.season import SLOTS, Season, moment
from tests.simulation.year import WORKING
from triage.cases.decisions.closing import CaseClosed, CaseReopened
from triage.cases.roles import Role
from triage.services.clock.alerting import HEARD, NEW
from triage.services.clock.mailing import URGENT_FOR
from triage.services.history.record import differs
from triage.store import due as due_store
from triage.store import journal
from triage.store.events import stored
from triage.store.inspection import journalled
from triage.store.visibility import system_access

AFTER_THE_END = {"BR-ANSWER", "BR-PROMISE", "BR-FOLLOW-UP"}
"""What goes on ringing: somebody waits for an answer, or what a unit does is to be seen."""
IN_HOURS = {"BL-24H", "GDPR-33"}
Check = Callable[[Result, list[ExpectedAlert]], Iterator[str]]


def expected_alerts(result: Result) -> list[ExpectedAlert]:
    """Give the alerts that the year ought to have seen."""
    histories = {handle: each.history for handle, each in result.told.items()}
    return list(
        ExpectedAlerts(result.year.player.town.organisation, histories).of(result.year.ticked, result.entries)
    )


def faults(result: Result, expected: list[ExpectedAlert]) -> list[tuple[str, str]]:
    """Give everything that is wrong, each with the name of the check that found it."""
    return [(name, fault) for name, check in CHECKS.items() for fault in check(result, expected)]


def _alerts(result: Result, expected: list[ExpectedAlert]) -> Iterator[str]:
    """Every alert that ought to be there is there once, on its day; and no other."""
    there = Counter((each.on, each.case, each.rule, each.subject, each.step) for each in result.alerts)
    wanted = Counter(
        (each.on, result.told[each.case].name, each.rule, each.subject, each.step) for each in expected
    )
    for on, case, *which in (wanted - there).elements():
        yield f"{on} {case}: no alert {' '.join(which)}"
    for on, case, *which in (there - wanted).elements():
        yield f"{on} {case}: an alert too many, {' '.join(which)}"


def _silent(result: Result, _expected: list[ExpectedAlert]) -> Iterator[str]:
    """Every open case has a clock that runs; an entry in a register only where somebody is waited for."""
    for each in result.told.values():
        runs = any(one.is_open and not one.is_paused for one in each.due)
        waits = each.case.is_open and not (each.case.is_contact or each.case.is_register)
        if waits and not runs:
            yield f"{each.name}: it is open, and no clock runs"


def _closed(result: Result, _expected: list[ExpectedAlert]) -> Iterator[str]:
    """No clock of the office's own rings while its case is closed, but what goes on ringing."""
    closed = defaultdict(list)
    for each in result.told.values():
        for event in each.history:
            if isinstance(event, CaseClosed | CaseReopened):
                closed[each.name].append((event.on, event.tag))
    for alert in result.alerts:
        before = [tag for on, tag in closed[alert.case] if on < alert.on]
        is_own = alert.rule.startswith("BR-") and alert.rule not in AFTER_THE_END
        if is_own and before and before[-1] == CaseClosed.tag:
            yield f"{alert.on} {alert.case}: {alert.rule} rang in a closed case"


def _slots(result: Result, expected: list[ExpectedAlert]) -> Iterator[str]:
    """
    Mail leaves in a slot of a working day, and each receiver gets one at most; it leaves at another hour only
    within a day of an alert of a limit in hours.
    """
    urgent = sorted(alert.at for alert in expected if _is_urgent(alert))
    for mail, times in Counter(result.mails).items():
        in_slot = mail.at.time() in SLOTS and result.year.season.is_working_day(mail.at.date())
        place = bisect_right(urgent, mail.at)
        if not in_slot and not (place and mail.at - urgent[place - 1] < URGENT_FOR):
            yield f"{mail.at:%Y-%m-%d %H:%M}: a mail left outside the slots"
        if times > 1:
            yield f"{mail.at:%Y-%m-%d %H:%M}: one receiver got {times} mails"


def _told(result: Result, expected: list[ExpectedAlert]) -> Iterator[str]:
    """After every alert some advisor gets a mail, in its slot or the next one when mail goes."""
    left = sorted(mail.at for mail in result.mails if mail.role == Role.ADVISOR)
    season = result.year.season
    place = 0
    for alert in sorted(expected, key=lambda each: each.at):
        if alert.rule == HEARD and result.told[alert.case].history[int(alert.step)].actor is not None:
            # Whoever registered the reply of a unit knows of it; there may be nobody else to be told.
            continue
        while place < len(left) and left[place] < alert.at:
            place += 1
        day = _slot(alert, season).date()
        while day == season.no_mail or day in season.down:
            day = season.at_work(day + timedelta(days=1))
        if day <= result.until and (place == len(left) or left[place].date() > day):
            name = result.told[alert.case].name
            yield f"{alert.on} {name}: nobody was told of {alert.rule} {alert.step} by {day}"


def _caused(result: Result, expected: list[ExpectedAlert]) -> Iterator[str]:
    """
    No mail comes without an alert whose slot has come, or a refusal of a colleague's mail, since that
    person's last. Two alerts of one moment may have two slots: what presses has the next, the rest the digest
    of the next morning but one. While the machine shows a later date, all mail that was asked for leaves;
    what waits for somebody who has left is told to the others, and so is what is in doubt about who holds a
    case.
    """
    season = result.year.season
    jump = moment(season.jump, time(12))
    slots = ((alert, _slot(alert, season)) for alert in expected)
    early = [min(slot, jump) if alert.at <= jump else slot for alert, slot in slots]
    after = [day for day in season.working_days if day > season.leaves][:3]
    left = [moment(day, slot) for day in after for slot in SLOTS]
    taken = (day for story in result.stories for day, step in story.steps if step["action"] == DOUBTED)
    doubted = [moment(day, WORKING) for day in taken]
    rang = sorted([*early, *left, *doubted, *result.year.post.refused_at])
    before: dict[str, int] = {}
    for mail in result.mails:
        so_far = bisect_right(rang, mail.at)
        if before.get(mail.receiver, 0) == so_far:
            yield f"{mail.at:%Y-%m-%d %H:%M}: a mail about nothing"
        before[mail.receiver] = so_far


def _is_urgent(alert: ExpectedAlert) -> bool:
    """Whether it is one of a limit in hours, while that runs or when it has passed."""
    return alert.rule in IN_HOURS and alert.step.split(":")[1] in {"p0", "p50", "p75", "p90", "late0"}


def _slot(alert: ExpectedAlert, season: Season) -> datetime:
    if _is_urgent(alert):
        return alert.at
    days = [season.at_work(alert.at.date())]
    while len(days) < 3:
        days.append(season.at_work(days[-1] + timedelta(days=1)))
    coming = [slot for day in days for hour in SLOTS if (slot := moment(day, hour)) >= alert.at]
    digest = [slot for slot in coming if slot.time() == SLOTS[0]][1]
    due, _, name = alert.step.partition(":")
    if alert.rule in (NEW, HEARD):
        return coming[0]
    is_overdue = name.startswith("late") and name != "late0"
    if alert.rule in IN_HOURS:
        return coming[0]
    return digest if is_overdue or digest.date() <= date.fromisoformat(due) else coming[0]


def _lists(result: Result, _expected: list[ExpectedAlert]) -> Iterator[str]:
    """
    What is overdue when the year ends stands in the office's list of what is overdue, and nothing else does;
    and what once rang as overdue is a breach, whatever became of its clock.
    """
    due = {
        (each.name, one.rule, one.due_strict)
        for each in result.told.values()
        for one in each.due
        if one.is_overdue(result.until)
    }
    with read(result.year.player.town.organisation.triage) as connection:
        listed = {
            (result.told[one.case].name, one.rule, one.due_strict)
            for one in due_store.open_deadlines(connection, system_access())
            if one.due_strict < result.until
        }
    for name, rule, day in due ^ listed:
        where = "the engine" if (name, rule, day) in due else "the list"
        yield f"{name}: {rule} due on {day} stands only in {where}"
    yield from _unheard(result)
    kept = Counter((each.case, each.rule, each.subject) for each in result.breaches)
    late = [each for each in result.alerts if ":late" in each.step]
    # One clock may be missed again and again; each time it rings for another date.
    dates = {(each.case, each.rule, each.subject, tuple(each.step.split(":")[::2])) for each in late}
    # What was met in time is entered late sometimes: a yes that nobody had opened rings until it is read.
    in_time = {
        (each.name, one.rule, one.subject, due_by(one))
        for each in result.told.values()
        for one in each.due
        if one.settled_on is not None and not one.was_late
    }
    rang = Counter((case, rule, subject) for case, rule, subject, _due in dates - in_time)
    for missing in (rang - kept).elements():
        yield f"{' '.join(missing)}: it rang as overdue and is no breach"


def _unheard(result: Result) -> Iterator[str]:
    """What is unanswered when the year ends has a running clock and stands in the list; nothing else does."""
    owed = {each.name for each in result.told.values() if each.case.unanswered}
    clocks = ((each.name, one) for each in result.told.values() for one in each.due)
    runs = {name for name, one in clocks if one.rule == "BR-ANSWER" and one.is_open}
    listed = {each.name for each in result.told.values() if each.row.unanswered_since is not None}
    for name in (owed ^ runs) | (owed ^ listed):
        yield f"{name}: unanswered, its clock and its place in the list are not of one mind"


def _history(result: Result, _expected: list[ExpectedAlert]) -> Iterator[str]:
    """The projections are what the events give, and the journal is whole and tells of every event."""
    organisation = result.year.player.town.organisation
    with read(organisation.triage) as connection:
        if (entry := journal.first_fault(connection)) is not None:
            yield f"entry {entry} of the journal does not follow from the one before it"
        for each in result.told.values():
            if differs(connection, organisation, each.row.handle):
                yield f"{each.name}: its projections are not what its history gives"
            if not journalled(connection, each.row.handle, stored(connection, each.row.handle)):
                yield f"{each.name}: its history is not the one that the journal tells"


CHECKS: Mapping[str, Check] = {
    "alerts": _alerts,
    "silent": _silent,
    "closed": _closed,
    "slots": _slots,
    "told": _told,
    "caused": _caused,
    "lists": _lists,
    "history": _history,
    **HAPPENED,
    **RECALLED,
    **HELD,
}
