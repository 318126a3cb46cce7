"""Dates and numbers in words, in both languages."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from intake.page import formats
from intake.page.app import new_app

THURSDAY = date(2026, 11, 26)


@pytest.fixture(scope="module")
def app() -> Flask:
    """An app with the shared room and a start page in both languages."""
    app = new_app("formats", rooms={}, organisation={"da": "Eksempelby Kommune"}, home="start")

    @app.get("/<language:lang>/")
    def start(lang: str) -> str:
        return lang

    return app


@pytest.mark.parametrize(
    ("form", "danish", "english"),
    [
        (formats.longdate, "torsdag 26. november 2026", "Thursday 26 November 2026"),
        (formats.plaindate, "26. november 2026", "26 November 2026"),
        (formats.shortdate, "26. nov. 2026", "26 Nov 2026"),
        (formats.monthname, "november 2026", "November 2026"),
        (formats.weekday, "torsdag", "Thursday"),
    ],
)
def test_dates_read_as_a_letter_would_write_them(app, form, danish, english):
    """Thursday 2026-11-26 in every length and both languages."""
    with app.test_request_context("/da/"):
        assert form(THURSDAY) == danish
    with app.test_request_context("/en/"):
        assert form(THURSDAY) == english


def test_a_moment_is_shown_as_its_day(app):
    """A datetime is a date too; no time of day is ever shown by a date filter."""
    with app.test_request_context("/da/"):
        assert formats.longdate(datetime(2026, 11, 26, 23, 59)) == "torsdag 26. november 2026"


@pytest.mark.parametrize(
    ("moment", "begins", "ends"),
    [
        ("2026-11-26T14:30+01:00", "torsdag 26. november 2026 kl. 14.30", None),
        ("2026-11-26T13:30+00:00", "torsdag 26. november 2026 kl. 14.30", None),
        (
            "2026-11-26T23:00+00:00",
            "fredag 27. november 2026 kl. 00.00",
            "torsdag 26. november 2026 kl. 24.00",
        ),
    ],
)
def test_a_moment_is_written_as_copenhagen_has_it(app, moment, begins, ends):
    """Midnight begins a day and ends the one before it: what is due by then is due on that day."""
    with app.test_request_context("/da/"):
        assert formats.longtime(datetime.fromisoformat(moment)) == begins
        assert formats.longtime(datetime.fromisoformat(moment), ends=True) == (ends or begins)
    with app.test_request_context("/en/"):
        assert formats.longtime(datetime(2026, 11, 26, 9, tzinfo=UTC)) == "Thursday 26 November 2026 at 10.00"


def test_no_date_is_never_shown_as_today(app):
    """None fails; the library underneath would put today's date on the page."""
    with app.test_request_context("/da/"), pytest.raises(TypeError, match="a date is needed"):
        formats.longdate(None)


@pytest.mark.parametrize(
    ("day", "danish", "english"),
    [
        (date(2026, 11, 23), "for 3 dage siden", "3 days ago"),
        (date(2026, 11, 25), "i går", "yesterday"),
        (date(2026, 11, 26), "i dag", "today"),
        (date(2026, 11, 27), "i morgen", "tomorrow"),
        (date(2026, 11, 28), "om 2 dage", "in 2 days"),
        (date(2027, 2, 26), "om 92 dage", "in 92 days"),
    ],
)
def test_distance_is_counted_in_whole_days(app, day, danish, english):
    """From Thursday 2026-11-26; weeks and months are never rounded to."""
    with app.test_request_context("/da/"):
        assert formats.relative(day, THURSDAY) == danish
    with app.test_request_context("/en/"):
        assert formats.relative(day, THURSDAY) == english


@pytest.mark.parametrize(
    ("octets", "danish", "english"),
    [
        (0, "0 B", "0 B"),
        (999, "999 B", "999 B"),
        (1000, "1 kB", "1 kB"),
        (3_240_000, "3,2 MB", "3.2 MB"),
        (30_400_000, "30 MB", "30 MB"),
        (999_900, "1 MB", "1 MB"),
        (2_147_483_648, "2,1 GB", "2.1 GB"),
        (9_990_000_000_000_000, "9.990 TB", "9,990 TB"),
    ],
)
def test_sizes_are_short(app, octets, danish, english):
    """One decimal below ten, none above, and never "1.000 kB"."""
    with app.test_request_context("/da/"):
        assert formats.filesize(octets) == danish
    with app.test_request_context("/en/"):
        assert formats.filesize(octets) == english


def test_numbers_use_the_separators_of_the_language(app):
    """12.345,5 in Danish and 12,345.5 in English."""
    with app.test_request_context("/da/"):
        assert formats.number(12345.5) == "12.345,5"
    with app.test_request_context("/en/"):
        assert formats.number(12345.5) == "12,345.5"
