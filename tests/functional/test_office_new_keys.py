"""
New keys after a leaked passphrase: made in the person's own session, signed by the old ones, and carried over
case by case while the person works.
"""

import base64
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import pyotp
import pytest
from sqlalchemy import text

from crypto.identities import SEED_BYTES, Identity
from crypto.passphrase import generate_passphrase, unwrap, wrap
from intake.clock import COPENHAGEN
from intake.store.engine import read, write
from tests.colleagues import join
from tests.office import BASE, Browser, OfficeWorld
from triage.cases.roles import Role
from triage.office.pages import new_keys
from triage.services.casework import carrying
from triage.services.people.holders import directory
from triage.services.people.new_person import NewPerson
from triage.store import proposals
from triage.store.former_seeds import former_seeds_of, put_former_seed
from triage.store.people import person_by_name

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)


class Changed:
    """Anna with new keys: what she has written down."""

    def __init__(self, world: OfficeWorld, passphrase: str, secret: str) -> None:
        self.world, self.passphrase, self.secret = world, passphrase, secret

    def signed_in(self) -> Browser:
        """Sign her in with the new ones, and wait until what she holds is carried over."""
        browser = self.world.browser()
        answer = browser.sign_in("anna", passphrase=self.passphrase, code=self.code())
        assert answer.status_code == 303, answer.text
        for each in self.world.app.extensions["betro_office"].sessions._sessions.values():
            if each.carrying is not None and each.carrying.thread is not None:
                each.carrying.thread.join()
            if each.memory is not None and each.memory.filling is not None:
                each.memory.filling.join()
        return browser

    def code(self) -> str:
        """What her phone shows."""
        self.world.clock.go(seconds=30)
        return pyotp.TOTP(self.secret).at(self.world.clock.now())


def begun(world: OfficeWorld, anna: Browser, before: Changed | None = None) -> Changed:
    """Let anna make new keys up to the page that shows them; *before* is the last change of hers."""
    passphrase = world.enrolled["anna"].passphrase if before is None else before.passphrase
    code = {} if before is None else {"second_factor": before.code()}
    anna.get("/me/keys/new")
    anna.follow("/me/keys/new", {"passphrase": passphrase, **code})
    shown = "-".join(anna.words(".betro-code").replace("-", " ").split())
    found = re.search(r"secret=([A-Z2-7]+)", anna.words("main"))
    assert found is not None
    return Changed(world, shown, found.group(1))


def changed(world: OfficeWorld, anna: Browser, before: Changed | None = None) -> Changed:
    """Let anna make new keys, and type them back."""
    made = begun(world, anna, before)
    anna.follow("/enrol/keys", {"step": "noted"})
    answer = anna.post("/enrol/keys", {"step": "keep", "passphrase": made.passphrase, "code": made.code()})
    assert answer.status_code == 200, answer.text
    assert "Dine nøgler er skiftet" in anna.words("h1")
    return made


def sealed_to(world: OfficeWorld, key_id: bytes) -> dict[str, int]:
    """How many stanzas a key has, by where."""
    found = {}
    for engine, table in (
        (world.organisation.intake, "stanza"),
        (world.organisation.triage, "stanza"),
        (world.organisation.triage, "index_stanza"),
    ):
        with read(engine) as connection:
            query = text(f"select count(*) from {table} where key_id = :key")
            found[f"{engine.url.database} {table}"[-20:]] = connection.execute(
                query, {"key": key_id}
            ).scalar_one()
    return found


def worked(world: OfficeWorld) -> tuple[Browser, list[str]]:
    """Three cases of anna's with texts of hers in them, on the day after her keys began."""
    world.clock.on(date(2026, 11, 24))
    for _ in range(3):
        world.send()
    world.tick()
    anna = world.signed_in("anna")
    page = anna.get("/cases?show=all")
    links = {str(each.attrs["href"]) for each in page.query('a[href^="/cases/"]')}
    references = sorted(
        {each.rpartition("/")[2] for each in links if re.fullmatch(r"/cases/[0-9A-Z]{8}", each)}
    )
    for reference in references:
        anna.get(f"/cases/{reference}")
        anna.follow(f"/cases/{reference}/open")
        anna.save(reference, "summary", item=f"Linje om {reference}")
        anna.decide(reference, "message", item="Tak for din henvendelse.")
    anna.get(f"/cases/{references[0]}/note")
    anna.follow(
        f"/cases/{references[0]}/note/draft",
        {"item": "Halvt skrevet", "kept_as": anna.value("kept_as"), "step": "keep"},
    )
    return anna, references


def test_new_keys_are_signed_by_the_old_and_nothing_is_lost(world: OfficeWorld) -> None:
    """The old passphrase lets nobody in; the new keys read what was sealed; nothing is left to the old."""
    anna, references = worked(world)
    old = world.enrolled["anna"].identity
    made = changed(world, anna)

    assert anna.client.get("/", base_url=BASE).status_code == 303
    assert world.browser().sign_in("anna").status_code == 422
    world.clock.go(minutes=1)
    members = directory(world.organisation, world.clock.now().date())
    stands = members.person(world.enrolled["anna"].handle)
    assert stands is not None
    assert stands.verify_key != old.verify_key
    assert members.statements[-1].statement.signers == (old.verify_key,)

    again = made.signed_in()
    assert set(sealed_to(world, old.key_id).values()) == {0}
    assert all(sealed_to(world, stands.key_id).values())
    again.get("/cases?show=all")
    for reference in references:
        assert f"Linje om {reference}" in again.words()
    for reference in references:
        again.get(f"/cases/{reference}")
        again.follow(f"/cases/{reference}/open")
        assert "Lederen tager imod gaver" in again.words()
        assert not again.words("main .alert-error")
        again.decide(reference, "message", item="Igen.")
    again.get("/")
    link = next(each.attrs["href"] for each in again.page.query('a[href*="draft="]')) if again.page else None
    again.get(str(link))
    assert again.value_of("item") == "Halvt skrevet"


def test_the_old_seed_goes_on_a_later_day(world: OfficeWorld) -> None:
    """It stays on the day of the change, for what somebody may still have sealed to it, and not longer."""
    anna, _references = worked(world)
    made = changed(world, anna)
    made.signed_in()

    def kept() -> int:
        with read(world.organisation.triage) as connection:
            return len(former_seeds_of(connection, world.enrolled["anna"].handle))

    assert kept() == 1
    world.clock.on(date(2026, 11, 25))
    made.signed_in()
    assert kept() == 0
    browser = made.signed_in()
    browser.get("/me")
    assert not browser.words("progress")


def test_the_old_passphrase_opens_nothing_that_is_stored(world: OfficeWorld) -> None:
    """Neither the present seed nor the earlier one, which lies under the new passphrase."""
    anna, _references = worked(world)
    old = world.enrolled["anna"]
    made = changed(world, anna)
    with read(world.organisation.triage) as connection:
        person = person_by_name(connection, "anna")
        kept = [each.wrapped_seed for each in former_seeds_of(connection, old.handle)]
    assert person is not None
    for wrapped in (person.wrapped_seed, *kept):
        with pytest.raises(Exception, match="passphrase"):
            unwrap(old.passphrase, wrapped)
    assert unwrap(made.passphrase, person.wrapped_seed)[SEED_BYTES:] == base64.b32decode(made.secret)
    (former,) = kept
    assert Identity.from_seed(unwrap(made.passphrase, former)).key_id == old.identity.key_id


@contextmanager
def _killed_at(monkeypatch: pytest.MonkeyPatch, name: str, number: int) -> Iterator[None]:
    """Let a step of the carrying be the last that is done, as a killed process would."""
    real, calls = getattr(carrying, name), []

    def until_then(*arguments: object, **named: object) -> object:
        calls.append(1)
        if len(calls) > number:
            raise RuntimeError("killed")
        return real(*arguments, **named)

    with monkeypatch.context() as patched:
        patched.setattr(carrying, name, until_then)
        yield


@pytest.mark.parametrize("number", [0, 1, 2])
def test_killed_between_cases_everything_opens_and_the_rest_is_carried_over_next_time(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """A case that has not had its turn is carried over as it is opened."""
    anna, references = worked(world)
    old = world.enrolled["anna"].identity
    made = changed(world, anna)
    with _killed_at(monkeypatch, "bring_stanzas", number):
        again = made.signed_in()
    assert any(sealed_to(world, old.key_id).values())
    for reference in references[:2]:
        again.get(f"/cases/{reference}")
        again.follow(f"/cases/{reference}/open")
        assert "Lederen tager imod gaver" in again.words()
    made.signed_in()
    assert set(sealed_to(world, old.key_id).values()) == {0}


def test_until_it_is_typed_back_the_old_keys_count(world: OfficeWorld) -> None:
    """Whoever stops half way has lost nothing, and nothing is stored."""
    anna, _references = worked(world)
    begun(world, anna)
    anna.post("/sign-out")
    assert world.browser().sign_in("anna").status_code == 303
    with read(world.organisation.triage) as connection:
        assert not former_seeds_of(connection, world.enrolled["anna"].handle)


@pytest.mark.parametrize(
    "wrong", [{"passphrase": "bafok-bafok-bafok-bafok-bafok-bafok"}, {"second_factor": "000000"}]
)
def test_a_session_found_open_makes_no_new_keys(world: OfficeWorld, wrong: dict[str, str]) -> None:
    """It takes the passphrase and the phone."""
    world.clock.on(date(2026, 11, 24))
    anna = world.signed_in("anna")
    anna.get("/me/keys/new")
    typed = {"passphrase": world.enrolled["anna"].passphrase, **wrong}
    assert anna.post("/me/keys/new", typed).status_code == 422


def test_others_go_on_reading_and_their_pages_stay_without_alarm(world: OfficeWorld) -> None:
    """What bo holds is as it was, before and after; he is told of the new statement, and of nothing else."""
    anna, references = worked(world)
    made = changed(world, anna)
    for step in ("before", "after"):
        bo = world.signed_in("bo")
        bo.get(f"/cases/{references[0]}")
        bo.follow(f"/cases/{references[0]}/open")
        assert "Lederen tager imod gaver" in bo.words(), step
        assert not bo.words("main .alert-error"), step
        assert "Nyt i nøglefortegnelsen" in bo.words(".alert"), step
        made.signed_in()


def test_keys_of_today_are_not_replaced_today(world: OfficeWorld) -> None:
    """What was signed with a key that begins and ends on one day would be believed by nobody."""
    anna = world.signed_in("anna")
    anna.get("/me/keys/new")
    answer = anna.post("/me/keys/new", {"passphrase": world.enrolled["anna"].passphrase})
    assert answer.status_code == 422
    assert "fra i morgen" in anna.words(".alert-error")


def _without_carrying(world: OfficeWorld, monkeypatch: pytest.MonkeyPatch, made: Changed) -> Browser:
    """Sign in so that nothing is carried over, as where each case fails."""
    with _killed_at(monkeypatch, "bring_stanzas", 0):
        return made.signed_in()


def _changed_once(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[str], Identity, Changed, Browser]:
    """Let anna change her keys and sign in with the new ones before anything is carried over."""
    anna, references = worked(world)
    first = world.enrolled["anna"].identity
    once = changed(world, anna)
    world.clock.on(date(2026, 11, 25))
    between = _without_carrying(world, monkeypatch, once)
    world.clock.go(minutes=1)
    return references, first, once, between


def test_keys_changed_twice_before_anything_was_carried_over_read_it_all(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The seed from before the first change goes along with the second, until nothing is sealed to it."""
    references, first, once, between = _changed_once(world, monkeypatch)
    twice = changed(world, between, once)
    _without_carrying(world, monkeypatch, twice)
    assert any(sealed_to(world, first.key_id).values())

    world.clock.on(date(2026, 11, 26))
    again = twice.signed_in()

    assert set(sealed_to(world, first.key_id).values()) == {0}
    for reference in references:
        again.get(f"/cases/{reference}")
        again.follow(f"/cases/{reference}/open")
        assert "Lederen tager imod gaver" in again.words()
    with read(world.organisation.triage) as connection:
        assert not former_seeds_of(connection, world.enrolled["anna"].handle)


def test_a_second_change_that_is_never_signed_takes_no_seed_away(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Killed between what is stored and its statement: the passphrase before it still opens everything."""
    references, first, once, between = _changed_once(world, monkeypatch)
    with monkeypatch.context() as killed:
        killed.setattr(new_keys, "sign_own", _fails)
        made = begun(world, between, once)
        between.follow("/enrol/keys", {"step": "noted"})
        with pytest.raises(RuntimeError, match="killed"):
            between.post("/enrol/keys", {"step": "keep", "passphrase": made.passphrase, "code": made.code()})
    world.clock.go(minutes=1)
    again = once.signed_in()
    assert set(sealed_to(world, first.key_id).values()) == {0}
    again.get(f"/cases/{references[0]}")
    again.follow(f"/cases/{references[0]}/open")
    assert "Lederen tager imod gaver" in again.words()


def _fails(*_given: object, **_named: object) -> None:
    raise RuntimeError("killed")


def test_a_seed_that_this_session_cannot_open_is_not_deleted(world: OfficeWorld) -> None:
    """What lies under another passphrase was not looked through, so it may still open something."""
    anna, _references = worked(world)
    made = changed(world, anna)
    handle = world.enrolled["anna"].handle
    with write(world.organisation.triage) as connection:
        [kept] = former_seeds_of(connection, handle)
        put_former_seed(
            connection, replace(kept, key_id=bytes(32), wrapped_seed=wrap(generate_passphrase(), bytes(32)))
        )
    world.clock.on(date(2026, 11, 25))
    made.signed_in()
    with read(world.organisation.triage) as connection:
        assert [each.key_id for each in former_seeds_of(connection, handle)] == [bytes(32)]


def test_two_who_sign_in_the_same_moment_take_different_numbers(world: OfficeWorld) -> None:
    """Another statement comes between what anna wants signed and her signature: hers is the next after it."""
    anna, _references = worked(world)
    real, mine = proposals.key_proposed, begun(world, anna)
    anna.follow("/enrol/keys", {"step": "noted"})

    def meanwhile(*given: Any) -> object:
        found = real(*given)
        join(world, NewPerson("eva", "Eva Advisor", Role.ADVISOR))
        return found

    with pytest.MonkeyPatch.context() as raced:
        raced.setattr(proposals, "key_proposed", meanwhile)
        answer = anna.post(
            "/enrol/keys", {"step": "keep", "passphrase": mine.passphrase, "code": mine.code()}
        )
    assert answer.status_code == 200
    assert "Dine nøgler er skiftet" in anna.words("h1")
