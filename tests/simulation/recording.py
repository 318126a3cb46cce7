"""
What an adviser records in a fictive case besides its own course: its type and points, who it is from, what
was promised and said, what somebody left half written; and what is decided on one page instead of several.
"""

import random
from collections.abc import Sequence

from tests.simulation.scenario import ScenarioBuilder, Story
from tests.simulation.season import Season

OUTSIDE_AT_ONCE = "outside_on_one_page"
ANSWERED_AT_ONCE = "answered_and_closed"
MEETING, PROMISED = "meeting", "promised"
KEPT = "promise_kept"
CONTACT = "contact"
DRAFT = "draft_kept"
LINKED = "linked"
A_MONTH = 30
POINTS = ({"theme": "no_answer", "position": "main"}, {"theme": "kept_informed"})
HALF_WRITTEN = "Ringet til borgeren, som"


def recorded(builder: ScenarioBuilder) -> None:
    """Points, a meeting with the unit that promises something there and keeps it, and what came of it."""
    builder.then(0, 2, "points", points=POINTS)
    meet(builder, builder.story.data["unit"], 1, 3)
    builder.then(1, 5, KEPT, number=1)
    builder.then(0, 2, "result", legal_position="procedural")
    builder.then(0, 1, LINKED)


def meet(builder: ScenarioBuilder, unit: str, soonest: int, latest: int) -> None:
    """Meet with a unit, which promises something."""
    told = {"kind": "unit", "role": "chair", "units": (unit,), "convener": unit}
    promise = {"promise": "Nye breve til borgerne", "promised_days_after_received": A_MONTH}
    builder.then(soonest, latest, MEETING, **told, **promise, text="Vi gik sagen igennem.")


def themed(builder: ScenarioBuilder) -> None:
    """
    The themes of a report are recorded for the yearly account, and what came of it; it is taken for a test,
    and is none.
    """
    builder.then(0, 1, "report_themes", themes=("administrative_law",))
    later = (
        {"action": "aftermath", "estimated_damage": 25_000, "recovered_amount": 5_000},
        {"action": "left_out", "reason": "test", "text": "Ligner en prøve."},
        {"action": "counted_again", "text": "Det var ingen prøve."},
    )
    builder.story.steps += [(builder.day, {"days_after_received": 0, **each}) for each in later]


def promised(builder: ScenarioBuilder) -> None:
    """A unit promises something by a day: kept in time, kept late, or never, and the case is closed then."""
    days = builder.seed.randint(4, 12)
    about = {"unit": builder.story.data["unit"], "due_days_after_received": days}
    builder.then(0, 2, PROMISED, **about, text="Et samlet svar")
    day = builder.day
    fate = builder.seed.choice(("in_time", "late", "never"))
    if fate != "never":
        builder.then(*((1, days - 3) if fate == "in_time" else (days + 3, days + 20)), KEPT, number=1)
        builder.day = day
    builder.then(1, 3, "note", text="Løftet er noteret.")


def moved_up(builder: ScenarioBuilder) -> None:
    """What looked like a clarification is a complaint in the end; and who it is from is put right."""
    builder.then(0, 2, "type", type="clarification")
    builder.then(0, 2, "inquirer")
    builder.then(1, 4, "type", type="complaint")


def sorted_at_once(builder: ScenarioBuilder) -> None:
    """Type, unit, points and handling, in one press."""
    builder.then(0, 1, "sorted")


def said_after_the_end(builder: ScenarioBuilder) -> None:
    """Somebody rings about a case that is closed, and it stays closed."""
    builder.then(
        1, 20, CONTACT, channel="phone", direction="in", other_side="citizen", text="Ringede for at sige tak."
    )


def left_half_written(builder: ScenarioBuilder) -> None:
    """The telephone rings in the middle of a sentence; mostly it is written to its end some days later."""
    builder.then(0, 1, DRAFT, text=HALF_WRITTEN)
    if builder.chance(70):
        builder.then(0, 4, "draft_used", text=f"{HALF_WRITTEN} ringer igen på fredag.")


def only_where_another(stories: Sequence[Story]) -> None:
    """Leave out a link in a year that has no other complaint by then, so that no step waits for a case."""
    for story in stories:
        others = [each.begins for each in stories if each is not story and comes_by_itself(each)]
        story.steps[:] = [
            (day, step)
            for day, step in story.steps
            if step["action"] != LINKED or any(begins < day for begins in others)
        ]


def comes_by_itself(story: Story) -> bool:
    """Whether a complaint begins on its day whatever becomes of others."""
    return not story.is_report and "from_report" not in story.data


def decide_at_once(stories: Sequence[Story], season: Season, seed: random.Random) -> None:
    """
    Let what several pages did be done by one: of a report outside the scheme everything from the assessment
    to the end, of an inquiry the answer and the end. Only where nothing else came in between.
    """
    for story in stories:
        actions = [step["action"] for _, step in story.steps]
        if "close" not in actions or "tried_to_close" in actions or "external-event" in actions:
            continue
        end = actions.index("close")
        first = _begin_of_the_end(story, actions, end)
        if first is not None and seed.randrange(100) < 60:
            day, step = story.steps[first]
            name = OUTSIDE_AT_ONCE if story.is_report else ANSWERED_AT_ONCE
            story.steps[first : end + 1] = [(day, {**step, "action": name})]


def _begin_of_the_end(story: Story, actions: Sequence[str], end: int) -> int | None:
    """Give the place from which nothing happens but what one page does, if there is one."""
    if not story.is_report:
        return end - 1 if end and actions[end - 1] == "answer" else None
    if "scope" not in actions or story.data["channel"] != "portal" or "external" in story.data:
        return None
    first = actions.index("scope")
    is_plain = set(actions[first + 1 : end]) <= {"disposition", "feedback"}
    return first if is_plain and story.steps[first][1]["scope"] == "outside" else None
