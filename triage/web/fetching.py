"""Fetching at once what has come in, instead of waiting for the clock."""

from flask import redirect, url_for
from flask.typing import ResponseReturnValue

from triage.services.receive import receive
from triage.web.edge import now, session, unit


def fetch() -> ResponseReturnValue:
    """Do what the clock does, once."""
    fetched = receive(unit(), now=now())
    session().setdefault("notices", []).append("fetched" if fetched else "nothing")
    return redirect(url_for("today"), 303)
