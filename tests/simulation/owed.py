"""
What must be true of what happened besides: reckoned from the plot, and by a calendar that was made by hand.

Nothing here asks the engine when something is due: the days of what somebody asked for, and of what was done
about it, stand in the stories; working days come from the naive list of the tests.
"""

import calendar
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, NamedTuple

from tests.property.test_deadlines_naive import OPEN
from tests.simulation.besides import ACCESS, APPEAL, CHILD, DATA
from tests.simulation.besides_steps import TIME_TO_COMMENT
from tests.simulation.expected import ExpectedAlert
from tests.simulation.recording import KEPT, MEETING, PROMISED
from tests.simulation.result import Result, Told
from tests.simulation.scenario import Story
from tests.simulation.season import JOINER, moment
from triage.cases.decisions.acknowledgement import AcknowledgementDecided, AcknowledgementGiven
from triage.cases.decisions.clocks import RulesApplied
from triage.cases.decisions.closing import CaseClosed, CaseReopened
from triage.cases.decisions.complaints import AnswerGiven
from triage.cases.decisions.hand_over import HandOverExpired
from triage.cases.decisions.receiving import NoteAdded
from triage.rules.codes import Scheme

A_DAY = timedelta(hours=24)
MISTYPED_RULE = "OFL-36"


class Owed(NamedTuple):
    """One thing that somebody has a right to: when it is due, and when it was done, if it was."""

    case: str
    rule: str
    subject: str
    due: date
    done: date | None


def owed(result: Result, _expected: list[ExpectedAlert]) -> Iterator[str]:
    """What was asked for by law is due when the law says, was done when it was done, and else is a breach."""
    wanted = {one for story in result.stories for one in _owed(story, result.until)}
    rules = {one.rule for one in wanted}
    there = {
        Owed(each.name, one.rule, one.subject, one.due_strict, one.satisfied_on)
        for each in result.told.values()
        for one in each.due
        if one.rule in rules and one.extended_on is None
    }
    for one in wanted ^ there:
        yield f"{one}: {'not so in the office' if one in wanted else 'so only in the office'}"
    late = Counter(
        (one.case, one.rule, one.subject)
        for one in wanted
        if (one.done or result.until) > one.due and one.rule != "OFL-36-14"
    )
    kept = Counter(
        (each.case, each.rule, each.subject)
        for each in result.breaches
        if each.rule in rules - {"OFL-36-14"} and not each.mistaken
    )
    for missing in (late - kept) | (kept - late):
        yield f"{missing}: late is {late[missing]}, and kept as a breach {kept[missing]}"


def _owed(story: Story, until: date) -> Iterator[Owed]:
    done = _done(story, until)
    for what, ends, rule in (
        (ACCESS, "decided", "OFL-36"),
        (DATA, "answered", "GDPR-12-3"),
        (APPEAL, "forwarded", "RSL-66"),
    ):
        begins = "received" if what == APPEAL else "requested"
        for subject in ("", "2"):
            asked = _day_of(done, f"{what}:{begins}", subject)
            if asked is None:
                continue
            longer = any(step["action"] == "extended" and step["rule"] == rule for _, step in done)
            by_rule = {
                "OFL-36": _working_days("strict", asked, 14 if longer else 7),
                "GDPR-12-3": _month_after(asked),
                "RSL-66": asked + timedelta(weeks=4),
            }
            about = f"{rule}-14" if longer else rule
            yield Owed(story.name, about, subject, by_rule[rule], _day_of(done, f"{what}:{ends}", subject))
    for day, step in done:
        if step["action"] == "hearing":
            answers = ("hearing_answered", "criticised")
            said = [on for on, each in done if each["action"] in answers and on >= day]
            yield Owed(story.name, "BR-HEARING", step["unit"], day + TIME_TO_COMMENT, min(said, default=None))
        if step["action"] in (MEETING, PROMISED):
            # Whoever promises something is late on the next day, whatever became of the case.
            kept = [on for on, each in done if each["action"] == KEPT and on >= day]
            days = step.get("due_days_after_received") or step["promised_days_after_received"]
            due = day + timedelta(days=days)
            yield Owed(story.name, "BR-PROMISE", "promise-1", due, min(kept, default=None))


def by_the_hour(result: Result, _expected: list[ExpectedAlert]) -> Iterator[str]:
    """A child's danger is assessed within twenty-four hours of the time that was typed; later is a breach."""
    kept = {(each.case, each.rule) for each in result.breaches}
    for story in result.stories:
        done = _done(story, result.until)
        said = [_moment(day, step) for day, step in done if step.get("event") == f"{CHILD}:received"]
        did = [_moment(day, step) for day, step in done if step.get("event") == f"{CHILD}:assessed"]
        if not said:
            continue
        due = said[0].astimezone(UTC) + A_DAY
        told = _of(result, story)
        clock = next(each for each in told.due if each.rule == "BL-24H")
        if clock.due_at != due:
            yield f"{story.name}: due at {clock.due_at}, and not at {due}"
        is_late = (did[0] if did else moment(result.until, time(23, 59))) > due
        if is_late != ((story.name, "BL-24H") in kept):
            yield f"{story.name}: {'late' if is_late else 'in time'}, and the office says something else"


def put_right(result: Result, _expected: list[ExpectedAlert]) -> Iterator[str]:
    """A breach that came from a slip of the pen stays, struck out; there is no other one that is."""
    struck = {each.case for each in result.breaches if each.mistaken and each.rule == MISTYPED_RULE}
    slips = {
        story.name
        for story in result.stories
        if any(step["action"] == "corrected" for _, step in _done(story, result.until))
    }
    for name in struck ^ slips:
        yield f"{name}: a slip of the pen and a breach that is struck out do not go together"


def waived(result: Result, _expected: list[ExpectedAlert]) -> Iterator[str]:
    """Whoever waives the acknowledgement gets none, and no clock waits for it; so in an external scheme."""
    for story, told, days in lived(result):
        is_outside = "external" in story.data
        if is_outside != (told.case.scheme == Scheme.WHISTLEBLOWING_EXTERNAL):
            yield f"{story.name}: the wrong scheme"
        if not is_outside and "waived" not in days:
            continue
        if any(isinstance(each, AcknowledgementDecided | AcknowledgementGiven) for each in told.history):
            yield f"{story.name}: acknowledged, though nobody wanted it"
        if not any(one.waived_on for one in told.due):
            yield f"{story.name}: no clock is waived"


def locked(result: Result, _expected: list[ExpectedAlert]) -> Iterator[str]:
    """Minutes are locked from the day on which they were approved."""
    for story, told, days in lived(result):
        minutes, day = told.case.minutes, days.get("minutes_approved")
        if day is not None and [each.locked_on for each in minutes] != [day]:
            yield f"{story.name}: the minutes are not locked since {day}"


def two_at_once(result: Result, _expected: list[ExpectedAlert]) -> Iterator[str]:
    """Two people wrote a note in one moment: both are there, each with whose it is."""
    for story, told, days in lived(result):
        day = days.get("two_at_once")
        notes = [each for each in told.history if isinstance(each, NoteAdded) and each.on == day]
        if day is not None and len({each.actor for each in notes}) != 2:
            yield f"{story.name}: two wrote a note, and there are not two"


def new_aim(result: Result, _expected: list[ExpectedAlert]) -> Iterator[str]:
    """On the day of the new aim each open inquiry that has no answer follows it, once; nothing else does."""
    day = result.year.season.new_aim
    for told in result.told.values():
        before = [each for each in told.history if each.on < day]
        turns = [each for each in before if isinstance(each, CaseClosed | CaseReopened)]
        waits = (
            bool(before)
            and told.case.scheme == Scheme.COMPLAINTS
            and not told.case.is_own_initiative
            and not (turns and isinstance(turns[-1], CaseClosed))
            and not any(isinstance(each, AnswerGiven) for each in before)
            and told.case.received_on >= result.year.season.days[0]
        )
        followed = [each.on for each in told.history if isinstance(each, RulesApplied)]
        if followed != [day] * waits:
            yield f"{told.name}: follows the new aim {followed}, and is waiting for an answer: {waits}"


def unbelieved(result: Result, _expected: list[ExpectedAlert]) -> Iterator[str]:
    """By a time that is not to be believed nothing ends, and no day is told that has not come."""
    days = iter(result.entries)
    of_case: Counter[bytes] = Counter()
    ticks = result.year.unbelieved
    if len(ticks) != 2:
        yield f"{len(ticks)} ticks went by a time that was not to be believed"
    for seq, handle in days:
        event = result.told[handle].history[of_case[handle]]
        of_case[handle] += 1
        for day, before, after in ticks:
            if before < seq <= after and (
                event.on > day or event.day > day or isinstance(event, HandOverExpired)
            ):
                yield f"{result.told[handle].name}: {event.tag} on {event.on} while the date was wrong"
    jump = result.year.season.jump
    for story in result.stories:
        if (
            story.begins == jump
            and story.data["channel"] == "portal"
            and _of(result, story).case.received_on != jump
        ):
            yield f"{story.name}: received on another day than {jump}, when it came"


def joined(result: Result, _expected: list[ExpectedAlert]) -> Iterator[str]:
    """Who joins gets mail from that day on, and none after the last; the cases go on ringing to others."""
    season = result.year.season
    mailed = [each.at.date() for each in result.mails if each.receiver.startswith(f"{JOINER}@")]
    for day in mailed:
        if not season.joins <= day <= season.leaves:
            yield f"{day}: a mail to somebody who is not here"


def _done(story: Story, until: date) -> list[tuple[date, dict[str, Any]]]:
    return [each for each in story.steps if each[0] <= until]


def lived(result: Result) -> Iterator[tuple[Story, Told, dict[str, date]]]:
    """Give every story that became a case, with what it became and the last day of each of its steps."""
    for story in result.stories:
        told = _find(result, story)
        if told is not None:
            yield story, told, {step["action"]: day for day, step in _done(story, result.until)}


def _find(result: Result, story: Story) -> Told | None:
    return next((each for each in result.told.values() if each.name == story.name), None)


def _of(result: Result, story: Story) -> Told:
    found = _find(result, story)
    assert found is not None, story.name
    return found


def _day_of(done: list[tuple[date, dict[str, Any]]], event: str, subject: str) -> date | None:
    """Give the day on which something happened, as it was put right in the end."""
    found = None
    for day, step in done:
        if step.get("event") != event or step.get("subject", "") != subject:
            continue
        if step["action"] == "withdrawn":
            found = None
        elif step["action"] == "corrected":
            found = day + timedelta(days=step["right_days_after_received"])
        else:
            found = found or day + timedelta(days=step.get("happened_days_after_received", 0))
    return found


def _moment(day: date, step: dict[str, Any]) -> datetime:
    return moment(day, time.fromisoformat(step["at_time"]))


def _working_days(kind: str, start: date, number: int) -> date:
    days = OPEN[kind]
    return days[bisect_right(days, start) + number - 1]


def _month_after(start: date) -> date:
    year, month = start.year + start.month // 12, start.month % 12 + 1
    return date(year, month, min(start.day, calendar.monthrange(year, month)[1]))


def pages(result: Result, _expected: list[ExpectedAlert]) -> Iterator[str]:
    """Every page that an advisor opened was there, and in Danish."""
    yield from result.year.page_faults


HAPPENED = {
    "owed": owed,
    "by_the_hour": by_the_hour,
    "put_right": put_right,
    "waived": waived,
    "locked": locked,
    "two_at_once": two_at_once,
    "new_aim": new_aim,
    "unbelieved": unbelieved,
    "joined": joined,
    "pages": pages,
}
