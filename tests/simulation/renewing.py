"""
Reporters who take a new receipt code before they write again.

Nothing is drawn for it, and no step of another is moved, so that nothing else of the year changes with it.
"""

from collections.abc import Sequence
from datetime import datetime

from crypto.receipt import new_receipt_code
from intake.services.new_code import take_new_code
from tests.simulation.scenario import Story
from triage.cli.demo.player import PlayedCase, Player

RENEWED = "new_code"
APART = 3
"""Of so many who write again, one does it; the first leaves behind what was read."""


def renew(stories: Sequence[Story]) -> None:
    """Let it happen on the day on which some of them write for the first time."""
    writing = [(each, at) for each in stories if (at := _first_words(each)) is not None]
    for number, (story, at) in enumerate(writing[::APART]):
        step = {"action": RENEWED, "days_after_received": 0, "leave": number == 0}
        story.steps.insert(at, (story.steps[at][0], step))


def _first_words(story: Story) -> int | None:
    for at, (_day, step) in enumerate(story.steps):
        if step["action"] == "message_from_reporter":
            return None if step.get("lies") or "agrees" in step else at
    return None


def take_new(player: Player, told: PlayedCase, now: datetime, *, leave: bool) -> None:
    """Take a new code, with which all that the old one opened is opened from now on."""
    assert told.code is not None
    old, new = told.code, new_receipt_code()
    read_until = {told.thread: 0} if leave else None
    take_new_code(player.town.organisation.reception, old, new, now=now, read_until=read_until)
    for each in player.told.values():
        if each.code == old:
            each.code = new
