"""
`betro rules`: checking the rules, seeing which open cases a changed one would move, and letting them follow.
"""

import json
from collections.abc import Sequence
from pathlib import Path

import click

from intake.clock import local_date
from triage.cli.installation import installation
from triage.rules.codes import ApplyReason
from triage.rules.local_limits import LIMIT, TARGET
from triage.rules.rulebook import Rulebook, load_rulebook, read_rulebook, with_local_limits
from triage.rules.tables import File
from triage.services.clock import apply_rules
from triage.services.clock.apply_rules import Move
from triage.services.clock.steadiness import require_steady
from triage.services.history.one_by_one import SomeFailedError
from triage.store.projections import Dates
from triage.store.visibility import system_access

FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
FOLDER = click.Path(exists=True, file_okay=False, path_type=Path)
REASON = click.Choice([each.value for each in ApplyReason])
LAW_CHANGE = ApplyReason.LAW_CHANGE.value


@click.group()
def rules() -> None:
    """Check the rules; after a change, see which open cases move, and let them follow."""


@rules.command()
@click.argument("folder", type=FOLDER, required=False)
@click.option("--limits", type=FILE, help="Check a file of the municipality's own limits and targets too.")
def check(folder: Path | None, limits: Path | None) -> None:
    """
    Read the rules of FOLDER (else those that Betro ships with) as strictly as every start does.

    A fault is told with file and line, and the exit code is 1.
    """
    try:
        book = load_rulebook() if folder is None else read_rulebook(folder)
        own = (book if limits is None else with_local_limits(book, File.open(limits))).local
    except (OSError, UnicodeDecodeError) as error:
        raise click.ClickException(f"a file of the rules cannot be read ({type(error).__name__})") from None
    click.echo(_read(book))
    if limits is not None:
        click.echo(f"{limits.name}: {len(own.of(LIMIT))} limits of its own, {len(own.of(TARGET))} targets")
    click.echo("nothing wrong found")


def _read(book: Rulebook) -> str:
    versions = [rule for of_rule in book.versions.values() for rule in of_rule]
    confirmed = min(calendar.best_before for calendar in book.calendars.values())
    counts = f"{len(book.ids)} rules in {len(versions)} versions, {len(book.duties)} duties"
    return "\n".join(
        (
            f"deadlines.toml, countries.toml: {counts}, {len(book.events)} events",
            f"calendars.toml: {len(book.calendars)} calendars, confirmed until {confirmed.isoformat()}",
            f"ladder.toml: {len(book.ladders)} ladders",
        )
    )


@rules.command()
@click.option(
    "--reason",
    type=REASON,
    default=LAW_CHANGE,
    show_default=True,
    help="Why they would move.",
)
@click.option("--json", "as_json", is_flag=True, help="Answer in JSON.")
def preview(reason: str, as_json: bool) -> None:
    """
    List every deadline of an open case that would move, with its old and its new dates; nothing is written.

    A date that has passed moves for a correction only: what the law said then was missed and stays so.
    """
    organisation, clock = installation()
    moves = apply_rules.preview(organisation, system_access(), today=local_date(clock.now()), reason=reason)
    if as_json:
        click.echo(json.dumps([_as_data(move) for move in moves], indent=2))
    else:
        click.echo(_as_text(moves))


@rules.command()
@click.option("--reason", type=REASON, required=True, help="Why they move; it stays in each case's history.")
@click.option("--reference", help="A short code to look it up by, such as LOV-1436-2021. No sentence.")
def apply(reason: str, reference: str | None) -> None:
    """
    Let every open case that would move follow what is known today, and keep in its history that it did.

    What has been met is not touched. Doing it again moves nothing more. Where only the ladder of warnings has
    changed no date moves, and the clocks are looked at on the days of the new one.
    """
    organisation, clock = installation()
    require_steady(organisation, clock.now())
    try:
        moved = apply_rules.apply(
            organisation,
            system_access(),
            today=local_date(clock.now()),
            reason=reason,
            reference=reference or None,
        )
        apply_rules.look_again(organisation, system_access())
    except ValueError:
        raise click.UsageError("--reference is a short code: letters, digits, and . _ : - between.") from None
    except SomeFailedError:
        raise click.ClickException("some cases could not follow; the others have. Try it again.") from None
    click.echo(f"{moved} cases follow now")


def _as_text(moves: Sequence[Move]) -> str:
    lines = [f"{_clock(move)}  {_dates(move.old, 'begins')} -> {_dates(move.new, 'gone')}" for move in moves]
    cases = len({move.case_reference for move in moves})
    return "\n".join((*lines, f"{len(moves)} deadlines of {cases} cases would move"))


def _clock(move: Move) -> str:
    subject = f" ({move.subject})" if move.subject else ""
    return f"{move.case_reference}  {move.rule}{subject}"


def _dates(dates: Dates | None, without: str) -> str:
    if dates is None:
        return without
    aim = "" if dates.target is None else f", target {dates.target.isoformat()}"
    return f"{dates.strict.isoformat()} (latest {dates.latest.isoformat()}{aim})"


def _as_data(move: Move) -> dict[str, object]:
    return {
        "case": move.case_reference,
        "rule": move.rule,
        "subject": move.subject,
        "old": _as_dates(move.old),
        "new": _as_dates(move.new),
    }


def _as_dates(dates: Dates | None) -> dict[str, str] | None:
    if dates is None:
        return None
    aim = {} if dates.target is None else {"due_target": dates.target.isoformat()}
    return {"due_strict": dates.strict.isoformat(), "due_latest": dates.latest.isoformat(), **aim}
