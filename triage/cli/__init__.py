"""
`betro`: the command line for operators.

Exit codes: 0 done, 1 something is wrong with the installation, 2 the call is wrong.
"""

import logging
from typing import Any

import click

from triage.cli.backup import backup, backup_key, drill, drilled, restore
from triage.cli.clock import clock
from triage.cli.deadline import deadline
from triage.cli.demo import demo
from triage.cli.doctor import doctor
from triage.cli.installation import REASONS, reason_of
from triage.cli.journal import journal
from triage.cli.letters import letters
from triage.cli.mail import mail
from triage.cli.maintenance import maintenance
from triage.cli.organisation import organisation
from triage.cli.rules import rules
from triage.cli.setup import init, migrate, people
from triage.cli.tick import tick


class _Commands(click.Group):
    def invoke(self, ctx: click.Context) -> Any:
        """Carry out a command; what it cannot do for a known reason is told in one line."""
        try:
            return super().invoke(ctx)
        except BrokenPipeError:
            # Whoever read what is printed has gone; click ends quietly.
            raise
        except REASONS as error:
            # From None: a cause may hold what the reason leaves out.
            raise click.ClickException(reason_of(error)) from None


@click.group(cls=_Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--organisation", "which", metavar="NAME", help="Of several, the one whose settings file has this name."
)
def main(which: str | None) -> None:  # noqa: ARG001 - triage.cli.installation asks the context for it
    """Betro: whistleblower reports and citizen complaints on one deadline engine."""
    logging.basicConfig(level=logging.WARNING, format="%(name)s: %(message)s")


COMMANDS = (
    *(init, people, organisation, migrate, doctor, deadline, rules, tick, journal, letters, mail, demo),
    *(backup, backup_key, restore, drill, drilled, maintenance, clock),
)
for command in COMMANDS:
    main.add_command(command)
