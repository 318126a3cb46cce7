"""What units answered, laid out: how long it took, what was never answered, how often they were reminded."""

from collections.abc import Iterator, Mapping

from intake.domain.translatable import N_
from triage.accounts.answer_times import ANSWERS, REMINDED, AnswerTimes, Took
from triage.accounts.document import Block, Chart, Grid, GridLine, NumberShown
from triage.accounts.laid import LEFT_OUT, Laid, median
from triage.accounts.results import CountedTable
from triage.rules.counted import YES

ANSWER_RULE = N_(
    "A request belongs to the period in which it was sent. What had not been answered by the last day counts "
    "as not answered; what was taken back is left out. The median is of the days from request to answer."
)
_TOOK = "median_days"
_WORDS = {
    "asked": N_("Requests"),
    _TOOK: N_("Days taken (median)"),
    "reminded": N_("Reminded"),
    "reminders": N_("Reminders"),
}


def answer_blocks(told: AnswerTimes, tables: Mapping[str, CountedTable], laid: Laid) -> Iterator[Block]:
    """
    Give the table of what units answered; nothing where nothing was asked.

    Args:
        tables: those of *told*, whole or as they are published.
    """
    answers, reminded, say = tables[ANSWERS], tables[REMINDED], laid.translate
    if not answers.rows:
        return
    columns = [GridLine("asked", say(_WORDS["asked"]), is_total=True)]
    columns += [GridLine(each, say(each.words)) for each in Took]
    besides = (_TOOK, "reminded") if laid.below else (_TOOK, "reminded", "reminders")
    columns += [GridLine(each, say(_WORDS[each])) for each in besides]
    cells: dict[tuple[str, str], NumberShown] = {}
    keys = [line.code for line in answers.rows]
    for key in keys:
        of = told.by_unit[key]
        cells[key, "asked"] = laid.shown(answers.cell(key))
        cells |= {(key, each): laid.shown(answers.cell(key, each)) for each in Took}
        cells[key, "reminded"] = laid.shown(reminded.cell(key, YES))
        few = 0 < of.days.total() < laid.below
        cells[key, _TOOK] = LEFT_OUT if few else NumberShown(median(of.days))
        if not laid.below:
            cells[key, "reminders"] = NumberShown(of.reminders)
    yield Grid(
        ANSWERS,
        say(N_("How long {units} took to answer")),
        tuple(GridLine(key, laid.unit(key)) for key in keys),
        tuple(columns),
        cells,
        say(N_("{Bare_unit}")),
        say(ANSWER_RULE),
        chart=Chart.BARS,
    )
