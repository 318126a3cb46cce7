"""How a number of an account is written, wherever it stands."""

from intake.domain.translatable import N_
from triage.accounts.document import NumberShown
from triage.accounts.rounding import as_number, as_percent
from triage.accounts.words import Translate

LEFT_OUT = N_("left out")
NOTHING_TO_SAY = "\N{EN DASH}"


def value_words(number: NumberShown, language: str, say: Translate) -> str:
    """Write a number: that it is left out, where it is, and a dash where there is nothing to say."""
    if number.is_suppressed:
        return say(LEFT_OUT)
    return NOTHING_TO_SAY if number.value is None else as_number(number.value, language)


def percent_words(number: NumberShown, language: str) -> str:
    """Write the percentage beside a number; empty where there is none."""
    return "" if number.percent is None else as_percent(number.percent, language)


def number_words(number: NumberShown, language: str, say: Translate) -> str:
    """Write a number, and the percentage behind it where there is one: `12 (34,1 %)`."""
    percent = percent_words(number, language)
    value = value_words(number, language, say)
    return f"{value} ({percent})" if percent else value
