"""Writing the course of one fictive case: what its people do, on which day."""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from tests.simulation.season import Season

REPORTER = frozenset({"message_from_reporter", "new_code"})
"""What is done at home, on any day of the week; everything else waits for a working day."""


@dataclass(slots=True)
class Story:
    """
    One case of the year: who turns to the municipality on which day, and what is done about it.

    *received* is the day on which the organisation had it, *begins* the day on which the unit did.
    For what is handed over, both are the day of the consent.
    """

    name: str
    data: dict[str, Any] = field(repr=False)
    is_report: bool
    handler: str
    received: date
    begins: date
    steps: list[tuple[date, dict[str, Any]]] = field(default_factory=list)

    @property
    def key(self) -> str:
        """What the story is called."""
        return str(self.data["key"])


@dataclass(slots=True)
class ScenarioBuilder:
    """Writes one story, step after step; time only goes on."""

    story: Story
    season: Season
    seed: random.Random
    day: date

    def then(self, soonest: int, latest: int, action: str, **fields: Any) -> date:
        """Let something be done so many days later, by people on a day when they work, and give the day."""
        self.day += timedelta(days=self.seed.randint(soonest, latest))
        if action not in REPORTER:
            self.day = self.season.at_work(self.day)
        self.story.steps.append((self.day, {"action": action, "days_after_received": 0, **fields}))
        return self.day

    def chance(self, percent: int) -> bool:
        """Draw whether something happens."""
        return self.seed.randrange(100) < percent


def into_the_mailbox(story: Story, season: Season) -> None:
    """
    Let a course that was drawn as told by hand go through a mailbox, where a yes began it: opened first, told
    there, and acknowledged there where the clock has not been quicker.
    """
    story.data["in_mailbox"] = True
    steps = [(season.at_work(story.begins), {"action": "opened", "days_after_received": 0})]
    for day, step in story.steps:
        told = {name: said for name, said in step.items() if name != "given_days_after_received"}
        if told["action"] == "acknowledged_by_hand":
            told["action"] = "acknowledged_in_words"
        steps.append((day, told))
    story.steps[:] = steps


def external_events(stories: Sequence[Story]) -> Iterator[tuple[date, int, int, Story, dict[str, Any]]]:
    """Give every step of every story with its day and its place in that day."""
    for number, story in enumerate(stories):
        for place, (day, step) in enumerate(story.steps):
            yield day, number, place, story, step
