"""
The directory of keys, as far as it can be believed (SPEC 8.4 - 8.9).

1. Statements are taken in the order of their numbers; 1 to the last must all be there and each must name the
   one before, or the directory is refused.
2. Only the ceremony root, or a person whom the statements before make an advisor without an end, signs.
3. A key belongs to one person for ever.
4. What does not hold is kept apart in `unsigned`: it is never sealed to, and whoever sees it raises the
   alarm.
5. A person's later statement ends their earlier one, on its first day.
6. What was signed with a key while it was good stays good: `sender` knows ended members too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self

from crypto.envelope import key_id
from crypto.errors import CryptoError, DirectoryError
from crypto.statement import ADVISOR, Statement, link

MINIMUM_ADVISORS = 2


@dataclass(frozen=True, slots=True)
class Member:
    """
    A person's keys, with the time in which they are good after everything that was said later.

    Attributes:
        person: the random handle, 16 bytes.
        role: "advisor", or another role.
        kem_public: what is sealed to, 1,216 bytes.
        key_id: its 16-byte name.
        verify_key: what their signatures are checked with, 32 bytes.
        valid_from: the first day.
        valid_until: the day on which they are no longer sealed to; None as long as no end is known.
        number: of the statement.
    """

    person: bytes
    role: str
    kem_public: bytes = field(repr=False)
    key_id: bytes
    verify_key: bytes
    valid_from: date
    valid_until: date | None
    number: int

    def is_valid(self, on: date) -> bool:
        """Whether the keys are sealed to on this day: from the first day, up to but not on the last."""
        return self.valid_from <= on and (self.valid_until is None or on < self.valid_until)

    def could_sign(self, on: date) -> bool:
        """Whether a signature of this day counts: on the day of the end it still does."""
        if self.valid_until is None:
            return self.valid_from <= on
        return self.valid_from < self.valid_until and self.valid_from <= on <= self.valid_until


@dataclass(frozen=True, slots=True)
class Unsigned:
    """
    A row of the directory that does not hold.

    Attributes:
        statement: what it says; None when it cannot even be read.
        why: "unreadable", "signature", "signer" (not one who may) or "key" (another person's).
    """

    statement: Statement | None
    why: str


@dataclass(frozen=True, slots=True)
class Directory:
    """
    The verified directory of one day. Made by `verified` only.

    Attributes:
        members: everybody who ever stood in it, in the order of the statements.
        unsigned: the rows that do not hold; never recipients.
        head: what the next statement must name as `previous`. Kept elsewhere, it shows whether the end was
            cut.
        today: the day that `advisors` is about.
    """

    members: tuple[Member, ...]
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
            DirectoryError: a statement is missing, or two advisors' statements claim one number.
        """
        chain = _Chain(root)
        readable = sorted(chain.readable(statements), key=lambda each: each.number)
        numbers = {each.number for each in readable}
        # Unsigned rows count here: one whose signer's row was taken away looks like a stranger's (SPEC 8.4).
        if numbers != set(range(1, len(numbers) + 1)):
            raise DirectoryError("a number is missing from the directory")
        for statement in readable:
            chain.take(statement)
        return cls(tuple(chain.members), tuple(chain.unsigned), chain.head, today)

    @property
    def advisors(self) -> tuple[Member, ...]:
        """Who is sealed to today, in the order of their statements."""
        return tuple(each for each in self.members if each.role == ADVISOR and each.is_valid(self.today))

    @property
    def next_number(self) -> int:
        """The number that the next statement must have."""
        return len(self.members) + 1

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
        Insist that a report sealed today has at least two advisors.

        Raises:
            DirectoryError: there are fewer.
        """
        if len(self.advisors) < MINIMUM_ADVISORS:
            raise DirectoryError("fewer than two valid advisors")


class _Chain:
    """Takes statements in the order of their numbers and keeps what holds."""

    def __init__(self, root: bytes) -> None:
        self.root = root
        self.head = link(None)
        self.members: list[Member] = []
        self.unsigned: list[Unsigned] = []

    def readable(self, rows: Iterable[bytes]) -> list[Statement]:
        statements = []
        for row in dict.fromkeys(map(bytes, rows)):
            try:
                statements.append(Statement.decode(row))
            except CryptoError:
                self.unsigned.append(Unsigned(None, "unreadable"))
        return statements

    def take(self, statement: Statement) -> None:
        objection = self._objection(statement)
        if objection is not None:
            self.unsigned.append(Unsigned(statement, objection))
            return
        # SPEC 8.4: signed by one who may, so this is no stranger's row: what is wrong here is the directory.
        if statement.number != len(self.members) + 1 or statement.previous != self.head:
            raise DirectoryError("a statement is missing from the directory, or stands twice")
        self.members = [_ended(each, statement) for each in self.members]
        self.members.append(_member(statement))
        self.head = link(statement.encode())

    def _objection(self, statement: Statement) -> str | None:
        # SPEC 8.5: the statements before decide who may sign; what the statement says about itself does not.
        if not (statement.signed_by == self.root or self._is_standing_advisor(statement)):
            return "signer"
        try:
            statement.verify()
        except CryptoError:
            return "signature"
        if any(_shares_key(each, statement) for each in self.members if each.person != statement.person):
            return "key"
        return None

    def _is_standing_advisor(self, statement: Statement) -> bool:
        # A member without an end is the last that was said about the person: a later statement ends the
        # earlier.
        return any(
            each.verify_key == statement.signed_by
            and each.role == ADVISOR
            and each.valid_until is None
            and each.valid_from <= statement.valid_from
            for each in self.members
        )


def _shares_key(member: Member, statement: Statement) -> bool:
    return member.verify_key == statement.verify_key or member.kem_public == statement.kem_public


def _member(statement: Statement) -> Member:
    return Member(
        person=statement.person,
        role=statement.role,
        kem_public=statement.kem_public,
        key_id=key_id(statement.kem_public),
        verify_key=statement.verify_key,
        valid_from=statement.valid_from,
        valid_until=statement.valid_until,
        number=statement.number,
    )


def _ended(member: Member, later: Statement) -> Member:
    if member.person != later.person:
        return member
    end = max(member.valid_from, later.valid_from)
    if member.valid_until is not None:
        end = min(end, member.valid_until)
    return replace(member, valid_until=end)
