"""
`betro`: the command line for operators.

Exit codes: 0 done, 1 something is wrong with the installation, 2 the call is wrong.
"""

import logging
from importlib import import_module
from keyword import iskeyword
from types import ModuleType
from typing import Any

import click

ROOMS = {
    "backup": ("backup", "backup-key", "drill", "drilled", "restore"),
    "clock": ("clock",),
    "deadline": ("deadline",),
    "demo": ("demo",),
    "doctor": ("doctor",),
    "imports": ("import",),
    "journal": ("journal",),
    "keys": ("keys",),
    "letters": ("letters",),
    "mail": ("mail",),
    "maintenance": ("maintenance",),
    "organisation": ("organisation",),
    "report": ("report",),
    "rules": ("rules",),
    "setup": ("init", "migrate", "people"),
    "tick": ("tick",),
}
"""Which module has which commands. One is loaded when it is asked for: nobody waits for all the others."""


def _command(room: ModuleType, name: str) -> click.Command:
    # Of a word that Python has taken for itself.
    command: click.Command = getattr(room, f"{name}_" if iskeyword(name) else name)
    return command


class _Commands(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's own signature
        """Give the names of all commands."""
        return sorted({*self.commands, *(name for names in ROOMS.values() for name in names)})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load the module of a command."""
        for room, names in ROOMS.items():
            if cmd_name in names and cmd_name not in self.commands:
                self.add_command(_command(import_module(f"triage.cli.{room}"), cmd_name.replace("-", "_")))
        return super().get_command(ctx, cmd_name)

    def invoke(self, ctx: click.Context) -> Any:
        """Carry out a command; what it cannot do for a known reason is told in one line."""
        from triage.cli.installation import REASONS, reason_of

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
