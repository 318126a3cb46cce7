"""
Inquiries that turn out to be reports: some of those that were turned away are handed over to the
whistleblower unit instead of being answered, with the citizen's yes where there is somebody to ask.

Drawn last of all, so that nothing else of the year changes with it.
"""

import random
from datetime import date, datetime

from tests.simulation.complaints import ANSWER
from tests.simulation.reports import not_investigated
from tests.simulation.scenario import ScenarioBuilder, Story, into_the_mailbox
from tests.simulation.season import Season
from triage.cases.decisions.inquiry_hand_over import InquiryHandedOver
from triage.cases.typed import typed
from triage.cli.demo.player import PlayedCase, Player
from triage.services.casework.execute import execute
from triage.services.casework.hand_over import hand_over
from triage.services.reading.visible_case import case_file

MOVED = "inquiry_handed_over"
FROM_INQUIRY = "from_inquiry"
ACROSS = "citizens_adviser"
QUESTION = "Må vi give din sag videre til whistleblowerenheden?"
CROSSING = "En medarbejder har set noget, der kan være ulovligt."
WHY = "Det kan være en grov overtrædelse på arbejdspladsen."


def move(stories: list[Story], season: Season, seed: random.Random) -> None:
    """Let every second inquiry that was turned away go to the other side; add the reports that begin."""
    last = date(season.year, 10, 1)
    turned_away = [
        each for each in stories if not each.is_report and each.begins < last and _place(each) is not None
    ]
    for number, story in enumerate(turned_away):
        if number % 2 == 0:
            _moved(story, season, seed)
        if story.steps[-1][1]["action"] == MOVED:
            stories.append(_report(story, season, seed))


def _place(story: Story) -> int | None:
    return next((n for n, (_, step) in enumerate(story.steps) if step["action"] == "rejected"), None)


def _moved(story: Story, season: Season, seed: random.Random) -> None:
    """Ask in the mailbox, where there is one; a no or silence leaves the inquiry where it is."""
    place = _place(story)
    assert place is not None
    builder = ScenarioBuilder(story, season, seed, story.steps[place][0])
    del story.steps[place + 1 :]
    if story.data["channel"] == "portal":
        builder.then(0, 1, "hand_over_asked", text=QUESTION, crossing=CROSSING)
        answer = seed.choice(("yes", "yes", "yes", "no", "silence"))
        if answer == "silence":
            builder.then(32, 36, "note", text="Intet svar på spørgsmålet.")
        else:
            builder.then(1, 6, "message_from_reporter", text="", agrees=answer == "yes")
            builder.then(0, 2, "opened")
        if answer != "yes":
            builder.then(0, 3, "answer", text=ANSWER)
            builder.then(0, 2, "close")
            return
    builder.then(0, 2, MOVED, text=WHY)


def _report(inquiry: Story, season: Season, seed: random.Random) -> Story:
    """
    Draw what becomes of it there: from the day of the yes in the mailbox, where it is told in one; else from
    the day on which it is carried over, and all is told by hand.
    """
    yes = next((day for day, step in inquiry.steps if step.get("agrees")), None)
    day = yes or inquiry.steps[-1][0]
    data = {
        "key": f"from {inquiry.key}",
        FROM_INQUIRY: inquiry.key,
        "what": inquiry.data["what"],
        "channel": ACROSS,
        "acknowledge_later": True,
    }
    name = f"{inquiry.name}b"
    story = Story(name, data, is_report=True, handler=inquiry.handler, received=day, begins=day)
    not_investigated(ScenarioBuilder(story, season, seed, day))
    if yes is not None:
        into_the_mailbox(story, season)
    return story


def hand_inquiry_over(player: Player, told: PlayedCase, now: datetime) -> None:
    """Hand an inquiry over, as agreed, if anybody could be asked; or close one that crossed with a yes."""
    report = next(each for each in player.told.values() if each.data.get(FROM_INQUIRY) == told.data["key"])
    organisation, who, today = player.town.organisation, player.who(told, now), now.date()
    reference = player.reference(told)
    if told.data["channel"] == "portal":
        done = typed(InquiryHandedOver, reason_item=WHY, item=ANSWER)
        execute(organisation, who, reference, done, now=now)
        return
    inquiry = case_file(organisation, who, reference, today=today)
    given: dict[str, object] = {"item": ANSWER, "agreement_item": "Ja, gerne."}
    given |= {"agreed_on": today, "given_on": today}
    if told.data["channel"] == "phone" and not told.data["contact"]:
        given = {"cannot_be_asked": True}
    report.reference = hand_over(
        organisation,
        who,
        inquiry,
        typed(InquiryHandedOver, reason_item=WHY, **given),
        summary=report.data["what"].strip(),
        seen=len(inquiry.history),
        now=now,
    )
