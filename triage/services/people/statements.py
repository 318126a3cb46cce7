"""
What is to stand in the directory: who proposes it, who has to sign it, and what follows when it stands.

A statement is admitted only when the directory holds it (SPEC 8.5): what is asked here besides is for the
sentences that say why not. Intake has the statement first and triage what follows from it after, so that a
crash between the two is made good by `settle`, which may be called at any time.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from crypto.directory import Directory
from crypto.entitlement import STANDING_FOR_QUORUM
from crypto.errors import CryptoError
from crypto.statement import ADVISOR, ALTERNATE, RECOVERY, Signature, Statement, six_words
from intake.services import reception
from intake.store.engine import read, write
from triage.services.organisation import Organisation
from triage.services.people.admitting import admit_in, next_statement
from triage.services.people.holders import directory
from triage.services.people.settling import is_met, settle
from triage.services.people.signed_in import SignedIn
from triage.store import journal, people, proposals
from triage.store.people import Person
from triage.store.proposals import Proposal


class Needs(StrEnum):
    """Whose signatures a proposal still needs."""

    ONE = "one"
    TWO = "two"
    SECOND = "second"
    ROOT = "root"


class Why(StrEnum):
    """Why somebody cannot sign a proposal."""

    GONE = "gone"
    OWN = "own"
    SIGNED = "signed"
    ROOT = "root"
    NOT_STANDING = "not_standing"
    CASES = "cases"


class SigningRefusedError(Exception):
    """A proposal cannot be signed so."""

    def __init__(self, why: Why) -> None:
        super().__init__(why)
        self.why = why


@dataclass(frozen=True, slots=True)
class Pending:
    """
    A proposal as those see it who may sign it.

    *words* are compared with the person on the telephone; *before* is the role in which the person stands
    now, None for a newcomer; *first* who signed it first, as a handle.
    """

    proposal: Proposal
    person: Person
    words: str
    before: str | None
    needs: Needs
    first: bytes | None


def pending(organisation: Organisation, *, today: date) -> Sequence[Pending]:
    """
    Give what waits to be signed, the oldest first.

    Raises:
        DirectoryError: the directory has a gap, so nobody can say who may sign.
    """
    members = directory(organisation, today)
    with read(organisation.triage) as connection:
        waiting = proposals.proposals(connection)
        known = {each.handle: each for each in people.people(connection)}
    return [_pending(members, each, known[each.person]) for each in waiting]


def _pending(members: Directory, each: Proposal, person: Person) -> Pending:
    first = _first_signer(members, each)
    needs = needed(members, each)
    stands = members.person(each.person)
    return Pending(
        proposal=each,
        person=person,
        words=six_words(each.person, each.role, each.kem_public, each.verify_key),
        before=None if stands is None else stands.role,
        needs=Needs.SECOND if needs is Needs.TWO and first is not None else needs,
        first=first,
    )


def needed(members: Directory, each: Proposal) -> Needs:
    """Say whose signatures the directory of the day wants for a proposal (SPEC 8.5)."""
    known = {other.role for other in members.members if other.person == each.person}
    if RECOVERY in known | {each.role}:
        return Needs.ROOT
    standing = standing_advisors(members)
    if not known and each.role not in {ADVISOR, ALTERNATE}:
        return Needs.ONE if standing else Needs.ROOT
    return Needs.TWO if len(standing) >= STANDING_FOR_QUORUM else Needs.ROOT


def standing_advisors(members: Directory) -> dict[bytes, bytes]:
    """Give who may sign for others today, each with the key that they sign with."""
    return {each.person: each.verify_key for each in members.advisors if each.valid_until is None}


def sign(organisation: Organisation, who: SignedIn, shown: Proposal, *, today: date) -> Needs | None:
    """
    Sign a proposal as it was shown to an advisor; give what it still needs, None when it stands now.

    Whoever calls has asked for the second factor again, and shown the six words.

    Raises:
        SigningRefusedError: it is gone or another by now, about the signer, signed by the signer already, or
            a matter of the root.
        DirectoryError: the directory has a gap.
    """
    with read(organisation.triage) as connection:
        each = proposals.proposal_by_id(connection, shown.id)
    if each is None or each.asked != shown.asked:
        raise SigningRefusedError(Why.GONE)
    if each.person == who.handle:
        raise SigningRefusedError(Why.OWN)
    with write(organisation.intake) as connection:
        members = reception.directory(organisation.reception, connection, today)
        if standing_advisors(members).get(who.handle) != who.identity.verify_key:
            raise SigningRefusedError(Why.NOT_STANDING)
        needs, first = needed(members, each), _first_signer(members, each)
        if needs is Needs.ROOT:
            raise SigningRefusedError(Why.ROOT)
        if first == who.handle:
            raise SigningRefusedError(Why.SIGNED)
        statement = _statement(members, each, today=today).signed(who.identity)
        if first is not None and each.signed is not None:
            statement = statement.with_signature(Signature.decode(each.signed))
        is_enough = needs is Needs.ONE or first is not None
        if is_enough:
            admit_in(organisation, connection, [statement.encode()], today=today)
    if is_enough:
        settle(organisation, today=today, by=who.handle)
        return None
    if _kept_first(organisation, who, each, statement, today=today):
        return Needs.SECOND
    return sign(organisation, who, shown, today=today)  # Somebody else has signed first meanwhile.


def _kept_first(
    organisation: Organisation, who: SignedIn, each: Proposal, statement: Statement, *, today: date
) -> bool:
    """Keep a first signature, unless another was kept since *each* was read; False then."""
    (signature,) = statement.signatures
    with write(organisation.triage) as connection:
        stands = proposals.proposal_by_id(connection, each.id)
        if stands is None or stands.asked != each.asked:
            raise SigningRefusedError(Why.GONE)
        if stands.signed != each.signed:
            return False
        proposals.sign_first(connection, each.id, body=statement.body(), signed=signature.encode())
        journal.append(
            connection,
            on=today,
            actor=who.handle,
            action="directory:signed_first",
            subject=each.person,
            digest=hashlib.sha256(statement.body()).digest(),
        )
    return True


def throw_away(organisation: Organisation, proposal: bytes, *, by: bytes, today: date) -> bool:
    """Throw away what was to be signed, as nobody stands by it; False where it is gone already."""
    with write(organisation.triage) as connection:
        each = proposals.proposal_by_id(connection, proposal)
        if each is None:
            return False
        proposals.withdraw(connection, proposal)
        journal.append(connection, on=today, actor=by, action="directory:withdrawn", subject=each.person)
    return True


def _first_signer(members: Directory, each: Proposal) -> bytes | None:
    """Give who signed a proposal first, where that signature still counts for the next statement."""
    if each.signed is None or each.body is None:
        return None
    try:
        kept, signature = Statement.of_body(each.body), Signature.decode(each.signed)
        kept.with_signature(signature).verify()
    except CryptoError:
        return None
    goes_on = (kept.number, kept.previous) == (members.next_number, members.head)
    if not goes_on or not is_met(each, kept):
        return None
    standing = standing_advisors(members)
    return next((one for one, key in standing.items() if key == signature.verify_key), None)


def _statement(members: Directory, each: Proposal, *, today: date) -> Statement:
    """Give the next statement: the very one that was signed first, where that signature still counts."""
    if _first_signer(members, each) is not None and each.body is not None:
        return Statement.of_body(each.body)
    return next_statement(members, each, today=today, until_on=each.until_on)
