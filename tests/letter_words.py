"""Small words that stand in the letters of one language and never in those of the other."""

import re

DANISH = """og ikke vi du dig det den som senest svar svaret sagen sagens hvis kan har til fra med jer jeres
hvad skriv på når eller også være venlig fristen bilag borgeren"""
ENGLISH = """the and you your we not of with please what which this will has from when or also kind regards
case answer time limit enclosed citizen"""
ONLY = {"da": frozenset(re.findall(r"\w+", DANISH)), "en": frozenset(re.findall(r"\w+", ENGLISH))}


def foreign(text: str, language: str) -> set[str]:
    """Give the words of another language in a text."""
    return {word for code, only in ONLY.items() if code != language for word in only & _words(text)}


def own(text: str, language: str) -> set[str]:
    """Give the words of its own language in a text."""
    return ONLY[language] & _words(text)


def _words(text: str) -> set[str]:
    return set(re.findall(r"\w+", text.lower()))
