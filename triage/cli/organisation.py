"""`betro organisation`: what an organisation has set for itself, checked and applied from its folder."""

import getpass
from pathlib import Path

import click

from intake.clock import local_date
from triage.cli.installation import installation
from triage.rules.local_limits import CLOCK, LIMIT, TARGET, TEMPORARY
from triage.rules.organisation_data import Files
from triage.services.clock.steadiness import require_steady
from triage.services.organisation import Organisation
from triage.services.organisation.content import Content, files_of
from triage.services.people import apply_organisation

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.group()
def organisation() -> None:
    """What is the organisation's own: its units, the limits it has published, its letters."""


@organisation.command()
@click.argument("folder", type=FOLDER, required=False)
def check(folder: Path | None) -> None:
    """
    Read FOLDER, else the one of the settings, as strictly as apply does; nothing is written.

    Every fault is told with file and line, a line each, and the exit code is 1.
    """
    which, clock = installation()
    content = apply_organisation.check(which, _files(which, folder), today=local_date(clock.now()))
    click.echo(_counts(content))
    click.echo("nothing wrong found")


@organisation.command()
@click.argument("folder", type=FOLDER, required=False)
@click.option("--reason", required=True, help="Why, in one line; it is kept with what is applied.")
@click.option("--by", default=getpass.getuser, help="Who applies it, if not the user of this shell.")
def apply(folder: Path | None, reason: str, by: str) -> None:
    """
    Let what FOLDER says hold from today on.

    It is written whole, with the day, the reason and who, into both databases, and never changed afterwards.
    Portal, office and clock go by it from their next page or tick on. The dates of open cases move by betro
    rules apply only.
    """
    which, clock = installation()
    require_steady(which, clock.now())
    files, today = _files(which, folder), local_date(clock.now())
    done = apply_organisation.apply(which, files, reason=reason, by=by, today=today)
    said = "holds from now on" if done.is_new else "holds already; nothing was changed"
    click.echo(f"snapshot {done.snapshot.number} ({done.snapshot.digest.hex()[:16]}) {said}")


def _files(which: Organisation, folder: Path | None) -> Files:
    wanted = folder or which.settings.organisation_folder
    if wanted is None:
        raise click.UsageError("Say which FOLDER, or set organisation_folder.")
    return files_of(wanted)


def _counts(content: Content) -> str:
    of = content.data.rulebook.local.of
    return (
        f"{len(content.data.units.by_code)} units, {len(of(LIMIT))} limits of its own, "
        f"{len(of(TEMPORARY))} changes of them, {len(of(TARGET))} targets, "
        f"{len(of(CLOCK))} clocks of the bylaw"
    )
