"""A person's own page: keys in six words, sessions, and another passphrase."""

from datetime import datetime
from pathlib import Path

import pytest

from crypto.passphrase import unwrap
from crypto.statement import six_words
from intake.clock import COPENHAGEN
from intake.store.engine import read
from tests.office import BASE, PEOPLE, Browser, OfficeWorld
from triage.cases.roles import Role
from triage.services.people.enrol import NewPerson, enrol
from triage.services.people.known_browser import is_sign
from triage.store import journal
from triage.store.people import person_by_name

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)


def _is_out(browser: Browser) -> bool:
    answer = browser.client.get("/health", base_url=BASE)
    return answer.status_code == 303 and answer.headers["Location"].startswith("/sign-in")


def _rows(browser: Browser) -> list[str]:
    page = browser.get("/me")
    return [" ".join(each.to_text().split()) for each in page.query("tbody tr")]


@pytest.mark.parametrize("name", [each.sign_in_name for each in PEOPLE])
def test_everybody_sees_their_six_words_and_their_sessions(world: OfficeWorld, name: str) -> None:
    """Whoever rings them compares the words; whoever has lost a laptop looks here."""
    browser = world.signed_in(name)
    browser.get("/me")
    found = world.enrolled[name]
    keys = found.identity
    words = six_words(found.handle, found.person.role, keys.kem_public, keys.verify_key)
    assert words in browser.words()
    assert len(_rows(browser)) == 1


def test_sessions_are_listed_by_day_and_roughly_by_how_long_ago(world: OfficeWorld) -> None:
    """Neither an address nor a browser is named, nor a time of day; those of others are not there."""
    first = world.signed_in("anna")
    first.get("/me")
    world.signed_in("bo")
    world.clock.go(minutes=20)
    second = world.signed_in("anna")
    rows = _rows(second)
    assert len(rows) == 2
    assert "denne" in rows[0]
    assert "lige nu" in rows[0]
    assert "for omkring 21 minutter siden" in rows[1]
    assert all("23. november 2026" in each or "23.11.2026" in each for each in rows), rows
    assert ":" not in "".join(rows)


def test_a_session_is_ended_from_another_one(world: OfficeWorld) -> None:
    """One of them, or all others at once; this one goes on."""
    lost, here, third = (world.signed_in("anna") for _ in range(3))
    third.get("/health")
    page = here.get("/me")
    actions = [each.attrs["action"] for each in page.query('form[action$="/end"]')]
    ends = [each for each in actions if each and each != "/me/sessions/others/end"]
    assert len(ends) == 2
    here.follow(ends[-1])
    assert _is_out(lost)
    assert not _is_out(third)
    here.follow("/me/sessions/others/end")
    assert _is_out(third)
    assert len(_rows(here)) == 1


def test_nobody_ends_the_session_of_another(world: OfficeWorld) -> None:
    """The number of somebody else's session leads nowhere."""
    anna, bo = world.signed_in("anna"), world.signed_in("bo")
    (theirs,) = world.app.extensions["betro_office"].sessions.of(world.enrolled["anna"].handle)
    bo.get("/me")
    assert bo.post(f"/me/sessions/{theirs.number}/end").status_code == 404
    assert not _is_out(anna)


def _begun(world: OfficeWorld) -> tuple[Browser, str]:
    """Anna, to whom a new passphrase has been shown."""
    anna = world.signed_in("anna")
    anna.get("/me/passphrase")
    anna.follow("/me/passphrase", {"passphrase": world.enrolled["anna"].passphrase})
    shown = anna.words(".betro-code")
    return anna, "-".join(shown.replace("-", " ").split())


def test_a_new_passphrase_is_shown_typed_back_and_takes_the_place_of_the_old(world: OfficeWorld) -> None:
    """The old one lets nobody in, other sessions end, and the journal says that it was changed."""
    other = world.signed_in("anna")
    old = world.enrolled["anna"].passphrase
    anna, new = _begun(world)
    assert new != old
    anna.follow("/me/passphrase", {"step": "noted"})
    assert new not in anna.words()
    answer = anna.post("/me/passphrase", {"step": "keep", "passphrase": new.upper().replace("-", " ")})
    assert answer.status_code == 200
    assert "Dens log er tømt" in anna.words()
    assert _is_out(other)
    assert not _is_out(anna)
    assert world.browser().sign_in("anna").status_code == 422
    world.clock.go(minutes=1)
    assert world.browser().sign_in("anna", passphrase=new).status_code == 303
    with read(world.organisation.triage) as connection:
        entries = list(journal.entries(connection, after=0, limit=100))
    assert "person:passphrase_changed" in {each.action for each in entries}


def test_the_old_wrapping_lies_in_no_file_of_the_database(world: OfficeWorld) -> None:
    """Not in the table, nor in the log: what is left are copies that others have taken before."""
    with read(world.organisation.triage) as connection:
        before = person_by_name(connection, "anna")
    assert before is not None
    anna, new = _begun(world)
    anna.follow("/me/passphrase", {"step": "noted"})
    anna.post("/me/passphrase", {"step": "keep", "passphrase": new})
    folder = world.organisation.triage.url.database
    assert folder is not None
    for ending in ("", "-wal"):
        assert before.wrapped_seed not in Path(f"{folder}{ending}").read_bytes(), ending


def test_the_seed_stays_the_same_and_the_known_browser_is_another(world: OfficeWorld) -> None:
    """What was sealed before opens afterwards; the sign of a browser follows from what is stored."""
    world.send()
    anna, new = _begun(world)
    anna.follow("/me/passphrase", {"step": "noted"})
    anna.post("/me/passphrase", {"step": "keep", "passphrase": new})
    reference = anna.open_case()
    assert reference
    with read(world.organisation.triage) as connection:
        stored = person_by_name(connection, "anna")
    assert stored is not None
    assert unwrap(new, stored.wrapped_seed)
    sign = anna.client.get_cookie("__Host-betro-known", domain="office.test")
    assert sign is not None
    assert not is_sign(stored, sign.value)


@pytest.mark.parametrize(
    "wrong", [{"passphrase": "bafok-bafok-bafok-bafok-bafok-bafok"}, {"second_factor": "000000"}]
)
def test_a_session_found_open_changes_no_passphrase(world: OfficeWorld, wrong: dict[str, str]) -> None:
    """It takes the passphrase and the phone, and guesses slow down."""
    anna = world.signed_in("anna")
    anna.get("/me/passphrase")
    typed = {"passphrase": world.enrolled["anna"].passphrase, **wrong}
    assert anna.post("/me/passphrase", typed).status_code == 422
    anna.get("/me/passphrase")
    assert not anna.words(".betro-code")


@pytest.mark.parametrize("how", ["leaves it", "types another", "signs out"])
def test_until_it_is_typed_back_the_old_passphrase_counts(world: OfficeWorld, how: str) -> None:
    """Whoever stops half way has lost nothing."""
    anna, _new = _begun(world)
    anna.follow("/me/passphrase", {"step": "noted"})
    if how == "leaves it":
        anna.follow("/me/passphrase", {"step": "leave"})
    elif how == "types another":
        typed = {"step": "keep", "passphrase": world.enrolled["anna"].passphrase}
        assert anna.post("/me/passphrase", typed).status_code == 422
    else:
        anna.post("/sign-out")
    assert world.browser().sign_in("anna").status_code == 303


def test_of_two_changes_the_second_is_refused(world: OfficeWorld) -> None:
    """Two sessions that both change it do not leave one that nobody has written down."""
    anna, first = _begun(world)
    again, second = _begun(world)
    for browser in (anna, again):
        browser.follow("/me/passphrase", {"step": "noted"})
    again_token = again.post("/me/passphrase", {"step": "keep", "passphrase": second})
    assert again_token.status_code == 200
    assert _is_out(anna)
    assert first != second


def test_a_second_press_changes_the_passphrase_once(world: OfficeWorld) -> None:
    """Both answers say that it is changed, and how."""
    anna, new = _begun(world)
    anna.follow("/me/passphrase", {"step": "noted"})
    typed = {"step": "keep", "passphrase": new, "once": anna.value("once")}
    for _ in range(2):
        assert anna.post("/me/passphrase", typed).status_code == 200
        assert "Din adgangsfrase er skiftet" in anna.words("h1")


def test_what_is_shown_again_after_signing_in_confirms_no_statement(world: OfficeWorld) -> None:
    """Only the button does."""
    anna = world.signed_in("anna")
    world.enrolled["eva"] = enrol(
        world.organisation, NewPerson("eva", "Eva", Role.AUDITOR), world.root, today=MONDAY.date()
    )
    anna.get("/people/statements")
    head = anna.value("head")
    for step, is_new in (("preview", True), ("", False)):
        anna.post("/people/statements", {"head": head, "step": step})
        anna.get("/people/statements")
        assert bool(anna.page and anna.page.query('main [name="head"]')) is is_new
