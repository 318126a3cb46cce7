"""Fetching at once what has come in, instead of waiting for the clock."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from triage.office.request_context import now, organisation, session, who
from triage.services.views.fetched import fetch_for


def fetch() -> ResponseReturnValue:
    """Do what the clock does, once."""
    fetched = fetch_for(organisation(), who(), now=now())
    session().setdefault("notices", []).append("fetched" if fetched else "nothing")
    return redirect(url_for("today"), 303)
