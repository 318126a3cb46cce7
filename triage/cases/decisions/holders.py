"""
Who holds a case from now on, and what was found about that and settled. The events name nobody: the signed
statements say who.
"""

from __future__ import annotations

from collections.abc import Collection
from collections.abc import Set as AbstractSet
from typing import Annotated, ClassVar

from msgspec import Meta

from intake.contents.item_ref import HexDigest, ItemRef
from intake.domain.handlers import FEWEST
from intake.domain.translatable import N_, Worded
from triage.cases.case import Case
from triage.cases.context import CheckContext
from triage.cases.events import Aside
from triage.cases.guards import require_item
from triage.cases.refusals import Refusal


def held_afterwards(
    held: AbstractSet[bytes],
    *,
    add: AbstractSet[bytes],
    remove: AbstractSet[bytes],
    advisors: AbstractSet[bytes],
    alternates: AbstractSet[bytes],
) -> frozenset[bytes]:
    """
    Give who would hold a case after a change.

    Args:
        held: who holds it now, *add* and *remove* those who are to hold it and no more; all by handles.
        advisors: the advisors who have valid keys today, *alternates* those from outside who have.

    Raises:
        Refusal: too few would, or somebody cannot.
    """
    if not remove <= held:
        raise Refusal("holder_is_not")
    if add & held:
        raise Refusal("holder_already")
    if not add <= advisors | alternates:
        raise Refusal("holder_cannot")
    persons = frozenset((held - remove) | add)
    if add & alternates and len(persons & advisors) >= FEWEST:
        raise Refusal("alternate_not_needed")
    able = persons & (advisors | alternates)
    if not able:
        raise Refusal("holders_none")
    if len(able) < FEWEST and not add & alternates:
        raise Refusal("holders_too_few")
    return persons


class DoubtKind(Worded):
    """What differs from what was signed or recorded."""

    MISSING = "missing", N_("Somebody who may see the case has no key to a part of it")
    FOREIGN = "foreign", N_("A part of it is sealed to somebody who never held the case")
    CHANGED = "changed", N_("The keys to a part of it are not those that were recorded")
    GRANT = "grant", N_("Who may see the case is not who holds it by signature")
    STATEMENT = "statement", N_("A statement of who holds the case is missing or is not validly signed")


class HoldersChanged(Aside, frozen=True, kw_only=True, tag="holders:changed/1"):
    """
    A holder has signed who holds the case from now on.

    Attributes:
        number: of the statement, from 1.
        digest: of the statement; what stands in its place afterwards is seen.
        reason_item: why, in words, for those who hold the case then.
    """

    number: Annotated[int, Meta(ge=1, le=2**32 - 1)]
    digest: HexDigest
    reason_item: ItemRef | None = None

    sentence: ClassVar[str] = N_("Who holds the case was changed")


class DoubtSettled(Aside, frozen=True, kw_only=True, tag="doubt:settled/1"):
    """
    A holder has looked at what differed in who holds the case, and says why it is right or what was done.

    Attributes:
        kind: what it was.
        reason_item: why, in words.
    """

    kind: DoubtKind
    reason_item: ItemRef | None = None

    sentence: ClassVar[str] = N_("A doubt about who holds the case was settled: %(kind)s")
    logged: ClassVar[str] = N_("A doubt about who holds the case was settled")

    def check(self, case: Case, context: CheckContext) -> None:
        """Refuse it without a reason; whether there is such a doubt, whoever settles it looks up."""
        require_item(self.reason_item, "doubt_reason")


def require_doubted(kind: DoubtKind, doubted: Collection[DoubtKind]) -> None:
    """Refuse to settle what is in no doubt, or no more."""
    if kind not in doubted:
        raise Refusal("doubt_none")
