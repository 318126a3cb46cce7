"""Which rules the events of a case can begin, and what each looks at: worked out once for each book."""

from collections.abc import Mapping
from functools import lru_cache
from typing import NamedTuple

from triage.rules.model import Rule
from triage.rules.rulebook import Rulebook, remembered


class Begun(NamedTuple):
    """
    A rule that can have begun: by its start or its cap.

    *only_after* is the event that lets it stand, where it waits for one, and *bases* are the rules that it
    may then extend.
    """

    rule: str
    starts: str
    cap: str | None
    only_after: str | None
    bases: tuple[str, ...]


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


def _begun(book: Rulebook, id_: str) -> Begun:
    newest = book.versions[id_][-1]
    bases = tuple(base for base, versions in book.versions.items() if versions[-1].may_extend == id_)
    return Begun(
        id_, newest.starts, None if newest.cap is None else newest.cap.event, newest.only_after, bases
    )


@lru_cache(maxsize=1024)
def looks_at(rule: Rule) -> tuple[str, ...]:
    """Every event that the rule looks at, each once."""
    tags = (rule.starts, rule.cap and rule.cap.event, *rule.satisfied_by, rule.waived_by)
    return tuple(dict.fromkeys(tag for tag in tags if tag))
