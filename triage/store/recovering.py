"""In which cases a recovery for somebody has anything to do."""

from collections.abc import Collection

from sqlalchemy import Connection, select

from intake.store.tables import item as mailbox_item
from intake.store.tables import stanza as mailbox_stanza
from triage.store.tables import case, grant, item, stanza
from triage.store.visibility import CaseHandle, SystemAccess


def cases_with(
    triage: Connection, intake: Connection, access: SystemAccess, person: bytes, key_ids: Collection[bytes]
) -> set[CaseHandle]:
    """
    Give the cases in which one of these keys has a stanza, in either database, and those that the person is
    granted. Which of them they hold is for the signed lists to say.
    """
    lying = select(mailbox_item.c.reference).join(mailbox_stanza).where(mailbox_stanza.c.key_id.in_(key_ids))
    references = set(intake.execute(lying.distinct()).scalars())
    kept = select(item.c.case).join(stanza).where(stanza.c.key_id.in_(key_ids)).distinct()
    granted = select(grant.c.case).where(grant.c.person == person).distinct()
    handles = {*triage.execute(kept).scalars(), *triage.execute(granted).scalars()}
    every = triage.execute(select(case.c.handle, case.c.intake_reference).where(access.covers(case.c.handle)))
    return {
        CaseHandle(each.handle)
        for each in every
        if each.handle in handles or each.intake_reference in references
    }
