"""Sentences that are written in one place and translated in another."""

from enum import StrEnum
from typing import Self


def N_(text: str) -> str:  # noqa: N802 (the name that message extraction knows)
    """Mark `text` as a message for the catalogue and return it unchanged.

    For tables of sentences in modules that know no request; ``gettext(table[code])`` where one is shown.
    """
    return text


class Worded(StrEnum):
    """A closed list whose codes know their words: `WITHIN = "within", N_("Within the scheme")`."""

    words: str

    def __new__(cls, code: str, words: str = "") -> Self:
        """Make one code, or find it again; it is stored and compared as its text."""
        member = str.__new__(cls, code)
        member._value_, member.words = code, words
        return member
