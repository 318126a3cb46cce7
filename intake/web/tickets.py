"""
The form ticket: permission to send a form and to upload, nothing more.

It is a random id, an expiry and a MAC, and stands in the form's action path, so that it is checked before any body is
read. It is never spent: that a report is taken once is the receipt code's work. A genuine ticket that has run out
still has its fields read, so that nobody loses what they typed.
"""

import secrets
from datetime import datetime, timedelta
from enum import StrEnum

from crypto.tickets import ticket_mac, ticket_mac_is_valid

LIFE = timedelta(hours=24)
ID_DIGITS = 32
TIME_DIGITS = 10


class Ticket(StrEnum):
    """
    What a ticket turned out to be.
    """

    GOOD = "good"
    EXPIRED = "expired"
    FORGED = "forged"


def new_ticket(key: bytes, *, now: datetime) -> str:
    """
    Make a ticket that is good for a day.
    """
    body = f"{secrets.token_hex(ID_DIGITS // 2)}{int((now + LIFE).timestamp()):0{TIME_DIGITS}d}"
    return body + ticket_mac(key, body.encode()).hex()


def check_ticket(key: bytes, ticket: str, *, now: datetime) -> Ticket:
    """
    Say what a ticket is.
    """
    body, mac = ticket[: ID_DIGITS + TIME_DIGITS], ticket[ID_DIGITS + TIME_DIGITS :]
    try:
        genuine = ticket_mac_is_valid(key, body.encode("ascii"), bytes.fromhex(mac))
        expires = int(body[ID_DIGITS:])
    except ValueError:
        return Ticket.FORGED
    if not genuine or bytes.fromhex(mac).hex() != mac:
        return Ticket.FORGED
    return Ticket.GOOD if now.timestamp() < expires else Ticket.EXPIRED
