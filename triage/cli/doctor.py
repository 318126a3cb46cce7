"""`betro doctor`: what is wrong with a real installation."""

import click

from triage.cli.checks import FIRST, REST, faults
from triage.cli.installation import installation


@click.command()
def doctor() -> None:
    """Check the installation; exit code 1 when something is wrong."""
    organisation, clock = installation()
    found = faults(organisation, clock.now())
    for name, fault in found:
        click.echo(f"wrong  {name}: {fault}")
    if found:
        raise SystemExit(1)
    click.echo(f"nothing wrong found by {len(FIRST + REST)} checks")
