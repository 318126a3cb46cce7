"""One thing that can be counted, whoever tells of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from triage.accounts.traits import Basis, Cases, Codes, codes_of, said, told_of
from triage.rules.counted import Thing, Trait

Own = Mapping[Trait, Codes]
"""What a thing says of a trait by itself, in place of its case."""


class Item(NamedTuple):
    """
    One thing that can be counted.

    *days* are those on which it was, any of which puts it into a period; *of* are the cases that tell its
    traits, and *own* what it has in their place. *ids* are the cases by which it is found again.
    """

    thing: Thing
    days: tuple[date, ...]
    ids: tuple[str, ...]
    own: Own
    of: tuple[Cases, ...] = ()
    closed_on: date | None = None

    def answers(self, traits: Sequence[Trait], basis: Basis) -> list[Codes]:
        """Give what it says of each of these traits, in their order."""
        if self.own or len(self.of) != 1:
            return [self.codes(trait, basis) for trait in traits]
        cases = self.of[0]
        told = told_of(cases)
        return [told[trait](cases, basis) for trait in traits]

    def codes(self, trait: Trait, basis: Basis) -> Codes:
        """Give what it says of a trait; several inquiries say what each of them does."""
        known = self.own.get(trait)
        if known is not None:
            return known
        if len(self.of) == 1:
            return codes_of(trait, self.of[0], basis)
        return said(*(code for cases in self.of for code in codes_of(trait, cases, basis)))
