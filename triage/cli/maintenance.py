"""`betro maintenance`: closing the service to writers, and opening it again."""

import click

from intake.clock import local_date
from triage.cli.installation import installation
from triage.services.organisation.announce import close, reopen


@click.command()
@click.argument("switch", type=click.Choice(["on", "off"]))
def maintenance(switch: str) -> None:
    """
    Close the service while something is done to it (on), and open it again (off).

    Whoever is writing comes to the end first. Afterwards reading goes on, and whoever sends something is told
    that nothing was sent; the clock waits, and notes only that it lives. Backups can be made meanwhile.
    """
    organisation, clock = installation()
    (close if switch == "on" else reopen)(organisation, today=local_date(clock.now()))
    click.echo("closed to writers" if switch == "on" else "open")
