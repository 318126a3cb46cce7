"""Opening the installation that a command works on."""

import os
from collections.abc import Mapping
from pathlib import Path

import click

from crypto.errors import DirectoryError
from intake.clock import Clock, local_date
from intake.domain.closed import ClosedError, MovedError
from intake.settings import FILE_VARIABLE, SettingsError, checked_address
from intake.settings.several import settings_files
from intake.store.engine import NoTurnError
from intake.store.snapshots import DamagedSnapshotError
from triage.cases.letter_text import LetterError
from triage.rules.tables import RulebookError
from triage.services.backup.files import BackupError
from triage.services.clock.steadiness import TimeError
from triage.services.organisation import Organisation, as_applied, open_organisation
from triage.services.people.admitting import AdmissionError
from triage.services.people.apply_organisation import ApplyError
from triage.services.people.ceremony_file import CeremonyFileError
from triage.services.people.new_person import EnrolError
from triage.services.people.pending_file import PendingFileError
from triage.services.people.provision import Databases, InstallError
from triage.services.recovery.carried import RecoveryError
from triage.settings import load
from triage.store.migrate import is_newest

REASONS = (
    ClosedError,
    NoTurnError,
    OSError,
    SettingsError,
    DamagedSnapshotError,
    RulebookError,
    LetterError,
    ApplyError,
    EnrolError,
    CeremonyFileError,
    PendingFileError,
    AdmissionError,
    InstallError,
    BackupError,
    RecoveryError,
    DirectoryError,
    TimeError,
)
"""Why a command cannot do what it was told: each says so in a sentence, which ends the command with 1."""

UNSAID: Mapping[type[Exception], str] = {
    MovedError: "a database was renamed away, or another lies in its place; is something being done to it?",
    ClosedError: "the service is closed to writers; betro maintenance off opens it",
    NoTurnError: "another process holds a database and does not let go; was one stopped in the middle?",
}
"""The sentences of those that have none of their own; the first that fits is taken."""


def reason_of(error: Exception) -> str:
    """Say in one line why a command cannot do what it was told."""
    for kind, sentence in UNSAID.items():
        if isinstance(error, kind):
            return sentence
    if isinstance(error, OSError):
        where = "" if error.filename is None else f"{error.filename}: "
        return f"{where}{error.strerror or type(error).__name__}"
    return str(error)


def environment() -> Mapping[str, str]:
    """
    Give the environment of the organisation that the command is for.

    Raises:
        click.ClickException: there are several and none is named, or there is none of that name.
        SettingsError: there are several to be, and the folder holds none.
    """
    context = click.get_current_context(silent=True)
    wanted = context.find_root().params.get("which") if context else None
    files = settings_files(os.environ)
    if files is None:
        if wanted is not None:
            raise click.ClickException(f"{FILE_VARIABLE} names one file, so there is nothing to choose")
        return os.environ
    by_name = {file.stem: file for file in files}
    if wanted not in by_name:
        raise click.ClickException(f"say which with --organisation: {', '.join(by_name)}")
    return {FILE_VARIABLE: str(by_name[wanted])}


def installation(*, founding: bool = False) -> tuple[Organisation, Clock]:
    """
    Open the installation that BETRO_SETTINGS names.

    Args:
        founding: whether databases that are not there may be made. SQLite would make an empty one by itself,
            and a mistyped path would look like an installation without a case.

    Raises:
        click.ClickException: a database is not there.
        SettingsError: a setting is missing or wrong, with its name.
        DamagedSnapshotError, RulebookError, LetterError: as `as_applied`.
    """
    settings, clock = load(environment())
    organisation = open_organisation(settings)
    for line, engine in (("intake", organisation.intake), ("triage", organisation.triage)):
        file = engine.url.database if engine.url.get_backend_name() == "sqlite" else None
        if file and not founding and not Path(file).exists():
            raise click.ClickException(f"{line}_database: there is no such file; betro migrate makes it")
    if founding or not is_newest(organisation.triage, "triage"):
        # What was applied stands in a table that there may not be yet.
        return organisation, clock
    return as_applied(organisation, local_date(clock.now())), clock


def databases_named() -> Databases | None:
    """
    Give the two databases that the environment names for a new installation; None where it names none.

    Raises:
        SettingsError: one of them can be no database.
        click.ClickException: it names one and not the other.
    """
    addresses = [os.environ.get(name) for name in ("BETRO_INTAKE_DATABASE", "BETRO_TRIAGE_DATABASE")]
    match addresses:
        case [None, None]:
            return None
        case [str(intake), str(triage)]:
            return Databases(
                checked_address("intake_database", intake), checked_address("triage_database", triage)
            )
    raise click.ClickException("name both databases in the environment, or none")
