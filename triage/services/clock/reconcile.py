"""
The two databases and what they say of each other: what is missing on either side is found by comparing,
whatever a queue says.

Each may be older than the other, where one was restored and the other was not:

1. Triage is older: what the portal took in meanwhile has no case. It is put back among the arrivals, and is
   taken over like anything new; what its mailbox holds already is not placed again.
2. Intake is older: cases have no submission, and mailboxes lack what was placed. The status cards are made
   anew; what is gone besides is counted, for the doctor.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from crypto.envelope import Direction, Kind, new_id
from intake.store import blobs
from intake.store.engine import read, write
from triage.cases.decisions.inquiries import InquiryRegistered
from triage.cases.events import CaseEvent
from triage.cases.history import lies_in_mailbox
from triage.services.organisation import Organisation
from triage.services.organisation.moment import one_moment
from triage.store import cases, events, items, outbox, postbox
from triage.store.visibility import CaseHandle, SystemAccess

PROCESS = "reconcile"
"""Under this name the triage database knows when the two were last compared."""


@dataclass(frozen=True, slots=True)
class Differences:
    """
    What the two databases do not agree on, by number.

    Attributes:
        not_taken: submissions and messages that the office does not know and that nothing waits to tell it.
        without_submission: cases whose submission is gone.
        not_told: messages in a mailbox that no case knows of.
        without_files: inquiries whose files the intake database does not know.
        gone: texts that a history names and that are missing or altered, in either database.
    """

    not_taken: int
    without_submission: int
    not_told: int
    without_files: int
    gone: int


def take_up_again(organisation: Organisation, access: SystemAccess) -> int:
    """
    Put what triage does not know back among the arrivals and ask anew for the cards that mailboxes lack; give
    the number of both.
    """
    with read(organisation.intake) as connection:
        # First this one: what the clock takes over in between is known to the other by then.
        firsts = postbox.first_items(connection, access)
        messages = postbox.items_of_kind(connection, access, Direction.IN, *postbox.LATER)
        cards = set(postbox.items_of_kind(connection, access, Direction.CARD, Kind.CARD))
    with read(organisation.triage) as connection:
        known, heard = cases.intake_references(connection, access), events.heard(connection, access)
        placed = outbox.placed_cards(connection, access)
    missing = {item: reference for item, reference in firsts.items() if reference not in known}
    missing |= {item: reference for item, reference in messages.items() if item.hex() not in heard}
    if missing:
        with write(organisation.intake) as connection:
            postbox.wait_again(connection, missing)
    return len(missing) + _ask_again(organisation, [each for each in placed if each[2] not in cards])


def _ask_again(organisation: Organisation, gone: list[tuple[str, CaseHandle, bytes]]) -> int:
    lacking = {handle for _, handle, _ in gone}
    if gone:
        with write(organisation.triage) as connection:
            for key, _, _ in gone:
                outbox.is_gone(connection, key)
            for handle in lacking:
                key = f"card:{handle.hex()}:{new_id().hex()}"
                outbox.put(connection, key, outbox.Target.CARD, case=handle, item=new_id())
    return len(lacking)


def differences(organisation: Organisation, access: SystemAccess) -> Differences:
    """Compare both ways, as they are at one moment; every history and every sealed text is read."""
    with one_moment(organisation) as (intake, triage):
        firsts = postbox.first_items(intake, access)
        messages = postbox.items_of_kind(intake, access, Direction.IN, *postbox.LATER)
        waiting = postbox.arrivals(intake, access, limit=None)
        answers = postbox.items_of_kind(intake, access, Direction.OUT, Kind.MESSAGE)
        lying, kept = postbox.digests(intake, access), items.digests(triage, access)
        known, told = set(firsts.values()), outbox.known_items(triage, access)
        rows, heard = cases.all_cases(triage, access), events.heard(triage, access)
        lost = {row.handle for row in rows if row.intake_reference and row.intake_reference not in known}
        claimants, without_files, gone = blobs.claimants(intake), 0, 0
        for row in rows:
            history = events.history(triage, row.handle)
            without_files += _has_files(history) and row.handle not in claimants
            gone += sum(kept.get(each.id) != each.digest for event in history for each in event.inner)
            if row.handle not in lost:
                gone += sum(lying.get(each.id) != each.digest for each in lies_in_mailbox(history))
    taken = {row.intake_reference for row in rows}
    arriving = {each.item_id for each in waiting} | {each.reference for each in waiting}
    not_taken = {reference for reference in known if reference not in taken} - arriving
    unheard = {item for item in messages if item.hex() not in heard} - arriving
    return Differences(
        not_taken=len(not_taken | unheard),
        without_submission=len(lost),
        not_told=len(set(answers) - told),
        without_files=without_files,
        gone=gone,
    )


def _has_files(history: Iterable[CaseEvent]) -> bool:
    return any(isinstance(each, InquiryRegistered) and each.besides_items for each in history)
