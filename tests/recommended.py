"""A recommendation in a test, and what is refused of an entry in a register: one story for each code."""

from collections.abc import Callable

from tests.story import Story
from triage.cases.decisions.recommendation_follow_up import (
    RecommendationAnswered,
    RecommendationDecided,
    RecommendationEscalated,
    RecommendationTold,
)
from triage.cases.decisions.recommendations import RecommendationBegun
from triage.cases.decisions.registers import EntryClosed, EntryWithdrawn
from triage.cases.recommendations import PoliticalAnswer, RecommendationAnswer, ToldOnwardTo
from triage.cases.refusals import Refusal

MON, TUE = "Mon 2027-02-01", "Tue 2027-02-02"
MADE = {"year": 2027, "number": 1, "type": "teaching", "units": ("schools",), "theme": "no_answer"}


def recommended(**given: object) -> Story:
    """One recommendation, made on Monday 1 February 2027."""
    return Story().then(RecommendationBegun, on=MON, **{**MADE, **given})


def told_of(*units: str) -> Story:
    """The same, told to units on that day."""
    return recommended().then(RecommendationTold, on=MON, units=units)


ENTRIES: dict[str, Callable[[], Refusal]] = {
    "entry_withdrawn": lambda: recommended().then(EntryWithdrawn, on=TUE).refused(EntryClosed, on=TUE),
    "recommendation_missing": lambda: Story().refused(RecommendationBegun, on=MON, **MADE, item=""),
    "repeats_nothing": lambda: Story().refused(RecommendationBegun, on=MON, **MADE, repeats=True),
    "told_nobody": lambda: recommended().refused(RecommendationTold, on=MON, units=()),
    "unit_told_before": lambda: told_of("schools").refused(RecommendationTold, on=TUE, units=("schools",)),
    "unit_not_told": lambda: told_of("schools").refused(
        RecommendationAnswered, on=TUE, unit="roads", answer=RecommendationAnswer.ACCEPTED
    ),
    "nothing_unfollowed": lambda: told_of("schools").refused(
        RecommendationEscalated, on=TUE, to=ToldOnwardTo.COUNCIL
    ),
    "not_political": lambda: recommended().refused(
        RecommendationDecided, on=TUE, decided_by=ToldOnwardTo.DIRECTION, decided=PoliticalAnswer.NOTED
    ),
}
"""By what each is refused with."""
