"""The status card: the whole present state of a case as codes and dates. It carries no free text."""

import json
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from intake.domain.content import ContentError

DATES = ("received_on", "acknowledged_on", "acknowledge_by", "feedback_by", "feedback_on", "closed_on")


@dataclass(frozen=True, slots=True)
class Card:
    """
    What a reporter is shown of the case; the card with the highest *version* counts.

    *state* is a code of the list that the portal has words for; the dates are Copenhagen dates.
    """

    version: int
    state: str
    received_on: date
    acknowledged_on: date | None = None
    acknowledged_automatically: bool = False
    acknowledge_by: date | None = None
    feedback_by: date | None = None
    feedback_on: date | None = None
    closed_on: date | None = None
    code_known_to_unit: bool = False

    def encode(self) -> bytes:
        """Write the card in the one way."""
        held = {name: _plain(getattr(self, name)) for name in self.__slots__}
        return json.dumps(held, sort_keys=True, separators=(",", ":")).encode()

    def numbered(self, version: int) -> "Card":
        """Give the same card under another version."""
        return replace(self, version=version)


def decode_card(plaintext: bytes) -> Card:
    """
    Read what `Card.encode` wrote.

    Raises:
        ContentError: it is something else.
    """
    try:
        held: dict[str, Any] = json.loads(plaintext)
        for name in DATES:
            held[name] = None if held[name] is None else date.fromisoformat(held[name])
        card = Card(**held)
    except (ValueError, KeyError, TypeError):
        raise ContentError("not a status card") from None
    if card.encode() != plaintext:
        raise ContentError("not written in the one way")
    return card


def _plain(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value
