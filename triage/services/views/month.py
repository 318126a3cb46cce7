"""A month of deadlines, and one day of it in full, for an advisor."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from intake.store.engine import read
from triage.engine.calendar import OWN_CLOSING, holidays_of
from triage.engine.month import Week, last_day, weeks_of
from triage.rules.model import Calendar
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.store import due
from triage.store.due import DueDay, DueLine
from triage.store.visibility import visible_to

__all__ = ["DayPage", "DueLine", "Month", "day_page_of", "month_view"]

FREE_DAYS = "statutory"
"""The calendar whose holidays are named: the one with the most of them."""
MOST = 5
"""So many deadlines of a day stand in the month; the rest are counted and stand on the day's own page."""
PAGE = 50


@dataclass(frozen=True, slots=True)
class Month:
    """One month: its weeks, what is due on which day, and why days are free (a code, by day)."""

    first: date
    weeks: tuple[Week, ...]
    due: Mapping[date, DueDay]
    free: Mapping[date, str]
    confirmed_until: date

    @property
    def total(self) -> int:
        """How many deadlines there are in the month."""
        return sum(each.total for each in self.due.values())


@dataclass(frozen=True, slots=True)
class DayPage:
    """One page of the deadlines of a day, and whether more follow."""

    lines: Sequence[DueLine]
    has_more: bool


def month_view(
    organisation: Organisation, who: SignedIn, first: date, *, settled: bool, today: date
) -> Month:
    """Give the month that begins on *first*, with the deadlines that this person may see."""
    last = last_day(first)
    with read(organisation.triage) as connection:
        found = due.due_between(
            connection, visible_to(who.handle, today), first, last, settled=settled, most=MOST
        )
    calendar = organisation.rulebook.calendars[FREE_DAYS]
    return Month(
        first=first,
        weeks=weeks_of(first),
        due=found,
        free=_free(calendar, organisation.settings.closing_days, first, last),
        confirmed_until=calendar.best_before,
    )


def day_page_of(
    organisation: Organisation, who: SignedIn, day: date, *, page: int, settled: bool, today: date
) -> DayPage:
    """Give one page (from 1 on) of what is due on a day."""
    with read(organisation.triage) as connection:
        found = due.due_on(
            connection,
            visible_to(who.handle, today),
            day,
            settled=settled,
            skip=(page - 1) * PAGE,
            most=PAGE + 1,
        )
    return DayPage(found[:PAGE], len(found) > PAGE)


def _free(calendar: Calendar, closing: frozenset[date], first: date, last: date) -> dict[date, str]:
    named = {**dict.fromkeys(closing, OWN_CLOSING), **holidays_of(calendar, first.year)}
    return {day: code for day, code in named.items() if first <= day <= last}
