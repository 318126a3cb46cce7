"""The front page and the lists: what is due, what is new, what waits for others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Never

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake.domain.schemes import Schemes
from intake.domain.translatable import N_
from intake.page.language import current
from triage.cases.roles import rights_of
from triage.cases.vocabulary import ONLY_COMPLAINTS, ONLY_REPORTS, State
from triage.office.decisions.pages import letter_url
from triage.office.presentation import labels
from triage.office.presentation.clock_choices import letter_name
from triage.office.request_context import organisation, seen_at, today, who
from triage.rules.codes import RuleKind, Scheme
from triage.services.clock.alerting import HEARD, NEW
from triage.services.people.names import subject_names
from triage.services.views.case_view import is_there
from triage.services.views.day_groups import DayGroup, today_view
from triage.services.views.day_groups import group_page as day_group
from triage.services.views.lists import Filters, Group, Place, case_list

NEWS: Mapping[str, str] = {
    NEW: N_("Something new has come in"),
    HEARD: N_("Something was added to a case"),
}
"""Alerts that no deadline raises."""
UNANSWERED = "unanswered"


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
        total=Group((), sum(view.counts.values())),
        alerts_since=view.alerts_since,
        **_of_lines(),
    )


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


def _of_cases() -> dict[str, Any]:
    """Give what lines of cases are written with."""
    return {
        "today": today(),
        "now": seen_at(),
        "scheme_label": cache(labels.scheme),
        "state_label": cache(labels.state),
        "labels": labels,
    }


def _of_lines() -> dict[str, Any]:
    """Give what the lines of the day are written with."""
    return {
        **_of_cases(),
        "letter_url": letter_url,
        "letter_name": letter_name,
        "rule_title": cache(_rule_title),
        "kind": cache(_kind),
        "subjects": subject_names(organisation(), current()),
    }


def cases_page() -> ResponseReturnValue:
    """Show one page of the cases that this person may see."""
    filters = _filters()
    wanted = request.args.get("reference", "").strip().upper()
    if wanted and is_there(organisation(), who(), wanted, today=today()):
        return redirect(url_for("case", reference=wanted), 303)
    page = case_list(organisation(), who(), filters, after=_after(), today=today())
    return render_template(
        "office/cases.html",
        not_there=bool(wanted),
        page_of=page,
        caption=_caption(filters),
        onward=None if page.onward is None else _next_url(page.onward),
        states=[state for state in State if state not in _never(organisation().settings.schemes)],
        schemes=_run(organisation().settings.schemes),
        chosen={name: request.args.get(name, "") for name in ("scheme", "state", "show", "reference")},
        **_of_cases(),
    )


def _run(takes: Schemes) -> list[Scheme]:
    """Give the schemes that the organisation runs; reports of the external one come with the reports."""
    return [each for each in Scheme if (takes.complaints if each is Scheme.COMPLAINTS else takes.reports)]


def _never(takes: Schemes) -> frozenset[State]:
    """Give the states that no case of the organisation stands in."""
    if takes.reports:
        return frozenset() if takes.complaints else ONLY_COMPLAINTS
    return ONLY_REPORTS


def _caption(filters: Filters) -> str:
    """Say in which order the list stands; see `triage.store.case_lists.case_page`."""
    if filters.is_open:
        return str(_("Cases, the most pressing first"))
    if filters.is_open is False:
        return str(_("Closed cases, the last one closed first"))
    return str(_("Cases, the most pressing first and the closed ones last"))


def _next_url(place: Place) -> str:
    values: dict[str, Any] = dict(request.args.items())
    values |= {"due": place.due, "closed": place.closed, "after": place.reference}
    return url_for("cases", **values)


def _filters() -> Filters:
    scheme, state, shown = (request.args.get(name) or None for name in ("scheme", "state", "show"))
    takes = organisation().settings.schemes
    if scheme not in {None, *_run(takes)} or state not in {None, *State} - _never(takes):
        abort(404)
    is_open = {"closed": False, "all": None, UNANSWERED: None}.get(shown or "", True)
    if state is not None and shown == "all":
        # Whatever is in a state other than closed is open, and its list has an index.
        is_open = True
    return Filters(
        scheme=scheme,
        state=state,
        is_open=False if state == State.CLOSED else is_open,
        waits=True if shown == "waiting" else None,
        unanswered=shown == UNANSWERED,
    )


def _after() -> Place | None:
    reference = request.args.get("after")
    if not reference:
        return None
    due, closed = (request.args.get(name) for name in ("due", "closed"))
    try:
        until = date.fromisoformat(due) if due else None
        return Place(until, date.fromisoformat(closed) if closed and until is None else None, reference)
    except ValueError:
        abort(404)


def _rule_title(rule: str) -> str:
    return str(_(NEWS.get(rule) or organisation().rulebook.titles.get(rule, rule)))


def _kind(rule: str) -> str:
    """The words for whose limit it is, where it is not the law's."""
    kind = organisation().rulebook.kind(rule, today())
    return "" if kind is None or kind is RuleKind.STATUTE else str(_(kind.words))
