"""
Somebody who writes to the directory of keys, with the seed of one advisor: a curious one who also operates,
or whose passphrase was stolen.
"""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import text

from crypto.directory import Directory
from crypto.identities import Identity
from crypto.keys import Signer
from crypto.statement import ADVISOR, OLD_VERSION, RECOVERY, VERSION, Statement
from intake.clock import COPENHAGEN
from intake.store.engine import read, write
from tests.office import OfficeWorld, found_office
from triage.cases.roles import Role
from triage.services.people.enrol import NewPerson, enrol
from triage.services.people.holders import directory
from triage.store import postbox

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
STRANGER = Identity.from_seed(b"\x07" * 32)


@pytest.fixture
def world(tmp_path) -> OfficeWorld:
    """An office with three advisors."""
    made = found_office(tmp_path / "town", MONDAY)
    new = NewPerson("cilla", "Cilla Advisor", Role.ADVISOR)
    made.enrolled["cilla"] = enrol(made.organisation, new, made.root, today=MONDAY.date())
    return made


def _members(world: OfficeWorld) -> Directory:
    return directory(world.organisation, world.clock.now().date())


def _say(
    world: OfficeWorld,
    handle: bytes,
    *signers: Signer,
    role: str = ADVISOR,
    keys: Identity = STRANGER,
    version: int = VERSION,
    valid_from: date | None = None,
) -> None:
    """Write into the directory whose keys these are."""
    members = _members(world)
    statement = Statement(
        number=members.next_number,
        previous=members.head,
        person=handle,
        role=role,
        kem_public=keys.kem_public,
        verify_key=keys.verify_key,
        valid_from=valid_from or world.clock.now().date(),
        version=version,
    )
    for signer in signers:
        statement = statement.signed(signer)
    with write(world.organisation.intake) as connection:
        number = len(members.statements) + len(members.unsigned) + 1
        postbox.add_statement(connection, number, statement.encode())


def _sealed_to(world: OfficeWorld) -> set[bytes]:
    """Send a report, and give the ids of the keys that it is sealed to."""
    world.send()
    with read(world.organisation.intake) as connection:
        held = connection.execute(
            text("select key_id from stanza join item on item_id = id where kind = 'report'")
        )
        return set(held.scalars())


def _key_ids(world: OfficeWorld, *names: str) -> set[bytes]:
    return {world.enrolled[name].identity.key_id for name in names}


def test_one_advisor_takes_no_other_out(world: OfficeWorld) -> None:
    """What bo alone signs of anna's keys is an alarm; she is sealed to and signs in (H3, a10)."""
    bo = world.enrolled["bo"].identity
    _say(world, world.enrolled["anna"].handle, bo)
    sealed = _sealed_to(world)
    assert STRANGER.key_id not in sealed
    assert sealed > _key_ids(world, "anna", "bo", "cilla")
    anna = world.signed_in("anna")
    anna.get("/")
    assert "uden gyldig underskrift" in anna.words(".alert-error")


def test_one_advisor_voids_nothing_that_was_signed(world: OfficeWorld) -> None:
    """An early first day ends no keys backwards: anna's letters stay hers (H3, b1)."""
    world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    anna.decide(reference, "message", item="Tak for din henvendelse.")
    world.tick()
    bo, cilla = world.enrolled["bo"].identity, world.enrolled["cilla"]
    founded = MONDAY.date()
    world.clock.on(founded + timedelta(days=7))
    _say(world, world.enrolled["anna"].handle, bo, valid_from=founded)
    _say(world, cilla.handle, world.root, keys=cilla.identity)
    _say(world, world.enrolled["anna"].handle, world.root, valid_from=founded)
    assert [each.why for each in _members(world).unsigned] == ["signer", "day"]
    sender = _members(world).sender(world.enrolled["anna"].identity.verify_key, on=founded)
    assert sender is not None
    bos = world.signed_in("bo")
    bos.open_case()
    assert "Tak for din henvendelse." in bos.words()


def test_two_advisors_make_no_recovery_key(world: OfficeWorld) -> None:
    """What everything is sealed to besides comes from the root, whoever else signs (A5)."""
    anna, bo = (world.enrolled[name].identity for name in ("anna", "bo"))
    before = _members(world).require_recovery()
    _say(world, b"p" * 16, anna, bo, role=RECOVERY)
    _say(world, before.person, anna, bo, role=RECOVERY)
    assert _members(world).require_recovery() == before
    sealed = _sealed_to(world)
    assert before.key_id in sealed
    assert STRANGER.key_id not in sealed


def test_a_recovery_key_in_the_settings_is_sealed_to_by_nobody(tmp_path, monkeypatch) -> None:
    """Where an older Betro read it, nobody reads it now; the doctor says that it is another (A5)."""
    monkeypatch.setenv("BETRO_RECOVERY_KEM_PUBLIC", STRANGER.kem_public.hex())
    world = found_office(tmp_path / "town", MONDAY)
    assert STRANGER.key_id not in _sealed_to(world)
    anna = world.signed_in("anna")
    anna.decide(anna.open_case(), "note", item="En note")
    with read(world.organisation.triage) as connection:
        assert STRANGER.key_id not in set(connection.execute(text("select key_id from stanza")).scalars())


def test_keys_that_a_founder_saw_bring_nobody_in(tmp_path) -> None:
    """An installation of an older Betro: with every advisor's seed, the operator still makes nobody (C1)."""
    world = found_office(tmp_path / "town", MONDAY)
    with write(world.organisation.intake) as connection:
        connection.execute(text("delete from directory_statement"))
    for name in ("anna", "bo"):
        seen = world.enrolled[name]
        _say(world, seen.handle, world.root, keys=seen.identity, version=OLD_VERSION)
    seen = [world.enrolled[name].identity for name in ("anna", "bo")]
    _say(world, b"p" * 16, *seen)
    _say(world, world.enrolled["anna"].handle, seen[0])
    members = _members(world)
    assert (members.advisors, [each.why for each in members.unsigned]) == ((), ["signer", "signer"])
