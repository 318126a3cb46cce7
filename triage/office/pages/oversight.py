"""Pages without any case on them: the audit log for the auditor, health for all."""

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue

from triage.office.presentation.audit_words import action_words
from triage.office.request_context import now, organisation, today
from triage.services.views.oversight import SYSTEM, health
from triage.services.views.oversight import journal_page as newest_entries


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
