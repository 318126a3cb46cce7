"""What a request of the portal works with, and the checks that come before any body is read."""

from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from flask import Flask, abort, current_app, g, request
from werkzeug.exceptions import RequestEntityTooLarge

from intake.clock import COPENHAGEN, Clock, local_date
from intake.page.body import MULTIPART
from intake.page.uploads import MIB, end_uploads, limit_body
from intake.services.reception import NOTHING_OWN, Own, Reception, clock_day, first_day, own
from intake.settings import PortalSettings
from intake.store.engine import UNAVAILABLE
from intake.store.mailboxes import is_near
from intake.web.body import FORM_LIMIT
from intake.web.room import Room
from intake.web.tickets import Ticket, check_ticket, new_ticket

READ_AGAIN = timedelta(seconds=30)
TAKES_FILES = frozenset({("writing.step", "files"), ("returning.message", None)})
"""Endpoint and step of the forms with a file field; every other form is small."""


@dataclass(slots=True)
class Portal:
    """One running portal."""

    settings: PortalSettings
    reception: Reception
    clock: Clock
    room: Room
    own: Own = NOTHING_OWN
    clock_day: date | None = None
    first_day: date | None = None
    _read: datetime | None = field(default=None)

    def read_own(self, now: datetime) -> None:
        """
        Look, every half minute at most, for the clock's day and for what is the organisation's own; else what
        was known holds.
        """
        if self._read is None or abs(now - self._read) > READ_AGAIN:
            self._read = now
            with suppress(*UNAVAILABLE):  # A page that needs the database says itself that it is gone.
                self.clock_day = clock_day(self.reception)
                self.first_day = first_day(self.reception) if self.clock_day is None else None
                self.own = own(self.reception, local_date(self.not_before(now)), self.own)

    def not_before(self, now: datetime) -> datetime:
        """
        Give now. Where the time has been set back to a day before the clock's, that day, or before there was
        anybody, the first day of those who are there: what comes in must be received, and sealed to them.
        """
        day = self.clock_day or self.first_day
        return now if day is None or day <= local_date(now) else datetime.combine(day, time.min, COPENHAGEN)


def portal() -> Portal:
    """Give the running portal."""
    running: Portal = current_app.extensions["portal"]
    return running


def today() -> date:
    """Give the request's date in Copenhagen."""
    return local_date(g.now)


def known_day() -> date:
    """Give the request's date, or the clock's where that is not near: nothing is over by a wrong date."""
    day = portal().clock_day
    return today() if day is None or is_near(day, today()) else day


def ticket() -> str:
    """Make a ticket for a form on the page being built."""
    return new_ticket(portal().settings.ticket_key, now=g.now)


def expired() -> bool:
    """Say whether the form came under a ticket that is not good: it is shown again, and nothing is taken."""
    return bool(g.get("ticket") != Ticket.GOOD)


def status(*, refused: object, closed: bool) -> int:
    """Give the status of a page that shows again what was sent, by whatever keeps it from being taken."""
    return 503 if closed else 422 if refused else 200


def add_checks(app: Flask) -> None:
    """Take the one `now` of each request, and check ticket and size before the body is read."""

    @app.before_request
    def _check() -> None:
        g.now = portal().clock.now()
        named = request.view_args or {}
        if "lang" in named:
            portal().read_own(g.now)
        g.now = portal().not_before(g.now)
        given = named.get("ticket")
        if given is not None:
            g.ticket = check_ticket(portal().settings.ticket_key, given, now=g.now)
        if request.method == "POST":
            _check_size()

    @app.teardown_request
    def _end(_error: BaseException | None) -> None:
        end_uploads()
        for form in g.pop("forms", ()):
            form.forget()


def _check_size() -> None:
    if request.content_length is None:
        abort(411)
    place = (request.endpoint, (request.view_args or {}).get("step"))
    is_file_form = place in TAKES_FILES and request.mimetype == MULTIPART
    # Under a ticket that is none of ours no more is read than the text, which must not be lost.
    takes_files = is_file_form and g.get("ticket") is not Ticket.FORGED
    g.takes_files = takes_files
    limit = portal().settings.upload_limit_mib * MIB if takes_files else FORM_LIMIT
    if request.content_length > limit and not takes_files:
        raise RequestEntityTooLarge
    limit_body(request, limit)
