"""Two pages of the year: what more people than usual come with, and what is to be done before the account."""

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.page.language import current
from triage.accounts.patterns import LEAST, SPANS, TIMES
from triage.accounts.stale import StaleKind
from triage.office.presentation import labels
from triage.office.presentation.list_words import of_lines
from triage.office.request_context import organisation, today, who
from triage.rules.codes import Scheme
from triage.services.views.year_panels import pattern_panel, stale_groups


def patterns_page() -> ResponseReturnValue:
    """Show what more people than usual came with, a part for each span of days."""
    found = pattern_panel(organisation(), who(), today=today())
    return render_template(
        "office/year_patterns.html",
        spans={days: [each for each in found if each.days == days] for days in SPANS},
        least=LEAST,
        times=TIMES,
        theme_name=lambda code: labels.theme(Scheme.COMPLAINTS, code),
        unit_names=organisation().units.names(current()),
    )


def stale_page() -> ResponseReturnValue:
    """Show what lies still, each kind by itself; or one kind of it, from a place on."""
    only, skip = request.args.get("kind"), request.args.get("after", "0")
    if (only is not None and only not in set(StaleKind)) or not (skip.isascii() and skip.isdecimal()):
        abort(404)
    kind = None if only is None else StaleKind(only)
    groups = stale_groups(organisation(), who(), only=kind, skip=int(skip) if kind else 0, today=today())
    return render_template("office/year_stale.html", groups=groups, only=kind, onward=_onward, **of_lines())


def _onward(kind: StaleKind, skip: int) -> str:
    return url_for("year_stale", kind=kind, after=skip)
