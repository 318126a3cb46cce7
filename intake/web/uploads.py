"""Which files the portal takes: by the ticket, the place (`intake.page.door`) and the room."""

from datetime import date, datetime
from typing import Any

from flask import current_app, g, request

from crypto.errors import ReceiptCodeError
from crypto.mailbox import Mailbox
from crypto.receipt import parse_receipt_code
from intake.clock import local_date
from intake.page.door import BUSY
from intake.page.uploads import MOST_FILES, Refused
from intake.services.attach import Upload
from intake.services.finding import is_mailbox
from intake.web.room import NEWCOMERS


class PortalFiles:
    """What the portal says of the files that come to it."""

    def begin(self) -> Upload | Refused:
        """Begin an upload if the ticket, the place and the room allow it."""
        portal: Any = current_app.extensions["portal"]
        if g.get("ticket") != "good":
            return Refused.TICKET
        if g.get("begun", 0) >= MOST_FILES:
            return Refused.MANY
        if request.environ.get(BUSY):
            return Refused.BUSY
        if "too_large" in g:
            return Refused.LARGE
        now: datetime = g.now
        if not self.has_room():
            return Refused.FULL
        g.begun = g.get("begun", 0) + 1
        return Upload(portal.reception, now=now)

    def has_room(self) -> bool:
        """Say whether there is room for more; the last of it is for those who have come back."""
        portal: Any = current_app.extensions["portal"]
        today: date = local_date(g.now)
        if "share" not in g and not portal.room.is_full(today=today, share=NEWCOMERS):
            return True
        if "share" not in g:
            g.share = 1.0 if _has_come_back() else NEWCOMERS
        return not portal.room.is_full(today=today, share=g.share)

    def come(self, octets: int) -> None:
        """Count bytes that come in, or are no longer on their way."""
        portal: Any = current_app.extensions["portal"]
        portal.room.come(octets)

    def attached(self, blob: bytes) -> None:
        """Note that a draft has one more file."""
        portal: Any = current_app.extensions["portal"]
        portal.room.attached(blob)


def _has_come_back() -> bool:
    """Say whether the fields before the file hold a code that opens a mailbox."""
    typed = dict(g.get("fields_before", ())).get("code", "")
    portal: Any = current_app.extensions["portal"]
    try:
        return request.endpoint == "returning.message" and is_mailbox(
            portal.reception, Mailbox.from_code(parse_receipt_code(typed))
        )
    except ReceiptCodeError:
        return False
