"""
An account put together: from one order one document, whoever then shows it and however.

Each part has its builder in `SECTIONS`, in the order in which the parts are read.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from types import MappingProxyType

from intake.domain.languages import words_in
from intake.domain.translatable import N_
from intake.page.language import OwnTranslations, catalogue
from triage.accounts.count import count
from triage.accounts.counted import CountedBlocks
from triage.accounts.document import AccountDocument, Section
from triage.accounts.entry_lists import EntryWords, entry_sections
from triage.accounts.laid import Laid
from triage.accounts.publishing import (
    Earlier,
    PublishedAccount,
    ToldNumbers,
    as_published,
    publish,
    publish_again,
    together,
)
from triage.accounts.punctual_blocks import people_tables
from triage.accounts.recommendation_list import RecommendationWords, recommendation_sections
from triage.accounts.results import AccountPeriod, CountedAccount
from triage.accounts.whistleblower_section import SectionWords
from triage.accounts.words import Translate
from triage.cases.countable import CountableRecord
from triage.cases.countable_entries import CountableEntry
from triage.rules.code_lists import CodeLists
from triage.rules.codes import Scheme
from triage.rules.counting_profile import CountingProfile
from triage.rules.standard_profile import profile_of
from triage.services.accounts.punctual import PunctualCounts, punctual_counts, punctual_sections
from triage.services.accounts.records import records
from triage.services.accounts.whistleblowing import (
    ReportsCounted,
    of_scheme,
    reports_counted,
    whistleblower_section,
)
from triage.services.organisation import Organisation
from triage.store.visibility import Access

NOT_OVER = N_("The period is not over; the numbers will change.")
NOT_PUBLIC = N_("Not for publication: small numbers are shown, and somebody could be recognised by them.")
REPORTS_TITLE = N_("Account of the whistleblower scheme")


class OrderError(ValueError):
    """An account cannot be made as it was ordered; the sentence says why."""


@dataclass(frozen=True, slots=True)
class AccountOrder:
    """
    What account is asked for.

    Attributes:
        first, last: its days, both included.
        profile: the code of the counting profile; None takes the one that holds on the last day.
        scheme: of whose cases it is.
        trace: every number leads to its cases and small ones are shown, for who holds these cases. Without it
            the account is as everybody may see it.
    """

    first: date
    last: date
    profile: str | None = None
    scheme: Scheme = Scheme.COMPLAINTS
    language: str = "da"
    trace: bool = False


class AccountSources:
    """
    What the builders of sections draw on; all is read or counted once, when it is first asked for.

    What is *given* is counted instead of what is recorded now, and *every* for the totals of all reports;
    *earlier* is what was published before. Where the same was *told* already, the same is left out again.
    """

    def __init__(
        self,
        organisation: Organisation,
        access: Access,
        order: AccountOrder,
        today: date,
        titles: Mapping[str, str] = MappingProxyType({}),
        *,
        given: Sequence[CountableRecord] | None = None,
        every: Sequence[CountableRecord] | None = None,
        earlier: Earlier = (),
        told: ToldNumbers | None = None,
    ) -> None:
        self.organisation, self.access, self.order, self.today = organisation, access, order, today
        self.titles = titles
        self._given, self._every, self._earlier, self._told = given, every, earlier, told
        self.period = AccountPeriod(order.first, order.last)
        self.lists = CodeLists(organisation.taxonomy, organisation.units)
        self.say = translate_in(organisation, order.language)

    @cached_property
    def profile(self) -> CountingProfile:
        """
        How it is counted.

        Raises:
            OrderError: no profile has this code.
        """
        known, wanted = self.organisation.content.data.known_profiles, self.order.profile
        if wanted is None:
            return profile_of(known, self.order.last)
        if wanted not in known:
            raise OrderError(f"there is no counting profile {wanted!r}; known are {', '.join(sorted(known))}")
        return known[wanted]

    def records(self) -> Iterable[CountableRecord]:
        """What is counted; what was given may tell of other days too."""
        return records(self.organisation, self.access, self.period) if self._given is None else self._given

    @cached_property
    def counted(self) -> CountedAccount:
        """What was counted; without a trace as it may be published."""
        return self.published.account if self.order.trace else as_published(self.published)

    @cached_property
    def published(self) -> PublishedAccount:
        """What was counted, and without a trace what of it is left out, beside what was published earlier."""
        account = count(self.profile, self.records(), self.period, self.lists)
        if self.order.trace:
            return PublishedAccount(account, frozenset())
        return self._publish(account)

    @cached_property
    def punctual(self) -> PunctualCounts:
        """How deadlines were kept and how units answered."""
        rulebook, units = self.organisation.rulebook, self.organisation.units
        return punctual_counts(self.records(), self.period, rulebook, units)

    @cached_property
    def people(self) -> PublishedAccount:
        """What of that could tell of single people, and what is left out of it beside the rest."""
        tables = people_tables(*self.punctual[Scheme.COMPLAINTS])
        return self._publish(CountedAccount(self.profile, self.period, {}, tables), self.published)

    def told(self) -> ToldNumbers:
        """Give all numbers of inquiries that leave the house with it."""
        return together((self.published, self.people))

    def _publish(self, account: CountedAccount, *beside: PublishedAccount) -> PublishedAccount:
        if self._told is not None:
            return publish_again(account, self._told)
        return publish(account, (*self._earlier, *beside))

    @cached_property
    def reports(self) -> ReportsCounted:
        """What is counted of the reports of the scheme: of every one for the totals that the law asks for."""
        scheme = self.order.scheme
        if self._given is not None and self._every is not None:
            return ReportsCounted(of_scheme(self._every, scheme), of_scheme(self._given, scheme))
        return reports_counted(self.organisation, self.access, self.order.scheme)


def account_document(
    organisation: Organisation,
    access: Access,
    order: AccountOrder,
    *,
    today: date,
    titles: Mapping[str, str] = MappingProxyType({}),
) -> AccountDocument:
    """
    Give an account as it is laid out.

    Args:
        access: the cases that are counted; nothing is left out later, so no other case is in any number but
            those that the law asks for of every report.
        titles: the lines of the entries of registers that the reader may open, by reference.

    Raises:
        OrderError: no profile has the code that was ordered.
    """
    return laid_out(AccountSources(organisation, access, order, today, titles))


def laid_out(sources: AccountSources) -> AccountDocument:
    """
    Give an account as it is laid out, of what its sources give.

    Raises:
        OrderError: no profile has the code that was ordered.
    """
    order, today, say = sources.order, sources.today, sources.say
    is_of_reports = order.scheme is not Scheme.COMPLAINTS
    marks = [say(NOT_PUBLIC)] if order.trace else []
    if order.last >= today:
        marks.append(say(NOT_OVER))
    return AccountDocument(
        title=say(REPORTS_TITLE) if is_of_reports else words_in(sources.profile.head.title, order.language),
        organisation=words_in(sources.organisation.settings.organisation, order.language),
        language=order.language,
        first=order.first,
        last=order.last,
        made_on=today,
        sections=tuple(section for build in SECTIONS[order.scheme] for section in build(sources)),
        marks=tuple(marks),
    )


def translate_in(organisation: Organisation, language: str) -> Translate:
    """Give what says our sentences in a language, with the organisation's own words in them."""
    return OwnTranslations(catalogue(language, ("office", "shared")), organisation.words, language).ugettext


def _counted(sources: AccountSources) -> tuple[Section, ...]:
    language = sources.order.language
    return CountedBlocks(sources.counted, sources.lists, language, sources.say).sections()


def _registers(sources: AccountSources) -> tuple[Section, ...]:
    """The registers entry by entry, for who holds them alone: in no other account is a line of one."""
    if not sources.order.trace:
        return ()
    order = sources.order
    words = EntryWords(sources.lists, order.language, sources.say, sources.titles, sources.period)
    found = (each for each in sources.records() if isinstance(each, CountableEntry))
    return entry_sections(found, words)


def _reports(sources: AccountSources) -> tuple[Section, ...]:
    order = sources.order
    words = SectionWords(sources.lists, order.language, sources.say)
    return (
        whistleblower_section(
            sources.reports, sources.period, words, scheme=order.scheme, is_published=not order.trace
        ),
    )


def _punctual(sources: AccountSources) -> tuple[Section, ...]:
    order = sources.order
    laid = Laid(
        sources.organisation.rulebook,
        sources.organisation.units,
        order.language,
        sources.say,
        None if order.trace else sources.profile,
    )
    # Of reports nothing is published here, so that nothing of the other side is counted for them.
    is_alone = order.trace or order.scheme is not Scheme.COMPLAINTS
    published = None if is_alone else as_published(sources.people).tables
    return punctual_sections(sources.punctual, order.scheme, laid, published)


def _recommendations(sources: AccountSources) -> tuple[Section, ...]:
    found = sources.records()
    words = RecommendationWords(sources.lists, sources.order.language, sources.say, sources.titles)
    return recommendation_sections(found, sources.period, words, trace=sources.order.trace)


Builder = Callable[[AccountSources], tuple[Section, ...]]
SECTIONS: Mapping[Scheme, tuple[Builder, ...]] = MappingProxyType(
    {
        Scheme.COMPLAINTS: (_counted, _punctual, _recommendations, _registers),
        Scheme.WHISTLEBLOWING: (_reports, _punctual),
        Scheme.WHISTLEBLOWING_EXTERNAL: (_reports, _punctual),
    }
)
"""Of what an account consists, by whose cases it is of."""
