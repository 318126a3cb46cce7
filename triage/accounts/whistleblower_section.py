"""The whistleblower account in words: the section of a document, and what is said before it is published."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

from intake.domain.translatable import N_, Worded
from triage.accounts.document import (
    Block,
    Chart,
    Grid,
    GridLine,
    NamedNumber,
    Numbers,
    NumberShown,
    Prose,
    Section,
)
from triage.accounts.in_words import InWords
from triage.accounts.publishing import PublishedAccount, as_published
from triage.accounts.results import TOTAL, CountedAccount, CountedCell, CountedTable
from triage.accounts.whistleblower_words import (
    AFTERMATH,
    AMOUNTS,
    AS_TOLD_NOW,
    AS_TOLD_THEN,
    BALANCE,
    BALANCE_AGAIN,
    CHANGED,
    FEW,
    FEW_REPORTS,
    HEADINGS,
    LAW,
    LEFT_OUT_NUMBERS,
    NONE_AT_ALL,
    NONE_RECEIVED,
    RULES,
    SEVERAL_THEMES,
    TITLES,
    TOO_FEW,
    TOTAL_TELLS,
)
from triage.accounts.whistleblowing import (
    CAME,
    AccountChange,
    Number,
    WhistleblowerAccount,
)
from triage.accounts.whistleblowing_counted import (
    DETAILS,
    LEFT_OUT,
    PROCEEDINGS,
    SUPPRESS_BELOW,
    THEMES,
    is_of_few,
)
from triage.accounts.words import NOT_SAID_WORDS, TOTAL_WORDS, Translate
from triage.cases.countable_reports import Aftermath
from triage.cases.decisions.report_account import LeftOutBecause, ProceedingsOutcome
from triage.rules.counted import NOT_SAID

SECTION = "whistleblowing"
_WORDED: Mapping[str, type[Worded]] = MappingProxyType(
    {PROCEEDINGS: ProceedingsOutcome, LEFT_OUT: LeftOutBecause}
)
COLUMN = "reports"


@dataclass(frozen=True, slots=True)
class SectionWords(InWords):
    """How the section is said."""

    def filled(self, sentence: str, **said: object) -> str:
        """Give a sentence in the language, with what it says."""
        return self.say(sentence) % said if said else self.say(sentence)

    def line(self, table: CountedTable, code: str) -> str:
        """Give what a row is called."""
        if code == NOT_SAID:
            return self.say(NOT_SAID_WORDS)
        if table.rule.code in _WORDED:
            return self.say(_WORDED[table.rule.code](code).words)
        return self.codes(table.rule.rows.by, code)


def tells_of_few(total: WhistleblowerAccount) -> bool:
    """Whether words about a single report need a recorded reason: readers may recognise people."""
    return 0 < len(total.together(CAME)) < FEW


def cautions(total: WhistleblowerAccount, translate: Translate) -> tuple[str, ...]:
    """Give what is said to whoever makes the account, before it is published."""
    told = [translate(TOTAL_TELLS)]
    if tells_of_few(total):
        told.append(translate(FEW_REPORTS) % {"few": FEW})
    return tuple(told)


def section_of(
    account: CountedAccount | PublishedAccount,
    total: WhistleblowerAccount,
    words: SectionWords,
    *,
    aftermath: Sequence[Aftermath] = (),
    changed: Sequence[AccountChange] = (),
    is_external: bool = False,
) -> Section:
    """
    Lay out the account.

    Args:
        account: for those who hold the cases; or what of it is published.
        total: of every report.
        aftermath: what came of the reports handled on the merits that the one who asks may see.
        changed: what was corrected since the last day of the period.
        is_external: whether it is of an external scheme, of which § 27 does not speak.
    """
    is_published = isinstance(account, PublishedAccount)
    shown = as_published(account) if isinstance(account, PublishedAccount) else account
    whole = account.account if isinstance(account, PublishedAccount) else account
    few = {code for code, each in whole.tables.items() if is_published and is_of_few(each)}
    law = () if is_external else (words.filled(LAW),)
    blocks: list[Block] = [
        Prose((*law, *_opening(total, words))),
        Numbers(tuple(_numbers(shown, total, words))),
    ]
    for code, table in shown.tables.items():
        if code == LEFT_OUT:
            blocks += _amounts(aftermath, words, least=SUPPRESS_BELOW if is_published else 1)
        blocks += _of_few(code, total, words) if code in few else _table(table, words)
    if changed:
        blocks.append(_changed(changed, words))
    return Section(SECTION, words.say(N_("The whistleblower scheme")), tuple(blocks))


def _opening(total: WhistleblowerAccount, words: SectionWords) -> Iterator[str]:
    if not total.together(CAME):
        yield words.filled(NONE_AT_ALL)
        return
    if not total.count(Number.RECEIVED):
        yield words.filled(NONE_RECEIVED)
    numbers = {str(each): total.count(each) for each in Number}
    yield words.filled(BALANCE_AGAIN if total.count(Number.TAKEN_UP) else BALANCE, **numbers)


def _numbers(
    shown: CountedAccount, total: WhistleblowerAccount, words: SectionWords
) -> Iterator[NamedNumber]:
    for each in Number:
        if each is not Number.TAKEN_UP or total.count(each):
            number = _shown(shown.figures[each].cell)
            yield NamedNumber(each, words.filled(each.words), number, words.filled(RULES[each]))


def _of_few(code: str, total: WhistleblowerAccount, words: SectionWords) -> Iterator[Block]:
    """Why a table is not there; nothing where its number says so itself."""
    of = DETAILS.get(code)
    if code == LEFT_OUT or (of and 0 < total.count(of) < SUPPRESS_BELOW):
        yield Prose((words.filled(TOO_FEW[code], below=SUPPRESS_BELOW),))


def _table(table: CountedTable, words: SectionWords) -> Iterator[Block]:
    whole = table.cells[TOTAL, TOTAL]
    if whole.value or whole.is_suppressed:
        yield _grid(table, words)


def _grid(table: CountedTable, words: SectionWords) -> Grid:
    code = table.rule.code
    cells = {line.code: table.cells[line.path, TOTAL] for line in table.rows}
    told = {key: cell for key, cell in cells.items() if cell.value or cell.is_suppressed}
    whole = GridLine("total", words.filled(TOTAL_WORDS), is_total=True)
    notes = [SEVERAL_THEMES] if code == THEMES else []
    if any(cell.is_suppressed for cell in table.cells.values()):
        notes.append(LEFT_OUT_NUMBERS)
    return Grid(
        code,
        words.filled(TITLES[code]),
        rows=(*(GridLine(key, words.line(table, key)) for key in told), whole),
        columns=(GridLine(COLUMN, words.filled(N_("Reports"))),),
        cells={
            **{(key, COLUMN): _shown(cell) for key, cell in told.items()},
            (whole.key, COLUMN): _shown(table.cells[TOTAL, TOTAL]),
        },
        row_heading=words.filled(HEADINGS[code]),
        notes=tuple(words.filled(each, below=SUPPRESS_BELOW) for each in notes),
        chart=Chart.BARS if len(told) > 1 else None,
    )


def _amounts(aftermath: Sequence[Aftermath], words: SectionWords, *, least: int) -> Iterator[Block]:
    """The sums of what is known, each of *least* so many reports at least."""
    entries = []
    for code, label in AMOUNTS.items():
        known = [amount for each in aftermath if (amount := getattr(each, code)) is not None]
        if len(known) >= least:
            entries.append(NamedNumber(code, words.filled(label), NumberShown(sum(known))))
    if entries:
        yield Prose((words.filled(AFTERMATH),))
        yield Numbers(tuple(entries))


def _changed(changed: Sequence[AccountChange], words: SectionWords) -> Grid:
    cells = {
        (str(each.number), column): NumberShown(value, cases=tuple(sorted(each.references)))
        for each in changed
        for column, value in (("then", each.was), ("now", each.now))
    }
    return Grid(
        "corrected",
        words.filled(CHANGED),
        rows=tuple(GridLine(each.number, words.filled(each.number.words)) for each in changed),
        columns=(
            GridLine("then", words.filled(AS_TOLD_THEN)),
            GridLine("now", words.filled(AS_TOLD_NOW)),
        ),
        cells=cells,
    )


def _shown(cell: CountedCell) -> NumberShown:
    value = None if cell.is_suppressed else cell.value
    return NumberShown(value, is_suppressed=cell.is_suppressed, cases=cell.cases)
