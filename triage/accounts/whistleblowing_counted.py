"""
The whistleblower account as figures and tables, and what of it is published.

The numbers that the law asks for, and with which they add up, are published however small they are. Of what
else is counted no small number is, nor any that follows from what is published, this year or the year before.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType

from triage.accounts.publishing import PublishedAccount, Spot, publish_but
from triage.accounts.results import (
    TOTAL,
    CountedAccount,
    CountedCell,
    CountedFigure,
    CountedLine,
    CountedTable,
    Path,
    RowKind,
    ThingKey,
)
from triage.accounts.whistleblowing import Number, References, WhistleblowerAccount, aftermaths
from triage.cases.decisions.report_account import LeftOutBecause, ProceedingsOutcome
from triage.rules.code_lists import CodeLists
from triage.rules.counted import NOT_SAID, Thing, Trait
from triage.rules.counting_profile import (
    AxisRule,
    CountingProfile,
    FigureRule,
    ProfileHead,
    TableRule,
)
from triage.rules.counting_words import Repeats, Rounding, UnitOfInquiry

SUPPRESS_BELOW = 3
THEMES, REASONS = "report_themes", "rejected_because"
PROCEEDINGS, LEFT_OUT = "proceedings", "left_out_because"
DETAILS: Mapping[str, Number] = MappingProxyType({THEMES: Number.MERITS, REASONS: Number.REJECTED})
"""The number of which a table tells more."""
ALWAYS = frozenset(Spot(each, is_figure=True) for each in Number)
"""What the law asks for, and the numbers with which those add up."""
PROFILE = CountingProfile(
    ProfileHead(
        code="whistleblowing",
        title={},
        valid_from=date.min,
        repeats=Repeats.ALWAYS,
        unit_of_inquiry=UnitOfInquiry.FIRST,
        rounding=Rounding.PLAIN,
        suppress_below=SUPPRESS_BELOW,
    ),
    figures=tuple(FigureRule(code=each, label={}, counts=Thing.REPORT) for each in Number),
    tables=(
        TableRule(code=THEMES, title={}, counts=Thing.REPORT, rows=AxisRule(by=Trait.REPORT_THEME)),
        TableRule(code=REASONS, title={}, counts=Thing.REPORT, rows=AxisRule(by=Trait.SCOPE_REASON)),
        TableRule(code=PROCEEDINGS, title={}, counts=Thing.REPORT, rows=AxisRule(by=Trait.RESULT)),
        TableRule(code=LEFT_OUT, title={}, counts=Thing.REPORT, rows=AxisRule(by=Trait.NOT_COUNTED)),
    ),
)
"""No municipality's to change: the law says what is counted."""


def counted(total: WhistleblowerAccount, seen: WhistleblowerAccount, lists: CodeLists) -> CountedAccount:
    """
    Give the account as figures and tables.

    Args:
        total: of every report, whoever holds it; only its numbers are read.
        seen: of those that the one who asks may see: each table is of them, and only they can be found again.
    """
    may_find = frozenset(seen.reports)
    rejected = seen.numbers[Number.REJECTED]
    tables = {
        THEMES: _by_code(
            {each: seen.reports[each].themes for each in seen.numbers[Number.MERITS]},
            lists.taxonomy.report_themes,
        ),
        REASONS: _by_code(
            {each: tuple(filter(None, [seen.reasons.get(each)])) for each in rejected},
            lists.taxonomy.out_of_scope,
        ),
        PROCEEDINGS: _by_code(
            {
                reference: tuple(filter(None, [aftermath.outcome]))
                for reference, aftermath in aftermaths(seen).items()
                if aftermath.proceedings_on is not None
            },
            ProceedingsOutcome,
        ),
        LEFT_OUT: _by_code(
            {each: (why,) for why, held in seen.left_out.items() for each in held}, LeftOutBecause
        ),
    }
    return CountedAccount(
        PROFILE,
        total.period,
        {
            rule.code: CountedFigure(rule, _cell(total.numbers[Number(rule.code)], may_find))
            for rule in PROFILE.figures
        },
        {rule.code: _table(rule, tables[rule.code]) for rule in PROFILE.tables},
    )


def published(account: CountedAccount, earlier: Sequence[PublishedAccount] = ()) -> PublishedAccount:
    """
    Say which numbers of a whistleblower account are left out.

    Args:
        earlier: what has been published of the scheme, the year before at least.
    """
    found = publish_but(account, earlier, always=ALWAYS)
    tables = (each for each in account.tables.values() if is_of_few(each))
    spots = (Spot(each.rule.code, False, *place) for each in tables for place in each.cells)
    return PublishedAccount(account, found.hidden | {*spots})


def is_of_few(table: CountedTable) -> bool:
    """Whether a table is of so few reports that readers would see by its noughts what they are."""
    return table.cells[TOTAL, TOTAL].value < SUPPRESS_BELOW


def _by_code(said: Mapping[str, tuple[str, ...]], listed: Iterable[str]) -> dict[str, References]:
    """Give the reports that say each code: every code of the list, and what else was said."""
    found: dict[str, set[str]] = {code: set() for code in listed}
    for reference, codes in said.items():
        for code in codes or (NOT_SAID,):
            found.setdefault(code, set()).add(reference)
    return {code: frozenset(references) for code, references in found.items()}


def _table(rule: TableRule, rows: Mapping[str, References]) -> CountedTable:
    together = frozenset[str]().union(*rows.values())
    cells: dict[tuple[Path, Path], CountedCell] = {
        ((code,), TOTAL): _cell(references, references) for code, references in rows.items()
    }
    cells[TOTAL, TOTAL] = _cell(together, together)
    return CountedTable(
        rule,
        tuple(CountedLine((code,), RowKind.CODE) for code in rows),
        (),
        cells,
        adds_up=sum(map(len, rows.values())) == len(together),
    )


def _cell(references: References, may_find: References) -> CountedCell:
    things = frozenset[ThingKey]((Thing.REPORT, each, 0) for each in references)
    return CountedCell(len(references), cases=tuple(sorted(references & may_find)), things=things)
