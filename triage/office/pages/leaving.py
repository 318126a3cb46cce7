"""Ending somebody's time: what follows, which cases stand in the way, and proposing it."""

import secrets
from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake.domain.translatable import N_
from triage.cases.roles import rights_of
from triage.office.pages.people import colleague
from triage.office.presentation import labels
from triage.office.request_context import organisation, session, today, who
from triage.office.step_up import NotSteppedUpError, StepUpForm, require_stepped_up
from triage.services.people.ending import EndRefusedError, end_own, propose_end
from triage.services.people.leaving import left_behind
from triage.services.views.oversight import Colleague

REFUSED = {
    "cases": N_("Give the cases below to somebody first."),
    "gone": N_("This person has no keys in the directory today, so there is nothing to end."),
}


class EndForm(StepUpForm):
    """A one-time code, before somebody's time is ended."""


def ask(person: str) -> ResponseReturnValue:
    """Say what would follow."""
    return _page(colleague(person), EndForm(formdata=None))


def proposed(person: str) -> ResponseReturnValue:
    """Propose it; one's own end stands at once."""
    found, form = colleague(person), EndForm()
    if form.is_only_shown:
        return _page(found, EndForm(formdata=None))
    if _waits(found):
        return _page(found, form, REFUSED["cases"]), 422
    is_own = found.person.handle == who().handle
    try:
        with session().spending(request.form.get("once")) as is_first:
            if is_first:
                require_stepped_up(form)
                _end(found, is_own=is_own)
    except NotSteppedUpError:
        return _page(found, form), 422
    except EndRefusedError as refused:
        return _page(found, form, REFUSED[refused.why]), 422
    return redirect(url_for("sign_in" if is_own else "people"), 303)


def _end(found: Colleague, *, is_own: bool) -> None:
    if is_own:
        end_own(organisation(), who(), today=today())
        session().over = True
    else:
        propose_end(organisation(), who(), found.person.handle, today=today())
        session().setdefault("notices", []).append("end_proposed")


def _waits(found: Colleague) -> Sequence[object]:
    """Give the cases of whoever looks that fewer than two would hold then."""
    if not rights_of(who().role).holds_cases:
        return ()
    return left_behind(organisation(), who().handle, found.person.handle, today=today())


def _page(found: Colleague, form: EndForm, refused: str | None = None) -> str:
    return render_template(
        "office/person_end.html",
        colleague=found,
        form=form,
        is_me=found.person.handle == who().handle,
        waits=_waits(found),
        refusal=None if refused is None else (_(refused), ""),
        labels=labels,
        today=today(),
        once=secrets.token_hex(16),
    )
