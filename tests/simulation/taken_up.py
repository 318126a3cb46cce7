"""
Cases that begin without anybody coming: what the citizens' adviser takes up, and one more case of an inquiry
that is here.

They come on top of the number asked for, and are drawn last, so that nothing else of the year changes with
them.
"""

import random
from collections.abc import Sequence
from datetime import date

from tests.simulation.complaints import answered
from tests.simulation.recording import KEPT, POINTS, meet
from tests.simulation.scenario import ScenarioBuilder, Story
from tests.simulation.season import ONE_DAY, Season
from triage.cases.decisions.own_initiative import OWN_INITIATIVE, OwnInitiativeKind
from triage.cli.demo.player import ADVISORS, ANOTHER_OF

EACH = 60
"""Of so many cases, one is taken up, and one has another beside it."""
UNIT = "job_centre"
LINE = "Svartider i jobcentret"
GROUND = "Flere borgere har ventet længere, end centret selv skriver."


def take_up(stories: Sequence[Story], season: Season, seed: random.Random) -> list[Story]:
    """Draw what is taken up, and which inquiries have one more case."""
    number = len(stories) // EACH
    days = sorted(seed.sample(season.working_days[:-40], number))
    kinds = list(OwnInitiativeKind)
    taken = [
        _taken_up(f"{place:03}o", kinds[place % len(kinds)], day, season, seed)
        for place, day in enumerate(days)
    ]
    fitting = [
        each
        for each in stories
        if not each.is_report
        and each.data["channel"] in ("phone", "letter", "mail")
        and each.begins < season.working_days[-40]
    ]
    return taken + [_another(each, season, seed) for each in seed.sample(fitting, min(number, len(fitting)))]


def _taken_up(name: str, kind: OwnInitiativeKind, day: date, season: Season, seed: random.Random) -> Story:
    """What is taken up is looked into, published mostly, and closed without telling anybody."""
    ordered = {"ordered_by": "council"} if kind is OwnInitiativeKind.ORDERED else {}
    told = {"own_initiative": kind, "line": LINE, "what": GROUND, "unit": UNIT, **ordered}
    data = {"key": f"own {name}", "channel": OWN_INITIATIVE, **told}
    story = Story(name, data, is_report=False, handler=seed.choice(ADVISORS), received=day, begins=day)
    builder = ScenarioBuilder(story, season, seed, day)
    builder.then(1, 5, "note", text="Sagerne er hentet.")
    meet(builder, UNIT, 3, 30)
    builder.then(3, 25, KEPT, number=1)
    builder.then(1, 20, "points", points=POINTS)
    if builder.chance(80):
        builder.then(1, 10, "published")
    if builder.chance(80):
        builder.then(0, 5, "close")
    return story


def _another(first: Story, season: Season, seed: random.Random) -> Story:
    """Whoever came once comes with another matter, a day later or so."""
    day = season.opened(first.begins + ONE_DAY)
    data = {**first.data, "key": f"one more of {first.key}", ANOTHER_OF: first.key}
    data.pop("step", None)
    story = Story(f"{first.name}b", data, is_report=False, handler=first.handler, received=day, begins=day)
    answered(ScenarioBuilder(story, season, seed, day))
    return story
