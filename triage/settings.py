"""What office, clock and command line read from the settings; see deploy/settings/keys.toml for each key."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from intake.clock import Clock
from intake.domain.languages import Text
from intake.settings import Settings, chosen, clock_of, read_values, secret_file, secret_text


@dataclass(frozen=True, slots=True)
class TriageSettings(Settings):
    """What office, clock and command line have in common; what a process may not read has its default."""

    office_host: str
    triage_database: str = field(repr=False)  # An address may hold a password.
    recovery_kem_public: bytes
    automatic_acknowledgement: bool
    send_after_days: int
    closing_days: frozenset[date]
    digest: bool
    calendar_feed: bool
    country: str
    letterhead: Text
    organisation_folder: Path | None
    behind_proxy: bool
    idle_minutes: int
    mail_host: str
    mail_sender: str


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Where mail goes, and how it is handed over."""

    mail_host: str
    mail_port: int
    mail_tls: str
    mail_user: str
    mail_password: str = field(repr=False)
    mail_folder: Path | None


@dataclass(frozen=True, slots=True)
class ClockSettings:
    """What only the clock reads."""

    checkpoint_key: bytes = field(repr=False)
    checkpoint_folder: Path
    tick_seconds: int
    clock_health: str
    mail: MailSettings


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
    values["mail"] = _mail(values)
    return chosen(ClockSettings, values)


def load_mail(environment: Mapping[str, str] = os.environ) -> MailSettings:
    """
    Read where mail goes, for the command line.

    Raises:
        SettingsError: naming the setting.
    """
    return _mail(read_values("cli", environment))


def _mail(values: dict[str, Any]) -> MailSettings:
    key = "mail_password_file"
    password = secret_text(key, values[key]) if values["mail_user"] else ""
    return chosen(MailSettings, {**values, "mail_password": password})
