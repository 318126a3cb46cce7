"""
Somebody who can write to the databases changes who can read a case: it opens nothing, and those who hold the
case are told, and nobody else (attacks a3, a5, a6, a7 and b2 of the reading of the sealing).
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from crypto.envelope import Sealed
from crypto.identities import Identity
from crypto.receipt import new_receipt_code
from crypto.seal import seal
from intake.clock import COPENHAGEN
from intake.services import submit as submitting
from intake.services.submit import submit
from intake.store.engine import read
from tests.holders import (
    changed,
    doubts,
    forged_statement,
    granted,
    in_intake,
    in_triage,
    joined,
    opens,
    person,
    placed_by,
    read_by,
    wrote,
)
from tests.office import A_REPORT, OfficeWorld
from triage.cli.checks import faults
from triage.services.clock.comparing import compare_stanzas
from triage.services.people.first_item import HoldersUnknownError
from triage.services.people.holding import NotHeldError
from triage.services.reading.visible_case import NoSuchCaseError
from triage.store import tables
from triage.store.visibility import system_access

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
THIEF = Identity.from_seed(b"\x0d" * 32)
JUNK = bytes(1168)


def sent_unnoticed(world: OfficeWorld) -> None:
    """Let a reporter send something in before the clock has come round."""
    submit(world.reception, A_REPORT, new_receipt_code(), now=world.clock.now())


def banners(world: OfficeWorld, name: str) -> str:
    """Give the words of the page that somebody begins at."""
    browser = world.signed_in(name)
    browser.get("/")
    return browser.words("body")


def key_of(world: OfficeWorld, name: str) -> bytes:
    """Give the id of somebody's key."""
    return world.enrolled[name].identity.key_id


def compared(world: OfficeWorld) -> None:
    """Let a day go by, and the clock compare every case."""
    world.clock.go(days=1)
    compare_stanzas(world.organisation, system_access(), now=world.clock.now())


def mailed(world: OfficeWorld) -> set[str]:
    """Give who is to get a mail, by their sign-in names, and forget it."""
    names = {each.handle: name for name, each in world.enrolled.items()}
    with read(world.organisation.triage) as connection:
        query = select(tables.outbox.c.person).where(tables.outbox.c.person.is_not(None))
        found = {names[each] for each in connection.execute(query).scalars()}
    in_triage(world, "delete from outbox where person is not null")
    return found


def said_by_doctor(world: OfficeWorld) -> str:
    """Give what the doctor says of who holds what."""
    found = faults(world.organisation, world.clock.now())
    return " ".join(words for name, words in found if name in {"holders", "stanzas"})


@pytest.fixture
def reported(world: OfficeWorld) -> OfficeWorld:
    """A report that anna has opened and noted something in; nobody has a mail to come."""
    world.send()
    read_by(world, "anna")
    wrote(world, "anna", "Et notat")
    mailed(world)
    return world


def test_a_stanza_deleted_before_the_clock_receives_is_seen_by_who_opens(world: OfficeWorld) -> None:
    """
    As in attack a3; anna sees that somebody lacks a key, and bo is told that there is something to look at.
    """
    sent_unnoticed(world)
    in_intake(world, "delete from stanza where key_id = :key", key=key_of(world, "bo"))
    world.tick()
    mailed(world)
    read_by(world, "anna")
    assert doubts(world) == {"missing"}
    assert mailed(world) == {"bo"}
    assert "Der er tvivl" in banners(world, "anna")


@pytest.mark.parametrize("where", ["intake", "triage"])
def test_a_foreign_stanza_is_seen_by_who_opens(reported: OfficeWorld, where: str) -> None:
    """A stanza under a key that stands in no directory, or of an adviser who never held the case (a5)."""
    world = reported
    if where == "intake":
        sql = "insert into stanza select id, :key, :wrapped from item where direction = 'in'"
        in_intake(world, sql, key=THIEF.key_id, wrapped=JUNK)
    else:
        joined(world, "cy")
        sql = "insert into stanza select id, :key, :wrapped from item"
        in_triage(world, sql, key=key_of(world, "cy"), wrapped=JUNK)
    read_by(world, "anna")
    assert doubts(world) == {"foreign", "changed"}
    assert mailed(world) == {"bo"}


def _sealed_to_the_thief_too(plaintext: bytes, *, recipients: Sequence[bytes], **rest: Any) -> Sealed:
    return seal(plaintext, recipients=[*recipients, THIEF.kem_public], **rest)


def test_a_portal_with_another_recovery_key_is_seen_by_who_opens(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody who named a key of their own as that of the recovery gets a copy, and that is seen (a5)."""
    with monkeypatch.context() as portal:
        portal.setattr(submitting, "seal", _sealed_to_the_thief_too)
        sent_unnoticed(world)
    world.tick()
    assert any(opens(world, THIEF).values())
    read_by(world, "anna")
    assert doubts(world) == {"foreign"}


def test_an_adviser_who_begins_later_gets_nothing_of_an_older_case(reported: OfficeWorld) -> None:
    """Neither a note nor an answer of the office is sealed to whoever did not hold the case (a6)."""
    world = reported
    joined(world, "cy")
    world.clock.go(days=1)
    wrote(world, "anna", "Et nyt notat")
    anna = world.signed_in("anna")
    anna.decide(anna.open_case(), "message", item="Tak for din henvendelse.")
    assert not any(opens(world, world.enrolled["cy"].identity).values())
    assert all(opens(world, world.enrolled["bo"].identity).values())


def test_one_inserted_grant_opens_nothing_and_is_told(reported: OfficeWorld) -> None:
    """
    What is written afterwards is not sealed to whom the row names; they can decide nothing, and learn of no
    doubt; those who hold the case do (a7).
    """
    world = reported
    handle = joined(world, "cy")
    granted(world, handle)
    wrote(world, "anna", "Efter rækken")
    assert not any(opens(world, world.enrolled["cy"].identity).values())
    with pytest.raises(HoldersUnknownError):
        wrote(world, "cy", "Fra cy")
    compared(world)
    assert doubts(world) == {"grant"}
    mailed(world)
    read_by(world, "cy")
    assert mailed(world) == {"anna", "bo"}
    assert "Der er tvivl" not in banners(world, "cy")
    assert "Der er tvivl" in banners(world, "bo")
    assert "may be seen by somebody who does not hold them" in said_by_doctor(world)


def test_whoever_was_taken_off_a_case_and_writes_a_grant_for_themselves_finds_none(
    reported: OfficeWorld,
) -> None:
    """Their session still knows the first item; what was signed since decides."""
    world = reported
    cy, bo = joined(world, "cy"), person(world, "bo")
    read_by(world, "bo", who=bo)
    changed(world, person(world, "anna"), add=[cy], remove=[bo.handle])
    granted(world, bo.handle)
    with pytest.raises(NoSuchCaseError):
        read_by(world, "bo", who=bo)
    with pytest.raises(NotHeldError):
        wrote(world, "bo", "Fra bo", who=bo)
    assert doubts(world) == {"grant"}


@pytest.mark.parametrize("edit", ["random bytes", "deleted", "item of triage"])
def test_a_stanza_that_is_exchanged_after_receipt_is_seen_by_the_clock(
    reported: OfficeWorld, edit: str
) -> None:
    """Random bytes in its place, or none at all: the record of the day of receipt says otherwise."""
    world, key = reported, key_of(reported, "bo")
    compared(world)
    assert doubts(world) == set()
    if edit == "deleted":
        in_intake(world, "delete from stanza where key_id = :key", key=key)
    else:
        edited = in_intake if edit == "random bytes" else in_triage
        edited(world, "update stanza set wrapped = :junk where key_id = :key", junk=JUNK, key=key)
    compared(world)
    assert doubts(world) - {"grant"} == {"changed"}
    assert mailed(world) >= {"anna", "bo"}
    assert "not those that were recorded" in said_by_doctor(world)


@pytest.mark.parametrize("edit", ["deleted", "forged", "other signer"])
def test_a_statement_that_is_taken_away_or_forged_is_seen(reported: OfficeWorld, edit: str) -> None:
    """Neither brings anybody back who was taken off."""
    world = reported
    cy, bo = joined(world, "cy"), world.enrolled["bo"]
    changed(world, person(world, "anna"), add=[cy], remove=[bo.handle])
    if edit == "deleted":
        in_triage(world, "delete from holder_statement")
    else:
        forged_statement(world, bo.identity if edit == "other signer" else THIEF, bo.handle)
    wrote(world, "anna", "Efter ændringen")
    if edit != "deleted":
        assert not any(opens(world, bo.identity).values())
    read_by(world, "anna")
    assert "statement" in doubts(world)


def test_an_adviser_who_does_not_hold_the_case_speaks_to_nobody(reported: OfficeWorld) -> None:
    """Whoever writes into the mailbox without holding the case is not believed by the office (b2)."""
    world = reported
    joined(world, "cy")
    world.clock.go(days=1)
    placed_by(world, world.enrolled["cy"].identity, "Skriv venligst dit navn")
    anna = world.signed_in("anna")
    anna.open_case()
    assert "Skriv venligst dit navn" not in anna.words()
    assert "er ikke underskrevet af" in anna.words(".alert-error")


def test_a_doubt_is_settled_by_who_holds_the_case_with_a_reason(reported: OfficeWorld) -> None:
    """The same is not raised again, and anything new of its kind is."""
    world = reported
    insert = "insert into stanza select id, :key, :wrapped from item where direction = 'in'"
    in_intake(world, insert, key=THIEF.key_id, wrapped=JUNK)
    anna = world.signed_in("anna")
    reference = anna.open_case()
    assert "Der er tvivl" in anna.words(".alert-error")
    for kind in ("foreign", "changed"):
        anna.save(reference, "settle-doubt", kind=kind, reason_item="Vi har set på det med driften.")
    anna.open_case()
    assert doubts(world) == set()
    assert "Der er tvivl" not in anna.words()
    in_triage(world, "insert into stanza select id, :key, :junk from item", key=THIEF.key_id, junk=JUNK)
    read_by(world, "bo")
    assert doubts(world) == {"foreign", "changed"}


def test_what_is_right_again_is_forgotten(reported: OfficeWorld) -> None:
    """A stanza that was taken away and put back is no doubt any more."""
    world = reported
    insert = "insert into stanza select id, :key, :wrapped from item where direction = 'in'"
    in_intake(world, insert, key=THIEF.key_id, wrapped=JUNK)
    read_by(world, "anna")
    assert doubts(world)
    in_intake(world, "delete from stanza where key_id = :key", key=THIEF.key_id)
    read_by(world, "bo")
    assert doubts(world) == set()
