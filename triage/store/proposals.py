"""What is to be said of people in the directory, until enough have signed it."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date

from sqlalchemy import Connection, delete, insert, select, update

from triage.store.tables import proposal


@dataclass(frozen=True, slots=True)
class Proposal:
    """
    A key, a role or an end that is proposed for a person, in the order of the columns.

    *until_on* is the last day where it is an end. *body* and *signed* are there once a first advisor has
    signed: the statement's body (SPEC 8.1), and the signer's verification key with the signature behind it.
    *wrapped_seed* is there where the person has another seed still.
    """

    id: bytes
    person: bytes
    role: str
    kem_public: bytes
    verify_key: bytes
    until_on: date | None
    body: bytes | None
    signed: bytes | None
    wrapped_seed: bytes | None = field(repr=False)
    made_on: date
    by: bytes | None

    @property
    def asked(self) -> tuple[bytes, str, bytes, bytes, date | None]:
        """What a signature is asked for: of whom, in which role, with which keys, until when."""
        return self.person, self.role, self.kem_public, self.verify_key, self.until_on


def propose(connection: Connection, new: Proposal) -> None:
    """Store a proposal, in the place of the key, or of the end, that was proposed for the person before."""
    same = proposal.c.until_on.is_(None) if new.until_on is None else proposal.c.until_on.is_not(None)
    connection.execute(delete(proposal).where(proposal.c.person == new.person, same))
    connection.execute(insert(proposal).values(asdict(new)))


def proposals(connection: Connection) -> Sequence[Proposal]:
    """Give all proposals, the oldest first."""
    query = select(proposal).order_by(proposal.c.made_on, proposal.c.id)
    return [Proposal(*row) for row in connection.execute(query)]


def proposal_by_id(connection: Connection, identity: bytes) -> Proposal | None:
    """Find a proposal."""
    row = connection.execute(select(proposal).where(proposal.c.id == identity)).first()
    return None if row is None else Proposal(*row)


def key_proposed(connection: Connection, person: bytes) -> Proposal | None:
    """Find the key that is proposed for a person."""
    query = select(proposal).where(proposal.c.person == person, proposal.c.until_on.is_(None))
    row = connection.execute(query).first()
    return None if row is None else Proposal(*row)


def sign_first(connection: Connection, identity: bytes, *, body: bytes, signed: bytes) -> None:
    """Keep a first signature, in the place of one over another body."""
    values = {"body": body, "signed": signed}
    connection.execute(update(proposal).where(proposal.c.id == identity).values(values))


def withdraw(connection: Connection, identity: bytes) -> bool:
    """Take away a proposal; False where there is none."""
    return connection.execute(delete(proposal).where(proposal.c.id == identity)).rowcount > 0
