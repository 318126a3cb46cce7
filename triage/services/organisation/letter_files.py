"""
Where the letters' templates come from: Betro's own, and in front of them those of the organisation.

A language has all letters or none; in one that has none, no letter is written.

The organisation replaces file by file. A file of its own that has a fault, or a name that no letter has, is
refused: a letter in other words than those the organisation chose is worse than none.
"""

from collections.abc import Mapping
from pathlib import Path

from intake.domain.languages import LANGUAGES
from intake.page.rooms import room
from triage.cases.letter_text import LetterBook, LetterError, LetterKind, read_template

ROOM = "letters"


def read_letters(own: Mapping[str, str]) -> LetterBook:
    """
    Check every letter, the organisation's own (text by name of the file) in front of ours.

    Raises:
        LetterError: with file and line; or a name that no letter has; or a language that lacks some.
    """
    known = {name_of(kind, language) for kind in LetterKind for language in LANGUAGES}
    for name in own:
        if name not in known:
            raise LetterError(f"{name}:1: there is no such letter; known are {', '.join(sorted(known))}")
    templates = {}
    for language in LANGUAGES:
        texts = {kind: _text(own, kind, language) for kind in LetterKind}
        if all(text is None for text in texts.values()):
            continue
        for kind, text in texts.items():
            name = name_of(kind, language)
            if text is None:
                raise LetterError(f"{name}:1: this letter is missing; a language has all letters or none")
            templates[kind, language] = read_template(text, kind, language, name)
    return LetterBook(templates)


def _text(own: Mapping[str, str], kind: LetterKind, language: str) -> str | None:
    if (text := own.get(name_of(kind, language))) is not None:
        return text
    file = shipped(kind, language)
    return file.read_text(encoding="utf-8") if file.is_file() else None


def name_of(kind: LetterKind, language: str) -> str:
    """Give the name of a letter's file."""
    return f"{kind}.{language}.txt"


def shipped(kind: LetterKind, language: str) -> Path:
    """Give the file of Betro's own letter."""
    return room(ROOM, "triage") / name_of(kind, language)
