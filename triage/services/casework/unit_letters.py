"""
Letters to a unit: made of what an adviser typed for it and of plain facts, and of nothing else.

Nothing here knows the case. So a letter can hold neither who came, nor the summary, nor what another unit
wrote, unless the adviser typed it into the letter.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from intake.domain.days import written
from intake.domain.languages import words_in
from intake.domain.own_words import Words
from triage.cases.letter_text import LetterBook, LetterKind
from triage.cases.vocabulary import ChaseLevel
from triage.rules.units import Unit, Units

_LEFT_EMPTY = re.compile(r"\n{3,}")


@dataclass(frozen=True, slots=True)
class UnitSheet:
    """
    What a letter to a unit is made of besides its template.

    Attributes:
        addressee: whom it goes to, the unit's name below.
        said: what was typed for it, and sentences of plain facts, by the placeholders of its template; what
            is empty falls out with its paragraph.
    """

    reference: str
    organisation: Mapping[str, str]
    words: Words
    unit_name: str
    addressee: str
    said: Mapping[str, str | date] = field(repr=False)


def unit_letter(book: LetterBook, kind: LetterKind, language: str, sheet: UnitSheet) -> str:
    """
    Give the letter in one language, as it goes.

    Raises:
        KeyError: the template uses a placeholder that no value was given for.
    """
    words = sheet.words.by_name(language)
    values = {
        **words,
        "organisation": words_in(sheet.organisation, language),
        "office": words["Citizens_adviser"],
        "reference": sheet.reference,
        "unit_name": sheet.unit_name,
        "addressee": sheet.addressee,
        **{name: _said(value, language) for name, value in sheet.said.items()},
    }
    return _LEFT_EMPTY.sub("\n\n", book.filled(kind, language, values))


def addressee(units: Units, code: str, language: str, level: ChaseLevel = ChaseLevel.UNIT) -> str:
    """
    Give whom a letter about a unit goes to, from the units' own data: of its leader the unit above, of the
    director the uppermost one; where there is none above, the unit itself.
    """
    unit = units.by_code.get(code)
    if unit is None:
        return code
    above = units.above(unit)
    if not above or level is ChaseLevel.UNIT:
        return _address(unit, language)
    return _address(above[-1] if level is ChaseLevel.LEADER else above[0], language)


def enclosed(heading: str, names: Iterable[str]) -> str:
    """Give the paragraph of what is enclosed; empty where nothing is."""
    told = [f"- {each.strip()}" for each in names if each.strip()]
    return "\n".join([heading, *told]) if told else ""


def _address(unit: Unit, language: str) -> str:
    return "\n".join(filter(None, (unit.addressee, unit.name(language))))


def _said(value: str | date, language: str) -> str:
    return written(value, "long", language) if isinstance(value, date) else value.strip()
