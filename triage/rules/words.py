"""
What an organisation calls its council, its units and its two offices: words.toml, and ours without one.

    council = { da = "byrådet", en = "the city council" }

A text that an organisation may have in its own words says `{council}`, and nothing else in braces.
"""

import re
from dataclasses import dataclass, field, fields

from intake.domain.languages import Text, words_in
from triage.rules.tables import File

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Each as it stands inside a sentence."""

    council: Text = field(default_factory=lambda: {"da": "kommunalbestyrelsen", "en": "the council"})
    unit: Text = field(default_factory=lambda: {"da": "afdelingen", "en": "the department"})
    whistleblower_unit: Text = field(
        default_factory=lambda: {"da": "whistleblowerenheden", "en": "the whistleblower unit"}
    )
    citizens_adviser: Text = field(
        default_factory=lambda: {"da": "borgerrådgiveren", "en": "the citizens' adviser"}
    )

    def by_name(self, language: str) -> dict[str, str]:
        """The words in a language, by the placeholder that they stand for."""
        return {each.name: words_in(getattr(self, each.name), language) for each in fields(self)}

    def filled(self, text: Text) -> Text:
        """The text with the words where their placeholders stand, in each of its languages."""
        return {language: self._filled(words, language) for language, words in text.items()}

    def _filled(self, words: str, language: str) -> str:
        names = self.by_name(language)
        return _PLACEHOLDER.sub(lambda match: names[match[1]], words)


PLACEHOLDERS = tuple(each.name for each in fields(Words))


def unknown_placeholder(text: Text) -> str | None:
    """The first placeholder that nobody fills, said with those that are known; None where all are known."""
    known = ", ".join(f"{{{each}}}" for each in PLACEHOLDERS)
    names = (name for words in text.values() for name in _PLACEHOLDER.findall(words))
    return next((f"{{{name}}}; known are {known}" for name in names if name not in PLACEHOLDERS), None)


def read_words(file: File) -> Words:
    """The words of a file; ours where it says none. Raises RulebookError with file and line."""
    file.only(top=Words)
    return file.top.read(Words)
