"""`betro letters`: the letters an organisation writes in its own words."""

import os
from pathlib import Path

import click

from intake.domain.languages import LANGUAGES
from intake.settings import SettingsError
from triage.cases.letter_text import LetterError, LetterKind
from triage.services.casework.letter_files import load_letters, name_of, shipped
from triage.settings import load

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.group()
def letters() -> None:
    """The templates of letters."""


@letters.command()
@click.argument("folder", type=FOLDER, required=False)
def check(folder: Path | None) -> None:
    """
    Check the letters of FOLDER, or of the installation when no folder is named.

    Exit code 1 with file and line when one cannot be used.
    """
    wanted = folder if folder is not None else _from_settings()
    try:
        book = load_letters(wanted)
    except LetterError as error:
        raise click.ClickException(str(error)) from None
    own = len(list(wanted.glob("*.txt"))) if wanted is not None else 0
    click.echo(f"{len(book.templates)} letters can be used, {own} of them the organisation's own")


@letters.command()
@click.argument("folder", type=FOLDER)
@click.argument("names", nargs=-1, metavar="[LETTER ...]")
def copy(folder: Path, names: tuple[str, ...]) -> None:
    """
    Copy Betro's own letters to FOLDER, to be changed there; all of them when none is named.

    A file that is there already is left as it is.
    """
    for name in names:
        if name not in set(LetterKind):
            raise click.UsageError(f"There is no letter {name!r}. Known are: {', '.join(LetterKind)}.")
    folder.mkdir(parents=True, exist_ok=True)
    for kind in [LetterKind(name) for name in names] or list(LetterKind):
        for language in LANGUAGES:
            place = folder / name_of(kind, language)
            if place.exists():
                click.echo(f"kept   {place}")
                continue
            place.write_bytes(shipped(kind, language).read_bytes())
            click.echo(f"copied {place}")


def _from_settings() -> Path | None:
    try:
        settings, _clock = load(os.environ)
    except SettingsError as error:
        raise click.ClickException(str(error)) from None
    return settings.letters_folder
