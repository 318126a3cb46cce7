"""How deadlines were kept and how units answered, as parts of an account."""

from collections.abc import Iterable, Mapping, Sequence

from intake.domain.schemes import Schemes
from intake.domain.translatable import N_
from triage.accounts.answer_times import AnswerCount, AnswerTimes
from triage.accounts.document import Prose, Section
from triage.accounts.laid import Laid
from triage.accounts.publishing import PublishedAccount, as_published, publish
from triage.accounts.punctual_blocks import PunctualBlocks, people_tables
from triage.accounts.punctuality import Punctuality, PunctualityCount
from triage.accounts.quarterly import coarse
from triage.accounts.results import AccountPeriod, CountedAccount
from triage.cases.countable import CountableCase, CountableRecord, CountableReport
from triage.rules.codes import Scheme
from triage.rules.rulebook import Rulebook
from triage.rules.units import Units

PunctualCounts = Mapping[Scheme, tuple[Punctuality, AnswerTimes]]
"""What was counted, by whose cases it is of."""
_YEAR = 365
_TIMES = {
    Scheme.COMPLAINTS: N_("Time limits of inquiries"),
    Scheme.WHISTLEBLOWING: N_("Time limits of reports"),
}


def punctual_sections(
    records: Iterable[CountableRecord],
    period: AccountPeriod,
    scheme: Scheme,
    laid: Laid,
    earlier: Sequence[PublishedAccount] = (),
) -> tuple[Section, ...]:
    """
    Give both parts.

    Args:
        records: what is counted, of either side; of the other side than that of the scheme nothing is.
        earlier: what is published already, the other parts of the same account too: what single people could
            be told by is left out beside it.
    """
    if laid.published_by is not None and not may_be_told(scheme, period):
        return ()
    counted, answers = punctual_counts(records, period, laid.rulebook, laid.units)[scheme]
    if laid.published_by is None:
        return PunctualBlocks(counted, answers, laid).sections()
    account = CountedAccount(laid.published_by, period, {}, people_tables(counted, answers))
    published = as_published(publish(account, earlier)).tables
    return PunctualBlocks(counted, answers, laid, published).sections()


def times_of_everybody(counted: PunctualCounts, takes: Schemes, laid: Laid) -> list[Section]:
    """Give how the office kept the times that all inquiries and all reports have, coarsely, for everybody."""
    say, found = laid.translate, list[Section]()
    for scheme, title in _TIMES.items():
        if takes.has(scheme) and may_be_told(scheme, counted[scheme][0].period):
            grids = [coarse(each, laid) for each in PunctualBlocks(*counted[scheme], laid).times()]
            nothing = Prose((say(N_("No deadline fell due in these days.")),))
            found.append(Section(f"times_{scheme}", say(title), tuple(grids) or (nothing,)))
    return found


def may_be_told(scheme: Scheme, period: AccountPeriod) -> bool:
    """
    Say whether the times of a scheme are told to who holds no case.

    Those of reports are few: of less than a year they would tell when one came.
    """
    return scheme is Scheme.COMPLAINTS or (period.last - period.first).days >= _YEAR - 1


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
