"""
Comparing the stanzas of all cases with what was recorded of them, and the grants with what was signed, as far
as that is seen without a key. Each case comes once a day, a few at each tick.

Where in the day a case comes follows from its random handle, so nothing has to be remembered but the moment
up to which it was done.
"""

from collections.abc import Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection

from crypto.directory import Directory
from crypto.envelope import ID_BYTES
from crypto.holders import persons_of
from intake.clock import local_date
from intake.store.engine import read, write
from triage.cases.decisions.holders import DoubtKind
from triage.services.clock.doubts import Finding, changed_stanzas, note_findings
from triage.services.history.one_by_one import one_by_one
from triage.services.organisation import Organisation
from triage.services.people.holders import known_members
from triage.services.people.recorded_stanzas import record_as_they_are
from triage.services.people.stated import statements_said
from triage.store import alerts, cases, holdings, stanzas
from triage.store.cases import CaseRow
from triage.store.comparisons import ComparedCase, standing
from triage.store.receivers import content_holders
from triage.store.stanzas import StandingItem
from triage.store.visibility import CaseHandle, SystemAccess

PROCESS = "stanzas"
"""Under this name the triage database knows up to which moment the cases were compared."""
DAY = timedelta(days=1)
AT_ONCE = 200
"""So many cases are compared at one tick."""
TOGETHER = 25
"""Of so many at once it is read what is sealed in them: all of it is in memory then."""


def compare_stanzas(organisation: Organisation, access: SystemAccess, *, now: datetime) -> int:
    """Compare the cases whose turn has come since it was last done, and give the number with a new doubt."""
    with read(organisation.triage) as connection:
        last = alerts.last_beat(connection, PROCESS)
        since = now - DAY if last is None or last > now else max(last, now - DAY)
        turn, until = _turn(connection, access, since, now)
    members = known_members(organisation, local_date(now)) if turn else None
    some = (turn[begin : begin + TOGETHER] for begin in range(0, len(turn), TOGETHER))
    suspect = [each for together in some for each in _suspect(organisation, access, members, together)]
    found = one_by_one("stanzas", suspect, lambda handle: _compare(organisation, members, handle, now))
    with write(organisation.triage) as connection:
        alerts.beat(connection, PROCESS, until)
    return found


def _turn(
    connection: Connection, access: SystemAccess, since: datetime, now: datetime
) -> tuple[Sequence[CaseHandle], datetime]:
    """Give the cases that lie between two moments, and the moment up to which these are all."""
    begins, ends = _place(since), _place(now)
    is_whole = now - since >= DAY
    stretches = [(begins, ends)] if begins <= ends and not is_whole else [(begins, LAST), (FIRST, ends)]
    found: list[CaseHandle] = []
    for after, until in stretches:
        found += holdings.cases_between(connection, access, after, until, AT_ONCE + 1 - len(found))
        if len(found) > AT_ONCE:
            return found[:AT_ONCE], _moment(found[AT_ONCE - 1], since)
    return found, now


FIRST, LAST = b"", b"\xff" * ID_BYTES


def _place(moment: datetime) -> bytes:
    """Give the handle that stands for a time of day."""
    into = moment.astimezone(UTC) - moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return int(into / DAY * (1 << 64)).to_bytes(8, "big") + bytes(ID_BYTES - 8)


def _moment(handle: bytes, since: datetime) -> datetime:
    """Give the first moment after another whose place is not before a handle."""
    into = DAY * (int.from_bytes(handle[:8], "big") / (1 << 64))
    begins = since.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    moment = begins + into
    return moment if moment > since else moment + DAY


def _suspect(
    organisation: Organisation,
    access: SystemAccess,
    members: Directory | None,
    handles: Sequence[CaseHandle],
) -> Sequence[CaseHandle]:
    """
    Give the cases of which it does not show at once that nothing has changed. Only those are compared one by
    one, each with the turn of the one writer.
    """
    if members is None:
        return handles
    try:
        with read(organisation.triage) as connection, read(organisation.intake) as mailboxes:
            there = standing(connection, mailboxes, access, handles, members.today)
    except Exception:  # noqa: BLE001 - each is compared by itself then, and fails by itself
        return handles
    return [each for each in handles if each not in there or not _is_as_it_was(there[each], members)]


def _is_as_it_was(there: ComparedCase, members: Directory) -> bool:
    is_recorded = all(there.known.get(each) == digest for each, digest in there.digests.items())
    return is_recorded and there.granted <= persons_of(there.first, members)


def _compare(
    organisation: Organisation, members: Directory | None, handle: CaseHandle, now: datetime
) -> bool:
    with write(organisation.triage) as connection, read(organisation.intake) as mailboxes:
        row = cases.case_by_handle(connection, handle)
        held = frozenset(content_holders(connection, handle, local_date(now)))
        items = items_of(connection, mailboxes, row)
        found = list(seen_without_key(connection, mailboxes, members, row, items, held))
        known = stanzas.records(connection, handle)
        if new := [each for each in items if each.id not in known]:
            record_as_they_are(connection, mailboxes, row, new)
        return note_findings(
            connection,
            organisation,
            handle,
            found,
            # Without a directory some of it cannot be seen, so nothing has healed.
            looked_for=() if members is None else (DoubtKind.CHANGED,),
            tell=_to_tell(connection, row, items, members, held) if found else (),
            now=now,
        )


def _to_tell(
    connection: Connection,
    row: CaseRow,
    items: Sequence[StandingItem],
    members: Directory | None,
    held: frozenset[bytes],
) -> frozenset[bytes]:
    """
    Give who is told of a doubt, of those who *held* a grant: one that nobody signed tells its person nothing.
    As long as nothing was signed, also whoever stood when the case came: their stanza may be what is gone.
    """
    if members is None:
        return held
    named = _named(connection, row, items, members)
    if not statements_said(connection, row):
        named |= {each.person for each in members.members if each.valid_from <= row.received_on}
    return held & named


def items_of(connection: Connection, mailboxes: Connection, row: CaseRow) -> list[StandingItem]:
    """
    Give all that is sealed in a case and that the office reads, without their heads, the first item of its
    mailbox first.
    """
    lying = stanzas.of_mailbox(mailboxes, row, heads=False)
    return [*lying, *stanzas.of_case(connection, row.handle, heads=False)]


def seen_without_key(
    connection: Connection,
    mailboxes: Connection,
    members: Directory | None,
    row: CaseRow,
    items: Sequence[StandingItem],
    held: Collection[bytes],
) -> Iterator[Finding]:
    """
    Find what is wrong with the stanzas and grants of a case, as far as nothing has to be opened for it.

    Args:
        members: the verified directory; None when it is broken.
        items: all that is sealed in it, the first item first.
        held: those who hold a grant to its content.
    """
    yield from changed_stanzas(connection, mailboxes, row, items, members)
    if members is None or not items:
        return
    if wrong := sorted(set(held) - _named(connection, row, items, members)):
        yield Finding(DoubtKind.GRANT, tuple(wrong))


def _named(
    connection: Connection, row: CaseRow, items: Sequence[StandingItem], members: Directory
) -> frozenset[bytes]:
    """Give whom the newest statement names, or where there is none, to whom the first item is sealed."""
    said = statements_said(connection, row)
    if said:
        return frozenset(said[-1].persons)
    return persons_of(items[0].key_ids, members) if items else frozenset()
