"""The front page and the lists: what is due, what is new, what waits for others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, Never

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake.domain.translatable import N_
from intake.page.language import current
from triage.cases.roles import rights_of
from triage.office.decisions.pages import letter_url
from triage.office.decisions.presses import presses_of
from triage.office.presentation import labels
from triage.office.presentation.clock_choices import letter_name, titled
from triage.office.presentation.list_words import of_lines
from triage.office.request_context import organisation, seen_at, today, who
from triage.rules.codes import RuleKind
from triage.services.clock.alerting import HEARD, NEW
from triage.services.people.absences import NamedAbsence, named_absences
from triage.services.people.names import subject_names
from triage.services.views.day_groups import DayGroup, today_view
from triage.services.views.day_groups import group_page as day_group
from triage.services.views.lists import Group

NEWS: Mapping[str, str] = {
    NEW: N_("Something new has come in"),
    HEARD: N_("Something was added to a case"),
}
"""Alerts that no deadline raises."""


@dataclass(frozen=True, slots=True)
class Count:
    """How many cases stand in one state, with the link to their list."""

    scheme: str
    state: str
    group: Group[Never]
    url: str


def today_page() -> ResponseReturnValue:
    """Show an advisor the day; send everybody else to their own page."""
    home = rights_of(who().role).home
    if home != "today":
        return redirect(url_for(home), 303)
    view = today_view(organisation(), who(), now=seen_at())
    counts = [
        Count(
            labels.scheme(scheme),
            labels.state(state),
            Group((), number),
            url_for("cases", scheme=scheme, state=state),
        )
        for (scheme, state), number in sorted(view.counts.items())
    ]
    return render_template(
        "office/today.html",
        view=view,
        groups=view.groups,
        counts=counts,
        total=Group((), view.total),
        owed=Group((), view.owed),
        alerts_since=view.alerts_since,
        away=_away(),
        **_of_lines(),
    )


def _away() -> Sequence[NamedAbsence]:
    """Give who is away today; to those from outside the house says nothing of who works there."""
    if "people" not in rights_of(who().role).pages:
        return ()
    return [each for each in named_absences(organisation(), today=today()) if each.is_now]


def group_page(group: str) -> ResponseReturnValue:
    """Show one page of a group of the day by itself."""
    try:
        page = day_group(organisation(), who(), DayGroup(group), request.args.getlist("after"), now=seen_at())
    except ValueError:
        abort(404)
    return render_template(
        "office/day_group.html",
        name=group,
        group=page.group,
        onward=None if page.onward is None else url_for("today_group", group=group, after=page.onward),
        alerts_since=page.since,
        **_of_lines(),
    )


def _of_lines() -> dict[str, Any]:
    """Give what the lines of the day are written with."""
    names = subject_names(organisation(), current())
    return {
        **of_lines(),
        "letter_url": letter_url,
        "letter_name": letter_name,
        "rule_title": cache(lambda rule, subject="": titled(_rule_title(rule), subject, names)),
        "kind": cache(_kind),
        "presses_of": presses_of,
    }


def _rule_title(rule: str) -> str:
    return str(NEWS.get(rule) or organisation().rulebook.titles.get(rule, rule))


def _kind(rule: str) -> str:
    """The words for whose limit it is, where it is not the law's."""
    kind = organisation().rulebook.kind(rule, today())
    return "" if kind is None or kind is RuleKind.STATUTE else str(_(kind.words))
