"""
Which cases are one person's, and which of those are one inquiry.

What is linked to nothing is handed on at once, and linked cases as soon as all that hang together have been
seen: it takes no more room than those that still wait for one.
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
    reasons = {*head.person_links, *head.repeat_links, SAME_INQUIRY, DUPLICATE}
    linked: dict[str, CountableCase] = {}
    for case in cases:
        if not case.links:
            yield [Gathered([case])]
            continue
        linked[case.case] = case
        together, is_whole = _together(case, linked, reasons)
        if is_whole:
            yield _inquiries(_taken(together, linked), head, basis)
    while linked:
        # What they are linked to is not among them: nobody may see it, perhaps.
        together, _ = _together(next(iter(linked.values())), linked, reasons)
        yield _inquiries(_taken(together, linked), head, basis)


def _together(
    case: CountableCase, linked: dict[str, CountableCase], reasons: set[str]
) -> tuple[dict[str, CountableCase], bool]:
    """Give what hangs together with a case, as far as it was seen, and whether that is all of it."""
    found, waiting, is_whole = {case.case: case}, [case], True
    while waiting:
        for why, other in waiting.pop().links:
            if why in reasons and other not in found:
                if other in linked:
                    found[other] = linked[other]
                    waiting.append(linked[other])
                else:
                    is_whole = False
    return found, is_whole


def _taken(together: dict[str, CountableCase], linked: dict[str, CountableCase]) -> list[CountableCase]:
    """Take cases that hang together out of those that wait, in the order of their days."""
    for reference in together:
        del linked[reference]
    return sorted(together.values(), key=lambda case: (case.began_on, case.case))


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
