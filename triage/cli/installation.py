"""Opening the installation that a command works on."""

import os
from pathlib import Path

import click

from intake.clock import Clock
from intake.settings import SettingsError
from triage.services.organisation import Organisation, open_organisation
from triage.settings import load


def installation(*, founding: bool = False) -> tuple[Organisation, Clock]:
    """
    Open the installation that BETRO_SETTINGS names.

    Args:
        founding: whether databases that are not there may be made. SQLite would make an empty one by itself,
            and a mistyped path would look like an installation without a case.

    Raises:
        click.ClickException: a setting is missing or wrong, with its name, or a database is not there.
    """
    try:
        settings, clock = load(os.environ)
    except SettingsError as error:
        raise click.ClickException(str(error)) from None
    organisation = open_organisation(settings)
    for line, engine in (("intake", organisation.intake), ("triage", organisation.triage)):
        file = engine.url.database if engine.url.get_backend_name() == "sqlite" else None
        if file and not founding and not Path(file).exists():
            raise click.ClickException(f"{line}_database: there is no such file; betro migrate makes it")
    return organisation, clock
