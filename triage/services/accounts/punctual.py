"""How deadlines were kept and how units answered, as parts of an account."""

from collections.abc import Iterable, Mapping

from intake.domain.schemes import Schemes
from intake.domain.translatable import N_
from triage.accounts.answer_times import AnswerCount, AnswerTimes
from triage.accounts.document import Prose, Section
from triage.accounts.laid import Laid
from triage.accounts.punctual_blocks import PunctualBlocks
from triage.accounts.punctuality import Punctuality, PunctualityCount
from triage.accounts.quarterly import coarse
from triage.accounts.results import AccountPeriod, CountedTable
from triage.cases.countable import CountableCase, CountableRecord, CountableReport
from triage.rules.codes import Scheme
from triage.rules.rulebook import Rulebook
from triage.rules.units import Units

PunctualCounts = Mapping[Scheme, tuple[Punctuality, AnswerTimes]]
"""What was counted, by whose cases it is of."""


def punctual_sections(
    counted: PunctualCounts,
    scheme: Scheme,
    laid: Laid,
    published: Mapping[str, CountedTable] | None = None,
) -> tuple[Section, ...]:
    """
    Give both parts; of reports only to who holds them.

    Args:
        published: the tables by which single people could be told, as they came out beside all else that is
            published; where none is given, each is suppressed by itself.
    """
    if laid.published_by is not None and scheme is not Scheme.COMPLAINTS:
        # Of reports nothing is published but what the law asks for: no other number of them leaves.
        return ()
    return PunctualBlocks(*counted[scheme], laid, published).sections()


def times_of_everybody(counted: PunctualCounts, takes: Schemes, laid: Laid) -> list[Section]:
    """Give how the office kept the times that every inquiry has, coarsely, for who holds no case."""
    if not takes.complaints:
        return []
    told, say = PunctualBlocks(*counted[Scheme.COMPLAINTS], laid), laid.translate
    grids = tuple(coarse(each, laid) for each in told.times())
    nothing = Prose((say(N_("No deadline fell due in these days.")),))
    return [Section("times", say(N_("Time limits of inquiries")), grids or (nothing,))]


def punctual_counts(
    records: Iterable[CountableRecord], period: AccountPeriod, rulebook: Rulebook, units: Units
) -> PunctualCounts:
    """Count both for each scheme, in one pass."""
    counts = {scheme: (PunctualityCount(period, rulebook, units), AnswerCount(period)) for scheme in Scheme}
    for record in records:
        if isinstance(record, CountableCase):
            for each in counts[_scheme_of(record)]:
                each.add(record)
    return {scheme: (deadlines.result(), answers.result()) for scheme, (deadlines, answers) in counts.items()}


def _scheme_of(case: CountableCase) -> Scheme:
    if not isinstance(case.of, CountableReport):
        return Scheme.COMPLAINTS
    return Scheme.WHISTLEBLOWING_EXTERNAL if case.of.is_external else Scheme.WHISTLEBLOWING
