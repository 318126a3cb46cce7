"""Conditions of a profile, asked of the traits of one thing."""

from collections.abc import Iterable, Mapping

from triage.rules.code_lists import CodeLists
from triage.rules.counted import NOT_SAID, TRAITS, Thing, Trait
from triage.rules.counting_profile import CountingProfile, Where

Values = Mapping[Trait, tuple[str, ...]]
"""What a thing says of each trait: nothing, one code or several."""


class Conditions:
    """The conditions of one profile; a code fulfils what names one that it belongs to."""

    def __init__(self, profile: CountingProfile, lists: CodeLists) -> None:
        self.profile, self._lists = profile, lists
        self._paths: dict[tuple[Trait, str], tuple[str, ...]] = {}

    def path(self, trait: Trait, code: str) -> tuple[str, ...]:
        """Give a code with what it belongs to, the highest first."""
        key = trait, code
        if key not in self._paths:
            self._paths[key] = self._lists.path(trait, code)
        return self._paths[key]

    def hold(self, where: Where, values: Values) -> bool:
        """Whether a thing fulfils a condition; of a trait that it has not it says nothing."""
        return all(self._one(trait, codes, values.get(trait, ())) for trait, codes in where.items())

    def _one(self, trait: Trait, codes: tuple[str, ...], said: tuple[str, ...]) -> bool:
        if not said:
            return NOT_SAID in codes
        return any(each in codes for code in said for each in self.path(trait, code))

    def as_counted(self, values: Values) -> Values:
        """Give the traits as they count: a later rule sees what an earlier one made of them."""
        for rule in self.profile.counts_as:
            if rule.trait in values and self.hold(rule.where, values):
                values = {**values, rule.trait: (rule.code,)}
        return values

    def leaves_out(self, thing: Thing, values: Values) -> bool:
        """Whether something does not count at all."""
        reasons = values.get(Trait.NOT_COUNTED, ())
        if any(each not in self.profile.head.counts_anyway for each in reasons):
            return True
        return any(
            (not rule.things or thing in rule.things)
            and rule.where.keys() <= TRAITS[thing]
            and self.hold(rule.where, values)
            for rule in self.profile.left_out
        )

    def needed(self, thing: Thing, traits: Iterable[Trait]) -> tuple[Trait, ...]:
        """Give every trait that must be known to decide over these, in one order."""
        asked = {*traits, Trait.NOT_COUNTED}
        for left_out in self.profile.left_out:
            asked |= left_out.where.keys()
        for rule in reversed(self.profile.counts_as):
            if rule.trait in asked:
                asked |= rule.where.keys()
        return tuple(trait for trait in Trait if trait in asked & TRAITS[thing])
