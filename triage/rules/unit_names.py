"""Finding a unit, or what else has a name, by what was typed of it, while the telephone is at an ear."""

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import date
from typing import TypeVar

from triage.rules.units import Unit, Units

T = TypeVar("T")
_SPELT = str.maketrans({"å": "aa", "æ": "ae", "ø": "oe", "ä": "ae", "ö": "oe", "ü": "ue", "é": "e"})
_BETWEEN = re.compile(r"[\W_]+")


def matching(units: Units, typed: str, *, on: date) -> tuple[Unit, ...]:
    """Give the units of a day that what was typed may mean, by any of their names, aliases or codes."""
    return fitting(((each, tuple(names_of(each))) for each in units.on(on)), typed)


def fitting(named: Iterable[tuple[T, Sequence[str]]], typed: str) -> tuple[T, ...]:
    """
    Give those that what was typed may mean: one that is called so; else those of which a name begins so; else
    those of which a word does, or that have it anywhere. Danish letters may be spelt otherwise, and no sign
    counts.

    Several are for the one who typed to choose from; none is meant where nothing was typed.
    """
    wanted = plain(typed)
    if not wanted:
        return ()
    known = [(each, [plain(name) for name in names]) for each, names in named]
    ways: tuple[Callable[[str], bool], ...] = (
        lambda name: name == wanted,
        lambda name: name.startswith(wanted),
        lambda name: f" {wanted}" in name,
        lambda name: wanted in name,
    )
    for fits in ways:
        found = tuple(each for each, names in known if any(map(fits, names)))
        if found:
            return found
    return ()


def names_of(unit: Unit) -> Iterable[str]:
    """Give everything that a unit is called: its names, its aliases and its code."""
    return (*unit.names.values(), *unit.aliases, unit.code)


def plain(name: str) -> str:
    """Give a name as it is compared: Danish letters may be spelt otherwise, and no sign counts."""
    return _BETWEEN.sub(" ", name.casefold().translate(_SPELT)).strip()
