"""
What happens in a year to the office, and not to a case: a machine whose date is wrong for a moment, a clock
that sleeps for weeks, somebody who joins and leaves, and an aim that the house sets itself on the way.
"""

from dataclasses import replace
from datetime import datetime, time
from functools import partial

from sqlalchemy import update

from intake.store.engine import read, write
from tests.simulation.pages import look
from tests.simulation.season import JOINER, ONE_DAY, moment
from tests.simulation.year import AHEAD, Ticked, Year
from triage.cases.roles import Role
from triage.cli.demo.player import Act
from triage.rules.codes import ApplyReason
from triage.services.clock import apply_rules
from triage.services.clock.steadiness import confirm, gone_by, is_off
from triage.services.clock.tick import tick
from triage.services.organisation import as_applied
from triage.services.organisation.content import files_of, write_files
from triage.services.people.apply_organisation import apply
from triage.services.people.enrol import NewPerson, enrol
from triage.services.people.sign_in import SignedIn
from triage.store import journal
from triage.store.tables import person
from triage.store.visibility import system_access

NEW = NewPerson(JOINER, "Nadia Eksempel", Role.ADVISOR, f"{JOINER}@egeby.invalid")
AIM = """
[[target]]
rule = "BR-FIRST"
length = 5
unit = "working_day"
calendar = "strict"
valid_from = {began}
"""


class NotNoticedError(Exception):
    """A wrong time, or a long sleep, was not noticed."""


def upheavals(year: Year) -> list[tuple[datetime, Act]]:
    """Give everything that happens to the office, with its moment."""
    season = year.season
    return [
        (moment(season.joins, time(7)), partial(_join, year)),
        (moment(season.leaves, time(18)), partial(_leave, year)),
        (moment(season.new_aim, time(7)), partial(_aim, year)),
        # Before the tick of the same moment, which goes on as if nothing had been.
        (moment(season.jump, time(12)), partial(_jump, year)),
        (moment(season.down.last + ONE_DAY, time(1)), partial(_wake, year)),
        # In the middle of what the year has, while the time is wrong, and when it is over.
        *(
            (moment(day, time(17)), partial(look, year))
            for day in (season.no_mail, season.down.last, season.days[-1])
        ),
    ]


def _join(year: Year, now: datetime) -> None:
    """Somebody new sees what begins from now on."""
    town = year.player.town
    made = enrol(town.organisation, NEW, year.root, today=now.date())
    who = SignedIn(made.handle, NEW.role, NEW.display_name, NEW.language, made.identity)
    town.people[JOINER] = who


def _leave(year: Year, now: datetime) -> None:
    """The same person leaves, and still has cases; no command for it is there yet."""
    gone = update(person).where(person.c.sign_in_name == JOINER)
    with write(year.player.town.organisation.triage) as connection:
        connection.execute(gone.values(ended_on=now.date()))


def _aim(year: Year, now: datetime) -> None:
    """The house sets itself an earlier date for first answers, and the open cases follow."""
    player, today = year.player, now.date()
    folder = player.town.organisation.settings.organisation_folder
    assert folder is not None
    write_files(folder, {"limits.toml": AIM.format(began=year.season.days[0])})
    apply(player.town.organisation, files_of(folder), reason="Et nyt mål", by="test", today=today)
    organisation = as_applied(player.town.organisation, today)
    player.town = replace(player.town, organisation=organisation)
    reason, reference = ApplyReason.LAW_CHANGE, "2026-7"
    apply_rules.apply(organisation, system_access(), today=today, reason=reason, reference=reference)


def _jump(year: Year, now: datetime) -> None:
    """For one tick the machine shows a date half a year ahead."""
    _tick_unbelieved(year, now, now + AHEAD)


def _wake(year: Year, now: datetime) -> None:
    """After weeks without a tick, somebody says that the time is right."""
    _tick_unbelieved(year, now, now)
    confirm(year.player.town.organisation, now=now)


def _tick_unbelieved(year: Year, now: datetime, shown: datetime) -> None:
    organisation, player = year.player.town.organisation, year.player
    year.post.now = now
    with read(organisation.triage) as connection:
        before = journal.head(connection)[0]
    if failed := tick(organisation, player.town.dependencies, now=shown, owner=player.owner):
        raise RuntimeError(f"at {now} the clock could not do: {failed}")
    went_by = gone_by(organisation)
    if went_by is None or not is_off(organisation, shown):
        raise NotNoticedError(f"{shown}")
    with read(organisation.triage) as connection:
        year.ticked.append(Ticked(now, went_by, journal.head(connection)[0]))
    year.unbelieved.append((now.date(), before, year.ticked[-1].seq))
