"""
How much there is, for who holds no case: closed years and closed quarters, by the profile that held then.

What is shown of a period is counted once, when its last days have been sorted, and stays as it is: a number
that moved later would tell what became of one case. It is told as coarsely as the status of a quarter, so
nothing small follows from it beside what is published, and what is published need not give way to it.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta

from intake.contents.published import PUBLISHED, AccountPublished
from intake.domain.languages import DEFAULT, LANGUAGES, words_in
from intake.store.engine import read, write
from triage.accounts.counted import CountedBlocks
from triage.accounts.document import AccountDocument
from triage.accounts.for_the_portal import for_the_portal
from triage.accounts.laid import Laid
from triage.accounts.quarterly import FEW, coarse_words
from triage.accounts.results import AccountPeriod, CountedAccount
from triage.rules.code_lists import CodeLists
from triage.services.accounts.document import translate_in
from triage.services.accounts.punctual import PunctualCounts, punctual_counts, times_of_everybody
from triage.services.accounts.quarterly import coarse_counts
from triage.services.accounts.records import records
from triage.services.organisation import Organisation
from triage.store import countables, told
from triage.store.told import ToldPaper
from triage.store.visibility import SystemAccess

SETTLED = timedelta(days=14)
"""So long after its end a period is counted: by then what came on its last days has been read and sorted."""
BACK = 2
"""So many years before the present one are counted where nothing was before."""
FIGURES, INQUIRY = "figures/", "inquiry"


@dataclass(frozen=True, slots=True)
class FixedPeriod:
    """A year or a quarter of one, and what it is called in an address."""

    code: str
    period: AccountPeriod

    @property
    def name(self) -> str:
        """By which it is kept."""
        return f"{FIGURES}{self.code}"


def fixed_periods(first: date, today: date) -> Iterator[FixedPeriod]:
    """Give the closed quarters and years since a day, each year after its quarters."""
    for year in range(max(first.year, today.year - BACK), today.year + 1):
        ends = [*(date(year, month, 1) for month in (4, 7, 10)), date(year + 1, 1, 1)]
        for number, (begin, end) in enumerate(zip([date(year, 1, 1), *ends], ends, strict=False), start=1):
            yield FixedPeriod(f"{year}-q{number}", AccountPeriod(begin, end - timedelta(days=1)))
        yield FixedPeriod(f"{year}", AccountPeriod(date(year, 1, 1), date(year, 12, 31)))


def count_closed(organisation: Organisation, access: SystemAccess, today: date) -> None:
    """Count the periods that have closed and were not counted yet."""
    with read(organisation.triage) as connection:
        # A figure from elsewhere may be of a year in which nobody counted anything here.
        first = countables.first_day(connection, access, INQUIRY)
        known = told.names(connection)
    if first is None or not organisation.settings.schemes.complaints:
        return
    for each in fixed_periods(first, today):
        if each.name not in known and first <= each.period.last < today - SETTLED:
            _tell(organisation, access, each, today)


def _tell(organisation: Organisation, access: SystemAccess, of: FixedPeriod, today: date) -> None:
    account = coarse_counts(organisation, access, of.period)
    found = records(organisation, access, of.period)
    counted = punctual_counts(found, of.period, organisation.rulebook, organisation.units)
    paper = ToldPaper(of.name, today, b"", _content(organisation, account, counted, today))
    with write(organisation.triage) as connection:
        # Another clock may have been at the same.
        if of.name not in told.names(connection):
            told.tell(connection, paper)


def _content(
    organisation: Organisation, account: CountedAccount, counted: PunctualCounts, today: date
) -> str:
    shown = {}
    for language in LANGUAGES:
        lists, say = (
            CodeLists(organisation.taxonomy, organisation.units),
            translate_in(organisation, language),
        )
        laid = Laid(organisation.rulebook, organisation.units, language, say, account.profile)
        times = times_of_everybody(counted, organisation.settings.schemes, laid)
        figures, *rest = CountedBlocks(account, lists, language, say, nothing=FEW).sections()
        figures = replace(figures, blocks=(coarse_words(account, laid), *figures.blocks))
        document = AccountDocument(
            title=words_in(account.profile.head.title, language),
            organisation=words_in(organisation.settings.organisation, language),
            language=language,
            first=account.period.first,
            last=account.period.last,
            made_on=today,
            sections=(figures, *rest, *times),
        )
        shown[language] = PUBLISHED.write(for_the_portal(document, say)).decode()
    return json.dumps(shown, ensure_ascii=False)


def figures(organisation: Organisation) -> list[str]:
    """Give the periods that are shown, the newest first and each year before its quarters."""
    with read(organisation.triage) as connection:
        codes = [each.removeprefix(FIGURES) for each in told.names(connection) if each.startswith(FIGURES)]
    return sorted(codes, key=lambda code: (code[:4], len(code) == len("2026"), code), reverse=True)


def figures_of(organisation: Organisation, code: str, language: str) -> AccountPublished | None:
    """Give what is shown of a period, in a language or else in Danish; None where there is no such period."""
    with read(organisation.triage) as connection:
        content = told.content(connection, f"{FIGURES}{code}")
    if not content:
        return None
    shown = json.loads(content)
    found = PUBLISHED.read(shown.get(language, shown[DEFAULT]))
    return found if isinstance(found, AccountPublished) else None
