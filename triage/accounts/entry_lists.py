"""
The registers in an account, entry by entry, for whoever may read their lines; their numbers are counted by
the profile, with all others.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from intake.domain.translatable import N_, Worded
from triage.accounts.document import Grid, GridLine, Listed, NumberShown, Section
from triage.accounts.in_words import InWords
from triage.accounts.results import AccountPeriod
from triage.accounts.rounding import as_number, rounded
from triage.cases.appeals import AppealResult, CountableAppeal, DecidingBody
from triage.cases.countable_entries import CountableEntry
from triage.cases.decisions.activities import ActivityKind, ActivityState, CountableActivity
from triage.cases.decisions.external_figures import CountableFigure, Measure
from triage.cases.decisions.focus_points import CountableFocus
from triage.cases.decisions.ordered_counts import CountableOrder
from triage.cases.decisions.own_initiative import OrderedBy
from triage.rules.counted import Trait

CHANGE = "change"
YEARS = 5
"""Of so many years the figures from elsewhere are shown beside one another."""


@dataclass(frozen=True, slots=True)
class EntryWords(InWords):
    """What is said of an entry in one language; *titles* are the lines that the reader may open."""

    titles: Mapping[str, str]
    period: AccountPeriod

    def title(self, entry: CountableEntry) -> str:
        """Give the line of an entry; its reference where the reader may not open it."""
        return self.titles.get(entry.case, entry.case)

    def of(self, kind: type[Worded], code: str | None) -> str:
        """Write a code of a closed list."""
        return "" if code is None else self.say(kind(code).words)


def entry_sections(entries: Iterable[CountableEntry], words: EntryWords) -> tuple[Section, ...]:
    """Give a section for each register that holds something of the period; each is one list, or one table."""
    of_kind: dict[type[CountableEntry], list[Any]] = {}
    for each in sorted(entries, key=lambda entry: (entry.on, entry.case)):
        of_kind.setdefault(type(each), []).append(each)
    blocks: list[Listed | Grid] = [
        _listed(listing, of_kind.get(kind, ()), words) for kind, listing in _LISTINGS.items()
    ]
    blocks.append(figures_grid(of_kind.get(CountableFigure, ()), words))
    return tuple(Section(each.code, each.title, (each,)) for each in blocks if each.rows)


def figures_grid(figures: Sequence[CountableFigure], words: EntryWords) -> Grid:
    """Give the figures from elsewhere by their years, none after the period, and how the last changed."""
    last = words.period.last.year
    years = sorted({each.year for figure in figures for each in figure.values if each.year <= last})[-YEARS:]
    shown = [figure for figure in figures if any(figure.of(year) is not None for year in years)]
    columns = [GridLine(str(year), str(year)) for year in years]
    cells = {(each.case, str(year)): NumberShown(each.of(year)) for each in shown for year in years}
    if len(years) > 1:
        columns.append(GridLine(CHANGE, words.say(N_("Change since the year before, in %"))))
        cells |= {(each.case, CHANGE): NumberShown(_change(each, years[-1])) for each in shown}
    return Grid(
        code=FIGURES.code,
        title=words.say(FIGURES.title),
        rows=tuple(
            GridLine(each.case, f"{words.title(each)} ({words.of(Measure, each.measure)})") for each in shown
        ),
        columns=tuple(columns),
        cells=cells,
        row_heading=words.say(FIGURES.line),
    )


def _change(figure: CountableFigure, year: int) -> Decimal | None:
    before, now = figure.of(year - 1), figure.of(year)
    if not before or now is None:
        return None
    return rounded(Fraction(now - before) * 100 / Fraction(before), 1)


Write = Callable[[Any, EntryWords], str]


@dataclass(frozen=True, slots=True)
class Listing:
    """
    One register as a list.

    Attributes:
        columns: what its columns say, by their heads; the line of an entry stands beside them under *line*.
        is_wanted: which of its entries belong into the account of a period.
    """

    code: str
    title: str
    columns: Mapping[str, Write]
    is_wanted: Callable[[Any, AccountPeriod], bool]
    line: str = N_("About")


def _listed(listing: Listing, entries: Iterable[Any], words: EntryWords) -> Listed:
    wanted = [each for each in entries if listing.is_wanted(each, words.period)]
    writes = (_title, *listing.columns.values())
    return Listed(
        code=listing.code,
        title=words.say(listing.title),
        columns=tuple(words.say(each) for each in (listing.line, *listing.columns)),
        rows=tuple(tuple(write(each, words) for write in writes) for each in wanted),
    )


def _is_of_period(entry: Any, period: AccountPeriod) -> bool:
    return period.holds(entry.on)


def _runs_in(order: CountableOrder, period: AccountPeriod) -> bool:
    return order.on <= period.last and (order.ended_on is None or order.ended_on >= period.first)


def _is_looked_at(focus: CountableFocus, period: AccountPeriod) -> bool:
    """In its years, and as what comes next in the year after."""
    return any(period.first.year <= each <= period.last.year + 1 for each in focus.years)


def _came_of(focus: CountableFocus, words: EntryWords) -> str:
    if focus.done_on is not None and focus.done_on <= words.period.last:
        return words.say(N_("Done"))
    later = [each for each in focus.years if each > words.period.last.year]
    if not later or focus.years[0] == later[0]:
        return ""
    return words.say(N_("Moved on to %(year)s")) % {"year": later[0]}


def _day(entry: Any, words: EntryWords) -> str:
    return words.day(entry.on)


def _title(entry: Any, words: EntryWords) -> str:
    return words.title(entry)


APPEALS = Listing(
    "appeals",
    N_("Decisions of appeals bodies"),
    {
        N_("Decided on"): _day,
        N_("Appeals body"): lambda each, words: words.of(DecidingBody, each.body),
        N_("{Bare_unit}"): lambda each, words: words.codes(Trait.UNIT, each.unit),
        N_("Result"): lambda each, words: words.of(AppealResult, each.result),
        N_("Remarks"): lambda each, words: words.codes(Trait.THEME, *each.remarks),
        N_("Decided anew"): lambda each, words: words.day(each.remade_on),
    },
    _is_of_period,
)
ACTIVITIES = Listing(
    "activities",
    N_("Activities"),
    {
        N_("Day"): _day,
        N_("Kind of activity"): lambda each, words: words.of(ActivityKind, each.activity),
        N_("{Units}"): lambda each, words: words.codes(Trait.UNITS, *each.units),
        N_("State"): lambda each, words: words.of(ActivityState, each.state),
        N_("People"): lambda each, _words: "" if each.people is None else str(each.people),
    },
    _is_of_period,
)
ORDERS = Listing(
    "ordered_counts",
    N_("Ordered counts"),
    {
        N_("Mark"): lambda each, _words: each.mark,
        N_("Ordered by"): lambda each, words: words.of(OrderedBy, each.ordered_by),
        N_("From"): _day,
        N_("Until"): lambda each, words: words.day(each.ended_on),
    },
    _runs_in,
    line=N_("What is counted"),
)
FOCUS_POINTS = Listing(
    "focus_points",
    N_("Focus points"),
    {
        N_("Theme"): lambda each, words: words.codes(Trait.THEME, each.theme),
        N_("Year"): lambda each, _words: ", ".join(map(str, each.years)),
        N_("What became of it"): _came_of,
    },
    _is_looked_at,
    line=N_("Focus point"),
)
_LISTINGS: Mapping[type[Any], Listing] = MappingProxyType(
    {
        CountableAppeal: APPEALS,
        CountableActivity: ACTIVITIES,
        CountableOrder: ORDERS,
        CountableFocus: FOCUS_POINTS,
    }
)
FIGURES = Listing(
    "external_figures",
    N_("Figures from elsewhere"),
    {
        N_("Years"): lambda each, words: "; ".join(
            f"{of.year}: {as_number(of.value, words.language)}" for of in each.values[-YEARS:]
        ),
        N_("Measured in"): lambda each, words: words.of(Measure, each.measure),
        N_("Name in counting profiles"): lambda each, _words: each.code or "",
    },
    _is_of_period,
    line=N_("Figure"),
)
"""For their own page; the account has them as one table."""
