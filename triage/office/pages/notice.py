"""The administrator's page for telling the public what may be lost."""

from datetime import date
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from wtforms.validators import ValidationError

from triage.office.forms import OfficeForm, day
from triage.office.request_context import organisation, session, today, who
from triage.services.organisation.announce import NoticePeriod, SaidOtherwiseError, said_lost, say_lost


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
    first = form.first.data
    assert first is not None  # the form asks for it
    return _said(form, NoticePeriod(first, form.last.data))


def take_back() -> ResponseReturnValue:
    """Say it no more."""
    return _said(LostForm(formdata=None), None)


def _said(form: LostForm, lost: NoticePeriod | None) -> ResponseReturnValue:
    """Say it, unless another administrator has said something else since the page was opened."""
    try:
        say_lost(organisation(), who().handle, lost, seen=_seen(), today=today())
    except SaidOtherwiseError:
        return _page(form, was_overtaken=True), 409
    session().setdefault("notices", []).append("lost_said")
    return redirect(url_for("lost"), 303)


def _as_of(said: NoticePeriod | None) -> str:
    return "" if said is None else f"{said.first}/{said.last}"


def _seen() -> NoticePeriod | None:
    """Read back what `_as_of` wrote into the page."""
    first, _slash, last = request.form.get("as_of", "").partition("/")
    try:
        return NoticePeriod(date.fromisoformat(first), date.fromisoformat(last))
    except ValueError:
        return None


def _page(form: LostForm, *, was_overtaken: bool = False) -> str:
    said = said_lost(organisation())
    return render_template(
        "office/lost.html", form=form, lost=said, as_of=_as_of(said), was_overtaken=was_overtaken
    )
