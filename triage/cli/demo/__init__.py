"""
`betro demo`: an invented municipality to try Betro on.

Its data is made by calling the real services with a past `now`, never by inserting rows. Its passphrases,
one-time-code secrets and seeds lie in its own folder, which a real installation never has.
"""

import json
import shutil
import sys
import time
from datetime import datetime
from pathlib import Path

import click
import pyotp

from crypto.errors import DirectoryError
from crypto.identities import Identity
from intake.clock import SystemClock, local_date
from intake.services.reception import require_ready
from triage.cli.demo.player import play
from triage.cli.demo.town import SECRETS, found_town, hold_drill, settle, tell_of_today
from triage.cli.processes import HOST, Children, Plan, require_free
from triage.services.clock.steadiness import believe
from triage.services.history.bring_up import bring_up
from triage.services.people.provision import open_installation
from triage.store.visibility import system_access

PATIENCE_SECONDS = 60.0
CODE_SECONDS = 30


@click.group()
def demo() -> None:
    """An invented municipality to try Betro on."""


@demo.command()
@click.option("--reset", is_flag=True, help="Throw the demo's data away and start over.")
@click.option("--folder", type=click.Path(path_type=Path), default=Path("var/demo"), show_default=True)
@click.option("--portal-port", type=click.IntRange(1, 65535), default=8000, show_default=True)
@click.option("--office-port", type=click.IntRange(1, 65535), default=8001, show_default=True)
@click.option("--empty", is_flag=True, help="Found the municipality without its cases.")
def run(*, reset: bool, folder: Path, portal_port: int, office_port: int, empty: bool) -> None:
    """Make the demo if it is not there, and run portal, office and clock until Ctrl-C."""
    require_free({"portal": portal_port, "office": office_port})
    make(folder, reset=reset, empty=empty, now=SystemClock().now())
    plan = Plan(folder / "town" / "betro.toml", portal_port, office_port)
    children = Children(plan)
    try:
        if children.are_ready((portal_port, office_port), within=PATIENCE_SECONDS):
            click.echo(welcome(folder, portal_port, office_port))
        raise SystemExit(children.watch())
    finally:
        children.end()


def make(folder: Path, *, reset: bool, empty: bool, now: datetime) -> None:
    """Found the demo in *folder* unless it is there; a making that was broken off is thrown away first."""
    whole = folder / "made"
    if folder.exists() and (reset or not whole.exists()):
        if not _is_demo(folder):
            raise click.ClickException(f"{folder} holds something else than a demo; choose another --folder")
        shutil.rmtree(folder)
    if whole.exists():
        bring_up_to_date(folder, now=now)
        click.echo(
            f"The demo of {whole.read_text(encoding='utf-8').strip()} goes on. ARGS=--reset starts over."
        )
        return
    click.echo("Making the demo municipality; this takes a few seconds ...")
    started = time.monotonic()
    town = found_town(folder, now=now)
    kept = json.loads((folder / SECRETS).read_text(encoding="utf-8"))
    codes = {} if empty else play(town, now=now)
    if not empty:
        hold_drill(town, Identity.from_seed(bytes.fromhex(kept["recovery_seed"])), now=now)
    tell_of_today(town, now)
    settle(town)
    kept["receipt_codes"] = codes
    (folder / SECRETS).write_text(json.dumps(kept, indent=1), encoding="utf-8")
    whole.write_text(f"{now.date().isoformat()}\n", encoding="utf-8")
    click.echo(f"Made in {time.monotonic() - started:.0f} seconds.")


def bring_up_to_date(folder: Path, *, now: datetime) -> None:
    """Bring a demo that was made earlier to the newest form of its databases, and to this day."""
    organisation = open_installation(folder / "town" / "betro.toml")
    organisation = bring_up(organisation, system_access(), today=local_date(now))
    try:
        require_ready(organisation.reception, local_date(now))
    except DirectoryError:
        raise click.ClickException("an earlier Betro made this demo; ARGS=--reset makes a new one") from None
    believe(organisation, now)


def _is_demo(folder: Path) -> bool:
    return (folder / SECRETS).exists() or not any(folder.iterdir())


def welcome(folder: Path, portal_port: int, office_port: int) -> str:
    """
    Write what a newcomer needs: addresses, demo sign-ins with a present code, and a receipt code that works.
    """
    kept = json.loads((folder / SECRETS).read_text(encoding="utf-8"))
    left = CODE_SECONDS - int(time.time()) % CODE_SECONDS
    lines = [
        "",
        f"Portal  http://{HOST}:{portal_port}/    for reporters and citizens",
        f"Office  http://{HOST}:{office_port}/    for advisors",
        "",
        "Sign in to the office (the demo's own passphrases; a code is good once):",
    ]
    for person in kept["people"]:
        code = pyotp.TOTP(person["totp_secret"]).now()
        lines += [
            f"  {person['sign_in_name']} ({person['role']})",
            f"    passphrase     {person['passphrase']}",
            f"    one-time code  {code}   (for {left} more seconds; secret {person['totp_secret']})",
        ]
    lines += ["", f"The newest codes:  {sys.argv[0]} demo codes --folder {folder}"]
    if kept["receipt_codes"]:
        lines += [
            "",
            "Come back as a reporter with this receipt code:",
            f"  {next(iter(kept['receipt_codes'].values()))}",
        ]
    return "\n".join([*lines, "", "Ctrl-C ends all three.", ""])


@demo.command()
@click.option("--folder", type=click.Path(path_type=Path), default=Path("var/demo"), show_default=True)
def codes(folder: Path) -> None:
    """Show the present one-time codes of the demo's people."""
    try:
        kept = json.loads((folder / SECRETS).read_text(encoding="utf-8"))
    except OSError:
        raise click.ClickException(f"there is no demo in {folder}") from None
    for person in kept["people"]:
        click.echo(f"{person['sign_in_name']:<10} {pyotp.TOTP(person['totp_secret']).now()}")
