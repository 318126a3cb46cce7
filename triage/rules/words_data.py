"""
`words.toml`: what an organisation calls its council, its units and its two offices.

    council = { da = "byrådet", en = "the city council" }
"""

from intake.domain.languages import Text
from intake.domain.own_words import NAMES, OURS, PLACEHOLDER, PLACEHOLDERS, Words
from triage.rules.tables import File

UNIT = ("unit", "a_unit", "units")


def unknown_placeholder(text: Text) -> str | None:
    """The first placeholder that nobody fills, said with those that are known; None where all are known."""
    known = ", ".join(f"{{{each}}}" for each in NAMES)
    names = (name for words in text.values() for name in PLACEHOLDER.findall(words))
    return next((f"{{{name}}}; known are {known}" for name in names if name not in PLACEHOLDERS), None)


def read_words(file: File) -> Words:
    """The words of a file; ours where it says none. Raises RulebookError with file and line."""
    file.only(top=Words)
    try:
        words = file.top.read(Words)
    except ValueError as fault:
        name, word = fault.args
        raise file.top.refuse(
            f"'{name}' is {word!r}; a word has letters, blanks, hyphens and apostrophes", name
        ) from None
    kept = [name for name in UNIT if getattr(words, name) == getattr(OURS, name)]
    if 0 < len(kept) < len(UNIT):
        raise file.top.refuse(
            f"'{kept[0]}' is missing; 'unit', 'a_unit' and 'units' are one word in its forms"
        )
    return words
