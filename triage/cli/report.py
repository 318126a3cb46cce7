"""`betro report`: an account as a file, without a browser and without a key."""

import sys
from datetime import date, datetime
from pathlib import Path

import click

from intake.clock import local_date
from intake.domain.languages import DEFAULT, LANGUAGES
from triage.accounts.quarterly import Quarter
from triage.accounts.results import AccountPeriod
from triage.cli.installation import installation
from triage.rules.codes import Scheme
from triage.services.accounts.document import AccountOrder, OrderError, translate_in
from triage.services.accounts.files import FileFormat, account_file, is_text
from triage.services.accounts.quarterly import QuarterNotOverError, QuarterOrder, quarterly_status
from triage.services.accounts.sheet import sheet_of
from triage.services.accounts.told import ToldMeanwhileError, written_report
from triage.services.accounts.typeset import TypesettingError
from triage.services.accounts.whistleblowing import before_report
from triage.services.organisation import Organisation
from triage.store.visibility import Access, system_access

DAY = click.DateTime(["%Y-%m-%d"])
OURS = "complaints"
SCHEMES = {
    "complaints": Scheme.COMPLAINTS,
    "whistleblowing": Scheme.WHISTLEBLOWING,
    "external": Scheme.WHISTLEBLOWING_EXTERNAL,
}

Order = AccountOrder | QuarterOrder


@click.command()
@click.option("--from", "first", type=DAY, help="The first day, as 2026-01-31.")
@click.option("--to", "last", type=DAY, help="The last day; it belongs to the account.")
@click.option(
    "--quarter", metavar="2026-Q3", help="In place of an account the status of a quarter that is over."
)
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
    first: datetime | None,
    last: datetime | None,
    quarter: str | None,
    profile: str | None,
    scheme: str,
    language: str,
    ending: str,
    output: Path | None,
) -> None:
    """
    Write the account of a period as it may be published.

    Numbers by which somebody could be recognised are left out, also beside all that was published or written
    before; none leads to a case, and no text that anybody wrote is in it: those are sealed, and no key is
    asked for.
    """
    order: Order
    if quarter is not None and (first, last, profile, scheme) == (None, None, None, OURS):
        order = QuarterOrder(_quarter(quarter), language)
    elif first is not None and last is not None and quarter is None:
        order = AccountOrder(first.date(), last.date(), profile, SCHEMES[scheme], language)
        if order.last < order.first:
            raise click.UsageError("--to lies before --from.")
    else:
        raise click.UsageError("Name --from and --to, or --quarter alone.")
    wanted = FileFormat(ending)
    if output is None and not is_text(wanted) and sys.stdout.isatty():
        raise click.UsageError(f"A terminal cannot show {ending}; name a file with --output.")
    organisation, clock = installation()
    content = _written(organisation, order, wanted, local_date(clock.now()))
    if output is None:
        click.echo(content, nl=False)
    else:
        output.write_bytes(content)


def _say_before(organisation: Organisation, access: Access, order: AccountOrder) -> None:
    """Say beside the file what its numbers may tell, before anybody publishes it."""
    period, say = AccountPeriod(order.first, order.last), translate_in(organisation, order.language)
    for each in before_report(organisation, access, order.scheme, period, say):
        click.echo(each, err=True)


def _quarter(text: str) -> Quarter:
    try:
        return Quarter.read(text)
    except ValueError as error:
        raise click.UsageError(f"{error}.") from None


def _written(organisation: Organisation, order: Order, ending: FileFormat, today: date) -> bytes:
    access = system_access()
    try:
        if isinstance(order, QuarterOrder):
            document = quarterly_status(organisation, access, order, today=today)
        else:
            document = written_report(organisation, access, order, today=today)
    except (OrderError, QuarterNotOverError) as error:
        raise click.UsageError(f"{error}.") from None
    except ToldMeanwhileError as error:
        raise click.ClickException(f"{error}.") from None
    sheet = sheet_of(organisation, document, translate_in(organisation, order.language))
    if isinstance(order, AccountOrder):
        _say_before(organisation, access, order)
    try:
        return account_file(sheet, ending).content
    except TypesettingError as error:
        raise click.ClickException(str(error)) from None
