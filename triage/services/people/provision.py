"""
Founding an installation with what a ceremony made elsewhere: the service keys, the databases, the settings,
the first statement of the directory. Nobody is in it yet: people come with their tickets.

The demo and the tests hold their ceremony here too, and enrol their people at once (`install`).
"""

import json
import os
import secrets
from collections.abc import Generator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from crypto.envelope import ID_BYTES
from crypto.identities import SEED_BYTES, Identity
from crypto.keys import SigningKey
from intake.clock import local_date
from intake.store.engine import open_engine, write
from triage.cases.roles import Role, rights_of
from triage.rules.organisation_data import EXAMPLE, ready_files
from triage.services.organisation import Organisation, as_applied, open_organisation
from triage.services.organisation.content import write_files
from triage.services.people.admitting import admit
from triage.services.people.apply_organisation import apply
from triage.services.people.ceremony_file import Ceremony
from triage.services.people.confirmations import put_seen
from triage.services.people.enrol import Enrolled, NewPerson, check, enrol
from triage.services.people.holders import directory
from triage.settings import load
from triage.store.migrate import migrate

SETTINGS = "betro.toml"
OWN = "organisation"
OTHERS = 0o007
PLACES = (
    "intake_database",
    "triage_database",
    "blob_folder",
    "ticket_key_file",
    "checkpoint_key_file",
    "mail_password_file",
    "checkpoint_folder",
    "organisation_folder",
    "mail_folder",
    "clock_file",
)
"""The settings that say where something is on this machine."""
HEALTH = "127.0.0.1:8002"
"""Where the clock of a new installation answers whoever watches it."""


class InstallError(Exception):
    """An installation cannot be founded so; the sentence says why."""


@dataclass(frozen=True, slots=True)
class Installation:
    """What a new installation consists of, with what must be written down now or never."""

    settings: Path
    root_seed: bytes = field(repr=False)
    recovery_seed: bytes = field(repr=False)
    backup_seed: bytes = field(repr=False)
    enrolled: tuple[Enrolled, ...] = field(repr=False)


class Databases(NamedTuple):
    """Where the two databases of an installation are, as the settings have it."""

    intake: str
    triage: str

    @classmethod
    def of_files(cls, folder: Path) -> "Databases":
        """Give those that stand in two files of the installation's folder."""
        here = folder.resolve()
        return cls(f"sqlite:///{here / 'intake' / 'intake.db'}", f"sqlite:///{here / 'triage' / 'triage.db'}")

    @property
    def settings(self) -> dict[str, str]:
        """Both by the names of their settings."""
        return {"intake_database": self.intake, "triage_database": self.triage}


@contextmanager
def closed_to_others() -> Generator[None]:
    """
    Let no file that is made meanwhile be open to everybody on the machine, whatever the shell's habit is.
    """
    before = os.umask(OTHERS)
    try:
        yield
    finally:
        os.umask(before)


@closed_to_others()
def found(
    folder: Path,
    *,
    ceremony: Ceremony,
    mode: str,
    names: tuple[str, str],
    today: date,
    databases: Databases | None = None,
    like: str = EXAMPLE,
) -> Organisation:
    """
    Found an installation in *folder*, which must be empty or absent, and give it, open.

    Args:
        folder: where settings, keys, databases and blobs go.
        ceremony: the public half of what was made offline.
        mode: production, demo or test.
        names: the organisation's name in Danish and in English.
        today: the day.
        databases: two empty ones on a PostgreSQL server; two files of the folder where none are given. The
            settings file names them, but for an address with a password: that is left to the environment.
        like: which of our ready folders is laid out for the organisation to read, change and apply.

    Raises:
        InstallError: the folder or a database is in use.
    """
    if folder.exists() and any(folder.iterdir()):
        raise InstallError("the folder is not empty; Betro never writes over an installation")
    databases = databases or Databases.of_files(folder)
    require_empty(databases)
    folder.mkdir(parents=True, exist_ok=True)
    checkpoint_seed, ticket_key = (secrets.token_bytes(SEED_BYTES) for _ in range(2))
    values: dict[str, Any] = {
        "mode": mode,
        "organisation": {"da": names[0], "en": names[1]},
        # Tests and demos run many clocks on one machine.
        **({"clock_health": HEALTH} if mode == "production" else {}),
        "root_verify_key": ceremony.root_verify_key.hex(),
        "backup_key": ceremony.backup_key.hex(),
        "checkpoint_verify_key": SigningKey.from_seed(checkpoint_seed).verify_key.hex(),
        "sealing_context": secrets.token_bytes(ID_BYTES).hex(),
    }
    lay_out(folder, ticket_key=ticket_key, checkpoint_seed=checkpoint_seed)
    settings = folder / SETTINGS
    settings.write_text(settings_text(folder, values, databases), encoding="utf-8")
    organisation = open_with(settings, databases)
    migrate(organisation.intake, "intake")
    migrate(organisation.triage, "triage")
    write_files(folder / OWN, ready_files(like))
    # Codes are for ever once they are applied, so those of a ready folder wait until somebody has read it.
    apply(organisation, ready_files(), reason="betro init", by="betro init", today=today)
    admit(organisation, [ceremony.recovery_statement], today=today)
    return organisation


def require_first(first: Sequence[NewPerson]) -> None:
    """
    Insist that an installation can begin with these people.

    Raises:
        InstallError: there are fewer than two advisors, or two have one name.
        EnrolError: a name or an address that cannot be.
    """
    if sum(each.role is Role.ADVISOR for each in first) < 2:
        raise InstallError("the first two people must be advisors: every report is sealed to at least two")
    for each in first:
        check(each)
    if len({each.sign_in_name for each in first}) < len(first):
        raise InstallError("two people cannot have one sign-in name")


def install(
    folder: Path,
    *,
    mode: str,
    names: tuple[str, str],
    first: Sequence[NewPerson],
    today: date,
    databases: Databases | None = None,
    like: str = EXAMPLE,
) -> Installation:
    """
    Found an installation with its first people in one step, as the demo and the tests do it: this process has
    sight of every seed. The arguments and errors are those of `found` and `require_first`.
    """
    require_first(first)
    seeds = [secrets.token_bytes(SEED_BYTES) for _ in range(3)]
    root = SigningKey.from_seed(seeds[0])
    recovery, backup = (Identity.from_seed(each) for each in seeds[1:])
    ceremony = Ceremony.held(root, recovery=recovery, backup=backup, on=today)
    organisation = found(
        folder, ceremony=ceremony, mode=mode, names=names, today=today, databases=databases, like=like
    )
    enrolled = tuple(enrol(organisation, each, root, today=today) for each in first)
    _let_all_have_seen(organisation, enrolled, today)
    return Installation(folder / SETTINGS, seeds[0], seeds[1], seeds[2], enrolled)


def _let_all_have_seen(organisation: Organisation, enrolled: Sequence[Enrolled], today: date) -> None:
    """Let each of the first advisors have seen who else was enrolled: they were all there."""
    members = directory(organisation, today)
    with write(organisation.triage) as connection:
        for each in enrolled:
            if rights_of(each.person.role).confirms_keys:
                put_seen(connection, organisation, each.handle, each.identity, members)


def lay_out(folder: Path, *, ticket_key: bytes, checkpoint_seed: bytes) -> None:
    """Make the folders of an installation, with the keys of its services."""
    secret_into(folder / "keys" / "ticket.key", ticket_key.hex())
    secret_into(folder / "keys" / "checkpoint.key", checkpoint_seed.hex())
    # Two folders for two groups of processes: the portal is not in the second (deploy/systemd).
    for name in ("intake/blobs", "triage/mail", "triage/checkpoints"):
        (folder / name).mkdir(parents=True)


def open_installation(settings: Path) -> Organisation:
    """Open the installation that a settings file describes, as it is today."""
    loaded, clock = load({**os.environ, "BETRO_SETTINGS": str(settings)})
    return as_applied(open_organisation(loaded), local_date(clock.now()))


def open_with(settings: Path, databases: Databases) -> Organisation:
    """
    Open what a settings file describes, on these databases.

    Nothing else of the environment has a say: it may lead to what is at work beside a copy.
    """
    given = {f"BETRO_{key.upper()}": value for key, value in databases.settings.items()}
    return open_organisation(load({**given, "BETRO_SETTINGS": str(settings)})[0])


def _holds_password(address: str) -> bool:
    url = make_url(address)
    return url.password is not None or "password" in url.query


def require_empty(databases: Databases) -> None:
    """
    Insist that two databases on a server hold nothing.

    Raises:
        InstallError: naming the setting.
    """
    for key, address in databases.settings.items():
        if make_url(address).get_backend_name() == "sqlite":
            continue
        engine = open_engine(address)
        try:
            taken = inspect(engine).get_table_names()
        except SQLAlchemyError:
            raise InstallError(f"{key}: the database cannot be reached") from None
        finally:
            engine.dispose()
        if taken:
            raise InstallError(f"{key}: the database is not empty; Betro never writes over an installation")


def secret_into(path: Path, text: str) -> None:
    """Write a file that only its owner may read; it must not exist."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text + "\n")
        file.flush()
        os.fsync(file.fileno())


def settings_text(folder: Path, values: Mapping[str, Any], databases: Databases) -> str:
    """Write the settings file of an installation in *folder*: its own *values*, and where everything is."""
    here = folder.resolve()
    written = {
        **values,
        **{key: address for key, address in databases.settings.items() if not _holds_password(address)},
        "blob_folder": str(here / "intake" / "blobs"),
        "ticket_key_file": str(here / "keys" / "ticket.key"),
        "checkpoint_key_file": str(here / "keys" / "checkpoint.key"),
        "checkpoint_folder": str(here / "triage" / "checkpoints"),
        "organisation_folder": str(here / OWN),
        "mail_folder": str(here / "triage" / "mail"),
    }
    lines = [f"{key} = {_quoted(value)}" for key, value in written.items()]
    return (
        "# Made by Betro. Each key is explained in deploy/settings/betro.example.toml.\n"
        + "\n".join(lines)
        + "\n"
    )


def _quoted(value: object) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_quoted(words)}' for key, words in value.items())} }}"
    # What JSON writes is TOML, but for one control character in a string.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
