"""The office: one process, one worker, many threads; see design §4, Sessions, for why it must be one."""

import os
import secrets
from datetime import timedelta

from flask import Flask
from flask_wtf import CSRFProtect

from crypto.selftest import self_test
from intake.clock import Clock, local_date
from intake.contents.versioned import chosen, told
from intake.own_memory import close_memory
from intake.page.app import new_app
from intake.page.door import Door
from intake.page.hosts import by_host
from intake.page.uploads import MIB
from intake.settings.several import load_each, require_hosts
from triage.office.authorization import add_gate
from triage.office.decisions.registry import FORMS
from triage.office.error_handlers import FAMILIES
from triage.office.layout_context import add_layout, address, case_url, may_open
from triage.office.pages import drafts
from triage.office.request_context import KEY, Office, install, session
from triage.office.routes import add_routes
from triage.office.session_door import MemorySessions, sweep_for_ever
from triage.office.sessions import SessionStore
from triage.office.uploads import LARGEST_FORM, PLACES, OfficeRequest, is_upload
from triage.services.organisation import Live, Organisation, open_organisation, require_usable
from triage.services.people.slow_down import Mistakes
from triage.settings import TriageSettings, load


def create_app(organisation: Organisation, clock: Clock) -> Flask:
    """Make the office of one organisation, going by one clock."""
    live = Live(organisation, clock)
    app = new_app(
        "triage.office",
        rooms={"office": "triage"},
        organisation=organisation.settings.organisation,
        home="today",
        families=FAMILIES,
        chosen_language=_language,
        words=lambda: live.newest.words,
        behind_proxy=organisation.settings.behind_proxy,
        own_script=True,
    )
    app.request_class = OfficeRequest
    app.config.update(
        MAX_CONTENT_LENGTH=LARGEST_FORM,
        MAX_FORM_MEMORY_SIZE=LARGEST_FORM,
        # The token is in the form and the cookie is SameSite=Strict; pages send no referrer to compare.
        WTF_CSRF_SSL_STRICT=False,
        WTF_CSRF_TIME_LIMIT=None,
        # The form's token is signed with a key that lives and dies with the process, as the sessions do.
        SECRET_KEY=secrets.token_bytes(32),
    )
    store = SessionStore(timedelta(minutes=organisation.settings.idle_minutes))
    app.session_interface = MemorySessions(store, clock)
    install(app, Office(live, clock, store, Mistakes()))
    add_gate(app)
    protection = CSRFProtect(app)
    add_routes(app, organisation.settings.schemes)
    # Their forms have no token, so that looking at them stores nothing and they survive a night.
    for page in ("sign_in", "enrol", "lost_phone"):
        protection.exempt(app.view_functions[page])
    add_layout(app)
    app.jinja_env.globals["decisions"] = {name: form.title for name, form in FORMS.items()}
    app.jinja_env.globals.update(chosen=chosen, told=told)
    app.jinja_env.globals["kept_drafts"] = drafts.lines
    app.jinja_env.globals["upload_limit"] = organisation.settings.upload_limit_mib * MIB
    app.jinja_env.globals.update(case_url=case_url, may_open=may_open)
    app.jinja_env.globals["address"] = address
    app.jinja_env.globals["takes"] = organisation.settings.schemes
    return app


def checked_settings() -> list[tuple[TriageSettings, Clock]]:
    """
    Read the settings of every organisation that this process serves, each with the clock it goes by.

    Raises:
        SettingsError: naming the setting, and the file where there are several.
    """
    several = load_each(lambda environment: load(environment, process="office"), os.environ)
    require_hosts([settings for settings, _ in several], "office_host")
    return several


def check_start() -> None:
    """
    Insist that every office of this process can begin: its settings are right and its databases are there.

    Raises:
        SettingsError: naming the setting or the database, in one line.
    """
    for settings, clock in checked_settings():
        require_usable(open_organisation(settings), local_date(clock.now()))


def from_environment() -> Door:
    """Make the offices that BETRO_SETTINGS says; they refuse to start when our own vectors fail."""
    self_test()
    close_memory()
    apps = by_host({settings.office_host: _begun(settings, clock) for settings, clock in checked_settings()})
    return Door(apps, largest=LARGEST_FORM, is_long=is_upload, places=PLACES)


def _begun(settings: TriageSettings, clock: Clock) -> Flask:
    app = create_app(open_organisation(settings, today=local_date(clock.now())), clock)
    sweep_for_ever(app.extensions[KEY].sessions, clock)
    return app


def _language() -> str | None:
    who = session().who
    return None if who is None else who.language
