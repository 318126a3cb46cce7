"""The calendar: a month of deadlines on a wall, and a day of them in full."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask import abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from intake.page import language
from intake.page.formats import plaindate, weekday
from triage.engine.month import FIRST_YEAR, LAST_YEAR, month_after, month_before, read_month
from triage.engine.trace import DAY_NAMES, STEP_MSGIDS, holiday_titles
from triage.office.presentation.clock_choices import titled
from triage.office.request_context import organisation, seen_at, today, who
from triage.services.people.names import subject_names
from triage.services.views.month import DayPage, DueLine, Month, day_page_of, month_view

ALL = "all"
LAST_PAGE = 10_000
MONDAY = date(2024, 1, 1)
"""Any Monday, to name the days of the week by."""


@dataclass(frozen=True, slots=True)
class Cell:
    """One day on the wall. *free* says in words why it is a free day; *more* counts what does not fit."""

    day: date
    free: str | None
    is_today: bool
    is_weekend: bool
    lines: Sequence[DueLine]
    more: int

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say of the day."""
        return not (self.lines or self.free or self.is_today)


@dataclass(frozen=True, slots=True)
class Row:
    """One week on the wall; None for the days of a neighbouring month."""

    number: int
    cells: Sequence[Cell | None]

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to say of any of its days."""
        return all(each is None or each.is_empty for each in self.cells)


def month_page() -> ResponseReturnValue:
    """Show a month: the one that is asked for, or this one."""
    this = today().replace(day=1)
    first = read_month(request.args["month"]) if "month" in request.args else this
    if first is None:
        abort(404)
    month = month_view(organisation(), who(), first, settled=_settled(), today=today())
    return render_template(
        "office/calendar.html",
        month=month,
        rows=_rows(month),
        weekdays=[weekday(MONDAY + timedelta(days=number)) for number in range(7)],
        ways=_ways(first, this),
        settled=_settled(),
        toggle=_month_url(first, settled=not _settled()),
        unconfirmed=_unconfirmed(month),
        show=request.args.get("show"),
        has_feed=organisation().settings.calendar_feed,
        today=today(),
        now=seen_at(),
        name_of=_names(),
    )


def day_page(day: str) -> ResponseReturnValue:
    """Show everything that is due on one day, page by page."""
    try:
        chosen = date.fromisoformat(day)
    except ValueError:
        abort(404)
    page = request.args.get("page", "1")
    if not (page.isdecimal() and 0 < int(page[:6]) <= LAST_PAGE and FIRST_YEAR <= chosen.year <= LAST_YEAR):
        abort(404)
    due: DayPage = day_page_of(
        organisation(), who(), chosen, page=int(page), settled=_settled(), today=today()
    )
    onward = url_for("calendar_day", day=day, page=int(page) + 1, show=request.args.get("show"))
    return render_template(
        "office/calendar_day.html",
        day=chosen,
        lines_of=due.lines,
        onward=onward if due.has_more else None,
        month_url=_month_url(chosen, settled=_settled()),
        today=today(),
        now=seen_at(),
        name_of=_names(),
    )


def _settled() -> bool:
    return request.args.get("show") == ALL


def _rows(month: Month) -> list[Row]:
    titles = {**holiday_titles(organisation().rulebook.calendars), **DAY_NAMES}
    return [
        Row(week.number, [None if day is None else _cell(month, day, titles) for day in week.days])
        for week in month.weeks
    ]


def _cell(month: Month, day: date, titles: Mapping[str, str]) -> Cell:
    due = month.due.get(day)
    lines = [] if due is None else due.lines
    return Cell(
        day=day,
        free=_(titles[month.free[day]]) if day in month.free else None,
        is_today=day == today(),
        is_weekend=day.isoweekday() > 5,
        lines=lines,
        more=0 if due is None else due.total - len(lines),
    )


def _ways(first: date, this: date) -> list[tuple[date, str, bool]]:
    """Give the months that one goes to from here, each with its address; True for the present one."""
    around = [month_before(first), *([this] if first != this else []), month_after(first)]
    known = [each for each in dict.fromkeys(around) if FIRST_YEAR <= each.year <= LAST_YEAR]
    return [(each, _month_url(each, settled=_settled()), each == this) for each in sorted(known)]


def _month_url(day: date, *, settled: bool) -> str:
    return url_for("calendar", month=f"{day:%Y-%m}", show=ALL if settled else None)


def _unconfirmed(month: Month) -> str | None:
    """Say, of a month beyond the calendar's best-before date, that its holidays are computed only."""
    if not month.free or max(month.free) <= month.confirmed_until:
        return None
    # Named first: what stands inside the call is taken for a sentence to translate.
    sentence = STEP_MSGIDS["unconfirmed"]
    return str(_(sentence) % {"on": plaindate(month.confirmed_until)})


def _names() -> Callable[[DueLine], str]:
    """Give the words for a deadline: its rule, and the unit where it is about one."""
    titles, names = organisation().rulebook.titles, subject_names(organisation(), language.current())

    def name(line: DueLine) -> str:
        return titled(titles.get(line.rule, line.rule), line.subject, names)

    return name
