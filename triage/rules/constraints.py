"""What the dataclass of a table may say of its keys, beside their types; `tables` reads by it."""

from dataclasses import dataclass
from typing import Annotated


class Misfit(ValueError):  # noqa: N818 - it becomes a RulebookError, which says where
    """The keys of a table do not go together; *key* is the one to look at."""

    def __init__(self, sentence: str, key: str | None = None) -> None:
        super().__init__(sentence)
        self.key = key


@dataclass(frozen=True, slots=True)
class Least:
    """The smallest number that a key may hold, or how many a list holds at least."""

    number: int


@dataclass(frozen=True, slots=True)
class Like:
    """The form of a text, and how to say it."""

    form: str
    said: str


@dataclass(frozen=True, slots=True)
class One:
    """A key names one of what the caller knows under a word; where its type is no text it is read as that."""

    of: str


Code = Annotated[str, Like(r"[a-z][a-z0-9_]{0,39}", "at most 40 small letters, digits and underscores")]
"""What an event or a column holds of an entry."""
