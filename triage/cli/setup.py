"""`betro init`, `betro people`, `betro migrate`: making an installation and the people in it."""

from pathlib import Path

import click
import pyotp

from crypto.keys import SigningKey
from intake.clock import SystemClock, local_date
from intake.domain.languages import DEFAULT, LANGUAGES
from triage.cases.roles import Role
from triage.cli.installation import databases_named, installation, seed_typed
from triage.rules.organisation_data import EXAMPLE, ready_names
from triage.services.clock.steadiness import require_steady
from triage.services.history.bring_up import bring_up
from triage.services.people.enrol import Enrolled, NewPerson, change_address, enrol
from triage.services.people.provision import install
from triage.store.visibility import system_access


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--organisation", nargs=2, required=True, metavar="DANISH ENGLISH", help="The organisation's name."
)
@click.option(
    "--advisor",
    "advisors",
    multiple=True,
    nargs=2,
    required=True,
    metavar="SIGN-IN-NAME NAME",
    help="One of the first advisors; give it at least twice.",
)
@click.option(
    "--like",
    type=click.Choice(ready_names()),
    default=None,
    help="Lay out the units, lists and words of this municipality, to read, change and apply.",
)
def init(
    folder: Path, organisation: tuple[str, str], advisors: tuple[tuple[str, str], ...], like: str | None
) -> None:
    """
    Found an installation in FOLDER: keys, settings, databases and the first advisors.

    What it prints is shown once. Write it down, keep the three seeds offline, and give each advisor their
    own part. Where BETRO_INTAKE_DATABASE and BETRO_TRIAGE_DATABASE name two empty PostgreSQL databases, those
    are taken instead of two files.
    """
    first = [NewPerson(sign_in.strip().casefold(), name, Role.ADVISOR) for sign_in, name in advisors]
    today, databases = local_date(SystemClock().now()), databases_named()
    made = install(
        folder,
        mode="production",
        names=organisation,
        first=first,
        today=today,
        databases=databases,
        like=like or EXAMPLE,
    )
    click.echo(f"Settings: {made.settings}")
    click.echo(
        "\nThe three seeds of the ceremony. Keep them offline, apart from each other and from this machine:"
    )
    click.echo(f"  root      {made.root_seed.hex()}")
    click.echo(f"  recovery  {made.recovery_seed.hex()}")
    click.echo(f"  backup    {made.backup_seed.hex()}")
    for each in made.enrolled:
        tell(each)


@click.group()
def people() -> None:
    """The people who sign in to the office."""


@people.command()
@click.argument("sign_in_name")
@click.argument("name")
@click.option("--role", type=click.Choice([each.value for each in Role]), required=True)
@click.option("--mail", default=None, help="Where alerts go; they never say what they are about.")
@click.option("--language", type=click.Choice(tuple(LANGUAGES)), default=DEFAULT, show_default=True)
def add(sign_in_name: str, name: str, role: str, mail: str | None, language: str) -> None:
    """Enrol a person; the root seed is read from standard input."""
    root = SigningKey.from_seed(seed_typed("the root seed of this installation"))
    organisation, clock = installation()
    require_steady(organisation, clock.now())
    if root.verify_key != organisation.settings.root_verify_key:
        raise click.ClickException("what came on standard input is not the root seed of this installation")
    new = NewPerson(sign_in_name.strip().casefold(), name, Role(role), mail, language)
    tell(enrol(organisation, new, root, today=local_date(clock.now())))


@people.command()
@click.argument("sign_in_name")
@click.argument("address", required=False)
def mail(sign_in_name: str, address: str | None) -> None:
    """Let a person's alerts go to ADDRESS, or to none where it is left out."""
    organisation, clock = installation()
    change_address(organisation, sign_in_name.strip().casefold(), address, today=local_date(clock.now()))


@click.command()
def migrate() -> None:
    """Bring both databases to the newest form."""
    organisation, clock = installation(founding=True)
    bring_up(organisation, system_access(), today=local_date(clock.now()))
    click.echo("both databases are of the newest form")


def tell(enrolled: Enrolled) -> None:
    """Show a new person's secrets, once."""
    click.echo(f"\n{enrolled.person.sign_in_name}")
    click.echo(f"  passphrase            {enrolled.passphrase}")
    click.echo(f"  one-time-code secret  {enrolled.totp_secret}")
    codes = pyotp.TOTP(enrolled.totp_secret, name=enrolled.person.sign_in_name, issuer="Betro")
    click.echo(f"  the same for an app   {codes.provisioning_uri()}")
