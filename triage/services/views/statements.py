"""What stands in the directory of keys, as somebody reads it who is to say that they have seen it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from crypto.directory import Directory, Stated, Unsigned
from intake.store.engine import read
from triage.services.organisation import Organisation
from triage.services.people.confirmations import seen_by
from triage.services.people.holders import directory
from triage.services.people.sign_in import SignedIn
from triage.store import people


@dataclass(frozen=True, slots=True)
class StatementLine:
    """
    One statement in words.

    Attributes:
        number: its number in the directory.
        name: what the person is called here; None for somebody whom only the directory knows.
        role: as the directory says it.
        words: the six that the person can read aloud from their own screen.
        valid_from: the first day.
        valid_until: the day of the end; None where none is said.
        is_old: the keys were made by whoever enrolled the person, and nothing is sealed to them.
        signers: what those are called who signed it; None among them is the root.
        is_new: the reader has not said to have seen it.
    """

    number: int
    name: str | None
    role: str
    words: str
    valid_from: date
    valid_until: date | None
    is_old: bool
    signers: tuple[str | None, ...]
    is_new: bool


@dataclass(frozen=True, slots=True)
class StatementsPage:
    """The statements, the newest first, with what is wrong; *head* is what is confirmed."""

    lines: tuple[StatementLine, ...]
    unsigned: tuple[str | None, ...]
    """Of rows that do not hold, what those are called whom they are about."""
    is_shorter: bool
    head: bytes

    @property
    def unseen(self) -> int:
        """How many of them the reader has not said to have seen."""
        return sum(each.is_new for each in self.lines)


def statements_page(organisation: Organisation, who: SignedIn, *, today: date) -> StatementsPage:
    """
    Give the directory as *who* is shown it.

    Raises:
        DirectoryError: it has a gap.
    """
    members = directory(organisation, today)
    with read(organisation.triage) as connection:
        seen = seen_by(connection, organisation, who.handle, members)
        names = {each.handle: each.display_name for each in people.people(connection)}
    new = {each.statement.number for each in seen.unseen}
    lines = [
        _line(each, members, names, organisation.settings.root_verify_key, new) for each in members.statements
    ]
    return StatementsPage(
        lines=tuple(reversed(lines)),
        unsigned=tuple(_named(each, names) for each in members.unsigned),
        is_shorter=seen.is_shorter,
        head=members.head,
    )


def _line(
    each: Stated, members: Directory, names: dict[bytes, str], root: bytes, new: set[int]
) -> StatementLine:
    said = each.statement
    return StatementLine(
        number=said.number,
        name=names.get(said.person),
        role=said.role,
        words=said.six_words(),
        valid_from=said.valid_from,
        valid_until=said.valid_until,
        is_old=not members.members[said.number - 1].can_be_sealed_to,
        signers=_signers(said.signers, members, names, root),
        is_new=said.number in new,
    )


def _signers(
    keys: Sequence[bytes], members: Directory, names: dict[bytes, str], root: bytes
) -> tuple[str | None, ...]:
    found = ((None if key == root else members.sender(key)) for key in keys)
    return tuple(None if each is None else names.get(each.person) for each in found)


def _named(each: Unsigned, names: dict[bytes, str]) -> str | None:
    return None if each.statement is None else names.get(each.statement.person)
