"""`betro letters`: the letters an organisation writes in its own words."""

from pathlib import Path

import click

from intake.domain.languages import LANGUAGES
from triage.cases.letter_text import LetterKind
from triage.services.organisation.letter_files import name_of, shipped

FOLDER = click.Path(path_type=Path, file_okay=False)


@click.group()
def letters() -> None:
    """The templates of letters."""


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
        for language in (each for each in LANGUAGES if shipped(kind, each).is_file()):
            place = folder / name_of(kind, language)
            if place.exists():
                click.echo(f"kept   {place}")
                continue
            place.write_bytes(shipped(kind, language).read_bytes())
            click.echo(f"copied {place}")
