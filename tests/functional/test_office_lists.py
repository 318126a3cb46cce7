"""In which order the lists of cases stand."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from intake.clock import COPENHAGEN
from tests.office import found_office
from triage.services.views import lists

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
