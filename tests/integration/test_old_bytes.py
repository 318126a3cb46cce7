"""What was taken from somebody is in no file of the databases any more: neither in a table nor in the log."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path

import pyotp
import pytest
from sqlalchemy import text

from crypto.mailbox import Mailbox
from crypto.receipt import new_receipt_code
from intake.clock import COPENHAGEN
from intake.services.new_code import take_new_code
from intake.store.engine import read, write
from tests.colleagues import finish_batches, join, opens, rows_of, who_is
from tests.integration.test_leaving import end, follow
from tests.office import OfficeWorld, found_office
from tests.recovered import a_kept_town
from triage.cases.roles import Role
from triage.services.casework.open_case import open_report
from triage.services.casework.rewrapping import BatchTally, finish
from triage.services.people.admitting import admit
from triage.services.people.new_keys import owe_new_keys
from triage.services.people.new_person import NewPerson
from triage.services.people.old_copies import cut_owed
from triage.services.people.own_keys import OwnKeys, keep
from triage.services.people.pending_file import signed, to_be_signed
from triage.services.people.slow_down import Mistakes
from triage.services.people.tickets import invite_again, redeem
from triage.services.recovery.take import take
from triage.store import holdings
from triage.store.former_seeds import FormerSeed, put_former_seed
from triage.store.visibility import system_access

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
TODAY = MONDAY.date()
PIECE = 32
STANZAS = ("stanza", "index_stanza")
BELONGINGS = {"draft": "envelope", "former_seed": "wrapped_seed", "list_view": "filters", "rewrap": "person"}
"""What a person has of their own, by the column of it that is looked for."""


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """Anna, Bo and Eva hold a case with a message and a note, and Eva a draft, a list and an earlier seed."""
    world = found_office(tmp_path / "office", MONDAY)
    join(world, NewPerson("eva", "Eva Advisor", Role.ADVISOR))
    world.write(world.send())
    eva = world.signed_in("eva")
    [row] = rows_of(world, "eva")
    open_report(world.organisation, who_is(world, "eva"), row.case_reference, now=world.clock.now())
    eva.save(row.case_reference, "note", item="Set og læst.")
    eva.get(f"/cases/{row.case_reference}/note")
    draft = {"item": "Halvt skrevet", "kept_as": eva.value("kept_as"), "step": "keep"}
    eva.follow(f"/cases/{row.case_reference}/note/draft", draft)
    handle = world.enrolled["eva"].handle
    with write(world.organisation.triage) as connection:
        put_former_seed(connection, FormerSeed(handle, b"\x77" * 16, b"an earlier seed, wrapped" * 4, TODAY))
        kept = text("insert into list_view (person, filters) values (:person, 'scheme=whistleblower&sort=z')")
        connection.execute(kept, {"person": handle})
        holdings.wait_for(connection, row.handle, [handle], TODAY)
    finish_batches(world)
    return world


def sealed_to(world: OfficeWorld, name: str) -> set[bytes]:
    """Give the bytes of every stanza that a person has."""
    return sealed_under(world, world.enrolled[name].identity.key_id)


def sealed_under(world: OfficeWorld, key: bytes) -> set[bytes]:
    """Give the bytes of every stanza that a key has."""
    found: set[bytes] = set()
    for engine, tables in ((world.organisation.triage, STANZAS), (world.organisation.intake, STANZAS[:1])):
        with read(engine) as connection:
            for table in tables:
                query = text(f"select wrapped from {table} where key_id = :key")
                found |= {bytes(each) for each in connection.execute(query, {"key": key}).scalars()}
    return found


def belongings(world: OfficeWorld, name: str) -> dict[str, list[object]]:
    """Give what a person has of their own, by its table."""
    with read(world.organisation.triage) as connection:
        return {
            table: list(
                connection.execute(
                    text(f"select {column} from {table} where person = :person"),
                    {"person": world.enrolled[name].handle},
                ).scalars()
            )
            for table, column in BELONGINGS.items()
        }


def lying(world: OfficeWorld, secrets: Collection[bytes]) -> int:
    """Count how many of these bytes lie in any file of the databases."""
    assert secrets
    files = [
        each.read_bytes()
        for engine in (world.organisation.triage, world.organisation.intake)
        for each in Path(str(engine.url.database)).parent.glob("*.db*")
    ]
    return sum(any(piece in file for piece in _pieces(each) for file in files) for each in secrets)


def _pieces(secret: bytes) -> list[bytes]:
    """Cut what may lie on several pages of a file, without the head of an envelope, which is not its own."""
    whole = range(0, max(1, len(secret) - PIECE + 1), PIECE)
    return [secret[first : first + PIECE] for first in whole][len(secret) // 400 :]


def _secrets(world: OfficeWorld) -> set[bytes]:
    own = belongings(world, "eva")
    assert all(own.values()), own
    texts = {each if isinstance(each, bytes) else str(each).encode() for each in own["list_view"]}
    bodies = {bytes(each) for table in ("draft", "former_seed") for each in own[table]}  # type: ignore[call-overload]  # bytes, by their columns
    found = sealed_to(world, "eva") | texts | bodies
    assert lying(world, found) == len(found)
    return found


def test_nothing_of_a_leaver_lies_in_any_file(world: OfficeWorld) -> None:
    """No stanza, draft, list or earlier seed, and nothing that was still to be made for them."""
    secrets = _secrets(world)
    end(world, "eva")

    follow(world)

    assert not any(belongings(world, "eva").values())
    assert lying(world, secrets) == 0
    assert all(opens(world, "anna").values())


def test_a_log_that_somebody_is_reading_is_cut_afterwards(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The clock goes on until it is cut, and then leaves it alone."""
    monkeypatch.setattr("intake.store.log.MOST_MS", 50)
    secrets = _secrets(world)
    end(world, "eva")
    with read(world.organisation.intake) as reader, read(world.organisation.triage) as other:
        for each in (reader, other):
            each.execute(text("select count(*) from stanza")).scalar_one()
        follow(world)
        assert lying(world, secrets)
        assert not cut_owed(world.organisation)
        assert follow(world) == 0
    assert cut_owed(world.organisation)
    assert lying(world, secrets) == 0
    with monkeypatch.context() as never:
        never.setattr("triage.services.people.old_copies.cut_log", None)
        assert cut_owed(world.organisation)


def test_nothing_of_the_keys_before_a_ticket_lies_in_any_file(world: OfficeWorld) -> None:
    """Bo has lost his passphrase: his wrapped seed goes with the new keys, his stanzas as Anna gives new."""
    with read(world.organisation.triage) as connection:
        query = text("select wrapped_seed from person where handle = :person")
        seed = connection.execute(query, {"person": world.enrolled["bo"].handle}).scalar_one()
    secrets = {bytes(seed)} | sealed_to(world, "bo")
    assert lying(world, secrets) == len(secrets)
    world.clock.go(days=1)
    now = world.clock.now()
    ticket = invite_again(world.organisation, "bo", today=now.date()).words

    made = OwnKeys(redeem(world.organisation, Mistakes(), ticket, now=now))
    code = pyotp.TOTP(made.secret).at(now)
    keep(world.organisation, made, passphrase=made.passphrase, code=code, now=now)
    waits = to_be_signed(world.organisation, today=now.date())
    admit(world.organisation, signed(waits, waits.asked, world.root).statements, today=now.date())
    for _ in finish(world.organisation, who_is(world, "anna"), world.clock, BatchTally()):
        pass
    owe_new_keys(world.organisation, system_access(), today=now.date())
    assert cut_owed(world.organisation)

    assert sealed_to(world, "bo") == set()
    assert lying(world, secrets) == 0


def test_nothing_of_the_keys_before_a_recovery_lies_in_any_file(tmp_path: Path) -> None:
    """Anna has lost her keys: the stanzas under them go as the new ones are taken over, of the lists too."""
    town = a_kept_town(tmp_path)
    world = town.world
    world.send()
    world.signed_in("anna").open_case()
    world.clock.go(days=1)
    secrets = sealed_to(world, "anna")
    town.loses_keys("anna")
    assert cut_owed(world.organisation)
    assert lying(world, secrets) == len(secrets)

    take(world.organisation, system_access(), town.granted("anna"), now=world.clock.now())

    assert cut_owed(world.organisation)
    assert lying(world, secrets) == 0


def test_nothing_of_the_code_before_lies_in_any_file(world: OfficeWorld) -> None:
    """A reporter takes a new code: when the clock has noted it, the stanzas of the old one are gone."""
    code = world.send()
    secrets = sealed_under(world, Mailbox.from_code(code).key_id)
    assert cut_owed(world.organisation)
    assert lying(world, secrets) == len(secrets)

    take_new_code(world.reception, code, new_receipt_code(), now=world.clock.now())
    world.tick()

    assert cut_owed(world.organisation)
    assert lying(world, secrets) == 0


def test_a_leaver_costs_a_tick_no_write_once_nothing_is_left(world: OfficeWorld) -> None:
    """Whoever has left is looked for once a day, and at once where another leaves."""
    end(world, "eva")
    follow(world)
    with pytest.MonkeyPatch.context() as counted:
        counted.setattr("triage.services.people.leaving.write", None)
        assert follow(world) == 0
    with write(world.organisation.triage) as connection:
        wait = text("insert into list_view (person, filters) values (:person, 'a')")
        connection.execute(wait, {"person": world.enrolled["eva"].handle})
    assert follow(world) == 0
    world.clock.go(days=1)
    assert follow(world) == 1
