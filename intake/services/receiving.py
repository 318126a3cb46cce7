"""
Whom what comes in is sealed to: who holds it in truth, and who is kept out and has a stanza that opens
nothing (SPEC 4.13).

The number of stanzas is the same whoever is kept out, so that it tells nothing.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import Connection

from crypto.directory import Directory
from crypto.envelope import ID_BYTES
from crypto.errors import DirectoryError
from crypto.members import Member
from intake.domain.handlers import FEWEST, Handler, Received, received_by
from intake.services.reception import Reception, directory
from intake.store.engine import read
from intake.store.handlers import handlers

MOST_KEPT_OUT = 64
"""No house has as many handlers; what says more is no form of ours."""


class TooFewHoldersError(DirectoryError):
    """Fewer than two people would be left to open it."""


@dataclass(frozen=True, slots=True)
class Audience:
    """
    Whom something is sealed to: *holders*, who can open it, and *decoys*, who cannot; and the recovery entry,
    which always can.
    """

    holders: tuple[Member, ...]
    decoys: tuple[Member, ...]
    recovery: Member

    @property
    def keys(self) -> list[bytes]:
        """The public keys that open it."""
        return [*(each.kem_public for each in self.holders), self.recovery.kem_public]

    @property
    def decoy_ids(self) -> list[bytes]:
        """The ids of the keys that seem to."""
        return [each.key_id for each in self.decoys]

    @property
    def persons(self) -> frozenset[bytes]:
        """Who holds it."""
        return frozenset(each.person for each in self.holders)


@dataclass(frozen=True, slots=True)
class Receiving:
    """What decides who receives a new submission: the directory of the day, and what the office published."""

    members: Directory
    published: tuple[Handler, ...] = field(repr=False)


def receiving(
    reception: Reception, connection: Connection, today: date, kept_out: Collection[bytes]
) -> Receiving:
    """
    Read it; what is published decides nothing where nobody is *kept_out*.

    Raises:
        DirectoryError: the directory's numbering has a gap.
    """
    return Receiving(directory(reception, connection, today), handlers(connection) if kept_out else ())


def received_today(reception: Reception, kind: str, kept_out: Collection[bytes], today: date) -> Received:
    """
    Say who would receive a submission, for a page that tells it before anything is sent.

    Raises:
        DirectoryError: the directory's numbering has a gap.
    """
    with read(reception.engine) as connection:
        now = receiving(reception, connection, today, kept_out)
    return _received(now, kind, kept_out)


def audience_of_new(now: Receiving, kind: str, kept_out: Collection[bytes]) -> Audience:
    """
    Give whom a submission that begins is sealed to.

    Raises:
        TooFewHoldersError: fewer than two people are left, and no route makes it two.
        DirectoryError: there are not two advisors, or there is no recovery entry.
    """
    now.members.require_intake_ready()
    who = _received(now, kind, kept_out)
    if len(who.holders) < FEWEST:
        raise TooFewHoldersError("fewer than two people are left to open it")
    return audience(now.members, who.holders, who.kept_out)


def audience(members: Directory, holders: Collection[bytes], others: Collection[bytes]) -> Audience:
    """
    Give whom something is sealed to: a true stanza for each of the *holders* whom the directory seals to
    today, a decoy for each of the *others*, nobody else.

    Raises:
        DirectoryError: none of the holders is valid today, or there is no recovery entry.
    """
    standing = members.can_hold
    true = tuple(each for person, each in standing.items() if person in holders)
    if not true:
        raise DirectoryError("nobody holds this who can be sealed to")
    decoys = (each for person, each in standing.items() if person in others and person not in holders)
    return Audience(true, tuple(decoys), members.require_recovery())


def kept_out_of(carried: str) -> tuple[bytes, ...]:
    """Read the persons that a form carries, each once and in order; what is none is dropped."""
    found = set()
    for each in carried.split():
        try:
            person = bytes.fromhex(each)
        except ValueError:
            continue
        if len(person) == ID_BYTES:
            found.add(person)
    return tuple(sorted(found)[:MOST_KEPT_OUT])


def _received(now: Receiving, kind: str, kept_out: Collection[bytes]) -> Received:
    advisors: Sequence[Member] = now.members.advisors
    return received_by(kind, advisors, now.members.alternates, now.published, kept_out)
