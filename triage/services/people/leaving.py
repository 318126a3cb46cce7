"""
Leaving: what follows when the directory says that somebody's time has ended.

1. From that moment nothing is sealed to them and they are out at the next click: the directory says so. What
   the office keeps follows: the day of the end, their grants, their calendar address, their place as a
   stand-in.
2. Their stanzas go everywhere alike: in mailboxes, in the office's texts, in the index, with their drafts and
   their former seeds. Deleting needs no key, so the clock goes on with it if nobody else does; each batch
   stands for itself, and what is left to do is what is still there.
3. When nothing is left, the logs of both databases are cut. Backups hold what they held; the page says of
   which days.
4. An end tells nobody who was kept out of what: it stands whatever the cases are, and whoever holds a case in
   which fewer than two would be left is shown that case, before it and after it.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time

from sqlalchemy import Connection

from crypto.directory import Directory
from crypto.envelope import Stanza
from intake.domain.handlers import FEWEST
from intake.store.engine import read, write
from triage.services.organisation import Organisation
from triage.services.people.holders import can_hold, keys_of, known_members
from triage.services.people.old_copies import forget_in_logs, owe_cut
from triage.store import alerts, journal, leavers, rewraps, stanzas
from triage.store.cases import CaseRow
from triage.store.people import Person, people, person_by_handle
from triage.store.visibility import Level, SystemAccess, system_access, visible_to

FOLLOWED = "leavers"
"""Under this the triage database knows the day on which nothing was left to delete of anybody's."""
NEVER = datetime(2000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Left:
    """
    Somebody who has left: when, whether anything is still sealed to them here, and of which days the backups
    hold a stanza of theirs (both included); None where their keys never stood in the directory.
    """

    person: Person
    ended_on: date
    still_sealed: bool
    backups_from: date | None
    backups_until: date | None


def follow_directory(organisation: Organisation, access: SystemAccess, *, today: date) -> int:
    """
    Let everybody go whose end stands in the directory, and delete a batch after another until nothing is
    sealed to them; give how many things were deleted.

    What was deleted to its end is looked through once a day, for what somebody sealed by an old directory.
    """
    members = known_members(organisation, today)
    if members is None:
        return 0  # A broken directory ends nobody.
    with read(organisation.triage) as connection:
        gone = [each for each in people(connection) if has_ended(members, each.handle)]
        followed = alerts.last_beat(connection, FOLLOWED)
    day = datetime.combine(today, time(), UTC)
    if not gone or (followed == day and all(each.ended_on is not None for each in gone)):
        return 0
    deleted = 0
    for each in gone:
        let_go(organisation, each, today=today)
        deleted += _delete_everywhere(organisation, access, members, each)
    with write(organisation.triage) as connection:
        newest = known_members(organisation, today)
        # Of an end that came in between nothing is deleted yet: it is at the next tick.
        if newest is not None and newest.head == members.head:
            alerts.beat(connection, FOLLOWED, day)
    if deleted:
        forget_in_logs(organisation)
    return deleted


def has_ended(members: Directory, person: bytes) -> bool:
    """Say whether the directory knows a person and seals to no key of theirs any more."""
    known = [each for each in members.members if each.person == person]
    return bool(known) and all(
        each.valid_until is not None and each.valid_until <= members.today for each in known
    )


def let_go_of(organisation: Organisation, person: bytes, *, today: date) -> None:
    """Do what `let_go` does at the moment at which an end stands."""
    with read(organisation.triage) as connection:
        found = person_by_handle(connection, person)
    if found is not None:
        let_go(organisation, found, today=today)


def let_go(organisation: Organisation, person: Person, *, today: date) -> None:
    """Let the office keep nothing open for somebody who has left; it may be called again."""
    with read(organisation.triage) as connection:
        if person.ended_on is not None and not leavers.has_anything_open(connection, person.handle, today):
            return
    with write(organisation.triage) as connection:
        leavers.end_person(connection, person.handle, today)
        if person.ended_on is None:
            alerts.beat(connection, FOLLOWED, NEVER)
            journal.append(
                connection, on=today, actor=journal.SYSTEM, action="person:left", subject=person.handle
            )


def _delete_everywhere(
    organisation: Organisation, access: SystemAccess, members: Directory, person: Person
) -> int:
    keys, deleted = keys_of(members, person.handle) | {person.key_id}, 0
    while True:
        some = _batch_of_mailboxes(organisation, access, members, keys)
        some += _batch_of_cases(organisation, access, members, keys)
        deleted += some
        if not some:
            break
    with write(organisation.triage) as connection:
        last = leavers.drop_of_index(connection, access, keys)
        last += leavers.forget_belongings(connection, person.handle)
        if last:
            owe_cut(connection, today=members.today)
    return deleted + last


def _batch_of_mailboxes(
    organisation: Organisation, access: SystemAccess, members: Directory, keys: frozenset[bytes]
) -> int:
    with read(organisation.intake) as mailboxes:
        items = leavers.held_in_mailboxes(mailboxes, access, keys)
    if not items:
        return 0
    # Recorded before it is done: a process that is killed in between finds the items again, and goes on.
    with write(organisation.triage) as connection:
        owe_cut(connection, today=members.today)
        _record_in_mailboxes(organisation, access, members, connection, items, keys)
    # And anew: somebody may have given stanzas since. Nobody does while triage is written to.
    with write(organisation.triage) as connection:
        owe_cut(connection, today=members.today)
        _record_in_mailboxes(organisation, access, members, connection, items, keys)
        with write(organisation.intake) as mailboxes:
            leavers.drop_in_mailboxes(mailboxes, access, items, keys)
    return len(items)


def _record_in_mailboxes(
    organisation: Organisation,
    access: SystemAccess,
    members: Directory,
    connection: Connection,
    items: Collection[bytes],
    keys: frozenset[bytes],
) -> None:
    with read(organisation.intake) as mailboxes:
        standing = leavers.stanzas_in_mailboxes(mailboxes, access, items)
    _record_left(connection, access, members, standing, keys)


def _batch_of_cases(
    organisation: Organisation, access: SystemAccess, members: Directory, keys: frozenset[bytes]
) -> int:
    with read(organisation.triage) as connection:
        items = leavers.held_in_cases(connection, access, keys)
    if not items:
        return 0
    with write(organisation.triage) as connection:
        owe_cut(connection, today=members.today)
        standing = leavers.stanzas_in_cases(connection, access, items)
        _record_left(connection, access, members, standing, keys)
        leavers.drop_in_cases(connection, access, items, keys)
    return len(items)


def _record_left(
    connection: Connection,
    access: SystemAccess,
    members: Directory,
    standing: Mapping[bytes, Sequence[Stanza]],
    keys: frozenset[bytes],
) -> None:
    """Record what stanzas are left of items; one that is not as it was recorded stays in doubt."""
    left = {}
    for each, (known, waiting) in leavers.recorded_of(connection, access, standing).items():
        theirs = [keys, *(keys_of(members, person) for person in waiting)]
        out = stanzas.left_out(known, standing[each], theirs)
        if out is not None:
            kept = (one for one in standing[each] if one.key_id not in out | keys)
            left[each] = stanzas.digest_of(kept, None)
    leavers.record_anew(connection, access, left)


def left_behind(
    organisation: Organisation, reader: bytes, person: bytes, *, today: date
) -> Sequence[CaseRow]:
    """
    Give the cases that a reader and another person both hold, and that fewer than two would hold without that
    person. Nothing is told of other cases.
    """
    members = known_members(organisation, today)
    others = frozenset[bytes]() if members is None else can_hold(members).keys() - {person}
    visible = visible_to(reader, today, Level.CONTENT)
    with read(organisation.triage) as connection:
        return rewraps.held_by_few(connection, visible, others, today, fewest=FEWEST, other=person)


def held_by_too_few(organisation: Organisation, reader: bytes, *, today: date) -> Sequence[CaseRow]:
    """Give the cases that a reader holds, and fewer than two in all."""
    members = known_members(organisation, today)
    if members is None:
        return []
    visible = visible_to(reader, today, Level.CONTENT)
    with read(organisation.triage) as connection:
        return rewraps.held_by_few(connection, visible, can_hold(members).keys(), today, fewest=FEWEST)


def people_who_left(organisation: Organisation, *, today: date) -> Sequence[Left]:
    """Give everybody who has left, the last first, and what is still there of theirs."""
    access, members = system_access(), known_members(organisation, today)
    with read(organisation.triage) as connection:
        gone = [each for each in people(connection) if each.ended_on is not None]
    found = []
    for each in gone:
        assert each.ended_on is not None
        keys = {each.key_id} | (set() if members is None else keys_of(members, each.handle))
        with read(organisation.triage) as ours, read(organisation.intake) as mailboxes:
            still = leavers.count_in_cases(ours, access, keys)
            still += leavers.count_in_mailboxes(mailboxes, access, keys)
        known = [] if members is None else [one for one in members.members if one.person == each.handle]
        first = min((one.valid_from for one in known), default=None)
        found.append(Left(each, each.ended_on, still > 0, first, None if first is None else each.ended_on))
    return sorted(found, key=lambda one: one.ended_on, reverse=True)
