"""
The register of figures from elsewhere, year by year and each with its source: inhabitants, complaints to the
mayor, those exempt from digital post.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_, Worded
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.registers import EntryBegun
from triage.cases.events import CaseEvent, Code
from triage.cases.fold import life_of
from triage.cases.guards import require_entry, require_item
from triage.cases.register_kinds import RegisterKind

Year = Annotated[int, Meta(ge=1, le=9999)]
Number = Annotated[str, Meta(pattern=r"^-?[0-9]{1,12}(?:\.[0-9]{1,4})?\Z")]
"""A number with a full stop before its decimals; stored as it was typed, so that nothing is rounded."""


class Measure(Worded):
    """What a figure is measured in."""

    NUMBER = "number", N_("number")
    PERCENT = "percent", N_("percent")
    DAYS = "days", N_("days")
    KRONER = "kroner", N_("kroner")
    OTHER = "other", N_("another measure")


class FigureBegun(EntryBegun, frozen=True, kw_only=True, tag="external_figure:begun/1"):
    """
    A figure from elsewhere is kept from now on, with its first year.

    Attributes:
        code: by which a counting profile names it.
        year, value, source_item: its first value, and where that is from.
    """

    measure: Measure
    year: Year
    value: Number
    source_item: ItemRef
    code: Code | None = None

    kind: ClassVar[RegisterKind] = RegisterKind.EXTERNAL_FIGURE
    typed: ClassVar[tuple[str, ...]] = ("measure",)
    sentence: ClassVar[str] = N_("A figure from elsewhere: %(figure)s in %(year)s")
    logged: ClassVar[str] = N_("A figure from elsewhere was registered")

    def check(self, case: Case | None, context: CheckContext) -> None:
        """Refuse one without its name or its source."""
        super().check(case, context)
        require_item(self.source_item, "source")

    @property
    def figure(self) -> Decimal:
        """Its first value."""
        return Decimal(self.value)


class FigureRecorded(CaseEvent, frozen=True, kw_only=True, tag="external_figure:recorded/1"):
    """The figure of another year, or a better one of the same; *source_item* says where it is from."""

    year: Year
    value: Number
    source_item: ItemRef

    sentence: ClassVar[str] = N_("The figure of %(year)s: %(figure)s")
    logged: ClassVar[str] = N_("A figure from elsewhere was registered")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse anything but a figure from elsewhere, and one without its source."""
        require_entry(case, RegisterKind.EXTERNAL_FIGURE)
        require_item(self.source_item, "source")

    @property
    def figure(self) -> Decimal:
        """Its value."""
        return Decimal(self.value)


class FigureOfYear(Struct, frozen=True):
    """The value of one year."""

    year: int
    value: Decimal


class CountableFigure(Struct, frozen=True, omit_defaults=True, tag="external_figure"):
    """A figure from elsewhere, by its years."""

    case: str
    on: date
    measure: str
    values: tuple[FigureOfYear, ...]
    code: str | None = None

    @property
    def kind(self) -> str:
        """The register that it stands in."""
        return "external_figure"

    @property
    def first_on(self) -> date:
        """The first day of its first year."""
        return date(min(each.year for each in self.values), 1, 1)

    @property
    def last_on(self) -> date | None:
        """None: the next year follows."""
        return None

    def of(self, year: int) -> Decimal | None:
        """Give the value of a year."""
        return next((each.value for each in self.values if each.year == year), None)


def countable_figure(case: Case, reference: str) -> CountableFigure:
    """Give what is counted of a figure from elsewhere: of each year what was recorded last."""
    begun = case.register.began
    assert isinstance(begun, FigureBegun)
    recorded = [each for each in life_of(case).events if isinstance(each, FigureBegun | FigureRecorded)]
    years = {each.year: each.figure for each in recorded}
    return CountableFigure(
        case=reference,
        on=begun.day,
        measure=begun.measure,
        values=tuple(FigureOfYear(year, years[year]) for year in sorted(years)),
        code=begun.code,
    )
