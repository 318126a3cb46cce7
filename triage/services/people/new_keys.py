"""
New keys of somebody who has others in what is sealed already: whoever holds a case makes their stanzas anew.

Only that it is to be done is noted here, for each case in which a former key of theirs still has a stanza. So
it may be noted at any time and again, and nothing is noted any more once it is done.
"""

from datetime import date

from crypto.directory import Directory
from intake.store.engine import read, write
from triage.services.organisation import Organisation
from triage.services.people.holders import can_hold, keys_of, known_members
from triage.services.people.old_copies import owe_cut
from triage.store import index, rewraps
from triage.store.visibility import SystemAccess


def owe_new_keys(organisation: Organisation, access: SystemAccess, *, today: date) -> None:
    """
    Note what is to be made anew for everybody who has another key than before, and let go of what lists had
    under their keys before and no row is sealed under any more.
    """
    members = known_members(organisation, today)
    if members is None:
        return  # Whose keys they are cannot be told.
    for person, former in former_keys(members).items():
        with read(organisation.intake) as mailboxes:
            references = rewraps.references_sealed_to(mailboxes, access, former)
        with write(organisation.triage) as connection:
            rewraps.owe_where_sealed(connection, access, person, former, references, today)
            if index.forget_unused(connection, access, former):
                owe_cut(connection, today=today)


def former_keys(members: Directory) -> dict[bytes, frozenset[bytes]]:
    """Give the ids of the keys that people who can hold cases had before, by person; nobody who had none."""
    former = {person: keys_of(members, person) - {one.key_id} for person, one in can_hold(members).items()}
    return {person: keys for person, keys in former.items() if keys}
