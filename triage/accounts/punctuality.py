"""The deadline account: how many deadlines of each clock fell due in a period, how each was kept, and why."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from triage.accounts.kept import ClockRow, CountedClocks, DeadlineKept, FallenDue
from triage.accounts.made_tables import MadeTable
from triage.accounts.results import AccountPeriod, CountedTable, ThingKey
from triage.cases.countable import CountableCase, CountableRecord
from triage.rules.rulebook import Rulebook
from triage.rules.units import Units

NOT_EXPLAINED, NO_REASON = "not_explained", "no_reason"
STOOD, LONGER, MISSED = "stood", "longer", "missed"
WHOLE, SOME, BY_UNIT = "deadlines", "deadlines_of_some", "deadlines_by_unit"
REASONS, RESPONSIBLE = "deadline_reasons", "deadline_responsible"
REASONS_OF_SOME, RESPONSIBLE_OF_SOME = f"{REASONS}_of_some", f"{RESPONSIBLE}_of_some"
"""The tables: clocks that everybody has, those of some cases alone, units, and why, of the one and the other
clocks."""


_WHY: Mapping[str, tuple[str, ...]] = {
    REASONS: (STOOD, LONGER),
    REASONS_OF_SOME: (STOOD, LONGER),
    RESPONSIBLE: (MISSED,),
    RESPONSIBLE_OF_SOME: (MISSED,),
}


@dataclass(slots=True)
class Measures:
    """What is told of a row besides: how long it took, how late it was, and what had more time."""

    took: Counter[int] = field(default_factory=Counter)
    late_by: Counter[int] = field(default_factory=Counter)
    stood: int = 0
    longer: int = 0

    def add(self, due: FallenDue) -> None:
        """Count one."""
        if due.took is not None:
            self.took[due.took] += 1
        if due.days_late is not None:
            self.late_by[due.days_late] += 1
        self.stood += bool(due.stood)
        self.longer += bool(due.longer)


@dataclass(frozen=True, slots=True)
class Punctuality:
    """The deadline account of a period: its tables by code, and by row or unit what is told besides."""

    period: AccountPeriod
    tables: Mapping[str, CountedTable]
    rows: Mapping[str, ClockRow]
    measures: Mapping[str, Measures]
    standing: int


class PunctualityCount:
    """Counts the deadlines that fell due in a period, one record after the other."""

    def __init__(
        self, period: AccountPeriod, rulebook: Rulebook, units: Units, *, trace: bool = True
    ) -> None:
        """Begin with nothing; with a *trace* each number keeps the cases behind it."""
        self._period, self._clocks, self._units = period, CountedClocks(rulebook), units
        codes = (WHOLE, SOME, BY_UNIT, *_WHY)
        self._tables = {
            code: MadeTable(code, trace=trace, is_told_whole=code not in (SOME, BY_UNIT)) for code in codes
        }
        self._rows: dict[str, ClockRow] = {}
        self._keys: dict[ClockRow, str] = {}
        self._measures: dict[str, Measures] = {}
        self._standing = 0

    def add(self, record: CountableRecord) -> None:
        """Count what one case tells, each once and in any order."""
        if not isinstance(record, CountableCase):
            return
        self._standing += sum(self._clocks.stands(each, self._period.last) for each in record.deadlines)
        for number, due in enumerate(self._clocks.fallen_due(record, self._period)):
            self._add(due, ("deadline", record.case, number))

    def _add(self, due: FallenDue, thing: ThingKey) -> None:
        key, tables = self._keys.get(due.row), self._tables
        if key is None:
            key = self._keys[due.row] = due.row.key
            self._rows[key], self._measures[key] = due.row, Measures()
        self._measures[key].add(due)
        is_whole = self._clocks.is_for_everybody(due.row.rule)
        tables[WHOLE if is_whole else SOME].add(key, due.kept, thing)
        if due.subject in self._units.by_code:
            self._measures.setdefault(due.subject, Measures()).add(due)
            tables[BY_UNIT].add(due.subject, due.kept, thing)
        for column, reasons in ((STOOD, due.stood), (LONGER, due.longer)):
            for reason in dict.fromkeys(reasons):
                tables[REASONS if is_whole else REASONS_OF_SOME].add(reason or NO_REASON, column, thing)
        if due.days_late is not None:
            why = tables[RESPONSIBLE if is_whole else RESPONSIBLE_OF_SOME]
            why.add(due.responsible or NOT_EXPLAINED, MISSED, thing)

    def result(self) -> Punctuality:
        """Give what was counted."""
        order = self._clocks.in_order(self._rows)
        tables = {
            code: each.table(
                order if code in (WHOLE, SOME) else each.rows, _WHY.get(code, tuple(DeadlineKept))
            )
            for code, each in self._tables.items()
        }
        return Punctuality(self._period, tables, self._rows, self._measures, self._standing)
