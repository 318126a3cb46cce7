"""
Files that come with what people write, and are brought down again by whoever reads it.

Drawn last of all, so that nothing else of the year changes with it.
"""

import random
from collections.abc import Sequence
from datetime import datetime

from tests.simulation.scenario import Story
from tests.simulation.season import Season
from tests.simulation.steps import NotRefusedError, file_of
from triage.cli.demo.files import bytes_of
from triage.cli.demo.steps import Playing
from triage.services.reading.inner_files import inner_files
from triage.services.reading.mailbox import correspondence
from triage.services.reading.open_file import open_file

OPENED = "files_opened"
IN_WRITING = frozenset({"portal", "letter", "mail"})
PERCENT, FEWEST = 15, 2
LETTERS = (
    {"name": "brev fra kommunen.txt", "text": "Vi vender tilbage, når vi har set på sagen."},
    {"name": "mine notater.txt", "text": "Ringet to gange i marts, én gang i april.\n" * 200},
)


def attach(stories: Sequence[Story], season: Season, seed: random.Random) -> None:
    """Let some send files along, one or two; they are opened when it is read, and once more at the end."""
    fitting = [
        each
        for each in stories
        if each.data["channel"] in IN_WRITING and not each.data.get("external") and _read_at(each) is not None
    ]
    several = min(len(fitting), max(FEWEST, len(fitting) * PERCENT // 100))
    for story in seed.sample(fitting, several):
        story.data["file"] = LETTERS[: seed.randint(1, len(LETTERS))]
        place = _read_at(story)
        assert place is not None
        day = story.steps[place - 1][0] if place else season.at_work(story.begins)
        opened = {"action": OPENED, "days_after_received": 0}
        story.steps.insert(place, (day, opened))
        story.steps.append((season.at_work(story.steps[-1][0]), opened))


def _read_at(story: Story) -> int | None:
    """Give the place behind the first reading; what is registered is read at once."""
    if story.data["channel"] != "portal":
        return 0
    actions = [step["action"] for _, step in story.steps]
    return actions.index("opened") + 1 if "opened" in actions else None


def files_opened(each: Playing, now: datetime) -> None:
    """Bring every file of a case down, and insist that it is what was sent."""
    organisation, who, today = each.town.organisation, each.who, now.date()
    file = file_of(each, now)
    found = correspondence(organisation, who, file, today=today).files
    entries = [one.entry for one in (*found, *inner_files(organisation, who, file, today=today))]
    down = {
        one.name: b"".join(open_file(organisation, who, each.reference, one.blob, now=now).pieces)
        for one in entries
    }
    if down != {sent["name"]: bytes_of(sent) for sent in each.data["file"]}:
        raise NotRefusedError("a file is not what was sent")
