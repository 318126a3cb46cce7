"""Drawing the cases of a fictive year: the same seed gives the same year."""

import random
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cache
from typing import Any

from tests.simulation.attaching import attach
from tests.simulation.besides import happen, write_while_it_sleeps
from tests.simulation.complaints import COMPLAINTS, called_and_done, handed_on
from tests.simulation.earlier import taken_over
from tests.simulation.entries import enter
from tests.simulation.holding import hold
from tests.simulation.letting_out import let_out
from tests.simulation.moving import move
from tests.simulation.recording import decide_at_once, only_where_another
from tests.simulation.renewing import renew
from tests.simulation.reports import REPORTS, Write, called_first, forgotten, handed_over
from tests.simulation.scenario import ScenarioBuilder, Story, into_the_mailbox
from tests.simulation.season import Season
from tests.simulation.speaking import speak
from tests.simulation.taken_up import take_up
from triage.cli.demo.player import ADVISORS
from triage.cli.demo.town import demo_data
from triage.rules.units import NOT_KNOWN

REPORTS_PERCENT = 40
RELATIONS = ("employee", "employee", "former_employee", "temporary_worker", "contractor", "trainee")
BY_HAND = ("letter", "mail", "phone", "in_person", "manager")
CONTACT = "contact"
"""Stands for the channel of what begins with a call that only asks for a meeting."""
ACROSS = "whistleblower_scheme"
FROM_REPORT = "from_report"
PLACES = ("citizen_service", "children_families", "health_elderly", NOT_KNOWN)
"""Where what came late had lain."""


def stories(season: Season, cases: int, seed: random.Random) -> list[Story]:
    """
    Draw who turns to the municipality in the year and what becomes of it, in the order of the days.

    What is handed over to the other side comes on top of the number asked for, and so do what nobody came
    with and the entries of registers.
    """
    days = sorted(seed.choice(season.days) for _ in range(cases))
    told: list[Story] = []
    for number, day in enumerate(days, start=1):
        is_report = seed.randrange(100) < REPORTS_PERCENT
        story, write = (_report if is_report else _complaint)(number, day, season, seed)
        write(ScenarioBuilder(story, season, seed, story.begins))
        told.append(story)
        if any(step.get("agrees") for _, step in story.steps):
            told.append(_across(story, season, seed))
    besides = random.Random(seed.getrandbits(64))
    happen(told, season, besides)
    _begin_with_the_consent(told, season)
    move(told, season, besides)
    decide_at_once(told, season, besides)
    told += take_up(told, season, besides)
    only_where_another(told)
    attach(told, season, besides)
    write_while_it_sleeps(told, season)
    let_out(told, season)
    speak(told)
    renew(told)
    hold(told, season)
    told.append(taken_over(season))
    return told + enter(season, told)


def _report(number: int, day: date, season: Season, seed: random.Random) -> tuple[Story, Write]:
    base = seed.choice(_models("report"))
    write = _drawn(REPORTS, seed)
    data: dict[str, Any] = {
        "key": f"report {number}",
        "what": base["what"],
        "relation": seed.choice(RELATIONS),
        "name": base.get("name", "Kim Eksempel") if seed.randrange(100) < 45 else "",
        "channel": "portal",
        "lay_with": PLACES[number % len(PLACES)],
    }
    begins = received = day
    if write is called_first:
        data["channel"] = CONTACT
        begins = received = season.opened(day)
    elif write not in (forgotten, handed_over) and seed.randrange(100) < 25:
        data["channel"] = seed.choice(BY_HAND)
        begins = season.opened(day)
        # A letter may have lain with the organisation: its clocks count from there.
        received = begins - timedelta(days=seed.choice((0, 0, 0, 1, 3, 6, 9, 15)))
        data["automatic"] = seed.randrange(100) < 60
        data["acknowledge_later"] = not data["automatic"]
    return Story(
        f"{number:03}", data, is_report=True, handler=_handler(seed), received=received, begins=begins
    ), write


def _complaint(number: int, day: date, season: Season, seed: random.Random) -> tuple[Story, Write]:
    base = seed.choice([each for each in _models("complaint") if each.get("themes")])
    write = _drawn(COMPLAINTS, seed)
    data: dict[str, Any] = {
        "key": f"complaint {number}",
        **{name: base[name] for name in ("what", "unit", "themes")},
        "handlings": base.get("handlings") or ["guidance"],
        "contact": base.get("contact") if seed.randrange(100) < 80 else None,
        "channel": "phone"
        if write is called_and_done
        else seed.choice(("portal", "portal", "phone", "letter", "mail")),
    }
    begins = day if data["channel"] == "portal" else season.opened(day)
    return Story(
        f"{number:03}", data, is_report=False, handler=_handler(seed), received=begins, begins=begins
    ), write


def _across(report: Story, season: Season, seed: random.Random) -> Story:
    """Draw what becomes of a report on the complaint side, from the day of the yes in its mailbox."""
    day = next(day for day, step in report.steps if step.get("agrees"))
    story, _ = _complaint(0, day, season, seed)
    story.name = f"{report.name}b"
    story.data |= {"key": f"from {report.key}", FROM_REPORT: report.key, "channel": ACROSS}
    handed_on(ScenarioBuilder(story, season, seed, season.at_work(day)))
    into_the_mailbox(story, season)
    story.handler = report.handler
    return story


def _begin_with_the_consent(stories: Sequence[Story], season: Season) -> None:
    """Let what is handed over begin when its report says so, where that came to be later."""
    yes = {story.key: day for story in stories for day, step in story.steps if step.get("agrees")}
    for story in stories:
        if FROM_REPORT in story.data:
            later = yes[story.data[FROM_REPORT]] - story.begins
            story.begins = story.received = story.begins + later
            story.steps[:] = [(season.at_work(day + later), step) for day, step in story.steps]


@cache
def _models(kind: str) -> list[dict[str, Any]]:
    """Give what people wrote in the demo; the year's people write the same."""
    models: list[dict[str, Any]] = demo_data(f"{kind}s")[kind]
    return models


def _drawn(weighed: Sequence[tuple[int, Write]], seed: random.Random) -> Write:
    (write,) = seed.choices([each for _, each in weighed], [weight for weight, _ in weighed])
    return write


def _handler(seed: random.Random) -> str:
    return seed.choice((ADVISORS[0], ADVISORS[0], ADVISORS[1]))
