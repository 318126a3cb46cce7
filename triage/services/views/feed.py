"""
A calendar that somebody follows from Outlook or Thunderbird: the days on which something is due, and nothing
else.

1. It is off until the settings say otherwise.
2. Each person makes the address. It holds a secret of 256 bits, is shown once, and only its hash is kept.
3. A new address ends the old one. The person and any administrator can end it; when the person has ended or
   holds no cases any more, it answers no longer.
4. The days are those of the cases that the person may see today. Nothing is kept of who asked, or when.
"""

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection

from intake.store.engine import read, write
from triage.cases.roles import RIGHTS
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.store import due, feeds, journal
from triage.store.visibility import visible_to

TOKEN_BYTES = 32
ROLES = frozenset(role for role, rights in RIGHTS.items() if "my_calendar" in rights.pages)


class FeedsAreOffError(Exception):
    """The settings say that there are no calendar addresses."""


@dataclass(frozen=True, slots=True)
class Followed:
    """What an address leads to: days, the language of their person, and when the address was made."""

    days: Sequence[date]
    language: str
    made_on: date


def make_address(organisation: Organisation, who: SignedIn, *, today: date) -> str:
    """
    Make the secret of a person's new calendar address, and end the one before. It is given back once.

    Raises:
        FeedsAreOffError: the settings allow none.
    """
    if not organisation.settings.calendar_feed:
        raise FeedsAreOffError
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with write(organisation.triage) as connection:
        _end(connection, who.handle, by=who.handle, today=today)
        feeds.add_feed(connection, _hashed(token), who.handle, today)
        made = _hashed(token)
        journal.append(
            connection, on=today, actor=who.handle, action="feed:made", subject=who.handle, digest=made
        )
    return token


def end_address(organisation: Organisation, owner: bytes, *, by: SignedIn, today: date) -> bool:
    """End a person's calendar address, in the name of whoever does it; False where there was none."""
    with write(organisation.triage) as connection:
        return _end(connection, owner, by=by.handle, today=today)


def address_made_on(organisation: Organisation, who: SignedIn) -> date | None:
    """Give the day on which a person's present address was made, or None."""
    with read(organisation.triage) as connection:
        return feeds.made_on(connection, who.handle)


def followed(organisation: Organisation, token: str, *, today: date) -> Followed | None:
    """Give the days behind an address; None for every address that does not answer, whatever the reason."""
    if not organisation.settings.calendar_feed:
        return None
    with read(organisation.triage) as connection:
        person = feeds.follower(connection, _hashed(token), ROLES)
        if person is None:
            return None
        days = due.due_days(connection, visible_to(person.handle, today))
    return Followed(days, person.language, person.made_on)


def _end(connection: Connection, owner: bytes, *, by: bytes, today: date) -> bool:
    ended = feeds.revoke_feeds(connection, owner, today)
    for token_hash in ended:
        journal.append(
            connection, on=today, actor=by, action="feed:revoked", subject=owner, digest=token_hash
        )
    return bool(ended)


def _hashed(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()
