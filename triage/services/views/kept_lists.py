"""The lists that a person keeps, as the codes of their filters."""

from collections.abc import Sequence

from intake.store.engine import read, write
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.store import list_views


def kept(organisation: Organisation, who: SignedIn) -> Sequence[str]:
    """Give the filters of each list that this person keeps."""
    with read(organisation.triage) as connection:
        return list_views.kept(connection, who.handle)


def keep(organisation: Organisation, who: SignedIn, filters: str) -> bool:
    """Keep a list, and say whether it is kept now: a person keeps so many and no more."""
    with write(organisation.triage) as connection:
        return list_views.keep(connection, who.handle, filters)


def let_go(organisation: Organisation, who: SignedIn, filters: str) -> None:
    """Keep a list no longer."""
    with write(organisation.triage) as connection:
        list_views.let_go(connection, who.handle, filters)
