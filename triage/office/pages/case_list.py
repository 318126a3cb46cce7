"""The list of cases, one line each: chosen, sorted, kept under its own words, and taken out as a file."""

from collections.abc import Callable, Mapping
from datetime import date
from urllib.parse import parse_qsl, urlencode

from flask import Response, abort, redirect, render_template, request, stream_with_context, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake.page.formats import number
from triage.office.forms import OfficeForm
from triage.office.pages.search import LONGEST
from triage.office.presentation import labels
from triage.office.presentation.list_questions import (
    NAMED,
    SORT,
    Question,
    chosen_of,
    codes_of,
    filters_of,
    questions,
    run,
    words_of,
)
from triage.office.presentation.list_words import of_lines
from triage.office.request_context import office, organisation, seen_at, session, today, who
from triage.rules.codes import Scheme
from triage.services.views import kept_lists
from triage.services.views.by_name import NAMED as NAMES_LISTED
from triage.services.views.by_name import SORTED as NAMES_SORTED
from triage.services.views.list_export import ListSheet, export
from triage.services.views.lists import CaseLine, Filters, Names, NamesNote, Place, Sort, case_list

AFTER = ("part", "on", "after")


def cases_page() -> ResponseReturnValue:
    """Show one page of the cases that this person may see."""
    asked = questions()
    chosen = chosen_of(request.args, asked)
    filters = filters_of(chosen)
    named = _named(chosen)
    try:
        page = case_list(
            organisation(),
            who(),
            filters,
            after=_after(),
            now=seen_at(),
            codes=codes_of(filters.sort),
            names=_names(named),
        )
    except ValueError:
        abort(404)
    kept = kept_lists.kept(organisation(), who())
    takes = organisation().settings.schemes
    # Who runs one side of the house is not asked which.
    untold = () if takes.reports and takes.complaints else ("scheme",)
    return render_template(
        "office/cases.html",
        page_of=page,
        caption=_caption(filters),
        onward=None if page.onward is None else _next_url(chosen, page.onward),
        questions=[each for each in asked if each.is_asked and each.name not in untold],
        chosen=chosen,
        words=words_of(chosen, asked),
        orders=_orders(chosen, filters),
        kept=[_kept(each, asked) for each in kept],
        is_kept=urlencode(_without(chosen, NAMED)) in kept,
        named=named,
        said=_said(page.said, filters, forgotten=NAMED in chosen and not named),
        may_export=_is_of_complaints(filters),
        closed=filters.is_open is False,
        form=OfficeForm(formdata=None),
        **of_lines(),
    )


def by_name() -> ResponseReturnValue:
    """Remember the name that a list is asked for, and show the list under a number."""
    chosen = _without(chosen_of(request.form, questions()), NAMED)
    filters_of(chosen)
    if text := request.form.get("name", "").strip()[:LONGEST]:
        chosen[NAMED] = str(session().visits.seek(text))
    return redirect(_url(chosen), 303)


def _named(chosen: Mapping[str, str]) -> str:
    """Give the name that a list is asked for; empty where there is none, or where it is forgotten."""
    asked = chosen.get(NAMED, "")
    return session().visits.sought(int(asked)) if asked.isdecimal() and len(asked) <= LONGEST else ""


def _names(sought: str) -> Names | None:
    """Give what this session knows of names; nothing where its person holds no cases."""
    known = session().memory
    return None if known is None else Names(known, sought)


def _said(said: NamesNote | None, filters: Filters, *, forgotten: bool) -> str:
    """Say why a list does not stand by names, or has not all of a name."""
    if forgotten:
        return str(_("The name is forgotten. Write it again."))
    if said is None:
        return ""
    if said is NamesNote.TOO_COMMON:
        return str(_("More than %(num)s cases have such a name. Write more of it.", num=number(NAMES_LISTED)))
    if said is NamesNote.TOO_MANY:
        most = number(NAMES_SORTED)
        return str(_("More than %(num)s cases cannot be sorted by name. Choose fewer.", num=most))
    if filters.sort is Sort.NAME:
        return str(_("Names are still being read: the list stands by date. Show it again in a moment."))
    return str(_("Names are still being read: some cases may be missing. Show the list again in a moment."))


def export_list() -> ResponseReturnValue:
    """
    Send every line of a list of complaints as a file; there is none of reports. It is a POST, because leaving
    Betro is written into the audit log.
    """
    chosen = chosen_of(request.form, questions())
    filters = filters_of(chosen)
    if not _is_of_complaints(filters):
        abort(404)
    visit, reader = session(), who()
    coming = export(
        organisation(),
        reader,
        filters,
        ListSheet(_heads(), _cells(), _("The list is not whole: you have signed out.")),
        codes=codes_of(filters.sort),
        names=_names(_named(chosen)),
        clock=office().clock.now,
        is_here=lambda: visit.who is reader,
    )
    response = Response(stream_with_context(coming), content_type="text/csv; charset=utf-8")
    called = _("cases-%(date)s.csv", date=today().isoformat())
    response.headers["Content-Disposition"] = f'attachment; filename="{called}"'
    return response


def _heads() -> list[str]:
    return [
        _("Case reference"),
        _("What it is about"),
        _("{Bare_unit}"),
        _("Theme"),
        _("Name"),
        _("Type"),
        _("State"),
        _("Handler"),
        _("Received"),
        _("Next date"),
        _("Closed"),
    ]


def _cells() -> Callable[[CaseLine], list[str]]:
    words = of_lines()

    def cells(line: CaseLine) -> list[str]:
        row = line.row
        days = (row.received_on, row.next_due_strict, row.closed_on)
        return [
            row.case_reference,
            line.words,
            words["unit_name"](row),
            words["theme_name"](row.scheme, row.theme),
            line.first_name,
            words["type_name"](row),
            labels.state(row.state),
            words["handler_name"](row),
            *("" if day is None else f"{day:%d-%m-%Y}" for day in days),
        ]

    return cells


def _is_of_complaints(filters: Filters) -> bool:
    """Whether a list can hold no report."""
    return (filters.scheme or "") == Scheme.COMPLAINTS or run(organisation().settings.schemes) == [
        Scheme.COMPLAINTS
    ]


def keep() -> ResponseReturnValue:
    """Keep a list under its own words, without a name."""
    chosen = _without(chosen_of(request.form, questions()), NAMED)
    filters_of(chosen)
    if not kept_lists.keep(organisation(), who(), urlencode(chosen)):
        session().setdefault("notices", []).append("too_many_lists")
    return redirect(_url(chosen), 303)


def let_go() -> ResponseReturnValue:
    """Keep a list no longer."""
    chosen = _without(chosen_of(request.form, questions()), NAMED)
    kept_lists.let_go(organisation(), who(), urlencode(chosen))
    return redirect(_url(chosen), 303)


def _kept(filters: str, asked: tuple[Question, ...]) -> dict[str, str]:
    """Give a kept list as a link; of a code that is no longer on its list the rest is shown."""
    names = {each.name: each.choices for each in asked}
    pairs = {name: value for name, value in parse_qsl(filters) if name not in names or value in names[name]}
    return {"text": words_of(pairs, asked), "url": _url(pairs)}


def _orders(chosen: Mapping[str, str], filters: Filters) -> dict[str, dict[str, str]]:
    """Give for each order its address, of the present one the other way round, and how the list stands."""
    rest = _without(chosen, SORT)
    orders = {}
    for each in Sort:
        is_it = each is filters.sort
        order = f"-{each}" if is_it and not filters.reverse else each.value
        stands = ("descending" if filters.reverse else "ascending") if is_it else "none"
        orders[each.value] = {"url": _url({**rest, SORT: order}), "stands": stands}
    return orders


def _without(chosen: Mapping[str, str], left_out: str) -> dict[str, str]:
    return {name: value for name, value in chosen.items() if name != left_out}


def _caption(filters: Filters) -> str:
    """Say in which order the list stands; see `triage.store.case_lists.case_page`."""
    if filters.sort is not Sort.DUE:
        return str(_("Cases"))
    if filters.is_open:
        return str(_("Cases, the most pressing first"))
    if filters.is_open is False:
        return str(_("Closed cases, the last one closed first"))
    return str(_("Cases, the most pressing first and the closed ones last"))


def _next_url(chosen: Mapping[str, str], place: Place) -> str:
    part, on, reference = place
    return _url({**chosen, "part": part, "on": "" if on is None else on.isoformat(), "after": reference})


def _url(values: Mapping[str, str]) -> str:
    return f"{url_for('cases')}?{urlencode(values)}" if values else url_for("cases")


def _after() -> Place | None:
    part, on, reference = (request.args.get(name) for name in AFTER)
    if not reference or part is None:
        return None
    return Place(part, date.fromisoformat(on) if on else None, reference)
