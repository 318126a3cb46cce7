"""
`betro keys`: what the ceremony root signs, carried to the offline machine and back.

`sign` and `recover` need no installation and no network, and refuse where one is named; what runs on the
server never sees the root.
"""

import sys
from pathlib import Path

import click

from crypto.identities import Identity
from crypto.keys import SigningKey
from intake.clock import local_date
from triage.cli.ceremony import ceremony
from triage.cli.installation import installation
from triage.cli.recovery import drill, export_recovery, import_file, of_which, recover, show_grants, sign_file
from triage.cli.seeds import require_offline, seed_typed
from triage.services.clock.steadiness import require_steady
from triage.services.people.admitting import admit
from triage.services.people.pending_file import (
    PendingFile,
    ToSign,
    read_pending,
    read_signed,
    signed,
    to_be_signed,
    written,
)
from triage.services.recovery.carried import is_carried

FILE = click.Path(path_type=Path, dir_okay=False)


@click.group()
def keys() -> None:
    """The keys of people, and what the ceremony root signs of them."""


for _other in (ceremony, export_recovery, recover, drill):
    keys.add_command(_other)


@keys.command()
@click.argument("file", type=FILE)
def pending(file: Path) -> None:
    """Write what waits for the root's signature into FILE, to be carried to the offline machine."""
    organisation, clock = installation()
    waits = to_be_signed(organisation, today=local_date(clock.now()))
    if not waits.asked:
        raise click.ClickException("nothing waits to be signed")
    file.write_bytes(written(waits))
    click.echo(f"{len(waits.asked)} in {file}; sign them offline with: betro keys sign {file.name}")


@keys.command()
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def sign(file: Path) -> None:
    """
    Sign what is in FILE with the root; on the offline machine.

    Of each person the name, the role and six words are shown. Telephone: the person reads six words from
    their own screen, and both hear that they are the same. Of an end the day is shown, and asked whether it
    is to stand; whoever leaves need not read anything. Then the root seed is read from standard input, its
    shares one a line or its 64 digits, and before each the ceremony's six words stand, as on the sheets;
    where the directory of an earlier Betro has no recovery key yet, the recovery seed after it. What betro
    keys recover wrote is signed likewise.
    """
    require_offline()
    if is_carried(file):
        _sign_recovery(file)
        return
    waits = read_pending(file.read_bytes())
    chosen = [each for each in waits.asked if _agreed(waits, each)]
    if not chosen:
        raise click.ClickException("nothing was signed, and the file is as it was")
    members = waits.members
    told = ""
    if members.recovery is not None:
        told = f"\n{of_which(bytes.fromhex(waits.root_verify_key), members)}"
    root = SigningKey.from_seed(seed_typed("root", told=told))
    recovery = None
    if members.recovery is None:
        click.echo("This directory has no recovery key yet, so its seed is needed too.")
        recovery = Identity.from_seed(seed_typed("recovery"))
    file.write_bytes(written(signed(waits, chosen, root, recovery=recovery)))
    click.echo(f"Signed: {len(chosen)}. Carry {file.name} back to the server: betro keys import {file.name}")


@keys.command(name="import")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
def import_(file: Path) -> None:
    """
    Take what was signed in FILE into the directory, where it is sealed to and lets in from now on; or take
    over what a recovery gives, or that it was tried.
    """
    if is_carried(file):
        import_file(file)
        return
    organisation, clock = installation()
    require_steady(organisation, clock.now())
    new = admit(organisation, read_signed(file.read_bytes()).statements, today=local_date(clock.now()))
    click.echo(f"{new} new in the directory" if new else "all of this stood in the directory already")


def _sign_recovery(file: Path) -> None:
    told = show_grants(file)
    click.confirm("Is that so?", abort=True, err=True)
    sign_file(file, SigningKey.from_seed(seed_typed("root", told=told)))
    click.echo(f"Signed. Carry {file.name} back to the server: betro keys import {file.name}")


def _agreed(waits: PendingFile, each: ToSign) -> bool:
    before = waits.before(each)
    what = f"leaves on {each.until.isoformat()}" if each.until else f"as {each.role}"
    click.echo(f"\n{each.name} ({each.sign_in_name}), {what}")
    click.echo(f"  {'new here' if before is None else f'stands now as {before}'}")
    if waits.is_end(each):
        question = "Is this end to stand?"
    else:
        click.echo(f"  {each.words}")
        question = "Does the person read these six words to you from their own screen?"
    click.echo(f"  {question} [y/N] ", nl=False)
    return sys.stdin.readline().strip().casefold() in {"y", "yes", "j", "ja"}
