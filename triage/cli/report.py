"""`betro report`: an account as a file, without a browser and without a key."""

import sys
from datetime import date, datetime
from pathlib import Path

import click

from intake.clock import local_date
from intake.domain.languages import DEFAULT, LANGUAGES
from triage.cli.installation import installation
from triage.rules.codes import Scheme
from triage.services.accounts.document import AccountOrder, OrderError, account_document, translate_in
from triage.services.accounts.files import FileFormat, account_file, is_text
from triage.services.accounts.sheet import sheet_of
from triage.services.accounts.typeset import TypesettingError
from triage.services.organisation import Organisation
from triage.store.visibility import system_access

DAY = click.DateTime(["%Y-%m-%d"])
OURS = "complaints"
SCHEMES = {
    "complaints": Scheme.COMPLAINTS,
    "whistleblowing": Scheme.WHISTLEBLOWING,
    "external": Scheme.WHISTLEBLOWING_EXTERNAL,
}


@click.command()
@click.option("--from", "first", type=DAY, required=True, help="The first day, as 2026-01-31.")
@click.option("--to", "last", type=DAY, required=True, help="The last day; it belongs to the account.")
@click.option(
    "--profile", metavar="CODE", help="A counting profile; else the one that holds on the last day."
)
@click.option("--scheme", type=click.Choice(list(SCHEMES)), default=OURS, show_default=True)
@click.option("--language", type=click.Choice(list(LANGUAGES)), default=DEFAULT, show_default=True)
@click.option(
    "--format",
    "ending",
    type=click.Choice([each.value for each in FileFormat]),
    default="json",
    show_default=True,
)
@click.option(
    "--output", type=click.Path(path_type=Path, dir_okay=False), help="Where to write it; else it is printed."
)
def report(
    first: datetime,
    last: datetime,
    profile: str | None,
    scheme: str,
    language: str,
    ending: str,
    output: Path | None,
) -> None:
    """
    Write the account of a period as it may be published.

    Numbers by which somebody could be recognised are left out, none leads to a case, and no text that anybody
    wrote is in it: those are sealed, and no key is asked for.
    """
    order = AccountOrder(first.date(), last.date(), profile, SCHEMES[scheme], language)
    wanted = FileFormat(ending)
    if order.last < order.first:
        raise click.UsageError("--to lies before --from.")
    if output is None and not is_text(wanted) and sys.stdout.isatty():
        raise click.UsageError(f"A terminal cannot show {ending}; name a file with --output.")
    organisation, clock = installation()
    content = _written(organisation, order, wanted, local_date(clock.now()))
    if output is None:
        click.echo(content, nl=False)
    else:
        output.write_bytes(content)


def _written(organisation: Organisation, order: AccountOrder, ending: FileFormat, today: date) -> bytes:
    try:
        document = account_document(organisation, system_access(), order, today=today)
    except OrderError as error:
        raise click.UsageError(f"{error}.") from None
    sheet = sheet_of(organisation, document, translate_in(organisation, order.language))
    try:
        return account_file(sheet, ending).content
    except TypesettingError as error:
        raise click.ClickException(str(error)) from None
