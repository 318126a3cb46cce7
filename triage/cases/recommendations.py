"""
What becomes of a recommendation, in the words that are stored of it, and as an account counts it: codes and
days, and the references of cases.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from intake.domain.translatable import N_, Worded


class RecommendationAnswer(Worded):
    """What a unit says to a recommendation."""

    ACCEPTED = "accepted", N_("Accepted")
    PARTLY = "partly", N_("Accepted in part")
    REJECTED = "rejected", N_("Rejected")
    NO_ANSWER = "no_answer", N_("No answer")


class WhatBecame(Worded):
    """What the citizens' adviser sees that became of a recommendation in a unit."""

    FOLLOWED = "followed", N_("Followed")
    PARTLY = "partly", N_("Followed in part")
    NOT_FOLLOWED = "not_followed", N_("Not followed")
    NOT_YET = "not_yet", N_("Not yet")


class ToldOnwardTo(Worded):
    """Whom the adviser tells that a recommendation is not followed."""

    DIRECTION = "direction", N_("The management")
    COMMITTEE = "committee", N_("A committee")
    COUNCIL = "council", N_("{Council}")


class PoliticalAnswer(Worded):
    """What was decided politically about a recommendation."""

    SUPPORTED = "supported", N_("Supported")
    NOTED = "noted", N_("Noted")
    NOT_SUPPORTED = "not_supported", N_("Not supported")
    OTHER = "other", N_("Another decision")


class CountableFollowUp(Struct, frozen=True, omit_defaults=True):
    """What became of a recommendation in one unit; None: nothing yet."""

    unit: str
    told_on: date
    answer: str | None = None
    answered_on: date | None = None
    reported_on: date | None = None
    result: str | None = None
    assessed_on: date | None = None


class CountableRecommendation(Struct, frozen=True, omit_defaults=True, tag="recommendation"):
    """
    One recommendation.

    Attributes:
        recommends: what is recommended, of the list `recommendation_types`.
        units: whom it was made for; none: the whole organisation. *told*: the units that were told of it.
        born_of: the references of the cases that it comes of.
        predecessor: the reference of the earlier one that it goes on from; *repeats* it.
        onward: to whom was told onward that it is not followed, and when, one after the other.
        decided: what was decided politically, by whom and when.
    """

    case: str
    on: date
    year: int
    number: int
    recommends: str
    theme: str | None = None
    units: tuple[str, ...] = ()
    born_of: tuple[str, ...] = ()
    is_pattern: bool = False
    predecessor: str | None = None
    repeats: bool = False
    told: tuple[CountableFollowUp, ...] = ()
    onward: tuple[tuple[date, str], ...] = ()
    decided: tuple[tuple[date, str, str], ...] = ()
    closed_on: date | None = None

    @property
    def called(self) -> str:
        """Its year and number, as people call it."""
        return f"{self.year}/{self.number}"

    @property
    def kind(self) -> str:
        """The register that it stands in."""
        return "recommendation"

    @property
    def first_on(self) -> date:
        """The day on which it was made."""
        return self.on

    @property
    def last_on(self) -> date | None:
        """The day on which nothing more was awaited of it; None while something is."""
        return self.closed_on
