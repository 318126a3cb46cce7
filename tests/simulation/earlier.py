"""
What the citizens' adviser had registered before Betro: an inquiry that is taken over from a sheet in spring.

Nothing is drawn for it, so that nothing else of the year changes with it.
"""

from datetime import date, datetime, timedelta

from intake.store.engine import read
from tests.simulation.scenario import Story
from tests.simulation.season import Season
from triage.cases.importing.mapping import Field, SheetMapping, Unclosed
from triage.cli.demo.player import ADVISORS, PlayedCase, Player
from triage.services.casework.import_inquiries import register_sheet
from triage.store import cases
from triage.store.visibility import system_access

EARLIER = "earlier"
BEGAN = 60
HEADS = {Field.RECEIVED: "Modtaget", Field.CLOSED: "Lukket", Field.LINE: "Om"}
ALWAYS = {Field.TYPE: "guidance", Field.CHANNEL: "phone"}


def taken_over(season: Season) -> Story:
    """Give the inquiry that lies in the sheet; nothing is done about it any more."""
    day = season.at_work(date(season.year, 3, 1))
    data = {"key": EARLIER, EARLIER: day - timedelta(days=20), "channel": "phone"}
    came = day - timedelta(days=BEGAN)
    return Story(EARLIER, data, is_report=False, handler=ADVISORS[0], received=came, begins=day)


def take_over(player: Player, told: PlayedCase, received: date, now: datetime) -> None:
    """Take the sheet over twice: the second time there is nothing new in it."""
    organisation, who = player.town.organisation, player.who(told, now)
    sheet = ";".join(HEADS.values()) + f"\n{received};{told.data[EARLIER]};Ventede på svar\n"
    with read(organisation.triage) as connection:
        before = {row.handle for row in cases.all_cases(connection, system_access())}
    for wanted in ((1, 0), (0, 1)):
        done = register_sheet(
            organisation,
            who,
            lambda: iter([sheet.encode()]),
            SheetMapping(HEADS, ALWAYS, unclosed=Unclosed.CLOSED),
            numbered=str,
            goes_on=lambda: True,
            now=now,
        )
        assert (done.registered, done.there) == wanted
    with read(organisation.triage) as connection:
        new = [row for row in cases.all_cases(connection, system_access()) if row.handle not in before]
    (told.reference,) = (row.case_reference for row in new)
