"""What was typed into a form, said back in words."""

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import BooleanField, Field, RadioField, SelectField, SelectMultipleField
from wtforms.widgets import HiddenInput

from intake.page.formats import longdate
from triage.office.forms import HourField, OfficeForm


@dataclass(frozen=True, slots=True)
class Shown:
    """One field: its label and its value in words. *long* says that the value is a text of its own."""

    label: str
    value: str = field(repr=False)
    long: bool


def shown(form: OfficeForm, *, leave_out: Collection[str] = ()) -> tuple[Shown, ...]:
    """Say back what was typed; what was left empty is left out."""
    rows = []
    for each in form:
        if isinstance(each.widget, HiddenInput) or each.short_name in leave_out:
            continue
        value = _words(each)
        if value:
            rows.append(
                Shown(str(each.label.text), value, each.short_name in form.internal + form.reporter_reads)
            )
    return tuple(rows)


def _words(each: Field) -> str:
    data: Any = each.data
    if isinstance(each, BooleanField):
        return str(_("Yes") if data else _("No"))
    if isinstance(each, SelectMultipleField):
        return ", ".join(str(label) for value, label, *_rest in each.iter_choices() if value in (data or []))
    if isinstance(each, SelectField | RadioField):
        return next(
            (str(label) for value, label, *_rest in each.iter_choices() if data and value == data), ""
        )
    if isinstance(data, date):
        return longdate(data)
    if isinstance(each, HourField):
        return (data or "").replace(":", ".")
    return str(data or "")
