"""`betro backup`, `betro restore`, `betro drill`, and the key between them."""

import secrets
import tempfile
from datetime import datetime
from pathlib import Path

import click

from crypto.backup import BackupKey
from crypto.errors import CryptoError
from crypto.identities import SEED_BYTES, Identity
from intake.clock import SystemClock, local_date
from triage.cli.checks import faults
from triage.cli.installation import databases_named, environment, installation
from triage.cli.seeds import digits_typed
from triage.services.backup import cuts
from triage.services.backup.belongings import belongings_of
from triage.services.backup.cuts import Manifest, read_manifest
from triage.services.backup.drill import record_result, result_of, write_result
from triage.services.backup.files import BackupError
from triage.services.backup.make import make
from triage.services.backup.restore import restore as restore_from
from triage.services.history.bring_up import bring_up
from triage.settings import load_backup_key
from triage.store.visibility import system_access

FOLDER = click.Path(path_type=Path, file_okay=False)
KEEP = 30
DIGITS = 16
"""So much of the clock's key is compared with what was noted."""


@click.command("backup-key")
def backup_key() -> None:
    """
    Make a new backup key. Do it on a machine that is not connected to anything.

    The seed is shown once: keep it offline. The other line goes into the settings; later backups are sealed
    to it, and earlier ones still need the earlier seed.
    """
    seed = secrets.token_bytes(SEED_BYTES)
    click.echo(f"seed, to keep offline:\n{seed.hex()}\n")
    click.echo(f'for the settings:\nbackup_key = "{BackupKey.of(Identity.from_seed(seed)).to_bytes().hex()}"')


@click.command()
@click.argument("folder", type=FOLDER)
@click.option("--keep", type=click.IntRange(min=2), default=KEEP, show_default=True, help="How many stand.")
def backup(folder: Path, keep: int) -> None:
    """
    Add a backup to FOLDER, while everything runs: both databases as they are at one moment, the attachments,
    settings, keys and the organisation's own folder.

    It is sealed to the backup key and read back from the disk. Attachments are kept once for all backups. The
    newest ones stand; older ones go.
    """
    organisation, clock = installation()
    key, belongings = _key(), belongings_of(environment())
    try:
        made = make(organisation, belongings, folder, key, keep=keep, now=clock.now())
    except OSError as error:
        raise click.ClickException(f"the folder cannot be written ({error.strerror})") from None
    found = made.manifest
    click.echo(
        f"{made.cut.name}: {found.entries} entries of the journal, {len(found.blobs)} attachments, of which "
        f"{made.copied} are new here; {made.kept} backups stand"
    )
    if found.missing:
        raise click.ClickException(f"{found.missing} attachments are missing or damaged; see betro doctor")


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.argument("target", type=FOLDER)
@click.option("--cut", "which", help="Which, if not the newest: the name of its folder.")
@click.option("--clock-key", "noted", help="The first 16 digits of the clock's key; then nothing is asked.")
def restore(folder: Path, target: Path, which: str | None, noted: str | None) -> None:
    """
    Make in TARGET, an empty folder, the installation that a backup in FOLDER holds.

    The seed of the backup key is read from standard input. Then it shows whose backup it is and asks whether
    the clock's key is the one that was noted: whoever can write to FOLDER can sign a backup with a key of
    their own.

    Where BETRO_INTAKE_DATABASE and BETRO_TRIAGE_DATABASE name two empty PostgreSQL databases, those are taken
    instead of two files.
    """
    holder = Identity.from_seed(digits_typed("the backup seed"))
    cut = cut_of(folder, which)
    manifest = read_manifest(cut)
    click.echo(told(cut, manifest, SystemClock().now()))
    _require_noted(manifest, noted)
    restored = restore_from(folder, cut, manifest, target, holder, databases=databases_named())
    bring_up(restored.organisation, system_access(), today=local_date(SystemClock().now()))
    if restored.bad_blobs:
        click.echo(f"damaged: {restored.bad_blobs} attachments are left out; the rest is restored", err=True)
    click.echo(f"Settings: {target / 'betro.toml'}")
    if manifest.made_at > SystemClock().now():
        click.echo("it was made later than now: is the time of this machine right?", err=True)
    if later := [each.name for each in cuts.finished(folder) if cuts.number_of(each) > manifest.number]:
        click.echo(f"old: {len(later)} newer backups lie there; the newest is {later[-1]}", err=True)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False, exists=True))
@click.argument("result", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--cut", "which", help="Which, if not the newest: the name of its folder.")
@click.option("--scratch", type=FOLDER, help="Where to try it, if not where temporary files go.")
def drill(folder: Path, result: Path, which: str | None, scratch: Path | None) -> None:
    """
    Try whether a backup in FOLDER can be restored, here or on another machine, and write a signed RESULT.

    It is restored into a scratch folder, as files, with mail and clock off; everything is checked that can be
    without a handler's passphrase; and it is removed again. The seed of the backup key is read from standard
    input. Carry RESULT back and give it to betro drilled.
    """
    holder = Identity.from_seed(digits_typed("the backup seed"))
    now, cut = SystemClock().now(), cut_of(folder, which)
    with tempfile.TemporaryDirectory(dir=scratch, prefix="betro-drill-") as place:
        manifest = read_manifest(cut)
        target = Path(place) / "town"
        organisation = restore_from(folder, cut, manifest, target, holder, silent=True).organisation
        applied = bring_up(organisation, system_access(), today=local_date(now))
        found = [f"{name}: {fault}" for name, fault in faults(applied, now, copy=True)]
        told_of = result_of(manifest, applied, found, now=now)
        organisation.intake.dispose()
        organisation.triage.dispose()
    write_result(result, told_of, holder)
    click.echo(told(cut, manifest, now))
    click.echo(", ".join(f"{count} {name}" for name, count in told_of.counts.items()))
    for each in found:
        click.echo(f"wrong  {each}")
    if found:
        raise SystemExit(1)
    click.echo(f"nothing wrong found; carry {result} back, to betro drilled")


@click.command()
@click.argument("result", type=click.Path(path_type=Path, dir_okay=False, exists=True))
def drilled(result: Path) -> None:
    """Take down that a drill went well, from the RESULT that it wrote."""
    organisation, clock = installation()
    taken = record_result(organisation, result, _key(), now=clock.now())
    click.echo(f"backup {taken.number} of {taken.made_at.date()}, tried on {taken.tried_at.date()}: recorded")


def _require_noted(manifest: Manifest, noted: str | None) -> None:
    shown = _shown(manifest)
    if noted is None:
        click.confirm(f"Is {shown} the clock's key that you have noted?", abort=True)
    elif noted.lower() != shown:
        raise BackupError("foreign: the clock whose key was given did not sign it; nothing was restored")


def _shown(manifest: Manifest) -> str:
    return manifest.clock_key.hex()[:DIGITS]


def _key() -> BackupKey:
    try:
        return BackupKey.from_bytes(load_backup_key(environment()))
    except CryptoError:
        raise BackupError("backup_key: must be set; betro backup-key makes one") from None


def cut_of(folder: Path, which: str | None) -> Path:
    """
    Give the folder of a backup: the one that is named, or the newest.

    Raises:
        BackupError: there is none.
    """
    found = {each.name: each for each in cuts.finished(folder)}
    if which is not None and which not in found:
        raise BackupError(f"there is no finished backup of that name; there are {', '.join(found) or 'none'}")
    if not found:
        begun = "; one was begun and not finished" if cuts.unfinished(folder) else ""
        raise BackupError(f"incomplete: no finished backup lies there{begun}")
    return found[which or next(reversed(found))]


def told(cut: Path, manifest: Manifest, now: datetime) -> str:
    """Say whose backup it is, and of when."""
    days, key = (now - manifest.made_at).days, _shown(manifest)
    return (
        f"{cut.name} of {manifest.name} (clock's key {key}): made {days} days ago, "
        f"{manifest.entries} entries of the journal, {len(manifest.blobs)} attachments"
    )
