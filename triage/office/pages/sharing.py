"""Giving a colleague what one holds: how far it is, and going on with it. The work is done by a thread."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from triage.office.pages.people import colleague
from triage.office.presentation import labels
from triage.office.request_context import batches, office, organisation, today, who
from triage.rules.codes import Scheme
from triage.services.casework.rewrapping import Task, share

SECONDS = 5
"""After so many seconds the page of a batch that is at work shows itself anew."""


def show(person: str) -> ResponseReturnValue:
    """Show how far it is; the page comes again by itself while something is at work."""
    found, batch = colleague(person), batches()
    is_at_work = batch.is_running and batch.task is not None and batch.task.person == found.person.handle
    return render_template(
        "office/share.html",
        colleague=found,
        share=share(organisation(), who(), found.person.handle, today=today()),
        is_at_work=is_at_work,
        is_busy=batch.is_running and not is_at_work,
        tally=batch.tally if batch.task is not None and batch.task.person == found.person.handle else None,
        schemes=[(str(each), labels.scheme(each)) for each in Scheme],
        seconds=SECONDS if is_at_work else None,
    )


def go(person: str) -> ResponseReturnValue:
    """Begin, go on, or stop after the case that is being worked on."""
    found, batch = colleague(person), batches()
    if request.form.get("step") == "stop":
        batch.stop()
    elif found.key_since is not None and found.person.handle != who().handle:
        chosen = frozenset(request.form.getlist("schemes")) & frozenset(map(str, Scheme))
        task = Task(found.person.handle, chosen or None)
        batch.start(organisation(), office().clock, task)
    return redirect(url_for("share", person=person), 303)
