"""How far each person has come: invited, with keys that wait for signatures, here, or gone."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from intake.domain.translatable import N_
from intake.store.engine import read
from triage.services.organisation import Organisation
from triage.services.people.holders import known_members
from triage.store import enrolments, people, proposals
from triage.store.enrolments import Purpose


class KeyState(StrEnum):
    """How far a person has come."""

    INVITED = "invited"
    WAITS = "waits"
    OLD = "old"
    HERE = "here"
    ENDED = "ended"
    UNKNOWN = "unknown"


STATES = {
    KeyState.INVITED: N_("Invited, has made no keys yet"),
    KeyState.WAITS: N_("Has made keys, which wait for signatures"),
    KeyState.OLD: N_("Must make keys of their own first: those they have were made by others"),
    KeyState.HERE: N_("Signs in"),
    KeyState.ENDED: N_("Has left"),
    KeyState.UNKNOWN: N_("Stands in no signed directory"),
}


@dataclass(frozen=True, slots=True)
class KeyHolder:
    """A person, or one who is invited."""

    sign_in_name: str
    display_name: str
    role: str
    state: KeyState
    until_on: date | None = None
    """The last day of the ticket that the person has."""
    handle: bytes | None = None
    """Of whoever can be given a ticket for new keys."""


def everybody(organisation: Organisation, *, today: date) -> Sequence[KeyHolder]:
    """Give everybody who is here, was here or is invited, in the order of their sign-in names."""
    members = known_members(organisation, today)
    with read(organisation.triage) as connection:
        known = people.people(connection)
        invited = {each.person: each for each in enrolments.invitations(connection) if each.until_on >= today}
        waiting = {each.person for each in proposals.proposals(connection) if each.until_on is None}
    found = []
    for each in known:
        member = None if members is None else members.person(each.handle)
        if each.ended_on is not None and each.ended_on <= today:
            state = KeyState.ENDED
        elif member is not None and member.key_id == each.key_id:
            state = KeyState.HERE if member.can_be_sealed_to else KeyState.OLD
        else:
            state = KeyState.WAITS if each.handle in waiting else KeyState.UNKNOWN
        ticket = invited.get(each.handle)
        until_on = ticket.until_on if ticket else None
        handle = None if state is KeyState.ENDED else each.handle
        found.append(KeyHolder(each.sign_in_name, each.display_name, each.role, state, until_on, handle))
    found += [
        KeyHolder(each.sign_in_name, each.display_name, each.role, KeyState.INVITED, each.until_on)
        for each in invited.values()
        if each.purpose == Purpose.NEW
    ]
    return sorted(found, key=lambda each: each.sign_in_name)
