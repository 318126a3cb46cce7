"""A person's keys, as the directory knows them after everything that was said later (SPEC 8.8)."""

from dataclasses import dataclass, field, replace
from datetime import date
from typing import Self

from crypto.envelope import key_id
from crypto.statement import ADVISOR, OLD_VERSION, Statement


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
        version: of the statement.
    """

    person: bytes
    role: str
    kem_public: bytes = field(repr=False)
    key_id: bytes
    verify_key: bytes
    valid_from: date
    valid_until: date | None
    number: int
    version: int

    @classmethod
    def of(cls, statement: Statement) -> Self:
        """Give what a statement says by itself."""
        return cls(
            person=statement.person,
            role=statement.role,
            kem_public=statement.kem_public,
            key_id=key_id(statement.kem_public),
            verify_key=statement.verify_key,
            valid_from=statement.valid_from,
            valid_until=statement.valid_until,
            number=statement.number,
            version=statement.version,
        )

    @property
    def can_be_sealed_to(self) -> bool:
        """Whether the seed was born with its holder: a statement of version 1 does not say so."""
        return self.version != OLD_VERSION

    def is_valid(self, on: date) -> bool:
        """Whether the keys are good on this day: from the first day, up to but not on the last."""
        return self.valid_from <= on and (self.valid_until is None or on < self.valid_until)

    def could_sign(self, on: date) -> bool:
        """Whether a signature of this day counts: on the day of the end it still does."""
        if self.valid_until is None:
            return self.valid_from <= on
        return self.valid_from < self.valid_until and self.valid_from <= on <= self.valid_until

    def stands(self, on: date) -> bool:
        """
        Whether the keys may sign statements of this first day: nothing later was said of the person, no end,
        and a seed that was born with its holder (SPEC 8.5).
        """
        return self.valid_until is None and self.valid_from <= on and self.can_be_sealed_to

    def stands_as_advisor(self, on: date) -> bool:
        """Whether they stand, and as an advisor's: one of those who vouch for others."""
        return self.role == ADVISOR and self.stands(on)

    def ended_by(self, later: Statement) -> Self:
        """Give the keys after a later statement: of the same person, it ends them on its own first day."""
        if self.person != later.person:
            return self
        end = max(self.valid_from, later.valid_from)
        if self.valid_until is not None:
            end = min(end, self.valid_until)
        return replace(self, valid_until=end)

    def shares_key(self, statement: Statement) -> bool:
        """Whether one of the two keys stands in *statement*."""
        return self.verify_key == statement.verify_key or self.kem_public == statement.kem_public
