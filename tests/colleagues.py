"""People of a world: signed in without a browser, joining, and what their sessions do by themselves."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

from sqlalchemy import Connection, event

from crypto.envelope import Direction, Kind
from crypto.errors import CryptoError
from crypto.rewrap import rewrap
from intake.clock import local_date
from intake.store.engine import read
from tests.office import OfficeWorld
from triage.services.people.enrol import Enrolled, enrol
from triage.services.people.new_person import NewPerson
from triage.services.people.sign_in import SignedIn
from triage.store import rewraps, stanzas
from triage.store.cases import CaseRow, some_of
from triage.store.stanzas import StandingItem
from triage.store.visibility import Level, visible_to


def who_is(world: OfficeWorld, name: str = "anna") -> SignedIn:
    """Give a person as a session of theirs knows them."""
    each = world.enrolled[name]
    return SignedIn(each.handle, each.person.role, each.person.display_name, "da", each.identity)


def join(world: OfficeWorld, new: NewPerson) -> Enrolled:
    """Let somebody join, signed for by the root."""
    found = enrol(world.organisation, new, world.root, today=local_date(world.clock.now()))
    world.enrolled[new.sign_in_name] = found
    return found


def rows_of(world: OfficeWorld, name: str, level: Level = Level.CONTENT) -> list[CaseRow]:
    """Give the cases that a person may see today."""
    visible = visible_to(world.enrolled[name].handle, local_date(world.clock.now()), level)
    with read(world.organisation.triage) as connection:
        return list(some_of(connection, visible, rewraps.cases_of(connection, visible)))


def finish_batches(world: OfficeWorld) -> None:
    """Wait until no session is at work any more."""
    for each in world.app.extensions["betro_office"].sessions._sessions.values():
        if each.batches is not None and each.batches.thread is not None:
            each.batches.thread.join()


def opens(world: OfficeWorld, name: str) -> dict[bytes, bool]:
    """
    Say of all that is sealed in the cases that Bo holds, by its id, whether a person's own key opens it: a
    decoy does not.
    """
    found = {}
    for row in rows_of(world, "bo"):
        with read(world.organisation.triage) as connection, read(world.organisation.intake) as mailboxes:
            for each in (*stanzas.of_mailbox(mailboxes, row), *stanzas.of_case(connection, row.handle)):
                found[each.id] = _opens(world, world.enrolled[name], row, each)
    return found


def _opens(world: OfficeWorld, person: Enrolled, row: CaseRow, each: StandingItem) -> bool:
    identity = person.identity
    ours = next((one for one in each.stanzas if one.key_id == identity.key_id), None)
    for reference in (row.intake_reference, row.handle):
        if ours is None or reference is None:
            continue
        place = world.organisation.context(Kind(each.kind), reference, each.id, Direction(each.direction))
        with suppress(CryptoError):
            rewrap(each.head, ours, context=place, holder=identity, to=identity.kem_public)
            return True
    return False


class KilledError(Exception):
    """Stands for the end of the process."""


@contextmanager
def killed_before_commit(world: OfficeWorld, number: int) -> Iterator[None]:
    """Let what is done inside end before its commit of that number, whichever database it is of."""
    seen = 0

    def count(connection: Connection) -> None:
        nonlocal seen
        seen += connection.get_execution_options().get("betro_writes", False)
        if seen >= number:
            raise KilledError

    engines = (world.organisation.triage, world.organisation.intake)
    for engine in engines:
        event.listen(engine, "commit", count)
    try:
        yield
    finally:
        for engine in engines:
            event.remove(engine, "commit", count)
