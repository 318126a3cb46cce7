"""
What is compared of many cases at once: what is sealed in them, what was recorded of that, and who was granted
them. A day's comparing reads every case there is, and most of them are as they were.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, select, union

from crypto.envelope import Stanza, key_id
from intake.store.tables import item as mailbox_item
from intake.store.tables import stanza as mailbox_stanza
from intake.store.tables import submission
from triage.store.stanzas import FOR_THE_MAILBOX, digest_of
from triage.store.tables import case, doubt, grant, holder_statement, item, rewrap, stanza, stanza_record
from triage.store.visibility import CaseHandle, Level, SystemAccess, holds_on


@dataclass(frozen=True, slots=True)
class ComparedCase:
    """
    What stands there of one case.

    Attributes:
        first: the ids of the keys that its first item is sealed to.
        digests: the hashes of the stanzas of each item, as they are recorded.
        known: what was recorded of them.
        granted: those who hold a grant to its content.
    """

    first: frozenset[bytes] = field(default=frozenset())
    digests: Mapping[bytes, bytes] = field(default_factory=dict)
    known: Mapping[bytes, bytes] = field(default_factory=dict)
    granted: frozenset[bytes] = frozenset()


def standing(
    connection: Connection,
    mailboxes: Connection,
    access: SystemAccess,
    handles: Sequence[CaseHandle],
    today: date,
) -> dict[CaseHandle, ComparedCase]:
    """
    Give what stands there of these cases, but of those whose holders were ever changed, whose stanzas are
    being made, in which something is in doubt, or in which two items have one id: there is more to such a
    case than this tells.
    """
    known = select(case.c.handle, case.c.intake_reference).where(
        case.c.handle.in_(handles), case.c.handle.not_in(_busy(handles)), access.covers(case.c.handle)
    )
    of = {each.handle: each.intake_reference for each in connection.execute(known)}
    references = {reference: handle for handle, reference in of.items() if reference is not None}
    sealed: dict[bytes, dict[bytes, list[Stanza]]] = defaultdict(dict)
    outer, twice = _of_mailboxes(mailboxes, access, references, sealed)
    columns = item.c
    query = select(columns.case, columns.id, stanza.c.key_id, stanza.c.wrapped).outerjoin(stanza)
    query = query.where(columns.case.in_(of)).order_by(columns.case, columns.counter)
    twice |= _gather(connection.execute(query), sealed)
    records = _pairs(connection, select(stanza_record).where(stanza_record.c.case.in_(of)))
    holds = (grant.c.level == Level.CONTENT, holds_on(today))
    granted = connection.execute(select(grant.c.case, grant.c.person).where(grant.c.case.in_(of), *holds))
    people: dict[bytes, set[bytes]] = defaultdict(set)
    for handle, person in granted:
        people[handle].add(person)
    return {
        CaseHandle(handle): ComparedCase(
            frozenset(each.key_id for each in next(iter(sealed[handle].values()), ())),
            {each: digest_of(found, outer.get(handle)) for each, found in sealed[handle].items()},
            records[handle],
            frozenset(people[handle]),
        )
        for handle in of.keys() - twice
    }


def _busy(handles: Sequence[CaseHandle]) -> Any:
    in_doubt = select(doubt.c.case).where(doubt.c.case.in_(handles), doubt.c.settled_on.is_(None))
    others = (select(each.c.case).where(each.c.case.in_(handles)) for each in (rewrap, holder_statement))
    return union(in_doubt, *others)


def _of_mailboxes(
    mailboxes: Connection,
    _access: SystemAccess,
    references: Mapping[bytes, bytes],
    sealed: dict[bytes, dict[bytes, list[Stanza]]],
) -> tuple[dict[bytes, bytes], set[bytes]]:
    """
    Gather what lies in these mailboxes, and give the ids of their keys by case, and the cases in which an id
    came twice.
    """
    keys = select(submission.c.reference, submission.c.mailbox_kem_pub)
    found = mailboxes.execute(keys.where(submission.c.reference.in_(references)))
    columns = mailbox_item.c
    query = select(columns.reference, columns.id, mailbox_stanza.c.key_id, mailbox_stanza.c.wrapped)
    wanted = columns.reference.in_(references) & columns.direction.not_in(FOR_THE_MAILBOX)
    query = query.outerjoin(mailbox_stanza).where(wanted)
    lying = mailboxes.execute(query.order_by(columns.reference, columns.direction, columns.counter))
    twice = _gather(((references[each[0]], *each[1:]) for each in lying), sealed)
    return {references[reference]: key_id(key) for reference, key in found}, twice


def _gather(rows: Iterable[Sequence[Any]], sealed: dict[bytes, dict[bytes, list[Stanza]]]) -> set[bytes]:
    """Gather the stanzas of items by their case, and give the cases in which an id came twice."""
    twice = set()
    for (handle, item_id), each in groupby(rows, itemgetter(0, 1)):
        if item_id in sealed[handle]:
            twice.add(handle)
        sealed[handle][item_id] = [Stanza(held, wrapped) for *_, held, wrapped in each if held is not None]
    return twice


def _pairs(connection: Connection, query: Any) -> dict[bytes, dict[bytes, bytes]]:
    found: dict[bytes, dict[bytes, bytes]] = defaultdict(dict)
    for each in connection.execute(query):
        found[each.case][each.item] = each.digest
    return found
