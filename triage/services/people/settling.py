"""
What follows in the office when a statement stands in the directory; it can be made good at any time.

`intake` has the statement first. A crash between the two leaves a proposal whose statement stands: whoever
comes next, the clock at the latest, lets it hold here too.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from sqlalchemy import Connection

from crypto.envelope import key_id
from crypto.statement import Statement
from intake.store.engine import read, write
from triage.services.organisation import Organisation
from triage.services.people.holders import directory
from triage.services.people.new_keys import owe_new_keys
from triage.services.people.old_copies import owe_cut
from triage.services.people.publish_handlers import publish_handlers
from triage.store import journal, people, proposals
from triage.store.proposals import Proposal
from triage.store.visibility import system_access

STATED = ("person:enrolled", "directory:stated")
"""The entries of the journal that hold a statement's digest."""


def settle(
    organisation: Organisation, *, today: date, by: bytes | None = None, also: Sequence[bytes] = ()
) -> int:
    """
    Let what stands in the directory by now hold in the office too, and give how many proposals are over.

    The portal knows from then on who receives what is sent.

    A person's new seed takes the place of the old; the journal says who completed it (*by*, None for the
    root) with the statement's digest. *also* are statements that nobody proposed here.
    """
    with read(organisation.triage) as connection:
        if not also and not proposals.proposals(connection):
            return 0
    stated = directory(organisation, today).statements
    foreign = {bytes(each) for each in also}
    with write(organisation.triage) as connection:
        waiting, over = list(proposals.proposals(connection)), 0
        for each in stated:
            met = next((one for one in waiting if is_met(one, each.statement)), None)
            if met is not None:
                waiting.remove(met)
                _take_effect(connection, met, today)
                over += 1
            if met is not None or each.statement.encode() in foreign:
                is_key = met is not None and met.until_on is None
                journal.append(
                    connection,
                    on=today,
                    actor=by or journal.SYSTEM,
                    action=STATED[0] if is_key else STATED[1],
                    subject=each.statement.person,
                    digest=each.link,
                )
    if over or foreign:
        owe_new_keys(organisation, system_access(), today=today)
    publish_handlers(organisation, today=today)
    return over


def is_met(each: Proposal, by: Statement) -> bool:
    """Say whether a statement says what was proposed."""
    said = (by.person, by.role, by.kem_public, by.verify_key)
    asked = (each.person, each.role, each.kem_public, each.verify_key)
    if each.until_on is None or by.valid_until is None:
        return said == asked and by.valid_until == each.until_on and by.valid_from >= each.made_on
    # An end that is signed later than it was proposed is of the day on which it is signed.
    return said == asked and by.valid_until >= each.until_on and by.valid_from >= each.made_on


def _take_effect(connection: Connection, each: Proposal, today: date) -> None:
    """Let new keys or another role hold; what follows from an end is the matter of `leaving`."""
    person = people.person_by_handle(connection, each.person)
    if person is not None and each.until_on is None:
        changed = replace(person, role=each.role)
        if each.wrapped_seed is not None:
            changed = replace(
                changed,
                key_id=key_id(each.kem_public),
                wrapped_seed=each.wrapped_seed,
                totp_last_step=0,
            )
            owe_cut(connection, today=today)
        people.change_standing(connection, changed)
    proposals.withdraw(connection, each.id)


def is_cut(organisation: Organisation, *, today: date) -> bool:
    """
    Say whether the journal tells of a statement that the directory has lost: its end was cut, or it was
    put back.

    Raises:
        DirectoryError: the directory has a gap.
    """
    links = {each.link for each in directory(organisation, today).statements}
    with read(organisation.triage) as connection:
        return not journal.digests_of(connection, STATED) <= links
