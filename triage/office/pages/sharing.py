"""Giving a colleague what one holds: how far it is, and going on with it. The work is done by a thread."""

import secrets
from typing import Any

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _
from wtforms.validators import InputRequired

from triage.cases.roles import Role
from triage.office.forms import AmongChoices, MultiCheckboxField
from triage.office.pages.people import colleague
from triage.office.presentation import labels
from triage.office.request_context import batches, office, organisation, session, today, who
from triage.office.step_up import NotSteppedUpError, StepUpForm, require_stepped_up
from triage.rules.codes import Scheme
from triage.services.casework.rewrapping import Task, share
from triage.services.views.oversight import Colleague

SECONDS = 5
"""After so many seconds the page of a batch that is at work shows itself anew."""


class ShareForm(StepUpForm):
    """Which cases, where there are two kinds of them, and a one-time code."""

    schemes = MultiCheckboxField(
        _("Which cases?"),
        [InputRequired(_("Choose which cases are given.")), AmongChoices()],
        choices=lambda: [(str(each), labels.scheme(each)) for each in Scheme],
        validate_choice=False,
    )

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        taken = organisation().settings.schemes
        if not (taken.reports and taken.complaints):
            del self.schemes


def show(person: str) -> ResponseReturnValue:
    """Show how far it is; the page comes again by itself while something is at work."""
    return _page(colleague(person), ShareForm(formdata=None, data={"schemes": [*map(str, Scheme)]}))


def go(person: str) -> ResponseReturnValue:
    """Begin or go on, with a code; or stop after the case that is being worked on."""
    found, step = colleague(person), request.form.get("step")
    if step == "stop":
        batches().stop()
        return redirect(url_for("share", person=person), 303)
    form = ShareForm()
    if step != "start" or not _may_be_given(found):
        return _page(found, form)
    try:
        with session().spending(request.form.get("once")) as is_first:
            if is_first:
                require_stepped_up(form)
                chosen = frozenset(form.schemes.data or ()) if "schemes" in form else None
                batches().start(organisation(), office().clock, Task(found.person.handle, chosen))
    except NotSteppedUpError:
        return _page(found, form), 422
    return redirect(url_for("share", person=person), 303)


def _may_be_given(found: Colleague) -> bool:
    """Say whether all of one's cases can be given: an alternate is given single ones, where it is needed."""
    is_another = found.person.handle != who().handle
    return is_another and found.key_since is not None and found.person.role == Role.ADVISOR


def _page(found: Colleague, form: ShareForm) -> str:
    batch = batches()
    is_theirs = batch.task is not None and batch.task.person == found.person.handle
    is_at_work = batch.is_running and is_theirs
    return render_template(
        "office/share.html",
        colleague=found,
        form=form,
        share=share(organisation(), who(), found.person.handle, today=today()),
        is_at_work=is_at_work,
        # What goes on by itself since sign-in makes room for what somebody asks for.
        is_busy=batch.is_running and batch.task is not None and not is_theirs,
        may_be_given=_may_be_given(found),
        tally=batch.tally if is_theirs else None,
        seconds=SECONDS if is_at_work else None,
        once=secrets.token_hex(16),
    )
