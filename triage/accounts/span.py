"""
What follows from published numbers by adding and subtracting, whatever they were published in.

A number is a sum over the smallest groups of things that any number tells apart. A number follows from others
where its sum is a combination of theirs. Computed modulo a prime, so that it stays fast.
"""

from collections.abc import Hashable, Iterable, Mapping
from typing import Generic, TypeVar

PRIME = 2**61 - 1

Number = TypeVar("Number", bound=Hashable)
Vector = dict[int, int]


class Span(Generic[Number]):
    """The combinations of some numbers, each told by the things that it counts."""

    def __init__(self, numbers: Mapping[Number, frozenset[Hashable]]) -> None:
        """Find the groups: things that exactly the same of these numbers count."""
        counted_by: dict[Hashable, list[int]] = {}
        for place, things in enumerate(numbers.values()):
            for thing in things:
                counted_by.setdefault(thing, []).append(place)
        groups = {told: group for group, told in enumerate(dict.fromkeys(map(tuple, counted_by.values())))}
        self._vectors: dict[Number, Vector] = {number: {} for number in numbers}
        names = list(numbers)
        for told, group in groups.items():
            for place in told:
                self._vectors[names[place]][group] = 1
        self._basis: dict[int, tuple[Vector, dict[Number, int]]] = {}

    def add(self, numbers: Iterable[Number]) -> None:
        """Publish numbers."""
        for number in numbers:
            vector, by = self._reduced(number)
            if not vector:
                continue
            lead = min(vector)
            inverse = pow(vector[lead], PRIME - 2, PRIME)
            self._basis[lead] = (
                {group: value * inverse % PRIME for group, value in vector.items()},
                {each: value * inverse % PRIME for each, value in {**by, number: 1}.items()},
            )

    def follows(self, number: Number) -> set[Number]:
        """Give the published numbers from which one follows; none where it does not."""
        vector, by = self._reduced(number)
        return set() if vector else set(by)

    def _reduced(self, number: Number) -> tuple[Vector, dict[Number, int]]:
        """What is left of a number without the published ones, and how much of each was taken."""
        left, by = dict(self._vectors[number]), dict[Number, int]()
        while (group := min(left.keys() & self._basis.keys(), default=None)) is not None:
            factor = left[group]
            vector, told = self._basis[group]
            _subtract(left, vector, factor)
            _subtract(by, told, factor)
        return left, by


Key = TypeVar("Key", bound=Hashable)


def _subtract(from_: dict[Key, int], what: Mapping[Key, int], times: int) -> None:
    for key, value in what.items():
        left = (from_.get(key, 0) - value * times) % PRIME
        if left:
            from_[key] = left
        else:
            from_.pop(key, None)
