"""
Publishing an account, and taking it back: an act of the office, in its history and on the portal.

What is published counts every case, also those of which somebody was kept out, or its totals would not be
true; of reports the totals of the law alone do. Small numbers are left out of it, also where they would
follow from what was published before.

History and portal are two databases. So the history says first what the portal is to show, and the portal
takes away first what the history is to say: whatever breaks off in between, the portal never shows what the
history does not say, and the same act once more brings both together.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import Connection

from intake.clock import local_date
from intake.domain.languages import DEFAULT
from intake.domain.schemes import Schemes
from intake.store.engine import read
from intake.store.publications import PaperKind
from triage.accounts import told as told_form
from triage.accounts.document import AccountDocument
from triage.accounts.publishing import ToldNumbers
from triage.cases.decisions.year_accounts import (
    AccountBegun,
    AccountMadePublic,
    AccountWithdrawn,
    account_begun,
    frozen,
)
from triage.cases.typed import typed
from triage.services.accounts.publish import papers_of, put
from triage.services.accounts.publish import withdraw as take_away
from triage.services.accounts.year import YearOf
from triage.services.casework.drafts import SentForm
from triage.services.casework.execute import execute
from triage.services.casework.preview import preview
from triage.services.history.case_file import CaseFile
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.store import told
from triage.store.told import ToldPaper
from triage.store.visibility import system_access

ACCOUNTS = "account/"
"""Under which names it is kept what of accounts was published."""
Texts = Callable[[AccountDocument], AccountDocument]
"""Puts what was written for an account among its figures."""


def as_everybody_reads_it(
    year: YearOf, languages: Iterable[str], with_texts: Texts, *, is_preview: bool = False
) -> dict[str, AccountDocument]:
    """
    Give an account in some languages as it would be published: small numbers are left out, and nothing leads
    to a case.

    Args:
        year: the account as the one sees it who publishes it.
        is_preview: it is only looked at, and so counts what the one who looks may see: who compares it with
            the account must not tell from it that there is a case more.
    """
    before = _told_before(year.organisation, year.file)
    public = replace(year, trace=False, publisher=year) if is_preview else public_of(year)
    public = replace(public, before=before)
    return {each: with_texts(public.in_language(each).figures()) for each in languages}


def public_of(year: YearOf) -> YearOf:
    """
    Give an account as everybody may see it: every case is counted, but of reports only in the totals of the
    law; whatever else is told of them is of those that the one who publishes may see.
    """
    return replace(year, access=system_access(), trace=False, publisher=year)


def make_public(
    organisation: Organisation,
    who: SignedIn,
    file: CaseFile,
    documents: Mapping[str, AccountDocument],
    *,
    publish_on: date,
    now: datetime,
    seen: int | None = None,
    form: SentForm | None = None,
) -> CaseFile:
    """
    Publish an account from a day on, and give its file after it.

    Args:
        documents: as everybody reads it, in each language.

    Raises:
        NoSuchCaseError: it is not there for this person.
        MovedOnError: something was recorded in it meanwhile.
        Refusal: a rule says no.
    """
    freeze, begun, today = frozen(file.case), account_begun(file.case), local_date(now)
    number = 0 if freeze is None else freeze.number
    decision = typed(AccountMadePublic, publish_on=publish_on, freeze=number)
    code, kind = address_of(begun), PaperKind.ACCOUNT
    schemes = begun.covers if organisation.settings.schemes is Schemes.BOTH else organisation.settings.schemes
    papers = papers_of(organisation, documents.values(), code=code, schemes=schemes)
    leaves = _leaving(organisation, file, today)

    def tell(connection: Connection, _after: CaseFile) -> None:
        if leaves is not None and leaves.name not in told.names(connection):
            told.tell(connection, leaves)

    reference = file.row.case_reference
    after = execute(
        organisation, who, reference, decision, now=now, known=file, seen=seen, then=tell, form=form
    )
    put(organisation, kind, code, schemes, papers, from_on=publish_on, person=who.handle, today=today)
    return after


def withdraw(
    organisation: Organisation,
    who: SignedIn,
    file: CaseFile,
    *,
    reason: str,
    now: datetime,
    seen: int | None = None,
    form: SentForm | None = None,
) -> CaseFile:
    """
    Take a published account off the portal at once, with the reason, and give its file after it.

    Raises:
        NoSuchCaseError, MovedOnError, Refusal: as `make_public`.
    """
    reference, code = file.row.case_reference, address_of(account_begun(file.case))
    decision = typed(AccountWithdrawn, reason_item=reason)
    preview(organisation, who, file, decision)
    take_away(organisation, PaperKind.ACCOUNT, code, person=who.handle, today=local_date(now))
    return execute(organisation, who, reference, decision, now=now, known=file, seen=seen, form=form)


def address_of(begun: AccountBegun) -> str:
    """Give the last part of the address at which the portal shows an account: its year, or its days."""
    first, last = begun.first_on, begun.last_on
    is_year = (first.month, first.day, last.month, last.day, first.year) == (1, 1, 12, 31, last.year)
    period = str(first.year) if is_year else f"{first:%Y%m%d}-{last:%Y%m%d}"
    return period if begun.covers is Schemes.BOTH else f"{period}-{begun.covers}"


def _told_before(organisation: Organisation, file: CaseFile) -> tuple[ToldNumbers, ...]:
    """
    Give every number that ever left the house, in an account that was withdrawn too or in a file, but for
    those of this freeze: who has kept a copy can subtract it.
    """
    with read(organisation.triage) as connection:
        kept = told.numbers(connection, system_access())
    return tuple(told_form.read(each) for name, each in kept.items() if name != _name(file))


def _leaving(organisation: Organisation, file: CaseFile, today: date) -> ToldPaper | None:
    """Give what leaves the house in numbers, to be kept for all that leaves it later."""
    year = YearOf(organisation, system_access(), file, DEFAULT, False, _told_before(organisation, file))
    numbers = year.told()
    return None if numbers is None else ToldPaper(_name(file), today, told_form.written(numbers))


def _name(file: CaseFile) -> str:
    freeze = frozen(file.case)
    return f"{ACCOUNTS}{file.row.case_reference}/{0 if freeze is None else freeze.number}"
