"""
`betro tick`: one tick by hand, for a timer of one's own or for looking.
"""

import os

import click

from crypto.envelope import new_id
from triage.cli.installation import installation
from triage.scheduler.hands import hands_of
from triage.services.tick import tick as one_tick
from triage.settings import load_clock


@click.command()
def tick() -> None:
    """
    Do once what the clock does: receive, acknowledge, alert, publish.
    """
    unit, clock = installation()
    if one_tick(unit, hands_of(load_clock(os.environ)), now=clock.now(), owner=new_id()):
        click.echo("done")
    else:
        click.echo("another clock is at work; nothing was done")
