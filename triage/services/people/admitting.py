"""
Taking signed statements into the directory, each only where the directory holds it (SPEC 8.5).

A statement about oneself is numbered, signed and admitted under one lock, so that two who sign in the same
moment do not take the same number.
"""

from collections.abc import Callable, Sequence
from datetime import date

from sqlalchemy import Connection

from crypto.directory import Directory
from crypto.errors import CryptoError
from crypto.members import Member
from crypto.statement import Statement
from intake.services import reception
from intake.store.engine import write
from triage.services.organisation import Organisation
from triage.services.people.settling import settle
from triage.services.people.signed_in import SignedIn
from triage.store import postbox
from triage.store.proposals import Proposal


class AdmissionError(Exception):
    """Statements cannot be taken into the directory; the sentence says why."""


def admit(
    organisation: Organisation, statements: Sequence[bytes], *, today: date, by: bytes | None = None
) -> int:
    """
    Take statements that were signed elsewhere into the directory, in their order, and give how many are new;
    *by* is who signed them here, None for the root.

    Raises:
        AdmissionError: one of them does not hold after those that stand.
        DirectoryError: the directory itself has a gap.
    """
    with write(organisation.intake) as connection:
        members = reception.directory(organisation.reception, connection, today)
        here = {each.statement.encode() for each in members.statements}
        new = [each for each in statements if each not in here]
        admit_in(organisation, connection, new, today=today)
    settle(organisation, today=today, by=by, also=new)
    return len(new)


def admit_own(
    organisation: Organisation, who: SignedIn, said: Callable[[Directory], Statement], *, today: date
) -> None:
    """
    Let a person sign what is said of them after the directory as it stands, and let it hold from now on.

    Raises:
        AdmissionError: it does not hold by their signature alone.
        DirectoryError: the directory has a gap.
    """
    with write(organisation.intake) as connection:
        members = reception.directory(organisation.reception, connection, today)
        new = said(members).signed(who.identity).encode()
        admit_in(organisation, connection, [new], today=today)
    settle(organisation, today=today, by=who.handle, also=[new])


def admit_in(
    organisation: Organisation, connection: Connection, new: Sequence[bytes], *, today: date
) -> None:
    """Do so inside a transaction of intake; the office follows by `settle` after it."""
    before = reception.directory(organisation.reception, connection, today)
    rows, root = (
        [each.statement.encode() for each in before.statements],
        organisation.settings.root_verify_key,
    )
    try:
        after = Directory.verified([*rows, *new], root=root, today=today)
    except CryptoError:
        after = before
    if len(after.members) != len(before.members) + len(new):
        raise AdmissionError(
            "the directory does not hold what was signed: it has changed since, or somebody else signed it;"
            " begin again with betro keys pending"
        )
    for each in new:
        postbox.add_statement(connection, Statement.decode(each).number, each)


def next_statement(
    members: Directory, of: Member | Proposal, *, today: date, until_on: date | None
) -> Statement:
    """Give the next statement, not signed yet: it says these keys and this role, or their end."""
    # No statement goes back in time, whatever a machine's clock says.
    first = max([today, *(each.valid_from for each in members.members)])
    return Statement(
        number=members.next_number,
        previous=members.head,
        person=of.person,
        role=of.role,
        kem_public=of.kem_public,
        verify_key=of.verify_key,
        valid_from=first,
        valid_until=None if until_on is None else max(until_on, first),
    )
