"""
Somebody who has every account that was ever shown, of quarters and of years, first ones and later ones, and
works out what was left out of them: by all sums that hold in them and between them.

They read what is shown and how it is counted, and know of every sum whether it holds. A rounded number is to
them the least and the most that it may be. What is written into a page or a file stands in the same numbers.
They never see a case.
"""

from calendar import monthrange
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from itertools import product
from types import MappingProxyType

from triage.accounts.results import TOTAL, AccountPeriod, CountedAccount, CountedLine, CountedTable, Path
from triage.rules.counted import Thing, Trait
from triage.rules.counting_profile import FigureRule, TableRule
from triage.rules.counting_words import Moment


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """Where a number stands: in which account, under which code, in which cell; a figure has none."""

    account: int
    code: str
    row: Path | None = None
    column: Path | None = None


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a number counts; two of the same meaning are the same number."""

    counts: Thing
    moment: Moment
    period: AccountPeriod
    conditions: frozenset[tuple[Trait, tuple[str, ...]]]
    exceptions: frozenset[tuple[Trait, tuple[str, ...]]]

    def is_part_of(self, other: "Meaning") -> bool:
        """Whether everything that it counts is counted there too."""
        same = (self.counts, self.moment, self.exceptions) == (other.counts, other.moment, other.exceptions)
        if not same or self == other or not self.conditions >= other.conditions:
            return False
        return self.period == other.period or (
            self.moment is Moment.BEGUN and _lies_in(self.period, other.period)
        )


Sum = dict[Place, int]
"""Numbers that come to nought together, each so many times."""
MANY = 10**6
ALWAYS = AccountPeriod(date.min, date.max)
FLOW = {Moment.CARRIED_IN: 1, Moment.BEGUN: 1, Moment.CLOSED: -1}


class Attacker:
    """
    One who has accounts as they are *shown*, some of them *rounded* to the nearest so many.

    Args:
        true: the same accounts whole, by which it is told which sums hold; no number is taken from them.
    """

    def __init__(
        self,
        shown: Sequence[CountedAccount],
        true: Sequence[CountedAccount],
        rounded: Mapping[int, int] = MappingProxyType({}),
    ) -> None:
        told = {place: value for place, value in _numbers(shown) if value is not None}
        self.shown = {place: value for place, value in told.items() if place.account not in rounded}
        self.left_out = [place for place, value in _numbers(shown) if value is None]
        self._exactly_left_out = [place for place in self.left_out if place.account not in rounded]
        self._coarse = {
            place: (value - step // 2, value + step // 2 - 1)
            for place, value in told.items()
            if (step := rounded.get(place.account))
        }
        self.true = {place: value for place, value in _numbers(true) if value is not None}
        self._accounts = true
        self.meanings = dict(_meanings(true))

    def works_out(self) -> dict[Place, int]:
        """Give each number that was left out and follows from what is shown, with its value."""
        rows = [
            ({at: Fraction(times) for at, times in each.items() if at not in self.shown}, self._known(each))
            for each in self._sums()
        ]
        return {place: int(value) for place, value in _solved(rows)}

    def closes_in_on(self, below: int) -> dict[Place, int]:
        """Give each small number that is shown nowhere and of which no other is possible."""
        # What is left out of an exact account is not nought, but where a nought was.
        least = {place: self.shown.get(place, self._coarse.get(place, (0, 0))[0]) for place in self.true}
        least |= {place: 1 for place in self._exactly_left_out if self.true[place]}
        most = {place: self.shown.get(place, self._coarse.get(place, (0, MANY))[1]) for place in self.true}
        sums = list(self._sums())
        while sum(_narrowed(each, least, most) for each in sums):
            pass
        return {
            place: value
            for place, value in least.items()
            if place not in self.shown and 0 < value == most[place] < below
        }

    def small_ones(self, below: int) -> dict[Place, int]:
        """Give what of it is small: with it somebody could be recognised."""
        return {place: value for place, value in self.works_out().items() if 0 < value < below}

    def tells_apart(self, below: int) -> Iterator[tuple[Place, Place]]:
        """
        Give two numbers that are shown and nearly as large, one of which is a part of the other, or was the
        same in an earlier account.
        """
        for part, whole in product(self.shown, repeat=2):
            if 0 < self.shown[whole] - self.shown[part] < below:
                inner, outer = self.meanings[part], self.meanings[whole]
                if inner == outer or inner.is_part_of(outer):
                    yield part, whole

    def _known(self, each: Sum) -> Fraction:
        return Fraction(-sum(times * self.shown[at] for at, times in each.items() if at in self.shown))

    def _sums(self) -> Iterator[Sum]:
        for each in (*self._of_tables(), *self._of_the_same(), *self._of_time(), *self._of_flow()):
            if each and not sum(times * self.true[place] for place, times in each.items()):
                yield each

    def _of_tables(self) -> Iterator[Sum]:
        for number, account in enumerate(self._accounts):
            for code, table in account.tables.items():
                yield from _sums_of(number, code, table)

    def _of_the_same(self) -> Iterator[Sum]:
        """
        Numbers of one meaning are one. And where there are as many cases as inquiries, each of the one is one
        of the other.
        """
        first: dict[Meaning, Place] = {}
        for place, meaning in self.meanings.items():
            if (known := first.setdefault(meaning, place)) != place:
                yield {known: 1, place: -1}
        for meaning, place in first.items():
            inquiries = replace(meaning, counts=Thing.INQUIRY)
            if meaning.counts is Thing.CASE and inquiries in first:
                bare = {"conditions": frozenset(), "exceptions": frozenset()}
                whole = {first.get(replace(each, **bare)) for each in (meaning, inquiries)}
                if whole <= self.shown.keys() and len({self.shown[each] for each in whole if each}) == 1:
                    yield {place: 1, first[inquiries]: -1}

    def _of_time(self) -> Iterator[Sum]:
        """What came in a year came in one of its parts; what a part does not name it did not have."""
        alike: dict[Meaning, list[tuple[AccountPeriod, Place]]] = {}
        for place, meaning in self.meanings.items():
            alike.setdefault(replace(meaning, period=ALWAYS), []).append((meaning.period, place))
        for several in alike.values():
            for period, whole in several:
                parts = [each for each in several if _lies_in(each[0], period)]
                if parts:
                    yield {whole: -1, **dict.fromkeys(_shortest(parts), 1)}

    def _of_flow(self) -> Iterator[Sum]:
        """What was open, and what came, was closed or is open still; and the next period begins with that."""
        at = {each: place for place, each in self.meanings.items() if not each.conditions | each.exceptions}
        for ended, place in at.items():
            if ended.moment is not Moment.CARRIED_OUT:
                continue
            parts = [at.get(replace(ended, moment=each)) for each in FLOW]
            if None not in parts:
                yield {each: times for each, times in zip(parts, FLOW.values(), strict=True) if each} | {
                    place: -1
                }
            for began, next_ in at.items():
                is_next = (began.period.first - ended.period.last).days == 1
                if began.moment is Moment.CARRIED_IN and began.counts is ended.counts and is_next:
                    yield {place: 1, next_: -1}


def _narrowed(each: Sum, least: dict[Place, int], most: dict[Place, int]) -> bool:
    """Narrow down each number of a sum by the others; whether any was."""
    changed = False
    for place, times in each.items():
        others = [(other, its) for other, its in each.items() if other != place]
        low = -sum(its * (most if its > 0 else least)[other] for other, its in others)
        high = -sum(its * (least if its > 0 else most)[other] for other, its in others)
        low, high = (low, high) if times > 0 else (-high, -low)
        low, high = -(-low // abs(times)), high // abs(times)
        if low > least[place] or high < most[place]:
            least[place], most[place], changed = max(low, least[place]), min(high, most[place]), True
    return changed


def _lies_in(part: AccountPeriod, whole: AccountPeriod) -> bool:
    return part != whole and whole.holds(part.first) and whole.holds(part.last)


def _shortest(parts: list[tuple[AccountPeriod, Place]]) -> Iterator[Place]:
    """Give one place of each period that has no other in it."""
    seen = set()
    for period, place in parts:
        if period not in seen and not any(_lies_in(each, period) for each, _place in parts):
            seen.add(period)
            yield place


def _numbers(accounts: Sequence[CountedAccount]) -> Iterator[tuple[Place, int | None]]:
    for number, account in enumerate(accounts):
        for code, figure in account.figures.items():
            yield Place(number, code), None if figure.cell.is_suppressed else figure.value
        for code, table in account.tables.items():
            for (row, column), cell in table.cells.items():
                yield Place(number, code, row, column), None if cell.is_suppressed else cell.value


def _meanings(accounts: Sequence[CountedAccount]) -> Iterator[tuple[Place, Meaning]]:
    for number, account in enumerate(accounts):
        for code, figure in account.figures.items():
            yield Place(number, code), _meaning(figure.rule, account.period, ())
        for code, table in account.tables.items():
            rows, columns = table.rule.rows.by, table.rule.columns and table.rule.columns.by
            for row, column in table.cells:
                said = [(by, path[-1]) for by, path in ((rows, row), (columns, column)) if by and path]
                yield Place(number, code, row, column), _meaning(table.rule, account.period, said)


def _meaning(
    rule: FigureRule | TableRule, period: AccountPeriod, said: Iterable[tuple[Trait, str]]
) -> Meaning:
    conditions = {(trait, codes) for trait, codes in rule.where.items()}
    for trait, code in said:
        if trait is Trait.MONTH and code[:4].isdecimal():
            period = _month(code)
        else:
            conditions.add((trait, (code,)))
    return Meaning(rule.counts, rule.moment, period, frozenset(conditions), frozenset(rule.unless.items()))


def _month(code: str) -> AccountPeriod:
    year, month = int(code[:4]), int(code[5:])
    return AccountPeriod(date(year, month, 1), date(year, month, monthrange(year, month)[1]))


def _sums_of(number: int, code: str, table: CountedTable) -> Iterator[Sum]:
    columns = [*(each.path for each in table.columns), TOTAL]
    rows = [*(each.path for each in table.rows), TOTAL]
    for column in columns:
        for whole, parts in _parts(table.rows):
            yield {Place(number, code, part, column): 1 for part in parts} | {
                Place(number, code, whole, column): -1
            }
    for row in rows:
        for whole, parts in _parts(table.columns):
            yield {Place(number, code, row, part): 1 for part in parts} | {
                Place(number, code, row, whole): -1
            }


def _parts(lines: Sequence[CountedLine]) -> Iterator[tuple[Path, list[Path]]]:
    """Give each line with those that may make it up; whether they do, the sums say."""
    tops = [each.path for each in lines if each.adds]
    if tops:
        yield TOTAL, tops
    for line in lines:
        below = [each.path for each in lines if each.path and each.path[:-1] == line.path]
        if below:
            yield line.path, below


Row = tuple[Mapping[Place, Fraction], Fraction]


def _solved(rows: Iterable[Row]) -> Iterator[tuple[Place, Fraction]]:
    """Solve as far as it goes, and give what has one solution."""
    done: dict[Place, tuple[dict[Place, Fraction], Fraction]] = {}
    for numbers, value in rows:
        left, known = dict(numbers), value
        while (lead := next((place for place in left if place in done), None)) is not None:
            factor = left[lead]
            _take(left, done[lead][0], factor)
            known -= done[lead][1] * factor
        if not left:
            continue
        lead = min(left)
        divisor = left[lead]
        left = {place: each / divisor for place, each in left.items()}
        known /= divisor
        for place, (other, its) in list(done.items()):
            if (factor := other.get(lead)) is not None:
                _take(other, left, factor)
                done[place] = other, its - known * factor
        done[lead] = left, known
    for place, (left, known) in done.items():
        if len(left) == 1:
            yield place, known


def _take(left: dict[Place, Fraction], what: Mapping[Place, Fraction], times: Fraction) -> None:
    for place, value in what.items():
        rest = left.get(place, Fraction(0)) - value * times
        if rest:
            left[place] = rest
        else:
            left.pop(place, None)
