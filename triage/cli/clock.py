"""`betro clock`: what only a person can say to the clock."""

import click

from triage.cli.installation import installation
from triage.services.clock import steadiness
from triage.services.history.one_by_one import SomeFailedError


@click.group()
def clock() -> None:
    """What only a person can say to the clock."""


@clock.command()
@click.option("--yes", is_flag=True, help="Do not ask.")
def confirm(*, yes: bool) -> None:
    """
    Say that the machine's time is right, after it has jumped or Betro was off for more than a day.

    Until then nothing expires, nothing is removed, no date is promised and nothing is decided. What came in
    meanwhile gets the day on which it came. So say it only where the machine's date is right by now.
    """
    organisation, machine = installation()
    now, last = machine.now(), steadiness.gone_by(organisation)
    click.echo(f"The machine says {now:%a %Y-%m-%d %H:%M}.")
    if last is not None:
        click.echo(f"The last tick went by {last.astimezone(now.tzinfo):%a %Y-%m-%d %H:%M}.")
    if not yes:
        click.confirm("Is the machine right?", abort=True)
    try:
        steadiness.confirm(organisation, now=now)
    except SomeFailedError:
        raise click.ClickException(
            "confirmed; but some cases keep the day with which they were taken: see the log"
        ) from None
    click.echo("confirmed; the next tick goes by it, and what came in meanwhile has its own day")
