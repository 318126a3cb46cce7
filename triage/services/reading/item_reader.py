"""Opening one sealed item after another, and remembering what about them cannot be trusted."""

from datetime import date
from enum import StrEnum

from crypto.directory import ADVISOR, Directory
from crypto.envelope import Context, Direction, Kind, Opened
from crypto.errors import CryptoError
from crypto.unseal import unseal
from intake.domain.content import (
    ContentError,
    decode,
)
from triage.services.people.sign_in import SignedIn
from triage.store.inbox import SealedItem


class IntegrityWarning(StrEnum):
    """What about a mailbox cannot be trusted."""

    UNREADABLE = "unreadable"
    WRONG_SENDER = "wrong_sender"
    GAP = "gap"
    REPEATED = "repeated"
    OTHER_MAILBOX_KEY = "other_mailbox_key"
    OTHER_REPORT = "other_report"
    NOT_FOR_YOU = "not_for_you"


class ItemReader:
    """Opens items of one mailbox with one identity and collects what cannot be trusted."""

    def __init__(self, who: SignedIn, reference: bytes, members: Directory) -> None:
        self._who = who
        self._reference = reference
        self._members = members
        self.reporter_key: bytes | None = None
        self.registrar: bytes | None = None
        self.doubts: list[tuple[IntegrityWarning, date | None]] = []

    def doubt(self, what: IntegrityWarning, on: date | None) -> None:
        """Note once that something cannot be trusted."""
        if (what, on) not in self.doubts:
            self.doubts.append((what, on))

    def open(self, each: SealedItem) -> Opened | None:
        """Open one item; None where it cannot be opened or stands under another number."""
        if not each.stanzas:
            self.doubt(IntegrityWarning.NOT_FOR_YOU, each.placed_on)
            return None
        try:
            context = Context(Kind(each.kind), self._reference, each.id, Direction(each.direction))
            opened = unseal(each.envelope, each.stanzas, context=context, identity=self._who.identity)
        except (CryptoError, ValueError):  # ValueError: a kind or a direction that there is not.
            self.doubt(IntegrityWarning.UNREADABLE, each.placed_on)
            return None
        if opened.counter != each.counter:
            self.doubt(IntegrityWarning.REPEATED, each.placed_on)
            return None
        return opened

    def content(self, each: SealedItem, opened: Opened) -> object | None:
        """Read what an opened item says, if it is signed by the one it should come from."""
        if not self._trusted(each, opened):
            self.doubt(IntegrityWarning.WRONG_SENDER, each.placed_on)
            return None
        try:
            return decode(opened.plaintext)
        except ContentError:
            self.doubt(IntegrityWarning.UNREADABLE, each.placed_on)
            return None

    def sender(self, each: SealedItem, opened: Opened) -> bytes | None:
        """Give the advisor whose signature an item bears, if the directory of its day knows one."""
        member = self._members.sender(opened.sender, on=each.placed_on)
        # Administrators and auditors stand in the directory too; they never write to a reporter.
        return None if member is None or member.role != ADVISOR else member.person

    def _trusted(self, each: SealedItem, opened: Opened) -> bool:
        if each.direction == Direction.OUT:
            return self.sender(each, opened) is not None
        # What the unit registered for a reporter (files, a name) is signed by the one who registered the
        # report.
        return opened.sender in {self.reporter_key, self.registrar} - {None}
