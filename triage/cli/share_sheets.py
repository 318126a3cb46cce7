"""The sheets that share-holders keep: one share a page, and what tells it from every other."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

import click

from crypto.words import WORD_BYTES, WORDS, words_of
from triage.cli.seeds import empty_screen
from triage.cli.shares import set_name

COLUMNS = 3
OF_A_SHARE = 2
GROUPS = 8
SETS = {"root": ("rodnøglen", "the root key"), "recovery": ("genskabelsesnøglen", "the recovery key")}
"""What is split, in Danish and in English."""
END_OF_PAGE = "\f"


@dataclass(frozen=True, slots=True)
class ShareSheet:
    """A page of text; *name* is that of its file."""

    name: str
    text: str = field(repr=False)


def ceremony_words(root_verify_key: bytes, recovery_statement: bytes) -> str:
    """
    Give the six words of a ceremony: they stand on every sheet, and whoever is asked for a share sees them
    again.
    """
    told = hashlib.sha256(b"betro/1/ceremony/words " + root_verify_key + recovery_statement).digest()
    return words_of(told[: WORDS * WORD_BYTES])


def check_words(share: str) -> str:
    """Give two words that tell this share from any other, and nothing of it to who has not got it."""
    drawn = hashlib.sha256(b"betro/1/share/check " + share.encode()).digest()
    return words_of(drawn[: OF_A_SHARE * WORD_BYTES])


def share_sheets(
    what: str, shares: Sequence[str], threshold: int, words: str, on: date
) -> Iterator[ShareSheet]:
    """Write a sheet for each share of a set, *what* being one of `SETS`."""
    danish, english = SETS[what]
    for number, share in enumerate(shares, 1):
        yield ShareSheet(
            f"{what}-{number}-of-{len(shares)}.txt",
            f"BETRO   {what.upper()}   {number}/{len(shares)}   {on}\n\n"
            f"Del {number} af {len(shares)} af {danish}; {threshold} skal bruges.\n"
            f"Share {number} of {len(shares)} of {english}; {threshold} are needed.\n\n"
            f"Ceremoni / ceremony:     {words}\n"
            f"Sæt / set:               {set_name(share)}\n"
            f"Denne del / this share:  {check_words(share)}\n\n"
            f"{_in_columns(share.split())}\n"
            "Gem arket for dig selv, et andet sted end de andre. Læs kun ordene op, eller tast dem,\n"
            "ved en maskine uden net, og kun når ceremoniens seks ord er dem, der står her.\n"
            "Keep this sheet to yourself, apart from the others. Say the words, or type them, at a\n"
            "machine without a network only, and only when the ceremony's six words are those above.\n",
        )


def backup_sheet(seed: bytes, words: str, on: date) -> ShareSheet:
    """Write the sheet of the backup seed, which is not split: a restore needs it, and opens nothing alone."""
    digits = seed.hex()
    groups = " ".join(digits[at : at + GROUPS] for at in range(0, len(digits), GROUPS))
    return ShareSheet(
        "backup.txt",
        f"BETRO   BACKUP   {on}\n\n"
        "Nøglen til sikkerhedskopier. / The seed of the backup key.\n\n"
        f"Ceremoni / ceremony:     {words}\n\n"
        f"{groups}\n\n"
        "Gem arket et andet sted end kopierne. / Keep it apart from the backups.\n",
    )


def show(sheets: Sequence[ShareSheet]) -> None:
    """Show each sheet once; at a terminal alone on the screen, until somebody has copied it."""
    at_terminal = os.isatty(0) and os.isatty(1)
    for sheet in sheets:
        click.echo(sheet.text)
        if at_terminal:
            click.pause("Copied, and nobody else sees it? Any key shows the next.")
            empty_screen()


def print_into(folder: Path, sheets: Sequence[ShareSheet]) -> None:
    """
    Write each sheet into a file that only its owner may read.

    Raises:
        FileExistsError: one of them is there already.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    for sheet in sheets:
        handle = os.open(folder / sheet.name, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(sheet.text + END_OF_PAGE)


def _in_columns(words: Sequence[str]) -> str:
    rows = -(-len(words) // COLUMNS)
    lines = (
        "".join(f"{at + 1:>4}  {words[at]:<10}" for at in range(row, len(words), rows)).rstrip()
        for row in range(rows)
    )
    return "".join(f"{line}\n" for line in lines)
