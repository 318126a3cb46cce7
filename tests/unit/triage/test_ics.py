"""The calendar file, read by a parser of its own and by the package that wrote it (RFC 5545)."""

import re
from datetime import UTC, date, datetime, timedelta

import pytest
from icalendar import Calendar

from tests.weekdays import on
from triage.office.pages.ics import calendar_text, entry_id

DAYS = [on("Mon 2026-11-30"), on("Sun 2027-02-28"), on("Tue 2028-02-29"), on("Fri 2027-12-31")]
MADE = on("Mon 2026-11-23")
NAME = re.compile(r"[A-Z][A-Z0-9-]*")


def written(days: list[date] = DAYS, summary: str = "Betro: frist", token: str = "a" * 43) -> bytes:
    """Write a file."""
    return calendar_text(days, summary=summary, token=token, made_on=MADE)


def lines(text: bytes) -> list[str]:
    """Take a file apart as RFC 5545 section 3.1 says: CRLF ends a line, and CRLF with a space folds one."""
    assert text.endswith(b"\r\n")
    assert b"\n" not in text.replace(b"\r\n", b"")
    assert b"\r" not in text.replace(b"\r\n", b"")
    assert all(len(line) <= 75 for line in text.split(b"\r\n"))
    return text.replace(b"\r\n ", b"").decode("utf-8").removesuffix("\r\n").split("\r\n")


def entries(text: bytes) -> list[dict[str, str]]:
    """Give the properties of each VEVENT, by name with parameters; each may stand once."""
    found: list[dict[str, str]] = []
    open_parts: list[str] = []
    for line in lines(text):
        name, _colon, value = line.partition(":")
        assert NAME.fullmatch(name.partition(";")[0]), line
        if name == "BEGIN":
            open_parts.append(value)
            if value == "VEVENT":
                found.append({})
        elif name == "END":
            assert open_parts.pop() == value
        elif open_parts[-1] == "VEVENT":
            assert name not in found[-1]
            found[-1][name] = value
    assert open_parts == []
    return found


def test_an_entry_has_these_properties_and_no_other() -> None:
    """A day, a name that says nothing, free, private; no bell, no place, no link, no words."""
    assert [set(each) for each in entries(written())] == [
        {"UID", "DTSTAMP", "DTSTART;VALUE=DATE", "DTEND;VALUE=DATE", "SUMMARY", "CLASS", "TRANSP"}
    ] * len(DAYS)
    for each in entries(written()):
        assert (each["SUMMARY"], each["CLASS"], each["TRANSP"]) == ("Betro: frist", "PRIVATE", "TRANSPARENT")
    assert b"VALARM" not in written()


@pytest.mark.parametrize("day", DAYS)
def test_an_entry_is_a_whole_day_and_ends_where_the_next_begins(day: date) -> None:
    """Also on a leap day and over the end of a year."""
    (each,) = entries(written([day]))
    assert each["DTSTART;VALUE=DATE"] == f"{day:%Y%m%d}"
    assert each["DTEND;VALUE=DATE"] == f"{day + timedelta(days=1):%Y%m%d}"


def test_the_stamp_is_the_midnight_of_the_day_the_address_was_made() -> None:
    """In UTC, as it must be; it tells no hour, and not when the file was fetched."""
    assert {each["DTSTAMP"] for each in entries(written())} == {"20261123T000000Z"}


def test_the_file_says_what_it_is() -> None:
    """What RFC 5545 wants first, and the names and the pace that Outlook and Thunderbird read."""
    head = lines(written())[:9]
    assert head[0] == "BEGIN:VCALENDAR"
    assert {
        "VERSION:2.0",
        "PRODID:-//Betro//Deadlines//EN",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        "X-WR-CALNAME:Betro",
        "NAME:Betro",
        "REFRESH-INTERVAL;VALUE=DURATION:PT6H",
        "X-PUBLISHED-TTL:PT6H",
    } == set(head[1:])


def test_a_file_without_days_still_holds_a_component() -> None:
    """A calendar without any is no calendar (section 3.6), and nothing is due at times."""
    assert entries(written([])) == []
    assert "BEGIN:VTIMEZONE" in lines(written([]))
    (zone,) = Calendar.from_ical(written([])).timezones
    assert zone.to_tz().utcoffset(datetime(2026, 11, 23)) == timedelta()


def test_the_package_reads_back_what_it_wrote() -> None:
    """The same days, as days and not as moments."""
    read = Calendar.from_ical(written())
    assert read.errors == []
    assert [each.start for each in read.events] == DAYS
    assert all(type(each.start) is date for each in read.events)
    assert {each.DTSTAMP for each in read.events} == {datetime(2026, 11, 23, tzinfo=UTC)}


def test_a_long_name_in_letters_of_several_bytes_is_folded_between_them() -> None:
    """A folded line is at most 75 bytes and loses no letter."""
    summary = "Frist på en aftale om sådan noget, æøå; \\ " * 5
    (each, *_rest) = entries(written(summary=summary))
    escaped = summary.replace("\\", "\\\\").replace(",", "\\,").replace(";", "\\;")
    assert each["SUMMARY"] == escaped


def test_the_same_days_give_the_same_bytes() -> None:
    """Nothing in the file tells one fetch from another."""
    assert written() == written()


def test_an_entry_keeps_its_name_and_shares_it_with_nobody() -> None:
    """A day has one name under one address and another under another, so that two files cannot be joined."""
    mine = {each["UID"] for each in entries(written())}
    assert mine == {each["UID"] for each in entries(written(list(reversed(DAYS))))}
    assert len(mine) == len(DAYS)
    assert not mine & {each["UID"] for each in entries(written(token="b" * 43))}
    assert re.fullmatch(r"[0-9a-f]{32}@betro", entry_id("a" * 43, DAYS[0]))
