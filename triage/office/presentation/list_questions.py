"""
What a list of cases is asked for: the questions of its form, each with the answers that it may have.

An answer is a code or a day, so that an address, a kept list and a bookmark say nothing of anybody.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from flask import abort
from flask_babel import gettext as _

from intake.domain.schemes import Schemes
from intake.page.formats import plaindate
from intake.page.language import current
from triage.cases.vocabulary import ONLY_COMPLAINTS, ONLY_REPORTS, State
from triage.office.presentation import labels
from triage.office.request_context import organisation, today, who
from triage.rules.codes import Scheme
from triage.services.people.names import advisor_names
from triage.services.views.lists import Code, Day, Filters, Sort, When

MINE = "mine"
DAY, DAYS = "day", ("from", "to")
SORT = "sort"
NAMED = "named"
"""The number under which the session remembers the name that a list is asked for; no list is kept with it."""


@dataclass(frozen=True, slots=True)
class Question:
    """One question of the form: the name of its field, what it asks, and what stands there if it is open."""

    name: str
    label: str
    nothing: str
    choices: Mapping[str, str]

    @property
    def is_asked(self) -> bool:
        """Whether there is anything to choose: one answer is none, unless something else stands there."""
        return len(self.choices) > 1 or self.name == DAY


def questions() -> tuple[Question, ...]:
    """Give the questions that this organisation's lists can be asked."""
    takes = organisation().settings.schemes
    shows: dict[str, str] = {
        "unanswered": _("Cases that wait for our answer"),
        "waiting": _("Cases that wait for others"),
        "closed": _("Closed cases"),
        "all": _("Open and closed"),
    }
    dates: dict[str, str] = {
        When.OVERDUE: _("Overdue"),
        When.SOON: _("Within 7 days"),
        When.LATER: _("Later"),
        When.UNDATED: _("No date"),
    }
    schemes: dict[str, str] = {each: labels.scheme(each) for each in run(takes)}
    states: dict[str, str] = {each: labels.state(each) for each in State if each not in _never(takes)}
    handlers = {MINE: _("Mine"), **advisor_names(organisation(), today())}
    asked = [
        Question("show", _("Show"), _("Open cases"), shows),
        Question("scheme", _("Kind"), _("All kinds"), schemes),
        Question("state", _("State"), _("All states"), states),
        Question("when", _("Next date"), _("All dates"), dates),
        Question("handler", _("Handler"), _("Everybody"), handlers),
    ]
    # Their order is that of the lists that people keep.
    if takes.complaints:
        asked.append(Question("unit", _("{Bare_unit}"), _("All"), organisation().units.names(current())))
    asked.append(Question("theme", _("Theme"), _("All"), _themes(takes)))
    if takes.complaints:
        types = labels.terms_of(lambda lists: lists.inquiry_types)
        asked.append(Question("type", _("Type"), _("All"), dict(types())))
    # It stands beside the two days that it is asked of.
    asked.append(Question(DAY, _("Which day"), _("Received"), {Day.CLOSED: _("Closed")}))
    return tuple(asked)


def _themes(takes: Schemes) -> dict[str, str]:
    """Give the themes of what the organisation takes; a code that both lists have is asked for once."""
    told = {each.value: each.label for each in labels.themes()} if takes.complaints else {}
    of_reports = labels.terms_of(lambda lists: lists.report_themes)() if takes.reports else ()
    return told | {code: words for code, words in of_reports if code not in told}


def run(takes: Schemes) -> list[Scheme]:
    """Give the schemes that the organisation runs; reports of the external one come with the reports."""
    cases = (each for each in Scheme if each is not Scheme.REGISTER)
    return [each for each in cases if (takes.complaints if each is Scheme.COMPLAINTS else takes.reports)]


def _never(takes: Schemes) -> frozenset[State]:
    """Give the states that no case of the organisation stands in."""
    if takes.reports:
        return frozenset() if takes.complaints else ONLY_COMPLAINTS
    return ONLY_REPORTS


def chosen_of(values: Mapping[str, str], asked: Sequence[Question]) -> dict[str, str]:
    """
    Give what was chosen, without what was not, in one order for ever; what cannot be chosen is not found. Who
    asks for the day of closing asks for closed cases.
    """
    names = {each.name: each.choices for each in asked}
    given = {**values, "show": "closed"} if values.get(DAY) == Day.CLOSED else values
    found = {name: value for name in (*names, *DAYS, SORT, NAMED) if (value := given.get(name, "").strip())}
    # "Open cases" is what is shown where nothing is chosen.
    if found.get("show") == "open":
        del found["show"]
    for name, value in found.items():
        if name in names and value not in names[name]:
            abort(404)
    return found


def filters_of(chosen: Mapping[str, str]) -> Filters:
    """Give the filters that were chosen; a day that is none, or an order that there is not, is not found."""
    shown, state, handler = (chosen.get(name) for name in ("show", "state", "handler"))
    order = chosen.get(SORT, Sort.DUE)
    try:
        first, last = (date.fromisoformat(chosen[name]) if name in chosen else None for name in DAYS)
        sort = Sort(order.removeprefix("-"))
    except ValueError:
        abort(404)
    filters = Filters(
        scheme=chosen.get("scheme"),
        is_open={"closed": False, "all": None, "unanswered": None}.get(shown or "", True),
        state=state,
        waits=True if shown == "waiting" else None,
        unanswered=True if shown == "unanswered" else None,
        when=When(chosen["when"]) if "when" in chosen else None,
        unit=chosen.get("unit"),
        themes=_with_its_own(chosen["theme"]) if "theme" in chosen else None,
        type=chosen.get("type"),
        handler=None if handler is None else who().handle if handler == MINE else bytes.fromhex(handler),
        day=Day(chosen.get(DAY, Day.RECEIVED)),
        first=first,
        last=last,
        sort=sort,
        reverse=order.startswith("-"),
    )
    if state is None:
        return filters
    # Whatever is in a state other than closed is open, and its list has an index.
    is_open = True if shown == "all" else filters.is_open
    return replace(filters, is_open=False if state == State.CLOSED else is_open)


def _with_its_own(theme: str) -> tuple[str, ...]:
    """Give a theme and those below it: who asks for the one asks for all of them."""
    return (theme, *(each.code for each in labels.taxonomy().themes.values() if each.theme == theme))


def codes_of(sort: Sort) -> Sequence[Code]:
    """
    Give what the column that a list is sorted by may hold, in the order of the municipality's own list, or
    colleagues by their names.
    """
    lists = labels.taxonomy()
    if sort is Sort.HANDLER:
        names = advisor_names(organisation(), today())
        return tuple(bytes.fromhex(each) for each in sorted(names, key=lambda each: names[each].casefold()))
    known: Mapping[Sort, Sequence[str]] = {
        Sort.STATE: list(State),
        Sort.UNIT: list(organisation().units.names(current())),
        Sort.THEME: [*lists.themes, *lists.report_themes],
        Sort.TYPE: list(lists.inquiry_types),
    }
    return tuple(known.get(sort, ()))


def words_of(chosen: Mapping[str, str], asked: Sequence[Question]) -> str:
    """Say in words what was chosen, which is what a kept list is called."""
    said = [each.choices[chosen[each.name]] for each in asked if each.name in chosen]
    said += [
        str(words) % {"date": plaindate(date.fromisoformat(chosen[name]))}
        for name, words in (("from", _("from %(date)s")), ("to", _("to %(date)s")))
        if name in chosen
    ]
    return ", ".join(said) or str(_("Open cases"))
