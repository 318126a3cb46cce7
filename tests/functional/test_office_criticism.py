"""Hearing before criticism, on the pages of the office."""

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import select

from intake.clock import COPENHAGEN
from intake.store.engine import read
from tests.office import AGREED, OfficeWorld, found_office
from tests.own_folder import has_units
from triage.store.tables import event

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)
DRAFT = "Svartiden på fire måneder er for lang."


@pytest.fixture
def world(tmp_path: Path) -> OfficeWorld:
    """An office on Monday 23 November 2026, with two units."""
    world = found_office(tmp_path / "office", MONDAY)
    world.organisation = has_units(
        world.organisation,
        ("job", "Jobcentret", "Job centre"),
        ("social", "Socialforvaltningen", "Social services"),
    )
    return world


def test_a_unit_is_heard_answers_and_is_criticised(world: OfficeWorld) -> None:
    """Draft, comments and criticism stand in the history in words, and in the event as codes."""
    anna = world.signed_in("anna")
    reference = anna.call()
    refusal = anna.refused(reference, "criticism", kind="criticism", unit="job", item=DRAFT)
    assert "Jobcentret" in refusal or "job" in refusal
    anna.decide(reference, "hearing", unit="job", item=DRAFT, answer_by_on="2026-12-07", **AGREED)
    world.clock.on(date(2026, 11, 30))
    anna = world.signed_in("anna")
    anna.get(f"/cases/{reference}")
    anna.follow(f"/cases/{reference}/open")
    early = anna.refused(reference, "criticism", kind="recommendation", unit="job", item=DRAFT)
    assert "7. december 2026" in early
    anna.decide(reference, "hearing-answer", unit="job", item="Vi er enige.")
    anna.decide(
        reference, "criticism", kind="recommendation", unit="job", item="Svar inden en måned.", **AGREED
    )
    assert "Skriv til os, om I følger anbefalingen, og hvornår." in anna.words(".betro-sheet")
    anna.get(f"/cases/{reference}")
    told = anna.words("#timeline")
    assert "Anbefaling udtalt over for Jobcentret" in told
    assert DRAFT in told
    assert "Vi er enige." in told
    with read(world.organisation.triage) as connection:
        rows = connection.execute(
            select(event.c.payload).where(event.c.payload.contains("criticism:recorded/"))
        ).all()
    assert [("Svar inden" in row.payload, "recommendation" in row.payload) for row in rows] == [(False, True)]


def test_only_the_unit_that_is_being_heard_is_offered(world: OfficeWorld) -> None:
    """Comments are registered where somebody was asked for them."""
    anna = world.signed_in("anna")
    reference = anna.call()
    anna.decide(reference, "hearing", unit="social", item=DRAFT, answer_by_on="2026-12-07", **AGREED)
    page = anna.get(f"/cases/{reference}/hearing-answer")
    assert [each.attrs["value"] for each in page.query("#unit option")] == ["", "social"]


def test_closing_waits_for_a_hearing_and_names_one_that_came_to_nothing(world: OfficeWorld) -> None:
    """Refused by the name of the department and its day; after that day the preview says it."""
    anna = world.signed_in("anna")
    reference = anna.call()
    anna.decide(reference, "hearing", unit="job", item=DRAFT, answer_by_on="2026-12-07", **AGREED)
    refusal = anna.refused(reference, "close")
    assert "Jobcentret" in refusal
    assert "7. december 2026" in refusal
    world.clock.on(date(2026, 12, 8))
    anna = world.signed_in("anna")
    anna.decide(reference, "answer", item="Svar", given_on="2026-12-08", sent_by="letter")
    anna.get(f"/cases/{reference}/close")
    anna.post(f"/cases/{reference}/close", {"step": "preview"})
    assert (
        "i høring hos Jobcentret mandag 23. november 2026, og der er ikke udtalt noget siden." in anna.words()
    )


def test_a_report_has_no_hearing(world: OfficeWorld) -> None:
    """The whistleblower side does not lead there, and whoever types the address finds nothing."""
    world.send()
    anna = world.signed_in("anna")
    reference = anna.open_case()
    page = anna.get(f"/cases/{reference}")
    assert page.query(f'a[href="/cases/{reference}/hearing"]') == []
    anna.get(f"/cases/{reference}/hearing", 404)
