"""A recommendation as an account counts it: codes and days, and the references of cases."""

from __future__ import annotations

from datetime import date

from msgspec import Struct


class CountableRecommendation(Struct, frozen=True, omit_defaults=True, tag="recommendation"):
    """
    One recommendation.

    Attributes:
        recommends: what is recommended, of the list `recommendation_types`.
        born_of: the references of the cases that it comes of.
        predecessor: the reference of the earlier one that it goes on from; *repeats* it.
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
    closed_on: date | None = None

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
