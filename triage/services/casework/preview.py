"""What decisions would make of a case, asked before anything is written."""

from dataclasses import dataclass, field

from crypto.envelope import new_id
from intake.contents.item_ref import ItemRef
from triage.cases.case import Case
from triage.cases.events import CaseEvent
from triage.cases.typed import Typed
from triage.services.casework.execute import CaseWithoutMailboxError, events_of, told_of
from triage.services.history.case_file import CaseFile
from triage.services.history.publish import as_told
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn

UNSEALED = "0" * 64
"""Stands for the digest of a text that will be sealed, while the event is only asked."""
AS_YET_UNSEALED = ItemRef("0" * 32, UNSEALED)
"""Stands for such a text where only what follows from the event is asked."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a decision would make of a case, *after* all that it tells lies in the mailbox."""

    before: CaseFile
    after: Case
    new: tuple[CaseEvent, ...]
    told: str | None = field(repr=False)


def preview(organisation: Organisation, who: SignedIn, before: CaseFile, *decisions: Typed) -> Preview:
    """
    Ask what would follow, and write nothing.

    Args:
        decisions: what is decided together, each asked of the case as those before it leave it.

    Raises:
        CaseWithoutMailboxError: there is something to tell and no mailbox.
        Refusal: a rule says no.
    """
    told = told_of(decisions)
    if told is not None and before.row.intake_reference is None:
        raise CaseWithoutMailboxError
    after, new = before, list[CaseEvent]()
    for each in decisions:
        texts = {name: ItemRef(new_id().hex(), UNSEALED) for name in each.texts}
        follows = events_of(who, after, each, texts)
        after, new = after.after(organisation, follows), [*new, *follows]
    return Preview(before, as_told(after, organisation, new).case, tuple(new), told)
