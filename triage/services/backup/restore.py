"""
Taking an installation out of a backup, on a machine that has none.

1. Every byte of the cut is read and compared before anything is written. A damaged part ends it; a damaged
   attachment is left out and counted, for all cuts share the one file.
2. What was filled into a database is read again, and must be the same stream that was opened.
3. The settings file comes last: a folder without it is no installation, and a restore that was broken off is
   begun anew.
4. What nobody had sent yet is left behind, as a cut holds no unsent attachment; what a process had taken for
   itself is free, for that process is gone; and a house that was closed for the backup is open.
"""

import hashlib
import shutil
from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import msgspec
from sqlalchemy import Engine

from crypto.backup import open_part, part_context
from crypto.errors import CryptoError
from crypto.identities import Identity
from intake.services.attach import path_of, sync_folder
from intake.store import blobs, notices
from intake.store.engine import read, write
from intake.store.notices import Notice
from triage.services.backup import cuts, files
from triage.services.backup.belongings import Belongings
from triage.services.backup.cuts import Manifest
from triage.services.backup.files import BackupError
from triage.services.organisation import Organisation
from triage.services.organisation.content import write_files
from triage.services.people.provision import (
    OWN,
    SETTINGS,
    Databases,
    InstallError,
    closed_to_others,
    lay_out,
    open_with,
    require_empty,
    secret_into,
    settings_text,
)
from triage.store import alerts, dump, outbox
from triage.store.dump import DumpError
from triage.store.migrate import LINES, UnknownFormError, migrate

UNFINISHED = "restore-is-not-finished"
MAIL = "mail.password"
"""
Under this name the mail's password lies beside the settings: of the keys a service sees none but what it is
handed.
"""
SILENT = {"mail_host": "", "mail_user": "", "clock_health": ""}
"""Settings of a copy that must tell nobody anything."""


@dataclass(frozen=True, slots=True)
class Restored:
    """What came out of a backup, and how many attachments did not: they lie there damaged or not at all."""

    organisation: Organisation
    bad_blobs: int


@closed_to_others()
def restore(
    folder: Path,
    cut: Path,
    manifest: Manifest,
    target: Path,
    holder: Identity,
    *,
    databases: Databases | None = None,
    silent: bool = False,
) -> Restored:
    """
    Make in *target* the installation that a *cut* of *folder* holds.

    Args:
        folder: the folder of backups.
        manifest: the cut's, as it was read (`cuts.read_manifest`) and perhaps shown to somebody. It is signed
            with the key that it names itself: whose that is, only a person can say.
        target: an empty or absent folder, or one in which a restore was broken off.
        holder: the backup key.
        databases: two empty ones; two files of *target* where none are given.
        silent: whether its settings are to name no mail server, for a copy beside the true one.

    Raises:
        BackupError: the cut is damaged, incomplete, or sealed to another key; or the place is taken.
    """
    if manifest.key_id != holder.key_id:
        raise BackupError("foreign: it is sealed to another backup key than the one whose seed was given")
    cuts.require_whole(cut, manifest)
    bad = cuts.bad_blobs(folder, manifest)
    databases = databases or Databases.of_files(target)
    _begin(target, databases)
    try:
        belongings = _belongings(cut, manifest, holder)
        draft = target / UNFINISHED / SETTINGS
        draft.write_text(_laid_out(target, belongings, databases, silent=silent), encoding="utf-8")
        organisation = open_with(draft, databases)
        for line, engine in zip(LINES, (organisation.intake, organisation.triage), strict=True):
            _fill(engine, line, cut, manifest, holder)
        _let_go(organisation)
        _put_blobs(folder, manifest, target / "intake" / "blobs", without=bad)
    except (CryptoError, DumpError, ValueError) as error:
        raise BackupError(f"damaged: {cut.name} ({type(error).__name__})") from None
    draft.rename(target / SETTINGS)
    shutil.rmtree(target / UNFINISHED)
    sync_folder(target)
    return Restored(organisation, len(bad))


def _begin(target: Path, databases: Databases) -> None:
    # With its settings it is an installation, also where the mark of its making was left.
    if (target / UNFINISHED).is_dir() and not (target / SETTINGS).exists():
        for each in target.iterdir():
            if each.name != UNFINISHED:
                shutil.rmtree(each) if each.is_dir() else each.unlink()
        shutil.rmtree(target / UNFINISHED)
    if target.exists() and any(target.iterdir()):
        raise BackupError("the folder is not empty; Betro never writes over an installation")
    try:
        require_empty(databases)
    except InstallError as error:
        raise BackupError(str(error)) from None
    (target / UNFINISHED).mkdir(parents=True)


def _belongings(cut: Path, manifest: Manifest, holder: Identity) -> Belongings:
    return msgspec.json.decode(b"".join(_opened(cut, cuts.BELONGINGS, manifest, holder)), type=Belongings)


def _laid_out(target: Path, belongings: Belongings, databases: Databases, *, silent: bool) -> str:
    """Write folders and keys, and give the text of the settings."""
    lay_out(target, ticket_key=belongings.ticket_key, checkpoint_seed=belongings.checkpoint_key)
    write_files(target / OWN, belongings.own)
    write_files(target / "triage" / "checkpoints", belongings.checkpoints)
    values = {**belongings.settings, **(SILENT if silent else {})}
    if belongings.mail_password and not silent:
        password = target.resolve() / MAIL
        secret_into(password, belongings.mail_password)
        values["mail_password_file"] = str(password)
    return settings_text(target, values, databases)


def _opened(cut: Path, name: str, manifest: Manifest, holder: Identity) -> Iterator[bytes]:
    context = part_context(manifest.organisation, manifest.cut, name)
    return open_part(holder, context, files.pieces_of(cut / name), manifest.parts[name].size)


def _fill(engine: Engine, line: str, cut: Path, manifest: Manifest, holder: Identity) -> None:
    meant, found = hashlib.sha256(), hashlib.sha256()
    following = dump.unframed(_hashed(_opened(cut, line, manifest, holder), meant))
    head = dump.head_of(next(following, b""))
    try:
        migrate(engine, line, to=head.revision)
    except UnknownFormError:
        raise BackupError("it was made by a newer version of Betro; take that one") from None
    with write(engine, even_closed=True) as connection:
        dump.fill(connection, following)
    with read(engine) as connection:
        for _ in _hashed(dump.framed(dump.records(connection)), found):
            pass
    if found.digest() != meant.digest():
        raise BackupError(f"the {line} database does not hold what was put into it; nothing was restored")
    migrate(engine, line)


def _hashed(pieces: Iterable[bytes], into: "hashlib._Hash") -> Iterator[bytes]:
    for piece in pieces:
        into.update(piece)
        yield piece


def _let_go(organisation: Organisation) -> None:
    for engine in (organisation.intake, organisation.triage):
        with write(engine, even_closed=True) as connection:
            notices.take_back(connection, Notice.CLOSED)
    with write(organisation.intake) as connection:
        blobs.drop(connection, blobs.unsent(connection))
    with write(organisation.triage) as connection:
        alerts.drop_leases(connection)
        outbox.drop_claims(connection)


def _put_blobs(folder: Path, manifest: Manifest, target: Path, *, without: Collection[str]) -> None:
    for name, kept in manifest.blobs.items():
        if name in without:
            continue
        blob = bytes.fromhex(name)
        there = path_of(target, blob)
        there.parent.mkdir(mode=0o770, exist_ok=True)
        files.write_whole(there, files.pieces_of(path_of(folder / cuts.BLOBS, blob)))
        if files.fault(there, kept, files.blob_digest):
            raise BackupError(files.DISK)
