"""
What goes with the letters of a request: reminders to a unit that is late, a consent that is taken back, a
power of attorney, and a case that leaves as a package.

Nothing is drawn for it, and no step of another is moved, so that nothing else of the year changes with it.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise

from tests.simulation.moving import MOVED
from tests.simulation.recording import ANSWERED_AT_ONCE
from tests.simulation.scenario import Story
from tests.simulation.season import Season
from tests.simulation.steps import NotRefusedError, decide, file_of, must_refuse
from triage.cases.decisions.chases import LADDER, ChaseSent, due_chases
from triage.cases.decisions.consent import (
    ConsentGiven,
    ConsentScope,
    ConsentWay,
    ConsentWithdrawn,
    next_consent,
)
from triage.cases.decisions.mandate import MandateRecorded, MandateWithdrawn, next_mandate
from triage.cases.decisions.referral import ReferralSent
from triage.cases.requests import UnitPost
from triage.cli.demo.steps import Play, Playing
from triage.services.casework.open_case import open_report
from triage.services.views.package import PackageWords, package

REMINDED, TAKEN_BACK, STOOD_IN_FOR, ALONE, PACKAGED = (
    "reminded",
    "consent_taken_back",
    "stood_in_for",
    "acts_alone",
    "packaged",
)
THREE_WEEKS = timedelta(weeks=3)
FOR_A_WHILE = timedelta(days=60)
APART = 15
"""Of so many inquiries that are answered, one citizen takes a consent back, and another has somebody act."""
PACKED = 40
ZIP = b"PK"
ENDS = ("answer", ANSWERED_AT_ONCE)


def let_out(stories: Sequence[Story], season: Season) -> None:
    """Let it happen in some of the inquiries."""
    inquiries = [each for each in stories if not each.is_report]
    for story in inquiries:
        _remind(story, season)
    plain = [each for each in inquiries if each.data.get("unit") and _end(each) is not None]
    for number, story in enumerate(plain[::APART]):
        _before_the_end(story, TAKEN_BACK if number % 2 else STOOD_IN_FOR)
        if not number % 2:
            story.steps.append(_told(season.at_work(story.steps[-1][0]), ALONE))
    stays = [each for each in plain if not any(step["action"] == MOVED for _, step in each.steps)]
    for story in stays[::PACKED]:
        story.steps.append(_told(season.at_work(story.steps[-1][0]), PACKAGED))


def _remind(story: Story, season: Season) -> None:
    """On each day of the ladder for as long as the unit owes; whether one is ready then, the case knows."""
    asked = [(day, step) for day, step in story.steps if step["action"] in ("referred", "reply", "recalled")]
    for (begun, step), (ended, _) in pairwise(asked):
        if step["action"] == "referred":
            days = {season.at_work(begun + THREE_WEEKS + timedelta(days=ahead)) for ahead, _to in LADDER}
            story.steps += [_told(day, REMINDED) for day in sorted(days) if day < ended]
    story.steps.sort(key=lambda each: each[0])


def _end(story: Story) -> int | None:
    """Give the place of the answer, where nothing went to a unit."""
    actions = [step["action"] for _, step in story.steps]
    if {"referred", "hearing", "rejected"} & set(actions):
        return None
    return next((place for place, action in enumerate(actions) if action in ENDS), None)


def _before_the_end(story: Story, action: str) -> None:
    place = _end(story)
    assert place is not None
    story.steps.insert(place, _told(story.steps[place][0], action))


def _told(day: date, action: str) -> tuple[date, dict[str, object]]:
    return day, {"action": action, "days_after_received": 0}


def _reminded(each: Playing, now: datetime) -> None:
    """Send the reminder that is ready, if one is: a unit that got longer is left in peace. Then none is."""
    file = file_of(each, now)
    for ready in due_chases(file.case, file.deadlines, now.date()):
        letter = {"letter_item": "Vi venter på svar.", "language": "da", "sent_by": UnitPost.MAIL}
        decide(each, now, ChaseSent, unit=ready.unit, to=ready.to, **letter)
    after = file_of(each, now)
    if due_chases(after.case, after.deadlines, now.date()):
        raise NotRefusedError("a reminder is ready twice")


def _taken_back(each: Playing, now: datetime) -> None:
    """The citizen agrees and thinks better of it the same day: nothing goes any more."""
    unit, number = each.data["unit"], next_consent(file_of(each, now).case)
    agreed = {"number": number, "scope": (ConsentScope.CONTACT_UNIT,), "how": ConsentWay.PHONE}
    decide(each, now, ConsentGiven, units=(unit,), **agreed)
    decide(each, now, ConsentWithdrawn, number=number)
    must_refuse(
        "consent_not_given", lambda: decide(each, now, ReferralSent, unit=unit, item="Hvornår kommer svaret?")
    )


def _stood_in_for(each: Playing, now: datetime) -> None:
    until, number = now.date() + FOR_A_WHILE, next_mandate(file_of(each, now).case)
    told = {"number": number, "ends_on": until, "how": ConsentWay.LETTER, "item": "Søsteren, i det hele."}
    decide(each, now, MandateRecorded, **told)


def _acts_alone(each: Playing, now: datetime) -> None:
    number = file_of(each, now).case.complaint.mandates[-1].number
    decide(each, now, MandateWithdrawn, number=number)


def _packaged(each: Playing, now: datetime) -> None:
    """Everything of the case leaves in one file, with its manifest last."""
    organisation, file = each.town.organisation, file_of(each, now)
    last = ("INCOMPLETE.txt", "Ej hel.")
    words = PackageWords(str, ["Nr."], lambda one: [str(one.number)], lambda _one: (), "Egeby", last)
    opened = {open_report(organisation, each.who, each.reference, now=now)}
    pieces: Iterator[bytes] = package(
        organisation,
        each.who,
        each.reference,
        why="Til kommunens eget arkiv.",
        seen=len(file_of(each, now).history),
        opened=opened,
        words=words,
        now=now,
        clock=lambda: now,
        is_here=lambda: True,
    )
    packed = b"".join(pieces)
    if not packed.startswith(ZIP) or b"manifest.csv" not in packed:
        raise NotRefusedError(f"a package of {len(file.history)} events is not whole")


LETTING_OUT_STEPS: dict[str, Play] = {
    REMINDED: _reminded,
    TAKEN_BACK: _taken_back,
    STOOD_IN_FOR: _stood_in_for,
    ALONE: _acts_alone,
    PACKAGED: _packaged,
}
