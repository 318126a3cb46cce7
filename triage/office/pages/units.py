"""The units, and the page of each: what it owes, how long it takes to answer, and which reminder is ready."""

from typing import Any

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.page.language import current
from triage.cases.owed_by_units import OwedByUnit
from triage.office.decisions.chase_form import REMINDS
from triage.office.presentation.list_words import of_lines
from triage.office.request_context import organisation, today, who
from triage.rules.units import Unit
from triage.services.views import units
from triage.services.views.lists import Group


def list_page() -> ResponseReturnValue:
    """Show every unit with how much there is of it."""
    found = units.unit_lines(organisation(), who(), language=current(), today=today())
    return render_template("office/units.html", lines=found, **of_units())


def unit_page(unit: str) -> ResponseReturnValue:
    """Show one unit."""
    try:
        shown = units.unit_page(organisation(), who(), unit, request.args.getlist("after"), today=today())
    except (KeyError, ValueError):
        abort(404)
    onward = None if shown.onward is None else url_for("unit", unit=unit, after=shown.onward)
    return render_template("office/unit.html", shown=shown, onward=onward, **of_units())


def of_units() -> dict[str, Any]:
    """Give what the lines about units are written with."""
    return {
        **of_lines(),
        "unit_title": _title,
        "reminds": REMINDS.get,
        "chase_url": chase_url,
        "counted": lambda number: Group((), number),
    }


def chase_url(reference: str, owed: OwedByUnit) -> str:
    """Give the address of the letter that is ready."""
    return url_for("decide", reference=reference, what="chase", unit=owed.unit)


def _title(unit: Unit) -> str:
    return unit.name(current())
