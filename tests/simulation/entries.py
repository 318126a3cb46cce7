"""
What stands in the registers of the office in a fictive year.

It is written and not drawn, and comes last, so that nothing else of the year changes with it.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from tests.simulation.scenario import Story
from tests.simulation.season import Season
from triage.cases.decisions.own_initiative import OWN_INITIATIVE
from triage.cases.register_kinds import RegisterKind
from triage.cli.demo.steps import DAY

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
SECTION = {"place": "opening", "heading": "Året", "text": "Mange ventede på svar."}
EXAMPLE = {"place": "complaints", "heading": "Et eksempel", "text": "En borger ventede i fire måneder."}
WRITTEN: tuple[tuple[int, str, dict[str, Any]], ...] = (
    (1, "account_section", {**SECTION, "number": 1}),
    (1, "account_section", {**SECTION, "number": 2, "place": "closing"}),
    (2, "account_left_out", {"number": 2}),
    (2, "account_example", {**EXAMPLE, "number": 3, "consent": "phone", "consented_days_after_received": -9}),
    (3, "account_comment_asked", {**BENEFITS, "answer_by_days_after_received": 14}),
    (9, "account_comment", {**BENEFITS, "text": "Vi har lagt en vagtplan."}),
    (10, "account_frozen", {}),
    (11, "account_published", {"days_later": 7}),
    (30, "account_withdrawn", {"text": "Et tal var forkert."}),
)


MARK = "uden-kvittering"
BOARD = {"summary_item": "Merudgifter", "decided_by": "appeals_board", "unit": "benefits"}
VISIT = {"summary_item": "Besøg på et bosted", "activity": "visit", "units": ["job_centre"]}
SOURCE = {"source_item": "Sekretariatet"}
MAYOR = {"summary_item": "Klager til borgmesteren", "measure": "number", "value": "214", **SOURCE}
SILENCE = {"summary_item": "Uden svar", "mark": MARK, "ordered_by": "council"}
WATCHED = {"summary_item": "Frister på hjemmesiden", "years_ago": 0}
Steps = tuple[tuple[int, str, dict[str, Any]], ...]
OTHERS: tuple[tuple[str, dict[str, Any], Steps], ...] = (
    ("appeal", {**BOARD, "result": "remanded", "remarks": ["no_answer"]}, ((50, "appeal_remade", {}),)),
    ("appeal", {**BOARD, "result": "rejected"}, ()),
    ("activity", {**VISIT, "meets_days_later": 28}, ((20, "activity_held", {"people": 9}),)),
    ("activity", {**VISIT, "meets_days_later": 14}, ((3, "activity_called_off", {"text": "Syg."}),)),
    ("external_figure", {**MAYOR, "years_ago": 1}, ((9, "figure_of_year", {"value": "160", **SOURCE}),)),
    ("ordered_count", SILENCE, ((99, "count_ended", {"text": "Slut."}),)),
    ("focus_point", WATCHED, ((40, "focus_moved", {}), (60, "focus_done", {"text": "De er der nu."}))),
)
"""An entry of each other register, and what becomes of it after so many working days."""


def enter(season: Season, told: Sequence[Story]) -> list[Story]:
    """
    Write the entries: recommendations that are followed to the end, repeated and recorded by mistake, and
    what stands in the other registers; what was taken up is ticked for the ordered count.
    """
    days = season.working_days
    for taken in [each for each in told if each.data["channel"] == OWN_INITIATIVE][:1]:
        taken.steps.append((taken.begins, {"action": "counts_ticked", DAY: 0, "marks": [MARK]}))
    return [
        *(
            _entry(f"{number:03}e", kind, days[10 + number], season, entry, *steps)
            for number, (kind, entry, steps) in enumerate(OTHERS)
        ),
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
        _entry("004r", "account", days[10], season, _last_year(season), *WRITTEN),
    ]


def _last_year(season: Season) -> dict[str, Any]:
    year = season.working_days[0].year - 1
    days = {"first_on": date(year, 1, 1), "last_on": date(year, 12, 31)}
    return {"summary_item": "Beretning", "profile": "betro", "covers": "both", "years_beside": 1, **days}


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
        story.steps.append((on, {"action": action, DAY: 0, **said}))
    return story
