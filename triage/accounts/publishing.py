"""
What of a whole account is published, beside what was published before.

Each table is suppressed by itself first. Then no number is left that tells a small one together with others:
as the difference of two that lie in each other - a table and a figure, a month and a year, this account and
an earlier one - or by any adding and subtracting of all that is published. What is published already stays;
the new account gives way.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from triage.accounts.results import (
    TOTAL,
    CountedAccount,
    CountedCell,
    CountedFigure,
    CountedTable,
    Path,
    ThingKey,
)
from triage.accounts.span import Span
from triage.accounts.suppressing import suppressed
from triage.rules.counted import OF_NOBODY, Thing
from triage.rules.counting_profile import FigureRule, TableRule
from triage.rules.counting_words import Share

Things = frozenset[ThingKey]


@dataclass(frozen=True, slots=True, order=True)
class Spot:
    """Where a number of an account stands: a figure, which has no row and no column, or a cell of a table."""

    code: str
    is_figure: bool
    row: Path = TOTAL
    column: Path = TOTAL


@dataclass(frozen=True, slots=True)
class ToldNumbers:
    """The numbers of an account that was published, by what each counted then, and which were left out."""

    numbers: Mapping[Spot, Things]
    hidden: frozenset[Spot]


@dataclass(frozen=True, slots=True)
class PublishedAccount:
    """An account with the numbers of it that are left out."""

    account: CountedAccount
    hidden: frozenset[Spot]

    @property
    def told(self) -> ToldNumbers:
        """What a later account has to reckon with."""
        numbers = {spot: cell.things for spot, cell in _spots(self.account) if cell.things}
        return ToldNumbers(numbers, self.hidden)


Earlier = Sequence[PublishedAccount | ToldNumbers]
Number = tuple[int, Spot]
"""A number of one of several accounts; the new one is the last."""


def publish(account: CountedAccount, earlier: Earlier = ()) -> PublishedAccount:
    """
    Say which numbers of an account are left out. No number of reports to the whistleblower scheme is one of
    it, whatever a profile counts: what is published of them the whistleblower account says, and nothing else.

    Args:
        account: counted with its trace.
        earlier: what has been published of the same cases, as each number was counted then.
    """
    return publish_but(_without_reports(account), earlier, always=frozenset())


def publish_again(account: CountedAccount, told: ToldNumbers) -> PublishedAccount:
    """Say which numbers of an account are left out that counts the same as was *told* already: the same."""
    return PublishedAccount(_without_reports(account), told.hidden)


def publish_but(
    account: CountedAccount,
    earlier: Earlier = (),
    *,
    always: frozenset[Spot],
) -> PublishedAccount:
    """
    Say which numbers of an account are left out, but for some.

    Args:
        account, earlier: as of `publish`.
        always: what is published however small it is, and with it what follows from such numbers alone.
    """
    new = len(earlier)
    below = account.profile.head.suppress_below
    before = [each.told if isinstance(each, PublishedAccount) else each for each in earlier]
    told = [*before, PublishedAccount(account, frozenset()).told]
    numbers = {
        (place, spot): things for place, each in enumerate(told) for spot, things in each.numbers.items()
    }
    hidden = {(place, spot) for place, each in enumerate(before) for spot in each.hidden}
    hidden |= {(new, spot) for spot in _small_ones(account, below)}
    hidden |= {(new, spot) for spot, cell in _spots(account) if spot.is_figure and 0 < cell.value < below}
    free = {(new, spot) for spot, _cell in _spots(account)} - {(new, spot) for spot in always}
    hidden &= free | {each for each in hidden if each[0] < new}
    _hide_differences(numbers, hidden, free, below)
    pieces = {(new + 1 + at, spot): things for at, (spot, things) in enumerate(_pieces(numbers, below))}
    numbers |= pieces
    hidden |= pieces.keys()
    _hide_what_follows(numbers, hidden, free, below)
    return PublishedAccount(account, frozenset(spot for place, spot in hidden if place == new))


def together(parts: Iterable[PublishedAccount]) -> ToldNumbers:
    """Give what the parts of one account tell; no two of them have a code in common."""
    told = [each.told for each in parts]
    numbers = {spot: things for each in told for spot, things in each.numbers.items()}
    return ToldNumbers(numbers, frozenset(spot for each in told for spot in each.hidden))


def as_published(published: PublishedAccount) -> CountedAccount:
    """Give an account as people see it: what is left out says nothing, and what is shown leads to no case."""
    account, hidden = published.account, published.hidden
    return replace(
        account,
        figures={code: _figure(each, hidden) for code, each in account.figures.items()},
        tables={code: _table(each, hidden) for code, each in account.tables.items()},
    )


def _without_reports(account: CountedAccount) -> CountedAccount:
    figures = {code: each for code, each in account.figures.items() if not _of_reports(account, each.rule)}
    tables = {code: each for code, each in account.tables.items() if not _of_reports(account, each.rule)}
    return replace(account, figures=figures, tables=tables)


def _of_reports(account: CountedAccount, rule: FigureRule | TableRule) -> bool:
    """Whether a number counts reports, or is a part of such a number or divided by one."""
    rests_on = filter(None, (rule.base, rule.per if isinstance(rule, FigureRule) else None))
    return Thing.REPORT in {rule.counts, *(account.profile.figure(each).counts for each in rests_on)}


def _spots(account: CountedAccount) -> Iterator[tuple[Spot, CountedCell]]:
    """The numbers that somebody stands behind."""
    for code, figure in account.figures.items():
        if figure.rule.counts not in OF_NOBODY:
            yield Spot(code, is_figure=True), figure.cell
    for code, table in _of_somebody(account):
        for (row, column), cell in table.cells.items():
            yield Spot(code, False, row, column), cell


def _small_ones(account: CountedAccount, below: int) -> Iterator[Spot]:
    """What each table leaves out by itself."""
    if below < 2:
        return
    for code, table in _of_somebody(account):
        for (row, column), cell in suppressed(table, account.profile).cells.items():
            if cell.is_suppressed:
                yield Spot(code, False, row, column)


def _of_somebody(account: CountedAccount) -> Iterator[tuple[str, CountedTable]]:
    return ((code, each) for code, each in account.tables.items() if each.rule.counts not in OF_NOBODY)


def _hide_differences(
    numbers: Mapping[Number, Things], hidden: set[Number], free: set[Number], below: int
) -> None:
    """Leave out what lies in another number and is nearly as large, or that other."""
    by_size = sorted(numbers, key=lambda number: (len(numbers[number]), number))
    for place, small in enumerate(by_size):
        for large in by_size[place + 1 :]:
            difference = len(numbers[large]) - len(numbers[small])
            if difference >= below:
                break
            if small in hidden or large in hidden or not difference:
                continue
            if numbers[small] < numbers[large]:
                hidden.update([each for each in (small, large) if each in free][:1])


def _hide_what_follows(
    numbers: Mapping[Number, Things], hidden: set[Number], free: set[Number], below: int
) -> None:
    """Leave out more until no small number follows from what is published, but from what always is."""
    small = [number for number, things in numbers.items() if len(things) < below]
    while True:
        span = Span(numbers)
        span.add(sorted(numbers.keys() - hidden - free))
        span.add(sorted((numbers.keys() - hidden) & free))
        told = (span.follows(number) & free for number in small)
        found = next(filter(None, told), None)
        if found is None:
            return
        hidden.add(min(found, key=lambda number: (_is_total(number[1]), len(numbers[number]), number)))


def _pieces(numbers: Mapping[Number, Things], below: int) -> Iterator[tuple[Spot, Things]]:
    """Give what is small of the parts that several accounts of days that overlap cut one number into."""
    alike: dict[Spot, dict[ThingKey, set[int]]] = {}
    for (place, spot), things in numbers.items():
        for thing in things:
            alike.setdefault(spot, {}).setdefault(thing, set()).add(place)
    for spot, places in alike.items():
        parts: dict[frozenset[int], set[ThingKey]] = {}
        for thing, of in places.items():
            parts.setdefault(frozenset(of), set()).add(thing)
        if len(parts) > 1:
            yield from ((spot, frozenset(each)) for each in parts.values() if len(each) < below)


def _is_total(spot: Spot) -> bool:
    return spot.is_figure or TOTAL in (spot.row, spot.column)


def _figure(figure: CountedFigure, hidden: frozenset[Spot]) -> CountedFigure:
    rule = figure.rule
    if Spot(rule.code, is_figure=True) in hidden:
        return replace(figure, cell=_left_out(figure.cell), ratio=None)
    known = [code for code in (rule.base, rule.per) if code and Spot(code, is_figure=True) in hidden]
    cell = _shown(figure.cell, base_hidden=bool(known))
    return replace(figure, cell=cell, ratio=None if known else figure.ratio)


def _table(table: CountedTable, hidden: frozenset[Spot]) -> CountedTable:
    cells = {
        (row, column): _left_out(cell)
        if Spot(table.rule.code, False, row, column) in hidden
        else _shown(cell, base_hidden=_base_of(table, row, column) in hidden)
        for (row, column), cell in table.cells.items()
    }
    return replace(table, cells=cells)


def _base_of(table: CountedTable, row: Path, column: Path) -> Spot:
    """What a cell is a percentage of: with the one and the percentage the other would be known."""
    code = table.rule.code
    match table.rule.share:
        case Share.ROW:
            return Spot(code, False, row, TOTAL)
        case Share.COLUMN:
            return Spot(code, False, TOTAL, column)
        case Share.ABOVE:
            return Spot(code, False, row[:-1], column)
        case Share.BASE:
            return Spot(table.rule.base or "", is_figure=True)
    return Spot(code, False)


def _left_out(cell: CountedCell) -> CountedCell:
    return replace(_shown(cell, base_hidden=True), value=0, is_suppressed=True)


def _shown(cell: CountedCell, *, base_hidden: bool) -> CountedCell:
    plain = replace(cell, cases=(), things=frozenset())
    return replace(plain, base=None, percent=None) if base_hidden else plain
