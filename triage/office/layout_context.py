"""
What stands on every page of the office: who is signed in, the menu, and the banners that no page may hide.
"""

from dataclasses import dataclass

from flask import Flask, current_app, request, url_for
from flask_babel import gettext as _

from crypto.errors import DirectoryError
from intake.domain.words import N_
from intake.store.engine import UNAVAILABLE
from triage.cases.roles import rights_of
from triage.office.forms import OfficeForm
from triage.office.request_context import now, organisation, session, today, who
from triage.services.clock.heartbeat import clock_is_silent
from triage.services.clock.steadiness import is_off
from triage.services.people.holders import directory
from triage.services.views.lists import unanswered_count

NOTICES = {
    "done": N_("It is done."),
    "fetched": N_("What had come in is fetched."),
    "nothing": N_("Nothing new had come in."),
}


@dataclass(frozen=True, slots=True)
class MenuItem:
    """One link of the menu."""

    text: str
    url: str
    current: bool
    count: int | None = None


@dataclass(frozen=True, slots=True)
class Frame:
    """`frame` in every template of the office."""

    name: str | None
    menu: tuple[MenuItem, ...]
    sign_out: OfficeForm | None
    clock_stopped: bool
    time_is_off: bool
    unsigned: bool
    notices: tuple[str, ...]


def add_frame(app: Flask) -> None:
    """Give every template its frame."""

    @app.context_processor
    def _frame() -> dict[str, Frame]:
        return {"frame": frame()}


def case_url(reference: str) -> str | None:
    """Give the address of a case's page; None for a role that sees dates alone and may not open it."""
    return url_for("case", reference=reference) if "case" in rights_of(who().role).pages else None


def frame() -> Frame:
    """Give the frame for the person of this request; for nobody an empty one."""
    visit = session()
    if visit.who is None:
        # No form: its token would begin a session, with a cookie, for everybody who meets an error page.
        return Frame(None, (), None, clock_stopped=False, time_is_off=False, unsigned=False, notices=())
    rights = rights_of(visit.who.role)
    # What waits for an answer is counted where the day begins, on every page.
    waits = unanswered_count(organisation(), visit.who, today=today()) if rights.holds_cases else None
    menu = tuple(
        MenuItem(
            _(text),
            url_for(endpoint),
            request.endpoint == endpoint,
            waits if endpoint == rights.home else None,
        )
        for endpoint, text in rights.menu
        if endpoint in current_app.view_functions
    )
    try:
        clock_stopped, unsigned = clock_is_silent(organisation(), now()), _unsigned()
        time_is_off = is_off(organisation(), now())
    except UNAVAILABLE:
        # The page that says so has a frame too.
        clock_stopped, time_is_off, unsigned = True, False, False
    return Frame(
        name=visit.who.display_name,
        menu=menu,
        sign_out=OfficeForm(formdata=None),
        clock_stopped=clock_stopped,
        time_is_off=time_is_off,
        unsigned=unsigned,
        notices=tuple(_(NOTICES[code]) for code in visit.pop("notices", ())),
    )


def _unsigned() -> bool:
    """Tell whether the directory holds an entry that nobody signed, or lacks one that somebody did."""
    try:
        return bool(directory(organisation(), today()).unsigned)
    except DirectoryError:
        return True
