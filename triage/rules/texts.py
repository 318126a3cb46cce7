"""
`texts.toml`: what an organisation tells the visitors of its portal.

    contact.da = "Ring til Ane Eksempel på 00 00 00 00."
"""

import re

from intake.domain.own_texts import OwnTexts
from triage.rules.tables import File

_ADDRESS = re.compile(r"https://[^\s\"'<>]+")
_PHONE = re.compile(r"\+?[0-9]+(?: [0-9]+)*")


def read_texts(file: File) -> OwnTexts:
    """The texts of a file; none where it says none. Raises RulebookError with file and line."""
    file.only(top=OwnTexts)
    texts = file.top.read(OwnTexts)
    address = texts.accessibility_statement
    if address and not _ADDRESS.fullmatch(address):
        key = "accessibility_statement"
        raise file.top.refuse(f"'{key}' is {address!r}; it is an address that begins with https://", key)
    if texts.adviser_phone and not _PHONE.fullmatch(texts.adviser_phone):
        key = "adviser_phone"
        raise file.top.refuse(f"'{key}' is {texts.adviser_phone!r}; it is digits with spaces between", key)
    return texts
