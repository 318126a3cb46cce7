"""
Who holds a case, as those who held it say it (SPEC 16): numbered statements, each signed by a holder by the
one before, or by the ceremony root.

Holders are persons; which keys they have on a day is for the directory to say. No database row has a say.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import groupby
from typing import Literal, Self

from crypto import encoding, labels
from crypto.directory import Directory
from crypto.envelope import ID_BYTES
from crypto.errors import CryptoError, FormatError, HoldersError
from crypto.hazmat.signing import SIGNATURE_BYTES, VERIFY_KEY_BYTES
from crypto.keys import Signer, verify
from crypto.statement import LINK_BYTES, RECOVERY

VERSION = 1
FIRST_HEAD = bytes(LINK_BYTES)
"""What the first statement of a case names as the one before."""


@dataclass(frozen=True, slots=True)
class HolderStatement:
    """
    From this day on these persons hold the case, and nobody else.

    Attributes:
        organisation: the sealing context of the organisation, 16 bytes.
        reference: of the submission, or the case's random handle where nothing was sent in; 16 bytes.
        number: its place among those of the case, from 1.
        previous: the hash of the statement before, as `Holding.head` gives it; 32 bytes.
        persons: the handles of the holders, 16 bytes each, in order, each once; at least one.
        on: the day.
        signed_by: the verify key of who signed.
        signature: over all of the above, 64 bytes.
    """

    organisation: bytes
    reference: bytes
    number: int
    previous: bytes
    persons: tuple[bytes, ...]
    on: date
    signed_by: bytes = bytes(VERIFY_KEY_BYTES)
    signature: bytes = field(default=bytes(SIGNATURE_BYTES), repr=False)

    def __post_init__(self) -> None:
        if {len(self.organisation), len(self.reference), *map(len, self.persons)} != {ID_BYTES}:
            raise FormatError("an organisation, a reference and a handle are 16 bytes")
        if (len(self.previous), len(self.signed_by)) != (LINK_BYTES, VERIFY_KEY_BYTES):
            raise FormatError("a link and a verify key are 32 bytes")
        if self.number < 1 or not self.persons or list(self.persons) != sorted(set(self.persons)):
            raise FormatError("a statement has a number from 1 and its persons in order, at least one")

    def encode(self) -> bytes:
        """Write the statement in its one form."""
        return self._body() + self.signature

    @classmethod
    def decode(cls, raw: bytes) -> "HolderStatement":
        """
        Read a statement. Its signature is not looked at: `holding` does that.

        Raises:
            FormatError: an unknown version, or a form that `encode` does not write.
            TruncatedError: the end is missing.
        """
        reader = encoding.Reader(raw)
        if reader.number(1) != VERSION:
            raise FormatError("a statement of holders of an unknown version")
        organisation, reference = reader.take(ID_BYTES), reader.take(ID_BYTES)
        number, previous = reader.number(4), reader.take(LINK_BYTES)
        persons = tuple(reader.take(ID_BYTES) for _ in range(reader.number(2)))
        on = reader.day()
        signed_by, signature = reader.take(VERIFY_KEY_BYTES), reader.take(SIGNATURE_BYTES)
        reader.end()
        if on is None:
            raise FormatError("a statement of holders has a day")
        return cls(organisation, reference, number, previous, persons, on, signed_by, signature)

    def signed(self, signer: Signer) -> Self:
        """Give the statement as a holder or the ceremony root signs it."""
        named = replace(self, signed_by=signer.verify_key)
        return replace(named, signature=signer.sign(named.signed_message()))

    def verify(self) -> Literal[True]:
        """
        Insist that `signed_by` signed this statement. Whether they may is for `holding` to say.

        Raises:
            TamperedError: they did not.
        """
        return verify(self.signed_by, self.signed_message(), self.signature)

    def link(self) -> bytes:
        """Give what the next statement names as the one before (SPEC 16.3)."""
        return hashlib.sha256(self.encode()).digest()

    def signed_message(self) -> bytes:
        """Give what `signed_by` signs (SPEC 16.2)."""
        return encoding.field(labels.HOLDERS_STATEMENT) + self._body()

    def _body(self) -> bytes:
        return (
            encoding.number(VERSION, 1)
            + self.organisation
            + self.reference
            + encoding.number(self.number, 4)
            + self.previous
            + encoding.number(len(self.persons), 2)
            + b"".join(self.persons)
            + encoding.field(encoding.day(self.on))
            + self.signed_by
        )


@dataclass(frozen=True, slots=True)
class UnsignedHolders:
    """
    A row among the statements of a case that does not hold.

    Attributes:
        statement: what it says; None when it cannot even be read.
        why: "unreadable", "place" (another case's), "signature", "signer" (who may not) or "day" (too early).
    """

    statement: HolderStatement | None
    why: str


@dataclass(frozen=True, slots=True)
class Holding:
    """
    Who holds a case, after all that was signed. Made by `holding` only.

    Attributes:
        holders: the persons who hold it now, whether or not they have valid keys today.
        audience: every person who ever had a stanza there, a decoy among them.
        number: of the newest statement that holds; 0 where none does.
        head: what the next statement must name as `previous`.
        unsigned: the rows that do not hold; they change nothing, and whoever sees them raises the alarm.
        turns: who held it from when on; the first have no day.
    """

    holders: frozenset[bytes]
    audience: frozenset[bytes]
    number: int
    head: bytes
    unsigned: tuple[UnsignedHolders, ...]
    turns: tuple[tuple[date | None, frozenset[bytes]], ...] = field(repr=False)

    def held_on(self, person: bytes, day: date) -> bool:
        """Say whether a person held it on a day, of a change before or after it (SPEC 16.5 and 16.6)."""
        ends = [from_on for from_on, _ in self.turns[1:]]
        return any(
            person in holders and (begins is None or begins <= day) and (ends_on is None or day <= ends_on)
            for (begins, holders), ends_on in zip(self.turns, [*ends, None], strict=True)
        )


def persons_of(key_ids: Iterable[bytes], members: Directory) -> frozenset[bytes]:
    """Give the persons behind a signed list (SPEC 4.6), also by former keys; a mailbox is no person."""
    found = (members.of_key(each) for each in key_ids)
    return frozenset(each.person for each in found if each is not None and each.role != RECOVERY)


def holding(
    first: Collection[bytes],
    statements: Iterable[bytes],
    *,
    members: Directory,
    root: bytes,
    organisation: bytes,
    reference: bytes,
    kept_out: Collection[bytes] = (),
) -> Holding:
    """
    Decide who holds a case (SPEC 16.4).

    Args:
        first: the persons of the signed list of the case's first signed item, as `persons_of` gives them.
        statements: every stored statement of the case, in any order.
        members: the verified directory.
        root: the ceremony root's verify key, 32 bytes.
        organisation: the sealing context, 16 bytes.
        reference: of the submission, or the case's handle; 16 bytes.
        kept_out: whom the content of that item keeps out; they have a decoy, and are of the audience.

    Raises:
        HoldersError: a statement is missing, or two that hold claim one number: nobody can be sealed to.
    """
    place = (organisation, reference)
    readable, unsigned = _readable(statements, place)
    numbers = {each.number for each in readable}
    if numbers != set(range(1, len(numbers) + 1)):
        raise HoldersError("a statement of the holders is missing")
    turns: list[tuple[date | None, frozenset[bytes]]] = [(None, frozenset(first) - frozenset(kept_out))]
    head, number = FIRST_HEAD, 0
    # All that claim one number are judged by what stood before it, whichever is read first.
    for _number, claims in groupby(readable, key=lambda each: each.number):
        judged = [(each, _objection(each, *turns[-1], members, root)) for each in claims]
        unsigned += [UnsignedHolders(each, why) for each, why in judged if why is not None]
        for statement in (each for each, why in judged if why is None):
            if (statement.number, statement.previous) != (number + 1, head):
                raise HoldersError("a statement of the holders is missing, or stands twice")
            turns.append((statement.on, frozenset(statement.persons)))
            head, number = statement.link(), statement.number
    audience = frozenset(first).union(*(holders for _, holders in turns))
    return Holding(turns[-1][1], audience, number, head, tuple(unsigned), tuple(turns))


def _readable(
    rows: Iterable[bytes], place: tuple[bytes, bytes]
) -> tuple[list[HolderStatement], list[UnsignedHolders]]:
    readable: list[HolderStatement] = []
    unsigned: list[UnsignedHolders] = []
    for row in dict.fromkeys(map(bytes, rows)):
        try:
            statement = HolderStatement.decode(row)
        except CryptoError:
            unsigned.append(UnsignedHolders(None, "unreadable"))
            continue
        if (statement.organisation, statement.reference) == place:
            readable.append(statement)
        else:
            unsigned.append(UnsignedHolders(statement, "place"))
    return sorted(readable, key=lambda each: each.number), unsigned


def _objection(
    statement: HolderStatement, day: date | None, holders: frozenset[bytes], members: Directory, root: bytes
) -> str | None:
    if statement.signed_by != root:
        signer = members.sender(statement.signed_by, on=statement.on)
        # No key of version 1: nothing of this kind is older than the statements of version 2.
        if signer is None or signer.person not in holders or not signer.can_be_sealed_to:
            return "signer"
    try:
        statement.verify()
    except CryptoError:
        return "signature"
    return "day" if day is not None and statement.on < day else None
