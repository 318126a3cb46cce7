"""
What a request of the portal works with, and the checks that come before any body is read.
"""

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from flask import Flask, abort, current_app, g, request
from werkzeug.exceptions import RequestEntityTooLarge

from intake.clock import Clock, copenhagen_day
from intake.services.attach import unclaimed
from intake.services.reception import Reception
from intake.settings import PortalSettings
from intake.web.tickets import Ticket, check_ticket, new_ticket
from intake.web.uploads import URLENCODED_LIMIT, Gate, end_uploads

MIB = 1024 * 1024
COUNT_AGAIN = timedelta(seconds=10)


@dataclass(slots=True)
class Portal:
    """
    One running portal.
    """

    settings: PortalSettings
    reception: Reception
    clock: Clock
    gate: Gate
    _full: bool = False
    _counted: datetime | None = field(default=None)

    def unclaimed_is_full(self) -> bool:
        """
        Say whether unsent attachments take all the room there is; counted anew every ten seconds at most.
        """
        now = self.clock.now()
        if self._counted is None or now - self._counted > COUNT_AGAIN:
            self._full = unclaimed(self.reception) >= self.settings.unclaimed_limit_mib * MIB
            self._counted = now
        return self._full


def portal() -> Portal:
    """
    Give the running portal.
    """
    running: Portal = current_app.extensions["portal"]
    return running


def today() -> date:
    """
    Give the request's date in Copenhagen.
    """
    return copenhagen_day(g.now)


def ticket() -> str:
    """
    Make a ticket for a form on the page being built.
    """
    return new_ticket(portal().settings.ticket_key, now=g.now)


def add_checks(app: Flask) -> None:
    """
    Take the one `now` of each request, and check size and ticket before the body is read.
    """

    @app.before_request
    def _check() -> None:
        g.now = portal().clock.now()
        kind = request.mimetype
        if kind == "application/x-www-form-urlencoded" and (request.content_length or 0) > URLENCODED_LIMIT:
            raise RequestEntityTooLarge
        given = (request.view_args or {}).get("ticket")
        if given is None:
            return
        found = check_ticket(portal().settings.ticket_key, given, now=g.now)
        if found is Ticket.FORGED:
            abort(403)
        g.ticket = found.value

    @app.teardown_request
    def _end(_error: BaseException | None) -> None:
        end_uploads()
