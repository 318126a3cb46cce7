"""
The portal: the public face, which can seal and cannot open.

1. It sets no cookie, ever, and works without a line of JavaScript.
2. GET never writes.
3. A form takes effect only under a genuine ticket, which stands in its path. Under another it is shown again.
"""

import os
import sys

from flask import Flask
from flask_babel import lazy_gettext

from crypto.errors import DirectoryError
from crypto.selftest import self_test
from intake.clock import Clock
from intake.contents.versioned import chosen, told
from intake.domain.closed import ClosedError
from intake.domain.schemes import Schemes
from intake.domain.translatable import N_
from intake.own_memory import close_memory
from intake.page.app import new_app
from intake.page.door import Door
from intake.page.errors import ErrorPage
from intake.page.hosts import by_host
from intake.page.uploads import MIB
from intake.services.reception import Reception
from intake.settings import PortalSettings, load_portal
from intake.settings.several import load_each, require_hosts
from intake.store.engine import open_engine
from intake.web import answering, front, renewing, returning, writing, year
from intake.web.body import FORM_LIMIT, PortalRequest, is_upload
from intake.web.journeys import journeys
from intake.web.kept import KeptPages
from intake.web.labels import (
    cannot_help,
    in_our_words,
    may_keep_out,
    published_limits,
    published_papers,
    relation_label,
    state_text,
    unit_names,
)
from intake.web.portal import Portal, add_checks
from intake.web.room import Room

SWITCH_SECONDS = 0.0002
"""Whoever has the writer's turn must not wait 5 ms for other threads after each of its statements."""

NOT_READY = ErrorPage(
    503,
    N_("We cannot receive anything safely just now"),
    (
        N_("At least two people must be able to open what you send, and just now there are not."),
        N_("Nothing has been sent. Try again later, or contact us in another way."),
    ),
)
CLOSED = ErrorPage(
    503,
    N_("The service is closed for a short while"),
    (N_("We are working on it. Nothing has been sent: try again in a while."),),
)
PRODUCT = {
    Schemes.BOTH: lazy_gettext("Report or complain"),
    Schemes.WHISTLEBLOWING: lazy_gettext("Whistleblower scheme"),
    Schemes.COMPLAINTS: lazy_gettext("Complaints"),
}


def create_app(settings: PortalSettings, clock: Clock) -> Flask:
    """Make the portal."""
    self_test()
    reception = Reception(
        open_engine(settings.intake_database),
        settings.blob_folder,
        settings.root_verify_key,
        settings.checkpoint_verify_key,
        settings.sealing_context,
    )
    running = Portal(settings, reception, clock, Room(reception, settings.unclaimed_limit_mib * MIB))
    app = new_app(
        __name__,
        rooms={"portal": "intake"},
        organisation=settings.organisation,
        home="front.start",
        families={
            ClosedError: CLOSED,
            DirectoryError: NOT_READY,
        },
        product=PRODUCT[settings.schemes],
        words=lambda: running.own.words,
        behind_proxy=settings.behind_proxy,
    )
    app.request_class = PortalRequest
    app.config["MAX_CONTENT_LENGTH"] = settings.upload_limit_mib * MIB
    app.extensions["portal"] = running
    app.extensions["kept_pages"] = KeptPages()
    app.extensions["journeys"] = journeys(settings.schemes, anonymous=settings.anonymous_intake)
    app.jinja_env.globals.update(
        state_text=state_text,
        relation_label=relation_label,
        told=told,
        chosen=chosen,
        in_our_words=in_our_words,
        unit_names=unit_names,
        cannot_help=cannot_help,
        may_keep_out=may_keep_out,
        published_limits=published_limits,
        published_papers=published_papers,
        exit_address=settings.exit_address,
        schemes=settings.schemes,
        upload_limit=settings.upload_limit_mib * MIB,
    )
    add_checks(app)
    for pages in (front.pages, year.pages, writing.pages, returning.pages, answering.pages, renewing.pages):
        app.register_blueprint(pages)
    return app


def checked_settings() -> list[PortalSettings]:
    """
    Read the settings of every organisation that this process serves.

    Raises:
        SettingsError: naming the setting, and the file where there are several.
    """
    several = load_each(load_portal, os.environ)
    require_hosts(several, "portal_host")
    return several


def from_environment() -> Door:
    """Make the portals that BETRO_SETTINGS says, of one organisation or of several."""
    sys.setswitchinterval(SWITCH_SECONDS)
    close_memory()
    several = checked_settings()
    apps = by_host({each.portal_host: create_app(each, each.clock) for each in several})
    places = sum(each.uploads_at_once for each in several)
    return Door(apps, largest=FORM_LIMIT, is_long=is_upload, places=places)
