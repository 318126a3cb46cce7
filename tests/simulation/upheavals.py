"""
What happens in a year to the office, and not to a case: a machine whose date is wrong for a moment, a clock
that sleeps for weeks, somebody who joins and leaves, holidays that are noted, with who stands in, and an aim
that the house sets itself on the way.
"""

from dataclasses import replace
from datetime import date, datetime, time
from functools import partial

from crypto.statement import Statement
from intake.store.engine import read, write
from tests.office import StandingClock
from tests.simulation.pages import look
from tests.simulation.season import JOINER, ONE_DAY, moment
from tests.simulation.year import AHEAD, Ticked, Year
from triage.cases.roles import Role
from triage.cli.demo.player import ADVISORS, Act
from triage.rules.codes import ApplyReason
from triage.services.casework.rewrapping import lend
from triage.services.clock import apply_rules
from triage.services.clock.steadiness import confirm, gone_by, is_off
from triage.services.clock.tick import tick
from triage.services.organisation import as_applied
from triage.services.organisation.content import files_of, write_files
from triage.services.people.absences import note_absence
from triage.services.people.apply_organisation import apply
from triage.services.people.enrol import NewPerson, enrol
from triage.services.people.holders import directory
from triage.services.people.leaving import let_go_of
from triage.services.people.sign_in import SignedIn
from triage.store import journal, postbox, rewraps
from triage.store.visibility import Level, system_access, visible_to

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
        (moment(season.away[ADVISORS[0]][-1].first, time(7)), partial(_away, year)),
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
    """The same person leaves, and still has cases: the root signs the end, and the office lets go at once."""
    town, today = year.player.town, now.date()
    who = town.people[JOINER]
    members = directory(town.organisation, today)
    ended = Statement(
        number=members.next_number,
        previous=members.head,
        person=who.handle,
        role=NEW.role,
        kem_public=who.identity.kem_public,
        verify_key=who.identity.verify_key,
        valid_from=year.season.joins,
        valid_until=today,
    ).signed(year.root)
    with write(town.organisation.intake) as connection:
        postbox.add_statement(connection, ended.number, ended.encode())
    let_go_of(town.organisation, who.handle, today=today)


def _away(year: Year, now: datetime) -> None:
    """An advisor's holidays are noted: who joined stands in, and is lent the dates of the cases."""
    town, today = year.player.town, now.date()
    who, joiner, until = town.people[ADVISORS[0]], town.people[JOINER], year.season.away[ADVISORS[0]][-1].last
    note_absence(town.organisation, who, who.handle, today, until, stand_in=joiner.handle, today=today)
    before = _seen(year, Level.CONTENT, today)
    lend(town.organisation, who, StandingClock(now))
    after = until + ONE_DAY
    if _seen(year, Level.CONTENT, today) != before or _seen(year, Level.CLOCKS, after) != before:
        raise NotNoticedError(f"whoever stands in sees more than dates, or longer than until {until}")


def _seen(year: Year, level: Level, on: date) -> set[bytes]:
    """Give the cases that who joined may see on a day."""
    town = year.player.town
    with read(town.organisation.triage) as connection:
        return set(rewraps.cases_of(connection, visible_to(town.people[JOINER].handle, on, level)))


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
