"""Looking at the office's pages in the middle of a fictive year and at its end, as an advisor does."""

import re
from collections.abc import Iterator
from datetime import datetime
from functools import cache
from html import unescape
from pathlib import Path

from babel.messages.pofile import read_po

from crypto.keys import SigningKey
from intake.store.engine import read
from tests.office import BASE, Browser, OfficeWorld, StandingClock
from tests.simulation.year import Year
from triage.cli.demo.player import ADVISORS
from triage.office import create_app
from triage.store import cases
from triage.store.visibility import system_access

CATALOGUES = Path(__file__).resolve().parents[2] / "templates" / "locale" / "da" / "LC_MESSAGES"
LISTS = ("/", "/cases", "/cases?show=all", "/cases?show=closed", "/calendar")
SAMPLE = 6
TOO_SHORT = 4
"""Words that both languages have, such as Code or Rolle, are mostly short; one word says little."""


def look(year: Year, now: datetime) -> None:
    """Open Today, the lists, the month, and some cases with why a date is what it is; keep what is wrong."""
    organisation = year.player.town.organisation
    if year.office is None:
        clock = StandingClock(now)
        app = create_app(organisation, clock)
        app.config["PROPAGATE_EXCEPTIONS"] = True
        year.office = OfficeWorld(organisation, clock, year.enrolled, SigningKey.from_seed(bytes(32)), app)
    year.office.clock.moment = now
    with read(organisation.triage) as connection:
        rows = cases.all_cases(connection, system_access())
    chosen = rows[:: max(1, len(rows) // SAMPLE)][-SAMPLE:]
    browser = year.office.signed_in(ADVISORS[0])
    for path in (
        *LISTS,
        f"/calendar/day/{now.date()}",
        *(f"/cases/{each.case_reference}" for each in chosen),
    ):
        text = _opened(year, browser, path)
        # Not those behind them: which cases are looked at hangs on references that are drawn anew.
        year.pages += 1
        why = re.search(r'href="(/cases/\w+/deadlines/[^"]+/why[^"]*)"', text)
        if why is not None:
            _opened(year, browser, unescape(why.group(1)))


def _opened(year: Year, browser: Browser, path: str) -> str:
    answer = browser.client.get(path, base_url=BASE)
    if answer.status_code != 200:
        year.page_faults.append(f"{path.partition('?')[0]}: {answer.status_code}")
        return ""
    year.page_faults += [f"{_kind(path)}: {fault}" for fault in _faults(answer.text)]
    return answer.text


def _kind(path: str) -> str:
    """The path without the reference, which no two runs share."""
    return re.sub(r"/cases/[0-9A-Z]{8}", "/cases/<reference>", path)


MACHINE = re.compile(r"\bNone\b|\{\{|\bundefined\b|%\(\w+\)s|\b(?:promise|meeting|minutes)-\d")
"""Words of the machine."""


def _faults(page: str) -> Iterator[str]:
    """Words that no Danish page has: those of the machine, and those of the source that are translated."""
    body = re.sub(r"<(script|style|textarea)\b.*?</\1>", "", page, flags=re.DOTALL)
    for chunk in re.findall(r">([^<]+)<", body):
        words = " ".join(unescape(chunk).split())
        if MACHINE.search(words) or words in _english():
            yield words


@cache
def _english() -> frozenset[str]:
    found = set()
    for file in CATALOGUES.glob("*.po"):
        with file.open("rb") as opened:
            said = {str(each.id): str(each.string) for each in read_po(opened) if isinstance(each.id, str)}
        danish = set(said.values())
        found |= {words for words in said if len(words) > TOO_SHORT and words not in danish}
    return frozenset(found)
