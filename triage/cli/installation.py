"""
Opening the installation that a command works on.
"""

import os

import click

from intake.clock import Clock
from intake.settings import SettingsError
from triage.services.unit import Unit, open_unit
from triage.settings import load


def installation() -> tuple[Unit, Clock]:
    """
    Open the installation that BETRO_SETTINGS names.

    Raises:
        click.ClickException: a setting is missing or wrong, with its name.
    """
    try:
        settings, clock = load(os.environ)
    except SettingsError as error:
        raise click.ClickException(str(error)) from None
    return open_unit(settings), clock
