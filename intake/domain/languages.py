"""
The languages that Betro speaks, in one list, and texts for people that are written in some of them.

Another language is one more entry in `LANGUAGES` and a catalogue in templates/locale. Where a text is missing
in it, people read another language's words, never nothing.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from intake.domain.translatable import N_


@dataclass(frozen=True, slots=True)
class Language:
    """One language: its name in itself, its title for the catalogue, and the words that switch to it."""

    name: str
    title: str
    switch: str


DEFAULT = "da"
"""For whoever has asked for none of ours."""
SOURCE = "en"
"""The language of the sentences in the source, which needs no catalogue."""
LANGUAGES = {
    DEFAULT: Language("Dansk", N_("Danish"), "På dansk"),
    SOURCE: Language("English", N_("English"), "In English"),
}
"""Every language by its code: the first part of a page's path, and the folder of its catalogue."""

Text = Mapping[str, str]
"""Words by language; `words_in` chooses."""


def words_in(text: Text, language: str) -> str:
    """
    Give the words of *text* in *language*; else in English, else in Danish, else in whichever it has.

    Raises:
        ValueError: it has no words at all.
    """
    for code in (language, SOURCE, DEFAULT, *text):
        if words := text.get(code):
            return words
    raise ValueError("a text without words")
