"""
Cases that begin without anybody coming: what the citizens' adviser takes up, and one more case of an inquiry
that is here.

They come on top of the number asked for, and are drawn last, so that nothing else of the year changes with
them.
"""

import random
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from tests.simulation.complaints import answered
from tests.simulation.scenario import ScenarioBuilder, Story
from tests.simulation.season import ONE_DAY, Season
from triage.cases.decisions.own_initiative import OWN_INITIATIVE, OrderedBy, OwnInitiativeKind
from triage.cases.typed import Typed
from triage.cli.demo.inquiries import came_as
from triage.cli.demo.player import ADVISORS, Player, Told
from triage.services.casework.own_initiative import OwnInitiative, begin_own_initiative
from triage.services.casework.register_inquiry import another_of, inquiry

EACH = 60
"""Of so many cases, one is taken up, and one has another beside it."""
ANOTHER_OF = "another_of"
UNIT = "job_centre"
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
    data = {"key": f"own {name}", "channel": OWN_INITIATIVE, "kind": kind, "what": "Svartider i jobcentret"}
    story = Story(name, data, is_report=False, handler=seed.choice(ADVISORS), received=day, begins=day)
    builder = ScenarioBuilder(story, season, seed, day)
    builder.then(1, 5, "note", text="Sagerne er hentet.")
    builder.then(3, 30, "meeting", units=(UNIT,), convener=UNIT, text="Centret har set tallene.")
    builder.then(3, 25, "promise_kept")
    builder.then(1, 20, "points")
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


def begin_taken_up(player: Player, told: Told, now: datetime) -> None:
    """Begin what somebody takes up."""
    kind: OwnInitiativeKind = told.data["kind"]
    ordered = OrderedBy.COUNCIL if kind is OwnInitiativeKind.ORDERED else None
    begun = OwnInitiative(kind, told.data["what"], GROUND, ordered, (UNIT,))
    told.reference = begin_own_initiative(player.town.organisation, player.who(told, now), begun, now=now)


def came_again(player: Player, told: Told, received: date, now: datetime) -> Typed:
    """Give how another case of an inquiry came: by the same inquiry, from the same person."""
    organisation, who = player.town.organisation, player.who(told, now)
    first = player.reference(player.told[told.data[ANOTHER_OF]])
    came = came_as(told.data, received)
    common: dict[str, Any] = another_of(organisation, who, first, today=now.date())
    return inquiry(**{**came.given, **came.texts, **common})
