"""The office: one process, one worker, many threads; see design §4, Sessions, for why it must be one."""

import secrets
from datetime import timedelta

from flask import Flask
from flask_wtf import CSRFProtect

from crypto.selftest import self_test
from intake.clock import Clock
from intake.page.app import new_app
from intake.settings import SettingsError
from triage.cases.letter_text import LetterError
from triage.office.authorization import add_gate
from triage.office.decisions.registry import FORMS
from triage.office.error_handlers import FAMILIES
from triage.office.layout_context import add_frame
from triage.office.request_context import KEY, Office, install, session
from triage.office.routes import add_routes
from triage.office.sessions import MemorySessions, SessionStore, sweep_for_ever
from triage.services.casework.letter_files import load_letters
from triage.services.organisation import Organisation, open_organisation
from triage.services.people.slow_down import Mistakes
from triage.settings import TriageSettings, load

LARGEST_FORM = 2 * 1024 * 1024


def create_app(organisation: Organisation, clock: Clock) -> Flask:
    """
    Make the office for one unit, going by one clock.

    Raises:
        LetterError: a letter of the organisation's own cannot be used; with file and line.
    """
    app = new_app(
        "triage.office",
        rooms={"office": "triage"},
        organisation=organisation.settings.organisation,
        home="today",
        families=FAMILIES,
        chosen_language=_language,
    )
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
    install(
        app,
        Office(organisation, clock, store, Mistakes(), load_letters(organisation.settings.letters_folder)),
    )
    add_gate(app)
    protection = CSRFProtect(app)
    add_routes(app)
    # Its own form checks the token and answers with the page, so that words kept on it survive a night.
    protection.exempt(app.view_functions["sign_in"])
    add_frame(app)
    app.jinja_env.globals["decisions"] = {name: form.title for name, form in FORMS.items()}
    return app


def checked_settings() -> tuple[TriageSettings, Clock]:
    """
    Read the settings, and look at the letters that they name.

    Raises:
        SettingsError: naming the setting; for a letter also its file and line.
    """
    settings, clock = load(process="office")
    try:
        load_letters(settings.letters_folder)
    except LetterError as error:
        raise SettingsError(f"letters_folder: {error}") from None
    return settings, clock


def from_environment() -> Flask:
    """Make the office from the settings; it refuses to start when its own vectors fail."""
    self_test()
    settings, clock = checked_settings()
    app = create_app(open_organisation(settings), clock)
    sweep_for_ever(app.extensions[KEY].sessions, clock)
    return app


def _language() -> str | None:
    who = session().who
    return None if who is None else who.language
