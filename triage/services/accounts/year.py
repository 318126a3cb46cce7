"""
The figures of a year's account: counted from what is recorded now, or from what was kept when it was frozen.

Both are the same code with the same profile, so a frozen account gives its figures again whenever it is asked
for, and leads to its cases as before. Its results are kept besides: should a later Betro count otherwise,
they are what is shown, and it says so.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType

from intake.domain.days import written
from intake.domain.schemes import Schemes
from intake.domain.translatable import N_
from intake.store.engine import read
from triage.accounts.beside import beside, reorganised, years_back
from triage.accounts.change_words import ChangeWords
from triage.accounts.changes import NumberChange, RecordChange, changed_numbers, changed_records
from triage.accounts.document import AccountDocument, Section
from triage.accounts.from_json import from_json
from triage.accounts.places import digest_of, numbers_of
from triage.accounts.publishing import Earlier, ToldNumbers
from triage.accounts.results import AccountPeriod
from triage.accounts.whistleblower_section import tells_of_few
from triage.accounts.whistleblowing import account_of
from triage.accounts.words import Translate
from triage.cases.countable import CountableRecord
from triage.cases.decisions.year_accounts import AccountBegun, AccountFrozen, account_begun, frozen
from triage.rules.code_lists import CodeLists
from triage.rules.codes import Scheme
from triage.services.accounts.document import AccountOrder, AccountSources, laid_out, translate_in
from triage.services.accounts.records import records
from triage.services.accounts.whistleblowing import REPORT, before_publication
from triage.services.history.case_file import CaseFile
from triage.services.organisation import Organisation
from triage.store import frozen as kept
from triage.store.visibility import Access, system_access

FROZEN = N_("The figures were frozen on %(day)s and stay as they were then.")
COUNTS_OTHERWISE = N_(
    "This version of Betro counts otherwise than the one by which the account was frozen. What stands here "
    "are the results of then; they lead to no cases."
)
TOTALS_TELL = N_(
    "The totals count every case, also those that somebody is kept out of. Whoever knows all other cases can "
    "tell from a total that there is one more."
)
OF_WHAT: Mapping[Scheme, str] = MappingProxyType(
    {Scheme.WHISTLEBLOWING: N_("reports"), Scheme.COMPLAINTS: N_("inquiries")}
)
COVERED: Mapping[Schemes, tuple[Scheme, ...]] = MappingProxyType(
    {
        Schemes.BOTH: (Scheme.WHISTLEBLOWING, Scheme.COMPLAINTS),
        Schemes.WHISTLEBLOWING: (Scheme.WHISTLEBLOWING,),
        Schemes.COMPLAINTS: (Scheme.COMPLAINTS,),
    }
)


@dataclass(frozen=True, slots=True)
class SinceFrozen:
    """What changed since an account was frozen: each number, and what of each case."""

    numbers: tuple[NumberChange, ...]
    records: Mapping[str, RecordChange]


@dataclass(frozen=True)
class YearOf:
    """
    One account as somebody sees it; what it is counted from is read once.

    Attributes:
        access: whose cases are counted; nothing is left out later.
        trace: every number leads to its cases and small ones are shown; without, it is as everybody may see
            it.
        before: what was published before, beside which small numbers are left out.
        freeze: the number of the freeze that it is of; the newest where none is said.
        titles: the lines of the entries of registers that the reader may open, by reference.
        publisher: the same account as the one sees it who publishes it: of reports everything but the totals
            is of those that this person may see.
    """

    organisation: Organisation
    access: Access
    file: CaseFile
    language: str
    trace: bool = True
    before: Earlier = ()
    freeze: int | None = None
    titles: Mapping[str, str] = field(default_factory=dict)
    publisher: "YearOf | None" = None

    def figures(self) -> AccountDocument:
        """Give the figures as they stand: of now, until they are frozen."""
        if self.frozen is None:
            return self.of_now()
        document, day = self.of_then(), written(self.frozen.on, "plain", self.language)
        mark = self._say(FROZEN) % {"day": day}
        if self.counts_otherwise(document) and (results := self._results()) is not None:
            document, mark = results, self._say(COUNTS_OTHERWISE)
        return replace(document, made_on=self.frozen.on, marks=(*document.marks, mark))

    def told(self) -> ToldNumbers | None:
        """Give the numbers of inquiries that it tells, as it was frozen; None where it has none."""
        if Scheme.COMPLAINTS not in self._schemes():
            return None
        return self._sources(Scheme.COMPLAINTS, of_then=True).told()

    def of_now(self) -> AccountDocument:
        """Count what is recorded now."""
        return self._document(of_then=False)

    def of_then(self) -> AccountDocument:
        """Count again what was kept when the account was frozen."""
        return self._document(of_then=True)

    def counts_otherwise(self, again: AccountDocument) -> bool:
        """
        Say whether this version of Betro gives other results than were frozen.

        Who does not see every case counts fewer of them; then nobody can say, and nothing is told.
        """
        if self.frozen is None or not self.trace or digest_of(numbers_of(again)) == self.frozen.results:
            return False
        with read(self.organisation.triage) as connection:
            return kept.is_whole(connection, self.file.row.handle, self.frozen.number, len(self.kept))

    def since_frozen(self) -> SinceFrozen:
        """Compare what was frozen with what is recorded now."""
        before, after = numbers_of(self.of_then()), numbers_of(self.of_now())
        records = changed_records(self.kept, self.recorded)
        return SinceFrozen(changed_numbers(before, after, records), records)

    def why(self) -> ChangeWords:
        """Give what says in words why a number changed."""
        lists = CodeLists(self.organisation.taxonomy, self.organisation.units)
        return ChangeWords(lists, self.language, self._say, lambda day: written(day, "plain", self.language))

    def cautions(self) -> tuple[str, ...]:
        """Give what must be said to whoever is about to publish it: what totals may tell."""
        told = (self._say(TOTALS_TELL),) if Scheme.COMPLAINTS in self._schemes() else ()
        if Scheme.WHISTLEBLOWING not in self._schemes():
            return told
        sources = self.reports()
        return *told, *before_publication(sources.reports, sources.period, self._say)

    def tells_of_few_reports(self) -> bool:
        """Say whether there are so few reports that words about one need a reason."""
        if Scheme.WHISTLEBLOWING not in self._schemes():
            return False
        sources = self.reports()
        return tells_of_few(account_of(sources.reports.every, sources.period))

    def earlier(self) -> tuple[Section, ...]:
        """Give the earlier years beside this one, by its rule; nothing where none was asked for."""
        if not self.begun.years_beside:
            return ()
        is_frozen, years = self.frozen is not None, range(self.begun.years_beside, -1, -1)
        documents = [self._document(of_then=is_frozen, back=back) for back in years]
        section, first = beside(documents, self._say), documents[0].first
        units = reorganised(self.organisation.units, first, self.begun.last_on, self.language, self._say)
        return (replace(section, blocks=(*section.blocks, *filter(None, (units,)))),)

    def in_language(self, language: str) -> "YearOf":
        """Give the same account in another language, without reading again what it is counted from."""
        other = replace(self, language=language)
        other.__dict__["recorded"] = self.recorded
        return other

    @cached_property
    def begun(self) -> AccountBegun:
        """What the account is of."""
        return account_begun(self.file.case)

    @cached_property
    def frozen(self) -> AccountFrozen | None:
        """The freeze that its figures are of."""
        return frozen(self.file.case, self.freeze)

    @cached_property
    def recorded(self) -> Sequence[CountableRecord]:
        """
        What is recorded now, of the account's days and of the years beside; of the year before at least, for
        small numbers of reports are left out beside it.
        """
        first = years_back(self.begun.first_on, max(1, self.begun.years_beside))
        return tuple(records(self.organisation, self.access, AccountPeriod(first, self.begun.last_on)))

    @cached_property
    def kept(self) -> Sequence[CountableRecord]:
        """What was kept of it when it was frozen."""
        if self.frozen is None:
            return ()
        with read(self.organisation.triage) as connection:
            return tuple(kept.records(connection, self.file.row.handle, self.frozen.number, self.access))

    @cached_property
    def _every_kept(self) -> Sequence[CountableRecord]:
        """What was kept of every case, for the totals of all reports alone."""
        if self.frozen is None or Scheme.WHISTLEBLOWING not in self._schemes():
            return ()
        with read(self.organisation.triage) as connection:
            found = kept.records(connection, self.file.row.handle, self.frozen.number, system_access())
            return tuple(each for each in found if each.kind == REPORT)

    @cached_property
    def _say(self) -> Translate:
        return translate_in(self.organisation, self.language)

    def _document(self, *, of_then: bool, back: int = 0) -> AccountDocument:
        """
        Lay out the account of its own days, or of the same days so many years earlier, from what was kept *of
        then* or from what is recorded now.
        """
        parts = [laid_out(self._sources(each, of_then=of_then, back=back)) for each in self._schemes()]
        sections = tuple(self._apart(dict(zip(self._schemes(), parts, strict=True))))
        marks = tuple(dict.fromkeys(mark for part in parts for mark in part.marks))
        return replace(parts[-1], sections=sections, marks=marks)

    def _apart(self, parts: Mapping[Scheme, AccountDocument]) -> Iterator[Section]:
        """The sections of all parts; what two of them have is told apart by what it is of."""
        often = Counter(each.code for part in parts.values() for each in part.sections)
        for scheme, part in parts.items():
            for each in part.sections:
                if often[each.code] == 1:
                    yield each
                    continue
                title = f"{each.title}: {self._say(OF_WHAT[scheme])}"
                yield Section(f"{scheme}-{each.code}", title, each.blocks)

    def _sources(self, scheme: Scheme, *, of_then: bool, back: int = 0) -> AccountSources:
        begun = self.begun
        first, last = years_back(begun.first_on, back), years_back(begun.last_on, back)
        order = AccountOrder(first, last, begun.profile, scheme, self.language, self.trace)
        reader = self if scheme is Scheme.COMPLAINTS or self.publisher is None else self.publisher
        return AccountSources(
            self.organisation,
            reader.access,
            order,
            self.file.today,
            self.titles,
            given=reader.kept if of_then else reader.recorded,
            # Of now every report is read where its totals are counted.
            every=self._every_kept if of_then else None,
            earlier=self.before,
        )

    def reports(self) -> AccountSources:
        """Give what the account of the reports draws on."""
        return self._sources(Scheme.WHISTLEBLOWING, of_then=self.frozen is not None)

    def _schemes(self) -> tuple[Scheme, ...]:
        """Whose matters it is of, of those that the organisation takes."""
        takes = self.organisation.settings.schemes
        return tuple(each for each in COVERED[self.begun.covers] if takes.has(each))

    def _results(self) -> AccountDocument | None:
        assert self.frozen is not None
        with read(self.organisation.triage) as connection:
            result = kept.result(connection, self.file.row.handle, self.frozen.number, self.language)
        return None if result is None else from_json(result)
