"""Ending somebody's time: what follows, which cases stand in the way, and proposing it."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake.domain.translatable import N_
from triage.cases.roles import rights_of
from triage.office.pages.people import colleague
from triage.office.presentation import labels
from triage.office.request_context import office, organisation, session, today, who
from triage.services.people.ending import EndRefusedError, end_own, propose_end
from triage.services.people.leaving import left_behind
from triage.services.views.oversight import Colleague

REFUSED = {
    "cases": N_("Give the cases below to somebody first."),
    "gone": N_("This person has no keys in the directory today, so there is nothing to end."),
}


def ask(person: str) -> ResponseReturnValue:
    """Say what would follow."""
    return _page(colleague(person))


def proposed(person: str) -> ResponseReturnValue:
    """Propose it; one's own end stands at once."""
    found = colleague(person)
    try:
        if found.person.handle == who().handle:
            end_own(organisation(), who(), today=today())
            office().sessions.end(session())
            return redirect(url_for("sign_in"), 303)
        propose_end(organisation(), who(), found.person.handle, today=today())
    except EndRefusedError as refused:
        return _page(found, REFUSED[refused.why]), 422
    session().setdefault("notices", []).append("end_proposed")
    return redirect(url_for("people"), 303)


def _page(found: Colleague, refused: str | None = None) -> str:
    holds = rights_of(who().role).holds_cases
    return render_template(
        "office/person_end.html",
        colleague=found,
        is_me=found.person.handle == who().handle,
        waits=left_behind(organisation(), who().handle, found.person.handle, today=today()) if holds else (),
        refusal=None if refused is None else (_(refused), ""),
        labels=labels,
        today=today(),
    )
