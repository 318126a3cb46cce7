"""
The registers of the office: the list of each, the form with which an entry begins, and all of it as a file.

What a register is called and which columns it has stands in `triage.office.presentation.registers`.
"""

import secrets
from collections.abc import Callable, Mapping
from functools import partial
from types import MappingProxyType
from typing import Any

from flask import Response, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake.page.language import current
from triage.cases.countable_entries import CountableEntry, years_of
from triage.cases.refusals import Refusal
from triage.office.decisions.activity_forms import ActivityForm
from triage.office.decisions.appeal_forms import AppealEntryForm
from triage.office.decisions.count_forms import CountForm
from triage.office.decisions.entry_form import EntryForm
from triage.office.decisions.figure_forms import FigureForm
from triage.office.decisions.focus_forms import FocusForm
from triage.office.decisions.recommendation_forms import RecommendationForm
from triage.office.forms import OfficeForm
from triage.office.presentation import drafts, labels
from triage.office.presentation.odd_days import is_unsure
from triage.office.presentation.refusal_text import refusal_sentence
from triage.office.presentation.register_description import Register
from triage.office.presentation.registers import registers_here
from triage.office.request_context import now, organisation, session, today, who
from triage.services.casework.begin_entry import begin_entry
from triage.services.views.registers import PAGE, RegisterLine, export_register, register_page

FORMS: Mapping[str, type[EntryForm]] = MappingProxyType(
    {
        "recommendations": RecommendationForm,
        "appeals": AppealEntryForm,
        "activities": ActivityForm,
        "figures": FigureForm,
        "counts": CountForm,
        "focus": FocusForm,
    }
)
"""With which form an entry begins, by the name of its register."""
FILTERS = ("year", "unit")


def page_of(name: str) -> str:
    """Give the name under which drafts of the form of a register are kept."""
    return f"new_entry.{name}"


def list_page(name: str) -> ResponseReturnValue:
    """Show one page of a register."""
    register, chosen = _register(name), _chosen()
    number = request.args.get("page", "1")
    if not number.isdecimal() or not 1 <= int(number) <= LAST:
        abort(404)
    page = register_page(
        organisation(), who(), register.kind, _wanted(register, chosen), page=int(number), today=today()
    )
    more: dict[str, Any] = {**chosen, "page": int(number) + 1}
    onward = url_for("register", name=name, **more)
    return render_template(
        "office/register.html",
        register=register,
        page_of=page,
        chosen=chosen,
        units=organisation().units.names(current()),
        onward=onward if page.total > int(number) * PAGE else None,
        heads=[str(_(each.title)) for each in register.listed],
        labels=labels,
        form=OfficeForm(formdata=None),
    )


LAST = 10_000


def export(name: str) -> ResponseReturnValue:
    """Send a register as a file. It is a POST, because leaving Betro is written into the audit log."""
    register, chosen = _register(name), _chosen()
    sheet = export_register(
        organisation(),
        who(),
        register.kind,
        _wanted(register, chosen),
        [
            str(_("Entry")),
            *(str(_(each.title)) for each in register.columns),
            str(_("About")),
        ],
        partial(_cells, register),
        today=today(),
    )
    response = Response(sheet, content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{name}-{today().isoformat()}.csv"'
    return response


def ask(name: str) -> ResponseReturnValue:
    """Show the empty form of a register, or what somebody goes on with."""
    kept = drafts.refilled(drafts.resumed(page_of(name)))
    form = _form(name)(formdata=kept, data=_pattern())
    if kept is None:
        form.draft(request.args.get("of", ""))
    return _show(name, form)


def _pattern() -> dict[str, object]:
    """Give what the address tells of a pattern that an entry comes of: codes alone."""
    asked = request.args
    return {
        "theme": asked.get("theme"),
        "units": asked.getlist("unit"),
        "is_pattern": bool(asked.get("pattern")),
    }


def begun(name: str) -> ResponseReturnValue:
    """Begin an entry and go to it; keep as a draft what was not begun."""
    return drafts.kept_unless_done(page_of(name), partial(_begun, name))


def _begun(name: str) -> ResponseReturnValue:
    form = _form(name)()
    form.prepare()
    is_valid, asks_back = form.validate(), is_unsure(form)
    if form.is_only_shown:
        return _show(name, form)
    if asks_back or not is_valid:
        return _show(name, form), 422
    try:
        with session().spending(request.form.get("once")) as is_first:
            if not is_first:
                return redirect(url_for("register", name=name), 303)
            sent = drafts.sent(page_of(name))
            row = begin_entry(organisation(), who(), form.typed(), now=now(), form=sent)
            session().opened.add(row.handle)
    except Refusal as refusal:
        return _show(name, form, refusal_sentence(refusal)), 422
    session().visits.did(row.case_reference)
    return redirect(url_for("case", reference=row.case_reference), 303)


def _show(name: str, form: EntryForm, refusal: tuple[str, str] | None = None) -> str:
    form.prepare()
    drafts.offer_to_keep(form, page_of(name))
    return render_template(
        "office/new_entry.html",
        register=_register(name),
        form=form,
        refusal=refusal,
        once=secrets.token_hex(16),
    )


def _register(name: str) -> Register:
    here = registers_here()
    if name not in here:
        abort(404)
    return here[name]


def _form(name: str) -> type[EntryForm]:
    if _register(name).name not in FORMS:
        abort(404)
    return FORMS[name]


def _chosen() -> dict[str, str]:
    """Give what was asked for: codes and years, so that an address says nothing of anybody."""
    return {name: value for name in FILTERS if (value := request.values.get(name, "").strip())}


def _wanted(register: Register, chosen: Mapping[str, str]) -> Callable[[CountableEntry], bool]:
    year, unit = chosen.get("year"), chosen.get("unit")

    def wanted(entry: CountableEntry) -> bool:
        of_year = year is None or year in map(str, years_of(entry))
        return of_year and (unit is None or unit in register.units(entry))

    return wanted


def _cells(register: Register, each: RegisterLine) -> list[str]:
    return [each.row.case_reference, *(column.words(each.entry) for column in register.columns), each.words]
