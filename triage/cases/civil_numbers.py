"""Numbers of the Danish civil register (CPR): Betro keeps none about whoever turns to it."""

import re

_DAY, _MONTH, _DASH = r"(?<!\d)(?:0[1-9]|[12]\d|3[01])", r"(?:0[1-9]|1[0-2])", r"[\-\u2010-\u2015\u2212]"
_NUMBER = re.compile(
    rf"{_DAY}{_MONTH}\d\d(?:[ .]|\s?{_DASH}\s?|\xa0)?\d{{4}}(?!\d)"
    rf"|{_DAY}{_MONTH}(?:19|20)\d\d{_DASH}\d{{4}}(?!\d)"
    rf"|{_DAY}([ ./-]){_MONTH}\1\d\d{_DASH}\d{{4}}(?!\d)"
    rf"|{_DAY} {_MONTH} \d\d \d{{4}}(?!\d)"
)
"""Nothing else that is written every day: neither a date before a postcode nor a telephone number."""
GONE = "…"


def holds_number(text: str) -> bool:
    """Say whether something in a text has the shape of such a number."""
    return _NUMBER.search(text) is not None


def without_numbers(text: str) -> str:
    """Give a text with a sign for each such number in it."""
    return _NUMBER.sub(GONE, text)
