"""
What is spoken about an inquiry: a meeting that is planned and called off, and minutes step by step.

Nothing is drawn for it, and no step of another is moved, so that nothing else of the year changes with it.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta

from tests.simulation.scenario import Story
from tests.simulation.steps import decide, file_of, must_refuse
from triage.cases.decisions.consent import ConsentWay
from triage.cases.decisions.minutes import (
    CheckWay,
    MinutesDrafted,
    MinutesOf,
    MinutesSentToCheck,
    next_minutes,
)
from triage.cases.decisions.minutes_locked import (
    MinutesAdded,
    MinutesCorrected,
    MinutesNotApproved,
    WhyNotApproved,
)
from triage.cases.decisions.planned import MeetingCalledOff, MeetingPlanned, next_planned
from triage.cases.decisions.recordings import (
    AttendanceRecorded,
    RecordingAgreed,
    RecordingErased,
    RecordingMade,
    next_recording,
)
from triage.cli.demo.steps import Play, Playing

CALLED_OFF, TAKEN_DOWN = "meeting_called_off", "taken_down"
IN_PERSON = frozenset({"letter", "mail"})
APART = 8
"""Of so many who have written on paper or by mail, one plans to come, and another tells more."""
SOON = timedelta(days=5)


def speak(stories: Sequence[Story]) -> None:
    """Let it happen on the first day on which something is done in some of the inquiries."""
    fitting = [
        each for each in stories if not each.is_report and each.data["channel"] in IN_PERSON and each.steps
    ]
    for number, story in enumerate(fitting[::APART]):
        day = story.steps[0][0]
        action = TAKEN_DOWN if number % 2 else CALLED_OFF
        story.steps.insert(0, (day, {"action": action, "days_after_received": 0}))


def _called_off(each: Playing, now: datetime) -> None:
    number = next_planned(file_of(each, now).case)
    decide(each, now, MeetingPlanned, number=number, kind="citizen", meets_on=now.date() + SOON)
    decide(each, now, MeetingCalledOff, number=number)


def _taken_down(each: Playing, now: datetime) -> None:
    """
    What is said is recorded, with a yes to that, until its minutes are locked: they are read aloud, put right
    and read once more; nobody approves them, and more is added.
    """
    recording = {"number": next_recording(file_of(each, now).case)}
    decide(each, now, RecordingAgreed, talk_on=now.date(), how=ConsentWay.PHONE)
    decide(each, now, RecordingMade, **recording)
    decide(each, now, AttendanceRecorded, interpreter=True, present_item="En tolk")
    minutes = {"number": next_minutes(file_of(each, now).case)}
    aloud = {**minutes, "way": CheckWay.READ_ALOUD, "given_on": now.date()}
    decide(each, now, MinutesDrafted, **minutes, of=MinutesOf.TALK, spoken_on=now.date(), item="Et referat.")
    decide(each, now, MinutesSentToCheck, **aloud)
    decide(each, now, MinutesCorrected, **minutes, wish_item="Det var i maj.", item="Et referat fra maj.")
    must_refuse(
        "minutes_not_given",
        lambda: decide(each, now, MinutesNotApproved, **minutes, why=WhyNotApproved.DECLINED),
    )
    decide(each, now, MinutesSentToCheck, **aloud)
    decide(each, now, MinutesNotApproved, **minutes, why=WhyNotApproved.DECLINED)
    decide(each, now, RecordingErased, **recording)
    decide(each, now, MinutesAdded, **minutes, item="Der var to breve.")


SPEAKING_STEPS: dict[str, Play] = {CALLED_OFF: _called_off, TAKEN_DOWN: _taken_down}
