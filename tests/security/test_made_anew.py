"""
Stanzas that are made anew, and somebody who edits the databases besides, or comes in between: what was
changed stays in doubt, whoever was taken off keeps nothing, and what was signed alone says who holds a case.
"""

from collections.abc import Callable, Sequence
from datetime import datetime
from itertools import count
from typing import Any

import pytest
from msgspec.structs import replace
from sqlalchemy import select

from crypto.envelope import Direction
from crypto.receipt import ReceiptCode, new_receipt_code
from intake.clock import COPENHAGEN, local_date
from intake.services.new_code import take_new_code
from intake.services.submit import submit
from intake.store.engine import read, write
from tests.holders import (
    changed,
    doubts,
    everything,
    granted,
    held_by,
    in_intake,
    in_triage,
    joined,
    left,
    opens,
    person,
    read_by,
    session_of,
    the_row,
    waits,
    wrote,
)
from tests.office import A_REPORT, OfficeWorld
from triage.cases.decisions.messages import MessageDecided
from triage.cases.decisions.registering import CaseRegistered
from triage.cases.typed import typed
from triage.rules.codes import Scheme
from triage.services.casework import change_holders, execute, follow_mailbox
from triage.services.casework.register_contact import register_contact
from triage.services.casework.register_report import register
from triage.services.clock.comparing import compare_stanzas
from triage.services.history import publish
from triage.services.people import leaving
from triage.services.people.first_item import HoldersUnknownError
from triage.store import holdings, tables
from triage.store.visibility import system_access

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
JUNK = bytes(1168)


def key_of(world: OfficeWorld, name: str) -> bytes:
    """Give the id of somebody's key."""
    return world.enrolled[name].identity.key_id


def compared(world: OfficeWorld) -> None:
    """Let a day go by, and the clock compare every case."""
    world.clock.go(days=1)
    compare_stanzas(world.organisation, system_access(), now=world.clock.now())


def awaited(world: OfficeWorld, name: str) -> None:
    """Let somebody write into the database that the stanzas of a person are still to be made."""
    with write(world.organisation.triage) as connection:
        today = local_date(world.clock.now())
        holdings.wait_for(connection, the_row(world).handle, [world.enrolled[name].handle], today)


def spoilt(world: OfficeWorld, name: str) -> None:
    """Let somebody put other bytes into the place of a person's stanzas in the mailbox."""
    in_intake(
        world, "update stanza set wrapped = :junk where key_id = :key", junk=JUNK, key=key_of(world, name)
    )


def unplaced(stopped: pytest.MonkeyPatch) -> None:
    """Let nothing that is decided be placed by the session that decides it."""
    for where in (change_holders, execute):
        stopped.setattr(where, "place_messages", lambda *_given, **_named: 0)


@pytest.fixture
def three(world: OfficeWorld) -> ReceiptCode:
    """A report that anna, bo and cy hold, opened, with a note and an answer."""
    joined(world, "cy")
    world.clock.go(days=1)
    code = world.send()
    read_by(world, "anna")
    wrote(world, "anna", "Et notat")
    anna = world.signed_in("anna")
    anna.decide(anna.open_case(), "message", item="Tak for din henvendelse.")
    return code


def test_whoever_is_kept_out_holds_nothing_when_the_first_item_is_gone(world: OfficeWorld) -> None:
    """The notes of the office list them as well, with a decoy, so these say nothing of who holds it."""
    joined(world, "cy")
    world.clock.go(days=1)
    bo = world.enrolled["bo"]
    submit(
        world.reception, replace(A_REPORT, kept_out=(bo.handle,)), new_receipt_code(), now=world.clock.now()
    )
    world.tick()
    wrote(world, "anna", "Et notat")
    granted(world, bo.handle)
    in_intake(world, "delete from stanza")
    in_intake(world, "delete from item where direction = 'in'")
    for name in ("bo", "anna"):
        with pytest.raises(HoldersUnknownError):
            held_by(world, session_of(world, name))
        with pytest.raises(HoldersUnknownError):
            wrote(world, name, "Mere", who=session_of(world, name))


def test_a_contact_without_its_first_text_is_held_by_nobody_who_came_later(world: OfficeWorld) -> None:
    """The history names a text that is not there: the advisers of the day are no answer."""
    register_contact(world.organisation, person(world, "anna"), "Vil gerne mødes", now=world.clock.now())
    in_triage(world, "delete from stanza")
    in_triage(world, "delete from item")
    joined(world, "cy")
    for name in ("anna", "cy"):
        with pytest.raises(HoldersUnknownError):
            held_by(world, session_of(world, name))


def test_a_contact_whose_holders_changed_becomes_a_report_that_says_itself_who_holds_it(
    world: OfficeWorld,
) -> None:
    """
    Who was taken off stays out, who came since sees it and opens all of it, and who holds it changes again.
    """
    cy, now = joined(world, "cy"), world.clock.now()
    bo, who = world.enrolled["bo"], person(world, "anna")
    register_contact(world.organisation, who, "Vil gerne mødes", now=now)
    changed(world, who, remove=[bo.handle])
    world.clock.go(days=1)
    eva, now = joined(world, "eva"), world.clock.now()
    origin = typed(
        CaseRegistered,
        scheme=Scheme.WHISTLEBLOWING,
        channel="in_person",
        organisation_on=now.date(),
        office_on=now.date(),
    )
    contact = the_row(world).case_reference
    register(world.organisation, who, A_REPORT, origin, now=now, contact=contact)
    assert held_by(world, who) == {who.handle, cy, eva}
    read_by(world, "eva")
    # The notes of the contact are bound to another place than what `opens` asks for.
    in_mailbox = {each.hex() for each, _kind, place, *_rest in everything(world) if place == Direction.IN}
    assert all(opens(world, world.enrolled["eva"].identity)[each] for each in in_mailbox)
    assert not any(opens(world, bo.identity).values())
    assert not waits(world)
    changed(world, who, remove=[eva])
    changed(world, who, add=[bo.handle])
    read_by(world, "bo")
    assert held_by(world, who) == {who.handle, cy, bo.handle}
    assert doubts(world) == set()


@pytest.mark.usefixtures("three")
def test_whoever_is_taken_off_keeps_nothing_although_another_cannot_be_given_everything(
    world: OfficeWorld,
) -> None:
    """Anna opens one of the texts no more, so she cannot give it on; bo's are decoys all the same."""
    eva = joined(world, "eva")
    who = person(world, "anna")
    read_by(world, "anna", who=who)
    in_triage(world, "delete from stanza where key_id = :key", key=key_of(world, "anna"))
    changed(world, who, add=[eva], remove=[world.enrolled["bo"].handle])
    assert waits(world)
    assert not any(opens(world, world.enrolled["bo"].identity).values())
    read_by(world, "cy")
    assert not waits(world)
    assert all(opens(world, world.enrolled["eva"].identity).values())


@pytest.mark.usefixtures("three")
def test_a_doubt_is_not_forgotten_because_somebody_is_waited_for(world: OfficeWorld) -> None:
    """A row that says that stanzas are being made heals nothing, and hides nothing that is found later."""
    spoilt(world, "bo")
    compared(world)
    assert doubts(world) == {"changed"}
    awaited(world, "bo")
    compared(world)
    assert doubts(world) == {"changed"}


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("when", ["before", "while"])
def test_what_was_changed_is_in_doubt_also_when_stanzas_are_made_anew(world: OfficeWorld, when: str) -> None:
    """A session that makes somebody's stanzas records no other change as its own."""
    eva = joined(world, "eva")
    if when == "before":
        spoilt(world, "bo")
        changed(world, person(world, "anna"), add=[eva])
    else:
        awaited(world, "cy")
        spoilt(world, "bo")
        read_by(world, "anna")
    assert not waits(world)
    compared(world)
    assert "changed" in doubts(world)


@pytest.mark.usefixtures("three")
def test_what_was_changed_is_in_doubt_also_when_somebody_has_left(world: OfficeWorld) -> None:
    """Their stanzas go; what differs besides is not recorded with that, and what does not is in no doubt."""
    left(world, "cy")
    leaving.follow_directory(world.organisation, system_access(), today=local_date(world.clock.now()))
    compared(world)
    assert doubts(world) == set()
    spoilt(world, "bo")
    eva = joined(world, "eva")
    changed(world, person(world, "anna"), add=[eva])
    left(world, "eva")
    leaving.follow_directory(world.organisation, system_access(), today=local_date(world.clock.now()))
    compared(world)
    assert "changed" in doubts(world)


@pytest.mark.usefixtures("three")
@pytest.mark.parametrize("turn", [1, 2, 3, 4])
def test_a_change_while_somebody_leaves_is_in_no_doubt(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch, turn: int
) -> None:
    """It comes between the records of what will be left of their stanzas, or before their going."""
    eva, who, turns = joined(world, "eva"), person(world, "anna"), count(1)
    left(world, "cy")
    real, triage, over = leaving.write, world.organisation.triage, [False]

    def late(engine: Any) -> Any:
        if engine is triage and not over[0] and next(turns) == turn:
            over[0] = True
            changed(world, who, add=[eva])
            compared(world)
        return real(engine)

    monkeypatch.setattr(leaving, "write", late)
    leaving.follow_directory(world.organisation, system_access(), today=local_date(world.clock.now()))
    assert over[0]
    compared(world)
    assert doubts(world) == set()
    assert not any(opens(world, world.enrolled["cy"].identity).values())


@pytest.mark.usefixtures("three")
def test_a_row_that_somebody_wrote_does_not_say_why_a_stanza_is_missing(world: OfficeWorld) -> None:
    """Nothing was signed of cy, and they have no other keys than before."""
    awaited(world, "cy")
    in_intake(world, "delete from stanza where key_id = :key", key=key_of(world, "cy"))
    read_by(world, "anna")
    assert doubts(world) >= {"missing", "changed"}


@pytest.mark.usefixtures("three")
def test_only_those_who_hold_a_case_are_told_by_the_clock_that_it_is_in_doubt(world: OfficeWorld) -> None:
    """Not whoever wrote a grant for themselves."""
    eva = joined(world, "eva")
    changed(world, person(world, "anna"), remove=[world.enrolled["bo"].handle])
    for each in (eva, world.enrolled["bo"].handle):
        granted(world, each)
    in_triage(world, "delete from outbox where person is not null")
    compared(world)
    assert doubts(world) == {"grant"}
    query = select(tables.outbox.c.person).where(tables.outbox.c.person.is_not(None))
    with read(world.organisation.triage) as connection:
        told = set(connection.execute(query).scalars())
    assert told == {world.enrolled[name].handle for name in ("anna", "cy")}


def test_what_comes_before_its_mailbox_was_told_is_made_right_however_late(
    world: OfficeWorld, three: ReceiptCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock stood still for days after a change: the reporter could not know of it in all that time."""
    with monkeypatch.context() as stopped:
        unplaced(stopped)
        changed(world, person(world, "anna"), remove=[world.enrolled["bo"].handle])
    world.clock.go(days=5)
    world.write(three, "Krydser ændringen")
    assert any(opens(world, world.enrolled["bo"].identity).values())
    world.tick()
    read_by(world, "anna")
    assert not any(opens(world, world.enrolled["bo"].identity).values())
    assert doubts(world) == set()


def between(
    monkeypatch: pytest.MonkeyPatch, where: object, name: str, do: Callable[[], None]
) -> Callable[[], bool]:
    """Let something happen once, after a function has answered; say whether it did."""
    real, over = getattr(where, name), [False]

    def answering(*given: Any, **named: Any) -> Any:
        answer = real(*given, **named)
        if not over[0]:
            over[0] = True
            do()
        return answer

    monkeypatch.setattr(where, name, answering)
    return lambda: over[0]


def waiting_answer(world: OfficeWorld) -> None:
    """Let anna decide on an answer that is not placed yet."""
    said, reference = typed(MessageDecided, item="Kom til et møde."), the_row(world).case_reference
    execute.execute(world.organisation, person(world, "anna"), reference, said, now=world.clock.now())


@pytest.mark.usefixtures("three")
def test_an_answer_is_placed_as_it_is_sealed_in_that_moment(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever is taken off between its being found and its being placed has no stanza of it."""
    who = person(world, "anna")
    with monkeypatch.context() as stopped:
        unplaced(stopped)
        waiting_answer(world)
        bo = world.enrolled["bo"]
        happened = between(
            stopped, publish.outbox, "waiting_messages", lambda: changed(world, who, remove=[bo.handle])
        )
        world.clock.go(minutes=10)
        publish.place_messages(world.organisation, system_access(), now=world.clock.now())
        assert happened()
    assert not any(opens(world, bo.identity).values())
    read_by(world, "cy")
    assert doubts(world) == set()


def test_what_follows_a_new_code_takes_back_no_change_that_came_in_between(
    world: OfficeWorld, three: ReceiptCode, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A message that waits is not given to the new key as it was before bo was taken off."""
    new, bo = new_receipt_code(), world.enrolled["bo"]
    with monkeypatch.context() as stopped:
        unplaced(stopped)
        waiting_answer(world)
        take_new_code(world.reception, three, new, now=world.clock.now())
        who = person(world, "cy")
        happened = between(
            stopped, follow_mailbox, "mailbox_keys", lambda: changed(world, who, remove=[bo.handle])
        )
        read_by(world, "anna")
        assert happened()
    for _ in range(2):
        read_by(world, "anna")
        world.clock.go(minutes=10)
        world.tick()
    assert sum(kind == "message" for kind in _kinds(world)) == 2
    assert not any(opens(world, bo.identity).values())


def _kinds(world: OfficeWorld) -> Sequence[str]:
    return [kind for _id, kind, place, *_rest in everything(world) if place == Direction.OUT]
