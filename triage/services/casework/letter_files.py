"""
Where the letters' templates come from: Betro's own, and in front of them those of the organisation.

The organisation replaces file by file (`letters_folder`). A file of its own that has a fault, or a name that
no letter has, stops the start: a letter in other words than those the organisation chose is worse than none.
"""

from pathlib import Path

from intake.domain.languages import LANGUAGES
from intake.page.rooms import room
from triage.cases.letter_text import LetterBook, LetterError, LetterKind, Template, read_template

ROOM = "letters"


def load_letters(folder: Path | None) -> LetterBook:
    """
    Read and check every letter.

    Args:
        folder: the organisation's own templates; None where it has none.

    Raises:
        LetterError: with file and line; or the folder cannot be read, or holds what is no letter.
    """
    own = {} if folder is None else _own(folder)
    templates = {}
    for kind in LetterKind:
        for language in LANGUAGES:
            path = own.get(name_of(kind, language), shipped(kind, language))
            templates[kind, language] = _read(path, kind, language)
    return LetterBook(templates)


def name_of(kind: LetterKind, language: str) -> str:
    """Give the name of a letter's file."""
    return f"{kind}.{language}.txt"


def shipped(kind: LetterKind, language: str) -> Path:
    """Give the file of Betro's own letter."""
    return room(ROOM, "triage") / name_of(kind, language)


def _own(folder: Path) -> dict[str, Path]:
    known = {name_of(kind, language) for kind in LetterKind for language in LANGUAGES}
    try:
        found = [each for each in sorted(folder.iterdir()) if not each.name.startswith(".")]
    except OSError:
        raise LetterError(f"{folder}: the folder of letters cannot be read") from None
    for each in found:
        if each.name not in known:
            raise LetterError(f"{each}:1: there is no such letter; known are {', '.join(sorted(known))}")
    return {each.name: each for each in found}


def _read(path: Path, kind: LetterKind, language: str) -> Template:
    try:
        text = path.read_bytes().decode("utf-8")
    except OSError:
        raise LetterError(f"{path}:1: the file cannot be read") from None
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise LetterError(f"{path}:{line}: not UTF-8") from None
    return read_template(text, kind, language, str(path))
