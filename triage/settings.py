"""What office, clock and command line read from the settings; see deploy/settings/keys.toml for each key."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path

from intake.clock import Clock
from intake.domain.languages import Text
from intake.domain.schemes import Schemes
from intake.settings import clock_of, read_values, secret_file


@dataclass(frozen=True, slots=True)
class TriageSettings:
    """What office, clock and command line have in common; what a process may not read has its default."""

    mode: str
    organisation: Text
    schemes: Schemes
    office_host: str
    intake_database: str = field(repr=False)  # An address may hold a password.
    triage_database: str = field(repr=False)
    blob_folder: Path
    root_verify_key: bytes
    recovery_kem_public: bytes
    checkpoint_verify_key: bytes
    sealing_context: bytes
    automatic_acknowledgement: bool
    send_after_days: int
    closing_days: frozenset[date]
    digest: bool
    calendar_feed: bool
    country: str
    organisation_folder: Path | None
    idle_minutes: int
    upload_limit_mib: int
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
    return TriageSettings(**{each.name: values[each.name] for each in fields(TriageSettings)}), clock


def load_clock(environment: Mapping[str, str] = os.environ) -> ClockSettings:
    """
    Read what only the clock process needs, its key among it.

    Raises:
        SettingsError: naming the setting.
    """
    values = read_values("clock", environment)
    return ClockSettings(
        checkpoint_key=secret_file("checkpoint_key_file", values["checkpoint_key_file"]),
        checkpoint_folder=values["checkpoint_folder"],
        tick_seconds=values["tick_seconds"],
        clock_health=values["clock_health"],
        mail_host=values["mail_host"],
        mail_port=values["mail_port"],
        mail_folder=values["mail_folder"],
    )
