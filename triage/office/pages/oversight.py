"""
Pages without any case on them: people for the administrator, the audit log for the auditor, health for all.
"""

from flask import abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from intake.page.language import current
from triage.office.pages.signing import key_parts
from triage.office.presentation import labels
from triage.office.presentation.audit_words import action_words
from triage.office.request_context import now, organisation, session, today, who
from triage.services.views.feed import end_address
from triage.services.views.oversight import SYSTEM, colleagues, health
from triage.services.views.oversight import journal_page as newest_entries


def people_page() -> ResponseReturnValue:
    """Show who can sign in, and the units."""
    return render_template(
        "office/people.html",
        people=colleagues(organisation(), today=today()),
        units=organisation().units.on(today()),
        names=organisation().units.names(current()),
        language=current(),
        labels=labels,
        **key_parts(),
    )


def end_calendar(person: str) -> ResponseReturnValue:
    """End somebody's calendar address."""
    try:
        handle = bytes.fromhex(person)
    except ValueError:
        abort(404)
    if end_address(organisation(), handle, by=who(), today=today()):
        session().setdefault("notices", []).append("calendar_ended")
    return redirect(url_for("people"), 303)


def journal_page() -> ResponseReturnValue:
    """Show the audit log: random handles, dates and what was done; never content, never a name."""
    upto = request.args.get("upto")
    if upto is not None and not (upto.isdecimal() and len(upto) < 12):
        abort(404)
    page = newest_entries(organisation(), upto=None if upto is None else int(upto))
    return render_template("office/journal.html", entries=page, action=action_words, system=SYSTEM)


def health_page() -> ResponseReturnValue:
    """Show what is running."""
    return render_template("office/health.html", health=health(organisation(), now=now(), today=today()))
