"""Which files the portal takes: by the ticket and the room."""

from datetime import date
from typing import Any

from flask import current_app, g, request

from crypto.errors import ReceiptCodeError
from crypto.mailbox import Mailbox
from crypto.receipt import parse_receipt_code
from intake.clock import local_date
from intake.page.uploads import Taker
from intake.services.attach import Upload
from intake.services.finding import is_mailbox
from intake.web.room import NEWCOMERS


class PortalFiles(Taker):
    """What the portal says of the files that come to it."""

    def may_come(self) -> bool:
        """Say whether the form has a good ticket."""
        return bool(g.get("ticket") == "good")

    def upload(self) -> Upload:
        """Begin an upload into the portal's own folder."""
        portal: Any = current_app.extensions["portal"]
        return Upload(portal.reception, now=g.now)

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
