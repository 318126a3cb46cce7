"""
Ending a person's time: one's own alone, somebody else's by two advisors or the root.

Here it is proposed; it is signed where other statements are (`statements`). It waits while a case that the
one who proposes or signs it can see would be held by fewer than two. Of other cases nobody is told, so that
an end is no way to ask who was kept out of what.
"""

from datetime import date

from crypto.directory import Directory
from crypto.envelope import new_id
from crypto.members import Member
from crypto.statement import Statement
from intake.store.engine import write
from triage.services.organisation import Organisation
from triage.services.people.admitting import AdmissionError, admit_own, next_statement
from triage.services.people.holders import directory
from triage.services.people.leaving import left_behind, let_go_of
from triage.services.people.sign_in import SignedIn
from triage.services.people.statements import Needs, SigningRefusedError, Why, sign
from triage.store import journal, proposals
from triage.store.proposals import Proposal


class EndRefusedError(Exception):
    """An end cannot be proposed; `why` is "cases" (give them to somebody first) or "gone" (no keys today)."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why


def propose_end(organisation: Organisation, who: SignedIn, person: bytes, *, today: date) -> None:
    """
    Propose that somebody's time ends today, or the day on which it is signed.

    Raises:
        EndRefusedError: a case would be held by fewer than two, or the directory does not know the person.
        DirectoryError: the directory has a gap.
    """
    standing = _standing(directory(organisation, today), person)
    _require_given(organisation, who, person, today)
    new = Proposal(
        id=new_id(),
        person=person,
        role=standing.role,
        kem_public=standing.kem_public,
        verify_key=standing.verify_key,
        until_on=today,
        body=None,
        signed=None,
        wrapped_seed=None,
        made_on=today,
        by=who.handle,
    )
    with write(organisation.triage) as connection:
        proposals.propose(connection, new)
        journal.append(connection, on=today, actor=who.handle, action="person:end_proposed", subject=person)


def end_own(organisation: Organisation, who: SignedIn, *, today: date) -> None:
    """
    End one's own time today, by one's own signature alone.

    Raises:
        EndRefusedError: as `propose_end`.
        DirectoryError: the directory has a gap.
    """
    _require_given(organisation, who, who.handle, today)

    def said(members: Directory) -> Statement:
        return next_statement(members, _standing(members, who.handle), today=today, until_on=today)

    try:
        admit_own(organisation, who, said, today=today)
    except AdmissionError:
        raise EndRefusedError("gone") from None
    let_go_of(organisation, who.handle, today=today)


def sign_proposal(organisation: Organisation, who: SignedIn, shown: Proposal, *, today: date) -> Needs | None:
    """
    Do what `sign` does, unless it is an end and one of the signer's cases would be held by fewer than two;
    and let go at once of somebody whose end stands by it.

    Raises:
        SigningRefusedError, DirectoryError: as `sign`; "cases" besides.
    """
    is_end = shown.until_on is not None
    if is_end and left_behind(organisation, who.handle, shown.person, today=today):
        raise SigningRefusedError(Why.CASES)
    needs = sign(organisation, who, shown, today=today)
    if is_end and needs is None:
        let_go_of(organisation, shown.person, today=today)
    return needs


def _standing(members: Directory, person: bytes) -> Member:
    found = members.person(person)
    if found is None:
        raise EndRefusedError("gone")
    return found


def _require_given(organisation: Organisation, who: SignedIn, person: bytes, today: date) -> None:
    if left_behind(organisation, who.handle, person, today=today):
        raise EndRefusedError("cases")
