"""
`routes.toml`: to whom a report or a complaint goes whose handlers are kept out.

    [[route]]
    code = "odsherred"
    names = { da = "Odsherred Kommunes whistleblowerenhed", en = "the whistleblower unit of Odsherred" }
    kind = "municipality"
    receives = ["reports"]
    valid_from = 2026-12-01

A route is the people of the role alternate who were enrolled with its code; nobody else's case comes to them.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Annotated

from intake.domain.languages import Text, words_in
from triage.rules.bitemporal import Dated
from triage.rules.constraints import Least, Like, Misfit
from triage.rules.tables import File, different

ROUTE = r"[a-z][a-z0-9_]{0,31}"
RouteCode = Annotated[str, Like(ROUTE, "at most 32 small letters, digits and underscores")]
LONGEST_NAME = 120
"""A name of a route stands on the portal as the title of who receives."""


class RouteKind(StrEnum):
    """Whose people they are."""

    MUNICIPALITY = "municipality"
    LAW_FIRM = "law_firm"
    COUNCIL = "council"


class Receives(StrEnum):
    """What a route takes."""

    REPORTS = "reports"
    COMPLAINTS = "complaints"


@dataclass(frozen=True, slots=True, kw_only=True)
class AlternateRoute(Dated):
    """One route: what the portal calls it, whose people they are, and what comes to them."""

    code: RouteCode
    names: Text
    kind: RouteKind
    receives: Annotated[frozenset[Receives], Least(1)]

    def check(self) -> None:
        """Refuse a time that ends before it begins, and a name that is longer than a line of the portal."""
        Dated.check(self)
        if any(len(each) > LONGEST_NAME for each in self.names.values()):
            raise Misfit(f"a name has at most {LONGEST_NAME} characters", "names")

    def name(self, language: str) -> str:
        """The name in a language, else in another."""
        return words_in(self.names, language)


@dataclass(frozen=True, slots=True)
class Routes:
    """Every route there is or was, by code."""

    by_code: Mapping[str, AlternateRoute] = field(default_factory=dict)

    def on(self, day: date) -> dict[str, AlternateRoute]:
        """Those of a day by code, in the order in which they are written."""
        return {code: each for code, each in self.by_code.items() if each.holds(day)}


def read_routes(file: File) -> Routes:
    """Every `[[route]]` of a file; none where it has none. Raises RulebookError with file and line."""
    file.only("route")
    return Routes(different(file.rows("route", AlternateRoute), "code"))
