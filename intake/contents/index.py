"""What lists and the search know of a case before it is opened (SPEC 15): never more than these few words."""

from typing import Annotated

from intake.contents.mailbox import Id, Key
from intake.contents.versioned import Versioned, added_in

FIRST_WORDS = 80
"""So many characters of what was written stand in an index."""


class IndexKey(Versioned, frozen=True, tag="index_key/2"):
    """
    The key of the rows of those who hold the same cases.

    *holders* are the persons, in the order of their handles: others who have a stanza have a decoy.
    """

    key: Key
    holders: Annotated[tuple[Id, ...], added_in(2)] = ()


class ReportIndex(Versioned, frozen=True, kw_only=True, tag="index_report/1"):
    """What the index holds of a report: the unit's own line. Who wrote it has no place here."""

    line: str = ""
    first_words: str = ""


class IndexContent(Versioned, frozen=True, kw_only=True, tag="index/1"):
    """What the index holds of an inquiry; the first words are empty until somebody has opened it."""

    line: str = ""
    first_words: str = ""
    name: str = ""
    phone: str = ""


Indexed = ReportIndex | IndexContent
