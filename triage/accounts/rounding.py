"""Percentages and ratios, rounded as a profile says; exact until the last step."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

from intake.domain.languages import DEFAULT

_DANISH = str.maketrans(",.", ".,")


def rounded(value: Fraction, decimals: int) -> Decimal:
    """Round, a half upwards; *decimals* of -1 gives the nearest ten."""
    scale = Fraction(10) ** decimals
    units = (value * scale * 2 + 1) // 2
    return Decimal(int(units)).scaleb(-decimals) if decimals > 0 else Decimal(int(units / scale))


def percent(part: int, whole: int, decimals: int) -> Decimal | None:
    """Give a percentage rounded by itself; None of nothing."""
    return rounded(Fraction(part * 100, whole), decimals) if whole else None


def change(before: int, now: int, decimals: int) -> Decimal | None:
    """Give by how many per cent something has grown since; None since nothing."""
    return percent(now - before, before, decimals)


def together(parts: Sequence[int], whole: int, decimals: int) -> list[Decimal | None]:
    """
    Give percentages that add up to 100, by largest remainder, the first of equals first. Parts that are not
    the whole are rounded each by itself.
    """
    if not whole or sum(parts) != whole:
        return [percent(each, whole, decimals) for each in parts]
    scale = 10 ** max(decimals, 0)
    exact = [Fraction(each * 100 * scale, whole) for each in parts]
    floors = [int(each) for each in exact]
    left = 100 * scale - sum(floors)
    by_remainder = sorted(range(len(parts)), key=lambda place: floors[place] - exact[place])
    for place in by_remainder[:left]:
        floors[place] += 1
    return [Decimal(each).scaleb(-max(decimals, 0)) if decimals > 0 else Decimal(each) for each in floors]


def as_number(value: Decimal | int, language: str) -> str:
    """Give a number as it is read in a language: `1.234,5` in Danish, `1,234.5` in English."""
    english = f"{Decimal(value):,f}"
    return english.translate(_DANISH) if language == DEFAULT else english


def as_percent(value: Decimal, language: str) -> str:
    """Give a percentage as it is written in a language: `41 %`, `41%`."""
    return as_number(value, language) + ("\N{NO-BREAK SPACE}%" if language == DEFAULT else "%")
