"""
Which cases are one person's, and which of those are one inquiry.

What is linked to nothing is handed on at once. Only linked cases wait until all have been seen, so that it
takes no more room than they do.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date

from triage.accounts.traits import Basis, codes_of, inquiry_side
from triage.cases.countable import CountableCase
from triage.engine.counting import add_months
from triage.rules.counting_profile import ProfileHead
from triage.rules.counting_words import Repeats

DUPLICATE, SAME_INQUIRY = "duplicate", "same_inquiry"


@dataclass(slots=True)
class Gathered:
    """
    The cases of one inquiry, the first of them first; *repeats* are those that say the same once more, and
    are no cases of their own.
    """

    cases: list[CountableCase]
    repeats: set[str] = field(default_factory=set)

    @property
    def last(self) -> date:
        """The last day on which anything came."""
        days = (contact.on for case in self.cases for contact in case.contacts)
        return max((*days, *(case.began_on for case in self.cases)))


def persons(cases: Iterable[CountableCase], head: ProfileHead, basis: Basis) -> Iterator[list[Gathered]]:
    """
    Give the inquiries of each person; of what nobody came with too, each by itself.

    Args:
        cases: of the complaint side, each once; what one is linked to and is not among them is not known.
    """
    linked: dict[str, CountableCase] = {}
    for case in cases:
        if case.links:
            linked[case.case] = case
        else:
            yield [Gathered([case])]
    for of_one in _components(linked, {*head.person_links, *head.repeat_links, SAME_INQUIRY, DUPLICATE}):
        yield _inquiries(of_one, head, basis)


def _components(linked: dict[str, CountableCase], reasons: set[str]) -> Iterator[list[CountableCase]]:
    """Give the linked cases that hang together, in the order of their days."""
    left = dict(linked)
    while left:
        _reference, first = left.popitem()
        found, waiting = [first], [first]
        while waiting:
            for why, other in waiting.pop().links:
                if why in reasons and (case := left.pop(other, None)) is not None:
                    found.append(case)
                    waiting.append(case)
        yield sorted(found, key=lambda case: (case.began_on, case.case))


def _inquiries(cases: list[CountableCase], head: ProfileHead, basis: Basis) -> list[Gathered]:
    found: list[Gathered] = []
    before: set[str] = set()
    for case in cases:
        to = {other: why for why, other in case.links if other in before}
        before.add(case.case)
        if DUPLICATE in to.values():
            continue
        same = next((each for each in found if _is_same(each, case, to)), None)
        if same is not None:
            same.cases.append(case)
            continue
        repeated = next((each for each in found if _repeats(each, case, to, head, basis)), None)
        if repeated is None:
            found.append(Gathered([case]))
        else:
            repeated.cases.append(case)
            repeated.repeats.add(case.case)
    return found


def _is_same(gathered: Gathered, case: CountableCase, to: dict[str, str]) -> bool:
    inquiry = inquiry_side(case).inquiry
    return any(
        to.get(each.case) == SAME_INQUIRY or (inquiry is not None and inquiry_side(each).inquiry == inquiry)
        for each in gathered.cases
    )


def _repeats(
    gathered: Gathered, case: CountableCase, to: dict[str, str], head: ProfileHead, basis: Basis
) -> bool:
    """Whether a case is part of an earlier inquiry because it says the same once more."""
    if head.repeats not in (Repeats.NEVER, Repeats.AFTER):
        return False
    if not any(to.get(each.case) in head.repeat_links for each in gathered.cases):
        return False
    first = gathered.cases[0]
    if any(codes_of(each, (first,), basis) != codes_of(each, (case,), basis) for each in head.repeat_same):
        return False
    return head.repeat_months is None or case.began_on < add_months(gathered.last, head.repeat_months)
