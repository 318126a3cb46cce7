"""Fetching at once what has come in, for a person who is told only of what they may see."""

from datetime import datetime

from intake.clock import local_date
from intake.store.engine import read
from triage.services.clock.receive import fetch
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.store import events
from triage.store.visibility import visible_to


def fetch_for(organisation: Organisation, who: SignedIn, *, now: datetime) -> bool:
    """
    Take over what has arrived, and say whether any of it is there for this person: that something came in for
    others alone is not theirs to know.

    Raises:
        SomeFailedError: some of it could not be taken over; the rest was.
    """
    before = _seen(organisation, who, now)
    fetch(organisation, now=now)
    return _seen(organisation, who, now) != before


def _seen(organisation: Organisation, who: SignedIn, now: datetime) -> int:
    with read(organisation.triage) as connection:
        return events.count_seen(connection, visible_to(who.handle, local_date(now)))
