"""
What an installation is besides its databases: settings, the keys of its services, its own folder, and the
checkpoints of its journal.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import msgspec

from intake.settings import SettingsError, from_environment, from_file, read_values, secret_file, secret_text
from triage.services.organisation.content import files_of
from triage.services.people.provision import PLACES


class Belongings(
    msgspec.Struct, frozen=True, tag_field="form", tag="belongings/1", forbid_unknown_fields=True
):
    """Everything but databases and attachments; *settings* say no place, for a restore has its own."""

    settings: dict[str, Any]
    ticket_key: bytes
    checkpoint_key: bytes
    mail_password: str
    """For mail_user; empty where there is none."""
    own: dict[str, str]
    checkpoints: dict[str, str]


def belongings_of(environment: Mapping[str, str]) -> Belongings:
    """
    Gather them from where the settings say that it is.

    Raises:
        SettingsError: a key or the mail's password cannot be read.
        RulebookError: the organisation's own folder cannot be read.
    """
    values = read_values("cli", environment)
    given = {**from_file(environment), **from_environment(environment)}
    own, folder = values["organisation_folder"], values["checkpoint_folder"]
    password = values["mail_password_file"]
    return Belongings(
        settings={key: value for key, value in given.items() if key not in PLACES},
        ticket_key=secret_file("ticket_key_file", values["ticket_key_file"]),
        checkpoint_key=secret_file("checkpoint_key_file", values["checkpoint_key_file"]),
        mail_password=secret_text("mail_password_file", password) if password else "",
        own=dict(files_of(own)) if own else {},
        checkpoints=_texts(folder),
    )


def _texts(folder: Path) -> dict[str, str]:
    try:
        return {path.name: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.json"))}
    except (OSError, UnicodeDecodeError):
        raise SettingsError("checkpoint_folder: a checkpoint cannot be read") from None
