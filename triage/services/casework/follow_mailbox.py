"""
Giving what waits for a mailbox to the key that its reporter has now: what was sealed before the code was
replaced, and not placed yet, would be read by nobody.
"""

from datetime import datetime

from crypto.envelope import Direction, Kind, Sealed, key_id
from crypto.rewrap import head_of, rewrap
from intake.clock import local_date
from intake.store.engine import read, write
from triage.services.history.case_file import CaseFile
from triage.services.history.publish import pack, unpack
from triage.services.organisation import Organisation
from triage.services.people.signed_in import SignedIn
from triage.services.reading.mailbox import correspondence
from triage.store import outbox


def follow_mailbox(organisation: Organisation, who: SignedIn, file: CaseFile, *, now: datetime) -> int:
    """
    Give the messages that wait in a case to the newest key of its mailbox, and say how many were; for a
    person who has opened it and holds it.
    """
    with read(organisation.triage) as connection:
        waiting = outbox.payloads(connection, file.row.handle)
    if not waiting or file.row.intake_reference is None:
        return 0
    lying = correspondence(organisation, who, file, today=local_date(now))
    followed = 0
    for key, item, payload in waiting:
        sealed = unpack(payload)
        ours = next((each for each in sealed.stanzas if each.key_id == who.identity.key_id), None)
        if lying.mailbox is None or ours is None or _has(sealed, lying.mailbox):
            continue
        context = organisation.context(Kind.MESSAGE, file.row.intake_reference, item, Direction.OUT)
        head = head_of(sealed.envelope)
        given = rewrap(head, ours, context=context, holder=who.identity, to=lying.mailbox)
        others = (each for each in sealed.stanzas if each.key_id not in lying.mailbox_ids)
        with write(organisation.triage) as connection:
            outbox.repack(connection, key, pack(Sealed(sealed.envelope, (*others, given))))
        followed += 1
    return followed


def _has(sealed: Sealed, mailbox: bytes) -> bool:
    return key_id(mailbox) in {each.key_id for each in sealed.stanzas}
