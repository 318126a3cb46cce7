"""
Founding an installation: the ceremony root, the recovery key, the service keys, the databases and the
first advisors.

The two seeds of the ceremony are given back once, to be kept offline; only their public halves stay.
"""

import json
import os
import secrets
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import inspect
from sqlalchemy.engine import make_url
from sqlalchemy.exc import SQLAlchemyError

from crypto.envelope import ID_BYTES
from crypto.identities import Identity
from crypto.keys import SigningKey
from intake.clock import local_date
from intake.store.engine import open_engine
from triage.cases.roles import Role
from triage.rules.organisation_data import example_files
from triage.services.organisation import Organisation, as_applied, open_organisation
from triage.services.organisation.content import files_of, write_files
from triage.services.people.apply_organisation import apply
from triage.services.people.enrol import Enrolled, NewPerson, check, enrol
from triage.settings import load
from triage.store.migrate import migrate

SEED_BYTES = 32
SETTINGS = "betro.toml"
OWN = "organisation"
OTHERS = 0o007
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
def install(
    folder: Path,
    *,
    mode: str,
    names: tuple[str, str],
    first: Sequence[NewPerson],
    today: date,
    databases: Databases | None = None,
) -> Installation:
    """
    Found an installation in *folder*, which must be empty or absent.

    Args:
        folder: where settings, keys, databases and blobs go.
        mode: production, demo or test.
        names: the organisation's name in Danish and in English.
        first: the first people; at least two advisors, because a report is sealed to two at least.
        today: the day from which their keys are valid.
        databases: two empty ones on a PostgreSQL server; two files of the folder where none are given. The
            settings file names them, but for an address with a password: that is left to the environment.

    Raises:
        InstallError: the folder or a database is in use, there are fewer than two advisors, or two have one
            name.
        EnrolError: a name or an address that cannot be.
    """
    if sum(each.role is Role.ADVISOR for each in first) < 2:
        raise InstallError("the first two people must be advisors: every report is sealed to at least two")
    for each in first:
        check(each)
    if len({each.sign_in_name for each in first}) < len(first):
        raise InstallError("two people cannot have one sign-in name")
    if folder.exists() and any(folder.iterdir()):
        raise InstallError("the folder is not empty; Betro never writes over an installation")
    databases = databases or Databases.of_files(folder)
    _require_empty(databases)
    folder.mkdir(parents=True, exist_ok=True)
    root_seed, recovery_seed, checkpoint_seed = (secrets.token_bytes(SEED_BYTES) for _ in range(3))
    root = SigningKey.from_seed(root_seed)
    secret_into(folder / "keys" / "ticket.key", secrets.token_bytes(SEED_BYTES).hex())
    secret_into(folder / "keys" / "checkpoint.key", checkpoint_seed.hex())
    # Two folders for two groups of processes: the portal is not in the second (deploy/systemd).
    for name in ("intake/blobs", "triage/mail", "triage/checkpoints"):
        (folder / name).mkdir(parents=True)
    pinned = {
        "root_verify_key": root.verify_key.hex(),
        "recovery_kem_public": Identity.from_seed(recovery_seed).kem_public.hex(),
        "checkpoint_verify_key": SigningKey.from_seed(checkpoint_seed).verify_key.hex(),
        "sealing_context": secrets.token_bytes(ID_BYTES).hex(),
    }
    settings = folder / SETTINGS
    settings.write_text(settings_text(folder, mode, names, pinned, databases), encoding="utf-8")
    organisation = _open(settings, databases)
    migrate(organisation.intake, "intake")
    migrate(organisation.triage, "triage")
    write_files(folder / OWN, example_files())
    apply(organisation, files_of(folder / OWN), reason="betro init", by="betro init", today=today)
    enrolled = tuple(enrol(organisation, each, root, today=today) for each in first)
    return Installation(settings, root_seed, recovery_seed, enrolled)


def open_installation(settings: Path) -> Organisation:
    """Open the installation that a settings file describes, as it is today."""
    loaded, clock = load({**os.environ, "BETRO_SETTINGS": str(settings)})
    return as_applied(open_organisation(loaded), local_date(clock.now()))


def _open(settings: Path, databases: Databases) -> Organisation:
    given = {f"BETRO_{key.upper()}": value for key, value in databases.settings.items()}
    return open_organisation(load({**os.environ, **given, "BETRO_SETTINGS": str(settings)})[0])


def _holds_password(address: str) -> bool:
    url = make_url(address)
    return url.password is not None or "password" in url.query


def _require_empty(databases: Databases) -> None:
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


def settings_text(
    folder: Path, mode: str, names: tuple[str, str], pinned: dict[str, str], databases: Databases
) -> str:
    """Write the settings file of a new installation."""
    here = folder.resolve()
    values: dict[str, str | dict[str, str]] = {
        "mode": mode,
        "organisation": {"da": names[0], "en": names[1]},
        **{key: address for key, address in databases.settings.items() if not _holds_password(address)},
        "blob_folder": str(here / "intake" / "blobs"),
        "ticket_key_file": str(here / "keys" / "ticket.key"),
        "checkpoint_key_file": str(here / "keys" / "checkpoint.key"),
        "checkpoint_folder": str(here / "triage" / "checkpoints"),
        "organisation_folder": str(here / OWN),
        "mail_folder": str(here / "triage" / "mail"),
        # Tests and demos run many clocks on one machine.
        **({"clock_health": HEALTH} if mode == "production" else {}),
        **pinned,
    }
    lines = [f"{key} = {_quoted(value)}" for key, value in values.items()]
    return (
        "# Made by betro init. Each key is explained in deploy/settings/betro.example.toml.\n"
        + "\n".join(lines)
        + "\n"
    )


def _quoted(value: str | dict[str, str]) -> str:
    if isinstance(value, dict):
        return f"{{ {', '.join(f'{key} = {_quoted(words)}' for key, words in value.items())} }}"
    # A string of JSON is one of TOML, but for one control character.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
