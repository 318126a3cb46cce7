"""How a part of an account that no counting profile has is laid out: in which words, and for whom."""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal

from triage.accounts.document import NumberShown
from triage.accounts.results import CountedCell
from triage.accounts.words import Translate
from triage.rules.counting_profile import CountingProfile
from triage.rules.rulebook import Rulebook
from triage.rules.units import Units

LEFT_OUT = NumberShown(None, is_suppressed=True)


@dataclass(frozen=True, slots=True)
class Laid:
    """
    How it is laid out.

    Attributes:
        published_by: the profile by which small numbers are left out; None for a reader who holds the cases.
    """

    rulebook: Rulebook
    units: Units
    language: str
    translate: Translate
    published_by: CountingProfile | None = None

    @property
    def below(self) -> int:
        """The smallest number of people that is shown; 0 where every number is."""
        return 0 if self.published_by is None else self.published_by.head.suppress_below

    def shown(self, cell: CountedCell) -> NumberShown:
        """Give a number as it is shown; what is published leads to no case."""
        if cell.is_suppressed:
            return LEFT_OUT
        return NumberShown(cell.value, cases=cell.cases if self.published_by is None else ())

    def unit(self, code: str) -> str:
        """Give what a unit is called."""
        unit = self.units.by_code.get(code)
        return code if unit is None else unit.name(self.language)


def median(counted: Counter[int]) -> Decimal | None:
    """Give the middle of what was counted, halfway between two where there are two; None of nothing."""
    total = counted.total()
    if not total:
        return None
    low, high = _at(counted, (total - 1) // 2), _at(counted, total // 2)
    return Decimal(low) if low == high else Decimal(low + high) / 2


def _at(counted: Counter[int], place: int) -> int:
    seen = 0
    for value in sorted(counted):
        seen += counted[value]
        if place < seen:
            return value
    raise IndexError(place)
