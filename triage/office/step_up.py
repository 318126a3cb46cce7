"""
The second factor, asked again: a field of a form, and what is said when its code is not right.

    class EndForm(StepUpForm): ...

    form = EndForm()
    if form.validate() and has_stepped_up(form):
        ...  # do it

The code is the last thing that is looked at: it is spent even if what follows is refused.
"""

from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from wtforms import StringField
from wtforms.validators import InputRequired

from triage.office.forms import OfficeForm
from triage.office.request_context import now, office, organisation, who
from triage.services.people.slow_down import SignInTooSoonError
from triage.services.people.step_up import StepUpRefusedError, step_up

SECOND_FACTOR = "second_factor"
"""The name of the field. What was typed into it is kept nowhere."""


class NotSteppedUpError(Exception):
    """The code of a form was not right."""


class StepUpForm(OfficeForm):
    """A form whose act asks for a one-time code; `fields.second_factor(form)` shows the field."""

    second_factor = StringField(
        lazy_gettext("One-time code"),
        [InputRequired(lazy_gettext("Write the code that your app shows now."))],
    )


def has_stepped_up(form: StepUpForm) -> bool:
    """Spend the code of a form that is otherwise right; False, with the reason at its field, if it is not."""
    field = form.second_factor
    typed, field.data, field.raw_data = field.data or "", "", None
    try:
        step_up(organisation(), office().mistakes, who(), typed, now=now())
    except SignInTooSoonError as error:
        field.errors = [wait(error)]
    except StepUpRefusedError:
        code_refused(form)
    else:
        return True
    return False


def code_refused(form: StepUpForm) -> None:
    """Say at its field that the code was not right, and forget what was typed."""
    form.second_factor.data, form.second_factor.raw_data = "", None
    form.second_factor.errors = [_("The code is not right, or it has been used. Wait for the next one.")]


def require_stepped_up(form: StepUpForm) -> None:
    """
    Insist on a form that is right and on its code, where the token of the form is being spent too: it is
    given back.

    Raises:
        NotSteppedUpError: one of the two is not right; the reason stands at its field.
    """
    if not (form.validate() and has_stepped_up(form)):
        raise NotSteppedUpError


def wait(error: SignInTooSoonError) -> str:
    """Say how long to wait after a mistake."""
    seconds = error.seconds
    return str(ngettext("Wait %(num)d second and try again.", "Wait %(num)d seconds and try again.", seconds))
