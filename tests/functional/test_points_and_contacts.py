"""A complaint told point by point and contact by contact, without a line of script."""

from datetime import datetime
from pathlib import Path

import pytest

from intake.clock import COPENHAGEN
from tests.office import Browser, found_office
from tests.own_folder import has_units

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)


@pytest.fixture(scope="module")
def anna(tmp_path_factory: pytest.TempPathFactory) -> Browser:
    """An adviser in a house with two units."""
    folder: Path = tmp_path_factory.mktemp("points")
    world = found_office(folder / "office", MONDAY)
    has_units(world.organisation, ("job", "Jobcentret", "Job centre"), ("roads", "Veje", "Roads"))
    return world.signed_in("anna")


def test_points_are_typed_in_rows_and_stand_on_the_page_of_the_case(anna: Browser) -> None:
    """One row more is only shown; a row without a theme is refused; what was saved is there to be changed."""
    reference = anna.call(unit="job")
    path = f"/cases/{reference}/points"
    anna.get(path)
    typed = {
        "points-0-theme": "long_processing",
        "points-0-upheld": "yes",
        "points-1-theme": "courtesy",
        "points-1-unit": "roads",
        "points-1-seen_by_us": "y",
    }
    assert anna.post(path, {**typed, "step": "more"}).status_code == 200
    assert len(anna.page.query('select[name$="-theme"]')) == 6
    assert anna.page.query_one('select[name="points-1-unit"] option[selected]').attrs["value"] == "roads"
    assert anna.post(path, {"points-1-unit": "roads", "step": "send"}).status_code == 422
    assert "Vælg et emne til hvert klagepunkt. Begynd med hovedklagepunktet." in anna.words("#error-summary")

    anna.save(reference, "points", **typed)
    facts, history = anna.words("#facts"), anna.words("#timeline")
    assert "Hovedklagepunkt Lang sagsbehandlingstid, Medhold" in facts
    assert "hensynsfuld optræden, Veje, set af borgerrådgiveren" in facts
    assert "Klagepunkter: Lang sagsbehandlingstid, " in history
    assert not anna.page.query(f'a[href="/cases/{reference}/themes"]')
    anna.get(path)
    assert "Lang sagsbehandlingstid" in anna.words('select[name="points-0-theme"] option[selected]')
    assert "checked" in anna.page.query_one('input[name="points-1-seen_by_us"]').attrs


def test_a_closed_case_takes_a_contact(anna: Browser) -> None:
    """Its menu leads there, whom it was with is told, and nobody of the house had been asked before."""
    reference = anna.call(unit="job", handling="guidance", theme="no_answer", closed="y")
    assert "Forvaltningen Ikke kontaktet" in anna.words("#facts")
    assert anna.page.query(f'a[href="/cases/{reference}/contact"]')
    about = {"channel": "phone", "other_side": "leader", "direction": "out", "item": "Spurgte til svaret."}
    anna.save(reference, "contact", **about)
    assert "Kontakt: En leder, fra os" in anna.words("#timeline")
    assert anna.page.query(f'a[href="/cases/{reference}/reopen"]')
    assert "Ikke kontaktet" not in anna.words("#facts")
