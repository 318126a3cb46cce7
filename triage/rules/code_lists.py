"""Which codes each trait has in one organisation, and what they belong to: unit to unit, theme to theme."""

from collections.abc import Collection
from dataclasses import dataclass

from triage.rules.counted import CODES, Trait, is_unit, term_list
from triage.rules.taxonomy import Taxonomy
from triage.rules.units import Units

MAIN = "main"
"""The level of a theme above all others."""
SEVERAL_LEVELS = frozenset({Trait.UNIT, Trait.UNITS, Trait.THEME, Trait.MAIN_THEME})
"""The traits of which a code can belong to another."""


@dataclass(frozen=True, slots=True)
class CodeLists:
    """What a profile may name: the lists of the taxonomy, and the units."""

    taxonomy: Taxonomy
    units: Units

    def known(self, trait: Trait) -> Collection[str] | None:
        """Give the codes of a trait; None where nobody can list them, as the months."""
        if is_unit(trait):
            return self.units.by_code
        if (name := term_list(trait)) is not None:
            terms: Collection[str] = getattr(self.taxonomy, name)
            return terms
        return CODES.get(trait)

    def above(self, trait: Trait, code: str) -> str | None:
        """Give what a code belongs to: the unit above a unit, the theme of a sub-theme; else None."""
        if is_unit(trait):
            unit = self.units.by_code.get(code)
            return None if unit is None else unit.parent
        if trait in SEVERAL_LEVELS:
            term = self.taxonomy.themes.get(code)
            return None if term is None else term.theme
        return None

    def path(self, trait: Trait, code: str) -> tuple[str, ...]:
        """Give a code with everything that it belongs to, the highest first; one in a circle only once."""
        found = [code]
        while (above := self.above(trait, found[0])) is not None and above not in found:
            found.insert(0, above)
        return tuple(found)
