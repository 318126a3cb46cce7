"""Fetching at once what has come in, instead of waiting for the clock."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from triage.office.request_context import now, organisation, session
from triage.services.clock.receive import fetch as take_over


def fetch() -> ResponseReturnValue:
    """Do what the clock does, once."""
    fetched = take_over(organisation(), now=now())
    session().setdefault("notices", []).append("fetched" if fetched else "nothing")
    return redirect(url_for("today"), 303)
