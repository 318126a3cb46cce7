"""
Who is told of an alert: the handler, the stand-ins, the administrators, in turn. Pure; mail goes elsewhere.

Where nobody can be reached at one reach, the next is told at once, and what was missed is said. Whoever is
absent is not waited for: their stand-in is told in their place, in the same moment.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from triage.rules.codes import EscalationLevel

IN_TURN = tuple(EscalationLevel)


@dataclass(frozen=True, slots=True)
class AlertRecipient:
    """
    Somebody who may see a case today: its content, or only its dates. *is_reachable* says that mail reaches
    them: they have an address and have not left. *is_absent* that they are away today; *stand_in* is who is
    told in their place, if they have named somebody.
    """

    handle: bytes
    sees_content: bool
    has_left: bool
    is_reachable: bool
    is_absent: bool = False
    stand_in: bytes | None = None


@dataclass(frozen=True, slots=True)
class Receivers:
    """
    Who is told, how far that reached, and the first reach at which nobody could be reached, if any.

    `reached` is None where nobody at all could be told; `first` are those of the first reach with somebody.
    """

    people: tuple[bytes, ...]
    reached: EscalationLevel | None
    missed: EscalationLevel | None
    first: tuple[bytes, ...] = ()


@dataclass(frozen=True, slots=True)
class Circle:
    """
    The people around a case today: who may see it, the administrators who can be reached, and the person who
    has it, if somebody does.
    """

    holders: Sequence[AlertRecipient]
    administrators: Sequence[bytes]
    handler: bytes | None = None


def receivers(to: EscalationLevel, circle: Circle) -> Receivers:
    """
    Say who is told by a step that goes as far as *to*.

    1. The handler is the person who has the case, if that person may see its content today; else everybody
       who may.
    2. A handler who is absent is told nothing; whoever stands in for them is, if they may see the case.
    3. The stand-ins are the others who may see the case, those who see only its dates included. Where several
       are its handlers, they stand in for one another.
    4. The administrators are told of no case.
    """
    handlers = _handlers(circle)
    at_once = _at_hand(handlers, circle)
    at_hand = {
        EscalationLevel.HANDLER: at_once,
        EscalationLevel.STAND_IN: [
            each.handle
            for each in circle.holders
            if _hears(each) and each not in handlers and each.handle not in at_once
        ],
        EscalationLevel.ADMINISTRATOR: list(circle.administrators),
    }
    told: list[bytes] = []
    reached = missed = None
    wanted = IN_TURN.index(to)
    for number, reach in enumerate(IN_TURN):
        if number > wanted:
            break
        told += at_hand[reach]
        several = reach is EscalationLevel.STAND_IN and len(told) > 1
        if at_hand[reach] or several:
            reached = reach
        else:
            missed = missed or reach
            wanted = max(wanted, number + 1)
    first = next((tuple(at_hand[reach]) for reach in IN_TURN if at_hand[reach]), ())
    return Receivers(tuple(told), reached, missed, first)


def _handlers(circle: Circle) -> list[AlertRecipient]:
    may = [each for each in circle.holders if each.sees_content and not each.has_left]
    return [each for each in may if each.handle == circle.handler] or may


def _at_hand(handlers: Sequence[AlertRecipient], circle: Circle) -> list[bytes]:
    """Give whoever of the handlers hears of it, and for each who is absent the one who stands in."""
    there = {each.handle: each for each in circle.holders if _hears(each)}
    told = [each.stand_in if each.is_absent else each.handle for each in handlers]
    return [one for one in dict.fromkeys(told) if one is not None and one in there]


def _hears(each: AlertRecipient) -> bool:
    return each.is_reachable and not each.is_absent
