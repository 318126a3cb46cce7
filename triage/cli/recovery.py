"""
`betro keys export-recovery`, `recover` and `drill`; and what `betro keys sign` and `import` do with the files
of a recovery.

The server asks, a machine that is connected to nothing answers, the root signs there too, and the server
takes it over. No seed moves: what is carried back opens for the person's own new key alone.
"""

from pathlib import Path

import click

from crypto.directory import Directory
from crypto.identities import Identity
from crypto.keys import SigningKey
from crypto.recovery import sign_grants, sign_trial
from crypto.statement import RECOVERY
from triage.cli.installation import installation
from triage.cli.seeds import require_offline, seed_typed
from triage.cli.share_sheets import ceremony_words
from triage.services.clock.steadiness import require_steady
from triage.services.recovery.answer import answer, tried
from triage.services.recovery.carried import (
    UNSIGNED,
    RecoveryError,
    RecoveryGrants,
    RecoveryRequest,
    RecoveryTrial,
    RecoveryTried,
    body_of,
    read_carried,
    write_carried,
)
from triage.services.recovery.export import request, trial
from triage.services.recovery.sign import signed
from triage.services.recovery.take import take
from triage.services.recovery.trial import note_trial
from triage.services.recovery.whom import new_keys, verified
from triage.store.visibility import system_access

IN = click.Path(path_type=Path, dir_okay=False, exists=True)
OUT = click.Path(path_type=Path, dir_okay=False)


@click.command("export-recovery")
@click.argument("file", type=OUT)
@click.option("--person", "name", required=True, help="Whom it is for, by their sign-in name.")
@click.option("--case", "references", multiple=True, help="A case to hold from now on.")
@click.option("--all", "everything", is_flag=True, help="Every case, which they are to hold from now on.")
def export_recovery(file: Path, name: str, references: tuple[str, ...], everything: bool) -> None:
    """
    Write to FILE what the recovery key is to give a person who has lost their keys.

    They enrol first (betro people again) and their statement is signed. Without --case and --all it is for
    the cases that they hold. Carry FILE to the offline machine, to betro keys recover.
    """
    if references and everything:
        raise click.UsageError("either some cases or all")
    organisation, clock = installation()
    require_steady(organisation, clock.now())
    made = request(
        organisation,
        system_access(),
        name.strip().casefold(),
        now=clock.now(),
        references=references,
        everything=everything,
    )
    write_carried(file, made.request)
    click.echo(_asked_for(made.request))
    if made.without:
        click.echo(f"{made.without} items are not sealed to any recovery key; see betro doctor", err=True)
    click.echo(f"Carry {file} to the offline machine, to betro keys recover.")


@click.command()
@click.argument("file", type=IN)
@click.argument("out", type=OUT)
def recover(file: Path, out: Path) -> None:
    """
    Answer FILE on a machine that is connected to nothing, with the shares of the recovery key, and write OUT.

    It shows first what is asked for. Telephone the person: the six words must be those that they read from
    their own screen. The shares are typed one a line. OUT is signed by the root next (betro keys sign OUT),
    then carried back to betro keys import. Answering a drill, OUT is finished.
    """
    require_offline()
    content = read_carried(file).content
    match content:
        case RecoveryRequest():
            members = verified(content)
            click.echo(_asked_for(content))
            click.echo(_of_whom(members, content.name, content.person))
        case RecoveryTrial():
            members = verified(content)
            click.echo(f"A drill of {content.on}: {len(content.items)} items, for nobody.")
        case _:
            raise RecoveryError("this file is no request; it is what an answer looks like")
    ceremony = of_which(content.root_verify_key, members)
    click.echo(ceremony)
    click.confirm("Is that so?", abort=True, err=True)
    recovery = Identity.from_seed(seed_typed("recovery", told=ceremony))
    if isinstance(content, RecoveryTrial):
        result = tried(content, recovery)
        write_carried(out, result, sign_trial(recovery, body_of(result)))
        click.echo(f"{result.opened} of {result.asked} items opened. Carry {out} back, to betro keys import.")
        return
    grants = answer(content, recovery)
    write_carried(out, grants)
    click.echo(_given(grants))
    click.echo(f"The root signs {out} next, on a machine that is connected to nothing: betro keys sign {out}")


@click.command()
@click.argument("file", type=OUT)
def drill(file: Path) -> None:
    """
    Draw a few items and write to FILE what it takes to try the recovery key on them.

    Once a year: carry FILE to the offline machine, to betro keys recover, and what that writes back to betro
    keys import. Nothing is opened for anybody; that it works is noted.
    """
    organisation, clock = installation()
    require_steady(organisation, clock.now())
    drawn = trial(organisation, system_access(), now=clock.now())
    write_carried(file, drawn)
    click.echo(
        f"{len(drawn.items)} items were drawn. Carry {file} to the offline machine, to betro keys recover."
    )


def show_grants(file: Path) -> str:
    """
    Show what the root is asked to sign, on the offline machine, and give the words of its ceremony.

    Raises:
        RecoveryError: the file is no answer of a recovery, or is signed already.
    """
    carried = read_carried(file)
    if not isinstance(carried.content, RecoveryGrants):
        raise RecoveryError("the root signs what betro keys recover wrote, and no other file of a recovery")
    if carried.signature != UNSIGNED:
        raise RecoveryError("this file is signed already; carry it to betro keys import")
    members = verified(carried.content)
    click.echo(_given(carried.content))
    click.echo(_of_whom(members, carried.content.name, carried.content.person))
    ceremony = of_which(carried.content.root_verify_key, members)
    click.echo(ceremony)
    return ceremony


def sign_file(file: Path, root: SigningKey) -> None:
    """
    Sign what a recovery gives, in the place of the file that was not signed.

    Raises:
        RecoveryError: the root is another's, or the file does not hold.
    """
    carried = read_carried(file)
    assert isinstance(carried.content, RecoveryGrants)
    grants = signed(carried.content, root)
    part = file.with_name(f"{file.name}.part")
    part.unlink(missing_ok=True)
    write_carried(part, grants, sign_grants(root, body_of(grants)))
    part.replace(file)


def import_file(file: Path) -> None:
    """
    Take over, on the server, what a recovery gives, or that it was tried.

    Raises:
        RecoveryError: the file is another's, not signed, or for other keys.
    """
    carried = read_carried(file)
    organisation, clock = installation()
    require_steady(organisation, clock.now())
    match carried.content:
        case RecoveryGrants():
            taken = take(organisation, system_access(), carried, now=clock.now())
            click.echo(f"{taken.cases} cases, {taken.items} items with a new key")
            if taken.left_out:
                raise click.ClickException(
                    f"left out, because something else was signed there since: {', '.join(taken.left_out)}; "
                    "export and recover these again"
                )
        case RecoveryTried():
            noted = note_trial(organisation, carried, now=clock.now())
            click.echo(f"recovery was tried on {noted.on}, and {noted.opened} items opened: noted")
        case _:
            raise RecoveryError(
                "this file is a request: carry it to the offline machine, to betro keys recover"
            )


def of_which(root_verify_key: bytes, members: Directory) -> str:
    """Say the words of the ceremony, without which whoever keeps a share is to type none of it."""
    first = members.statements[0].statement
    if first.role != RECOVERY:
        return "This directory began without a ceremony: its words stand on no sheet."
    return f"The ceremony, as it stands on the sheets:  {ceremony_words(root_verify_key, first.encode())}"


def _asked_for(made: RecoveryRequest) -> str:
    items = sum(len(each.items) for each in made.cases)
    held = "cases that they are to hold from now on" if made.makes_holder else "cases of theirs"
    return f"For {made.name}: {len(made.cases)} {held}, {items} items, {len(made.index)} keys of lists."


def _of_whom(members: Directory, name: str, person: bytes) -> str:
    keys = new_keys(members, person)
    return f"{name}, {keys.member.role}, reads from their own screen:  {keys.statement.six_words()}"


def _given(grants: RecoveryGrants) -> str:
    told = f"For {grants.name}: {len(grants.cases)} cases, {grants.items} items."
    if grants.new_cases:
        told += f"\nIn {grants.new_cases} of them they become a holder who was none."
    if grants.left_out:
        told += f"\n{grants.left_out} items are left out: this recovery key does not open them."
    return told
