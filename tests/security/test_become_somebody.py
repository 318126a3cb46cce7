"""
Becoming somebody, or staying somebody, by writing to the databases: a session is who the signed directory
says at each request, and no row makes it another.
"""

from base64 import b32encode
from collections.abc import Sequence
from datetime import date, datetime, timedelta

import pyotp
import pytest
from sqlalchemy import text

from crypto.confirmation import Confirmation
from crypto.identities import SEED_BYTES, Identity
from crypto.passphrase import wrap
from crypto.statement import Statement
from intake.clock import COPENHAGEN
from intake.store.engine import read, write
from tests.office import BASE, Browser, OfficeWorld
from triage.services.people.confirmations import seen_by
from triage.services.people.holders import directory
from triage.store import journal, postbox
from triage.store.confirmations import ConfirmationRow, put_confirmation

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
THEIR_SEED, THEIR_SECRET, THEIR_WORDS = (
    b"\x09" * SEED_BYTES,
    b"\x08" * 20,
    "bafok-bafok-bafok-bafok-bafok-bafok",
)


def _triage(world: OfficeWorld, sql: str, **values: object) -> None:
    with write(world.organisation.triage) as connection:
        connection.execute(text(sql), values)


def _intake(world: OfficeWorld, sql: str, **values: object) -> Sequence[object]:
    with write(world.organisation.intake) as connection:
        found = connection.execute(text(sql), values)
        return list(found) if found.returns_rows else []


def _state(world: OfficeWorld, statement: Statement) -> None:
    with write(world.organisation.intake) as connection:
        postbox.add_statement(connection, statement.number, statement.encode())


def _said(world: OfficeWorld, name: str, *, until: date | None = None, **changed: object) -> Statement:
    """What the root says next about a person."""
    members = directory(world.organisation, world.clock.now().date())
    member = members.person(world.enrolled[name].handle)
    assert member is not None
    said = {
        "role": member.role,
        "kem_public": member.kem_public,
        "verify_key": member.verify_key,
        "valid_from": members.today,
        **changed,
    }
    return Statement(
        number=members.next_number,
        previous=members.head,
        person=member.person,
        valid_until=until,
        **said,  # type: ignore[arg-type]  # as the names say
    ).signed(world.root)


def _is_out(browser: Browser) -> bool:
    answer = browser.client.get("/", base_url=BASE)
    return answer.status_code == 303 and answer.headers["Location"].startswith("/sign-in")


def _become_anna(world: OfficeWorld) -> Browser:
    """Put a seed of one's own under anna's name, and sign in with it."""
    _triage(
        world,
        "update person set wrapped_seed = :seed, key_id = :key where sign_in_name = 'anna'",
        seed=wrap(THEIR_WORDS, THEIR_SEED + THEIR_SECRET),
        key=Identity.from_seed(THEIR_SEED).key_id,
    )
    world.clock.go(seconds=30)
    code = pyotp.TOTP(b32encode(THEIR_SECRET).decode()).at(world.clock.now())
    browser = world.browser()
    browser.sign_in("anna", passphrase=THEIR_WORDS, code=code)
    return browser


def test_who_signs_in_while_the_directory_is_broken_sees_dates_and_is_out_when_it_heals(
    world: OfficeWorld,
) -> None:
    """Attack M8: statement taken away, signed in as anna with an own seed, statement put back."""
    world.send()
    reference = world.signed_in("bo").only_case()
    (taken,) = _intake(world, "select number, statement from directory_statement where number = 1")
    _intake(world, "delete from directory_statement where number = 1")
    with read(world.organisation.triage) as connection:
        before, _head = journal.head(connection)
    thief = _become_anna(world)

    thief.get("/cases")
    assert "Nøglefortegnelsen er brudt" in thief.words(".alert-error")
    world.app.config["PROPAGATE_EXCEPTIONS"] = False
    thief.get(f"/cases/{reference}", 503)
    for path in (f"/cases/{reference}/open", f"/cases/{reference}/scope", "/register/inquiry", "/search"):
        thief.get("/cases")
        assert thief.post(path, {"step": "preview"}).status_code == 503, path
    _intake(world, "insert into directory_statement values (:number, :statement)", **taken._mapping)  # type: ignore[attr-defined]  # a row, by its columns

    assert _is_out(thief)
    with read(world.organisation.triage) as connection:
        written = list(journal.entries(connection, after=before, limit=100))
    assert [each.action for each in written] == ["person:believed"]
    assert [each.actor for each in written] == [journal.SYSTEM]


def test_a_session_from_before_shows_dates_alone_while_the_directory_is_broken_and_goes_on_after(
    world: OfficeWorld,
) -> None:
    """Whoever was checked is not put out: nothing is opened meanwhile, and everything afterwards."""
    world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    (taken,) = _intake(world, "select number, statement from directory_statement where number = 1")
    _intake(world, "delete from directory_statement where number = 1")
    world.app.config["PROPAGATE_EXCEPTIONS"] = False
    anna.get("/cases")
    anna.get(f"/cases/{reference}", 503)
    _intake(world, "insert into directory_statement values (:number, :statement)", **taken._mapping)  # type: ignore[attr-defined]  # a row, by its columns
    anna.get(f"/cases/{reference}")


def test_an_end_of_today_ends_session_and_sign_in_at_once(world: OfficeWorld) -> None:
    """Nobody waits for the idle time, nor for midnight."""
    anna = world.signed_in("anna")
    anna.get("/")
    _state(world, _said(world, "anna", until=world.clock.now().date()))
    assert _is_out(anna)
    assert world.browser().sign_in("anna").status_code == 422


def test_another_key_in_the_directory_ends_the_sessions_of_the_old_one(world: OfficeWorld) -> None:
    """What was signed in with a key that is somebody's no more is out at the next click."""
    anna = world.signed_in("anna")
    new = Identity.from_seed(b"\x0a" * SEED_BYTES)
    _state(world, _said(world, "anna", kem_public=new.kem_public, verify_key=new.verify_key))
    assert _is_out(anna)
    assert not _is_out(world.signed_in("bo"))


def test_another_role_in_the_directory_ends_the_session(world: OfficeWorld) -> None:
    """A role is what is signed, and not what stands in the row."""
    dan = world.signed_in("dan")
    _state(world, _said(world, "dan", role="administrator"))
    assert _is_out(dan)
    _triage(world, "update person set role = 'advisor' where sign_in_name = 'dan'")
    assert world.browser().sign_in("dan").status_code == 422


def test_keys_that_others_made_let_in_to_make_others_and_nowhere_else(world: OfficeWorld) -> None:
    """Attack C1's people: a statement of version 1 gives a session that only leads to keys of one's own."""
    old = _said(world, "anna")
    first = Statement(
        **{**{name: getattr(old, name) for name in old.__slots__}, "version": 1, "signatures": ()}
    )
    _state(world, first.signed(world.root))
    browser = world.browser()
    assert browser.sign_in("anna").status_code == 303
    for path in ("/", "/cases", "/search", "/me/passphrase"):
        answer = browser.client.get(path, base_url=BASE)
        assert (answer.status_code, answer.headers["Location"]) == (303, "/enrol"), path
    browser.get("/enrol")
    assert "Lav dine egne nøgler" in browser.words("h1")


def _newcomer(world: OfficeWorld) -> None:
    """The root says that eve is an advisor."""
    members = directory(world.organisation, world.clock.now().date())
    eve = Identity.from_seed(b"\x0b" * SEED_BYTES)
    _state(
        world,
        Statement(
            number=members.next_number,
            previous=members.head,
            person=b"e" * 16,
            role="advisor",
            kem_public=eve.kem_public,
            verify_key=eve.verify_key,
            valid_from=members.today,
        ).signed(world.root),
    )


def _tells_of_something_new(browser: Browser) -> bool:
    browser.get("/")
    return "Nyt i nøglefortegnelsen" in browser.words(".alert")


def test_every_new_statement_is_a_banner_until_each_advisor_has_signed_to_have_seen_it(
    world: OfficeWorld,
) -> None:
    """One confirms for herself alone; who is no advisor is not asked."""
    anna, bo, dan = (world.signed_in(name) for name in ("anna", "bo", "dan"))
    assert not _tells_of_something_new(anna)
    _newcomer(world)
    assert _tells_of_something_new(anna)
    assert _tells_of_something_new(bo)
    dan.get("/health")
    assert "Nyt i nøglefortegnelsen" not in dan.words("body")
    anna.get("/people/statements")
    assert "En, der ikke kendes her" in anna.words("tbody")
    anna.follow("/people/statements", {"head": anna.value("head")})
    assert not _tells_of_something_new(anna)
    assert _tells_of_something_new(bo)


def test_what_was_not_shown_is_not_confirmed(world: OfficeWorld) -> None:
    """A statement that came while the page was open is shown before anything is signed."""
    anna = world.signed_in("anna")
    _newcomer(world)
    anna.get("/people/statements")
    head = anna.value("head")
    _state(world, _said(world, "dan", until=world.clock.now().date() + timedelta(days=3)))
    assert anna.post("/people/statements", {"head": head}).status_code == 409
    assert "Intet blev underskrevet" in anna.words()
    assert _tells_of_something_new(anna)


@pytest.mark.parametrize("signature", ["none", "stranger", "bo", "of another number"])
def test_a_row_that_somebody_wrote_silences_no_banner(world: OfficeWorld, signature: str) -> None:
    """Only her own signature over this very statement counts; and that does."""
    anna, handle = world.signed_in("anna"), world.enrolled["anna"].handle
    with read(world.organisation.triage) as connection:
        mine = connection.execute(
            text("select signature from confirmation where person = :anna"), {"anna": handle}
        ).scalar_one()
    _newcomer(world)
    members = directory(world.organisation, world.clock.now().date())
    context = world.organisation.settings.sealing_context
    said = Confirmation(context, handle, len(members.statements), members.head, members.today)

    def puts(signed: bytes) -> None:
        row = ConfirmationRow(handle, said.number, said.digest, signed, said.on)
        with write(world.organisation.triage) as connection:
            put_confirmation(connection, row)

    puts(
        {
            "none": bytes(64),
            "stranger": said.signed_by(Identity.from_seed(THEIR_SEED)),
            "bo": said.signed_by(world.enrolled["bo"].identity),
            "of another number": mine,
        }[signature]
    )
    assert _tells_of_something_new(anna)
    puts(said.signed_by(world.enrolled["anna"].identity))
    assert not _tells_of_something_new(anna)


def test_a_directory_that_is_shorter_than_what_was_confirmed_is_a_banner(world: OfficeWorld) -> None:
    """Attack a11: the end of somebody who left is cut off, and they would be sealed to again."""
    _state(world, _said(world, "bo", until=world.clock.now().date()))
    anna = world.signed_in("anna")
    anna.get("/people/statements")
    anna.follow("/people/statements", {"head": anna.value("head")})
    assert "ikke den, du har set før" not in anna.words(".alert")
    _intake(
        world, "delete from directory_statement where number = (select max(number) from directory_statement)"
    )
    anna.get("/")
    assert "Nøglefortegnelsen er ikke den, du har set før" in anna.words(".alert-error")


def test_confirmations_that_were_taken_away_are_asked_for_again(world: OfficeWorld) -> None:
    """Whoever deletes the rows as well is seen by it: what she has confirmed is new to her again."""
    anna = world.signed_in("anna")
    _triage(world, "delete from confirmation")
    assert _tells_of_something_new(anna)


def test_a_replaced_key_confirms_nothing_that_came_later(world: OfficeWorld) -> None:
    """Whoever has somebody's old seed does not silence her banner with it."""
    old = world.enrolled["anna"]
    yesterday = world.clock.now().date()
    world.clock.go(days=1)
    new = Identity.from_seed(b"\x0a" * SEED_BYTES)
    _state(world, _said(world, "anna", kem_public=new.kem_public, verify_key=new.verify_key))
    members = directory(world.organisation, world.clock.now().date())
    for on in (yesterday, members.today + timedelta(days=1)):
        said = Confirmation(
            world.organisation.settings.sealing_context, old.handle, len(members.statements), members.head, on
        )
        row = ConfirmationRow(old.handle, said.number, said.digest, said.signed_by(old.identity), on)
        with write(world.organisation.triage) as connection:
            put_confirmation(connection, row)
        with read(world.organisation.triage) as connection:
            assert seen_by(connection, world.organisation, old.handle, members).unseen, on
