"""A person's own page: their keys in six words, and the sessions in which they are signed in."""

from dataclasses import dataclass
from datetime import date, datetime

from flask import abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from crypto.statement import six_words
from intake.clock import local_date
from triage.office.forms import OfficeForm
from triage.office.presentation import labels
from triage.office.request_context import now, office, organisation, session, today, who
from triage.office.sessions import LONGEST
from triage.services.people.holders import directory

MINUTE, HOUR = 60, 3600
LITTLE = 2
"""So many minutes are "just now"."""


@dataclass(frozen=True, slots=True)
class SessionLine:
    """
    One session as its owner reads of it: the day on which it began, and roughly how long ago it began and was
    used. Neither the address nor the browser is known to anybody.
    """

    number: str
    begun_on: date
    begun: str
    used: str
    is_this: bool


def show() -> ResponseReturnValue:
    """Show the keys and the sessions of whoever asks."""
    return render_template(
        "office/me.html",
        keys=directory(organisation(), today()).person(who().handle),
        words=_words(),
        sessions=_sessions(),
        carrying=session().carrying,
        longest=int(LONGEST.total_seconds()) // HOUR,
        idle=organisation().settings.idle_minutes,
        form=OfficeForm(formdata=None),
        labels=labels,
    )


def end_one(number: str) -> ResponseReturnValue:
    """End one of the person's own sessions; that of this page is signed out."""
    found = next((each for each in office().sessions.of(who().handle) if each.number == number), None)
    if found is None:
        abort(404)
    if found is session():
        session().over = True
        return redirect(url_for("sign_in"), 303)
    office().sessions.end(found)
    session().setdefault("notices", []).append("session_ended")
    return redirect(url_for("me"), 303)


def end_others() -> ResponseReturnValue:
    """End all the person's sessions but this one."""
    office().sessions.end_others(session())
    session().setdefault("notices", []).append("sessions_ended")
    return redirect(url_for("me"), 303)


def _words() -> str:
    keys = who().identity
    return six_words(who().handle, who().role, keys.kem_public, keys.verify_key)


def _sessions() -> list[SessionLine]:
    return [
        SessionLine(
            each.number,
            local_date(each.begun),
            ago(each.begun, now()),
            ago(each.last_seen, now()),
            is_this=each is session(),
        )
        for each in office().sessions.of(who().handle)
        if each.begun is not None and each.last_seen is not None
    ]


def ago(moment: datetime, now: datetime) -> str:
    """Say roughly how long ago a moment was, in minutes or in hours."""
    seconds = max(0, int((now - moment).total_seconds()))
    if seconds < LITTLE * MINUTE:
        return str(_("just now"))
    if seconds < HOUR:
        return str(ngettext("about %(num)d minute ago", "about %(num)d minutes ago", seconds // MINUTE))
    return str(ngettext("about %(num)d hour ago", "about %(num)d hours ago", round(seconds / HOUR)))
