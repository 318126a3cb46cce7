"""Who holds a case, for tests: people, changes, and what lies in the databases of it."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select, text

from crypto.envelope import Direction, Kind, Stanza
from crypto.errors import CryptoError
from crypto.identities import Identity
from crypto.unseal import unseal
from intake.clock import local_date
from intake.store import tables as intake_tables
from intake.store.engine import read, write
from tests.office import OfficeWorld
from triage.cases.roles import Role
from triage.services.casework.change_holders import change_holders
from triage.services.people.enrol import NewPerson, enrol
from triage.services.people.holders import directory
from triage.services.people.holding import holding_of
from triage.services.people.sign_in import SignedIn, sign_in
from triage.services.people.slow_down import Mistakes
from triage.store import cases, tables
from triage.store.cases import CaseRow


def person(world: OfficeWorld, name: str) -> SignedIn:
    """Sign somebody in."""
    known = world.enrolled[name]
    return sign_in(
        world.organisation,
        Mistakes(),
        name=name,
        passphrase=known.passphrase,
        code=world.code_of(name),
        now=world.clock.now(),
    )


def joined(world: OfficeWorld, name: str) -> bytes:
    """Let an adviser begin here on the day that it is, and give the handle."""
    new = NewPerson(name, name.title(), Role.ADVISOR, f"{name}@example.test")
    made = enrol(world.organisation, new, world.root, today=local_date(world.clock.now()))
    world.enrolled[name] = made
    return made.handle


def the_row(world: OfficeWorld) -> CaseRow:
    """Give the one case that there is."""
    with read(world.organisation.triage) as connection:
        handle = connection.execute(select(tables.case.c.handle)).scalar_one()
        return cases.case_by_handle(connection, handle)


def changed(
    world: OfficeWorld, who: SignedIn, *, add: Iterable[bytes] = (), remove: Iterable[bytes] = ()
) -> None:
    """Let somebody change who holds the one case."""
    reference = the_row(world).case_reference
    change_holders(
        world.organisation, who, reference, add=list(add), remove=list(remove), now=world.clock.now()
    )


def held_by(world: OfficeWorld, who: SignedIn) -> frozenset[bytes]:
    """Give who holds the one case, as somebody's session reads it."""
    members = directory(world.organisation, local_date(world.clock.now()))
    with read(world.organisation.triage) as connection:
        return holding_of(connection, world.organisation, who, the_row(world), members).holders


def everything(world: OfficeWorld) -> list[tuple[bytes, Kind, Direction, bytes, list[Stanza]]]:
    """Give the sealed items of the one case that the office reads: id, kind, direction, envelope, stanzas."""
    found: list[tuple[bytes, Kind, Direction, bytes, list[Stanza]]] = []
    with read(world.organisation.intake) as connection:
        mine = intake_tables.stanza
        lying = select(intake_tables.item).where(intake_tables.item.c.direction.in_(("in", "out")))
        for each in connection.execute(lying).all():
            held = select(mine.c.key_id, mine.c.wrapped).where(mine.c.item_id == each.id)
            stanzas = [Stanza(*row) for row in connection.execute(held)]
            found.append((each.id, Kind(each.kind), Direction(each.direction), each.envelope, stanzas))
    with read(world.organisation.triage) as connection:
        for each in connection.execute(select(tables.item)).all():
            held = select(tables.stanza.c.key_id, tables.stanza.c.wrapped).where(
                tables.stanza.c.item == each.id
            )
            stanzas = [Stanza(*row) for row in connection.execute(held)]
            found.append((each.id, Kind(each.kind), Direction.INTERNAL, each.envelope, stanzas))
    return found


def doubts(world: OfficeWorld) -> set[str]:
    """Give the kinds of doubts that nobody has settled."""
    query = select(tables.doubt.c.kind).where(tables.doubt.c.settled_on.is_(None))
    with read(world.organisation.triage) as connection:
        return {each.partition(":")[0] for each in connection.execute(query).scalars()}


def in_intake(world: OfficeWorld, sql: str, **values: Any) -> None:
    """Let somebody edit the portal's database."""
    with write(world.organisation.intake) as connection:
        connection.execute(text(sql), values)


def in_triage(world: OfficeWorld, sql: str, **values: Any) -> None:
    """Let somebody edit the office's database."""
    with write(world.organisation.triage) as connection:
        connection.execute(text(sql), values)


def opens(world: OfficeWorld, identity: Identity) -> dict[str, bool]:
    """Say of everything that the office reads of the one case, by its id, whether somebody's key opens it."""
    row, found = the_row(world), {}
    for item_id, kind, direction, envelope, stanzas in everything(world):
        context = world.organisation.context(kind, row.intake_reference or row.handle, item_id, direction)
        try:
            unseal(envelope, stanzas, context=context, identity=identity)
        except CryptoError:
            found[item_id.hex()] = False
        else:
            found[item_id.hex()] = True
    return found
