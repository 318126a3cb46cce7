"""Opening what lies in a mailbox, each item in its own place and under its own number, whoever signed it."""

from collections.abc import Callable, Sequence
from datetime import date

from crypto.envelope import Context, Direction, Kind, Opened, Stanza
from crypto.errors import CryptoError
from intake.contents.forms import decode
from intake.contents.versioned import FormError, NewerFormError, Versioned
from intake.services.opened_items import IntegrityWarning
from intake.store.mailboxes import MailboxItemRow

Open = Callable[[bytes, Sequence[Stanza], Context], Opened]
"""Opens an envelope with the reader's own key; the portal's knows no handler's."""


class ItemOpener:
    """Opens the items of one mailbox; what does not open is named in `warnings`."""

    def __init__(self, open_item: Open, *, reference: bytes, organisation: bytes) -> None:
        self._open = open_item
        self._reference = reference
        self._organisation = organisation
        self._numbered: dict[tuple[str, int], bytes] = {}
        self.warnings: list[tuple[IntegrityWarning, date | None]] = []

    def warn(self, what: IntegrityWarning, on: date | None = None) -> None:
        """Note once that something cannot be trusted."""
        if (what, on) not in self.warnings:
            self.warnings.append((what, on))

    def open(self, each: MailboxItemRow) -> Opened | None:
        """Open one item; None where it cannot be opened or stands under another number."""
        if not each.stanzas:
            self.warn(IntegrityWarning.NOT_FOR_YOU, each.placed_on)
            return None
        try:
            place = (Kind(each.kind), self._reference, each.id, Direction(each.direction))
            opened = self._open(each.envelope, each.stanzas, Context(*place, self._organisation))
        except (CryptoError, ValueError):  # ValueError: a kind or a direction that there is not.
            self.warn(IntegrityWarning.UNREADABLE, each.placed_on)
            return None
        number = (each.direction, each.counter)
        if opened.counter != each.counter or self._numbered.setdefault(number, each.id) != each.id:
            self.warn(IntegrityWarning.REPEATED, each.placed_on)
            return None
        return opened

    def decoded(self, each: MailboxItemRow, opened: Opened) -> Versioned | None:
        """Give what an opened item says, whoever signed it; None where it is not what its kind says."""
        try:
            return decode(Kind(each.kind), opened.plaintext)
        except NewerFormError:
            self.warn(IntegrityWarning.NEWER, each.placed_on)
        except FormError:
            self.warn(IntegrityWarning.UNREADABLE, each.placed_on)
        return None
