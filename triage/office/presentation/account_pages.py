"""What the pages of an account are written with: its state, numbers and drawings, and where a number leads."""

from functools import partial
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from markupsafe import Markup

from intake.page.drawn import drawn
from intake.page.formats import plaindate
from triage.accounts.chart import chart
from triage.accounts.document import Grid, NumberShown
from triage.accounts.shown import percent_words, value_words
from triage.cases.case import Case
from triage.cases.decisions.year_accounts import account_begun, awaited, frozen, published


def state_words(case: Case) -> str:
    """Say how far an account has come: it is written, frozen, commented on, published."""
    public, freeze = published(case), frozen(case)
    if public is not None:
        return str(_("Published, to be read from %(day)s", day=plaindate(public.publish_on)))
    if awaited(case):
        return str(_("Waits for comments"))
    return str(_("Being written") if freeze is None else _("Frozen on %(day)s", day=plaindate(freeze.on)))


def period_words(case: Case) -> str:
    """Give the days that an account is of."""
    begun = account_begun(case)
    return str(_("%(first)s to %(last)s", first=plaindate(begun.first_on), last=plaindate(begun.last_on)))


def of_blocks(language: str, reference: str | None) -> dict[str, Any]:
    """
    Give what the parts of an account are written with.

    Args:
        reference: of the account whose numbers lead to their cases; None where none does.
    """
    return {
        "value": lambda number: value_words(number, language, _),
        "percent": lambda number: percent_words(number, language),
        "drawing": partial(_drawing, language),
        "figure_url": _leads_nowhere if reference is None else partial(_figure_url, reference),
    }


def _drawing(language: str, grid: Grid) -> Markup:
    found = chart(grid, language, _)
    return Markup("") if found is None else drawn(found.svg)


def _figure_url(
    reference: str, number: NumberShown, section: str, code: str, row: str = "", column: str = ""
) -> str:
    if not number.cases:
        return ""
    return url_for(
        "year_figure", reference=reference, section=section, code=code, row=row or None, column=column or None
    )


def _leads_nowhere(*_place: object) -> str:
    return ""
