"""`betro keys ceremony`: root, recovery and backup seeds are made, and handed out to those who keep them."""

import secrets
from collections.abc import Sequence
from pathlib import Path

import click

from crypto.identities import SEED_BYTES, Identity
from crypto.keys import SigningKey
from intake.clock import SystemClock, local_date
from triage.cli.seeds import require_offline, seed_typed
from triage.cli.share_sheets import ShareSheet, backup_sheet, ceremony_words, print_into, share_sheets, show
from triage.cli.shares import MOST, set_name, split
from triage.services.people.ceremony_file import Ceremony

COUNT = click.IntRange(2, MOST)


@click.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--shares", "count", type=COUNT, default=5, show_default=True, help="How many of each.")
@click.option("--threshold", type=COUNT, default=3, show_default=True, help="How many are needed.")
@click.option(
    "--print",
    "folder",
    type=click.Path(path_type=Path, file_okay=False),
    help="Write the sheets into this folder instead of showing them; print them, then destroy it.",
)
def ceremony(file: Path, count: int, threshold: int, folder: Path | None) -> None:
    """
    Make the root, recovery and backup seeds, and write their public half to FILE.

    Do it on a machine that is connected to nothing and keeps nothing: it needs no installation and no
    settings. Root and recovery are split into shares of words, one sheet for each who keeps one; everything
    is shown once. Then as many shares of each as are needed are typed back, and only then FILE is written. It
    holds no secret: carry it to the server, to betro init.
    """
    if threshold > count:
        raise click.UsageError("more shares cannot be needed than there are")
    require_offline()
    if file.exists():
        raise click.ClickException(f"{file} exists; Betro never writes over a ceremony")
    on = local_date(SystemClock().now())
    seeds = {what: secrets.token_bytes(SEED_BYTES) for what in ("root", "recovery")}
    backup = secrets.token_bytes(SEED_BYTES)
    held = Ceremony.held(
        SigningKey.from_seed(seeds["root"]),
        recovery=Identity.from_seed(seeds["recovery"]),
        backup=Identity.from_seed(backup),
        on=on,
    )
    words = ceremony_words(held.root_verify_key, held.recovery_statement)
    sets = _split(seeds, count, threshold)
    sheets = [
        sheet for what, shares in sets.items() for sheet in share_sheets(what, shares, threshold, words, on)
    ]
    _hand_out([*sheets, backup_sheet(backup, words, on)], folder)
    for what, seed in seeds.items():
        click.echo(f"Type back {threshold} of the shares of {what}, each by whoever keeps it.", err=True)
        if seed_typed(what, name=set_name(sets[what][0])) != seed:
            raise click.ClickException(
                "these are shares of another set; nothing was written, and this ceremony is void"
            )
    with file.open("x", encoding="utf-8") as opened:
        opened.write(held.to_text())
    click.echo(f"Ceremony: {words}\n{file} is written. It holds no secret: carry it to betro init.")


def _split(seeds: dict[str, bytes], count: int, threshold: int) -> dict[str, tuple[str, ...]]:
    """Split both; once in 32,768 times the two sets would have one name, and are split again."""
    while True:
        made = {what: split(seed, shares=count, threshold=threshold) for what, seed in seeds.items()}
        if len({set_name(shares[0]) for shares in made.values()}) == len(made):
            return made


def _hand_out(sheets: Sequence[ShareSheet], folder: Path | None) -> None:
    if folder is None:
        show(sheets)
        return
    print_into(folder, sheets)
    click.echo(
        f"{len(sheets)} sheets lie in {folder}: every secret of this installation, readable. Print each "
        "once, give it to whoever keeps it, then destroy the folder and what the printer remembers.",
        err=True,
    )
