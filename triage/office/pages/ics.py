"""
Days as a calendar file (RFC 5545) that Outlook and Thunderbird subscribe to.

The file is made of the address, the language and the days alone: the same days give the same bytes, whenever
they are asked for. One entry stands for a day, not for a deadline, so that not even a number of deadlines, or
an entry's own name, says anything of a case (ADR 0016).
"""

import hmac
from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta

from icalendar import Calendar, Event, Timezone, TimezoneStandard, vDuration

TYPE = "text/calendar; charset=utf-8"
FILE = "betro.ics"
NAME = "Betro"
MAKER = "-//Betro//Deadlines//EN"
REFRESH = timedelta(hours=6)
"""How often we ask calendar programmes to look again; most go by their own pace."""


def calendar_text(days: Sequence[date], *, summary: str, token: str, made_on: date) -> bytes:
    """
    Write the file: an all-day entry for each day, named by *summary* and nothing else.

    The entries' stamps are the midnight after which the address was made, so that a copy does not tell when
    it was fetched. Entries keep no time busy and ring no bell: Betro warns by mail, as it is told to.
    """
    calendar = Calendar()
    calendar.add("prodid", MAKER)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("name", NAME)
    calendar.add("x-wr-calname", NAME)
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add("x-published-ttl", vDuration(REFRESH))
    calendar.add_component(_utc())
    stamp = datetime.combine(made_on, time(), UTC)
    for day in days:
        calendar.add_component(_entry(day, summary, entry_id(token, day), stamp))
    return bytes(calendar.to_ical())


def entry_id(token: str, day: date) -> str:
    """Name the entry of a day: always the same under one address, and like no entry of any other."""
    return f"{hmac.digest(token.encode(), day.isoformat().encode(), 'sha256').hex()[:32]}@betro"


def _utc() -> Timezone:
    """Say what UTC is. A calendar must hold something, and there are times when nothing is due."""
    zone, standard = Timezone(), TimezoneStandard()
    zone.add("tzid", "UTC")
    standard.add("dtstart", datetime(1970, 1, 1))  # noqa: DTZ001 - written in its own zone, without one
    standard.add("tzoffsetfrom", timedelta())
    standard.add("tzoffsetto", timedelta())
    zone.add_component(standard)
    return zone


def _entry(day: date, summary: str, uid: str, stamp: datetime) -> Event:
    entry = Event()
    entry.add("uid", uid)
    entry.add("dtstamp", stamp)
    entry.add("dtstart", day)
    # The end is the first day that is not part of it.
    entry.add("dtend", day + timedelta(days=1))
    entry.add("summary", summary)
    entry.add("class", "PRIVATE")
    entry.add("transp", "TRANSPARENT")
    return entry
