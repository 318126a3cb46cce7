"""The registers whose columns are those of the account: appeals decisions, activities and the rest."""

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import Any

from flask_babel import gettext

from intake.domain.translatable import N_
from intake.page.language import current
from triage.accounts.entry_lists import (
    ACTIVITIES,
    APPEALS,
    FIGURES,
    FOCUS_POINTS,
    ORDERS,
    EntryWords,
    Listing,
    Write,
)
from triage.accounts.results import AccountPeriod
from triage.cases.register_kinds import RegisterKind
from triage.office.presentation.register_description import Column, Register
from triage.office.request_context import organisation, today
from triage.rules.code_lists import CodeLists


def _words() -> EntryWords:
    year, content = today().year, organisation()
    period = AccountPeriod(date(year, 1, 1), date(year, 12, 31))
    return EntryWords(CodeLists(content.taxonomy, content.units), current(), gettext, {}, period)


def _written(write: Write, entry: Any) -> str:
    return write(entry, _words())


def _no_units(_entry: Any) -> Sequence[str]:
    return ()


def _register(
    kind: RegisterKind,
    name: str,
    listing: Listing,
    intro: str,
    begin: str,
    units: Callable[[Any], Sequence[str]] = _no_units,
    *,
    of_complaints: bool = False,
) -> Register:
    columns = tuple(Column(head, partial(_written, write)) for head, write in listing.columns.items())
    return Register(kind, name, listing.title, intro, begin, columns, units, of_complaints=of_complaints)


LISTED = (
    _register(
        RegisterKind.APPEAL,
        "appeals",
        APPEALS,
        N_("What appeals bodies have decided over the municipality, whatever the result."),
        N_("New decision of an appeals body"),
        lambda each: [each.unit] if each.unit else [],
        of_complaints=True,
    ),
    _register(
        RegisterKind.ACTIVITY,
        "activities",
        ACTIVITIES,
        N_("Status meetings, teaching, visits and the rest, planned and held."),
        N_("New activity"),
        lambda each: each.units,
    ),
    _register(
        RegisterKind.EXTERNAL_FIGURE,
        "figures",
        FIGURES,
        N_("What others have counted and the account is read beside, with where it is from."),
        N_("New figure from elsewhere"),
    ),
    _register(
        RegisterKind.ORDERED_COUNT,
        "counts",
        ORDERS,
        N_("What somebody has ordered you to count for a time. Inquiries are ticked for it."),
        N_("New ordered count"),
        of_complaints=True,
    ),
    _register(
        RegisterKind.FOCUS_POINT,
        "focus",
        FOCUS_POINTS,
        N_("What you look at in a year, and what became of it."),
        N_("New focus point"),
    ),
)
