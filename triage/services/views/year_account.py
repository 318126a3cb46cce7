"""An account of a year for its pages: its figures with what was written for it, and the cases behind each."""

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cached_property

from sqlalchemy import Connection

from intake.domain.languages import LANGUAGES
from intake.store.engine import read, write
from triage.accounts.document import AccountDocument
from triage.accounts.places import NumberPlace, PlacedNumber, PlacedNumbers, numbers_of
from triage.accounts.written import AccountText, CommentGiven, paragraphs_of, with_written
from triage.cases.case import Case
from triage.cases.decisions.year_accounts import AccountBegun, ExampleWritten, comments, sections_of
from triage.cases.register_kinds import RegisterKind
from triage.services.accounts.document import translate_in
from triage.services.accounts.publication import as_everybody_reads_it
from triage.services.accounts.year import YearOf
from triage.services.history.case_file import read_file
from triage.services.organisation import Organisation
from triage.services.people.holders import known_members
from triage.services.people.sign_in import SignedIn
from triage.services.reading.visible_case import NoSuchCaseError
from triage.services.views.case_view import CaseView, case_view
from triage.services.views.lists import CaseLine, lines_of
from triage.store import cases, journal, register_entries
from triage.store.cases import CaseRow
from triage.store.visibility import Level, visible_to

EXPORTED = "account:exported"
"""What the audit log calls it; the kind of file stands behind it."""
BEHIND = 50
"""So many of the cases behind a number stand on a page."""


TOLD_OF = tuple(each for each in RegisterKind if each is not RegisterKind.ACCOUNT)
"""The registers whose lines stand in an account."""
OF_A_DAY = (RegisterKind.APPEAL, RegisterKind.ACTIVITY)
"""Those of which there are many and each is of a day; it may have been planned a year ahead."""
A_YEAR = timedelta(days=366)


@dataclass(frozen=True)
class AccountView:
    """
    One account for one person.

    Attributes:
        view: the entry itself; its texts only where it was opened.
        year: its figures, counted of the cases that this person holds.
    """

    view: CaseView
    year: YearOf

    @cached_property
    def document(self) -> AccountDocument:
        """The figures with what was written for them, as far as it is opened."""
        return self.with_texts(self.year.figures())

    @cached_property
    def numbers(self) -> PlacedNumbers:
        """Every number of the figures by where it stands."""
        return numbers_of(self.year.figures())

    @property
    def whole(self) -> AccountDocument:
        """The same with the earlier years beside it, as it is taken out."""
        return replace(self.document, sections=(*self.document.sections, *self.year.earlier()))

    @property
    def case(self) -> Case:
        """The account as its history tells it."""
        return self.view.case_file.case

    def as_published(self) -> Mapping[str, AccountDocument]:
        """Give the account as everybody is to read it, in each language."""
        return as_everybody_reads_it(self.year, LANGUAGES, self.with_texts)

    def previewed(self) -> AccountDocument:
        """Give the account as everybody would read it, counted of the cases that this person holds."""
        language = self.year.language
        return as_everybody_reads_it(self.year, [language], self.with_texts, is_preview=True)[language]

    def with_texts(self, figures: AccountDocument) -> AccountDocument:
        """Give figures with the title of the account and what was written for it."""
        titled = replace(figures, title=self.view.summary or figures.title)
        say = translate_in(self.year.organisation, figures.language)
        return with_written(titled, self.written(), self.comments(figures.language), say)

    def written(self) -> tuple[AccountText, ...]:
        """Give its sections and examples; none until it was opened."""
        return tuple(self._written()) if self.view.is_opened else ()

    def comments(self, language: str) -> tuple[CommentGiven, ...]:
        """Give what the units said of it; nothing until it was opened."""
        if not self.view.is_opened:
            return ()
        names = self.year.organisation.units.names(language)
        return tuple(
            CommentGiven(
                names.get(asked.unit, asked.unit),
                () if received.item is None else paragraphs_of(self._text(received.item.id)),
            )
            for asked, received in comments(self.case)
            if received is not None
        )

    def _written(self) -> Iterator[AccountText]:
        for each in sections_of(self.case):
            text = paragraphs_of(self._text(each.item.id))
            heading, is_example = self._text(each.heading_item.id), isinstance(each, ExampleWritten)
            yield AccountText(each.number, each.place, heading, text, is_example)

    def _text(self, item: str) -> str:
        found = self.view.texts.get(item)
        return "" if found is None or found.text is None else found.text


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account in the list of the year, by its line where this person may read it."""

    reference: str
    case: Case
    words: str


@dataclass(frozen=True, slots=True)
class Behind:
    """The cases behind one number, a page of them, and the place of the page after it."""

    placed: PlacedNumber
    lines: Sequence[CaseLine]
    onward: int | None


def year_account(
    organisation: Organisation,
    who: SignedIn,
    reference: str,
    *,
    language: str,
    opened: Container[bytes],
    today: date,
) -> AccountView:
    """
    Give an account, counted of the cases that this person holds.

    Raises:
        NoSuchCaseError: it is not there for this person, or is no account.
    """
    view = case_view(organisation, who, reference, opened=opened, today=today)
    if view.case_file.case.register.kind is not RegisterKind.ACCOUNT:
        raise NoSuchCaseError
    return account_of(organisation, who, view, language=language)


def account_of(organisation: Organisation, who: SignedIn, view: CaseView, *, language: str) -> AccountView:
    """Give the account that a case is whose page is shown already."""
    access, today = visible_to(who.handle, view.case_file.today, Level.CONTENT), view.case_file.today
    begun = view.case_file.case.register.began
    assert isinstance(begun, AccountBegun)
    with read(organisation.triage) as connection:
        rows = [
            row
            for kind in TOLD_OF
            for row in register_entries.entries(connection, access, kind)
            if kind not in OF_A_DAY or begun.first_on - A_YEAR <= row.received_on <= begun.last_on
        ]
        lines = _lines(connection, organisation, who, rows, today)
    titles = {each.row.case_reference: each.words for each in lines if each.words}
    return AccountView(view, YearOf(organisation, access, view.case_file, language, titles=titles))


def accounts(organisation: Organisation, who: SignedIn, *, today: date) -> tuple[AccountLine, ...]:
    """Give the accounts that this person holds, the newest first, without those recorded by mistake."""
    with read(organisation.triage) as connection:
        content = visible_to(who.handle, today, Level.CONTENT)
        rows = register_entries.entries(connection, content, RegisterKind.ACCOUNT)
        lines = _lines(connection, organisation, who, rows, today)
        files = [read_file(connection, organisation, each.row, today=today) for each in lines]
    return tuple(
        AccountLine(file.row.case_reference, file.case, line.words)
        for file, line in zip(files, lines, strict=True)
        if file.case.register.withdrawn_on is None
    )


def behind(account: AccountView, who: SignedIn, place: NumberPlace, *, after: int, today: date) -> Behind:
    """
    Give the cases behind a number of an account, as lines.

    Raises:
        KeyError: it has no such number.
    """
    organisation = account.year.organisation
    placed = account.numbers[place]
    some = placed.number.cases[after : after + BEHIND]
    content = visible_to(who.handle, today, Level.CONTENT)
    with read(organisation.triage) as connection:
        rows = {each.case_reference: each for each in cases.some_of(connection, content, (), some)}
        found = [rows[each] for each in some if each in rows]
        lines = lines_of(connection, organisation, who, found, known_members(organisation, today), content)
    more = len(placed.number.cases) > after + BEHIND
    return Behind(placed, lines, after + BEHIND if more else None)


def _lines(
    connection: Connection, organisation: Organisation, who: SignedIn, rows: Sequence[CaseRow], today: date
) -> list[CaseLine]:
    """Entries that this person holds, with their lines."""
    content = visible_to(who.handle, today, Level.CONTENT)
    return lines_of(connection, organisation, who, rows, known_members(organisation, today), content)


def note_export(organisation: Organisation, who: SignedIn, row: CaseRow, ending: str, *, today: date) -> None:
    """Put into the audit log that an account leaves Betro, and as what."""
    with write(organisation.triage) as connection:
        journal.append(
            connection, on=today, actor=who.handle, action=f"{EXPORTED}/{ending}", subject=row.handle
        )
