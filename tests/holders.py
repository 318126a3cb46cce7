"""Who holds a case, for tests: people, changes, and what lies in the databases of it."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from sqlalchemy import select, text

from crypto.envelope import Direction, Kind, Stanza, new_id
from crypto.errors import CryptoError
from crypto.holders import HolderStatement
from crypto.identities import Identity
from crypto.keys import Signer
from crypto.mailbox import Mailbox
from crypto.seal import seal
from crypto.statement import Statement
from crypto.unseal import unseal
from intake.clock import local_date
from intake.contents.forms import decode, encode
from intake.contents.mailbox import HoldersContent, MessageContent
from intake.services import reception
from intake.store import tables as intake_tables
from intake.store.engine import read, write
from intake.store.mailboxes import NewItem, next_counter, put_item
from tests.colleagues import join, who_is
from tests.office import OfficeWorld
from triage.cases.decisions.receiving import NoteAdded
from triage.cases.roles import Role
from triage.cases.typed import typed
from triage.services.casework.change_holders import change_holders
from triage.services.casework.execute import execute
from triage.services.casework.open_case import open_report
from triage.services.people.enrol import NewPerson
from triage.services.people.holders import directory
from triage.services.people.holding import holding_of
from triage.services.people.sign_in import SignedIn, sign_in
from triage.services.people.slow_down import Mistakes
from triage.store import cases, holdings, postbox, tables
from triage.store.cases import CaseRow
from triage.store.visibility import Level

session_of = who_is
"""Somebody's session without a sign-in."""


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
    return join(world, NewPerson(name, name.title(), Role.ADVISOR, f"{name}@example.test")).handle


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


def told_to_mailbox(world: OfficeWorld, mailbox: Mailbox) -> list[HolderStatement]:
    """Give the statements of who holds the case that lie in its mailbox, as its code opens them."""
    row, mine, found = the_row(world), intake_tables.stanza, []
    assert row.intake_reference is not None
    query = select(intake_tables.item).where(intake_tables.item.c.direction == Direction.HOLDERS)
    with read(world.organisation.intake) as connection:
        for each in connection.execute(query.order_by(intake_tables.item.c.counter)).all():
            held = select(mine.c.key_id, mine.c.wrapped).where(mine.c.item_id == each.id)
            (stanza,) = [Stanza(*one) for one in connection.execute(held)]
            place = (Kind.HOLDERS, row.intake_reference, each.id, Direction.HOLDERS)
            opened = mailbox.open(each.envelope, [stanza], world.organisation.context(*place))
            assert opened.counter == each.counter
            content = decode(Kind.HOLDERS, opened.plaintext)
            assert isinstance(content, HoldersContent)
            found.append(HolderStatement.decode(content.statement))
    return found


def waits(world: OfficeWorld) -> bool:
    """Say whether somebody's stanzas are still to be made."""
    with read(world.organisation.triage) as connection:
        return bool(holdings.waiting(connection, the_row(world).handle))


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


def read_by(world: OfficeWorld, name: str, *, who: SignedIn | None = None) -> None:
    """Let somebody open the one case, in a new session or in one that there is."""
    reference = the_row(world).case_reference
    open_report(world.organisation, who or person(world, name), reference, now=world.clock.now())


def wrote(world: OfficeWorld, name: str, text_of_note: str, *, who: SignedIn | None = None) -> None:
    """Let somebody write a note in the one case, in a new session or in one that there is."""
    said, reference = typed(NoteAdded, item=text_of_note), the_row(world).case_reference
    execute(world.organisation, who or person(world, name), reference, said, now=world.clock.now())


def granted(world: OfficeWorld, handle: bytes) -> None:
    """Let somebody write a grant to the one case into the database."""
    with write(world.organisation.triage) as connection:
        today = local_date(world.clock.now())
        cases.add_grant(connection, the_row(world).handle, handle, Level.CONTENT, from_on=today)


def forged_statement(world: OfficeWorld, signer: Signer, person: bytes) -> None:
    """Let somebody lay a statement, which they signed, behind those of the one case: *person* holds it."""
    row = the_row(world)
    with write(world.organisation.triage) as connection:
        newest = HolderStatement.decode(holdings.statements(connection, row.handle)[-1])
        forged = replace(
            newest,
            number=newest.number + 1,
            previous=newest.link(),
            persons=tuple(sorted({*newest.persons, person})),
        ).signed(signer)
        holdings.add_statement(connection, row.handle, forged.encode())


def placed_by(world: OfficeWorld, signer: Signer, words: str) -> None:
    """Let somebody place a message in the mailbox, sealed to the advisers and to it, as the office does."""
    row, item_id = the_row(world), new_id()
    assert row.intake_reference is not None
    today = local_date(world.clock.now())
    members = directory(world.organisation, today)
    with write(world.organisation.intake) as connection:
        mailbox = postbox.mailbox_key(connection, row.intake_reference)
        assert mailbox is not None
        number = next_counter(connection, row.intake_reference, Direction.OUT)
        sealed = seal(
            encode(MessageContent(words)),
            context=world.organisation.context(Kind.MESSAGE, row.intake_reference, item_id, Direction.OUT),
            counter=number,
            signer=signer,
            recipients=[*(each.kem_public for each in members.advisors), mailbox],
        )
        item = NewItem(item_id, Direction.OUT, Kind.MESSAGE, number, sealed)
        put_item(connection, row.intake_reference, item, placed_on=today)


def left(world: OfficeWorld, name: str) -> None:
    """Let an adviser leave on the day that it is, as the root signs it."""
    made, today = world.enrolled[name], local_date(world.clock.now())
    with write(world.organisation.intake) as connection:
        members = reception.directory(world.reception, connection, today)
        ended = Statement(
            number=members.next_number,
            previous=members.head,
            person=made.handle,
            role=Role.ADVISOR,
            kem_public=made.identity.kem_public,
            verify_key=made.identity.verify_key,
            valid_from=today,
            valid_until=today,
        ).signed(world.root)
        postbox.add_statement(connection, ended.number, ended.encode())
