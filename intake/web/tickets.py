"""
The form ticket: permission to send a form and to upload, nothing more.

It is a random id, a date and a MAC, and stands in the form's action path, so that it is checked before any
body is read. It is never spent: that a report is taken once is the receipt code's work. A genuine ticket that
has run out, or one of an earlier key, still has the fields read, so that nobody loses what they typed. It
names a date and no time of day, because it stands in an address; so it is good until the end of the next day,
at least 24 hours.
"""

import secrets
from datetime import date, datetime, timedelta
from enum import StrEnum

from crypto.tickets import ticket_mac, ticket_mac_is_valid
from intake.clock import local_date

LIFE = timedelta(days=1)
ID_DIGITS = 32
DATE_DIGITS = 8
TICKET_DIGITS = ID_DIGITS + DATE_DIGITS + 64


class Ticket(StrEnum):
    """What a ticket turned out to be."""

    GOOD = "good"
    EXPIRED = "expired"
    FORGED = "forged"


def new_ticket(key: bytes, *, now: datetime) -> str:
    """Make a ticket that is good today and tomorrow, as Copenhagen counts days."""
    body = secrets.token_hex(ID_DIGITS // 2) + local_date(now).strftime("%Y%m%d")
    return body + ticket_mac(key, body.encode()).hex()


def check_ticket(key: bytes, ticket: str, *, now: datetime) -> Ticket:
    """Say what a ticket is."""
    body, mac = ticket[: ID_DIGITS + DATE_DIGITS], ticket[ID_DIGITS + DATE_DIGITS :]
    try:
        given = bytes.fromhex(mac)
        if given.hex() != mac or not ticket_mac_is_valid(key, body.encode("ascii"), given):
            return Ticket.FORGED
        made_on = date.fromisoformat(body[ID_DIGITS:])
    except ValueError:
        return Ticket.FORGED
    return Ticket.GOOD if local_date(now) <= made_on + LIFE else Ticket.EXPIRED
