"""`betro journal`: proving that nobody rewrote what was done."""

from pathlib import Path

import click
from sqlalchemy import Connection

from crypto.errors import CryptoError, FormatError
from crypto.journal import Checkpoint
from intake.store.engine import read
from triage.cli.installation import installation
from triage.store import journal as chain


@click.group()
def journal() -> None:
    """The journal of what was done."""


@journal.command()
@click.option(
    "--checkpoint",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="A signed checkpoint that was kept elsewhere.",
)
def verify(checkpoint: Path | None) -> None:
    """Check the chain, and against an outside copy of its head if one is given."""
    organisation, _ = installation()
    with read(organisation.triage) as connection:
        fault = chain.first_fault(connection)
        if fault is not None:
            raise click.ClickException(f"entry {fault} does not follow from the one before it")
        seq, _ = chain.head(connection)
        if checkpoint is not None:
            _compare(connection, _kept(checkpoint, organisation.settings.checkpoint_verify_key), seq)
    click.echo(f"{seq} entries, each follows from the one before")


def _kept(file: Path, verify_key: bytes) -> Checkpoint:
    try:
        kept = Checkpoint.from_json(file.read_text(encoding="utf-8"))
        kept.verify(verify_key)
    except (FormatError, UnicodeDecodeError):
        raise click.ClickException("the file is not a checkpoint") from None
    except CryptoError:
        raise click.ClickException("the checkpoint was not signed by this installation's clock") from None
    return kept


def _compare(connection: Connection, kept: Checkpoint, seq: int) -> None:
    if seq < kept.seq:
        raise click.ClickException(
            f"the journal ends at entry {seq}; on {kept.on} it had {kept.seq}: its end was cut off"
        )
    if kept.seq and chain.hash_at(connection, kept.seq) != kept.head:
        raise click.ClickException(
            f"entry {kept.seq} is not the one that the journal had on {kept.on}: it was written anew"
        )
