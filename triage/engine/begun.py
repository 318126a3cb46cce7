"""Which rules the events of a case can begin, and what each looks at: worked out once for each book."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from intake.clock import local_date
from triage.engine.deadline import Happened
from triage.rules.model import Rule
from triage.rules.rulebook import Rulebook, remembered


class Begun(NamedTuple):
    """
    A rule that can have begun: by its start or its cap.

    *only_after* is the event that lets it stand, where it waits for one, and *bases* are the rules that it
    may then extend. *met_by* are the events that meet it by whichever version it is counted, and *triggers*
    all that any of them counts from; none meet what extends another, or is extended.
    """

    rule: str
    starts: str
    cap: str | None
    only_after: str | None
    bases: tuple[str, ...]
    met_by: tuple[str, ...]
    triggers: tuple[str, ...]

    def is_met(self, happened: Happened) -> bool:
        """Whether it was met for certain, by whatever version. False says only that it has to be counted."""
        met = [local_date(happened[tag]) for tag in self.met_by if tag in happened]
        return bool(met) and max(met) >= max(
            local_date(happened[tag]) for tag in self.triggers if tag in happened
        )


@remembered
def begun_by(book: Rulebook, scheme: str, country: str, tags: frozenset[str]) -> tuple[Begun, ...]:
    """
    Give the rules that a case of a scheme can arm by these events, in the order of the file: of two of which
    one extends the other, the extended first.
    """
    by_tag = _by_tag(book, scheme, country)
    places = {each for tag in tags for each in by_tag.get(tag, ())}
    rules = book.of_scheme(scheme, country)
    return tuple(_begun(book, rules[place]) for place in sorted(places))


@remembered
def _by_tag(book: Rulebook, scheme: str, country: str) -> Mapping[str, tuple[int, ...]]:
    """The places of the rules by the events that can begin them."""
    begun: dict[str, tuple[int, ...]] = {}
    for place, id_ in enumerate(book.of_scheme(scheme, country)):
        rule = book.versions[id_][-1]
        for tag in {rule.starts, rule.cap.event if rule.cap else rule.starts}:
            begun[tag] = (*begun.get(tag, ()), place)
    return begun


@remembered
def _begun(book: Rulebook, id_: str) -> Begun:
    newest = book.versions[id_][-1]
    cap = None if newest.cap is None else newest.cap.event
    bases = tuple(base for base, versions in book.versions.items() if versions[-1].may_extend == id_)
    every = [rule for each in (book, *(earlier for _on, earlier in book.earlier)) for rule in _all_of(each)]
    of_it = [rule for rule in every if rule.id == id_]
    stands_alone = all(rule.may_extend is None for rule in of_it) and all(
        rule.may_extend != id_ for rule in every
    )
    met_by = set.intersection(*(set(rule.satisfied_by) for rule in of_it)) if stands_alone else set()
    triggers = {tag for rule in of_it for tag in (rule.starts, rule.cap and rule.cap.event) if tag}
    return Begun(id_, newest.starts, cap, newest.only_after, bases, tuple(met_by), tuple(triggers))


def _all_of(book: Rulebook) -> Iterator[Rule]:
    for versions in book.versions.values():
        yield from versions


@lru_cache(maxsize=1024)
def looks_at(rule: Rule) -> tuple[str, ...]:
    """Every event that the rule looks at, each once."""
    tags = (rule.starts, rule.cap and rule.cap.event, *rule.satisfied_by, rule.waived_by)
    return tuple(dict.fromkeys(tag for tag in tags if tag))
