"""
The one pass over everything that is counted.

Of each figure and table it is kept how many things say the same of the traits that matter to it, so that it
takes as much room as there are different answers, however many cases there are; with a trace their
references besides.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import NamedTuple

from triage.accounts.conditions import Conditions, Values
from triage.accounts.item import Item
from triage.accounts.results import AccountPeriod, ThingKey
from triage.accounts.traits import Basis, Codes
from triage.rules.counted import Thing, Trait
from triage.rules.counting_profile import FigureRule, TableRule, Where
from triage.rules.counting_words import Moment, TableSide


class TallyOf(NamedTuple):
    """What somebody counts: which things, of when, and the traits that it must know of them."""

    thing: Thing
    moment: Moment
    traits: tuple[Trait, ...]


@dataclass(slots=True)
class Alike:
    """How many things say the same, and by which cases they are found."""

    count: int = 0
    cases: list[str] = field(default_factory=list)
    things: list[ThingKey] = field(default_factory=list)


_Kept = tuple[Moment, tuple[int, ...], dict[tuple[Codes, ...], Alike]]
"""How one of them is counted: of when, by which of the traits that are asked, and what was found."""


class Tally:
    """What is being counted for one profile."""

    def __init__(self, conditions: Conditions, period: AccountPeriod, *, trace: bool) -> None:
        self._conditions, self._period, self._trace = conditions, period, trace
        profile = conditions.profile
        rules: list[FigureRule | TableRule] = [*profile.figures, *profile.tables]
        self._kept: dict[TallyOf, dict[tuple[Codes, ...], Alike]] = {self.wanted(rule): {} for rule in rules}
        self._traits = {
            thing: tuple({trait: None for each in self._kept if each.thing is thing for trait in each.traits})
            for thing in {each.thing for each in self._kept}
        }

    def wanted(self, rule: FigureRule | TableRule) -> TallyOf:
        """Give what a figure or a table counts."""
        conditions, traits = [rule.where, rule.unless], set[Trait]()
        if isinstance(rule, TableRule):
            profile = self._conditions.profile
            traits |= {axis.by for axis in (rule.rows, rule.columns) if axis is not None}
            conditions += [own.where for side in TableSide for own in profile.own(rule.code, side)]
        if rule.base is not None:
            base = self._conditions.profile.figure(rule.base)
            conditions += [base.where, base.unless]
        for where in conditions:
            traits |= where.keys()
        return TallyOf(rule.counts, rule.moment, self._conditions.needed(rule.counts, traits))

    @property
    def things(self) -> frozenset[Thing]:
        """What anybody counts."""
        return frozenset(self._traits)

    def add(self, everything: Iterable[Item], basis: Basis) -> None:
        """Count."""
        of_thing: dict[Thing, list[_Kept]] = {thing: [] for thing in self._traits}
        for wanted, kept in self._kept.items():
            places = tuple(self._traits[wanted.thing].index(trait) for trait in wanted.traits)
            of_thing[wanted.thing].append((wanted.moment, places, kept))
        number, last = 0, ("", "")
        for item in everything:
            # What is counted of a case comes together, whether or not it belongs to the period.
            number, last = (number + 1 if last == (item.thing, item.ids[0]) else 0), (item.thing, item.ids[0])
            key = (*last, number)
            codes = item.answers(self._traits[item.thing], basis)
            for moment, places, kept in of_thing[item.thing]:
                if not self._is_of_period(item, moment):
                    continue
                answer = tuple([codes[place] for place in places])
                alike = kept.get(answer)
                if alike is None:
                    alike = kept[answer] = Alike()
                alike.count += 1
                if self._trace:
                    alike.cases.extend(item.ids)
                    alike.things.append(key)

    def told(self, rule: FigureRule | TableRule) -> Iterator[tuple[Values, Alike]]:
        """Give what a figure or a table counts: what counts at all, and fulfils its own conditions."""
        wanted = self.wanted(rule)
        for key, alike in self._kept[wanted].items():
            values = self._conditions.as_counted(dict(zip(wanted.traits, key, strict=True)))
            if self._conditions.leaves_out(rule.counts, values):
                continue
            if self._fulfils(rule.where, rule.unless, values):
                yield values, alike

    def is_in_base(self, base: FigureRule, thing: Thing, values: Values) -> bool:
        """Whether something belongs to the figure that it is a percentage of; of another thing all does."""
        return base.counts is not thing or self._fulfils(base.where, base.unless, values)

    def _fulfils(self, where: Where, unless: Where, values: Values) -> bool:
        if not self._conditions.hold(where, values):
            return False
        return not unless or not self._conditions.hold(unless, values)

    def _is_of_period(self, item: Item, moment: Moment) -> bool:
        period, closed_on = self._period, item.closed_on
        if moment is Moment.BEGUN:
            if len(item.days) == 1:
                return period.first <= item.days[0] <= period.last
            return any(period.first <= day <= period.last for day in item.days)
        if moment is Moment.CLOSED:
            return closed_on is not None and period.holds(closed_on)
        began_on = item.days[0]
        if moment is Moment.CARRIED_IN:
            return began_on < period.first and (closed_on is None or closed_on >= period.first)
        return began_on <= period.last and (closed_on is None or closed_on > period.last)
