"""
Publishing an account, and taking it back: an act of the office, in its history and on the portal.

What is published counts every case, also those of which somebody was kept out, or its totals would not be
true. Small numbers are left out of it, also where they would follow from what was published before.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime

from intake.clock import local_date
from intake.domain.languages import DEFAULT
from intake.domain.schemes import Schemes
from intake.store.engine import read
from intake.store.publications import PaperKind
from triage.accounts.document import AccountDocument
from triage.accounts.publishing import PublishedAccount, publish
from triage.cases.decisions.year_accounts import (
    AccountBegun,
    AccountMadePublic,
    AccountWithdrawn,
    account_begun,
    frozen,
)
from triage.cases.register_kinds import RegisterKind
from triage.cases.typed import typed
from triage.services.accounts.publish import publish as place
from triage.services.accounts.publish import withdraw as take_away
from triage.services.accounts.year import YearOf
from triage.services.casework.drafts import SentForm
from triage.services.casework.execute import execute
from triage.services.casework.preview import preview
from triage.services.history.case_file import CaseFile, read_file
from triage.services.organisation import Organisation
from triage.services.people.sign_in import SignedIn
from triage.store import register_entries
from triage.store.visibility import Access, system_access

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
    access = year.access if is_preview else system_access()
    before = _published_before(year.organisation, year.file, access)
    public = replace(year, access=access, trace=False, before=before)
    return {each: with_texts(public.in_language(each).figures()) for each in languages}


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
    preview(organisation, who, file, decision)
    code, handle = address_of(begun), who.handle
    schemes = begun.covers if organisation.settings.schemes is Schemes.BOTH else organisation.settings.schemes
    place(
        organisation,
        documents.values(),
        code=code,
        schemes=schemes,
        from_on=publish_on,
        person=handle,
        today=today,
    )
    reference = file.row.case_reference
    try:
        return execute(organisation, who, reference, decision, now=now, known=file, seen=seen, form=form)
    except Exception:
        # Its history must say what the portal shows.
        take_away(organisation, PaperKind.ACCOUNT, code, person=handle, today=today)
        raise


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
    after = execute(organisation, who, reference, decision, now=now, known=file, seen=seen, form=form)
    take_away(organisation, PaperKind.ACCOUNT, code, person=who.handle, today=local_date(now))
    return after


def address_of(begun: AccountBegun) -> str:
    """Give the last part of the address at which the portal shows an account: its year, or its days."""
    first, last = begun.first_on, begun.last_on
    is_year = (first.month, first.day, last.month, last.day, first.year) == (1, 1, 12, 31, last.year)
    period = str(first.year) if is_year else f"{first:%Y%m%d}-{last:%Y%m%d}"
    return period if begun.covers is Schemes.BOTH else f"{period}-{begun.covers}"


def _published_before(
    organisation: Organisation, file: CaseFile, access: Access
) -> tuple[PublishedAccount, ...]:
    """
    Everything that was ever published, what was withdrawn among it, counted from what was kept of it, in its
    order: who has kept a copy can subtract it.
    """
    found = list[tuple[date, str, int, CaseFile]]()
    freeze = frozen(file.case)
    this = None if freeze is None else (file.row.handle, freeze.number)
    with read(organisation.triage) as connection:
        for row in register_entries.entries(connection, system_access(), RegisterKind.ACCOUNT):
            other = read_file(connection, organisation, row, today=file.today)
            for event in other.case.history:
                if isinstance(event, AccountMadePublic) and (row.handle, event.freeze) != this:
                    found.append((event.on, row.case_reference, event.freeze, other))
    before: list[PublishedAccount] = []
    for _on, _reference, number, other in sorted(found, key=lambda each: each[:3]):
        account = YearOf(organisation, access, other, DEFAULT, freeze=number).counted()
        if account is not None:
            before.append(publish(account, before))
    return tuple(before)
