"""`betro init`, `betro people`, `betro migrate`: making an installation, and inviting people into it."""

from pathlib import Path

import click

from intake.clock import SystemClock, local_date
from intake.domain.languages import DEFAULT, LANGUAGES
from triage.cases.roles import Role
from triage.cli.installation import databases_named, installation
from triage.rules.organisation_data import EXAMPLE, ready_names
from triage.services.clock.steadiness import require_steady
from triage.services.history.bring_up import bring_up
from triage.services.people.ceremony_file import Ceremony
from triage.services.people.new_person import NewPerson, change_address
from triage.services.people.provision import SETTINGS, found, require_first
from triage.services.people.standing import everybody
from triage.services.people.tickets import EnrolTicket, invite, invite_again
from triage.store.enrolments import Purpose
from triage.store.visibility import system_access

NO_CEREMONY = (
    "say with --ceremony what the ceremony made: the root, recovery and backup keys are made and split on a"
    " machine that never meets a network, with betro keys ceremony, and only the file of their public halves"
    " comes here (deploy/runbooks/keys.md)"
)


@click.command()
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option(
    "--ceremony",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The file of betro keys ceremony.",
)
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
    folder: Path,
    ceremony: Path | None,
    organisation: tuple[str, str],
    advisors: tuple[tuple[str, str], ...],
    like: str | None,
) -> None:
    """
    Found an installation in FOLDER: keys of the services, settings, databases; and invite the first advisors.

    It prints a ticket for each of them and no secret: with it each makes keys of their own in the office.
    Where BETRO_INTAKE_DATABASE and BETRO_TRIAGE_DATABASE name two empty PostgreSQL databases, those are taken
    instead of two files.
    """
    if ceremony is None:
        raise click.ClickException(NO_CEREMONY)
    first = [NewPerson(sign_in.strip().casefold(), name, Role.ADVISOR) for sign_in, name in advisors]
    today, databases = local_date(SystemClock().now()), databases_named()
    public = Ceremony.from_text(ceremony.read_text(encoding="utf-8", errors="replace"), today=today)
    require_first(first)
    made = found(
        folder,
        ceremony=public,
        mode="production",
        names=organisation,
        today=today,
        databases=databases,
        like=like or EXAMPLE,
    )
    click.echo(f"Settings: {folder / SETTINGS}")
    for each in first:
        tell(invite(made, each, today=today))
    click.echo("\nHand each ticket to its person and to nobody else; it is used at /enrol in the office.")


@click.group(invoke_without_command=True)
@click.pass_context
def people(context: click.Context) -> None:
    """The people who sign in to the office; without a command, a list of them."""
    if context.invoked_subcommand is not None:
        return
    organisation, clock = installation()
    for each in everybody(organisation, today=local_date(clock.now())):
        click.echo(f"{each.sign_in_name:<16} {each.role:<14} {each.state:<10} {each.display_name}")


@people.command()
@click.argument("sign_in_name")
@click.argument("name")
@click.option("--role", type=click.Choice([each.value for each in Role]), required=True)
@click.option("--mail", default=None, help="Where alerts go; they never say what they are about.")
@click.option("--language", type=click.Choice(tuple(LANGUAGES)), default=DEFAULT, show_default=True)
@click.option(
    "--title", nargs=2, default=(None, None), metavar="DANISH ENGLISH", help="What reporters are shown."
)
@click.option("--route", default=None, help="Of an alternate, the route that the person is of.")
def add(
    sign_in_name: str,
    name: str,
    role: str,
    mail: str | None,
    language: str,
    title: tuple[str | None, str | None],
    route: str | None,
) -> None:
    """Invite a person: prints a ticket, with which the person makes keys of their own in the office."""
    if role == Role.ALTERNATE and route is None:
        raise click.UsageError("an alternate is of a route; say with --route of which")
    organisation, clock = installation()
    require_steady(organisation, clock.now())
    new = NewPerson(sign_in_name.strip().casefold(), name, Role(role), mail, language, *title, route)
    tell(invite(organisation, new, today=local_date(clock.now())))


@people.command()
@click.argument("sign_in_name")
def again(sign_in_name: str) -> None:
    """Give a person a new ticket: for new keys, where a passphrase is lost, or in the place of a lost one."""
    organisation, clock = installation()
    require_steady(organisation, clock.now())
    tell(invite_again(organisation, sign_in_name.strip().casefold(), today=local_date(clock.now())))


@people.command("second-factor")
@click.argument("sign_in_name")
def second_factor(sign_in_name: str) -> None:
    """Give a person who has lost their phone a ticket; with it and the passphrase they get another factor."""
    organisation, clock = installation()
    require_steady(organisation, clock.now())
    name, today = sign_in_name.strip().casefold(), local_date(clock.now())
    tell(invite_again(organisation, name, today=today, purpose=Purpose.SECOND_FACTOR))


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


def tell(ticket: EnrolTicket) -> None:
    """Show a ticket, once."""
    click.echo(f"\n{ticket.sign_in_name} ({ticket.display_name})")
    click.echo(f"  ticket  {ticket.words}   good once, until {ticket.until_on.isoformat()}")
