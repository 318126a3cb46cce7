"""Who holds a case from now on: what it opens, what it closes, and what it shows to who reads the disk."""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from crypto.envelope import Kind
from crypto.mailbox import Mailbox
from crypto.receipt import ReceiptCode
from intake.clock import COPENHAGEN
from intake.services.correspond import MailboxView, open_mailbox
from tests.holders import (
    changed,
    doubts,
    everything,
    held_by,
    in_intake,
    joined,
    opens,
    person,
    read_by,
    the_row,
    told_to_mailbox,
    waits,
    wrote,
)
from tests.office import OfficeWorld
from triage.cases.decisions.messages import MessageDecided
from triage.cases.refusals import Refusal
from triage.cases.typed import typed
from triage.services.casework import restanza
from triage.services.casework.change_holders import change_holders
from triage.services.casework.execute import execute
from triage.services.reading.visible_case import NoSuchCaseError
from triage.store import outbox, stanzas

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)


@pytest.fixture
def code(world: OfficeWorld) -> ReceiptCode:
    """A report, opened, with a note and an answer; cy begins two days later and holds nothing."""
    code = world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    anna.decide(reference, "message", item="Tak for din henvendelse.")
    wrote(world, "anna", "Et notat")
    world.clock.go(days=2)
    joined(world, "cy")
    return code


def numbers(world: OfficeWorld) -> set[int]:
    """Give how many stanzas each item has, but for that of the mailbox."""
    to_mailbox = (Kind.REPORT, Kind.MESSAGE)
    return {
        len(found) - (kind in to_mailbox) for _id, kind, _direction, _envelope, found in everything(world)
    }


@pytest.mark.usefixtures("code")
def test_whoever_is_added_opens_everything_and_whoever_is_removed_nothing(world: OfficeWorld) -> None:
    """Also what lay there before; and what is written afterwards goes to those who hold it then."""
    anna, bo, cy = (world.enrolled[each] for each in ("anna", "bo", "cy"))
    assert not any(opens(world, cy.identity).values())
    changed(world, person(world, "anna"), add=[cy.handle], remove=[bo.handle])
    wrote(world, "cy", "Fra cy")
    assert all(opens(world, cy.identity).values())
    assert all(opens(world, anna.identity).values())
    assert not any(opens(world, bo.identity).values())
    assert held_by(world, person(world, "cy")) == {anna.handle, cy.handle}
    with pytest.raises(NoSuchCaseError):
        read_by(world, "bo")
    read_by(world, "cy")
    assert doubts(world) == set()


@pytest.mark.usefixtures("code")
def test_a_change_leaves_the_number_of_stanzas_alike(world: OfficeWorld) -> None:
    """Of what lay there and of what comes: whoever was taken off has a decoy of everything."""
    bo, cy = world.enrolled["bo"], world.enrolled["cy"]
    assert numbers(world) == {3}
    changed(world, person(world, "anna"), add=[cy.handle])
    assert numbers(world) == {4}
    changed(world, person(world, "anna"), remove=[bo.handle])
    wrote(world, "cy", "Fra cy")
    assert numbers(world) == {4}
    changed(world, person(world, "anna"), add=[bo.handle])
    assert numbers(world) == {4}
    assert all(opens(world, bo.identity).values())


def test_the_mailbox_is_told_who_holds_the_case_and_nobody_else_reads_it(
    world: OfficeWorld, code: ReceiptCode
) -> None:
    """The statement lies there as it was signed, sealed to the mailbox alone, before anything is fetched."""
    bo, cy = world.enrolled["bo"], world.enrolled["cy"]
    changed(world, person(world, "anna"), add=[cy.handle], remove=[bo.handle])
    (told,) = told_to_mailbox(world, Mailbox.from_code(code))
    assert (told.number, set(told.persons)) == (1, {world.enrolled["anna"].handle, cy.handle})


def test_a_change_shows_the_reporter_nothing(world: OfficeWorld, code: ReceiptCode) -> None:
    """Neither what was re-wrapped for somebody nor a decoy is a doubt, and what was said stays said."""
    bo, cy = world.enrolled["bo"], world.enrolled["cy"]
    world.tick()
    before = view(world, code)
    assert (before.has_warnings, len(before.messages)) == (False, 1)
    for change in ({"add": [cy.handle]}, {"remove": [bo.handle]}, {"add": [bo.handle]}):
        changed(world, person(world, "anna"), **change)
        world.tick()
        assert replace(view(world, code), items=before.items, card=before.card) == before


def view(world: OfficeWorld, code: ReceiptCode) -> MailboxView:
    """Come back with the code."""
    return open_mailbox(world.reception, Mailbox.from_code(code), now=world.clock.now())


@pytest.mark.usefixtures("code")
def test_nobody_is_left_alone_with_a_case(world: OfficeWorld) -> None:
    """One who would hold it alone is refused, and so is adding somebody who cannot hold it."""
    anna, bo = world.enrolled["anna"], world.enrolled["bo"]
    carla = world.enrolled["carla"]
    who = person(world, "anna")
    for codes, change in {
        "holders_too_few": {"remove": [bo.handle]},
        "holders_none": {"remove": [bo.handle, anna.handle]},
        "holder_cannot": {"add": [carla.handle]},
        "holder_already": {"add": [bo.handle]},
        "holder_is_not": {"remove": [world.enrolled["cy"].handle]},
    }.items():
        with pytest.raises(Refusal) as refused:
            changed(world, who, **change)
        assert refused.value.code == codes
    assert held_by(world, who) == {anna.handle, bo.handle}


@pytest.mark.usefixtures("code")
def test_whoever_recuses_themselves_says_why_to_those_who_go_on(world: OfficeWorld) -> None:
    """They find the case no more, and cannot read what they wrote last."""
    bo, cy = world.enrolled["bo"], world.enrolled["cy"]
    changed(world, person(world, "anna"), add=[cy.handle])
    why = "Den indberettede er min svoger."
    reference, who = the_row(world).case_reference, person(world, "bo")
    change_holders(world.organisation, who, reference, remove=[bo.handle], why=why, now=world.clock.now())
    assert not any(opens(world, bo.identity).values())
    with pytest.raises(NoSuchCaseError):
        read_by(world, "bo", who=who)
    cy_browser = world.signed_in("cy")
    cy_browser.open_case()
    assert why in cy_browser.words()
    assert doubts(world) == set()


@pytest.mark.usefixtures("code")
@pytest.mark.parametrize("after", range(6))
def test_a_change_that_is_broken_off_is_carried_on_by_the_next_who_opens(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch, after: int
) -> None:
    """Wherever it is killed, who holds the case reads everything that they could, and nothing is in doubt."""
    anna, bo, cy = (world.enrolled[each] for each in ("anna", "bo", "cy"))
    monkeypatch.setattr(restanza, "AT_ONCE", 1)
    with monkeypatch.context() as killed:
        dies_after(killed, after)
        with pytest.raises(KilledError):
            changed(world, person(world, "bo"), add=[cy.handle], remove=[bo.handle])
    assert all(opens(world, anna.identity).values())
    read_by(world, "anna")
    assert all(opens(world, cy.identity).values())
    assert not any(opens(world, bo.identity).values())
    assert not waits(world)
    assert doubts(world) == set()


class KilledError(Exception):
    """The process is no more."""


def dies_after(killed: pytest.MonkeyPatch, steps: int) -> None:
    """Let the process die when so many stanzas have been changed."""
    left = [steps]

    def dying(change: Any) -> Any:
        def one(*given: Any) -> None:
            if not left[0]:
                raise KilledError
            left[0] -= 1
            change(*given)

        return one

    for name in ("change_in_mailbox", "change_in_case"):
        killed.setattr(stanzas, name, dying(getattr(stanzas, name)))


@pytest.mark.usefixtures("code")
def test_an_answer_that_waits_is_placed_for_those_who_hold_the_case_then(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It was sealed to others when it was written; nobody who was taken off reads it from the mailbox."""
    bo, cy = world.enrolled["bo"], world.enrolled["cy"]
    reference = the_row(world).case_reference
    with monkeypatch.context() as stopped:
        stopped.setattr("triage.services.casework.execute.place_messages", lambda *_given, **_named: 0)
        said = typed(MessageDecided, item="Kom til et møde.")
        execute(world.organisation, person(world, "anna"), reference, said, now=world.clock.now())
        stopped.setattr("triage.services.casework.change_holders.place_messages", lambda *_given, **_named: 0)
        changed(world, person(world, "anna"), add=[cy.handle], remove=[bo.handle])
    world.clock.go(minutes=10)
    world.tick()
    assert sum(kind is Kind.MESSAGE for _id, kind, *_rest in everything(world)) == 2
    assert all(opens(world, cy.identity).values())
    assert not any(opens(world, bo.identity).values())
    read_by(world, "cy")
    assert doubts(world) == set()


@pytest.mark.usefixtures("code")
def test_an_answer_that_is_being_placed_while_holders_change_is_for_those_who_hold_it_then(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Bo is taken off between the look at what waits and its placing: no stanza of it opens for him."""
    bo, cy = world.enrolled["bo"], world.enrolled["cy"]
    real, reference = outbox.waiting_messages, the_row(world).case_reference
    with monkeypatch.context() as stopped:
        stopped.setattr("triage.services.casework.execute.place_messages", lambda *_given, **_named: 0)
        said = typed(MessageDecided, item="Kom til et møde.")
        execute(world.organisation, person(world, "anna"), reference, said, now=world.clock.now())
    world.clock.go(minutes=10)

    def meanwhile(*given: Any) -> Any:
        found = real(*given)
        monkeypatch.setattr(outbox, "waiting_messages", real)
        monkeypatch.setattr("triage.services.casework.change_holders.place_messages", lambda *_, **__: 0)
        changed(world, person(world, "anna"), add=[cy.handle], remove=[bo.handle])
        return found

    monkeypatch.setattr(outbox, "waiting_messages", meanwhile)
    world.tick()

    assert sum(kind is Kind.MESSAGE for _id, kind, *_rest in everything(world)) == 2
    assert all(opens(world, cy.identity).values())
    assert not any(opens(world, bo.identity).values())
    assert doubts(world) == set()


def test_what_a_reporter_sealed_before_they_could_know_is_made_right(
    world: OfficeWorld, code: ReceiptCode
) -> None:
    """A message that crosses a change goes to those who held the case; the next session makes it right."""
    bo, cy = world.enrolled["bo"], world.enrolled["cy"]
    changed(world, person(world, "anna"), add=[cy.handle], remove=[bo.handle])
    of_holders = "(select id from item where direction = 'holders')"
    in_intake(world, f"delete from stanza where item_id in {of_holders}")
    in_intake(world, "delete from item where direction = 'holders'")
    world.write(code, "Krydser ændringen")
    assert any(opens(world, bo.identity).values())
    world.tick()
    read_by(world, "anna")
    assert all(opens(world, cy.identity).values())
    assert not any(opens(world, bo.identity).values())
    assert doubts(world) == set()
