"""How deadlines were kept and how units answered, as parts of an account."""

from collections.abc import Iterable, Sequence

from triage.accounts.answer_times import AnswerCount, AnswerTimes
from triage.accounts.document import Section
from triage.accounts.laid import Laid
from triage.accounts.publishing import PublishedAccount, as_published, publish
from triage.accounts.punctual_blocks import PunctualBlocks, people_tables
from triage.accounts.punctuality import Punctuality, PunctualityCount
from triage.accounts.results import AccountPeriod, CountedAccount
from triage.cases.countable import CountableCase, CountableRecord, CountableReport
from triage.rules.codes import Scheme


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
    counted, answers = punctual_counts(records, period, scheme, laid)
    if laid.published_by is None:
        return PunctualBlocks(counted, answers, laid).sections()
    account = CountedAccount(laid.published_by, period, {}, people_tables(counted, answers))
    published = as_published(publish(account, earlier)).tables
    return PunctualBlocks(counted, answers, laid, published).sections()


def punctual_counts(
    records: Iterable[CountableRecord], period: AccountPeriod, scheme: Scheme, laid: Laid
) -> tuple[Punctuality, AnswerTimes]:
    """Count both in one pass."""
    deadlines = PunctualityCount(period, laid.rulebook, laid.units)
    answers = AnswerCount(period)
    for record in records:
        if isinstance(record, CountableCase) and _scheme_of(record) is scheme:
            deadlines.add(record)
            answers.add(record)
    return deadlines.result(), answers.result()


def _scheme_of(case: CountableCase) -> Scheme:
    if not isinstance(case.of, CountableReport):
        return Scheme.COMPLAINTS
    return Scheme.WHISTLEBLOWING_EXTERNAL if case.of.is_external else Scheme.WHISTLEBLOWING
