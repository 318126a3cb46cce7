"""What a ticket is good for and what not, and who has to sign what it leads to."""

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from crypto.errors import CryptoError
from crypto.identities import Identity
from crypto.statement import OLD_VERSION, RECOVERY, Statement, link
from intake.clock import COPENHAGEN
from intake.store.engine import read, write
from intake.store.tables import directory_statement
from tests.founding import Newcomer, makes_keys
from tests.office import BASE, PEOPLE, Browser, OfficeWorld, found_office
from triage.cases.roles import Role
from triage.services.people.enrol import NewPerson, enrol
from triage.services.people.holders import directory
from triage.services.people.new_person import EnrolError
from triage.services.people.settling import is_cut, settle
from triage.services.people.tickets import invite, invite_again
from triage.store import former_seeds, proposals
from triage.store.people import person_by_name
from triage.store.tables import proposal

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
EVA = NewPerson("eva", "Eva Ny", Role.ADVISOR)
DORTE = NewPerson("dorte", "Dorte Ny", Role.AUDITOR)


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """An office with two advisors, on Monday 23 November 2026."""
    return found_office(tmp_path / "office", MONDAY)


def ticket_of(world: OfficeWorld, new: NewPerson = EVA) -> str:
    """Invite somebody."""
    return invite(world.organisation, new, today=world.clock.now().date()).words


def refused(browser: Browser, ticket: str) -> str:
    """Type a ticket that is not taken, and give the sentence that says so."""
    browser.get("/enrol")
    answer = browser.post("/enrol", {"ticket": ticket})
    assert answer.status_code == 422, answer.text
    return browser.words(".alert-error")


def waiting(world: OfficeWorld) -> str:
    """Give the address of the one proposal that waits."""
    with read(world.organisation.triage) as connection:
        (each,) = proposals.proposals(connection)
    return f"/people/proposals/{each.id.hex()}"


def signs(world: OfficeWorld, name: str, step: str = "sign") -> str:
    """Let somebody sign what waits, with a code, and give what the page says then."""
    browser, path = world.signed_in(name), waiting(world)
    browser.get(path)
    answer = browser.post(path, {"second_factor": world.code_of(name), "step": step})
    if answer.status_code == 303:
        browser.get("/people")
        return browser.words(".alert")
    return browser.words(".alert-error")


def test_a_ticket_works_once(world: OfficeWorld) -> None:
    """Typed by its person it makes keys; typed again it is refused, as a guess is."""
    ticket = ticket_of(world)
    made = makes_keys(world, "eva", ticket)
    assert len(made.words.split("-")) == 6
    assert "er brugt" in refused(world.browser(), ticket)
    assert "er brugt" in refused(world.browser(), "-".join(["babab"] * 6))


def test_a_ticket_is_too_old_after_seven_days_and_ends_with_the_next(world: OfficeWorld) -> None:
    """On the seventh day it is taken, on the eighth not; and a new one ends the old."""
    first = ticket_of(world)
    second = invite_again(world.organisation, "eva", today=MONDAY.date()).words
    assert "er brugt" in refused(world.browser(), first)
    world.clock.go(days=7)
    Newcomer(world.browser()).come(second)
    world.clock.go(days=1)
    assert "syv dage" in refused(world.browser(), second)


def test_nobody_is_invited_to_a_route_that_there_is_not(world: OfficeWorld) -> None:
    """What is sent would never come to them: mistyped, or written as no route can be."""
    for route, why in (("nabo", "routes.toml has no route nabo"), ("nabo-by", "digits or underscores")):
        new = NewPerson("finn", "Finn", Role.ALTERNATE, route=route)
        with pytest.raises(EnrolError, match=why):
            invite(world.organisation, new, today=MONDAY.date())


def test_guessing_is_slowed_down_and_keeps_nobody_out(world: OfficeWorld) -> None:
    """Who goes on guessing a first word waits; who has another ticket does not."""
    ticket, guess = ticket_of(world), "-".join(["babab"] * 6)
    said = [refused(world.browser(), guess) for _ in range(4)]
    assert "Vent" in said[-1]
    Newcomer(world.browser()).come(ticket)


def test_loading_the_page_anew_shows_the_same_and_leaving_loses_nothing(world: OfficeWorld) -> None:
    """What was written down stays right as long as the session; a ticket of a left page is good still."""
    ticket = ticket_of(world)
    left = Newcomer(world.browser())
    left.come(ticket)
    before = (left.passphrase, left.secret)
    left.browser.get("/enrol/keys")
    left.read()
    assert (left.passphrase, left.secret) == before
    with read(world.organisation.triage) as connection:
        assert person_by_name(connection, "eva") is None
    again = makes_keys(world, "eva", ticket)
    assert again.passphrase != left.passphrase
    left.browser.follow("/enrol/keys", {"step": "noted"})
    typed = {"passphrase": left.passphrase, "code": left.code(), "step": "keep"}
    answer = left.browser.post("/enrol/keys", typed)
    assert answer.status_code == 409
    assert "Intet er gemt" in left.browser.words(".alert-error")


def test_only_what_was_shown_is_taken_back(world: OfficeWorld) -> None:
    """Another passphrase or another code stores nothing, and each is told."""
    made = Newcomer(world.browser())
    made.come(ticket_of(world))
    made.browser.follow("/enrol/keys", {"step": "noted"})
    assert made.passphrase not in str(made.browser.page.to_html())  # type: ignore[union-attr]  # a page is open
    right = {"passphrase": made.passphrase, "code": made.code(), "step": "keep"}
    for wrong in ({"passphrase": "babab-" * 5 + "babab"}, {"code": "000000"}, {"passphrase": ""}):
        assert made.browser.post("/enrol/keys", right | wrong).status_code == 422
    made.browser.follow("/enrol/keys", {"step": "again"})
    before = made.passphrase
    made.read()
    assert made.passphrase == before
    made.type_back()
    assert made.words


def test_no_secret_stands_in_an_address_a_cookie_or_a_cache(world: OfficeWorld) -> None:
    """Every answer on the way is stored nowhere, and leads to an address without a value."""
    made, ticket = Newcomer(world.browser()), ticket_of(world)
    made.browser.get("/enrol")
    answers = [made.browser.post("/enrol", {"ticket": ticket})]
    answers.append(made.browser.client.get("/enrol/keys", base_url=BASE))
    made.browser.get("/enrol/keys")
    made.read()
    answers.append(made.browser.post("/enrol/keys", {"step": "noted"}))
    made.browser.get("/enrol/keys")
    typed = {"passphrase": made.passphrase, "code": made.code(), "step": "keep"}
    answers.append(made.browser.post("/enrol/keys", typed))
    for answer in answers:
        assert answer.headers["Cache-Control"] == "no-store"
        assert answer.headers.get("Location", "/enrol/keys") == "/enrol/keys"
        cookies = " ".join(answer.headers.getlist("Set-Cookie"))
        assert not any(each in cookies for each in (ticket, made.passphrase, made.secret))


def test_a_stolen_ticket_that_is_used_first_is_seen_by_the_newcomer(world: OfficeWorld) -> None:
    """The newcomer's is refused with what to do, and no signature lets the thief in meanwhile."""
    ticket = ticket_of(world, DORTE)
    thief = makes_keys(world, "dorte", ticket)
    newcomer = Newcomer(world.browser())
    assert "en anden have gjort det" in refused(newcomer.browser, ticket)
    assert world.browser().sign_in("dorte").status_code == 422
    assert "smidt væk" in signs(world, "anna", "throw_away")
    assert world.browser().sign_in("dorte").status_code == 422
    again = invite_again(world.organisation, "dorte", today=MONDAY.date()).words
    true = makes_keys(world, "dorte", again)
    assert true.words != thief.words
    assert "står i nøglefortegnelsen" in signs(world, "anna")
    world.signed_in("dorte")


def test_a_crash_between_leaves_the_ticket_good(world: OfficeWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """Person, proposal and journal are one transaction with the use of the ticket."""
    ticket = ticket_of(world)
    made = Newcomer(world.browser())
    made.come(ticket)
    made.browser.follow("/enrol/keys", {"step": "noted"})
    typed = {"passphrase": made.passphrase, "code": made.code(), "step": "keep"}
    with monkeypatch.context() as broken:
        broken.setattr("triage.services.people.own_keys.journal.append", _fails)
        with pytest.raises(OSError, match="planted"):
            made.browser.post("/enrol/keys", typed)
    with read(world.organisation.triage) as connection:
        assert person_by_name(connection, "eva") is None
        assert proposals.proposals(connection) == []
    made.browser.follow("/enrol/keys", typed | {"code": made.code()})
    assert len(made.browser.words(".betro-code").split("-")) == 6


def _fails(*_: object, **__: object) -> None:
    raise OSError("planted")


def test_the_six_words_can_be_seen_again_until_the_keys_stand(world: OfficeWorld) -> None:
    """With passphrase and code, from the keys themselves; not with another passphrase, nor afterwards."""
    made = makes_keys(world, "dorte", ticket_of(world, DORTE))
    browser = world.browser()
    browser.get("/enrol")
    typed = {"name": "dorte", "passphrase": made.passphrase, "code": made.code()}
    assert browser.post("/enrol", typed | {"passphrase": "babab"}).status_code == 422
    browser.follow("/enrol", typed | {"code": made.code()})
    assert browser.words(".betro-code").replace(" ", "") == made.words
    signs(world, "anna")
    other = world.browser()
    other.get("/enrol")
    assert other.post("/enrol", typed | {"code": made.code()}).status_code == 422


def test_with_two_advisors_a_third_needs_the_root(world: OfficeWorld) -> None:
    """The page says so and how, and takes no signature."""
    makes_keys(world, "eva", ticket_of(world))
    assert "betro keys pending" in signs(world, "anna")
    assert len(directory(world.organisation, MONDAY.date()).advisors) == 2


def test_with_three_advisors_two_of_them_sign_for_a_fourth(world: OfficeWorld) -> None:
    """Not one twice, and not the one whom it is about."""
    world.enrolled["eva"] = enrol(world.organisation, EVA, world.root, today=MONDAY.date())
    made = makes_keys(world, "finn", ticket_of(world, NewPerson("finn", "Finn Ny", Role.ADVISOR)))
    page = world.signed_in("anna")
    page.get(waiting(world))
    assert page.words(".betro-code").replace(" ", "") == made.words
    assert "En medarbejder mere" in signs(world, "anna")
    assert world.browser().sign_in("finn").status_code == 422
    assert "Du har underskrevet det" in signs(world, "anna")
    assert "står i nøglefortegnelsen" in signs(world, "bo")
    world.signed_in("finn")
    assert len(directory(world.organisation, MONDAY.date()).advisors) == 4


def test_keys_again_take_the_place_of_the_old_when_they_are_signed(world: OfficeWorld) -> None:
    """Until then the old ones go on; whoever asks for the ticket gives a one-time code."""
    world.enrolled["eva"] = enrol(world.organisation, EVA, world.root, today=MONDAY.date())
    carla = world.signed_in("carla")
    path = f"/people/{world.enrolled['bo'].handle.hex()}/ticket"
    carla.get(path)
    assert carla.post(path, {"second_factor": "000000"}).status_code == 422
    carla.get(path)
    assert carla.post(path, {"second_factor": world.code_of("carla")}).status_code == 200
    ticket = carla.words(".betro-code").replace(" ", "")
    old = world.enrolled["bo"]
    made = makes_keys(world, "bo", ticket)
    new, world.enrolled["bo"] = world.enrolled["bo"], old
    world.signed_in("bo")
    signs(world, "anna")
    signs(world, "eva")
    assert world.browser().sign_in("bo").status_code == 422
    world.enrolled["bo"] = new
    world.signed_in("bo")
    assert new.passphrase == made.passphrase


def test_a_crash_after_the_statement_is_made_good_by_the_clock(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Intake has the statement, triage the old seed: the next tick puts the new one in its place, once."""
    makes_keys(world, "dorte", ticket_of(world, DORTE))
    with monkeypatch.context() as broken:
        broken.setattr("triage.services.people.statements.settle", _fails)
        with pytest.raises(OSError, match="planted"):
            signs(world, "anna")
    with read(world.organisation.triage) as connection:
        assert len(proposals.proposals(connection)) == 1
    assert settle(world.organisation, today=MONDAY.date()) == 1
    assert settle(world.organisation, today=MONDAY.date()) == 0
    assert not is_cut(world.organisation, today=MONDAY.date())
    world.signed_in("dorte")


def test_m5_a_directory_that_was_cut_is_seen_beside_the_journal(world: OfficeWorld) -> None:
    """The journal holds the digest of each statement, so that the last one cannot go unseen."""
    enrol(world.organisation, EVA, world.root, today=MONDAY.date())
    last = len(directory(world.organisation, MONDAY.date()).members)
    assert not is_cut(world.organisation, today=MONDAY.date())
    with write(world.organisation.intake) as connection:
        connection.execute(directory_statement.delete().where(directory_statement.c.number == last))
    assert is_cut(world.organisation, today=MONDAY.date())


def as_an_earlier_betro(world: OfficeWorld) -> None:
    """Write the directory as an earlier Betro did: version 1, signed by the root, and no recovery key."""
    members, previous, rows = directory(world.organisation, MONDAY.date()), None, []
    people = [each.statement for each in members.statements if each.statement.role != RECOVERY]
    for number, each in enumerate(people, 1):
        old = replace(each, number=number, previous=link(previous), signatures=(), version=OLD_VERSION)
        previous = old.signed(world.root).encode()
        rows.append({"number": number, "statement": previous})
    with write(world.organisation.intake) as connection:
        connection.execute(directory_statement.delete())
        connection.execute(directory_statement.insert(), rows)


def test_whoever_an_earlier_betro_enrolled_can_only_make_keys_of_their_own(world: OfficeWorld) -> None:
    """Nothing is sealed to the old keys; every page leads to new ones; the old seed goes along."""
    as_an_earlier_betro(world)
    members = directory(world.organisation, MONDAY.date())
    assert members.advisors == ()
    with pytest.raises(CryptoError, match="fewer than two"):
        members.require_intake_ready()
    anna = world.browser()
    assert anna.sign_in("anna").status_code == 303
    for path in ("/", "/cases", "/people"):
        assert anna.client.get(path, base_url=BASE).headers["Location"] == "/enrol"
    anna.get("/enrol")
    assert anna.post("/enrol", {"passphrase": "babab"}).status_code == 422
    anna.follow("/enrol", {"passphrase": world.enrolled["anna"].passphrase})
    made = Newcomer(anna)
    made.read()
    made.type_back()
    with read(world.organisation.triage) as connection:
        (each,) = proposals.proposals(connection)
        (kept,) = former_seeds.former_seeds_of(connection, each.person)
    assert kept.key_id == world.enrolled["anna"].identity.key_id
    assert each.kem_public != world.enrolled["anna"].identity.kem_public
    assert isinstance(world.enrolled["anna"].identity, Identity)
    assert Statement.decode(_newest(world)).version == OLD_VERSION


def _newest(world: OfficeWorld) -> bytes:
    with read(world.organisation.intake) as connection:
        rows = connection.execute(directory_statement.select().order_by("number")).all()
    return bytes(rows[-1].statement)


def _hang_another_key(world: OfficeWorld) -> None:
    """Do what whoever writes the database can: put other keys under the proposal that waits."""
    thief = Identity.from_seed(bytes([9]) * 32)
    keys = {"kem_public": thief.kem_public, "verify_key": thief.verify_key}
    with write(world.organisation.triage) as connection:
        connection.execute(proposal.update().values(**keys))


@pytest.mark.parametrize("step", ["sign", "throw_away"])
def test_what_is_signed_is_what_was_shown(world: OfficeWorld, step: str) -> None:
    """Keys that were exchanged after the words were compared are shown anew, and nothing is done to them."""
    makes_keys(world, "dorte", ticket_of(world, DORTE))
    anna, path = world.signed_in("anna"), waiting(world)
    anna.get(path)
    shown = anna.words(".betro-code").replace(" ", "")
    _hang_another_key(world)
    answer = anna.post(path, {"step": step})
    assert answer.status_code == 409
    assert "Det er ikke det, du fik vist" in anna.words(".alert")
    assert anna.words(".betro-code").replace(" ", "") != shown
    assert waiting(world) == path
    assert len(directory(world.organisation, MONDAY.date()).members) == len(PEOPLE) + 1


def test_a_form_that_does_not_say_what_was_shown_signs_nothing(world: OfficeWorld) -> None:
    """Nor does one that is shown again after signing in."""
    makes_keys(world, "dorte", ticket_of(world, DORTE))
    anna, path = world.signed_in("anna"), waiting(world)
    for typed, status in (({"step": "sign", "words": ""}, 409), ({"step": "preview"}, 200)):
        anna.get(path)
        assert anna.post(path, typed).status_code == status
    assert waiting(world) == path


def test_keys_that_are_exchanged_while_the_code_is_looked_at_are_not_signed(
    world: OfficeWorld, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The signature itself goes by what was shown, not by what stands there by then."""
    makes_keys(world, "dorte", ticket_of(world, DORTE))
    anna, path = world.signed_in("anna"), waiting(world)
    anna.get(path)

    def exchanged(_form: object) -> None:
        _hang_another_key(world)

    monkeypatch.setattr("triage.office.pages.signing.require_stepped_up", exchanged)
    assert anna.post(path, {"step": "sign"}).status_code == 409
    assert waiting(world) == path


def test_nobody_throws_their_own_end_away(world: OfficeWorld) -> None:
    """Whom others want to end cannot end that; of an end the notice says that it is signed."""
    for name in ("eva", "finn"):
        new = NewPerson(name, name.title(), Role.ADVISOR)
        world.enrolled[name] = enrol(world.organisation, new, world.root, today=MONDAY.date())
    anna = world.signed_in("anna")
    there = f"/people/{world.enrolled['eva'].handle.hex()}/end"
    anna.get(there)
    anna.follow(there)
    eva, path = world.signed_in("eva"), waiting(world)
    page = eva.get(path)
    assert not page.query('[value="throw_away"]')
    assert eva.post(path, {"step": "throw_away"}).status_code == 422
    assert waiting(world) == path
    signs(world, "anna")
    assert "Fratrædelsen er underskrevet" in signs(world, "bo")
