"""
Who may sign a statement of the directory, decided by the statements before it (SPEC 8.5 - 8.7).

Nobody alone can give another person keys, take them or end them: that takes two advisors who stood before,
of at least three, or the ceremony root.
"""

from crypto.errors import CryptoError, DirectoryError
from crypto.members import Member
from crypto.statement import ADVISOR, ALTERNATE, RECOVERY, Statement, link

QUORUM = 2
"""So many advisors change what is another's."""
STANDING_FOR_QUORUM = 3
"""So many must stand before two of them can: else two would be all, and one of them the one it is about."""


class Chain:
    """
    Takes statements in the order of their numbers.

    Attributes:
        members: what holds so far.
        head: what the next statement must name as `previous`.
    """

    def __init__(self, root: bytes) -> None:
        self._root = root
        self.head = link(None)
        self.members: list[Member] = []

    def objection(self, statement: Statement) -> str | None:
        """Say why a statement does not hold after those before, as `Unsigned.why` has it, or None."""
        # SPEC 8.5: the statements before decide who may sign; what the statement says about itself does not.
        if not self._may_sign(statement):
            return "signer"
        try:
            statement.verify()
        except CryptoError:
            return "signature"
        if statement.verify_key == self._root or any(
            each.person != statement.person and each.shares_key(statement) for each in self.members
        ):
            return "key"
        if self.members and statement.valid_from < self.members[-1].valid_from:
            return "day"
        return None

    def take(self, statement: Statement) -> bytes:
        """
        Take a statement that holds, and give its link.

        Raises:
            DirectoryError: one is missing before it, or its number is taken.
        """
        # SPEC 8.4: signed by those who may, so no stranger's row: what is wrong here is the directory.
        if statement.number != len(self.members) + 1 or statement.previous != self.head:
            raise DirectoryError("a statement is missing from the directory, or stands twice")
        self.members = [each.ended_by(statement) for each in self.members]
        self.members.append(Member.of(statement))
        self.head = link(statement.encode())
        return self.head

    def _may_sign(self, statement: Statement) -> bool:
        if statement.signers == (self._root,):
            return True
        if self._needs_root(statement):
            return False
        advisors = [each for each in self.members if each.stands_as_advisor(statement.valid_from)]
        signing = [each for each in advisors if each.verify_key in statement.signers]
        if len(statement.signers) == QUORUM:
            return self._is_quorum(statement, signing, len(advisors))
        return self._is_own(statement) or (bool(signing) and self._is_newcomer_without_cases(statement))

    def _needs_root(self, statement: Statement) -> bool:
        about = {statement.role, *(each.role for each in self.members if each.person == statement.person)}
        return RECOVERY in about

    @staticmethod
    def _is_quorum(statement: Statement, signing: list[Member], standing: int) -> bool:
        persons = {each.person for each in signing} - {statement.person}
        return len(persons) == QUORUM and standing >= STANDING_FOR_QUORUM

    def _is_own(self, statement: Statement) -> bool:
        """Whether it is signed with the keys of whom it is about, for new keys or an end in the same role."""
        (signer,) = statement.signers
        return any(
            (each.person, each.verify_key, each.role) == (statement.person, signer, statement.role)
            and each.stands(statement.valid_from)
            for each in self.members
        )

    def _is_newcomer_without_cases(self, statement: Statement) -> bool:
        known = any(each.person == statement.person for each in self.members)
        return not known and statement.role not in {ADVISOR, ALTERNATE}
