"""From the settings to a running clock."""

import logging
import sys

from crypto.keys import SigningKey
from intake.settings import SettingsError
from triage.clock import run
from triage.clock.dependencies import dependencies_of
from triage.services.organisation import open_organisation
from triage.settings import load, load_clock


def say_little() -> None:
    """
    Let the process say its own warnings and nothing of the timetable's.

    A tick that takes longer than the time between two is nothing to warn of, and what the timetable says of a
    failure holds a traceback; the clock's own listeners say that there was one.
    """
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.CRITICAL)


def start() -> None:
    """Start the clock; a wrong setting ends the process with its name."""
    try:
        settings, clock = load(process="clock")
        own = load_clock()
        hands = dependencies_of(own)
        if settings.checkpoint_verify_key != SigningKey.from_seed(own.checkpoint_key).verify_key:
            raise SettingsError("checkpoint_key_file: not the private half of checkpoint_verify_key")  # noqa: TRY301
        run(
            open_organisation(settings), clock, hands, every_seconds=own.tick_seconds, health=own.clock_health
        )
    except SettingsError as error:
        sys.exit(f"betro clock: {error}")
