"""
What stands in the registers of the office in a fictive year.

It is written and not drawn, and comes last, so that nothing else of the year changes with it.
"""

from datetime import date
from typing import Any

from tests.simulation.scenario import Story
from tests.simulation.season import Season
from triage.cases.register_kinds import RegisterKind

MADE = {
    "summary_item": "Svar inden en uge",
    "item": "Jeg anbefaler, at hver henvendelse bliver besvaret inden en uge.",
    "type": "processes",
    "units": ["benefits", "job_centre"],
}
BENEFITS, JOB_CENTRE = {"unit": "benefits"}, {"unit": "job_centre"}
FOLLOWED: tuple[tuple[int, str, dict[str, Any]], ...] = (
    (2, "recommendation_told", {"units": ["benefits", "job_centre"], "recipient": "Centerchefen"}),
    (12, "recommendation_answered", {**BENEFITS, "answer": "accepted"}),
    (15, "recommendation_answered", {**JOB_CENTRE, "answer": "rejected", "text": "Det kan vi ikke nå."}),
    (20, "recommendation_told_onward", {"to": "direction", "text": "Det følges ikke."}),
    (60, "recommendation_reported", {**BENEFITS, "text": "Vi har lagt en vagtplan."}),
    (80, "recommendation_assessed", {**BENEFITS, "result": "followed"}),
    (90, "recommendation_decided", {"decided_by": "council", "decided": "supported"}),
    (100, "recommendation_assessed", {**JOB_CENTRE, "result": "not_followed", "text": "Intet er sket."}),
    (101, "entry_closed", {"text": "Den gentages."}),
)


def enter(season: Season) -> list[Story]:
    """Write the entries: one that is followed to its end, one that repeats it, and one by mistake."""
    days = season.working_days
    return [
        _entry("001r", "recommendation", days[20], season, MADE, *FOLLOWED),
        _entry("002r", "recommendation", days[30], season, MADE, (1, "entry_withdrawn", {"text": "Fejl."})),
        _entry(
            "003r",
            "recommendation",
            days[-60],
            season,
            {**MADE, "predecessor": "entry 001r", "repeats": True, "units": ["job_centre"]},
            (1, "recommendation_told", {"units": ["job_centre"]}),
        ),
    ]


def _entry(
    name: str,
    kind: str,
    day: date,
    season: Season,
    entry: dict[str, Any],
    *steps: tuple[int, str, dict[str, Any]],
) -> Story:
    data = {"key": f"entry {name}", "channel": str(RegisterKind(kind)), "entry": entry}
    story = Story(name, data, is_report=False, handler="signe", received=day, begins=day)
    place = season.working_days.index(day)
    for later, action, said in steps:
        on = season.working_days[place + later]
        story.steps.append((on, {"action": action, "days_after_received": 0, **said}))
    return story
