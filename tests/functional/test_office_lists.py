"""In which order the lists of cases stand."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import update

from intake.clock import COPENHAGEN
from intake.store.engine import write
from tests.office import found_office
from triage.services.views import lists
from triage.store.tables import case

MONDAY = datetime(2026, 11, 23, 9, tzinfo=COPENHAGEN)


def test_closed_cases_stand_in_the_order_of_their_closing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last one closed first, page by page; among all they come behind the open ones."""
    world = found_office(tmp_path / "office", MONDAY)
    monkeypatch.setattr(lists, "PAGE", 2)
    closed = {"theme": "processing_time", "handling": "guidance"}
    references = []
    for number in range(5):
        world.clock.on(MONDAY.date() + timedelta(days=number))
        browser = world.signed_in()
        references.append(browser.closed_call(**closed) if number else browser.call())
    open_one, *newest_last = references
    anna = world.signed_in()
    for path, begin, said in (
        ("/cases?show=closed", [], "Afsluttede sager, den senest afsluttede først"),
        ("/cases?show=all", [open_one], "Sager, de mest presserende først og de afsluttede sidst"),
    ):
        seen: list[str] = []
        onward: str | None = path
        while onward:
            page = anna.get(onward)
            assert anna.words("caption") == said
            seen += [each.to_text() for each in page.query("td a.betro-reference")]
            links = [str(each.attrs["href"]) for each in page.query('a[href*="after="]')]
            onward = links[0] if links else None
        assert seen == begin + newest_last[::-1]
    anna.get("/cases")
    assert anna.words("caption") == "Sager, de mest presserende først"
    # The first and the last day are asked of the closing as well: Wednesday and Thursday.
    with write(world.organisation.triage) as connection:
        connection.execute(update(case).values(received_on=MONDAY.date()))
    page = anna.get("/cases?day=closed&from=2026-11-25&to=2026-11-26")
    assert [each.to_text() for each in page.query("td a.betro-reference")] == newest_last[1:3][::-1]
    assert "Afsluttet, fra 25. november 2026, til 26. november 2026" in anna.words()
    assert anna.words("th[aria-sort]") == "Afsluttet"
    page = anna.get("/cases?show=closed&from=2026-11-25&to=2026-11-26")
    assert not page.query("td a.betro-reference")
