"""Text in the one form that HTML pages can carry; once it has that form it is kept sign for sign."""

import re
import unicodedata


def normalised(text: str) -> str:
    """
    Give text in the one form that is the same on every page; what has it already is given back as it is.

    A browser sends every line end of a form as CR LF and shows LF and CR LF alike, so one is kept: LF,
    also for the vertical tab, form feed and next-line signs that a word processor leaves. What no HTML
    page may carry (NUL, other control signs, noncharacters, lone surrogates) becomes U+FFFD, as a browser
    would show it.
    """
    text = text.replace("\r\n", "\n")
    if _UNUSUAL.search(text) is None:
        return text
    return _NOT_IN_HTML.sub("\ufffd", _LINE_ENDS.sub("\n", text))


def is_empty(text: str) -> bool:
    """Say whether nothing of a text can be seen: no letter, digit, mark of punctuation or symbol."""
    return not any(unicodedata.category(sign)[0] in _SEEN and not _is_filler(sign) for sign in text)


def _is_filler(sign: str) -> bool:
    # Letters and symbols that by their names only fill a place.
    return unicodedata.name(sign, "").endswith(("FILLER", " BLANK", "NULL NOTEHEAD"))


_SEEN = "LNPS"
_UNUSUAL = re.compile("[^\n\t -~\xa0-\ud7ff]")
"""Five times as fast as looking for each sign that may not be there; most texts have none."""
_LINE_ENDS = re.compile("[\r\v\f\x85]")
_NOT_IN_HTML = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef"
    + "".join(chr(plane << 16 | low) for plane in range(17) for low in (0xFFFE, 0xFFFF))
    + "]"
)
