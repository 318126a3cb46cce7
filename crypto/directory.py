"""
The directory of keys, as far as it can be believed (SPEC 8.4 - 8.9).

1. Statements are taken in the order of their numbers; 1 to the last must all be there and each must name the
   one before, or the directory is refused.
2. The ceremony root signs anything. Beside it, two advisors who stood before; and of what concerns a person
   alone, that person (`crypto.entitlement`).
3. A key belongs to one person for ever, and no statement goes back in time.
4. What does not hold is kept apart in `unsigned`: it is never sealed to, and whoever sees it raises the
   alarm.
5. A person's later statement ends their earlier one, on its first day.
6. What was signed with a key while it was good stays good: `sender` knows ended members too.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Self

from crypto.entitlement import Chain
from crypto.errors import CryptoError, DirectoryError
from crypto.members import Member
from crypto.statement import ADVISOR, ALTERNATE, RECOVERY, Statement

MINIMUM_ADVISORS = 2


@dataclass(frozen=True, slots=True)
class Unsigned:
    """
    A row of the directory that does not hold.

    Attributes:
        statement: what it says; None when it cannot even be read.
        why: "unreadable", "signature", "signer" (not one who may), "key" (another person's) or "day" (an
            earlier one than that of the statement before).
    """

    statement: Statement | None
    why: str


@dataclass(frozen=True, slots=True)
class Stated:
    """
    A statement that holds, as it stands in the directory.

    Attributes:
        statement: what it says, its number among it.
        link: the hash of the whole statement with its signatures, 32 bytes: what the next one names, and what
            whoever has seen it confirms (SPEC 8.11).
    """

    statement: Statement
    link: bytes


@dataclass(frozen=True, slots=True)
class Directory:
    """
    The verified directory of one day. Made by `verified` only.

    Attributes:
        members: everybody who ever stood in it, in the order of the statements.
        statements: the statements that hold, in the order of their numbers: one for each member.
        unsigned: the rows that do not hold; never recipients.
        head: what the next statement must name as `previous`. Kept elsewhere, it shows whether the end was
            cut.
        today: the day that `advisors`, `alternates`, `recovery` and `person` are about.
    """

    members: tuple[Member, ...]
    statements: tuple[Stated, ...]
    unsigned: tuple[Unsigned, ...]
    head: bytes
    today: date

    @classmethod
    def verified(cls, statements: Iterable[bytes], *, root: bytes, today: date) -> Self:
        """
        Verify the chain of statements.

        Args:
            statements: every stored row, in any order.
            root: the ceremony root's verify key, pinned in the settings; 32 bytes.
            today: the date in Copenhagen.

        Raises:
            DirectoryError: a statement is missing, or two that hold claim one number.
        """
        unsigned: list[Unsigned] = []
        readable: list[Statement] = []
        for row in dict.fromkeys(map(bytes, statements)):
            try:
                readable.append(Statement.decode(row))
            except CryptoError:
                unsigned.append(Unsigned(None, "unreadable"))
        readable.sort(key=lambda each: each.number)
        numbers = {each.number for each in readable}
        # Unsigned rows count here: one whose signer's row was taken away looks like a stranger's (SPEC 8.4).
        if numbers != set(range(1, len(numbers) + 1)):
            raise DirectoryError("a number is missing from the directory")
        chain, held = Chain(root), []
        # All that claim one number are judged by what stood before it, whichever is read first.
        for _number, claims in groupby(readable, key=lambda each: each.number):
            judged = [(each, chain.objection(each)) for each in claims]
            unsigned += [Unsigned(each, why) for each, why in judged if why is not None]
            held += [Stated(each, chain.take(each)) for each, why in judged if why is None]
        return cls(tuple(chain.members), tuple(held), tuple(unsigned), chain.head, today)

    @property
    def advisors(self) -> tuple[Member, ...]:
        """Who is sealed to today, in the order of their statements; nobody of version 1."""
        return self._sealed_to(ADVISOR)

    @property
    def alternates(self) -> tuple[Member, ...]:
        """Who can be sealed to today where too few advisors remain; in the order of their statements."""
        return self._sealed_to(ALTERNATE)

    @property
    def can_hold(self) -> dict[bytes, Member]:
        """Who can hold something that is sealed today, by person: the advisors, and then the alternates."""
        return {each.person: each for each in (*self.advisors, *self.alternates)}

    @property
    def recovery(self) -> Member | None:
        """The recovery key (SPEC 2.7) that is sealed to today: the newest; None where none stands."""
        return next(iter(reversed(self._sealed_to(RECOVERY))), None)

    @property
    def next_number(self) -> int:
        """The number that the next statement must have."""
        return len(self.members) + 1

    def person(self, handle: bytes) -> Member | None:
        """Give the keys with which a person stands today, of whichever version; None where they do not."""
        standing = (each for each in reversed(self.members) if each.is_valid(self.today))
        return next((each for each in standing if each.person == handle), None)

    def of_key(self, key_id: bytes) -> Member | None:
        """Give whose KEM key this is or was, by its 16-byte name; None where it stood under nobody."""
        return next((each for each in reversed(self.members) if each.key_id == key_id), None)

    def sender(self, verify_key: bytes, on: date | None = None) -> Member | None:
        """
        Give whose signature this is, or None.

        Args:
            verify_key: the key that a signature held under.
            on: the day it was made; None asks whether the key ever stood in the directory.
        """
        for each in reversed(self.members):
            if each.verify_key == verify_key and (on is None or each.could_sign(on)):
                return each
        return None

    def require_intake_ready(self) -> None:
        """
        Insist that a report sealed today has at least two advisors, and a recovery key.

        Raises:
            DirectoryError: there are fewer, or none.
        """
        if len(self.advisors) < MINIMUM_ADVISORS:
            raise DirectoryError("fewer than two valid advisors")
        self.require_recovery()

    def require_recovery(self) -> Member:
        """
        Give the recovery key, which nothing is sealed without.

        Raises:
            DirectoryError: none stands today.
        """
        if self.recovery is None:
            raise DirectoryError("no recovery key in the directory")
        return self.recovery

    def _sealed_to(self, role: str) -> tuple[Member, ...]:
        return tuple(
            each
            for each in self.members
            if each.role == role and each.can_be_sealed_to and each.is_valid(self.today)
        )
