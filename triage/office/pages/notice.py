"""The administrator's page for telling the public that reports may be lost."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from wtforms.validators import InputRequired, ValidationError

from intake.store.notices import Days
from triage.office.forms import DayField, OfficeForm
from triage.office.request_context import organisation, session, today, who
from triage.services.organisation.announce import said_lost, say_lost


class LostForm(OfficeForm):
    """Between which days something may be lost."""

    first = DayField(_("From"), [InputRequired(_("Write the date."))])
    last = DayField(_("To"), [InputRequired(_("Write the date."))])

    def validate_last(self, field: Any) -> None:
        """Refuse days that cannot be."""
        if field.data and field.data > today():
            raise ValidationError(_("The day lies in the future."))
        if field.data and self.first.data and field.data < self.first.data:
            raise ValidationError(_("The last day lies before the first."))


def ask() -> ResponseReturnValue:
    """Show what the portal says now."""
    return _page(LostForm(formdata=None))


def say() -> ResponseReturnValue:
    """Publish the days."""
    form = LostForm()
    if not form.validate():
        return _page(form), 422
    assert form.first.data is not None  # the form asks for both
    days = Days(form.first.data, form.last.data)
    say_lost(organisation(), who().handle, days, today=today())
    return _done()


def take_back() -> ResponseReturnValue:
    """Say it no more."""
    say_lost(organisation(), who().handle, None, today=today())
    return _done()


def _done() -> ResponseReturnValue:
    session().setdefault("notices", []).append("done")
    return redirect(url_for("lost"), 303)


def _page(form: LostForm) -> str:
    return render_template("office/lost.html", form=form, lost=said_lost(organisation()))
