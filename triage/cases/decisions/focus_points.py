"""The register of focus points: what is looked at in a year, and what became of it."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar

from msgspec import Meta, Struct

from intake.contents.item_ref import ItemRef
from intake.domain.translatable import N_
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.decisions.registers import EntryBegun
from triage.cases.events import CaseEvent, Code, on_list
from triage.cases.fold import life_of
from triage.cases.guards import require_entry
from triage.cases.refusals import Refusal
from triage.cases.register_kinds import RegisterKind

Year = Annotated[int, Meta(ge=1, le=9999)]


class FocusPointSet(EntryBegun, frozen=True, kw_only=True, tag="focus_point:set/1"):
    """Something is looked at in a *year*."""

    year: Year
    theme: Annotated[Code, on_list("themes")] | None = None

    kind: ClassVar[RegisterKind] = RegisterKind.FOCUS_POINT
    typed: ClassVar[tuple[str, ...]] = ("theme",)
    sentence: ClassVar[str] = N_("A focus point of %(year)s")
    logged: ClassVar[str] = N_("A focus point was set")


class FocusPointMoved(CaseEvent, frozen=True, kw_only=True, tag="focus_point:moved/1"):
    """It is looked at in a later year too."""

    year: Year

    sentence: ClassVar[str] = N_("Moved on to %(year)s")
    logged: ClassVar[str] = N_("A focus point was moved on")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse what is done, and a year that is no later one."""
        _require_open(case)
        if self.year <= years_of(case)[-1]:
            raise Refusal("year_not_later", year=years_of(case)[-1])


class FocusPointDone(CaseEvent, frozen=True, kw_only=True, tag="focus_point:done/1"):
    """It is looked at no longer; *item* says what came of it."""

    item: ItemRef | None = None

    sentence: ClassVar[str] = N_("The focus point is done")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse what is done."""
        _require_open(case)

    def apply(self, case: Case) -> Case:
        """Be done with it."""
        return super().apply(case).with_(closed_on=self.day)


def _require_open(case: Case) -> None:
    require_entry(case, RegisterKind.FOCUS_POINT)
    if case.closed_on is not None:
        raise Refusal("focus_over")


def years_of(case: Case) -> tuple[int, ...]:
    """Give the years of a focus point in their order."""
    told = life_of(case).events
    return tuple(each.year for each in told if isinstance(each, FocusPointSet | FocusPointMoved))


class CountableFocus(Struct, frozen=True, omit_defaults=True, tag="focus_point"):
    """A focus point: in which years it was looked at, and when it was done with."""

    case: str
    on: date
    years: tuple[int, ...]
    theme: str | None = None
    done_on: date | None = None

    @property
    def kind(self) -> str:
        """The register that it stands in."""
        return "focus_point"

    @property
    def first_on(self) -> date:
        """The day on which it was set; the account of the year before its own tells of it in any case."""
        return min(self.on, date(self.years[0] - 1, 12, 31))

    @property
    def last_on(self) -> date | None:
        """The last day of its last year, where it is done."""
        return None if self.done_on is None else max(self.done_on, date(self.years[-1], 12, 31))


def countable_focus(case: Case, reference: str) -> CountableFocus:
    """Give what an account tells of a focus point."""
    begun = case.register.began
    assert isinstance(begun, FocusPointSet)
    return CountableFocus(reference, begun.day, years_of(case), begun.theme, case.closed_on)
