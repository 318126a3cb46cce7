"""
What goes with letters to a unit: reminders where it is late, a consent that is taken back, a power of
attorney, a hearing that is withdrawn, what became of a criticism, and a case that leaves as a package.

Nothing is drawn for it, and no step of another is moved, so that nothing else of the year changes with it.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

from tests.simulation.by_law import ANSWERED_THERE, BY_LAW_STEPS, FOLLOWED, SEEN_TO
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
from triage.cases.decisions.criticism import HearingWithdrawn
from triage.cases.decisions.follow_up import FollowUpAnswered, FollowUpSent, FollowUpWithdrawn, to_follow_up
from triage.cases.decisions.mandate import MandateRecorded, MandateWithdrawn, next_mandate
from triage.cases.decisions.referral import ReferralSent
from triage.cases.requests import UnitPost
from triage.cli.demo.steps import Play, Playing, decides
from triage.services.casework.open_case import open_report
from triage.services.views.package import PackageWords, package

REMINDED, FOLLOWED_UP, ALONE, PACKAGED = "reminded", "followed_up", "acts_alone", "packaged"
TOLD, LET_GO = "told_what_became", "let_go"
COMES_OF_IT = (TOLD, LET_GO)
"""What becomes of each question about what became of a criticism, in its turn."""
HEARD = {"action": "hearing", "text": "Et udkast."}
ONCE: tuple[tuple[dict[str, Any], ...], ...] = (
    ({"action": "consent_taken_back"},),
    ({"action": "stood_in_for"},),
    (HEARD, {"action": "hearing_withdrawn", "text": "Det var en anden enhed."}),
    SEEN_TO,
)
LATER = {"stood_in_for": ALONE, FOLLOWED: ANSWERED_THERE}
"""What happens before some inquiries are answered, each in its turn."""
THREE_WEEKS, MONTH = timedelta(weeks=3), timedelta(weeks=5)
FOR_A_WHILE = timedelta(days=60)
APART = 15
"""Of so many inquiries that are answered, one has something of it."""
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
        what = ONCE[number % len(ONCE)]
        _before_the_end(story, what)
        if later := LATER.get(what[-1]["action"]):
            story.steps.append(_told(season.at_work(story.steps[-1][0]), later))
    criticised = [each for each in inquiries if any(step["action"] == "criticised" for _, step in each.steps)]
    for number, story in enumerate(criticised):
        _follow_up(story, season, COMES_OF_IT[number % len(COMES_OF_IT)])
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
    if {"referred", "hearing", "rejected", "external-event"} & set(actions):
        return None
    return next((place for place, action in enumerate(actions) if action in ENDS), None)


def _before_the_end(story: Story, steps: Sequence[dict[str, Any]]) -> None:
    place = _end(story)
    assert place is not None
    day, of_unit = story.steps[place][0], {"unit": story.data["unit"]}
    told = [{**each, **(of_unit if "text" in each else {}), "days_after_received": 0} for each in steps]
    story.steps[place:place] = [(day, each) for each in told]


def _follow_up(story: Story, season: Season, comes_of_it: str) -> None:
    """A month after the criticism the unit is asked, and tells another month later, or is let go then."""
    last = story.steps[-1][0]
    for ahead, action in ((MONTH, FOLLOWED_UP), (2 * MONTH, comes_of_it)):
        story.steps.append(_told(season.at_work(last + ahead), action))


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


def _followed_up(each: Playing, now: datetime) -> None:
    """Ask about what was said last; the case is closed mostly."""
    unit, until = each.data["unit"], now.date() + THREE_WEEKS
    about = min(to_follow_up(file_of(each, now).case, unit))
    decide(each, now, FollowUpSent, unit=unit, about=about, item="Hvad er der sket?", answer_by_on=until)


def _told_what_became(each: Playing, now: datetime) -> None:
    decide(each, now, FollowUpAnswered, unit=each.data["unit"], item="Vi gør det nu.", quality="partial")


def _let_go(each: Playing, now: datetime) -> None:
    """It never answers: nobody waits for it any more, however late it is."""
    decide(each, now, FollowUpWithdrawn, unit=each.data["unit"], reason_item="Enheden svarer ikke.")
    if any(one.rule == "BR-FOLLOW-UP" and one.is_open for one in file_of(each, now).deadlines):
        raise NotRefusedError("an answer is waited for that nobody owes")


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
    words = PackageWords(
        words=str,
        heads=["Nr."],
        cells=lambda one: [str(one.number)],
        letter=lambda _one: (),
        organisation="Egeby",
        cut=("INCOMPLETE.txt", "Pakken er ikke hel."),
    )
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
    **BY_LAW_STEPS,
    "consent_taken_back": _taken_back,
    "stood_in_for": _stood_in_for,
    "hearing_withdrawn": decides(HearingWithdrawn),
    ALONE: _acts_alone,
    FOLLOWED_UP: _followed_up,
    TOLD: _told_what_became,
    LET_GO: _let_go,
    PACKAGED: _packaged,
}
