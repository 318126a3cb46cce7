"""A decision of an appeals body over the municipality, as an account counts it: codes and days."""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from intake.domain.translatable import N_, Worded


class DecidingBody(Worded):
    """Who decided over an appeal."""

    APPEALS_BOARD = "appeals_board", N_("The National Board of Appeal")
    SPECIAL_EDUCATION_BOARD = "special_education_board", N_("The Complaints Board for Special Education")
    PLANNING_BOARD = "planning_board", N_("The Planning Appeals Board")
    OTHER_BODY = "other_body", N_("Another body")


class AppealResult(Worded):
    """What became of the decision of the municipality."""

    UPHELD = "upheld", N_("Upheld unchanged")
    CHANGED = "changed", N_("Changed")
    ANNULLED = "annulled", N_("Annulled")
    REMANDED = "remanded", N_("Remanded")
    REJECTED = "rejected", N_("The appeal was dismissed")
    WITHDRAWN = "withdrawn", N_("The appeal was withdrawn")

    @property
    def is_on_merits(self) -> bool:
        """Whether the body decided the matter; what it did not decide is left out of every base."""
        return self not in (AppealResult.REJECTED, AppealResult.WITHDRAWN)


class CountableAppeal(Struct, frozen=True, omit_defaults=True, tag="appeal"):
    """
    One decision of an appeals body over a unit of the municipality, and the themes of its remarks.

    *remade_on* is the day on which the unit had decided anew what was remanded, *born_of* the references of
    the cases that it is about.
    """

    case: str
    on: date
    body: str
    unit: str | None = None
    result: str | None = None
    remarks: tuple[str, ...] = ()
    remarked: bool | None = None
    remade_on: date | None = None
    born_of: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """The register that it stands in."""
        return "appeal"

    @property
    def first_on(self) -> date:
        """The day that it is counted by."""
        return self.on

    @property
    def last_on(self) -> date | None:
        """The same day."""
        return self.on
