"""
The order of a conversation in which no message has a time of day.

Each message says how many items of the other direction its writer could have seen. That orders an answer
behind what it answers, also on one day, without telling an hour.
"""

from collections.abc import Sequence
from datetime import date
from typing import Protocol, TypeVar


class Said(Protocol):
    """One message: its number in its direction, and the last number of the other direction before it."""

    @property
    def on(self) -> date:
        """The day it was placed."""

    @property
    def number(self) -> int:
        """Its number in its own direction."""

    @property
    def after(self) -> int:
        """The last number of the other direction that stood there when it was written; 0 for none."""


Message = TypeVar("Message", bound=Said)


def in_order(incoming: Sequence[Message], outgoing: Sequence[Message]) -> tuple[Message, ...]:
    """
    Merge what came in and what went out, each already in the order of its numbers.

    Two that had not seen each other stand by their day, on one day the reporter's first.
    """
    told: list[Message] = []
    ins, outs = list(incoming), list(outgoing)
    while ins and outs:
        told.append(ins.pop(0) if _is_first(ins[0], outs[0]) else outs.pop(0))
    return (*told, *ins, *outs)


def _is_first(came: Said, went: Said) -> bool:
    if went.after >= came.number:
        return True
    if came.after >= went.number:
        return False
    return came.on <= went.on
