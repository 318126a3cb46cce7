"""
The whistleblower account for whoever asks.

The numbers of the law are of every report, whoever holds it, and are counted here and nowhere else; all the
rest is of what the one who asks may see. So nothing but those totals tells that there is a report of which
somebody was kept out, and that they do is said before they are published (`before_publication`).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta

from intake.store.engine import read
from triage.accounts.document import Section
from triage.accounts.publishing import PublishedAccount
from triage.accounts.results import AccountPeriod
from triage.accounts.whistleblower_section import SectionWords, cautions, section_of
from triage.accounts.whistleblowing import (
    AccountChange,
    References,
    account_of,
    aftermaths,
    changes,
)
from triage.accounts.whistleblowing_counted import counted, published
from triage.accounts.words import Translate
from triage.cases.countable import CountableCase, CountableRecord, CountableReport
from triage.rules.code_lists import CodeLists
from triage.rules.codes import Scheme
from triage.services.organisation import Organisation
from triage.store import countables
from triage.store.visibility import Access, system_access

REPORT = "report"


@dataclass(frozen=True, slots=True)
class ReportsCounted:
    """What is counted of every report, and of those that the one who asks may see."""

    every: tuple[CountableRecord, ...]
    seen: tuple[CountableRecord, ...]


def reports_counted(
    organisation: Organisation, access: Access, scheme: Scheme = Scheme.WHISTLEBLOWING
) -> ReportsCounted:
    """
    Give what is counted of the reports of a scheme, as they are now.

    Args:
        access: what the asker may see; what this gives besides is for the totals alone.
    """
    with read(organisation.triage) as connection:
        every, seen = (
            tuple(record for _handle, record in countables.of_kind(connection, each, (REPORT,)))
            for each in (system_access(), access)
        )
    return ReportsCounted(of_scheme(every, scheme), of_scheme(seen, scheme))


def of_scheme(records: Iterable[CountableRecord], scheme: Scheme) -> tuple[CountableRecord, ...]:
    """Give the reports of a scheme, the municipality's own or an external one, and nothing else."""
    is_external = scheme is Scheme.WHISTLEBLOWING_EXTERNAL
    return tuple(
        each
        for each in records
        if isinstance(each, CountableCase)
        and isinstance(each.of, CountableReport)
        and each.of.is_external is is_external
    )


def whistleblower_section(
    reports: ReportsCounted,
    period: AccountPeriod,
    words: SectionWords,
    *,
    scheme: Scheme = Scheme.WHISTLEBLOWING,
    is_published: bool = True,
    earlier: Sequence[PublishedAccount] | None = None,
) -> Section:
    """
    Lay the whistleblower account out.

    Args:
        reports: as they are now (`reports_counted`), or as they were kept when an account was frozen.
        is_published: what everybody may read; else what those who hold the reports may, with the cases.
        earlier: what was published before; None counts the year before by the same records.

    Raises:
        AccountError: it does not add up.
    """
    total = account_of(reports.every, period)
    seen = account_of(reports.seen, period)
    account = counted(total, seen, words.lists)
    if earlier is None:
        earlier = (_published_before(reports, period, words.lists),)
    return section_of(
        published(account, earlier) if is_published else account,
        total,
        words,
        aftermath=tuple(aftermaths(seen).values()),
        changed=_corrected(reports, period, frozenset() if is_published else frozenset(seen.reports)),
        is_external=scheme is Scheme.WHISTLEBLOWING_EXTERNAL,
    )


def before_publication(
    reports: ReportsCounted, period: AccountPeriod, translate: Translate
) -> tuple[str, ...]:
    """Give what must be said to whoever is about to publish the account of a period."""
    return cautions(account_of(reports.every, period), translate)


def before_report(
    organisation: Organisation, access: Access, scheme: Scheme, period: AccountPeriod, translate: Translate
) -> tuple[str, ...]:
    """Give what must be said where an account is written without an office; nothing where it is of none."""
    if scheme is Scheme.COMPLAINTS:
        return ()
    return before_publication(reports_counted(organisation, access, scheme), period, translate)


def _published_before(reports: ReportsCounted, period: AccountPeriod, lists: CodeLists) -> PublishedAccount:
    """What of the year before is published by the same records."""
    first = period.first
    is_leap_day = (first.month, first.day) == (2, 29)
    year_before = first.replace(year=first.year - 1, day=28 if is_leap_day else first.day)
    before = AccountPeriod(year_before, first - timedelta(days=1))
    return published(counted(account_of(reports.every, before), account_of(reports.seen, before), lists))


def _corrected(
    reports: ReportsCounted, period: AccountPeriod, may_find: References
) -> tuple[AccountChange, ...]:
    """What was corrected since the last day, with those of the reports behind it that may be found."""
    then, now = (account_of(reports.every, period, known_on=known) for known in (period.last, None))
    return tuple(replace(each, references=each.references & may_find) for each in changes(then, now))
