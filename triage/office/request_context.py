"""
What a view may know about its request: the moment, the office, the session and who is signed in.

The moment is read once per request and given to everything that the request does.
"""

from dataclasses import dataclass
from datetime import date, datetime

from flask import Flask, current_app, g, request
from flask import session as flask_session
from flask.globals import request_ctx

from intake.clock import Clock, local_date
from triage.office.sessions import OfficeSession, SessionStore
from triage.services.casework.rewrapping import Batches
from triage.services.clock.steadiness import moment_to_show
from triage.services.organisation import Live, Organisation
from triage.services.people.sign_in import SignedIn
from triage.services.people.slow_down import Mistakes
from triage.services.reading.memory import Memory

KEY = "betro_office"


@dataclass(frozen=True, slots=True)
class Office:
    """What one office app is made of."""

    live: Live
    clock: Clock
    sessions: SessionStore
    mistakes: Mistakes


def install(app: Flask, office: Office) -> None:
    """Give the app what its views will ask for."""
    app.extensions[KEY] = office


def office() -> Office:
    """Give what this app is made of."""
    found = current_app.extensions[KEY]
    assert isinstance(found, Office)
    return found


def organisation() -> Organisation:
    """Give the databases, the rules and the settings, as they are for the whole of this request."""
    if "organisation" not in g:
        g.organisation = office().live.now()
    found = g.organisation
    assert isinstance(found, Organisation)
    return found


def last_known() -> Organisation:
    """Give the same for what must stand on any page: as it was last known where no database answers."""
    found: Organisation | None = g.get("organisation")
    return found or office().live.last_known()


def now() -> datetime:
    """Give the one moment of this request, which is what the machine shows: what is recorded goes by it."""
    if "now" not in g:
        g.now = office().clock.now()
    moment = g.now
    assert isinstance(moment, datetime)
    return moment


def seen_at() -> datetime:
    """Give the moment by which its page is looked at, which is never before what the clock goes by."""
    if "seen_at" not in g:
        g.seen_at = moment_to_show(organisation(), now())
    moment = g.seen_at
    assert isinstance(moment, datetime)
    return moment


def today() -> date:
    """Give the Copenhagen date by which its page is looked at."""
    return local_date(seen_at())


def session() -> OfficeSession:
    """Give the visitor's session itself, not Flask's stand-in for it."""
    found = flask_session._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - werkzeug's own way
    assert isinstance(found, OfficeSession)
    return found


def goes_on_in(begun: OfficeSession) -> None:
    """Let the rest of this request, and its answer, be of the session that somebody has just begun."""
    request_ctx._session = begun  # noqa: SLF001 - Flask means a session to live as long as its request


def memory() -> Memory:
    """Give what this session remembers of the cases; the gate has seen to it that it is somebody's."""
    found = session().memory
    if found is None:
        raise RuntimeError("nobody is signed in who holds cases")
    return found


def batches() -> Batches:
    """
    Give what this session gives to others; the gate has seen to it that it is somebody's who holds cases.
    """
    found = session().batches
    if found is None:
        raise RuntimeError("nobody is signed in who holds cases")
    return found


def as_of() -> int:
    """Give how many events of its case a form that was sent says were seen; 0 where it says nothing."""
    return max(request.form.get("as_of", type=int) or 0, 0)


def who() -> SignedIn:
    """Give the person signed in; the gate has seen to it that there is one."""
    found = session().who
    if found is None:
        raise RuntimeError("a view that needs a person was reached without one")
    return found
