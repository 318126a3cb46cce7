"""A second press of a button about keys does nothing more, and shows what the first gave."""

from datetime import datetime
from pathlib import Path

import pytest

from intake.clock import COPENHAGEN
from intake.store.engine import read
from tests.founding import makes_keys
from tests.functional.test_office_tickets import EVA, ticket_of, waiting
from tests.office import OfficeWorld, found_office
from triage.cases.roles import Role
from triage.services.people.enrol import NewPerson, enrol
from triage.store import enrolments, proposals

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """An office with two advisors, on Monday 23 November 2026."""
    return found_office(tmp_path / "office", MONDAY)


def test_a_second_press_signs_once_and_leads_to_the_same_place(world: OfficeWorld) -> None:
    """Also where what was thrown away waits no more; the other button of the same page still counts."""
    world.enrolled["eva"] = enrol(world.organisation, EVA, world.root, today=MONDAY.date())
    makes_keys(world, "finn", ticket_of(world, NewPerson("finn", "Finn Ny", Role.ADVISOR)))
    anna, path = world.signed_in("anna"), waiting(world)
    anna.get(path)
    known = {"once": anna.value("once"), "words": anna.value("words"), "csrf_token": anna.value("csrf_token")}
    for step in ("sign", "throw_away"):
        typed = {**known, "step": step, "second_factor": world.code_of("anna")}
        answers = [anna.post(path, typed) for _ in range(2)]
        assert [each.status_code for each in answers] == [303, 303], answers[1].text
        assert {each.headers["Location"] for each in answers} == {"/people"}
        anna.get("/people")
        assert len(anna.page.query(".alert-success") if anna.page else ()) == 1
        with read(world.organisation.triage) as connection:
            signed = [each.signed for each in proposals.proposals(connection)]
        assert [each is not None for each in signed] == ([True] if step == "sign" else [])


@pytest.mark.parametrize(("what", "purpose"), [({}, "again"), ({"what": "second_factor"}, "second_factor")])
def test_a_second_press_shows_the_same_ticket(world: OfficeWorld, what: dict[str, str], purpose: str) -> None:
    """There is one, and it is the one that both pages show; the other button gives another."""
    anna, path = world.signed_in("anna"), f"/people/{world.enrolled['bo'].handle.hex()}/ticket"
    anna.get(path)
    once, sent = anna.value("once"), anna.value("csrf_token")
    typed = {"once": once, "csrf_token": sent, **what, "second_factor": world.code_of("anna")}
    shown = []
    for _ in range(2):
        answer = anna.post(path, typed)
        assert answer.status_code == 200, answer.text
        shown.append(anna.words(".betro-code"))
    assert shown[0]
    assert shown[0] == shown[1]
    with read(world.organisation.triage) as connection:
        assert [each.purpose for each in enrolments.invitations(connection)] == [purpose]
    other = {} if what else {"what": "second_factor"}
    typed = {"once": once, "csrf_token": sent, **other, "second_factor": world.code_of("anna")}
    assert anna.post(path, typed).status_code == 200
    assert anna.words(".betro-code") not in {"", shown[0]}
