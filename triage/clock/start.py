"""From the settings to a running clock."""

import logging
import os
import sys
from collections.abc import Mapping

from crypto.keys import SigningKey
from intake.own_memory import close_memory
from intake.settings import SettingsError
from intake.settings.several import load_each
from triage.cases.letter_text import LetterError
from triage.clock import Served, run
from triage.clock.dependencies import dependencies_of
from triage.rules.tables import RulebookError
from triage.services.organisation import Live, open_organisation
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
    close_memory()
    try:
        several = load_each(_served, os.environ)
        run([served for served, _ in several], every_seconds=min(seconds for _, seconds in several))
    except (SettingsError, RulebookError, LetterError) as error:
        sys.exit(f"betro clock: {error}")


def _served(environment: Mapping[str, str]) -> tuple[Served, int]:
    settings, clock = load(environment, process="clock")
    own = load_clock(environment)
    dependencies = dependencies_of(own)
    if settings.checkpoint_verify_key != SigningKey.from_seed(own.checkpoint_key).verify_key:
        raise SettingsError("checkpoint_key_file: not the private half of checkpoint_verify_key")
    live = Live(open_organisation(settings), clock)
    return Served(live, clock, dependencies, own.clock_health), own.tick_seconds
