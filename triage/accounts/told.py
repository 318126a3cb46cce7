"""
What has left the house in numbers, kept so that no later account tells together with it what both leave out.

Of each number that was published, and of each that was left out, it is kept what was counted then: things by
the references of their cases, whatever becomes of them.
"""

import zlib
from itertools import count

from intake.contents.versioned import Forms, Part, Versioned
from triage.accounts.publishing import Spot, ToldNumbers


class ToldThing(Part, frozen=True):
    """Something that was counted: what, the first of its cases, and its number there."""

    thing: str
    case: str
    number: int


class ToldNumber(Part, frozen=True):
    """
    A number: where it stood, and what it counted by their places among all that was counted: nothing where a
    nought was left out. A figure has neither *row* nor *column*.
    """

    code: str
    things: tuple[int, ...]
    row: tuple[str, ...] = ()
    column: tuple[str, ...] = ()
    is_figure: bool = False
    is_left_out: bool = False


class ToldAccount(Versioned, frozen=True, tag="told_account/1"):
    """All of an account that was published."""

    things: tuple[ToldThing, ...]
    numbers: tuple[ToldNumber, ...]


TOLD: Forms[ToldAccount] = Forms(ToldAccount)


def written(told: ToldNumbers) -> bytes:
    """Write what was told."""
    every = sorted({thing for things in told.numbers.values() for thing in things})
    place = dict(zip(every, count(), strict=False))
    numbers = (
        ToldNumber(
            code=spot.code,
            things=tuple(sorted(place[thing] for thing in told.numbers.get(spot, ()))),
            row=spot.row,
            column=spot.column,
            is_figure=spot.is_figure,
            is_left_out=spot in told.hidden,
        )
        for spot in sorted(told.numbers.keys() | told.hidden)
    )
    kept = ToldAccount(tuple(ToldThing(*each) for each in every), tuple(numbers))
    return zlib.compress(TOLD.write(kept))


def read(stored: bytes) -> ToldNumbers:
    """
    Read what was told.

    Raises:
        FormError: it is something else, or a newer Betro wrote it.
    """
    kept = TOLD.read(zlib.decompress(stored))
    things = [(each.thing, each.case, each.number) for each in kept.things]
    numbers = {
        _spot(each): frozenset(things[at] for at in each.things) for each in kept.numbers if each.things
    }
    return ToldNumbers(numbers, frozenset(_spot(each) for each in kept.numbers if each.is_left_out))


def _spot(number: ToldNumber) -> Spot:
    return Spot(number.code, number.is_figure, number.row, number.column)
