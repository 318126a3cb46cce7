"""The administrator's page for telling the public what may be lost."""

from typing import Any

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from wtforms.validators import ValidationError

from triage.office.forms import OfficeForm, day
from triage.office.request_context import organisation, session, today, who
from triage.services.organisation.announce import said_lost, say_lost, take_back_lost


class LostForm(OfficeForm):
    """Between which days something may be lost."""

    first = day(_("From"), _("Write the date."))
    last = day(_("To"), _("Write the date."))

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
    if form.is_only_shown:
        return _page(form)
    if not form.validate():
        return _page(form), 422
    first, last = form.first.data, form.last.data
    assert first is not None  # the form
    assert last is not None  # asks for both
    say_lost(organisation(), who().handle, first, last, today=today())
    return _done()


def take_back() -> ResponseReturnValue:
    """Say it no more."""
    take_back_lost(organisation(), who().handle, today=today())
    return _done()


def _done() -> ResponseReturnValue:
    session().setdefault("notices", []).append("done")
    return redirect(url_for("lost"), 303)


def _page(form: LostForm) -> str:
    return render_template("office/lost.html", form=form, lost=said_lost(organisation()))
