"""Which acts of the office ask for a code of the phone once more, and that none of them is done without."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from intake.clock import COPENHAGEN
from intake.services.submit import ReportDraft
from intake.store.engine import read
from tests.colleagues import finish_batches, join, who_is
from tests.office import Browser, OfficeWorld, found_office
from triage.cases.roles import Role
from triage.office.access import OPEN
from triage.office.routes import ROUTES
from triage.rules.codes import Scheme
from triage.services.people.ending import propose_end
from triage.services.people.new_person import NewPerson
from triage.store import proposals

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
TUESDAY = date(2026, 11, 24)
OF_PEOPLE = ("/people/", "/me/", "/cases/<reference>/holders", "/cases/<reference>/identity")
WITHOUT = {"absence", "back_again", "end_calendar", "end_session", "end_other_sessions", "statements"}
"""By these nobody reads anything that they could not read before, and nobody else's keys or titles change."""
LATER = {"new_passphrase", "new_keys"}
"""Of these nothing is stored before what is made has been typed back."""
Typed = tuple[str, Mapping[str, Any]]


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """Tuesday 24 November 2026: three advisers; Eva does not hold the one report."""
    world = found_office(tmp_path / "office", MONDAY)
    world.clock.on(TUESDAY)
    world.send(ReportDraft(relation="employee", what="Noget", name="Mette Hansen"))
    join(world, NewPerson("eva", "Eva Advisor", Role.ADVISOR))
    return world


def _about(world: OfficeWorld, name: str, page: str) -> str:
    return f"/people/{world.enrolled[name].handle.hex()}/{page}"


def _identity(_world: OfficeWorld, anna: Browser) -> Typed:
    return f"/cases/{anna.open_case()}/identity", {"why": "For at ringe."}


def _holders(world: OfficeWorld, anna: Browser) -> Typed:
    path = f"/cases/{anna.only_case()}/holders"
    typed = {"what": "give", "to": world.enrolled["eva"].handle.hex()}
    anna.get(path)
    anna.post(path, {**typed, "step": "preview"})
    return path, {**typed, "step": "send", "once": anna.value("once")}


def _share(world: OfficeWorld, anna: Browser) -> Typed:
    path = _about(world, "eva", "share")
    anna.get(path)
    return path, {"step": "start", "schemes": [*map(str, Scheme)], "once": anna.value("once")}


def _proposal(world: OfficeWorld, anna: Browser) -> Typed:
    propose_end(world.organisation, who_is(world, "bo"), world.enrolled["eva"].handle, today=TUESDAY)
    with read(world.organisation.triage) as connection:
        (each,) = proposals.proposals(connection)
    path = f"/people/proposals/{each.id.hex()}"
    anna.get(path)
    return path, {"step": "sign", "words": anna.value("words")}


def _passphrase(world: OfficeWorld, _anna: Browser) -> Typed:
    return "/me/passphrase", {"passphrase": world.enrolled["anna"].passphrase}


ASKED: dict[str, Callable[[OfficeWorld, Browser], Typed]] = {
    "identity": _identity,
    "holders": _holders,
    "share": _share,
    "proposal": _proposal,
    "titles": lambda world, _: (_about(world, "bo", "titles"), {"title_da": "Jurist", "title_en": "Lawyer"}),
    "leaving": lambda world, _: (_about(world, "eva", "end"), {}),
    "ticket": lambda world, _: (_about(world, "bo", "ticket"), {}),
    "new_passphrase": _passphrase,
    "new_keys": lambda world, _: ("/me/keys/new", {"passphrase": world.enrolled["anna"].passphrase}),
}
"""How each act that asks for a code is done by Anna, up to the code."""


def _stored(world: OfficeWorld) -> list[str]:
    """Give all that is stored, but which codes are spent."""
    found = []
    for engine in (world.organisation.triage, world.organisation.intake):
        raw = engine.raw_connection()
        try:
            if engine is world.organisation.triage:
                raw.driver_connection.execute("update person set totp_last_step = 0")
            found.append("\n".join(raw.driver_connection.iterdump()))
        finally:
            raw.rollback()
            raw.close()
    return found


def test_of_every_act_about_people_keys_and_holders_it_is_said_whether_it_asks() -> None:
    """A new one stands in one of the two lists, or it is forgotten."""
    sent = {each.endpoint for each in ROUTES if each.post is not None and each.rule.startswith(OF_PEOPLE)}
    assert sent - OPEN == ASKED.keys() | WITHOUT


@pytest.mark.parametrize("endpoint", ASKED)
def test_an_act_that_asks_for_a_code_is_not_done_without(world: OfficeWorld, endpoint: str) -> None:
    """Neither with none nor with a wrong one; nothing is stored then, and with the right one it is done."""
    anna = world.signed_in("anna")
    path, typed = ASKED[endpoint](world, anna)
    if endpoint != "holders":
        anna.get(path)
    before = _stored(world)
    for code in ("", "000000"):
        answer = anna.post(path, {**typed, "second_factor": code})
        assert answer.status_code == 422, answer.text
        assert anna.page is not None
        assert anna.page.query('[name="second_factor"]')
        assert not anna.words(".betro-code") or endpoint == "proposal"
    finish_batches(world)
    assert _stored(world) == before
    done = anna.post(path, {**typed, "second_factor": world.code_of("anna")})
    assert done.status_code in {200, 303}, done.text
    finish_batches(world)
    assert (_stored(world) != before) is (endpoint not in LATER)


def test_ones_own_end_asks_for_a_code_and_ends_the_session(world: OfficeWorld) -> None:
    """A session found open is not enough; afterwards the browser forgets what it kept."""
    eva = world.signed_in("eva")
    path = _about(world, "eva", "end")
    eva.get(path)
    assert eva.post(path, {"second_factor": "000000"}).status_code == 422
    eva.get("/people")
    eva.get(path)
    answer = eva.post(path)
    assert answer.status_code == 303
    assert "storage" in answer.headers["Clear-Site-Data"]
    assert world.browser().sign_in("eva").status_code == 422


def test_a_code_is_not_spent_on_what_is_otherwise_wrong(world: OfficeWorld) -> None:
    """The passphrase and what was typed are looked at first: then the same code still counts."""
    anna, code = world.signed_in("anna"), world.code_of("anna")
    anna.get("/me/keys/new")
    wrong = {"passphrase": world.enrolled["bo"].passphrase, "second_factor": code}
    assert anna.post("/me/keys/new", wrong).status_code == 422
    right = {"passphrase": world.enrolled["anna"].passphrase, "second_factor": code}
    assert anna.post("/me/keys/new", right).status_code == 303
    code, path = world.code_of("anna"), _about(world, "bo", "titles")
    anna.get(path)
    long = {"title_da": "x" * 400, "title_en": "x", "second_factor": code}
    assert anna.post(path, long).status_code == 422
    anna.follow(path, {"title_da": "Jurist", "title_en": "Lawyer", "second_factor": code})
