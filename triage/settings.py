"""What office, clock and command line read from the settings; see deploy/settings/keys.toml for each key."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from intake.clock import Clock
from intake.settings import Settings, chosen, clock_of, read_values, secret_file


@dataclass(frozen=True, slots=True)
class TriageSettings(Settings):
    """What office, clock and command line have in common; what a process may not read has its default."""

    office_host: str
    triage_database: str = field(repr=False)  # An address may hold a password.
    automatic_acknowledgement: bool
    send_after_days: int
    closing_days: frozenset[date]
    digest: bool
    calendar_feed: bool
    country: str
    organisation_folder: Path | None
    idle_minutes: int
    mail_sender: str


@dataclass(frozen=True, slots=True)
class ClockSettings:
    """What only the clock reads."""

    checkpoint_key: bytes = field(repr=False)
    checkpoint_folder: Path
    tick_seconds: int
    clock_health: str
    mail_host: str
    mail_port: int
    mail_folder: Path | None


def load_backup_key(environment: Mapping[str, str] = os.environ) -> bytes:
    """
    Give the public half of the backup key as the settings have it; empty where there is none.

    Raises:
        SettingsError: naming the setting.
    """
    key: bytes = read_values("cli", environment)["backup_key"]
    return key


def load(
    environment: Mapping[str, str] = os.environ, *, process: str = "cli"
) -> tuple[TriageSettings, Clock]:
    """
    Read what a *process* (office, clock or cli) may of what they have in common, and the clock it goes by.

    Raises:
        SettingsError: naming the setting.
    """
    values = read_values(process, environment)
    clock = clock_of(values)
    return chosen(TriageSettings, values), clock


def load_clock(environment: Mapping[str, str] = os.environ) -> ClockSettings:
    """
    Read what only the clock process needs, its key among it.

    Raises:
        SettingsError: naming the setting.
    """
    values = read_values("clock", environment)
    values["checkpoint_key"] = secret_file("checkpoint_key_file", values["checkpoint_key_file"])
    return chosen(ClockSettings, values)
