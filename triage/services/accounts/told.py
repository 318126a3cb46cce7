"""
An account that an operator writes to a file: it leaves the house, so it is kept what it told.

It leaves out what would tell a small number beside all that left before, published accounts and files alike,
and what leaves later gives way to it. Whatever days are asked for, they are no way to ask about one case.
"""

from datetime import date

from intake.store.engine import read, write
from triage.accounts import told as told_form
from triage.accounts.document import AccountDocument
from triage.rules.codes import Scheme
from triage.services.accounts.document import (
    AccountOrder,
    AccountSources,
    OrderError,
    account_document,
    laid_out,
)
from triage.services.organisation import Organisation
from triage.store import told
from triage.store.told import ToldPaper
from triage.store.visibility import SystemAccess


class ToldMeanwhileError(RuntimeError):
    """Something else was told since this account was counted; it must be counted again."""


def written_report(
    organisation: Organisation, access: SystemAccess, order: AccountOrder, *, today: date
) -> AccountDocument:
    """
    Give an account as it leaves the house, and keep what it tells.

    What counts the same as an account of the same order that was told before leaves out the same, however
    much was told since.

    Raises:
        OrderError: no profile has the code that was ordered, or reports are asked for of other days than a
            year.
        ToldMeanwhileError: another account was told while this one was counted.
    """
    if order.scheme is not Scheme.COMPLAINTS:
        if (order.first, order.last) != (date(order.first.year, 1, 1), date(order.first.year, 12, 31)):
            raise OrderError(
                "an account of reports is of a calendar year, or two of them would tell of one report"
            )
        return account_document(organisation, access, order, today=today)
    with read(organisation.triage) as connection:
        kept = told.numbers(connection, access)
    before = {name: told_form.read(each) for name, each in kept.items()}
    sources = AccountSources(organisation, access, order, today, earlier=tuple(before.values()))
    name = f"report/{order.first}_{order.last}/{sources.profile.head.code}/"
    alike = [each for known, each in before.items() if known.startswith(name)]
    telling = sources.told()
    same = next((each for each in alike if each.numbers == telling.numbers), None)
    if same is not None:
        return laid_out(AccountSources(organisation, access, order, today, told=same))
    document = laid_out(sources)
    paper = ToldPaper(f"{name}{len(alike) + 1}", today, told_form.written(telling))
    with write(organisation.triage) as connection:
        if told.numbers(connection, access).keys() != kept.keys():
            raise ToldMeanwhileError("another account left the house meanwhile; ask for this one again")
        told.tell(connection, paper)
    return document
