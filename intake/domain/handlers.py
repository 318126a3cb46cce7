"""
Who receives what is sent, as the portal tells it: by role title, never by name; and who is left where some of
them are kept out.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from intake.domain.languages import DEFAULT, SOURCE, Text, words_in

FEWEST = 2
"""Nothing is sealed to fewer people than that."""


@dataclass(frozen=True, slots=True)
class Handler:
    """
    One who may receive what is sent. An advisor has no *route* and a role title of their own; of an alternate
    the titles are the name of the *route*. *kinds* are the journeys of which they receive anything.
    """

    person: bytes
    position: int
    title_da: str
    title_en: str
    route: str
    kinds: frozenset[str]

    @property
    def title(self) -> Text:
        """What they are called, by language."""
        return {DEFAULT: self.title_da, SOURCE: self.title_en}

    def called(self, language: str) -> str:
        """Give what they are called in a language."""
        return words_in(self.title, language)


class Receiver(Protocol):
    """One whom the directory seals to today."""

    @property
    def person(self) -> bytes:
        """The person's handle."""
        ...


S = TypeVar("S", bound=Receiver)


@dataclass(frozen=True, slots=True)
class Received:
    """
    Who of those that stand receives something, who does not although they would, and the route that was
    added, None where none was. *route* is one of its handlers, for its name.
    """

    holders: tuple[bytes, ...]
    kept_out: tuple[bytes, ...]
    route: Handler | None

    @property
    def is_enough(self) -> bool:
        """Say whether anything may be sealed to so few."""
        return len(self.holders) >= FEWEST


def received_by(
    kind: str,
    advisors: Sequence[S],
    alternates: Sequence[S],
    handlers: Sequence[Handler],
    kept_out: Collection[bytes],
) -> Received:
    """
    Say who receives what is sent in a journey: the advisors less those who are kept out, and where fewer than
    two of them are left, the alternates of the first route that makes it two.

    Args:
        kind: the journey, "report" or "complaint".
        advisors: those that stand in the directory today.
        alternates: likewise.
        handlers: what the office has published of them, in its order.
        kept_out: the persons who must not receive it.
    """
    left = tuple(each.person for each in advisors if each.person not in kept_out)
    out = tuple(each.person for each in advisors if each.person in kept_out)
    if len(left) >= FEWEST:
        return Received(left, out, None)
    standing = {each.person for each in alternates} - set(kept_out)
    fitting = [each for each in handlers if each.route and kind in each.kinds and each.person in standing]
    for route in dict.fromkeys(each.route for each in fitting):
        its = [each for each in fitting if each.route == route]
        if len(left) + len(its) >= FEWEST:
            return Received((*left, *(each.person for each in its)), out, its[0])
    return Received(left, out, None)
