"""People of a world: signed in without a browser, joining, leaving, and what their sessions do by themselves."""

from intake.clock import local_date
from intake.store.engine import read
from tests.office import OfficeWorld
from triage.services.people.enrol import Enrolled, NewPerson, enrol
from triage.services.people.sign_in import SignedIn
from triage.store import rewraps
from triage.store.cases import CaseRow, some_of
from triage.store.visibility import Level, visible_to


def who_is(world: OfficeWorld, name: str) -> SignedIn:
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
