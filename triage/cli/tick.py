"""`betro tick`: one tick by hand, for a timer of one's own or for looking."""

import click

from crypto.envelope import new_id
from triage.cli.installation import environment, installation
from triage.clock.dependencies import dependencies_of
from triage.services.clock.tick import tick as one_tick
from triage.services.organisation.announce import closed_since
from triage.settings import load_clock


@click.command()
def tick() -> None:
    """Do once what the clock does: receive, acknowledge, alert, publish."""
    organisation, clock = installation()
    dependencies = dependencies_of(load_clock(environment()))
    failed = one_tick(organisation, dependencies, now=clock.now(), owner=new_id())
    if since := closed_since(organisation):
        click.echo(f"the service is closed since {since}; nothing was done")
    elif failed is None:
        click.echo("another clock is at work; nothing was done")
    elif failed:
        raise click.ClickException(f"these steps failed and are tried again: {', '.join(failed)}")
    else:
        click.echo("done")
