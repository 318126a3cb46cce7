"""
What an organisation calls its council, its units and its two offices, and the sentences that say it.

A sentence says `{unit}`, or `{Unit}` where it begins so, and nothing else in braces; a heading or a label,
which is no sentence, says `{Bare_unit}`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, fields

from intake.domain.languages import Text, words_in

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
WORD = re.compile(r"[^\W\d_][\w '’.-]{0,59}")
"""What can stand in any sentence of any page as it is: nothing that HTML or a format would read."""
ARTICLE = re.compile(r"^(?:en|et|a|an) (?=.)")
"""How `a_unit` begins, in Danish or English."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Words:
    """
    Each as it stands inside a sentence; `a_unit` is one of several, `units` are several, and `bare_unit`
    stands alone, as at the head of a column. Where it is not said it is `a_unit` without its article.
    """

    council: Text = field(default_factory=lambda: {"da": "kommunalbestyrelsen", "en": "the council"})
    unit: Text = field(default_factory=lambda: {"da": "afdelingen", "en": "the department"})
    a_unit: Text = field(default_factory=lambda: {"da": "en afdeling", "en": "a department"})
    units: Text = field(default_factory=lambda: {"da": "afdelinger", "en": "departments"})
    bare_unit: Text = field(default_factory=dict)
    whistleblower_unit: Text = field(
        default_factory=lambda: {"da": "whistleblowerenheden", "en": "the whistleblower unit"}
    )
    citizens_adviser: Text = field(
        default_factory=lambda: {"da": "borgerrådgiveren", "en": "the citizens' adviser"}
    )

    def __post_init__(self) -> None:
        """Refuse what is no word with a ValueError: its name, and what it is."""
        if not self.bare_unit:
            bare = {language: ARTICLE.sub("", word) for language, word in self.a_unit.items()}
            object.__setattr__(self, "bare_unit", bare)
        for each in fields(self):
            for word in getattr(self, each.name).values():
                if not WORD.fullmatch(word):
                    raise ValueError(each.name, word)

    def by_name(self, language: str) -> dict[str, str]:
        """The words in a language, by the placeholders that they stand for."""
        words = {each.name: words_in(getattr(self, each.name), language) for each in fields(self)}
        return words | {_begun(name): _begun(word) for name, word in words.items()}

    def filled(self, text: Text) -> Text:
        """The text with the words where their placeholders stand, in each of its languages."""
        return {
            language: filled(words, self.by_name(language)) if "{" in words else words
            for language, words in text.items()
        }


def filled(sentence: str, words: Mapping[str, str]) -> str:
    """The sentence with the words where their placeholders stand; what stands for nothing is left."""
    if "{" not in sentence:
        return sentence
    return PLACEHOLDER.sub(lambda match: words.get(match[1], match[0]), sentence)


def _begun(word: str) -> str:
    return word[:1].upper() + word[1:]


OURS = Words()
NAMES = tuple(each.name for each in fields(Words))
PLACEHOLDERS = frozenset({*NAMES, *map(_begun, NAMES)})
